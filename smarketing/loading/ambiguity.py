"""Decides, per column over the whole file, how ambiguous dates and numbers are to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from smarketing.errors import DataRefused
from smarketing.loading.time_sql import (
    DAY_MONTH,
    TimeProfile,
    day_alone,
    is_epoch,
    is_instant,
    is_plain_time,
)
from smarketing.loading.typing_sql import cleaned_number, identifier

# Gives a query that yields the text columns of these names.
Texts = Callable[[list[str]], str]


@dataclass
class NumberEvidence:
    """Cells that only one decimal sign explains, and cells that both explain."""

    dot: int = 0
    comma: int = 0
    either: int = 0
    example: str | None = None


def profile_times(
    connection: duckdb.DuckDBPyConnection, texts: Texts, columns: list[str]
) -> dict[str, TimeProfile]:
    """Return the profile of each text column."""
    if not columns:
        return {}
    counts = ", ".join(
        f'count("{c}"), count(*) filter (where {is_plain_time(quoted)}), '
        f"count(*) filter (where not contains({quoted}, ':'))"
        for c in columns
        for quoted in [f'"{c}"']
    )
    row = connection.execute(f"select {counts} from ({texts(columns)})").fetchone()
    profiles = {
        column: TimeProfile(filled=row[3 * i], plain=row[3 * i + 1], without_time=row[3 * i + 2])
        for i, column in enumerate(columns)
    }
    for column, profile in profiles.items():
        if not profile.is_plain:
            _weigh_order(connection, texts([column]), f'"{column}"', profile)
    return profiles


def columns_of_days(
    connection: duckdb.DuckDBPyConnection, texts: Texts, profiles: dict[str, TimeProfile]
) -> list[str]:
    """Return the columns whose every time is midnight: days that a system wrote as moments."""
    # a single midnight may be one
    timed = [name for name, p in profiles.items() if p.filled - p.without_time > 1]
    # a look that costs little first: 00:00 or 12:00:00 a. m.
    for is_day in (lambda text: f"not contains({text}, ':') or contains({text}, ':00')", _is_day):
        if not timed:
            return []
        every = ", ".join(f"bool_and({is_day(name)})" for name in map(identifier, timed))
        row = connection.execute(f"select {every} from ({texts(timed)})").fetchone()
        timed = [name for name, is_so in zip(timed, row, strict=True) if is_so]
    return timed


def _is_day(text: str) -> str:
    return f"not contains({day_alone(text)}, ':')"


def _weigh_order(
    connection: duckdb.DuckDBPyConnection, texts: str, column: str, profile: TimeProfile
) -> None:
    kinds = (
        f"count(*) filter (where {is_instant(column)}), count(*) filter (where {is_epoch(column)})"
    )
    profile.with_offset, profile.epochs = connection.execute(
        f"select {kinds} from ({texts})"
    ).fetchone()
    if profile.is_moments:
        return
    first = f"regexp_extract({column}, '{DAY_MONTH}', 1)::int"
    second = f"regexp_extract({column}, '{DAY_MONTH}', 2)::int"
    row = connection.execute(
        f"select count(*) filter (where a > 12 and b <= 12), "
        f"count(*) filter (where b > 12 and a <= 12), "
        f"count(*) filter (where a <= 12 and b <= 12 and a <> b) "
        f"from (select {first} as a, {second} as b from ({texts}) "
        f"where regexp_matches({column}, '{DAY_MONTH}'))"
    ).fetchone()
    profile.day_first, profile.month_first, profile.either = row


def own_order(profile: TimeProfile, spec_order: str | None) -> str | None:
    """Return dmy or mdy if the column's cells or the spec say so, else None."""
    spec_order = spec_order if spec_order in ("dmy", "mdy") else None
    if profile.day_first and profile.month_first:
        if spec_order or profile.day_first == profile.month_first:
            return spec_order
        return "dmy" if profile.day_first > profile.month_first else "mdy"
    if profile.day_first or profile.month_first:
        return "dmy" if profile.day_first else "mdy"
    return spec_order


def needs_order(profile: TimeProfile) -> bool:
    """Return whether some cell reads differently in the two orders."""
    return profile.either > 0 or (profile.day_first > 0 and profile.month_first > 0)


def undecided_dates(file: str, header: str, example: str, folder: str) -> DataRefused:
    """Return the refusal of a column whose day/month order nothing decides."""
    return DataRefused(
        f'{file}: the dates in "{header}" (for example {example}) could be day/month or month/day; '
        f"say which in {folder}/mapping.yml: `locale: {{dates: dmy}}` or `locale: {{dates: mdy}}`."
    )


def _grouped(group: str) -> str:
    return rf"-?[1-9]\d{{0,2}}({group}\d{{3}})+"


def _decimal_shapes(point: str, group: str) -> list[str]:
    """Return patterns of numbers that only this decimal point explains."""
    return [
        rf"-?\d*{point}(\d{{1,2}}|\d{{4,}})",
        rf"-?(0|\d{{4,}}){point}\d+",
        rf"-?\d{{1,3}}({group}\d{{3}})+{point}\d+",
        rf"-?\d{{1,3}}({group}\d{{3}}){{2,}}",
    ]


def weigh_numbers(
    connection: duckdb.DuckDBPyConnection, texts: str, column: str, is_whole: bool
) -> NumberEvidence:
    """Return what a column's cells say about the decimal sign; `is_whole`: it holds whole numbers.

    In a column of whole numbers 1.234 can only be 1234, so it tells that the comma is the decimal
    sign; in other columns it could be either and decides nothing.
    """
    clean = cleaned_number(f'"{column}"')
    dot_group, comma_group = _grouped(r"\."), _grouped(",")
    dot, comma = _decimal_shapes(r"\.", ","), _decimal_shapes(",", r"\.")
    if is_whole:
        dot.append(comma_group)
        comma.append(dot_group)
    is_dot = f"regexp_full_match(x, '{'|'.join(dot)}')"
    is_comma = f"regexp_full_match(x, '{'|'.join(comma)}')"
    is_either = f"regexp_full_match(x, '{dot_group}|{comma_group}')"
    row = connection.execute(
        f"select count(*) filter (where {is_dot}), count(*) filter (where {is_comma}), "
        f"count(*) filter (where {is_either} and not {is_dot} and not {is_comma}), "
        # where no cell could be both, one of each sign shows why nothing decides
        f"coalesce(min(x) filter (where {is_either}), nullif(concat_ws(' and ', "
        f"min(x) filter (where {is_dot}), min(x) filter (where {is_comma})), '')) "
        f'from (select {clean} as x from ({texts}) where "{column}" is not null)'
    ).fetchone()
    return NumberEvidence(*row)


def decimal_sign(
    evidence: NumberEvidence, spec_sign: str | None, file: str, header: str, folder: str
) -> str:
    """Return the decimal sign of a column: the spec's, else what its unambiguous cells say.

    Raises DataRefused if nothing decides it.
    """
    if spec_sign:
        return spec_sign
    if evidence.dot != evidence.comma:
        return "." if evidence.dot > evidence.comma else ","
    if evidence.either or evidence.dot:
        raise DataRefused(
            f'{file}: the numbers in "{header}" (for example {evidence.example}) could have a '
            f"decimal dot or a decimal comma; say which in {folder}/mapping.yml: "
            '`locale: {decimal: ","}` or `locale: {decimal: "."}`.'
        )
    return "."
