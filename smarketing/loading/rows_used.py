"""Which rows of a file an entry reads: those that its `rows_where` names, or all."""

from __future__ import annotations

import duckdb

from smarketing.loading.copy_cells import Staged
from smarketing.loading.plan import EntryPlan, column_name
from smarketing.loading.typing_sql import literal, match_key_of
from smarketing.text.words import match_key


def is_used(plan: EntryPlan, staged: Staged) -> str:
    """Return whether an entry reads a row, as SQL; one that can't be split is left to reject."""
    if not plan.row_words:
        return "true"
    conditions = []
    for position, words in plan.row_words.items():
        keys = ", ".join(literal(match_key(word)) for word in words)
        conditions.append(f"coalesce({match_key_of(column_name(position))}, '') in ({keys})")
    used = " and ".join(conditions)
    return f"({used} or fault is not null)" if staged.has_faults else f"({used})"


def rows_not_used(
    plan: EntryPlan, staged: Staged, connection: duckdb.DuckDBPyConnection
) -> tuple[int, str | None]:
    """Return how many filled rows of a file an entry leaves out, and why."""
    if not plan.row_words:
        return 0, None
    headers = staged.sniffed.layout.headers
    why = "; ".join(
        f"{headers[position]} is not {' or '.join(words)}"
        for position, words in plan.row_words.items()
    )
    count = connection.execute(
        f"select count(*) from {staged.table} "
        f"where coalesce({', '.join(staged.cells())}) is not null and not {is_used(plan, staged)}"
    ).fetchone()[0]
    return count, why
