"""Says why a row or a cell of a reading can't be taken as it is."""

from __future__ import annotations

from smarketing.contract import Column
from smarketing.loading.header_sources import column_name
from smarketing.loading.reading import Reading
from smarketing.loading.rows import OTHER_TABLE
from smarketing.loading.typing_sql import identifier, literal, may_be_shortened

TOTAL_ROW = (
    r"(gran |grand |overall |sub)?total(es|s)?( general(es)?)?\s*([:(].*)?"
    r"|resultados totales|total results"
)


SHORTENED = "(a spreadsheet shortened it; export again and do not save it in a spreadsheet)"
SHORTENED_ID = f"an id {SHORTENED}"
FOOTER = "line below the report"
# Rows that a report adds: no fault of the data.
ADDED_ROWS = ("total row", FOOTER, OTHER_TABLE)


def _texts(reading: Reading) -> list[str]:
    """Return the row's cells, null where they hold nothing."""
    nulls = reading.plan.spec.nulls
    names = [column_name(p) for p in range(reading.staged.width)]
    tidy = reading.staged.tidy_columns
    cells = [name if name in tidy else f"nullif(trim({name}), '')" for name in names]
    if nulls:
        words = ", ".join(literal(word) for word in nulls)
        cells = [f"case when {cell} not in ({words}) then {cell} end" for cell in cells]
    return cells


def _total_row(reading: Reading) -> str:
    """Return whether a row says that it is a total: in its first text, or behind its figures.

    A grand total of GA4 has no dimension, and its name stands in the last cell.
    """
    cells = _texts(reading)
    first, last = f"coalesce({', '.join(cells)})", f"coalesce({', '.join(reversed(cells))})"
    says = "({0} ilike '%total%' and regexp_full_match(lower(trim({0})), '{1}'))"
    ends = f"({cells[0]} is null and {says.format(last, TOTAL_ROW)})"
    return f"({says.format(first, TOTAL_ROW)} or {ends})"


def with_remedy(reason: str, reading: Reading) -> str:
    """Return a reason with what the system's spec says to do about it."""
    remedy = reading.plan.spec.remedy
    return f"{reason}; {remedy}" if remedy else reason


def reasons_to_reject(reading: Reading) -> dict[str, tuple[str, str]]:
    """Return {name: (condition, reason as SQL text)} in the order in which they are given."""
    entity, found = reading.plan.entity, {}
    if reading.staged.has_faults:
        found["fault"] = ("fault is not null", "fault")
        found["beyond"] = (
            "beyond is not null",
            literal("the row has more cells than the header"),
        )
    total = _total_row(reading)
    empty = [c for c in reading.plan.entry.total_when_empty if reading.sources(c)]
    if empty:
        total = f"({total} or ({' and '.join(f'{reading.raw_text(c)} is null' for c in empty)}))"
    found["total"] = (total, literal("total row"))
    if reading.footer_from is not None:
        found["footer"] = (f"file_row >= {reading.footer_from}", literal(FOOTER))
    for name in entity.required:
        if not reading.sources(name):
            continue
        raw = reading.raw_text(name)
        what, missing = expected(entity.columns[name]), with_remedy(f"{name} is empty", reading)
        found[f"required {name}"] = (
            f"{identifier(name)} is null",
            f"case when {raw} is null then {literal(missing)} else "
            f"{literal(f'{name} cannot be read as {what}: ')} || {reading.shown(raw)}"
            f" || {literal(with_remedy('', reading))} end",
        )
    links = [c for c in entity.link if reading.sources(c) or c in reading.plan.constants]
    if links:
        # A telephone that a spreadsheet shortened names nobody; the row says what was done.
        filled = [
            reading.raw_text(c)
            if entity.columns[c].is_telephone and reading.sources(c)
            else identifier(c)
            for c in links
        ]
        names_nobody = " and ".join(f"{text} is null" for text in filled)
        ids = [reading.raw_text(c) for c in links if may_be_shortened(entity.columns[c])]
        if ids:
            as_given = f"coalesce({', '.join(ids)}, null)"
            found["shortened link"] = (
                f"{names_nobody} and {as_given} is not null",
                f"{literal(f'the link cannot be read as {SHORTENED_ID}: ')} "
                f"|| {reading.shown(as_given)} || {literal(with_remedy('', reading))}",
            )
        found["link"] = (
            names_nobody,
            literal(with_remedy(f"none of {', '.join(entity.link)} is filled", reading)),
        )
    return found


def expected(column: Column) -> str:
    """Return what a cell of the column should have been, for people."""
    if column.values:
        return f"one of {', '.join(column.values)}"
    if may_be_shortened(column):
        return f"a telephone number {SHORTENED}" if column.is_telephone else SHORTENED_ID
    return {
        "timestamp": "a date or time",
        "date": "a date",
        "boolean": "yes or no",
        "bigint": "a whole number",
        "varchar": "text",
    }.get(column.data_type, "a number")
