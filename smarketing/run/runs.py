"""Noting runs: each command that writes reports leaves a line in their log and a new portal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from smarketing.contract import load_contract
from smarketing.errors import SmarketingError
from smarketing.paths import (
    Period,
    Places,
    resolve_locales,
    resolve_out,
    resolve_period,
    resolve_places,
)
from smarketing.report.portal import run_log, write_portal
from smarketing.run.pipeline import BuiltWarehouse
from smarketing.warehouse.local_time import local_date_sql

STOPPED = "Stopped before it ended; what was published before is as it was."

FILES = """
select
    system,
    max(exported_at)::date as exported,
    count(distinct file) as files,
    sum(rows_read)::bigint as read,
    sum(rows_loaded)::bigint as loaded,
    sum(rows_rejected)::bigint as rejected
from raw._files
group by system
"""


@dataclass
class RunNotes:
    """Where and on what a run works, and what it has to say of itself."""

    places: Places
    period: Period
    locales: list[str]
    facts: dict = field(default_factory=dict)

    def note_built(self, built: BuiltWarehouse) -> None:
        """Note the day, the rows and the sources of the warehouse that the run reads."""
        with duckdb.connect(str(built.file), read_only=True) as connection:
            zone = connection.execute("select timezone from core.run").fetchone()[0]
            sources = sources_of(connection, built.stamp.as_of.isoformat(), zone)
        self.facts |= {
            "as_of": built.stamp.as_of.isoformat(),
            "timezone": zone,
            "is_published": built.is_published,
            "sources": sources,
            "rows": {
                name: sum(source[name] for source in sources)
                for name in ("read", "loaded", "rejected")
            },
        }

    def note_files(self, paths: Sequence[Path]) -> None:
        """Note pages that the run wrote."""
        names = [path.relative_to(self.places.out).as_posix() for path in paths]
        self.facts["files"] = [*self.facts.get("files", []), *names]


@contextmanager
def noted_run(command: str, variables: Mapping[str, str]) -> Iterator[RunNotes]:
    """Resolve a run's variables, note it in the log beside its reports and write the portal.

    However it ends. Raises DataRefused for variables that can't be resolved.
    """
    notes = _resolved(command, variables)
    places, locale = notes.places, notes.locales[0]
    run = run_log.note_start(places.out, command, _asked(variables), locale)
    exit_code, sentence = 1, STOPPED
    try:
        yield notes
        exit_code, sentence = 0, ""
    except SmarketingError as error:
        exit_code, sentence = error.exit_code, str(error)
        raise
    except Exception as error:
        # its words may hold a cell; the portal is for everybody
        sentence = f"Unexpected {type(error).__name__}; the log of the run says more."
        raise
    finally:
        _end(places.out, run, exit_code, sentence, notes.facts, locale)


def _resolved(command: str, variables: Mapping[str, str]) -> RunNotes:
    """Resolve the variables; a refusal (EXPORTS is gone, say) is noted where a log is already."""
    try:
        return RunNotes(
            resolve_places(variables), resolve_period(variables), resolve_locales(variables)
        )
    except SmarketingError as error:
        out = resolve_out(variables)
        if (out / run_log.LOG_FILE).exists():
            run = run_log.note_start(out, command, _asked(variables), "")
            _end(out, run, error.exit_code, str(error), {}, "")
        raise


def sources_of(connection: duckdb.DuckDBPyConnection, as_of: str, zone: str) -> list[dict]:
    """Return one dictionary per source system: until when its data are, exported on, rows.

    until: the newest day that something of it happened, as of the day and in the zone.
    """
    present = {
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables where table_schema = 'raw'"
        ).fetchall()
    }
    days = []
    for name, entity in load_contract().items():
        if entity.event_time is None or name not in present:
            continue
        column = entity.columns[entity.event_time]
        is_date = column.data_type.lower() == "date"
        day = column.name if is_date else local_date_sql(column.name, "$zone")
        days.append(f"select _source_system as system, {day} as day from raw.{name}")
    query = f"""
        with files as ({FILES}),
        days as (
            select system, max(day) filter (where day <= $as_of::date) as until
            from ({" union all ".join(days)})
            where $zone is not null
            group by system
        )
        select files.*, days.until from files left join days using (system) order by system
    """
    rows = connection.execute(query, {"as_of": as_of, "zone": zone})
    names = [column[0] for column in rows.description]
    return [
        {
            name: value if value is None or isinstance(value, int) else str(value)
            for name, value in zip(names, row, strict=True)
        }
        for row in rows.fetchall()
    ]


def _asked(variables: Mapping[str, str]) -> str:
    return (variables.get("AS_OF") or variables.get("MONTH") or "").strip()


def _end(out: Path, run: str, exit_code: int, sentence: str, facts: dict, locale: str) -> None:
    # The run's own failure is the one to tell, and a full disk may be what it died of.
    with suppress(*([OSError] if exit_code else [])):
        run_log.note_end(out, run, exit_code, sentence, facts)
        write_portal(out, locale)
