"""For JupyterLab: the published warehouse read-only, and `rebuild("+rpt_x")` in a private copy.

from smarketing.lab import connect, rebuild
connect().sql("from funnel.rpt_funnel_monthly").df()
rebuild("+rpt_funnel_cohorts").sql("from funnel.rpt_funnel_cohorts").df()
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb

from smarketing.errors import SmarketingError
from smarketing.paths import (
    PROJECT,
    Period,
    published_warehouse,
    resolve_period,
    resolve_places,
)
from smarketing.run.project import project_of
from smarketing.warehouse import build as dbt_build
from smarketing.warehouse import publish

PRIVATE_COPY = PROJECT / "target" / "lab" / f"private-{os.getpid()}.duckdb"


def connect() -> duckdb.DuckDBPyConnection:
    """Open the published warehouse read-only; raises SmarketingError where there is none."""
    return duckdb.connect(str(_published()), read_only=True)


def rebuild(
    *select: str, settings: str | Path | None = None, say: Callable[[str], None] = print
) -> duckdb.DuckDBPyConnection:
    """Rebuild models in a private copy of the published warehouse and return a connection to it.

    select: dbt selectors such as "+rpt_x" (with what it is made from) or "fct_x+" (with what is
    made from it). settings: a folder laid over seeds/. The published warehouse stays as it is.
    Close the connection, or drop it, before the next call.
    """
    published = _published()
    if not PRIVATE_COPY.exists() or PRIVATE_COPY.stat().st_mtime < published.stat().st_mtime:
        PRIVATE_COPY.parent.mkdir(parents=True, exist_ok=True)
        _remove_copies_of_dead_sessions(PRIVATE_COPY.parent)
        shutil.copyfile(published, PRIVATE_COPY)
    variables = dict(os.environ)
    if settings is not None:
        variables["SETTINGS"] = str(settings)
    places = resolve_places(variables)
    period = Period(resolve_period(variables).as_of or publish.read_stamp(published).as_of)
    project = project_of(places, period, "complete_month", work=PRIVATE_COPY.with_suffix(""))
    result = dbt_build.build(
        dbt_build.Project(PRIVATE_COPY, project.settings_dir, project.work, project.vars),
        select=select,
        with_data_tests=False,
        say=say,
    )
    say(
        f"Rebuilt {result.built} models and settings tables in a private copy "
        f"({result.elapsed_seconds:.1f} s)."
    )
    return duckdb.connect(str(PRIVATE_COPY), read_only=True)


def start() -> int:
    """Start JupyterLab in the notebooks folder and return its exit code."""
    # absolute, because notebooks stand in their own folder
    environment = os.environ | {"WAREHOUSE": str(_published().resolve())}
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={PROJECT / 'notebooks'}"]
    return subprocess.call(command, env=environment)


def _published() -> Path:
    warehouse = published_warehouse(os.environ)
    if not warehouse.is_file():
        raise SmarketingError(f"{warehouse} is not there yet; run `make warehouse` first.")
    return warehouse


def _remove_copies_of_dead_sessions(folder: Path) -> None:
    for path in folder.glob("private-*"):
        session = path.name.removeprefix("private-").split(".")[0]
        if session.isdigit() and not _is_alive(int(session)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
