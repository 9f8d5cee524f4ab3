"""Scoring rules and definitions of a few leads worked out by hand, from files to marts."""

import json

import duckdb
import pytest

from smarketing.loading import load
from smarketing.settings import effective_settings
from smarketing.warehouse import build as dbt_build

pytestmark = pytest.mark.long

RULES = """rule_id,dimension,field,operator,value,points,cap,half_life_days,valid_from,valid_to
views,interest,count.page_view,greater_than,15,10,,,,
gmail,fit,email,contains,gmail,-10,,,,
ibm,fit,company,contains,IBM,30,,,,
size,fit,extra.Tamaño,equals,Grande,7,,,,
prices,interest,,has_activity,pricing_view:plan a,10,,30,,
chat,interest,,has_activity,chat,50,12,,,
gone,interest,,has_activity,chat,99,,,,2026-06-29
"""
DEFINITIONS = """definition_id,label_es,label_en,fit_threshold,interest_threshold,valid_from,is_current,changed_because
points,Puntos,Points,30,10,2000-01-01,true,
actions,Acciones,Actions,,,2000-01-01,false,
once,Una vez,Once,,,2000-01-01,false,
"""  # noqa: E501
CONDITIONS = """definition_id,group_id,field,operator,value,min_count,within_days
actions,1,country,equals,EC,,
actions,1,,has_activity,pricing_view,2,7
actions,2,count.page_view,greater_than,18,,
once,1,count.pricing_view,equals,1,,3
once,1,count.chat,less_than,1,,5
once,1,opted_out,is_empty,,,
"""
LEADS = """lead_id,created_at,email,company,country,Tamaño
A,2026-06-01T12:00:00Z,x@gmail.com,,,
B,2026-06-01T12:00:00Z,a@ibm.com,IBM,,
C,2026-06-01T12:00:00Z,y@gmail.com,ibm iberia,,grande
D,2026-06-01T12:00:00Z,gmailfan@corp.com,,,
E,2026-04-01T12:00:00Z,,,Ecuador,
F,2026-06-01T12:00:00Z,,,EC,
"""
VIEWS = {"A": 16, "B": 20, "C": 15, "D": 16}
TOUCHES = [
    ("E", "2026-05-01T12:00:00Z", "pricing_view", "Plan A"),
    ("E", "2026-05-20T12:00:00Z", "pricing_view", "Plan B"),
    ("F", "2026-06-10T12:00:00Z", "pricing_view", "Plan B"),
    ("F", "2026-06-17T12:00:00Z", "pricing_view", "Plan B"),
    ("F", "2026-06-18T12:00:00Z", "chat", ""),
    ("F", "2026-06-19T12:00:00Z", "chat", ""),
]


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("qualification")
    exports, overlay = folder / "exports" / "template", folder / "overlay"
    exports.mkdir(parents=True)
    overlay.mkdir()
    (overlay / "lead_scoring_rules.csv").write_text(RULES)
    (overlay / "mql_definitions.csv").write_text(DEFINITIONS)
    (overlay / "mql_conditions.csv").write_text(CONDITIONS)
    (overlay / "settings.yml").write_text("timezone: UTC\n")
    (exports / "leads.csv").write_text(LEADS)
    lines = ["touchpoint_id,lead_id,occurred_at,type,asset"]
    lines += [
        f"{lead}{n},{lead},2026-06-{n + 2:02d}T10:00:00Z,page_view,"
        for lead, views in VIEWS.items()
        for n in range(views)
    ]
    lines += [f"t{n},{','.join(touch)}" for n, touch in enumerate(TOUCHES)]
    (exports / "touchpoints.csv").write_text("\n".join(lines) + "\n")
    build_file = folder / "build.duckdb"
    load(folder / "exports", build_file, say=lambda _: None)
    settings = effective_settings(overlay, folder / "settings")
    project = dbt_build.Project(
        build_file, settings.seeds_dir, folder / "work", settings.vars | {"as_of": "2026-06-30"}
    )
    select = ["+fct_lead_scores", "+int_definition_dates"]
    dbt_build.build(project, select=select, with_data_tests=False, say=lambda _: None)
    with duckdb.connect(str(build_file), read_only=True) as connection:
        scores = connection.execute(
            "select lead_id, fit_points, interest_points, rule_hits, scores.fit_band"
            " from qualification.fct_lead_scores as scores"
            " inner join core.dim_leads using (lead_key)"
        ).fetchall()
        dates = connection.execute(
            "select lead_id, definition_id, cast(met_at as varchar)"
            " from intermediate.int_definition_dates"
            " inner join core.dim_leads using (lead_key) order by all"
        ).fetchall()
    assert len(scores) == 6
    return {row[0]: row[1:] for row in scores}, dates, overlay, project


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-06-18", [("B", "2026-06-17 10:00:00")]),
        ("2026-06-17", [("B", "2026-06-20 10:00:00"), ("F", "2026-06-17 12:00:00")]),
    ],
)
def test_a_new_definition_leaves_the_days_before_it_as_they_were(company, day, expected):
    """Until the day before, points; then actions, which B and F meet on the 20th and the 17th."""
    overlay, project = company[2:]
    points, actions = DEFINITIONS.splitlines()[1:3]
    (overlay / "mql_definitions.csv").write_text(
        DEFINITIONS.replace(points, points.replace("true", "false")).replace(
            actions, actions.replace("2000-01-01,false", f"{day},true")
        )
    )
    effective_settings(overlay, project.build_file.parent / "settings")
    select = ["mql_definitions+,+int_mql_dates"]
    dbt_build.build(project, select=select, with_data_tests=False, say=lambda _: None)
    with duckdb.connect(str(project.build_file), read_only=True) as connection:
        dates = connection.execute(
            "select lead_id, cast(dates.mql_at_definition as varchar)"
            " from intermediate.int_mql_dates as dates"
            " inner join core.dim_leads using (lead_key) order by all"
        ).fetchall()
    assert dates == expected


@pytest.mark.parametrize(("lead", "points"), [("A", 0), ("B", 40), ("C", 27), ("D", 10)])
def test_the_guides_rules_give_the_points_worked_out_by_hand(company, lead, points):
    fit, interest, *_ = company[0][lead]
    assert fit + interest == points


def test_points_age_by_whole_days_and_an_asset_is_part_of_an_activity(company):
    assert company[0]["E"][1] == 2.5


def test_a_rule_fires_once_within_its_cap_and_its_dates(company):
    assert json.loads(company[0]["F"][2]) == {"chat": 12.0}


def test_fit_is_unknown_where_nothing_is_known(company):
    bands = {lead: row[3] for lead, row in company[0].items()}
    assert bands == {
        "A": "low",
        "B": "high",
        "C": "low",
        "D": "low",
        "E": "unknown",
        "F": "unknown",
    }


def test_a_definition_is_met_by_the_event_that_completes_it(company):
    assert company[1] == [
        ("B", "actions", "2026-06-20 10:00:00"),
        ("B", "points", "2026-06-17 10:00:00"),
        ("E", "once", "2026-05-01 12:00:00"),
        ("F", "actions", "2026-06-17 12:00:00"),
        ("F", "once", "2026-06-10 12:00:00"),
    ]
