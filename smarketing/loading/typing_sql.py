"""SQL that turns a cell's text into the type of its column, or null where it can't be read.

Every function returns an SQL expression; `text` arguments are SQL expressions of trimmed varchar.
The session's TimeZone must be UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from smarketing.contract import Column
from smarketing.loading.spec_columns import UNITS

CURRENCIES = (
    "USD|EUR|CLP|COP|PEN|MXN|ARS|BOB|BRL|CRC|GTQ|HNL|NIO|PAB|PYG|UYU|DOP|VES|GBP|CAD|SVC|CLF"
)
# Columns whose cells may name the currency of their row.
MONEY_COLUMNS = ("amount", "cost")
# Signs that only one of them uses; $ is a dozen's.
CURRENCY_SIGNS = {"US$": "USD", "R$": "BRL", "S/": "PEN", "B/.": "PAB", "€": "EUR", "£": "GBP"}
SCIENTIFIC_ID = r"\d([.,]\d+)?[eE]\+\d+"


def literal(text: str) -> str:
    """Return an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def file_name(path: Path) -> str:
    """Return an SQL string literal of a file to read: its name is a name, never a pattern."""
    return literal(re.sub(r"([\[*?{])", r"[\1]", str(path)))


def identifier(name: str) -> str:
    """Return a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def once(expression: str, name: str, use: Callable[[str], str]) -> str:
    """Return SQL that works an expression out once and uses it under a name, as often as it likes.

    DuckDB writes an expression out wherever it is used; a day in words is twenty patterns, and
    compiling them four times over takes a second for a file of ten rows.
    """
    return f"list_transform([{expression}], lambda {name}: {use(name)})[1]"


def may_be_shortened(column: Column) -> bool:
    """Return whether a column holds long digits that spreadsheets shorten: ids, telephones."""
    return column.name.endswith("_id") or column.is_telephone


# ------------------------------------------------------------------------------------- numbers


def cleaned_number(text: str) -> str:
    """Return a number's text without currency signs and spaces; (5) becomes -5."""
    bare = (
        rf"regexp_replace(upper({text}), '(US\$|R\$|S/\.?|B/\.|[$€£¥₡₲]|\b({CURRENCIES})\b|"
        rf"[\s\x{{00A0}}\x{{202F}}''’])', '', 'g')"
    )
    return rf"regexp_replace({bare}, '^\((.+)\)$', '-\1')"


def number(text: str, data_type: str, decimal: str) -> str:
    """Return the number in a cell; null if its separators don't fit the decimal sign."""
    group = "," if decimal == "." else "."
    point, comma = rf"\{decimal}", rf"\{group}"
    shape = rf"[-+]?(\d{{1,3}}({comma}\d{{3}})+|\d+)?({point}\d*)?(E[-+]?\d+)?"

    def read(clean: str) -> str:
        plain = f"replace(replace({clean}, {literal(group)}, ''), {literal(decimal)}, '.')"
        value = f"try_cast({plain} as {data_type})"
        if data_type == "bigint":
            # A cast would round 1.6; only whole numbers are read.
            real = f"try_cast({plain} as double)"
            whole = f"(case when {real} = floor({real}) then try_cast({real} as bigint) end)"
            is_real = f"contains({plain}, '.') or contains({plain}, 'E')"
            value = f"(case when {is_real} then {whole} else {value} end)"
        elif data_type.startswith("decimal"):
            # Decimals are cast from text, so that no cent is lost; 1E3 needs the way round.
            value = f"coalesce({value}, try_cast(try_cast({plain} as double) as {data_type}))"
        return f"case when regexp_full_match({clean}, '{shape}') then {value} end"

    return once(cleaned_number(text), "clean", read)


def currency_in(text: str) -> str:
    """Return the currency that the text of an amount names, by its code or its own sign."""
    signs = " ".join(
        f"when contains({text}, {literal(sign)}) then '{code}'"
        for sign, code in CURRENCY_SIGNS.items()
    )
    code = rf"nullif(regexp_extract(upper({text}), '\b({CURRENCIES})\b', 1), '')"
    return f"coalesce({code}, case {signs} end)"


def duration_seconds(text: str, unit: str | None, decimal: str) -> str:
    """Return seconds of `HH:MM:SS`, `MM:SS` or a number in the header's unit.

    Where the unit is minutes or hours, two parts are hours and minutes.
    """
    parts = f"list_transform(string_split({text}, ':'), lambda p: try_cast(p as double))"
    clock = f"list_reduce({parts}, lambda total, p: total * 60 + p)"
    if unit in ("minutes", "hours"):
        clock = f"({clock} * (case when len(string_split({text}, ':')) = 2 then 60 else 1 end))"
    plain = number(text, "double", decimal)
    scaled = f"{plain} * {UNITS[unit]}" if unit else plain
    is_clock = rf"regexp_full_match({text}, '\d+(:\d{{1,2}}){{1,2}}')"
    return f"(case when {is_clock} then {clock} else {scaled} end)"


# ------------------------------------------------------------------------------------- as words


def match_key_of(text: str) -> str:
    """Return the form in which two words are equal, as `text.words.match_key` makes it."""
    return rf"regexp_replace(strip_accents(lower({text})), '[\s\x{{00A0}}]+', '', 'g')"


# ------------------------------------------------------------------------------------------ ids


def hash_of_cells(cells: list[str]) -> str:
    """Return an id made from cells of a row: the same in every export, null where all are empty."""
    texts = ", ".join(f"coalesce(trim({cell}), '')" for cell in cells)
    return (
        f"(case when nullif(trim(concat({', '.join(cells)})), '') is not null "
        f"then md5(concat_ws(chr(31), {texts})) end)"
    )


# --------------------------------------------------------------------------------- vocabularies


def dictionary(text: str, words: dict[str, str], otherwise: str = "null") -> str:
    """Return a cell translated word by word; `words` holds the cells exactly as they occur."""
    if not words:
        return otherwise
    branches = " ".join(f"when {literal(raw)} then {literal(to)}" for raw, to in words.items())
    return f"(case {text} {branches} else {otherwise} end)"
