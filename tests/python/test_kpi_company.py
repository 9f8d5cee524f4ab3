"""Every KPI of a small company, worked out by hand from the rows of tests/fixtures/kpi_company.

March 2026, as of the end of April: ten leads (M1–M10), five deals, four older customers (C1–C4).
February has four leads of its own for follow-up (F1–F4), who buy nothing.
"""

import subprocess
import sys
from datetime import date

import duckdb
import pytest
from test_kpis import AGREED

from smarketing.errors import DataRefused
from smarketing.loading import load
from smarketing.paths import PROJECT
from smarketing.settings.effective import effective_settings
from smarketing.warehouse import build as dbt_build

pytestmark = pytest.mark.long

FIXTURE = PROJECT / "tests" / "fixtures" / "kpi_company"
COMPANY = {
    # O1, O2 and the renewal O4 won, O3 lost: 3,000, 1,000 and 500 after 10, 20 and 36 days.
    "opportunity_conversion_rate": (3, 4, 0.75),
    "average_sale_value": (4500, 3, 1500),
    "sales_cycle_days": (None, None, 20),
    "sales_cycle_days_mean": (None, None, 22),
    "sales_revenue": (None, None, 4500),
    # Ana 4,000 of 4,000, Luis 500 of 2,000.
    "quota_attainment": (4500, 6000, 0.75),
    "quota_gap": (None, None, 1500),
    # One deal open (O5); four resolved after 19 days on average brought 4,500.
    "pipeline_velocity": (None, None, 1 / 19 * 4500 / 4),
    # Active on the eve: C1, C2, C3; C2's period ended on the 15th. A void invoice makes no
    # customer, and 10 given back to C4, whose period ended in December, no active one.
    "customer_retention_rate": (2, 3, 2 / 3),
    # A year ago C1, C3, C4, of whom C1 and C3 stayed; four at the end, so 3.5 on average. In the
    # year 1,200 + 600 + 300 were invoiced and 4,000 sold to M1 and M2, who have no invoice.
    "customer_lifetime_value": (None, None, 6100 / 3.5 * 0.5 * 1.1 / (1.1 - 2 / 3)),
    "customer_lifetime_value_simple": (None, None, 6100 / 3.5 / (1 / 3)),
    "nps": (100, 4, 25),
    # M1 bought after 13 days, M2 after 23: of the ten, one inside the 20 days of maturity.
    "close_rate": (1, 10, 0.1),
    "lead_to_customer_days_of_winners": (None, None, 18),
    "leads": (None, None, 10),
    "mqls": (None, None, 4),
    # M1 and M2 went on, M7 got a deal, M3 was rejected.
    "mql_acceptance_rate": (3, 4, 0.75),
    "visits": (None, None, 300),
    # All but M10, who came without a website; four forms and two downloads.
    "visitor_conversion_rate": (9, 300, 0.03),
    "visitor_action_rate": (6, 300, 0.02),
    # O1 and O2; O1's second row repeats its stage, O4 entered in February, O5 in April.
    "qualified_opportunities": (None, None, 2),
    "qualified_opportunities_amount": (None, None, 4000),
    "committed_opportunities": (None, None, 2),
    "committed_opportunities_amount": (None, None, 4000),
    "ready_to_invoice_opportunities": (None, None, 1),
    "ready_to_invoice_opportunities_amount": (None, None, 3000),
    "invoicing_opportunities": (None, None, 1),
    "invoicing_opportunities_amount": (None, None, 3000),
    # 400 of advertising, 100 of tools, four attempts of 1.30 and two talks of 3 for M1 and M2; a
    # deal takes 15 days, which is no whole month.
    "customer_acquisition_cost": (511.2, 2, 255.6),
    "customer_acquisition_cost_same_period": (511.2, 2, 255.6),
    # Half of O2 is Paid Search's: 500, margin 250, spend 400.
    "campaign_roi": (-150, 400, -0.375),
    "marketing_sourced_share": (4000, 4500, 4000 / 4500),
    "marketing_influenced_share": (4000, 4500, 4000 / 4500),
    # P1 and P3 in the month; of P1 and P2, who applied in it, P1.
    "qualified_applications": (None, None, 2),
    "qualified_applications_share": (1, 2, 0.5),
    "media_presence": (None, None, 2000),
    "media_followers": (None, None, 200),
    "media_mentions": (None, None, 4),
    # Instagram doesn't tell its engagements.
    "media_engagement_rate": (50, 1500, 50 / 1500),
    # M1, M2 and M7 were called, M7 in vain.
    "effective_contact_rate": (2, 3, 2 / 3),
    "contact_rate_per_attempt": (2, 4, 0.5),
    "first_contact_within_24h": (2, 10, 0.2),
    "cost_per_managed_lead": (11.2, 3, 11.2 / 3),
    "leads_assigned": (None, None, 10),
    # M1 was reached with the first touch, M2 with the second, M7 was lost after one.
    "touches_per_lead": (None, 3, 2),
    # The deals of both who were reached came as far as committed.
    "advanced_to_proposal_rate": (2, 2, 1),
}
# F1 got an owner after 1 hour and a call 2 hours later, F2 after 3 and a mail 4 later (of them 2 in
# opening hours: it was 16:00), F3 after 5 and nothing; F4 has no owner.
FEBRUARY = {
    "hours_to_assignment": (None, 4, 3),
    "hours_from_assignment_to_first_contact": (None, 3, 4),
    "hours_to_first_contact": (None, 4, 7),
    "business_hours_to_first_contact": (None, 4, 3),
    # F2's message was answered after 3 of 4 hours, F4's never.
    "reply_within_agreement_rate": (1, 2, 0.5),
    # A call and two mails; after the call a task was noted.
    "contacts_with_next_step_rate": (1, 3, 1 / 3),
    # Without progress for more than 14 days: F1 and F3 since the 17th, F2 since the 20th, F4 from
    # the 17th until it wrote on the 20th: 12 + 12 + 9 + 3 days.
    "reactivated_leads_rate": (1, 36 / 30.4375, 100 * 30.4375 / 36),
    "stalled_leads_rate": (3, 4, 0.75),
    # 26, 23, 26 and 8 days since they last answered, or came.
    "days_without_response": (None, 4, 24.5),
    "active_leads": (3, None, 3),
}
# Seven of March and four of February are open. A step of F3 is due in May, one of F4 was in April.
APRIL = {
    "active_leads": (10, None, 10),
    "next_step_coverage": (1, 11, 1 / 11),
    "overdue_next_steps_share": (1, 11, 1 / 11),
    # 36, 49, 50, 51, 52, 55, 56 days of March's leads, 84 and thrice 87 of February's: the sixth.
    "days_without_response": (None, 11, 55),
    "stalled_leads_rate": (11, 11, 1),
}
OLD_CUSTOMERS = {"lead_to_customer_days": (10, None, 10)}
UNIT_TESTED = {"incremental_value_per_managed_lead", "forecast_coverage"}
OWNERS = {
    ("quota_attainment", "Ana"): 1,
    ("quota_attainment", "Luis"): 0.25,
    ("leads", "Ana"): 6,
    ("leads", "Luis"): 4,
    ("sales_revenue", "Luis"): 500,
    ("mql_acceptance_rate", "Ana"): 2 / 3,
}
NO_DATA = {"forecast_coverage", "incremental_value_per_managed_lead"}


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kpis")
    build_file = folder / "build.duckdb"
    load(FIXTURE / "exports", build_file, say=lambda _: None)
    settings = effective_settings(FIXTURE / "settings", folder / "settings")
    variables = {"as_of": "2026-04-30", "timezone": "UTC", "minimum_sample": 2}
    project = dbt_build.Project(build_file, settings.seeds_dir, folder / "work", variables)
    dbt_build.build(project, say=lambda _: None)
    with duckdb.connect(str(build_file), read_only=True) as connection:
        yield connection


def of_month(company, month: date, segment: str) -> dict[tuple[str, str], tuple]:
    rows = company.execute(
        "select kpi_id, segment_value, numerator, denominator, value, status, target"
        " from kpi.rpt_kpi_monthly where month = ? and segment_name = ?",
        [month, segment],
    ).fetchall()
    return {row[:2]: row[2:] for row in rows}


def march(company, segment: str) -> dict[tuple[str, str], tuple]:
    return of_month(company, date(2026, 3, 1), segment)


def check(found: dict, by_hand: dict) -> None:
    for kpi, (numerator, denominator, value) in by_hand.items():
        got = found[(kpi, "all")]
        assert got[2] == pytest.approx(value, abs=1e-9), kpi
        if denominator is not None:
            assert got[1] == pytest.approx(denominator, abs=1e-9), kpi
        if numerator is not None:
            assert got[0] == pytest.approx(numerator, abs=1e-9), kpi


@pytest.mark.parametrize(
    ("month", "by_hand"),
    [
        (date(2024, 12, 1), OLD_CUSTOMERS),
        (date(2026, 2, 1), FEBRUARY),
        (date(2026, 4, 1), APRIL),
    ],
)
def test_follow_up_is_what_a_hand_works_out(company, month, by_hand):
    check(of_month(company, month, "all"), by_hand)


def test_no_kpi_is_left_to_belief(company):
    by_hand = {*COMPANY, *FEBRUARY, *APRIL, *OLD_CUSTOMERS, *UNIT_TESTED}
    assert set(AGREED.split()) - by_hand == set()


def test_every_kpi_is_what_a_hand_works_out(company):
    found = march(company, "all")
    assert len(found) > 60
    check(found, COMPANY)
    assert {kpi for (kpi, _), row in found.items() if row[3] == "no_data"} >= NO_DATA


def test_a_total_of_the_running_month_is_not_judged_before_its_end(company):
    rows = company.execute(
        "select run.is_partial, value, target, status from kpi.rpt_kpi_monthly, core.run"
        " where kpi_id = 'leads' and month = date '2026-04-01' and segment_name = 'all'"
    ).fetchall()
    assert rows == [(True, 0, 1000, "pending")]


def test_owners_have_their_own_figures(company):
    found = march(company, "owner")
    got = {key: found[key][2] for key in OWNERS}
    assert got == pytest.approx(OWNERS)


def test_targets_are_of_everybody_or_of_one(company):
    assert march(company, "all")[("sales_revenue", "all")][3:] == ("on_target", 3000)
    assert march(company, "owner")[("sales_revenue", "Luis")][3:] == ("off_target", 800)
    assert march(company, "owner")[("sales_revenue", "Ana")][3:] == ("no_target", None)
    # A standing target of the list is the company's, not each owner's.
    assert march(company, "all")[("opportunity_conversion_rate", "all")][3:] == ("on_target", 0.25)
    assert march(company, "owner")[("opportunity_conversion_rate", "Ana")][4] is None


def test_a_month_without_a_case_lacks_no_export(company):
    """No deal was closed in December; its rates have no case, its revenue is nothing."""
    rows = company.execute(
        "select kpi_id, numerator, value, status, missing_export from kpi.rpt_kpi_monthly"
        " where month = '2025-12-01' and segment_name = 'all' and kpi_id in"
        " ('average_sale_value', 'opportunity_conversion_rate', 'sales_cycle_days')"
    ).fetchall()
    assert len(rows) == 3
    assert {row[1:] for row in rows} == {(0, None, "not_enough_data", None)}


def test_cohorts_old_enough_are_judged(company):
    """At the end of April every lead of March is past the 20 days."""
    statuses = company.execute(
        "select distinct status = 'pending' from kpi.rpt_kpi_monthly"
        " where kpi_id = 'close_rate' and month = '2026-03-01'"
    ).fetchall()
    assert statuses == [(False,)]


# Without some rows of these nothing can be said; each is refused in a sentence that names it.
NEEDED = ["business_hours", "channels", "lead_types", "mql_definitions", "stages"]


def test_a_company_that_empties_every_other_setting_is_reported(tmp_path):
    overlay = tmp_path / "settings"
    overlay.mkdir()
    for seed in (PROJECT / "seeds").glob("*.csv"):
        header = seed.read_text(encoding="utf-8").splitlines()[0]
        (overlay / seed.name).write_text(header + "\n", encoding="utf-8")
    with pytest.raises(DataRefused) as refused:
        effective_settings(overlay, tmp_path / "effective")
    for name in NEEDED:
        assert f"{name}.csv" in str(refused.value)
        (overlay / f"{name}.csv").unlink()
    warehouse = tmp_path / "warehouse.duckdb"
    places = ["--exports", str(FIXTURE / "exports"), "--settings", str(overlay)]
    places += ["--warehouse", str(warehouse), "--out", str(tmp_path / "reports")]
    for command in (["report"], ["notebook", "mql_definition"]):
        words = [sys.executable, "-m", "smarketing", *command, *places, "--as-of", "2026-04-30"]
        ran = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        due, of_them = connection.execute(
            "select count(*), count(*) filter (where is_due_today) from contact.rpt_worklist"
        ).fetchone()
    assert due > of_them > 0
    assert len(list((tmp_path / "reports").rglob("mql_definition.html"))) == 1
