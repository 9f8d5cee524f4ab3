"""SQL that turns a cell's text into the type of its column, or null where it can't be read.

Every function returns an SQL expression; `text` arguments are SQL expressions of trimmed varchar.
The session's TimeZone must be UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from smarketing.contract import Column
from smarketing.loading.spec_columns import UNITS
from smarketing.text.conventions import MONTH_NAMES

ISO_OFFSET = (
    r"\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)? ?(Z|z|UTC|[+-]\d{2}(:?\d{2})?)"
)
PLAIN_TIME = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
# The time behind a day that was written without one, as databases and spreadsheets fill it in.
MIDNIGHT = (
    r",?[ T]+(0?0:00(:00(\.0+)?)?|12:00(:00)?[\s\x{00A0}\x{202F}]?[aA])"
    r"([\s\x{00A0}\x{202F}]?[aA]?\.?[\s\x{00A0}\x{202F}]?[mM]\.?)? ?(Z|z|UTC|[+-]\d{2}(:?\d{2})?)?$"
)
# Milliseconds or seconds since 1970, from 2001 on.
EPOCH = r"1\d{12}|1\d{9}"
DAY_MONTH = r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(\D|$)"
CURRENCIES = (
    "USD|EUR|CLP|COP|PEN|MXN|ARS|BOB|BRL|CRC|GTQ|HNL|NIO|PAB|PYG|UYU|DOP|VES|GBP|CAD|SVC|CLF"
)
WEEKDAYS = "lunes|martes|miercoles|jueves|viernes|sabado|domingo|mon|tue|wed|thu|fri|sat|sun"
TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%g", " %I:%M %p", " %I:%M:%S %p")
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


# --------------------------------------------------------------------------------------- times


@dataclass
class TimeProfile:
    """What one pass over a column of dates or times showed: counts of cells of each kind."""

    filled: int = 0
    plain: int = 0
    with_offset: int = 0
    epochs: int = 0
    without_time: int = 0
    day_first: int = 0
    month_first: int = 0
    either: int = 0
    order: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether DuckDB's own cast reads every cell."""
        return self.filled == self.plain

    @property
    def is_moments(self) -> bool:
        """Whether every cell is a date and time with an offset."""
        return self.filled == self.with_offset > self.epochs == 0


def is_plain_time(text: str) -> str:
    """Return whether a cell is a year-first date or time without zone that a cast reads fully.

    The cast alone is not enough: it drops offsets and PM, and reads 1/11/12 as the year 1.
    """
    return (
        f"(regexp_full_match({text}, '{PLAIN_TIME}') and try_cast({text} as timestamp) "
        "between timestamp '1000-01-01' and timestamp '9999-12-31 23:59:59')"
    )


def day_alone(text: str) -> str:
    """Return a cell without a midnight behind its day."""
    return f"regexp_replace({text}, '{MIDNIGHT}', '')"


def is_epoch(text: str) -> str:
    """Return whether a cell is a moment counted from 1970."""
    return f"regexp_full_match({text}, '{EPOCH}')"


def is_instant(text: str) -> str:
    """Return whether a cell is a moment by itself: with an offset, or counted from 1970."""
    return f"regexp_full_match({text}, '({ISO_OFFSET})|({EPOCH})')"


def with_offset(text: str) -> str:
    """Return the UTC time of a cell with an offset."""
    return f"try_cast(replace({text}, 'z', 'Z') as timestamptz)::timestamp"


def instant(text: str) -> str:
    """Return the UTC time of a cell that is a moment by itself."""
    return (
        f"(case when {is_epoch(text)} then epoch_ms(try_cast(rpad({text}, 13, '0') as bigint)) "
        f"else {with_offset(text)} end)"
    )


def _spelled_out(text: str) -> str:
    """Return a date or time as numbers separated by spaces; months by name become m01 … m12."""
    plain = f"lower(strip_accents({text}))"
    plain = rf"regexp_replace({plain}, '\s*([ap])\.?\s?m\.?$', ' \1m')"
    plain = rf"regexp_replace({plain}, '^({WEEKDAYS})[a-z]*,?\s+', '')"
    plain = rf"regexp_replace({plain}, '(,|\s+del?|\s+a las)?\s+|,', ' ', 'g')"
    plain = once(plain, "said", _months_numbered)
    plain = rf"regexp_replace({plain}, '^([m\d]+)[-/. ]([m\d]+)[-/. ](\d+)\.?', '\1 \2 \3')"
    return rf"regexp_replace({plain}, '^(m?\d\d?) (m?\d\d?) (\d\d)($| )', '\1 \2 20\3\4')"


def _months_numbered(said: str) -> str:
    numbered = said
    for number, names in enumerate(MONTH_NAMES, start=1):
        numbered = (
            rf"regexp_replace({numbered}, '(^|[^a-z])({names})[a-z]*\.?', '\1m{number:02d}')"
        )
    return f"case when regexp_matches({said}, '[a-z][a-z][a-z]') then {numbered} else {said} end"


def _slow_time(text: str, order: str | None) -> str:
    """Return the time of a cell that the cast can't read, by the order of its column."""
    dates = ["%Y %m %d", "%d m%m %Y", "m%m %d %Y", "%Y m%m %d"]
    dates += {"dmy": ["%d %m %Y"], "mdy": ["%m %d %Y"]}.get(order or "", [])
    formats = ", ".join(literal(date + time) for date in dates for time in TIMES)
    compact = f"regexp_full_match({text}, '(19|20)\\d{{6}}')"
    in_range = once(
        f"try_strptime({_spelled_out(text)}, [{formats}])",
        "parsed",
        lambda time: f"case when {time} between timestamp '1000-01-01' "
        f"and timestamp '9999-12-31' then {time} end",
    )
    return f"(case when {compact} then try_strptime({text}, '%Y%m%d') else {in_range} end)"


def naive_time(text: str, profile: TimeProfile) -> str:
    """Return the wall-clock time of a cell, without any shift."""
    if profile.is_plain:
        return f"try_cast({text} as timestamp)"
    return (
        f"(case when {is_plain_time(text)} then try_cast({text} as timestamp) "
        f"when regexp_matches({text}, '\\d') then {_slow_time(text, profile.order)} end)"
    )


def is_date_only(text: str, profile: TimeProfile) -> str:
    """Return whether a cell holds a date without a time."""
    if profile.is_moments or (profile.is_plain and not profile.without_time):
        return "false"
    if profile.is_plain and profile.without_time == profile.filled:
        return f"({text} is not null)"
    return f"coalesce(not contains({text}, ':') and not {is_epoch(text)}, false)"


def utc_time(text: str, profile: TimeProfile, timezone: str) -> str:
    """Return the UTC time of a cell; a date without time stays at 00:00 of its own day."""
    if profile.is_moments:
        return with_offset(text)
    naive = naive_time(text, profile)
    is_utc = timezone in ("UTC", "Etc/UTC")
    is_day = is_date_only(text, profile)

    def shifted(wall: str) -> str:
        return wall if is_utc else f"timezone({literal(timezone)}, {wall})::timestamp"

    def day_or_time(wall: str) -> str:
        return f"case when {is_day} then {wall} else {shifted(wall)} end"

    if is_utc or not (profile.without_time or not profile.is_plain):
        time = shifted(naive)
    else:
        time = once(naive, "wall", day_or_time)
    if profile.is_plain:
        return time
    return f"(case when {is_instant(text)} then {instant(text)} else {time} end)"


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
