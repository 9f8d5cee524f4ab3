"""A build by the SQL that dbt ran before, where only data, settings' rows and the day differ.

What dbt makes of a model depends on the project's code and its vars, not on any row: dbt renders
the same three hundred statements every day, which takes it ten times as long as DuckDB needs to
answer them for a small company. So the statements of a whole build that came out well are kept
under a fingerprint of both, and run again without dbt. Whatever can't be answered by them is left
to dbt: another version of anything, a selection that names more than models, their neighbours and
what several have in common, and a statement that fails, of which dbt knows the sentence.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from smarketing.settings.variables import RUN_VARS, project_vars
from smarketing.warehouse.dbt_command import Project
from smarketing.warehouse.kept_files import keep, read_kept
from smarketing.warehouse.parallel_steps import answers_in_order
from smarketing.warehouse.parsed_project import kept_file
from smarketing.warehouse.profile import duckdb_profile

# The one model whose SQL differs from run to run: what the run was asked for.
ARGUMENTS = "run_arguments"
# Columns of what asks a table's rules (macro question_of_rules) and of what dbt asks in a test.
BROKEN_ROWS, SHOULD_WARN, SHOULD_ERROR = "broken_rows", "should_warn", "should_error"
# What dbt asks or clears away before it makes a relation; a build file that needs it is dbt's.
_PREPARATION = re.compile(r"describe|drop|select .* from duckdb_\w+\(\)", re.DOTALL)
_SELECTOR = re.compile(r"(\+?)(\w+)(\+?)")


@dataclass(frozen=True)
class Step:
    """A model or a test of a build: its relation, the steps before it, the statements dbt ran.

    seconds: how long dbt took for it, by which steps are put in order.
    """

    unique_id: str
    name: str
    schema: str
    alias: str
    is_test: bool
    after: list[str]
    seconds: float
    statements: list[str]


@dataclass(frozen=True)
class Outcome:
    """What a build did, by dbt or by the statements that it sent before.

    relations: (schema, name) of the models built. passed: tests that found nothing. broken_rules:
    models with a row that breaks a rule. found: tests that found rows.
    """

    relations: set[tuple[str, str]]
    passed: int
    broken_rules: list[str]
    found: list[str]


class Recorder:
    """Notes the statements of each node while dbt builds; `on_event` is dbt's callback."""

    def __init__(self):
        self.statements: dict[str, list[str]] = defaultdict(list)

    def on_event(self, event) -> None:
        """Note a statement that dbt sends for a node."""
        if event.info.name == "SQLQuery" and event.data.node_info.unique_id:
            sql = event.data.sql.strip()
            if not _PREPARATION.match(sql.lower()):
                self.statements[event.data.node_info.unique_id].append(sql)

    def keep(self, project: Project, results: Iterable) -> None:
        """Keep what a whole build of dbt's, without failures, has sent."""
        steps = [
            Step(
                unique_id=result.node.unique_id,
                name=result.node.name,
                schema=result.node.schema,
                alias=result.node.alias,
                is_test=str(result.node.resource_type) == "test",
                after=sorted(result.node.depends_on.nodes),
                seconds=result.execution_time,
                statements=self.statements[result.node.unique_id],
            )
            for result in results
            if str(result.node.resource_type) in ("model", "test")
        ]
        keep(_file(project), json.dumps([asdict(step) for step in steps]).encode())


def recorded_steps(
    project: Project, select: Sequence[str] = (), exclude: Sequence[str] = ()
) -> list[Step] | None:
    """Return the steps that dbt would take, or None where it must be asked.

    select, exclude: names of models and settings, with `+` before or behind for all that they need
    or that needs them, and commas where several must hold; every step where select is empty.
    """
    try:
        steps = [Step(**step) for step in json.loads(read_kept(_file(project)))]
    except (OSError, ValueError, TypeError):  # nothing kept, or not whole
        return None
    chosen = _selected(steps, select) if select else {step.unique_id for step in steps}
    left_out = _selected(steps, exclude)
    if chosen is None or left_out is None:
        return None
    return [step for step in steps if step.unique_id in chosen - left_out]


def run_recorded(
    project: Project,
    steps: Sequence[Step],
    *,
    with_data_tests: bool,
    on_step: Callable[[str, int], None],
) -> Outcome | None:
    """Run recorded steps in a build file; None where a statement fails, which dbt then explains.

    on_step: told the name of each step that is done, and the number of all.
    """
    asked = [step for step in steps if with_data_tests or not step.is_test]
    steps_at_once, options = duckdb_profile()
    broken_rules, found = [], []
    connection = duckdb.connect(config=options)
    database = f'"{project.build_file.stem}"'
    _attach(connection, project.build_file, database)
    # Each step brings a thread of its own; more of them than cores get into each other's way.
    (cores,) = connection.execute("select current_setting('threads')").fetchone()
    connection.execute(f"set threads = {max(1, cores - steps_at_once + 1)}")

    def ask(step: Step) -> dict[str, object]:
        statements = [_arguments(step, project.vars)] if step.name == ARGUMENTS else step.statements
        with connection.cursor() as cursor:
            return _answers(cursor, [f"use {database}", *statements])

    try:
        for schema in sorted({step.schema for step in asked}):
            connection.execute(f'create schema if not exists {database}."{schema}"')
        by_id = {step.unique_id: step for step in asked}
        for step, answers in answers_in_order(by_id, ask, steps_at_once):
            if with_data_tests and answers.get(BROKEN_ROWS):
                broken_rules.append(step.name)
            if answers.get(SHOULD_WARN) or answers.get(SHOULD_ERROR):
                found.append(step.name)
            on_step(step.name, len(asked))
        connection.execute(f"checkpoint {database}")
    except duckdb.Error:
        return None
    finally:
        connection.close()
    return Outcome(
        relations={(step.schema, step.alias) for step in asked if not step.is_test},
        passed=sum(step.is_test for step in asked) - len(found),
        broken_rules=sorted(broken_rules),
        found=sorted(found),
    )


def _attach(connection: duckdb.DuckDBPyConnection, build_file: Path, database: str) -> None:
    """Attach the build file under a name, without a log: only checkpoints reach the disk.

    A build that is cut is done again from its load, so nothing needs to be written twice, with a
    wait for the disk at the end of each step.
    """
    path = str(build_file).replace("'", "''")
    connection.execute(f"attach '{path}' as {database} (recovery_mode no_wal_writes)")


def _answers(cursor: duckdb.DuckDBPyConnection, statements: Iterable[str]) -> dict[str, object]:
    """Run a step's statements; return the values of the last row of each by their column."""
    answers: dict[str, object] = {}
    for statement in statements:
        cursor.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        if row:
            answers.update(zip((column[0] for column in cursor.description), row, strict=True))
    return answers


def _arguments(step: Step, variables: Mapping[str, object]) -> str:
    """Return the SQL of the model `run_arguments` for a run's vars."""
    given = json.loads(json.dumps(variables, default=str))
    values = {name: str((project_vars() | given)[name]).strip() for name in RUN_VARS}
    values["vars_given"] = json.dumps(given, sort_keys=True)
    columns = ", ".join(
        f"""cast('{value.replace("'", "''")}' as varchar) as {name}"""
        for name, value in values.items()
    )
    return f'create or replace table "{step.schema}"."{step.alias}" as select {columns}'


def _selected(steps: Sequence[Step], select: Sequence[str]) -> set[str] | None:
    """Return the ids of what selectors name; None where one of them is dbt's to read."""
    above = {step.unique_id: step.after for step in steps}
    below: dict[str, list[str]] = defaultdict(list)
    for step in steps:
        for unique_id in step.after:
            below[unique_id].append(step.unique_id)
    by_name = {key.rsplit(".", 1)[-1]: key for key in [*below, *above]}
    words = {word: _SELECTOR.fullmatch(word) for one in select for word in one.split(",")}
    if not all(match and match[2] in by_name for match in words.values()):
        return None
    named = {}
    for word, match in words.items():
        plus_before, name, plus_behind = match.groups()
        start = by_name[name]
        named[word] = {start}
        named[word] |= _reached(start, above) if plus_before else set()
        named[word] |= _reached(start, below) if plus_behind else set()
    return set().union(*(set.intersection(*map(named.get, one.split(","))) for one in select))


def _reached(start: str, neighbours: Mapping[str, Sequence[str]]) -> set[str]:
    reached, ahead = set(), [start]
    while ahead:
        for unique_id in neighbours.get(ahead.pop(), ()):
            if unique_id not in reached:
                reached.add(unique_id)
                ahead.append(unique_id)
    return reached


def _file(project: Project) -> Path:
    return kept_file(project.build_file.stem, ".json", project.vars)
