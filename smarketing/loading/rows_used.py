"""Which rows of a file an entry reads: as its `rows_where` and `rows_except` say, or all."""

from __future__ import annotations

import duckdb

from smarketing.loading.cell_text import cell_text
from smarketing.loading.copy_cells import Staged
from smarketing.loading.header_sources import column_name
from smarketing.loading.plan import EntryPlan
from smarketing.loading.typing_sql import literal, match_key_of
from smarketing.text.words import match_key

Alternatives = list[dict[int, tuple[str, ...]]]
WORDS_SHOWN = 4


def is_used(plan: EntryPlan, staged: Staged) -> str:
    """Return whether an entry reads a row, as SQL; the first one rejects what can't be split."""
    conditions = []
    if plan.rest_of is not None:
        conditions.append(f"not {is_used(plan.rest_of, staged)}")
    if plan.rows_where:
        conditions.append(fits(plan.rows_where))
    if plan.rows_except:
        conditions.append(f"not {fits(plan.rows_except)}")
    # what the lines above the header say, they say of every row
    for column in (one for one in plan.entry.rows_with if one in plan.sources):
        nulls = plan.spec.nulls
        texts = [
            cell_text(one.reference, one.option, nulls, beside=one.beside)
            for one in plan.sources[column]
        ]
        conditions.append(f"coalesce({', '.join(texts)}) is not null")
    if not conditions:
        return "true"
    used = " and ".join(conditions)
    is_first = staged.has_faults and plan.rest_of is None
    return f"({used} or fault is not null)" if is_first else f"({used})"


def fits(alternatives: Alternatives) -> str:
    """Return whether a row has the words of one of the alternatives, as SQL."""
    either = []
    for words_by_position in alternatives:
        every = []
        for position, words in words_by_position.items():
            keys = ", ".join(literal(match_key(word)) for word in words)
            every.append(f"coalesce({match_key_of(column_name(position))}, '') in ({keys})")
        either.append(f"({' and '.join(every)})")
    return f"({' or '.join(either)})"


def rows_not_used(
    plan: EntryPlan, staged: Staged, connection: duckdb.DuckDBPyConnection
) -> tuple[int, str | None]:
    """Return how many filled rows of a file an entry leaves out, and why."""
    used = is_used(plan, staged)
    if used == "true":
        return 0, None
    headers = staged.sniffed.layout.headers
    reasons = [f"{column} is empty" for column in plan.entry.rows_with if column in plan.sources]
    if plan.rest_of is not None:
        reasons = [f"read as {plan.rest_of.entry.entity}"]
    if plan.rows_where:
        reasons.append(_said(plan.rows_where, headers, "is not", " and "))
    if plan.rows_except:
        reasons.append(_said(plan.rows_except, headers, "is", " or "))
    count = connection.execute(
        f"select count(*) from {staged.table} "
        f"where coalesce({', '.join(staged.cells())}) is not null and not {used}"
    ).fetchone()[0]
    return count, ", or ".join(reasons)


def _said(alternatives: Alternatives, headers: list[str], verb: str, between: str) -> str:
    return between.join(
        "; ".join(
            f"{headers[position]} {verb} {_listed(words)}"
            for position, words in words_by_position.items()
        )
        for words_by_position in alternatives
    )


def _listed(words: tuple[str, ...]) -> str:
    more = " …" if len(words) > WORDS_SHOWN else ""
    return " or ".join(words[:WORDS_SHOWN]) + more
