"""One cell: from what a person typed to the text that the clean CSV holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from smarketing.settings.schema import Column
from smarketing.text.conventions import FALSE_WORDS, MONTHS, TRUE_WORDS
from smarketing.text.words import fold

_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?: 0{1,2}:00(?::00)?)?")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_NUMBER = re.compile(r"[-+−]?[\d.,'\s]*\d[\d.,]*(?:[eE][-+]?\d+)?\s*%?")


class NotReadableError(ValueError):
    """A cell that isn't what its column holds; the message says what was expected."""


@dataclass(frozen=True)
class Conventions:
    """How one file writes numbers and dates, decided over the whole file.

    decimal: "." or ",", None where nothing decides. day_first: None where nothing decides.
    """

    decimal: str | None
    day_first: bool | None


def conventions_of(
    table_cells: dict[str, list[str]], kinds: dict[str, str], *, is_semicolon: bool
) -> Conventions:
    """Decide the decimal sign and the day/month order from all cells of a file.

    table_cells: column → texts. kinds: column → Column.kind. is_semicolon: the file is separated
    by `;`, which only programs set to decimal commas and days first do.
    """
    numbers = [
        text
        for name, texts in table_cells.items()
        if kinds[name] in ("number", "whole")
        for text in texts
    ]
    signs = {sign for text in numbers if (sign := _decimal_evidence(text))}
    if len(signs) == 1:
        decimal = signs.pop()
    elif signs:
        decimal = None
    else:
        decimal = None if is_semicolon else "."
    orders = set()
    for name, texts in table_cells.items():
        if kinds[name] in ("date", "month"):
            pairs = [(int(m[1]), int(m[2])) for text in texts if (m := _SLASHED.fullmatch(text))]
            orders |= {first > 12 for first, second in pairs if max(first, second) > 12}
            if kinds[name] == "month" and any(first != second for first, second in pairs):
                orders |= {True} if all(first == 1 for first, _ in pairs) else set()
                orders |= {False} if all(second == 1 for _, second in pairs) else set()
    day_first = (
        orders.pop() if len(orders) == 1 else (True if is_semicolon and not orders else None)
    )
    return Conventions(decimal, day_first)


def clean(value: Any, column: Column, conventions: Conventions) -> str:
    """Return the canonical text of a cell, "" for an empty one; raises NotReadableError."""
    if value is None:
        return ""
    if isinstance(value, str):
        value = value.strip().strip("\ufeff").strip()
        if not value:
            return ""
    return _READERS[column.kind](value, column, conventions)


def _text(value: Any, _column: Column, _conventions: Conventions) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float):
        return _plain_number(Decimal(repr(value)))
    return str(value)


def _boolean(value: Any, _column: Column, _conventions: Conventions) -> str:
    word = fold(str(value))
    if word in TRUE_WORDS:
        return "true"
    if word in FALSE_WORDS:
        return "false"
    raise NotReadableError("true or false")


def _number(value: Any, column: Column, conventions: Conventions) -> str:
    expected = "a whole number" if column.kind == "whole" else "a number"
    if isinstance(value, bool | date | time):
        raise NotReadableError(expected)
    number = (
        Decimal(repr(value))
        if not isinstance(value, str)
        else _parse_number(value, conventions, expected)
    )
    if not number.is_finite():
        raise NotReadableError(expected)
    if column.kind == "whole":
        if number != number.to_integral_value():
            raise NotReadableError(expected)
        return str(int(number))
    if column.decimals is not None:
        rounded = round(number, column.decimals)
        if isinstance(value, str) and rounded != number:
            raise NotReadableError(f"a number with at most {column.decimals} decimals")
        return f"{rounded:.{column.decimals}f}"
    return _plain_number(number)


def _parse_number(text: str, conventions: Conventions, expected: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise NotReadableError(f"{expected} without units or words")
    is_percent = text.rstrip().endswith("%")
    digits = re.sub(r"[\s'%]", "", text).replace("−", "-")
    sign = _decimal_evidence(digits) or conventions.decimal
    if sign is None and ("," in digits or "." in digits):
        raise NotReadableError(
            f"{expected} that can be read in one way only: no thousands separators"
        )
    other = {",": ".", ".": ",", None: ","}[sign]
    if conventions.decimal and sign != conventions.decimal:
        raise NotReadableError(
            f"{expected} with “{conventions.decimal}” as decimal sign, as in the rest of the file"
        )
    mantissa = digits.split(sign)[0] if sign else digits
    if other in mantissa and not re.fullmatch(rf"[-+]?\d{{1,3}}(\{other}\d{{3}})+", mantissa):
        raise NotReadableError(expected)
    if sign and other in digits[len(mantissa) :]:
        raise NotReadableError(expected)
    try:
        number = Decimal(digits.replace(other, "").replace(sign or ".", "."))
    except InvalidOperation:
        raise NotReadableError(expected) from None
    return number / 100 if is_percent else number


def _decimal_evidence(text: str) -> str | None:
    """Return the decimal sign that a number proves, or None (35.000 proves nothing)."""
    digits = re.sub(r"[^\d.,]", "", re.sub(r"[eE][-+]?\d+$", "", text))
    commas, dots = digits.count(","), digits.count(".")
    if commas and dots:
        return "," if digits.rfind(",") > digits.rfind(".") else "."
    if commas > 1 or dots > 1:
        return "." if commas > 1 else ","  # the one that repeats groups thousands
    if commas or dots:
        sign = "," if commas else "."
        whole, _, fraction = digits.partition(sign)
        if len(fraction) != 3 or len(whole) > 3 or whole in ("", "0"):
            return sign
    return None


def _date(value: Any, _column: Column, conventions: Conventions) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    try:
        if match := _ISO.fullmatch(text):
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        if match := _SLASHED.fullmatch(text):
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            if conventions.day_first is None and first != second:
                raise NotReadableError("a date that can be read in one way only (YYYY-MM-DD)")
            day, month = (first, second) if conventions.day_first else (second, first)
            return date(year, month, day).isoformat()
    except NotReadableError:
        raise
    except ValueError:
        pass
    raise NotReadableError("a date (YYYY-MM-DD)")


def _month(value: Any, column: Column, conventions: Conventions) -> str:
    expected = "a month (YYYY-MM, or its first day YYYY-MM-DD)"
    if isinstance(value, str):
        text = fold(value)
        numeric = re.fullmatch(r"(\d{4})[-/](\d{1,2})", text) or re.fullmatch(
            r"(\d{1,2})[-/](\d{4})", text
        )
        if numeric:
            year, month = (
                (numeric[1], numeric[2]) if len(numeric[1]) == 4 else (numeric[2], numeric[1])
            )
            return _first_day(int(year), int(month), expected)
        named = re.fullmatch(r"([a-z]{3,10})\.?(?: de |[-/ ])(\d{4}|\d{2})", text)
        if named and named[1][:3] in MONTHS:
            year = int(named[2]) + (2000 if len(named[2]) == 2 else 0)
            return _first_day(year, MONTHS[named[1][:3]], expected)
    try:
        day = _date(value, column, conventions)
    except NotReadableError as error:
        raise NotReadableError(expected if "one way" not in str(error) else str(error)) from None
    if not day.endswith("-01"):
        raise NotReadableError(expected)
    return day


def _first_day(year: int, month: int, expected: str) -> str:
    if not 1 <= month <= 12:
        raise NotReadableError(expected)
    return date(year, month, 1).isoformat()


def _time(value: Any, _column: Column, _conventions: Conventions) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", str(value))
    if (
        match
        and (int(match[1]) < 24 or (match[1], match[2]) == ("24", "00"))
        and int(match[2]) < 60
    ):
        return f"{int(match[1]):02d}:{match[2]}"
    raise NotReadableError("a time (HH:MM)")


def _plain_number(number: Decimal) -> str:
    text = f"{number.normalize():f}"
    return "0" if text == "-0" else text


_READERS = {
    "text": _text,
    "boolean": _boolean,
    "whole": _number,
    "number": _number,
    "date": _date,
    "month": _month,
    "time": _time,
}
