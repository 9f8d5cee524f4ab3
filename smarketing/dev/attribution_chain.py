"""The attribution models on their own: compiled once, then run on any touches and conversions.

For benchmarks and property tests, which need other journeys than a company's, and more of them.
Whoever uses it fills the input tables (`create_inputs` makes them empty) and runs the steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from smarketing.paths import PROJECT
from smarketing.warehouse import build as dbt_build

INPUTS = {
    "core.run": "as_of date, as_of_end_at timestamp, reporting_currency varchar",
    "core.fct_touchpoints": "touchpoint_key varchar, lead_key varchar, visitor_id varchar,"
    " occurred_at timestamp, touch_type varchar, channel varchar, campaign varchar",
    "settings.channels": "channel varchar, is_direct boolean",
    "intermediate.int_people": "lead_key varchar, lead_type varchar",
    "intermediate.int_maturities": "from_stage varchar, to_stage varchar, lead_type varchar,"
    " maturity_days bigint",
    "intermediate.int_conversion_events": "goal varchar, conversion_key varchar, lead_key varchar,"
    " converted_at timestamp, is_date_only boolean, value decimal(18,2)",
}
# dbt knows which steps lie between the inputs and the result, and their order.
RESULT = "int_attribution_results"
STEPS = f"path:models/marts/attribution,+{RESULT}"
# what puts journeys in order, before any model gives credit
ORDERED = ("int_touch_sequence", "int_conversions", "int_person_tails")
RULES = ("int_touch_credits",)
MODELLED = ("int_touch_credits", "int_rule_replicates", "int_markov_credits")


@dataclass(frozen=True)
class Steps:
    """The SQL of each step, in the order in which they need each other, and what each needs."""

    sql: Mapping[str, str]
    needs: Mapping[str, Collection[str]]

    def up_to(self, names: Iterable[str]) -> list[str]:
        """Return the named steps and all that they stand on, in order."""
        wanted, open_names = set(), list(names)
        while open_names:
            name = open_names.pop()
            if name not in wanted:
                wanted.add(name)
                open_names += self.needs[name]
        return [name for name in self.sql if name in wanted]


def compiled_steps(folder: Path, variables: Mapping[str, object]) -> Steps:
    """Return the steps for a database file `build.duckdb`.

    folder: for dbt's own files. variables: dbt vars. Raises SmarketingError if dbt can't compile.
    """
    build_file = folder / "build.duckdb"
    project = dbt_build.Project(build_file, PROJECT / "seeds", folder / "work", dict(variables))
    given = [relation.split(".")[1] for relation in INPUTS]
    command = ["compile", "--no-introspect", "--select", STEPS, "--exclude", *given]
    results = dbt_build.invoke(project, command, manifest=dbt_build.manifest_of(project))
    nodes = {result.node.unique_id: result.node for result in results}
    needs = {
        node.name: {nodes[above].name for above in node.depends_on.nodes if above in nodes}
        for node in nodes.values()
    }
    sql = {node.name: node.compiled_code for node in nodes.values()}
    ordered = TopologicalSorter(needs).static_order()
    return Steps({name: sql[name] for name in ordered}, needs)


def create_inputs(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schemas and the empty input tables."""
    for relation, columns in INPUTS.items():
        connection.execute(f"create schema if not exists {relation.split('.')[0]}")
        connection.execute(f"create or replace table {relation} ({columns})")


def run_steps(
    connection: duckdb.DuckDBPyConnection,
    steps: Steps,
    up_to: Iterable[str] = (RESULT,),
    *,
    after: Iterable[str] = (),
    say: Callable[[str], None] | None = None,
) -> float:
    """Build what the steps `up_to` need, replacing earlier tables, and return the seconds.

    after: steps that have been run, with what they need; they are left as they are.
    """
    done = set(steps.up_to(after))
    started = time.monotonic()
    for name in steps.up_to(up_to):
        if name in done:
            continue
        step_started = time.monotonic()
        connection.execute(f"create or replace table intermediate.{name} as {steps.sql[name]}")
        if say:
            say(f"  {name}: {time.monotonic() - step_started:.2f} s")
    return time.monotonic() - started
