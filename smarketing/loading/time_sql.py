"""SQL that turns a cell's text into a time, or null where it can't be read as one.

Every function returns an SQL expression; `text` arguments are SQL expressions of trimmed varchar.
The session's TimeZone must be UTC.
"""

from __future__ import annotations

from dataclasses import dataclass

from smarketing.loading.typing_sql import literal, once
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
# The usual way to write a day in Latin America, which needs no look for words.
NUMBERED_DAY = r"\d{1,2}[-/.]\d{1,2}[-/.][1-9]\d{3}( \d{1,2}:\d{2}(:\d{2})?)?"
WEEKDAYS = "lunes|martes|miercoles|jueves|viernes|sabado|domingo|mon|tue|wed|thu|fri|sat|sun"
# What may stand behind a day, by the shape that tells it.
NO_CLOCK = ("",)
CLOCKS = (" %H:%M", " %H:%M:%S")
CLOCKS_WITH_FRACTION = (*CLOCKS, " %H:%M:%S.%g")
HALF_DAY_CLOCKS = (" %I:%M %p", " %I:%M:%S %p")


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
        numbered = rf"regexp_replace({numbered}, '(^|[^a-z])({names})[a-z]*\.?', '\1m{number:02d}')"
    return f"case when regexp_matches({said}, '[a-z][a-z][a-z]') then {numbered} else {said} end"


def _slow_time(text: str, order: str | None) -> str:
    """Return the time of a cell that the cast can't read, by the order of its column."""
    numbered = {"dmy": ["%d %m %Y"], "mdy": ["%m %d %Y"]}.get(order or "", [])
    parsed = once(_spelled_out(text), "words", lambda words: _parsed(words, numbered))
    if numbered:
        usual = _strptime(f"translate({text}, '/.-', '   ')", numbered, (*NO_CLOCK, *CLOCKS))
        is_usual = f"regexp_full_match({text}, '{NUMBERED_DAY}')"
        parsed = f"(case when {is_usual} then {usual} else {parsed} end)"
    in_range = once(
        parsed,
        "parsed",
        lambda time: (
            f"case when {time} between timestamp '1000-01-01' "
            f"and timestamp '9999-12-31' then {time} end"
        ),
    )
    compact = f"regexp_full_match({text}, '(19|20)\\d{{6}}')"
    return f"(case when {compact} then try_strptime({text}, '%Y%m%d') else {in_range} end)"


def _parsed(words: str, numbered: list[str]) -> str:
    """Return the time of a text that was spelled out. Few forms fit a shape: each try costs."""
    named = ["%d m%m %Y", "m%m %d %Y", "%Y m%m %d"]
    times = (
        (f"not contains({words}, ':')", NO_CLOCK),
        (f"ends_with({words}, 'm')", HALF_DAY_CLOCKS),
        ("true", CLOCKS_WITH_FRACTION),
    )
    branches = " ".join(
        f"when {has_name} and {has_time} then {_strptime(words, dates, forms)}"
        for has_name, dates in (
            (f"regexp_matches({words}, 'm\\d')", named),
            ("true", ["%Y %m %d", *numbered]),
        )
        for has_time, forms in times
    )
    return f"case {branches} end"


def _strptime(text: str, dates: list[str], times: tuple[str, ...]) -> str:
    formats = ", ".join(literal(date + time) for date in dates for time in times)
    return f"try_strptime({text}, [{formats}])"


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
    is_day = is_date_only(text, profile)

    def in_utc(wall: str) -> str:
        shifted = f"timezone({literal(timezone)}, {wall})::timestamp"
        if is_day == "false":
            return shifted
        return f"(case when {is_day} then {wall} else {shifted} end)"

    if timezone in ("UTC", "Etc/UTC"):
        time = naive
    elif profile.is_plain:  # a cast, which may be written twice
        time = in_utc(naive)
    else:
        time = once(naive, "wall", in_utc)
    if profile.is_plain:
        return time
    return f"(case when {is_instant(text)} then {instant(text)} else {time} end)"
