"""The sentence of a check result, from messages.yml, in Spanish or English."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from smarketing.validation.result import CheckResult


def message(check: CheckResult, locale: str) -> str:
    """Return the sentence of a check result for a locale (`en…`, anything else is Spanish)."""
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
    )
    return f"{text} {texts['estimate'][language]}" if check.is_estimate else text


def grouped(number: int, language: str) -> str:
    """Return a count with the language's thousands separator."""
    text = f"{number:,}"
    return text if language == "en" else text.replace(",", ".")


@cache
def _texts() -> dict[str, Any]:
    path = Path(__file__).with_name("messages.yml")
    return yaml.safe_load(path.read_text(encoding="utf-8"))
