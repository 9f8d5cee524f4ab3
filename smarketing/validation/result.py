"""The result of a validation: plain data, safe to show, with its sentences in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from smarketing.text.yaml_files import read_own_yaml


@dataclass(frozen=True)
class CheckResult:
    """One check, of one file where it failed in that file.

    severity: error, warning or note. status: passed, failed or could_not_check. failing of
    checked: rows or cells. sample_rows: row numbers as a spreadsheet counts them. is_estimate: the
    count was scaled up from a sample. details: numbers and file names for the message.
    """

    check_id: str
    kind: str
    severity: str
    status: str
    entity: str
    column_name: str = ""
    file: str = ""
    failing: int = 0
    checked: int = 0
    sample_rows: tuple[int, ...] = ()
    is_estimate: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)

    def message(self, locale: str) -> str:
        """Return what is wrong and what to do, from messages.yml: Spanish unless `en…`."""
        return _sentence(self, locale)


@dataclass(frozen=True)
class ValidationResult:
    """All checks of a run."""

    checks: tuple[CheckResult, ...]

    @property
    def errors(self) -> list[CheckResult]:
        """Checks that stop publishing: failed errors, and whatever could not be checked."""
        return [c for c in self.checks if c.status != "passed" and c.severity == "error"]

    @property
    def warnings(self) -> list[CheckResult]:
        """Checks that failed and are shown in the report's data box."""
        return [c for c in self.checks if c.status != "passed" and c.severity == "warning"]

    @property
    def notes(self) -> list[CheckResult]:
        """What the owner of the exports should know although nothing is wrong."""
        return [c for c in self.checks if c.status != "passed" and c.severity == "note"]

    def to_json(self) -> str:
        """Return the result as JSON."""
        return json.dumps({"checks": [asdict(check) for check in self.checks]}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> ValidationResult:
        """Return the result that to_json wrote."""
        checks = json.loads(text)["checks"]
        return cls(
            tuple(
                CheckResult(**check | {"sample_rows": tuple(check["sample_rows"])})
                for check in checks
            )
        )


def results_rows(result: ValidationResult) -> list[dict[str, Any]]:
    """Return the rows of raw._validation, one per check and file, passed ones too.

    Keys: check_id, severity, status, file, entity, column_name, failing, message_es, message_en.
    """
    return [
        {
            "check_id": check.check_id,
            "severity": check.severity,
            "status": check.status,
            "file": check.file or None,
            "entity": check.entity,
            "column_name": check.column_name or None,
            "failing": check.failing,
            "message_es": check.message("es"),
            "message_en": check.message("en"),
        }
        for check in result.checks
    ]


def _sentence(check: CheckResult, locale: str) -> str:
    language = "en" if locale.lower().startswith("en") else "es"
    texts = _texts()
    column = check.column_name.replace("+", ", ") or check.entity
    if check.status == "passed":
        return texts["passed"][language]
    if check.status == "could_not_check" and check.kind != "process":
        return texts["could_not_check"][language].format(column=column)
    text = texts["found"][check.kind][language].format(
        failing=grouped(check.failing, language),
        checked=grouped(check.checked, language),
        column=column,
        entity=check.entity,
        previous_file=check.details.get("previous_file", ""),
        headers=check.details.get("headers", ""),
        owners=check.details.get("owners", ""),
        sheets=check.details.get("sheets", ""),
        header=check.details.get("header") or "",
        words=check.details.get("words") or "",
        when=_since(check.details.get("day"), language),
        **{name: _size(check, name, language) for name in ("before", "now")},
    )
    return f"{text} {texts['estimate'][language]}" if check.is_estimate else text


def _since(day: str | None, language: str) -> str:
    if not day:
        return {"es": "En este archivo", "en": "In this file"}[language]
    from babel.dates import format_date  # only where something changed

    style = {"es": "'Desde el' d 'de' MMMM 'de' y", "en": "'Since' d MMMM y"}[language]
    return format_date(date.fromisoformat(day), style, locale=language)


def _size(check: CheckResult, name: str, language: str) -> str:
    """Return a share as percent, or the factor by which a unit changed."""
    value = check.details.get(name)
    if value is None:
        return ""
    if check.kind == "changed_unit":
        text = f"{value:,.0f}" if value >= 10 else f"{value:.3g}"
        return text if language == "en" else text.translate(str.maketrans(",.", ".,"))
    return f"{100 * value:.0f}%" if language == "en" else f"{100 * value:.0f} %"


def grouped(number: int, language: str) -> str:
    """Return a count with the language's thousands separator."""
    text = f"{number:,}"
    return text if language == "en" else text.replace(",", ".")


@cache
def _texts() -> dict[str, Any]:
    path = Path(__file__).with_name("messages.yml")
    return read_own_yaml(path)
