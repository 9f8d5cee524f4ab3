"""Builds the models in a build file and tells in plain words what failed.

By dbt, or without it by the statements that it ran before (recorded_build.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from smarketing.errors import DataRefused, SmarketingError
from smarketing.warehouse.dbt_command import LEAN, Project, invoke, manifest_of
from smarketing.warehouse.failed_tests import (
    breaks_its_rules,
    sentence_of_error,
    sentence_of_failed_test,
)
from smarketing.warehouse.progress import BuildProgress
from smarketing.warehouse.recorded_build import Outcome, Recorder, recorded_steps, run_recorded
from smarketing.warehouse.relations import load_settings

# A table is asked its rules where it is built; a step for them costs dbt more than the question.
RULES_TESTS = "test_name:rules"
RULES_WITH_THEIR_TABLE = {"SMARKETING_RULES": "with their table"}


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
    by_dbt: bool = False,
    say: Callable[[str], None] = print,
) -> BuildResult:
    """Load the settings, build models, test their data, and return what was done.

    select, exclude: dbt selectors of models, all of them when select is empty. Unit tests check
    the code and not the data, so production runs leave them out; the inner loop leaves data tests
    out, too. by_dbt: render every statement anew, whatever is kept of earlier builds.
    Raises DataRefused when a data test of severity error fails, SmarketingError when a model or a
    test can't run or nothing is called as select says.
    """
    started = time.monotonic()
    settings = load_settings(project.build_file, project.settings_dir)
    outcome = None
    # which tests belong to a selection is dbt's to know
    if not (by_dbt or with_unit_tests or ((select or exclude) and with_data_tests)):
        steps = recorded_steps(project, select, exclude)
        if steps is not None:
            on_step = BuildProgress(say).on_step
            outcome = run_recorded(project, steps, with_data_tests=with_data_tests, on_step=on_step)
    if outcome is None:
        outcome = _by_dbt(
            project, select, exclude, with_data_tests, with_unit_tests, BuildProgress(say)
        )
    if not outcome.relations and not {name for _, name in settings}.issuperset(select):
        raise SmarketingError(f"No model or seed is called {' '.join(select)}.")
    warnings = _judge(project, outcome)
    return BuildResult(
        built=len(outcome.relations) + len(settings),
        passed=outcome.passed,
        warnings=warnings,
        relations=settings | outcome.relations,
        elapsed_seconds=time.monotonic() - started,
    )


def _by_dbt(
    project: Project,
    select: Sequence[str],
    exclude: Sequence[str],
    with_data_tests: bool,
    with_unit_tests: bool,
    progress: BuildProgress,
) -> Outcome:
    """Build by dbt; what a whole build has sent to DuckDB is kept for the next."""
    arguments = ["build", *LEAN, "--exclude-resource-type", "exposure"]
    arguments += ["--exclude", RULES_TESTS, *exclude]
    if select:
        arguments += ["--select", *select]
    arguments += ["--exclude-resource-type", "seed"]
    if not with_data_tests:
        arguments += ["--exclude-resource-type", "test"]
    if not with_unit_tests:
        arguments += ["--exclude-resource-type", "unit_test"]
    recorder = Recorder()
    results = invoke(
        project,
        arguments,
        manifest=manifest_of(project),
        callbacks=[progress.on_event, recorder.on_event],
        environment=RULES_WITH_THEIR_TABLE if with_data_tests else {},
    )
    errors = [result for result in results if str(result.status) in ("error", "partial success")]
    stopped = [result.node.name for result in errors if breaks_its_rules(result)]
    broken = [result for result in errors if result.node.name not in stopped]
    if broken:
        raise SmarketingError("\n".join(sentence_of_error(result) for result in broken[:5]))
    whole = with_data_tests and not (select or exclude)
    if whole and {str(result.status) for result in results} <= {"success", "pass", "warn"}:
        recorder.keep(project, results)
    return Outcome(
        relations={
            (result.node.schema, result.node.alias)
            for result in results
            if str(result.node.resource_type) == "model"
        },
        passed=sum(str(result.status) == "pass" for result in results),
        broken_rules=stopped,
        found=[result.node.name for result in results if str(result.status) in ("fail", "warn")],
    )


def _judge(project: Project, outcome: Outcome) -> list[str]:
    """Return the sentences of tests that warn; raises DataRefused with those of tests that fail."""
    doubtful = [f"{name},{RULES_TESTS}" for name in outcome.broken_rules] + outcome.found
    if not doubtful:
        return []
    asked_again = invoke(
        project, ["test", *LEAN, "--select", *doubtful], manifest=manifest_of(project)
    )
    unable = [result for result in asked_again if str(result.status) in ("error", "skipped")]
    if unable:
        raise SmarketingError("\n".join(sentence_of_error(result) for result in unable[:5]))
    failed, warned = (
        [
            sentence_of_failed_test(project.build_file, result)
            for result in asked_again
            if str(result.status) == status
        ]
        for status in ("fail", "warn")
    )
    if failed:
        raise DataRefused(
            f"{len(failed)} test{'s' if len(failed) > 1 else ''} failed, so nothing was "
            "published:\n" + "\n".join(f"- {sentence}" for sentence in failed)
        )
    if len(warned) < len(doubtful):
        raise SmarketingError(
            f"{', '.join(doubtful)} found rows in the build and none when asked again, so nothing "
            "was published; run it again with --full-refresh 1."
        )
    return warned
