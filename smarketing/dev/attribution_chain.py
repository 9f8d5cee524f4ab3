"""The attribution models on their own: compiled once, then run on any touches and conversions.

For benchmarks and property tests, which need other journeys than a company's, and more of them.
Whoever uses it fills the input tables (`create_inputs` makes them empty) and runs the steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
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
# In the order in which they need each other.
PATHS = ("int_attribution_channels", "int_touch_sequence", "int_conversions", "int_person_tails")
RULES = ("int_converting_touches", "int_touch_credits")
DRAWS = ("int_attribution_draws", "int_conversion_weights", "int_null_weights")
MARKOV = ("int_markov_transitions", "int_markov_powers", "int_markov_credits")
SHAPLEY = ("int_channel_sets", "int_shapley_games", "int_shapley_credits")
RESULTS = ("int_rule_replicates", "int_attribution_results")
ALL_STEPS = (*PATHS, *RULES, *DRAWS, *MARKOV, *SHAPLEY, *RESULTS)


def compiled_steps(folder: Path, variables: Mapping[str, object]) -> dict[str, str]:
    """Return the SQL of each step for a database file `build.duckdb`.

    folder: for dbt's own files. variables: dbt vars. Raises SmarketingError if dbt can't compile.
    """
    build_file = folder / "build.duckdb"
    project = dbt_build.Project(build_file, PROJECT / "seeds", folder / "work", dict(variables))
    results = dbt_build.invoke(project, ["compile", "--no-introspect", "--select", *ALL_STEPS])
    return {result.node.name: result.node.compiled_code for result in results}


def create_inputs(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schemas and the empty input tables."""
    for relation, columns in INPUTS.items():
        connection.execute(f"create schema if not exists {relation.split('.')[0]}")
        connection.execute(f"create or replace table {relation} ({columns})")


def run_steps(
    connection: duckdb.DuckDBPyConnection,
    steps: Mapping[str, str],
    names: Iterable[str] = ALL_STEPS,
    *,
    say: Callable[[str], None] | None = None,
) -> float:
    """Build the tables of the named steps, replacing earlier ones, and return the seconds."""
    started = time.monotonic()
    for name in names:
        step_started = time.monotonic()
        connection.execute(f"create or replace table intermediate.{name} as {steps[name]}")
        if say:
            say(f"  {name}: {time.monotonic() - step_started:.2f} s")
    return time.monotonic() - started
