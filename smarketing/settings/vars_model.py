"""What each var may be: a pydantic model made from the defaults of dbt_project.yml.

A var is of the type of its default; KINDS names those that may be less, or more, than that. The
description of a field completes the sentence "expected …".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
)

from smarketing.settings.formats import timezones
from smarketing.settings.variables import RUN_VARS, project_vars
from smarketing.text.conventions import FALSE_WORDS, TRUE_WORDS
from smarketing.text.words import fold, listed

LARGEST = 2**31 - 1
ATTRIBUTION_MODELS = (
    *("first_touch", "last_touch", "last_non_direct", "linear", "linear_unique"),
    *("u_shaped", "w_shaped", "time_decay", "markov", "shapley"),
)
SEGMENTS = ("all", "channel", "lead_type", "country", "owner", "landing_page")
GOALS = ("lead", "mql", "opportunity", "customer")
NUMBER_LOCALES = ("es", "es_419", "es_EC", "es_CL", "es_CO", "es_MX", "es_SV", "en")
MQL_DATES = ("crm_then_definition", "crm", "definition")


def _kind(base: Any, expected: str, *steps: Any, **limits: Any) -> Any:
    return Annotated[base, *steps, Field(strict=True, description=expected, **limits)]


def _whole(minimum: int) -> Any:
    return _kind(int, f"a whole number of at least {minimum}", ge=minimum, le=LARGEST)


def _that(holds: Callable[[Any], bool]) -> AfterValidator:
    def check(value: Any) -> Any:
        if not holds(value):
            raise ValueError
        return value

    return AfterValidator(check)


def _number(value: Any) -> Any:
    """Let a whole number stay one: the SQL and the hash of the settings hold what was written."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    return value


def _split(value: Any) -> Any:
    """Read `a, b` as a list of words."""
    return [word.strip() for word in value.split(",")] if isinstance(value, str) else value


def _yes_or_no(value: Any) -> Any:
    """Read the words for yes and no, as the cells of settings may hold them."""
    word = fold(value) if isinstance(value, str) else None
    return True if word in TRUE_WORDS else False if word in FALSE_WORDS else value


def _as_text(value: Any) -> Any:
    """Read a number where digits are meant, as YAML takes 593 for one."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _list(item: Any, expected: str, holds: Callable[[list], bool] = bool) -> Any:
    return _kind(list[item], expected, BeforeValidator(_split), _that(holds))


def _words(words: tuple[str, ...]) -> Any:
    expected = f"a list of {listed(words)}, each once"
    return _list(str, expected, lambda v: v and len(set(v)) == len(v) and set(v) <= set(words))


def _shares(count: int) -> Any:
    expected = f"a list of {count} shares that are together at most 1"
    return _list(
        float,
        expected,
        lambda v: len(v) == count and all(0 <= x <= 1 for x in v) and sum(v) <= 1 + 1e-9,
    )


def _one_of(words: tuple[str, ...]) -> Any:
    return _kind(str, f"one of {listed(words, 20)}", _that(words.__contains__))


ABOVE_ZERO = Annotated[
    Any,
    BeforeValidator(_number),
    _that(lambda v: 0 < v < float("inf")),
    Field(description="a number above 0"),
]
SHARE = Annotated[
    Any,
    BeforeValidator(_number),
    _that(lambda v: 0 < v <= 1),
    Field(description="a number above 0, at most 1"),
]
RISING = _list(
    int,
    "a list of whole numbers, each larger than the one before",
    lambda v: v and v[0] > 0 and v[-1] <= LARGEST and v == sorted(set(v)),
)
# They are written into SQL as they are.
WORDS = _list(
    str,
    "a list of words, none with quotes or line breaks",
    lambda v: v and all(word.strip() and not re.search(r"['\"\\\n\r]", word) for word in v),
)
# What a record may be agreed to have, see int_record_checks; `a|b` is one of both.
LEAD_FIELDS = (
    *("email", "phone", "first_name", "last_name", "company", "job_title", "industry"),
    *("employees", "country", "city", "owner", "offer", "product_interest", "landing_page"),
)
DEAL_FIELDS = (
    *("amount_original", "expected_close_at", "closed_at", "owner", "lead_type", "country"),
)


def _fields(names: tuple[str, ...]) -> Any:
    return _list(
        str,
        f"a list of {listed(names, 20)}; a|b where either will do",
        lambda v: v and all(set(field.split("|")) <= set(names) for field in v),
    )


TEXT = _kind(str, "a text of one line", max_length=200, pattern=r"^[^\r\n]*$")
KINDS = {
    "timezone": _kind(
        str,
        "an IANA time zone, such as America/Bogota",
        _that(lambda v: v in timezones()),
    ),
    "reporting_currency": _kind(
        str,
        "an ISO currency code of three letters, such as USD",
        _that(re.compile(r"[A-Za-z]{3}").fullmatch),
        AfterValidator(str.upper),
    ),
    "number_locale": _kind(
        str,
        f"one of {listed(NUMBER_LOCALES)}",
        AfterValidator(lambda v: v.replace("-", "_")),
        _that(NUMBER_LOCALES.__contains__),
    ),
    "calling_code": _kind(
        str,
        "the telephone code of a country, such as 593",
        BeforeValidator(_as_text),
        AfterValidator(lambda v: v.strip().removeprefix("+")),
        _that(re.compile(r"[0-9]{1,3}").fullmatch),
    ),
    "mql_date_from": _one_of(MQL_DATES),
    "headline_attribution_model": _one_of(ATTRIBUTION_MODELS),
    "agreed_lead_fields": _fields(LEAD_FIELDS),
    "agreed_deal_fields": _fields(DEAL_FIELDS),
    "segments": _words(SEGMENTS),
    "attribution_goals": _words(GOALS),
    "attribution_u_shape": _shares(2),
    "attribution_w_shape": _shares(3),
    "speed_bucket_minutes": RISING,
    "silence_landmark_days": RISING,
    "attribution_lookback_variants": RISING,
    "points_to_double_odds": ABOVE_ZERO,
    "time_decay_half_life_days": ABOVE_ZERO,
    "activity_minimum_lift": ABOVE_ZERO,
}
# Of these, and of months, none is no answer.
AT_LEAST_ONE = (
    *("episode_gap_days", "activity_landmark_days", "maturity_fallback_days", "minimum_sample"),
    *("attribution_lookback_days", "untried_silence_days", "sla_standing_days"),
)


@cache
def model() -> type[BaseModel]:
    """Return the model of a settings.yml: every var may be in it, and nothing else."""
    fields = {
        name: (KINDS.get(name) or _kind_like(name, default), default)
        for name, default in project_vars().items()
        if name not in RUN_VARS
    }
    return create_model("Vars", __config__=ConfigDict(extra="forbid"), **fields)


def expected(name: str) -> str:
    """Return what a var may be, in words."""
    return model().model_fields[name].description


def _kind_like(name: str, default: Any) -> Any:
    """Return the kind of a var that has none of its own: that of its default."""
    if isinstance(default, bool):
        return _kind(bool, "true or false", BeforeValidator(_yes_or_no))
    if isinstance(default, int):
        return _whole(1 if name in AT_LEAST_ONE or name.endswith("_months") else 0)
    if isinstance(default, float):
        return SHARE
    if isinstance(default, list):
        return WORDS
    return TEXT


def wrong_vars(values: Mapping[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Return the vars that are right, as they are to be used, and the names of the wrong ones."""
    try:
        checked = model().model_validate(dict(values))
    except ValidationError as error:
        wrong = {str(problem["loc"][0]) for problem in error.errors(include_input=False)}
        right, _ = wrong_vars({name: v for name, v in values.items() if name not in wrong})
        return right, wrong
    return {name: getattr(checked, name) for name in values}, set()
