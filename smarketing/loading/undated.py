"""What happened in the exports, and files that say nothing of their own day."""

from __future__ import annotations

import duckdb

from smarketing.loading.typing_sql import identifier

# (entity, event time, which rows count), as in models/run.sql: a meeting that was entered more than
# a day ahead and has no outcome is planned, and says nothing of the day the export was made.
EVENTS = (
    ("leads", "created_at", "true"),
    (
        "contact_attempts",
        "occurred_at",
        "outcome is not null or recorded_at is null or recorded_at >= occurred_at - interval 1 day",
    ),
    ("opportunities", "created_at", "true"),
    ("touchpoints", "occurred_at", "true"),
)


def date_undated(connection: duckdb.DuckDBPyConnection) -> None:
    """Give rows of files without any date the time of the newest event of their load.

    So their states count from then, and not from nowhere; `_files` keeps no date for such a file.
    Those of files that are unchanged since the last load, too: its newest event was an older one.
    """
    undated = connection.execute(
        "select entity, list(file) from raw._files "
        "where entity is not null and exported_at is null group by entity order by entity"
    ).fetchall()
    if not undated:
        return
    times = " union all ".join(
        f"select max({at}) as moment from raw.{name} where {happened}"
        for name, at, happened in EVENTS
    )
    newest = connection.execute(f"select max(moment) from ({times})").fetchone()[0]
    for entity, files in undated:
        connection.execute(
            f"update raw.{identifier(entity)} set _exported_at = $1 "
            "where _file in (select unnest($2)) and _exported_at is distinct from $1",
            [newest, files],
        )
