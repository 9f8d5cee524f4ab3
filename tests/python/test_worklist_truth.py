"""The reps' lists against the world that made the sample: is what stands first truly worth most?"""

import json
from pathlib import Path

import duckdb
import polars as pl
import pytest
from worklist_truth import true_values

from smarketing.paths import Period, resolve_places
from smarketing.run.pipeline import built_warehouse
from smarketing.sample.company import write_sample

FIRST = 20
PLAN = """
    select
        worklist.owner, worklist.lead_id, worklist.rank, worklist.is_due_today,
        worklist.minutes_needed, worklist.value_of_action, worklist.win_chance,
        worklist.deadline_at is not null as is_promised,
        row_number() over (
            partition by worklist.owner
            order by followup.expected_value desc nulls last, followup.created_at desc
        ) as rank_without_silence
    from contact.rpt_worklist as worklist
    inner join contact.fct_followup_status as followup using (lead_key)
    where
        worklist.due_state <> 'coming_up'
        and coalesce(worklist.bulk_action, '') <> 'transfer'
"""


def listed(warehouse: Path, scale: float, seed: int) -> pl.DataFrame:
    """Return the lists' rows with their true value; a lead of the generator's is on one list."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        plan = pl.from_arrow(connection.sql(PLAN).to_arrow_table())
    found = plan.join(true_values(scale, seed), on="lead_id", how="inner")
    assert found.height > 0.97 * plan.height
    return found


def first_rows(rows: pl.DataFrame, order: list[str], descending: list[bool]) -> float:
    """Return the true value of each owner's first rows in an order, summed."""
    first = rows.sort(*order, descending=descending).group_by("owner").head(FIRST)
    return first["true_value"].sum()


def shares(rows: pl.DataFrame) -> dict[str, float]:
    """Return which share of the best possible order's value each order has."""
    best = first_rows(rows, ["true_value"], [True])
    best_after_promises = first_rows(rows, ["is_promised", "true_value"], [True, True])
    as_listed = first_rows(rows, ["rank"], [False])
    return {
        "by_worth": first_rows(rows, ["value_of_action"], [True]) / best,
        "as_listed": as_listed / best,
        "as_listed_after_promises": as_listed / best_after_promises,
        "without_silence": first_rows(rows, ["rank_without_silence"], [False]) / best,
    }


def judge(rows: pl.DataFrame) -> None:
    found = shares(rows)
    assert found["by_worth"] >= 0.9, found
    assert found["as_listed_after_promises"] >= 0.9, found
    assert found["as_listed"] > found["without_silence"], found


def test_the_first_rows_are_worth_what_the_best_order_would_bring(sample_company):
    facts = json.loads(sample_company.truth.read_text(encoding="utf-8"))
    judge(listed(sample_company.warehouse, facts["scale"], facts["seed"]))


def test_each_list_is_a_days_work(sample_company):
    with duckdb.connect(str(sample_company.warehouse), read_only=True) as connection:
        reps = connection.execute(
            "select owner, planned, planned_share from contact.rpt_rep_day"
        ).fetchall()
        most = connection.execute("select max(win_chance) from contact.rpt_worklist").fetchone()[0]
    assert len(reps) == 6
    assert all(10 <= planned <= 60 and 0.5 < share <= 1 for _, planned, share in reps), reps
    assert most < 0.9


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11, 12])
def test_other_worlds_agree(tmp_path, seed):
    write_sample(tmp_path, scale=0.5, seed=seed, say=lambda _: None)
    settings = Path(__file__).parents[2] / "smarketing" / "sample" / "settings"
    places = resolve_places(
        {
            "EXPORTS": str(tmp_path / "exports"),
            "SETTINGS": str(settings),
            "WAREHOUSE": str(tmp_path / "warehouse.duckdb"),
            "OUT": str(tmp_path / "reports"),
        }
    )
    with built_warehouse(places, Period(None), say=lambda _: None) as built:
        judge(listed(built.file, 0.5, seed))
