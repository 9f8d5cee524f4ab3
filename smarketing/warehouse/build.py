"""dbt, in this process: builds the models in a build file and tells in plain words what failed."""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from smarketing.errors import DataRefused, SmarketingError
from smarketing.paths import PROJECT
from smarketing.warehouse.failed_tests import (
    breaks_its_rules,
    plain,
    sentence_of_error,
    sentence_of_failed_test,
)
from smarketing.warehouse.parsed_project import parsed
from smarketing.warehouse.progress import BuildProgress
from smarketing.warehouse.relations import load_settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

QUIET = ("--quiet", "--no-use-colors", "--no-print", "--log-level", "none")
# Logs and artifacts of a run that nothing reads take dbt two seconds; what fails is in its results.
LEAN = ("--log-level-file", "none", "--no-write-json")
# A table is asked its rules where it is built; a step for them costs dbt more than the question.
RULES_TESTS = "test_name:rules"
RULES_WITH_THEIR_TABLE = {"SMARKETING_RULES": "with their table"}


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


@dataclass(frozen=True)
class BuildResult:
    """What a build did: nodes built, tests that passed, sentences of tests that warned, seconds.

    relations: (schema, name) of every seed and model that was built.
    """

    built: int
    passed: int
    warnings: list[str]
    relations: set[tuple[str, str]]
    elapsed_seconds: float


def build(
    project: Project,
    *,
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    with_data_tests: bool = True,
    with_unit_tests: bool = False,
    say: Callable[[str], None] = print,
) -> BuildResult:
    """Load the settings, build models, test their data, and return what was done.

    select, exclude: dbt selectors of models, all of them when select is empty. Unit tests check
    the code and not the data, so production runs leave them out; the inner loop leaves data tests
    out, too.
    Raises DataRefused when a data test of severity error fails, SmarketingError when a model or a
    test can't run or nothing is called as select says.
    """
    started = time.monotonic()
    arguments = ["build", *LEAN, "--exclude-resource-type", "exposure"]
    arguments += ["--exclude", RULES_TESTS, *exclude]
    if select:
        arguments += ["--select", *select]
    settings = load_settings(project.build_file, project.settings_dir)
    arguments += ["--exclude-resource-type", "seed"]
    if not with_data_tests:
        arguments += ["--exclude-resource-type", "test"]
    if not with_unit_tests:
        arguments += ["--exclude-resource-type", "unit_test"]
    rules = RULES_WITH_THEIR_TABLE if with_data_tests else {}
    manifest = manifest_of(project)
    results = invoke(
        project, arguments, manifest=manifest, progress=BuildProgress(say), environment=rules
    )
    if not results and not {name for _, name in settings}.issuperset(select):
        raise SmarketingError(f"No model or seed is called {' '.join(select)}.")
    failed = [result for result in results if str(result.status) == "fail"]
    errors = [result for result in results if str(result.status) in ("error", "partial success")]
    stopped = [result.node.name for result in errors if breaks_its_rules(result)]
    broken = [result for result in errors if result.node.name not in stopped]
    if broken:
        raise SmarketingError("\n".join(sentence_of_error(result) for result in broken[:5]))
    if stopped:
        tests = [f"{name},{RULES_TESTS}" for name in stopped]
        asked_again = invoke(project, ["test", *LEAN, "--select", *tests], manifest=manifest)
        failed += [result for result in asked_again if str(result.status) == "fail"]
    if failed:
        raise _refusal(project, failed)
    return BuildResult(
        built=sum(str(result.status) == "success" for result in results) + len(settings),
        passed=sum(str(result.status) == "pass" for result in results),
        warnings=[
            sentence_of_failed_test(project.build_file, result)
            for result in results
            if result.status == "warn"
        ],
        relations=settings
        | {
            (result.node.schema, result.node.alias)
            for result in results
            if str(result.node.resource_type) in ("model", "seed")
        },
        elapsed_seconds=time.monotonic() - started,
    )


def invoke(
    project: Project,
    arguments: Sequence[str],
    *,
    manifest: Manifest | None = None,
    progress: BuildProgress | None = None,
    environment: Mapping[str, str] | None = None,
) -> list:
    """Run one dbt command in this process and return its node results (empty for docs and ls).

    manifest: the project as it was parsed before; without it dbt parses it. environment: variables
    that macros read, besides those that profiles.yml reads.
    Raises SmarketingError with dbt's own sentence when the command as a whole can't run.
    """
    result = _result(project, arguments, manifest, progress, environment or {})
    return list(getattr(result, "results", None) or [])


def manifest_of(project: Project) -> Manifest:
    """Return the project's nodes as dbt parses them: those kept, or parsed now and kept."""

    def parse(settled_vars: Mapping[str, object]) -> Manifest:
        return _result(replace(project, vars=dict(settled_vars)), ["parse", *LEAN], None, None, {})

    return parsed(project.vars, project.build_file.stem, parse)


def _result(
    project: Project,
    arguments: Sequence[str],
    manifest: Manifest | None,
    progress: BuildProgress | None,
    environment: Mapping[str, str],
):
    from dbt.cli.main import dbtRunner  # dbt takes seconds to import

    with _environment(project, environment), _without_garbage_collection():
        callbacks = [progress.on_event] if progress else []
        outcome = dbtRunner(manifest, callbacks).invoke(
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


def _refusal(project: Project, failed: list) -> DataRefused:
    sentences = [sentence_of_failed_test(project.build_file, result) for result in failed]
    return DataRefused(
        f"{len(sentences)} data test{'s' if len(sentences) > 1 else ''} failed, so nothing was "
        "published:\n" + "\n".join(f"- {sentence}" for sentence in sentences)
    )
