"""The subcommands that build nothing: they look at exports, settings or a finished warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from smarketing.errors import SmarketingError
from smarketing.paths import (
    PROJECT,
    SAMPLE_EXPORTS,
    SAMPLE_SETTINGS,
    resolve_period,
    resolve_places,
    shown,
)
from smarketing.run import sample_company
from smarketing.run.project import project_of
from smarketing.warehouse import build as dbt_build
from smarketing.warehouse import publish

Say = Callable[[str], None]


def trace(
    variables: Mapping[str, str], kpi: str, month_text: str | None, *, say: Say = print
) -> None:
    """List the rows of the exports behind a KPI; month_text is YYYY-MM, else MONTH."""
    from smarketing.warehouse import trace as tracing

    period = resolve_period({"MONTH": month_text} if month_text else variables)
    file = resolve_places(variables).warehouse
    stamp = publish.read_stamp(file)
    day = period.as_of or (stamp.as_of if stamp else None)
    if day is None:
        raise SmarketingError(f"{file} is not there yet; run `make warehouse` first.")
    tracing.tell(file, kpi, day.replace(day=1), say=say)


def check_exports(variables: Mapping[str, str], *, say: Say = print) -> None:
    """Say what the exports would load and what looks odd in them, without building anything."""
    from smarketing.loading import describe
    from smarketing.loading.chat_people import team_of
    from smarketing.loading.telephones import Numbering
    from smarketing.settings.effective import checked_tables
    from smarketing.settings.variables import project_vars
    from smarketing.validation.oddities import find_oddities

    places = resolve_places(variables)
    if places.exports == SAMPLE_EXPORTS:
        sample_company.ensure(SAMPLE_EXPORTS.parent, say=say)
    defaults = SAMPLE_SETTINGS if places.is_sample else None
    tables, given, notes = checked_tables(places.settings, defaults)
    in_force = project_vars() | dict(given)
    for note in notes:
        say(f"settings: {note}")

    def look(connection: duckdb.DuckDBPyConnection) -> list[str]:
        currency = in_force["reporting_currency"]
        return [oddity.sentence() for oddity in find_oddities(connection, tables, currency)]

    team = team_of(tables["team_members"].rows)
    numbering = Numbering.of_rows(tables["countries"].rows, in_force["calling_code"])
    say(describe(places.exports, look, team=team, numbering=numbering))


def contract(variables: Mapping[str, str], *, say: Say = print) -> list[Path]:
    """Write what each system's exports look like now, for later loads to be compared with."""
    from smarketing.export_contracts import write_contracts

    places = resolve_places(variables)
    if not places.warehouse.exists():
        raise SmarketingError(f"{places.warehouse} is not there yet; run `make warehouse` first.")
    files = write_contracts(places.warehouse, places.contracts)
    for file in files:
        say(f"Wrote {shown(file)}")
    say("Each load is compared with them; write them again to accept what changed.")
    return files


def settings_workbook(variables: Mapping[str, str], file: Path | None, *, say: Say = print) -> Path:
    """Write settings.xlsx, with the settings in force, into SETTINGS or the current folder."""
    from smarketing.settings import write_workbook

    overlay = Path(variables["SETTINGS"]) if variables.get("SETTINGS", "").strip() else None
    out = (file or (overlay or Path()) / "settings.xlsx").resolve()
    if out.exists():
        raise SmarketingError(
            f"{out} is already there and may hold someone's changes; move it away first, or name "
            "another file with --file."
        )
    write_workbook(out, overlay)
    say(f"Wrote {out}. Change it, put it in a folder and name that folder as SETTINGS.")
    return out


def docs(variables: Mapping[str, str], *, say: Say = print) -> Path:
    """Write the models' documentation as one page that needs no network."""
    places, period = resolve_places(variables), resolve_period(variables)
    if not places.build_file.exists():
        raise SmarketingError(f"{places.build_file} is not there yet; run `make warehouse` first.")
    with publish.writer_lock(places.warehouse.parent, say=say):
        project = project_of(places, period, "complete_month")
        dbt_build.invoke(project, ["docs", "generate", "--static"])
    page = PROJECT / "target" / "docs" / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(project.work / "dbt" / "static_index.html", page)
    say(f"Open {page}")
    return page
