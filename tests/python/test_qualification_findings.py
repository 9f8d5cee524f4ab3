"""Titles of the notebook mql_definition: each rule on both sides of its condition."""

import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from report_fixture import make_warehouse

from smarketing.report.frame.context import open_report
from smarketing.report.pages.mql_definition import change as qualification_change
from smarketing.report.pages.mql_definition import explained as qualification
from smarketing.report.pages.mql_definition import money as qualification_money
from smarketing.report.pages.mql_definition import sales as qualification_sales
from smarketing.report.pages.mql_definition import trial as qualification_trial
from smarketing.report.pages.mql_definition import what_if as qualification_what_if
from smarketing.report.pages.mql_definition.study import Study, Worth
from smarketing.settings.variables import project_vars

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "mql_definition.ipynb"


@pytest.fixture(scope="module", params=["es", "en"])
def report(request, tmp_path_factory):
    path = make_warehouse(tmp_path_factory.mktemp("findings") / "warehouse.duckdb")
    return open_report(warehouse=str(path), locale=request.param, output="page")


def quadrant(name, rate, lower, upper, leads=500):
    return {
        "quadrant": name,
        "decision_leads": leads,
        "decision_close_rate": rate,
        "decision_close_rate_lower": lower,
        "decision_close_rate_upper": upper,
    }


@pytest.mark.parametrize(
    ("best", "leads", "key"),
    [
        ((0.18, 0.15, 0.21), 500, "mql.matrix_clear"),
        ((0.03, 0.01, 0.06), 500, "mql.matrix_flat"),
        ((0.18, 0.15, 0.21), 29, "mql.matrix_few"),
    ],
)
def test_the_matrix_separates_only_when_intervals_do(report, best, leads, key):
    rows = [
        quadrant("high_fit_high_interest", *best, leads),
        quadrant("low_fit_low_interest", 0.02, 0.01, 0.03),
    ]
    title = qualification.matrix_title(report, pl.DataFrame(rows))
    texts = {"best": report.fmt.percent(best[0]), "worst": report.fmt.percent(0.02)}
    assert title == report.msg.text(key, **texts)


@pytest.mark.parametrize(
    ("second_upper", "is_clear"), [(90.0, True), (110.0, False), (100.0, False)]
)
def test_one_type_is_worth_most_only_beyond_chance(report, second_upper, is_clear):
    values = pl.DataFrame(
        {
            "lead_type": ["demo", "ebook"],
            "mqls": [200, 300],
            "mql_value": [150.0, 60.0],
            "mql_value_lower": [100.0, 30.0],
            "mql_value_upper": [200.0, second_upper],
        }
    )
    title = qualification_money.value_title(report, values)
    clear = report.msg.text(
        "mql.values_clear", first="demo", second="ebook", value=report.fmt.money(150, "USD")
    )
    assert (title == clear) is is_clear
    assert "demo" in title


@pytest.mark.parametrize(
    ("accepted", "key"),
    [((90, 30), "mql.acceptance_differs"), ((52, 48), "mql.acceptance_alike")],
)
def test_owners_differ_only_beyond_chance(report, accepted, key):
    rows = pl.DataFrame(
        {
            "owner": ["Ana", "Luis"],
            "accepted": list(accepted),
            "decided": [100, 100],
            "acceptance_rate": [value / 100 for value in accepted],
        }
    )
    title = qualification_sales.acceptance_title(report, rows)
    start = report.msg.text(key, rate="#", first="", last="", high="", low="").split("#")[0]
    assert title.startswith(start)
    assert ("Ana" in title) is (key == "mql.acceptance_differs")


@pytest.mark.parametrize(
    ("hand", "points", "model", "key"),
    [
        (0.70, 0.76, 0.77, "mql.challenge_points"),
        (0.70, 0.71, 0.77, "mql.challenge_model"),
        (0.75, 0.76, 0.77, "mql.challenge_none"),
    ],
)
def test_a_challenger_wins_only_by_a_margin(report, hand, points, model, key):
    results = {
        "hand": {"auc": hand},
        "suggested": {"auc": points},
        "logistic": {"auc": model},
    }
    texts = {"hand": hand, "points": points, "model": model}
    texts = {name: report.fmt.number(value, 2) for name, value in texts.items()}
    title = qualification_trial.challenge_title(report, results)
    assert title == report.msg.text(key, **texts)


def study_of(rows, **changes):
    leads = pl.DataFrame(
        rows,
        schema=["fit", "interest", "candidate_fit", "candidate_interest", "is_won"],
        orient="row",
    ).with_columns(
        split=pl.lit("test"),
        lead_type=pl.lit("demo"),
        is_current=pl.lit(None, dtype=pl.Boolean),
        created_date=pl.lit(date(2026, 1, 1)),
        value_per_win=pl.lit(1_000.0),
        cost_per_lead=pl.lit(100.0),
    )
    values = {
        "leads": leads,
        "fit_threshold": 20,
        "interest_threshold": 15,
        "candidate_fit_threshold": 20,
        "candidate_interest_threshold": 10,
        "has_candidate": True,
        "months": lambda split: 1.0,
    }
    return SimpleNamespace(**(values | changes))


LEADS = [
    (20, 15, 20, 15, True),
    (20, 10, 20, 10, True),
    (20, 16, 20, 4, False),
    (0, 99, 0, 99, True),
]


def test_what_if_counts_who_enters_and_leaves():
    effect = qualification_what_if.what_if(study_of(LEADS))
    counts = {name: (group["flagged"], group["wins"]) for name, group in effect.items()}
    assert counts == {
        "current": (2, 1),
        "candidate": (2, 2),
        "enters": (1, 1),
        "leaves": (1, 0),
        "stays": (1, 1),
    }
    assert effect["candidate"]["value"] - effect["current"]["value"] == 1_000


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "mql.what_if_more"),
        ({"candidate_interest_threshold": 100}, "mql.what_if_empty"),
        ({"candidate_interest_threshold": 99, "candidate_fit_threshold": 0}, "mql.what_if_less"),
        ({"has_candidate": False}, "mql.what_if_example_more"),
    ],
)
def test_what_if_says_what_it_is_worth(report, changes, key):
    worse = [*LEADS[:2], (20, 16, 20, 4, True), (0, 99, 0, 99, False)]
    rows = worse if key == "mql.what_if_less" else LEADS
    study = study_of(rows, **changes)
    title = qualification_what_if.what_if_title(report, study, qualification_what_if.what_if(study))
    start = report.msg.text(key, before="#", after="#", value="#").split("#")[0]
    assert title.startswith(start)
    if key != "mql.what_if_empty":
        empty = {"before": "", "after": "", "value": ""}
        assert title.split()[-5:] == report.msg.text(key, **empty).split()[-5:]


def test_a_difference_within_chance_is_no_finding(report):
    entering = [(20, 0, 20, 99, number < 4) for number in range(30)]
    leaving = [(20, 99, 20, 0, number < 3) for number in range(30)]
    study = study_of(entering + leaving)
    lower, upper = qualification_what_if.gain_interval(study)
    assert lower < 1_000 < upper
    # √(30 · var of 4 in 30 + 30 · var of 3 in 30) · 1,000 · 1.959964
    assert upper - 1_000 == pytest.approx(1.959964 * 1_000 * (30 / 29 * 6.166667) ** 0.5, rel=1e-6)
    title = qualification_what_if.what_if_title(report, study, qualification_what_if.what_if(study))
    assert title == report.msg.text("mql.what_if_unclear", before="30", after="30", value="")


def test_who_enters_is_counted_by_type_and_month():
    rows = qualification_change.people_by_type(study_of(LEADS)).row(0, named=True)
    assert (rows["enters"], rows["enters_wins"], rows["leaves"], rows["stays"]) == (1, 1, 1, 1)
    days = [date(2025, 12, 20), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 3)]
    study = study_of(LEADS)
    study.leads = study.leads.with_columns(pl.Series("created_date", days))
    # December and February are not whole
    months = qualification_change.monthly_volume(study)
    assert months.rows() == [(date(2026, 1, 1), 1, 1)]


def test_a_definition_of_conditions_is_taken_as_it_was_met():
    study = study_of(LEADS)
    study.leads = study.leads.with_columns(is_current=pl.Series([False, True, None, True]))
    # the third lead lies between calibration and test: its points decide
    assert qualification_change.flagged_leads(study)["current"].to_list() == [
        *(False, True, True, True)
    ]


def test_the_example_points_give_sales_as_many_leads_as_today():
    rows = [("train", lead, lead % 4 == 0) for lead in range(400)]
    rows += [("test", 400 + lead, lead % 4 == 0) for lead in range(100)]
    leads = pl.DataFrame(rows, schema=["split", "lead", "is_won"], orient="row").with_columns(
        fit=pl.lit(20.0),
        interest=pl.when(pl.col("lead") % 4 == 1).then(20.0).otherwise(0.0),
        candidate_fit=pl.lit(20.0),
        candidate_interest=pl.lit(0.0),
        is_current=pl.lit(None, dtype=pl.Boolean),
    )
    every = leads.select("lead", "split", feature=pl.lit(""))
    demo = leads.filter("is_won").select("lead", "split", feature=pl.lit("demo_request"))
    study = Study(
        **dict.fromkeys(("matrix", "activities", "backtest", "acceptance", "values", "events")),
        leads=leads,
        features=pl.concat([every, demo]),
        rules=pl.DataFrame(),
        worth=Worth.of(project_vars()),
        current_definition="d",
        definitions={},
        fit_threshold=20,
        interest_threshold=15,
        candidate_fit_threshold=20,
        candidate_interest_threshold=15,
        has_candidate=False,
        capacity_per_month=100,
        model_leads=1_000,
    )
    tested = qualification_change.flagged_leads(qualification_what_if.example_study(study))
    tested = tested.filter(pl.col("split") == "test")
    assert tested["current"].sum() == tested["candidate"].sum() == 25
    assert tested.filter("candidate")["is_won"].all()


@pytest.mark.parametrize(
    ("value", "goal", "key"),
    [(21_000, None, "title"), (21_000, 21_000, "met"), (10_500, 21_000, "missed")],
)
def test_the_value_delivered_is_judged_against_its_goal(report, value, goal, key):
    title = qualification_money.delivered_title(report, 380, 40, value, goal)
    currency = report.data.run.reporting_currency
    texts = {
        "mqls": "380",
        "rejected": "40",
        "month": report.fmt.month_name(report.data.month),
        "value": report.fmt.money(value, currency, compact=True),
    }
    if goal:
        texts["goal"] = report.fmt.money(goal, currency, compact=True)
        texts["share"] = report.fmt.percent(value / goal, 0)
    assert title == report.msg.text(f"mql.delivered_{key}", **texts)


def trial_study(lower, flagged=400):
    row = {
        "definition_id": "d",
        "split": "test",
        "is_own_threshold": True,
        "flagged": flagged,
        "precision": 0.20,
        "precision_lower": lower,
        "base_rate": 0.06,
        "lift": 3.3,
    }
    return SimpleNamespace(backtest=pl.DataFrame([row]), current_definition="d")


@pytest.mark.parametrize(
    ("lower", "flagged", "key"),
    [
        (0.16, 400, "mql.trial_clear"),
        (0.06, 400, "mql.trial_unclear"),
        (0.16, 29, "mql.trial_few"),
    ],
)
def test_a_definition_is_right_only_when_its_interval_clears_the_average(
    report, lower, flagged, key
):
    texts = {
        "precision": report.fmt.percent(0.20),
        "base": report.fmt.percent(0.06),
        "lift": report.fmt.number(3.3, 1),
    }
    title = qualification_trial.trial_title(report, trial_study(lower, flagged))
    assert title == report.msg.text(key, **texts)


def test_the_notebook_is_thin_and_has_one_cell_of_parameters():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    assert len(code) <= 15
    assert sum(len(cell["source"]) for cell in code) <= 60
    assert not any(cell["outputs"] for cell in code)
