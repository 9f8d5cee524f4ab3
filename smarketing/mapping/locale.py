"""Time zone, order of dates, decimal sign and currency: from the cells, else a TODO."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import duckdb

from smarketing.loading.typing_sql import MONEY_COLUMNS, currency_in
from smarketing.mapping.entities import Decision
from smarketing.mapping.evidence import ColumnEvidence, region_of

TODO = "TODO"


@dataclass(frozen=True)
class LocaleLine:
    """One key of `locale:` with its value, or TODO, and the evidence."""

    key: str
    value: str
    why: str


def locale_lines(
    decisions: list[Decision], connection: duckdb.DuckDBPyConnection
) -> list[LocaleLine]:
    """Return the lines of `locale:` that the mapped columns need."""
    columns = [column for one in decisions for column in one.file.columns]
    mapped = [
        (one.file.named(header), role.column)
        for one in decisions
        if one.roles
        for role in one.roles.chosen.values()
        for header in role.headers
    ]
    region = region_of(columns)
    lines = [_timezone(region)]
    times = [column for column, _ in mapped if column.kind == "time"]
    lines += _dates(times)
    lines += _decimal([column for column, _ in mapped if column.kind == "number"])
    money = [column for column, name in mapped if name in MONEY_COLUMNS]
    is_told = any(one.roles and "currency" in one.roles.chosen for one in decisions)
    if money and not is_told:
        lines.append(_currency(money, region, connection))
    return lines


def calling_code(columns: list[ColumnEvidence]) -> str | None:
    """Return the telephone code of the country that nearly all telephones are of."""
    import phonenumbers

    region = region_of(columns)
    return str(phonenumbers.country_code_for_region(region[0])) if region else None


def _timezone(region: tuple[str, int, int] | None) -> LocaleLine:
    if region is None:
        return LocaleLine(
            "timezone", TODO, "no cell says it; a name such as America/Bogota or Europe/Paris"
        )
    zones = _zones(region[0])
    why = f"{region[1]} of {region[2]} telephones tried are of {region[0]}"
    if len(zones) == 1:
        return LocaleLine("timezone", zones[0], why)
    return LocaleLine("timezone", TODO, f"{why}; one of {', '.join(zones)}")


def _zones(country: str) -> list[str]:
    """Return the time zones of a country's telephones."""
    import phonenumbers
    from phonenumbers import timezone

    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    number = number or phonenumbers.example_number(country)
    return list(timezone.time_zones_for_number(number)) if number else []


def _dates(times: list[ColumnEvidence]) -> list[LocaleLine]:
    if all(column.profile.is_plain for column in times):
        return []
    orders = {column.day_order for column in times} - {None}
    day_first = sum(column.profile.day_first for column in times)
    month_first = sum(column.profile.month_first for column in times)
    why = f"{day_first:,} cells only with the day first, {month_first:,} only with the month first"
    if len(orders) == 1:
        return [LocaleLine("dates", orders.pop(), why)]
    if any(column.needs_day_order for column in times):
        return [LocaleLine("dates", TODO, f"{why}; write dmy (31/12) or mdy (12/31)")]
    return []


def _decimal(numbers: list[ColumnEvidence]) -> list[LocaleLine]:
    dot = sum(column.decimals.dot for column in numbers)
    comma = sum(column.decimals.comma for column in numbers)
    either = [column for column in numbers if column.decimals.either]
    why = f"{dot:,} numbers only with a decimal dot, {comma:,} only with a comma"
    if dot != comma and min(dot, comma) <= 0.02 * max(dot, comma):
        return [LocaleLine("decimal", "." if dot > comma else ",", why)]
    if dot or either:
        example = next((c.decimals.example for c in either if c.decimals.example), None)
        shown = f", such as {example}" if example else ""
        return [LocaleLine("decimal", TODO, f'{why}{shown}; write "." or ","')]
    return []


def _currency(
    money: list[ColumnEvidence],
    region: tuple[str, int, int] | None,
    connection: duckdb.DuckDBPyConnection,
) -> LocaleLine:
    filled = sum(column.filled for column in money)
    counts: Counter[str | None] = Counter()
    for column in money:
        named = f"select {currency_in(column.sql)}, count(*) from {column.table} group by 1"
        counts.update(dict(connection.execute(named).fetchall()))
    for code, count in counts.items():
        if code and count >= 0.9 * filled:
            return LocaleLine("currency", code, f"{count:,} of {filled:,} amounts say so")
    if region is None:
        return LocaleLine("currency", TODO, "no amount names it; three capitals such as USD")
    from babel.numbers import get_territory_currencies

    codes = get_territory_currencies(region[0])
    why = f"no amount names it; the telephones are of {region[0]}"
    if len(codes) == 1:
        return LocaleLine("currency", codes[0], f"{why}, check it")
    return LocaleLine("currency", TODO, f"{why}: {' or '.join(codes)}")
