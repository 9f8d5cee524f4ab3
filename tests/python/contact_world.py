"""The simulated leads of the contact tests, and the models of the curve run on them.

Leads win at attempt n with chance p × .92^(n−1), p ~ Beta(.35, 7), and refuse contact after 3 % of
the failures. A win is worth 350 and an attempt costs 5, so the true optimum is 8 attempts,
however reps stop; only what the data show of it differs.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from smarketing.paths import PROJECT
from smarketing.warehouse import build as dbt_build

HORIZON = 15
TRUE_OPTIMUM = 8
# share of leads given up after each failure, by rep's view of the lead: (low score, high score)
WAYS_TO_STOP = {
    "cap_12": (0.0, 0.0),
    "random": (0.2, 0.2),
    "persist_on_high": (0.3, 0.06),
    "persist_on_low": (0.06, 0.3),
    "immature": (0.12, 0.12),
}
# what lies between the attempts and the marts; the world gives the inputs itself
MODELS = [
    f"int_attempt_exits+,+{mart}"
    for mart in ("rpt_contact_attempt_curve", "rpt_contact_attempt_recommendation")
]
INPUTS = [
    "int_attempt_exits",
    "int_contact_values",
    "int_attempt_policies",
    "int_attempt_capacity",
]


def simulate(count: int, way: str, seed: int) -> dict[str, np.ndarray]:
    """Return one entry per lead: attempts, exit_kind, fit_band, as int_attempt_exits has them."""
    generator = np.random.default_rng(seed)
    chance = generator.beta(0.35, 7, count)
    log_chance = np.log(np.maximum(chance, 1e-12))
    known = (log_chance - log_chance.mean()) / log_chance.std()
    score = 0.7 * known + np.sqrt(1 - 0.49) * generator.standard_normal(count)
    is_high = score > 0.5
    give_up = np.where(is_high, WAYS_TO_STOP[way][1], WAYS_TO_STOP[way][0])
    last = np.full(count, 12 if way == "cap_12" else HORIZON)
    if way == "immature":
        last = generator.integers(1, HORIZON + 1, count)
    attempts = np.zeros(count, dtype=np.int64)
    exit_kind = np.full(count, "gave_up", dtype=object)
    alive = np.ones(count, dtype=bool)
    for number in range(1, HORIZON + 1):
        alive &= number <= last
        attempts[alive] = number
        wins = alive & (generator.random(count) < chance * 0.92 ** (number - 1))
        refuses = alive & ~wins & (generator.random(count) < 0.03)
        stops = alive & ~wins & ~refuses & (generator.random(count) < give_up)
        exit_kind[wins] = "connect"
        exit_kind[refuses] = "disqualified"
        alive &= ~(wins | refuses | stops)
    if way == "immature":
        exit_kind[alive | ((exit_kind == "gave_up") & (attempts == last))] = "pending"
    bands = np.where(is_high, "high", "low").astype(object)
    return {"attempts": attempts, "exit_kind": exit_kind, "fit_band": bands}


def counted(counts: list[tuple[int, str, int]]) -> dict[str, np.ndarray]:
    """Return leads of one band from (attempts, exit_kind, number of leads)."""
    leads = [number for *_, number in counts]
    return {
        "attempts": np.repeat([attempts for attempts, *_ in counts], leads),
        "exit_kind": np.repeat([kind for _, kind, _ in counts], leads),
        "fit_band": np.repeat(["unknown"], sum(leads)),
    }


class CurveWorld:
    """A build file that holds only what the models of the curve read, and their results."""

    def __init__(self, folder: Path):
        self.build_file = folder / "build.duckdb"
        self.project = dbt_build.Project(
            self.build_file, PROJECT / "seeds", folder / "work", {"pooled_below_leads": 0}
        )
        with duckdb.connect(str(self.build_file)) as connection:
            connection.execute("""
                create schema intermediate;
                create table intermediate.int_attempt_exits (
                    lead_type varchar, fit_band varchar, attempts bigint, exit_kind varchar,
                    is_mature boolean, is_win boolean, is_customer boolean);
                create table intermediate.int_contact_values (
                    lead_type varchar, hourly_cost double, attempts_per_hour double,
                    talk_minutes_per_connect double, tool_cost_per_attempt double,
                    value_per_win decimal(18, 2), mean_won_amount decimal(18, 2));
                create table intermediate.int_attempt_policies (
                    lead_type varchar, attempts_required bigint);
                create table intermediate.int_attempt_capacity (
                    lead_type varchar, hours_needed double, hours_available double,
                    attempts_at_capacity bigint);
            """)

    def add(
        self, lead_type: str, leads: dict, *, value: float, cost: float, policy: int = 8
    ) -> None:
        """Add the leads of one type, each connect a win, with the type's value and cost."""
        with duckdb.connect(str(self.build_file)) as connection:
            frame = {name: np.asarray(values) for name, values in leads.items()}
            connection.register("leads", _table(frame))
            connection.execute(
                "insert into intermediate.int_attempt_exits"
                " select ?, fit_band, attempts, exit_kind,"
                " exit_kind = 'connect', exit_kind = 'connect', exit_kind = 'connect' from leads",
                [lead_type],
            )
            connection.execute(
                "insert into intermediate.int_contact_values values (?, ?, 10, 0, 0, ?, ?)",
                [lead_type, cost * 10, value, value],
            )
            connection.execute(
                "insert into intermediate.int_attempt_policies values (?, ?)", [lead_type, policy]
            )

    def run(self) -> duckdb.DuckDBPyConnection:
        """Build the models and return a read-only connection to the results."""
        dbt_build.build(
            self.project, select=MODELS, exclude=INPUTS, with_data_tests=False, say=lambda _: None
        )
        return duckdb.connect(str(self.build_file), read_only=True)


def _table(columns: dict[str, np.ndarray]):
    import pyarrow as pa

    return pa.table({name: pa.array(values) for name, values in columns.items()})
