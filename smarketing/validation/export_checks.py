"""Facts that no schema states: rejected cells, volume and gaps against the last export."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping

import duckdb

from smarketing.contract import Entity
from smarketing.loading.reasons import ADDED_ROWS
from smarketing.validation.notes import notes_of_load
from smarketing.validation.row_checks import Fact, Thresholds
from smarketing.validation.unlinked import facts_of_links

SMALLEST_VOLUME = 20  # rows of the previous export under which a comparison says nothing
VOLUME_DROP = 0.5  # an export with under half the rows of the previous one
VOLUME_JUMP = 5.0
NULL_SHARE_JUMP = 0.25  # more cells empty than in the previous export
SPARSE_SHARE = 0.2  # charts of a field filled in fewer rows are replaced by a sentence
COLUMNS_OF_CHARTS = {
    "leads": ("email", "country", "owner", "source", "channel", "lifecycle_stage"),
    "contact_attempts": ("outcome", "rep"),
    "opportunities": ("amount", "owner"),
    "touchpoints": ("source", "medium"),
}


def facts_of_files(connection: duckdb.DuckDBPyConnection, thresholds: Thresholds) -> list[Fact]:
    """Return the facts about cells and rows that could not be loaded, per file and entity."""
    facts = []
    cells = connection.execute(
        """
        select f.file, f.entity, v.column_name, count(*), any_value(f.rows_loaded),
            min(v.row_number, 5)
        from raw._rejected_values as v
        inner join raw._files as f on v.file = f.file and v.entity = f.entity
        group by all order by all
        """
    ).fetchall()
    for file, entity, column, rejected, loaded, sample in cells:
        counted = rejected if rejected >= thresholds.minimum else 0
        facts.append(
            Fact(
                f"{entity}.{column}.rejected_values",
                entity,
                "rejected_values",
                "error",
                counted / max(loaded, 1),
                rejected,
                loaded,
                file=file,
                column=column,
                maximum=thresholds.share,
                sample_rows=tuple(sample),
            )
        )
    rows = connection.execute(
        """
        select f.file, f.entity, any_value(f.rows_read), any_value(f.rows_loaded),
            count(r.file), min(r.row_number, 5) filter (where r.file is not null)
        from raw._files as f
        left join raw._rejects as r
            on f.file = r.file and f.entity = r.entity and r.reason not in (select unnest(?))
        where f.rows_read > 0
        group by f.file, f.entity order by all
        """,
        [list(ADDED_ROWS)],
    ).fetchall()
    for file, entity, read, loaded, rejected, sample in rows:
        if rejected and not loaded:
            kind, severity, value = "nothing_loaded", "error", 1.0
        else:
            kind, severity = "rejected_rows", "warning"
            value = rejected / read if rejected >= thresholds.minimum else 0.0
        facts.append(
            Fact(
                f"{entity}.{kind}",
                entity,
                kind,
                severity,
                value,
                rejected,
                read,
                file=file,
                maximum=thresholds.share,
                sample_rows=tuple(sample or ()),
            )
        )
    return facts + notes_of_load(connection)


def facts_of_entity(
    connection: duckdb.DuckDBPyConnection,
    entity: Entity,
    *,
    filled: Mapping[str, Mapping[str, int]],
    rows: Mapping[str, int],
    days: Mapping[str, int],
    rows_compared: int,
) -> list[Fact]:
    """Return the facts about one entity that has rows.

    filled: file → column → filled cells. rows: file → rows. days: file → days its events span.
    rows_compared: beyond so many rows, links are compared on a sample.
    """
    facts = _against_last_export(connection, entity, filled, rows, days)
    total = sum(rows.values())
    for column in COLUMNS_OF_CHARTS.get(entity.name, ()):
        cells = sum(counts[column] for counts in filled.values())
        if cells:  # a column that no file has is no fault of the data
            facts.append(
                Fact(
                    f"{entity.name}.{column}.sparse",
                    entity.name,
                    "sparse",
                    "warning",
                    cells / total,
                    total - cells,
                    total,
                    column=column,
                    minimum=SPARSE_SHARE,
                )
            )
    return facts + facts_of_links(connection, entity, total, rows_compared)


def _against_last_export(
    connection: duckdb.DuckDBPyConnection,
    entity: Entity,
    filled: Mapping[str, Mapping[str, int]],
    rows: Mapping[str, int],
    days: Mapping[str, int],
) -> list[Fact]:
    """Compare the newest file of each series (same name but for digits) with the one before."""
    series = defaultdict(list)
    for file, exported_at in connection.execute(
        "select file, exported_at from raw._files where entity = ? and rows_loaded > 0 "
        "and exported_at is not null order by exported_at, file",
        [entity.name],
    ).fetchall():
        if file in rows:
            series[re.sub(r"\d+", "#", file)].append((exported_at, file))
    facts = []
    for files in series.values():
        if len(files) < 2 or files[-1][0] == files[-2][0]:
            continue
        newest, previous = files[-1][1], files[-2][1]
        if rows[previous] < SMALLEST_VOLUME:
            continue
        details = {"previous_file": previous, "previous_rows": rows[previous]}
        facts.append(
            Fact(
                f"{entity.name}.volume",
                entity.name,
                "volume",
                "warning",
                _volume_ratio(rows, days, newest, previous),
                rows[newest],
                rows[previous],
                file=newest,
                minimum=VOLUME_DROP,
                maximum=VOLUME_JUMP,
                details=details,
            )
        )
        facts += [
            Fact(
                f"{entity.name}.{column}.null_share",
                entity.name,
                "null_share",
                "warning",
                (1 - filled[newest][column] / rows[newest])
                - (1 - filled[previous][column] / rows[previous]),
                rows[newest] - filled[newest][column],
                rows[newest],
                file=newest,
                column=column,
                maximum=NULL_SHARE_JUMP,
                details={"previous_file": previous},
            )
            for column in entity.columns
            if filled[previous][column] and rows[newest] >= SMALLEST_VOLUME
        ]
    return facts


def _volume_ratio(
    rows: Mapping[str, int], days: Mapping[str, int], newest: str, previous: str
) -> float:
    """Return newest ÷ previous, in rows or in rows per day, whichever is nearer to 1.

    So a file with one week after one with a year is no drop, and half a file is one.
    """
    in_all = rows[newest] / rows[previous]
    per_day = in_all * days[previous] / days[newest]
    return min(in_all, per_day, key=lambda ratio: abs(math.log(ratio)))
