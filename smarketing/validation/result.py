"""The result of a validation: plain data, safe to show, with its sentences in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from smarketing.validation.messages import message


@dataclass(frozen=True)
class CheckResult:
    """One check, of one file where it failed in that file.

    severity: error or warning. status: passed, failed or could_not_check. failing of checked: rows
    or cells. sample_rows: row numbers as a spreadsheet counts them. is_estimate: the count was
    scaled up from a sample. details: numbers and file names for the message.
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
        """Return what is wrong and what to do, in Spanish unless the locale is English."""
        return message(self, locale)


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
