"""The vars of dbt_project.yml that people may set, in settings.yml or on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from smarketing.errors import DataRefused
from smarketing.paths import PROJECT
from smarketing.settings.table_checks import timezones
from smarketing.text.words import did_you_mean, listed

# Set by the commands, not by people.
RUN_VARS = {
    "as_of": "AS_OF=YYYY-MM-DD",
    "as_of_default": "`make report` or `make dashboard`",
    "settings_hash": "nothing: it is computed",
    "code_version": "nothing: it is computed",
}
ATTRIBUTION_MODELS = (
    "first_touch",
    "last_touch",
    "last_non_direct",
    "linear",
    "linear_unique",
    "u_shaped",
    "w_shaped",
    "time_decay",
    "markov",
    "shapley",
)
SEGMENTS = ("all", "channel", "lead_type", "country", "owner", "landing_page")
NUMBER_LOCALES = ("es", "es_419", "es_EC", "es_CL", "es_CO", "es_MX", "es_SV", "en")


@dataclass(frozen=True)
class Rule:
    """What a var may be: `expected` in words, and a function that returns the value or raises."""

    expected: str
    read: Callable[[Any], Any]


def project_vars() -> dict[str, Any]:
    """Return the vars of dbt_project.yml with their defaults."""
    return dict(_project_vars())


def read_vars_file(path: Path, problems: list[str]) -> dict[str, Any]:
    """Return the checked vars of a settings.yml; problems go to the list, one sentence each."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problems.append(
            f"{path.name}{line}: not readable as YAML; write one “name: value” per line, in UTF-8."
        )
        return {}
    if document is None:
        return {}
    if not isinstance(document, dict):
        problems.append(f"{path.name}: expected one “name: value” per line; write it so.")
        return {}
    return _checked(document, path.name, problems)


def check_vars(values: Mapping[str, Any], origin: str = "vars") -> dict[str, Any]:
    """Return vars given on a command line, typed; raises DataRefused naming every wrong one.

    values: name → value; texts are read as YAML reads them (`30`, `[all, channel]`).
    """
    problems: list[str] = []
    typed = {
        name: yaml.safe_load(value) if isinstance(value, str) and value.strip() else value
        for name, value in values.items()
    }
    checked = _checked(typed, origin, problems)
    if problems:
        raise DataRefused("\n".join(problems))
    return checked


def _checked(values: Mapping[Any, Any], origin: str, problems: list[str]) -> dict[str, Any]:
    known = project_vars()
    checked = {}
    for name, value in values.items():
        if name in RUN_VARS:
            problems.append(f"{origin}: {name} can't be set here; it comes from {RUN_VARS[name]}.")
            continue
        if name not in known:
            names = [word for word in known if word not in RUN_VARS]
            problems.append(
                f"{origin}: “{name}” is not a setting{did_you_mean(str(name), names)}; "
                f"known are {listed(names, 30)}."
            )
            continue
        rule = _RULES.get(name) or _rule_like(known[name])
        try:
            checked[name] = rule.read(value)
        except (TypeError, ValueError):
            problems.append(f"{origin}: {name} is {value!r}; expected {rule.expected}.")
    return checked


@cache
def _project_vars() -> Mapping[str, Any]:
    document = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    return document["vars"]


def _whole(minimum: int) -> Rule:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            raise ValueError
        return value

    return Rule(f"a whole number of at least {minimum}", read)


def _positive(value: Any) -> float:
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 < value < float("inf")
    ):
        raise ValueError
    return value


def _one_of(words: tuple[str, ...]) -> Rule:
    def read(value: Any) -> str:
        if value not in words:
            raise ValueError
        return value

    return Rule(f"one of {listed(words, 20)}", read)


def _currency(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 3 or not (value.isascii() and value.isalpha()):
        raise ValueError
    return value.upper()


def _timezone(value: Any) -> str:
    if value not in timezones():
        raise ValueError
    return value


def _calling_code(value: Any) -> str:
    digits = str(value).strip().removeprefix("+")
    if isinstance(value, bool) or not (digits.isascii() and digits.isdigit() and len(digits) <= 3):
        raise ValueError
    return digits


def _number_locale(value: Any) -> str:
    text = str(value).replace("-", "_")
    if text not in NUMBER_LOCALES:
        raise ValueError
    return text


def _segments(value: Any) -> list[str]:
    words = _words(value)
    if not words or len(set(words)) != len(words) or not set(words) <= set(SEGMENTS):
        raise ValueError
    return words


def _rule_like(default: Any) -> Rule:
    """Return the rule for a var that has none of its own: the type of its default."""
    if isinstance(default, bool):
        return _one_of((True, False))
    if isinstance(default, int):
        return _whole(0)
    if isinstance(default, float):
        return _POSITIVE
    if isinstance(default, list):
        return Rule("a list of words", _words)
    return Rule("a text", lambda value: value if isinstance(value, str) else _raise())


def _words(value: Any) -> list[str]:
    words = [word.strip() for word in value.split(",")] if isinstance(value, str) else list(value)
    if not all(isinstance(word, str) for word in words):
        raise ValueError
    return words


def _raise() -> None:
    raise ValueError


_POSITIVE = Rule("a number above 0", _positive)
_RULES = {
    "timezone": Rule("an IANA time zone, such as America/Bogota", _timezone),
    "reporting_currency": Rule("an ISO currency code of three letters, such as USD", _currency),
    "number_locale": Rule(f"one of {listed(NUMBER_LOCALES)}", _number_locale),
    "calling_code": Rule("the telephone code of a country, such as 593", _calling_code),
    "episode_gap_days": _whole(1),
    "mql_date_from": _one_of(("crm_then_definition", "crm", "definition")),
    "activity_landmark_days": _whole(1),
    "maturity_fallback_days": _whole(1),
    "points_to_double_odds": _POSITIVE,
    "attribution_lookback_days": _whole(1),
    "attribution_window_months": _whole(1),
    "time_decay_half_life_days": _POSITIVE,
    "headline_attribution_model": _one_of(ATTRIBUTION_MODELS),
    "minimum_sample": _whole(1),
    "late_export_days": _whole(1),
    "segments": Rule(f"a list of {listed(SEGMENTS)}, each once", _segments),
}
