"""The subcommands that make a warehouse or pages of one: each resolves its variables and runs."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from smarketing.errors import DataRefused, SmarketingError
from smarketing.paths import (
    Period,
    resolve_locales,
    resolve_period,
    resolve_places,
    shown,
)
from smarketing.run.build_file import require_loaded
from smarketing.run.completeness import resolve_allowances
from smarketing.run.pipeline import BuiltWarehouse, built_warehouse
from smarketing.run.project import project_of
from smarketing.run.runs import noted_run
from smarketing.run.unchanged import resolve_full_refresh
from smarketing.warehouse import build as dbt_build
from smarketing.warehouse import publish

Say = Callable[[str], None]
# notebooks with their own parameters, in order: the first page is the one to open
MONTHLY_NOTEBOOKS = (
    ("monthly_marketing_report", {}),
    ("monthly_sales_report", {}),
    ("meeting", {"kind": "management"}),
)
DAILY_NOTEBOOKS = (
    ("smarketing_dashboard", {}),
    ("meeting", {"kind": "weekly"}),
)


def report(variables: Mapping[str, str], *, say: Say = print) -> Path:
    """Build the month's warehouse, render its reports and return the page to open."""
    started = time.monotonic()
    with noted_run("report", variables) as run:
        with built_warehouse(
            run.places,
            run.period,
            locale=run.locales[0],
            allowances=resolve_allowances(variables),
            from_scratch=resolve_full_refresh(variables),
            say=say,
        ) as built:
            run.note_built(built)
            pages = render_month(built, run.places.out, run.locales, say=say)
        run.note_files(pages)
    say(f"Done in {time.monotonic() - started:.0f} s. Open {pages[0]}")
    return pages[0]


def render_month(built: BuiltWarehouse, out: Path, locales: list[str], *, say: Say) -> list[Path]:
    """Render the month's notebooks into OUT/<YYYY-MM>/; return the pages, the first to open."""
    return _render(MONTHLY_NOTEBOOKS, built, out, locales, say=say)


def _render(
    notebooks: Sequence[tuple[str, Mapping]],
    built: BuiltWarehouse,
    out: Path,
    locales: list[str],
    *,
    say: Say,
) -> list[Path]:
    from smarketing.report import render_all

    names = ", ".join(name for name, _ in notebooks)
    say(f"Rendering {names} in {', '.join(locales)}")
    as_of = built.stamp.as_of.isoformat()
    return render_all(
        [(name, {"as_of": as_of, **own}) for name, own in notebooks],
        warehouse=built.file,
        out_dir=out,
        locales=locales,
        say=say,
    )


def dashboard(variables: Mapping[str, str], *, say: Say = print) -> Path:
    """Build up to the newest event, render the day's dashboard and worklists; return the page."""
    from smarketing.outgoing.layouts import id_headers
    from smarketing.report.pages.worklist.worklists import TEAM_STEM, write_worklists

    started = time.monotonic()
    with noted_run("dashboard", variables) as run:
        with built_warehouse(
            run.places,
            run.period,
            locale=run.locales[0],
            as_of_default="newest_event",
            allowances=resolve_allowances(variables),
            from_scratch=resolve_full_refresh(variables),
            say=say,
        ) as built:
            run.note_built(built)
            folder = run.places.out / "daily" / built.stamp.as_of.isoformat()
            say("Writing the worklists")
            write_worklists(built.file, folder, run.locales, say=say, id_headers=id_headers())
            pages = _render(DAILY_NOTEBOOKS, built, run.places.out, run.locales, say=say)
        # the reps' own files are named after them: the log knows the pages that lead there
        run.note_files([*pages, *sorted(folder.glob(f"{TEAM_STEM}*.html"))])
    say(f"Done in {time.monotonic() - started:.0f} s. Open {pages[0]}")
    return pages[0]


def notebook(
    variables: Mapping[str, str], name: str, parameters: Mapping[str, object], *, say: Say = print
) -> Path:
    """Render one notebook on the published warehouse and return its page.

    parameters: the notebook's own, such as a candidate's thresholds for mql_definition.
    """
    from smarketing.report import render

    places, locales = resolve_places(variables), resolve_locales(variables)
    if not places.warehouse.exists():
        raise SmarketingError(f"{places.warehouse} is not there yet; run `make warehouse` first.")
    pages = render(
        name,
        warehouse=places.warehouse,
        out_dir=places.out,
        parameters=dict(parameters),
        locales=locales,
        say=say,
    )
    say(f"Open {pages[0]}")
    return pages[0]


def warehouse(variables: Mapping[str, str], *, say: Say = print) -> Path:
    """Build and publish without rendering; return the published file."""
    with (
        noted_run("warehouse", variables) as run,
        built_warehouse(
            run.places,
            run.period,
            locale=run.locales[0],
            allowances=resolve_allowances(variables),
            from_scratch=resolve_full_refresh(variables),
            say=say,
        ) as built,
    ):
        run.note_built(built)
        return run.places.warehouse


def rebuild(variables: Mapping[str, str], select: Sequence[str], *, say: Say = print) -> None:
    """Rebuild some models, with the settings as they are now, in the build file alone.

    The inner loop: no loading, no data tests, no publishing. select: dbt selectors, such as
    `stage_map+,+rpt_x` (what lies between a seed and a mart); every model where there are none.
    """
    places, period = resolve_places(variables), resolve_period(variables)
    if not places.build_file.exists():
        raise SmarketingError(f"{places.build_file} is not there yet; run `make warehouse` first.")
    with publish.writer_lock(places.warehouse.parent, say=say):
        # The same day as the models around the rebuilt ones, and settings of its own.
        period = Period(period.as_of or _as_of_build(places.build_file))
        require_loaded(places.build_file)
        project = project_of(places, period, "complete_month", work=places.work / "rebuild")
        result = dbt_build.build(project, select=select, with_data_tests=False, say=say)
    say(
        f"Rebuilt {result.built} models and settings tables in {shown(places.build_file)} "
        f"({result.elapsed_seconds:.0f} s). `make warehouse` tests and publishes."
    )


def _as_of_build(build_file: Path) -> date:
    try:
        return publish.read_stamp(build_file).as_of
    except DataRefused:
        raise SmarketingError(
            f"{build_file} holds no finished build; run `make warehouse` first."
        ) from None
