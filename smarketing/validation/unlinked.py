"""Rows whose links match no record: how many of each file name somebody whom nobody knows."""

from __future__ import annotations

import duckdb

from smarketing.contract import Entity
from smarketing.validation.known_links import known_words, said_words
from smarketing.validation.row_checks import Fact

UNLINKED_SHARE = 0.05
SMALLEST_UNLINKED = 5  # rows
LINKS = (
    "lead_id", "contact_id", "opportunity_id", "company_id", "email", "phone", "company",
    "company_domain",
)  # fmt: skip


def facts_of_links(
    connection: duckdb.DuckDBPyConnection, entity: Entity, total: int, rows_compared: int
) -> list[Fact]:
    """Return per file the share of rows whose filled links match no lead or opportunity.

    A row that names nobody (an anonymous visit) is not counted. total: rows of the entity.
    rows_compared: beyond so many, a sample is compared.
    """
    own_key = set(entity.key)
    links = [name for name in entity.link if name in LINKS and name not in own_key]
    if not links or not connection.execute("select count(*) from raw.leads").fetchone()[0]:
        return []
    every = max(1, total // rows_compared)
    for name in links:
        _create_known_links(connection, entity, name, every)
    joins = "".join(f' left join known_{name} on known_{name}.word = t."{name}"' for name in links)
    is_filled = " or ".join(f't."{name}" is not null' for name in links)
    is_unknown = " and ".join(f"known_{name}.word is null" for name in links)
    found = connection.execute(
        f"""
        select t._file, count(*), count(*) filter (where {is_unknown}),
            min(t._row, 5) filter (where {is_unknown})
        from raw."{entity.name}" as t {joins}
        where t._row % {every} = 0 and ({is_filled})
        group by t._file order by t._file
        """
    ).fetchall()
    return [
        Fact(
            f"{entity.name}.links",
            entity.name,
            "links",
            "warning",
            failing / checked if failing >= SMALLEST_UNLINKED else 0.0,
            failing * every,
            checked * every,
            file=file,
            maximum=UNLINKED_SHARE,
            sample_rows=tuple(sample or ()),
            is_estimate=every > 1,
        )
        for file, checked, failing, sample in found
    ]


def _create_known_links(
    connection: duckdb.DuckDBPyConnection, entity: Entity, name: str, every: int
) -> None:
    """Create known_<name>(word): the link texts of the rows compared that match a record.

    A text may be a list; one record of it is enough.
    """
    known = f"words_of_{name}"
    words = known_words(name)
    if name in ("company", "company_domain") and entity.name != "opportunities":
        known += "_and_deals"
        items = f"select distinct {name} as item from raw.opportunities"
        words += f" union all {said_words(items, name)}"
    # asked by every entity that links by it, so it is answered once
    connection.execute(
        f"create temp table if not exists {known} as select distinct word from ({words})"
    )
    asked = (
        f"""select distinct "{name}" as item from raw."{entity.name}" where _row % {every} = 0"""
    )
    connection.execute(
        f"""
        create or replace temp table known_{name} as
        select distinct said.item as word
        from ({said_words(asked, name)}) as said
        semi join {known} as known on said.word = known.word
        """
    )
