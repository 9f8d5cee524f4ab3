"""What reports add around their rows: lines below the table, and groups that are named once."""

from __future__ import annotations

import duckdb

from smarketing.loading.copy_cells import Staged
from smarketing.loading.header_sources import column_name
from smarketing.loading.reasons import TOTAL_ROW
from smarketing.loading.typing_sql import literal
from smarketing.loading.workshop import Workshop

# A report shows by such a sign after a header that it is grouped by the column.
GROUP_SIGNS = ("↑", "↓")


def footer_row(staged: Staged, pattern: str, connection: duckdb.DuckDBPyConnection) -> int | None:
    """Return the row where a report's footer begins, or None.

    The footer are the last rows with only one filled cell, if one of them fits the pattern: what
    follows a table cut short isn't taken for one.
    """
    if not pattern or staged.width < 2:
        return None
    names = [column_name(position) for position in range(staged.width)]
    filled = " + ".join(f"(nullif(trim({name}), '') is not null)::int" for name in names)
    rows = (
        f"select {staged.row_number} as line, {filled} as filled, "
        f"concat({', '.join(names)}) as said from {staged.table}"
    )
    # A comma in a line that isn't quoted makes two cells of it.
    last = "select coalesce(max(line), 0) from lines where filled > 1 and not fits"
    first, is_footer = connection.execute(
        f"with lines as (select line, filled, regexp_matches(said, ?) as fits from ({rows})) "
        f"select min(line), bool_or(fits) from lines where filled > 0 and line > ({last})",
        [pattern],
    ).fetchone()
    return first if is_footer else None


def fill_groups(staged: Staged, workshop: Workshop) -> None:
    """Give every row of a grouped report the group that only its first row names."""
    headers = staged.sniffed.layout.headers
    groups = [
        column_name(position)
        for position, header in enumerate(headers)
        if header.endswith(GROUP_SIGNS)
    ]
    if not groups:
        return
    order = "file_row" if staged.has_faults else "rowid"
    total = " or ".join(
        f"coalesce(regexp_full_match(lower(trim({name})), {literal(TOTAL_ROW)}), false)"
        for name in groups
    )
    filled = ", ".join(
        f"case when {total} then {name} else last_value(case when not ({total}) then "
        f"nullif(trim({name}), '') end ignore nulls) over (order by {order} "
        f"rows between unbounded preceding and current row) end as {name}"
        for name in groups
    )
    table = workshop.new_table("file")
    workshop.connection.execute(
        f"create table {table} as select * replace ({filled}) from {staged.table} order by {order}"
    )
    staged.table = table
