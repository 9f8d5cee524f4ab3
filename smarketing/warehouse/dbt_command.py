"""One command of dbt, in this process."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smarketing.errors import SmarketingError
from smarketing.paths import PROJECT
from smarketing.warehouse.failed_tests import plain
from smarketing.warehouse.parsed_project import parsed

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

Callback = Callable[[object], None]
QUIET = ("--quiet", "--no-use-colors", "--no-print", "--log-level", "none")
# Logs and artifacts of a run that nothing reads take dbt two seconds; what fails is in its results.
LEAN = ("--log-level-file", "none", "--no-write-json")


@dataclass(frozen=True)
class Project:
    """What one dbt invocation works on.

    build_file: the DuckDB file. settings_dir: folder of the effective seeds. work: folder for
    dbt's target and logs. vars: dbt vars laid over dbt_project.yml.
    """

    build_file: Path
    settings_dir: Path
    work: Path
    vars: dict = field(default_factory=dict)


def invoke(
    project: Project,
    arguments: Sequence[str],
    *,
    manifest: Manifest | None = None,
    callbacks: Sequence[Callback] = (),
    environment: Mapping[str, str] | None = None,
) -> list:
    """Run one dbt command in this process and return its node results (empty for docs and ls).

    manifest: the project as it was parsed before; without it dbt parses it. callbacks: told each
    event of dbt. environment: variables that macros read, besides those that profiles.yml reads.
    Raises SmarketingError with dbt's own sentence when the command as a whole can't run.
    """
    result = _result(project, arguments, manifest, callbacks, environment or {})
    return list(getattr(result, "results", None) or [])


def manifest_of(project: Project) -> Manifest:
    """Return the project's nodes as dbt parses them: those kept, or parsed now and kept."""

    defaults = replace(project, vars={})
    return parsed(project.build_file.stem, lambda: parse_project(defaults))


def parse_project(project: Project) -> Manifest:
    """Let dbt parse the project's files anew, for the vars of this project."""
    return _result(project, ["parse", *LEAN], None, (), {})


def _result(
    project: Project,
    arguments: Sequence[str],
    manifest: Manifest | None,
    callbacks: Sequence[Callback],
    environment: Mapping[str, str],
):
    from dbt.cli.main import dbtRunner  # dbt takes seconds to import

    with _environment(project, environment), _without_garbage_collection():
        outcome = dbtRunner(manifest, list(callbacks)).invoke(
            [
                arguments[0],
                *QUIET,
                *arguments[1:],
                "--project-dir",
                str(PROJECT),
                "--profiles-dir",
                str(PROJECT),
                "--vars",
                json.dumps(project.vars, sort_keys=True, default=str),
            ]
        )
        close_connections()
    if outcome.exception is not None:
        raise SmarketingError(f"dbt could not run: {plain(str(outcome.exception))}")
    return outcome.result


@contextmanager
def _environment(project: Project, further: Mapping[str, str]):
    """Point dbt at the run's files through the variables that profiles.yml reads."""
    project.work.mkdir(parents=True, exist_ok=True)
    project.build_file.parent.mkdir(parents=True, exist_ok=True)
    ours = {
        "SMARKETING_BUILD_FILE": str(project.build_file),
        # Relative to the project: dbt writes a seed's compiled tests under this path.
        "SMARKETING_SETTINGS_DIR": os.path.relpath(project.settings_dir, PROJECT),
        "DBT_TARGET_PATH": str(project.work / "dbt"),
        "DBT_LOG_PATH": str(project.work / "logs"),
        **further,
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _without_garbage_collection():
    """Keep Python from walking dbt's manifest again and again: a second a build, for 150 MB."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def close_connections() -> None:
    """Close dbt's DuckDB handle, so that the file is checkpointed and can be copied."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    environment = DuckDBConnectionManager._ENV
    if environment is not None:
        environment.close()
        DuckDBConnectionManager.close_all_connections()
