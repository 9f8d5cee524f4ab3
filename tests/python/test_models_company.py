"""A small company worked out by hand, through loader and models, as of 2026-03-31.

Every number below was derived from the rows of tests/fixtures/company, not from a run.
"""

import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from smarketing.loading import load
from smarketing.paths import PROJECT
from smarketing.warehouse import build as dbt_build

pytestmark = pytest.mark.long

FIXTURE = PROJECT / "tests" / "fixtures" / "company"


def warehouse(folder: Path, exports: Path, as_of: str) -> duckdb.DuckDBPyConnection:
    """Load and build the exports; return a read-only connection to the result."""
    build_file = folder / "build.duckdb"
    load(exports, build_file, say=lambda _: None)
    project = dbt_build.Project(build_file, PROJECT / "seeds", folder / "work", {"as_of": as_of})
    dbt_build.build(project, say=lambda _: None)
    return duckdb.connect(str(build_file), read_only=True)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("company")
    shutil.copytree(FIXTURE, folder / "exports" / "template")
    with warehouse(folder, folder / "exports", "2026-03-31") as connection:
        yield connection


def person(company, lead_id):
    """Return dim_leads' row, as a dict, of the person whose first record has this id."""
    rows = company.execute("select * from core.dim_leads where lead_id = ?", [lead_id])
    names = [column[0] for column in rows.description]
    found = rows.fetchall()
    assert len(found) == 1, f"{lead_id}: {len(found)} people"
    return dict(zip(names, found[0], strict=True))


def test_people_are_records_joined_by_mail_merge_and_conversion(company):
    ids = [row[0] for row in company.execute("select lead_id from core.dim_leads").fetchall()]
    # A1+A2 share a mail address, F1+F2 are merged, G1+G9 converted; E1 and E2 only a mailbox;
    # Z1 is created after as_of.
    assert sorted(ids) == ["A1", "B1", "C1", "D1", "E1", "E2", "F1", "G1", "H1"]
    assert person(company, "A1")["record_count"] == 2


def test_owner_comes_from_the_newest_record_the_rest_from_the_first_that_has_it(company):
    ana = person(company, "A1")
    assert ana["owner"] == "Luis Andrade"
    assert (ana["lead_type"], ana["channel"], ana["country"]) == ("demo", "Paid Search", "EC")
    assert ana["created_at"] == datetime(2026, 1, 10, 15)
    assert ana["customer_key"] == "acme.example"
    assert person(company, "B1")["customer_key"] == person(company, "B1")["lead_key"]


def test_channels_follow_the_rules_and_unknown_words_stay_visible(company):
    assert person(company, "B1")["channel"] == "Organic Search"
    assert person(company, "E1")["channel"] == "Unassigned"
    assert person(company, "E2")["channel"] == "Unknown"
    unmapped = company.execute(
        "select value, settings_file from quality.rpt_unmapped_values where kind = 'channel'"
    ).fetchall()
    assert unmapped == [("radio quito", "channel_rules.csv")]


def test_recorded_changes_beat_date_columns(company):
    assert person(company, "A1")["mql_at"] == datetime(2026, 1, 13, 15)
    assert person(company, "A1")["sql_at"] == datetime(2026, 1, 20, 15)


def test_the_first_won_new_deal_makes_the_customer(company):
    ana = person(company, "A1")
    assert (ana["is_customer"], ana["customer_at"]) == (True, datetime(2026, 2, 20, 15))
    # the deal of H1's company was won after as_of
    hugo = person(company, "H1")
    assert (hugo["is_customer"], hugo["customer_at"]) == (False, None)


def test_a_customer_before_the_lead_row_is_kept_and_flagged(company):
    carla = person(company, "C1")
    assert (carla["is_customer"], carla["is_customer_before_lead"]) == (True, True)
    days = company.execute(
        "select days_in_stage from core.fct_stage_visits where lead_key = ? and stage = 'customer'",
        [carla["lead_key"]],
    ).fetchall()
    assert days == [(None,)]


def test_a_status_without_a_date_counts_as_reached_and_not_as_an_event(company):
    hugo = person(company, "H1")
    visits = company.execute(
        "select stage, is_skip_imputed from core.fct_stage_visits where lead_key = ?"
        " and stage = 'mql'",
        [hugo["lead_key"]],
    ).fetchall()
    assert visits == [("mql", True)]
    assert hugo["mql_at"] is None


def test_a_form_after_disqualification_begins_a_second_episode(company):
    diego = person(company, "D1")
    episodes = company.execute(
        "select episode_number, started_at, end_state, channel from core.fct_lead_episodes"
        " where lead_key = ? order by 1",
        [diego["lead_key"]],
    ).fetchall()
    assert episodes == [
        (1, datetime(2026, 2, 5, 15), "disqualified", "Direct"),
        (2, datetime(2026, 2, 20, 15), "nurture", "Email"),
    ]


def test_regressions_are_visits_of_their_own(company):
    bruno = person(company, "B1")
    visits = company.execute(
        "select stage, is_regression, is_skip_imputed, days_in_stage from core.fct_stage_visits"
        " where lead_key = ? order by visit_number",
        [bruno["lead_key"]],
    ).fetchall()
    # created 2026-01-20 03:00 UTC, which is still the 19th in Guayaquil
    assert visits == [
        ("lead", False, False, 1),
        ("mql", False, False, 5),
        ("sql", False, False, 3),
        ("mql", True, False, 4),
        ("sql", False, False, 28),
        ("opportunity", False, False, 30),
    ]


def test_attempts_are_bursts_numbered_to_the_first_two_way_contact(company):
    rows = company.execute(
        "select attempt_key, attempt_number, is_connect, contacts from core.fct_contact_attempts"
        " where lead_key = ? order by occurred_at",
        [person(company, "A1")["lead_key"]],
    ).fetchall()
    # X1 and X2 are one burst; X3 is 31 minutes after its beginning; X4 connects
    assert rows == [
        ("template|X1", 1, False, 2),
        ("template|X3", 2, False, 1),
        ("template|X4", 3, True, 1),
        ("template|X5", None, False, 1),
    ]


def test_an_inbound_reply_credits_the_attempt_before_it(company):
    rows = company.execute(
        "select attempt_key, attempt_number, is_connect from core.fct_contact_attempts"
        " where lead_key = ? order by occurred_at",
        [person(company, "B1")["lead_key"]],
    ).fetchall()
    assert rows == [("template|X6", 1, True), ("template|X8", None, False)]


def test_links_are_followed_and_unlinked_attempts_stay(company):
    attempts = dict(
        company.execute(
            "select attempts.attempt_key, leads.lead_id from core.fct_contact_attempts as attempts"
            " left join core.dim_leads as leads using (lead_key)"
        ).fetchall()
    )
    assert attempts["template|X9"] == attempts["template|X10"] == "G1"
    assert attempts["template|X12"] is None
    assert "template|X13" not in attempts  # logged after as_of
    before = company.execute(
        "select attempt_number, is_before_creation from core.fct_contact_attempts"
        " where attempt_key = 'template|X11'"
    ).fetchall()
    assert before == [(None, True)]


def test_money_is_converted_once_at_the_month_of_closing(company):
    rows = {
        row[0]: row[1:]
        for row in company.execute(
            "select opportunity_id, amount, amount_original, currency, is_won, is_closed, lead_key"
            " from core.fct_opportunities"
        ).fetchall()
    }
    rate = company.execute(
        "select rate_to_usd from settings.exchange_rates"
        " where currency = 'COP' and month = date '2026-03-01'"
    ).fetchone()[0]
    assert rows["O2"][0] == round(Decimal(2000000) * Decimal(str(rate)), 2)
    assert rows["O2"][1:3] == (Decimal("2000000.00"), "COP")
    assert rows["O3"][3:5] == (False, False)  # closed after as_of: open
    assert rows["O5"][5] is None
    assert rows["O7"][2] == "USD"  # no currency: the reporting currency
    # 2026-04-01 04:30 UTC is 23:30 of March 31 in Guayaquil
    assert rows["O7"][3:5] == (True, True)


def test_an_opportunity_without_link_goes_to_the_companys_earliest_open_lead(company):
    leads = dict(
        company.execute(
            "select opportunity_id, leads.lead_id from core.fct_opportunities"
            " left join core.dim_leads as leads using (lead_key)"
        ).fetchall()
    )
    assert leads == {"O1": "A1", "O2": "A1", "O3": "H1", "O4": "B1", "O5": None, "O7": "G1"}


def test_months_count_what_happened_in_them(company):
    months = company.execute(
        "select month, visits, leads, mqls, sqls, opportunities, customers, revenue"
        " from funnel.rpt_funnel_monthly where channel = 'all' order by month"
    ).fetchall()
    revenue_march = company.execute(
        "select sum(amount) from core.fct_opportunities where opportunity_id in ('O2', 'O7')"
    ).fetchone()[0]
    assert months == [
        # C1's purchase on 2026-01-25 is a new customer of January
        (date(2026, 1, 1), 150, 2, 2, 2, 0, 1, Decimal("0.00")),
        # leads: C1 D1 E1 E2 F1 G1 and D1's second episode
        (date(2026, 2, 1), 80, 7, 0, 0, 1, 1, Decimal("1000.00")),
        (date(2026, 3, 1), 0, 1, 0, 0, 3, 1, revenue_march),
    ]


def test_touches_find_their_person_once_the_visitor_is_known(company):
    touches = {
        row[0]: row[1:]
        for row in company.execute(
            "select touchpoint_key, leads.lead_id, touches.channel"
            " from core.fct_touchpoints as touches"
            " left join core.dim_leads as leads using (lead_key)"
            " where not is_implied"
        ).fetchall()
    }
    assert touches["template|T1"] == ("A1", "Paid Search")
    assert touches["template|T3"] == (None, "Paid Search")  # a click id speaks
    assert touches["template|T6"] == (None, "Email")
    assert "template|T7" not in touches  # after as_of


def test_records_imply_touches_unless_an_exported_one_shows_them(company):
    implied = company.execute(
        "select leads.lead_id, touches.channel from core.fct_touchpoints as touches"
        " inner join core.dim_leads as leads using (lead_key) where is_implied order by 1, 2"
    ).fetchall()
    assert ("A1", "Paid Search") not in implied  # T1 and T2 are within a day
    assert ("A1", "Email") in implied  # the second record came by mail
    assert ("E2", "Unknown") not in implied
    assert ("C1", "Referral") in implied


def test_every_row_is_accounted_for(company):
    rows = company.execute(
        "select entity, sum(rows_loaded), sum(rows_in_force), sum(rows_superseded),"
        " sum(rows_after_as_of), bool_and(is_balanced)"
        " from quality.rpt_load_reconciliation group by 1 order by 1"
    ).fetchall()
    assert rows == [
        ("contact_attempts", 13, 12, 0, 1, True),
        ("lead_stage_changes", 6, 6, 0, 0, True),
        ("leads", 14, 12, 1, 1, True),
        ("opportunities", 6, 6, 0, 0, True),
        ("touchpoints", 7, 6, 0, 1, True),
        ("web_traffic", 3, 3, 0, 0, True),
    ]


def test_an_older_month_is_as_it_was(tmp_path):
    shutil.copytree(FIXTURE, tmp_path / "exports" / "template")
    with warehouse(tmp_path, tmp_path / "exports", "2026-02-28") as february:
        ana = person(february, "A1")
        # the export of February 28 says so; the one of March is not known yet
        assert ana["record_count"] == 2
        assert february.execute(
            "select owner_as_given from staging.stg_leads where lead_id = 'A1'"
        ).fetchall() == [("Diego Salazar",)]
        # A2 was first exported in March: its oldest version is used, and says so
        assert february.execute(
            "select lead_id, is_state_later_than_as_of from staging.stg_leads"
            " where lead_id in ('A1', 'A2') order by 1"
        ).fetchall() == [("A1", False), ("A2", True)]
        assert ana["is_customer"]
        assert february.execute(
            "select count(*) from core.fct_opportunities where is_won"
        ).fetchone() == (1,)
        assert february.execute("select max(month) from funnel.rpt_funnel_monthly").fetchone() == (
            date(2026, 2, 1),
        )


def contents(connection):
    """Return every mart's rows as multisets, without the place in the file they came from."""
    tables = connection.execute(
        "select table_schema, table_name, list(column_name order by ordinal_position)"
        " filter (where column_name not in ('source_row', 'source_file', 'exports_folder',"
        " 'first_row_number', 'file'))"
        " from information_schema.columns"
        " where table_schema in (select distinct table_schema from information_schema.tables"
        "   where table_schema not in ('raw', 'staging', 'intermediate', 'settings', 'main'))"
        " group by 1, 2 order by 1, 2"
    ).fetchall()
    assert len(tables) > 10
    return {
        (schema, table): connection.execute(
            f"select {', '.join(columns)}, count(*) from {schema}.{table} group by all order by all"
        ).fetchall()
        for schema, table, columns in tables
    }


def test_the_order_of_files_and_rows_changes_nothing(company, tmp_path):
    folder = tmp_path / "exports" / "template"
    folder.mkdir(parents=True)
    # newest first, so that creation order differs too; rows upside down under their header
    for path in sorted(FIXTURE.glob("*.csv"), reverse=True):
        header, *rows = path.read_text().splitlines()
        (folder / path.name).write_text("\n".join([header, *reversed(rows)]) + "\n")
    with warehouse(tmp_path, tmp_path / "exports", "2026-03-31") as upside_down:
        expected = contents(company)
        found = contents(upside_down)
    assert found.keys() == expected.keys()
    for table, rows in expected.items():
        assert found[table] == rows, table
