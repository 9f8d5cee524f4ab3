"""Headers that a file relied on although nobody has seen them in a real export."""

from __future__ import annotations

import duckdb

from smarketing.loading.plan import EntryPlan
from smarketing.loading.sniff import Layout
from smarketing.loading.specs import Lookup, Spec
from smarketing.text.words import match_key


def used_by_entry(plan: EntryPlan, layout: Layout) -> list[str]:
    """Return the unconfirmed headers that feed an entity, in the file's order."""
    used = plan.consumed.union(*plan.lookup_keys.values())
    used |= {int(cell[1:]) for cell in plan.key_cells if cell[1:].isdigit()}
    headers = [layout.headers[position] for position in sorted(used)]
    return [header for header in headers if plan.spec.is_unconfirmed(header)]


def used_by_lookup(lookup: Lookup | None, spec: Spec, layout: Layout) -> list[str]:
    """Return the unconfirmed headers of a file that completes others, in its order."""
    if not lookup:
        return []
    known = {match_key(header) for header in lookup.headers()}
    return [h for h in layout.headers if match_key(h) in known and spec.is_unconfirmed(h)]


def unconfirmed_of(connection: duckdb.DuckDBPyConnection, file: str) -> list[str]:
    """Return the unconfirmed headers that a loaded file relied on, over all its entities."""
    rows = connection.execute(
        "select unnest(unconfirmed_headers) from raw._files where file = ? order by entity", [file]
    ).fetchall()
    return list(dict.fromkeys(header for (header,) in rows))


def count_unconfirmed(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Return (system, number of unconfirmed headers) of each system whose files relied on any."""
    return connection.execute(
        "select system, count(distinct header) from ("
        " select system, unnest(unconfirmed_headers) as header from raw._files"
        ") group by system order by system"
    ).fetchall()


def sentence_of_system(headers: int) -> str:
    """Return what a load says of a system; the files and headers are named where people look."""
    one = "a header" if headers == 1 else f"{headers} headers"
    return f"relied on {one} not yet seen in a real export; `make check-exports` names them"


def sentence(headers: list[str]) -> str:
    """Return what a check of exports says of a file that relied on such headers."""
    return f"relied on headers not yet seen in a real export: {', '.join(headers)}"
