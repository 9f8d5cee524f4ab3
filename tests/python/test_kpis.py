"""Every KPI of the glossary stands in one mart, as the other marts say it."""

import csv

import duckdb
import pytest

from smarketing.paths import PROJECT

# What the two teams agreed to measure: a row of the list that goes is a promise broken.
AGREED = """
    opportunity_conversion_rate average_sale_value sales_cycle_days sales_cycle_days_mean
    customer_retention_rate nps close_rate customer_lifetime_value customer_lifetime_value_simple
    sales_revenue quota_attainment quota_gap pipeline_velocity visits leads visitor_conversion_rate
    visitor_action_rate mqls mql_acceptance_rate qualified_opportunities
    qualified_opportunities_amount committed_opportunities committed_opportunities_amount
    ready_to_invoice_opportunities ready_to_invoice_opportunities_amount invoicing_opportunities
    invoicing_opportunities_amount customer_acquisition_cost customer_acquisition_cost_same_period
    campaign_roi marketing_sourced_share marketing_influenced_share qualified_applications
    qualified_applications_share media_presence media_followers media_engagement_rate media_mentions
    leads_assigned effective_contact_rate contact_rate_per_attempt touches_per_lead
    hours_to_first_contact business_hours_to_first_contact first_contact_within_24h
    reactivated_leads_rate advanced_to_proposal_rate active_leads next_step_coverage
    overdue_next_steps_share contacts_with_next_step_rate stalled_leads_rate days_without_response
    lead_to_customer_days lead_to_customer_days_of_winners cost_per_managed_lead
    incremental_value_per_managed_lead hours_to_assignment hours_from_assignment_to_first_contact
    reply_within_agreement_rate forecast_coverage
"""

# They need a forecast, an agreement on replies, leads held out.
NOT_IN_THE_SAMPLE = {
    *("forecast_coverage", "reply_within_agreement_rate", "incremental_value_per_managed_lead"),
}


@pytest.fixture(scope="module")
def warehouse(sample_company):
    with duckdb.connect(str(sample_company.warehouse), read_only=True) as connection:
        yield connection


def one(connection, query: str):
    return connection.execute(query).fetchone()[0]


def test_every_kpi_has_a_row_in_every_month(warehouse):
    with (PROJECT / "seeds/kpis.csv").open(encoding="utf-8", newline="") as file:
        kpis = {row["kpi_id"] for row in csv.DictReader(file)}
    assert set(AGREED.split()) - kpis == set()
    months = one(warehouse, "select count(distinct month) from kpi.rpt_kpi_monthly")
    assert months > 12
    rows = warehouse.execute(
        "select kpi_id, count(*) from kpi.rpt_kpi_monthly where segment_name = 'all' group by 1"
    ).fetchall()
    assert dict(rows) == dict.fromkeys(kpis, months)


def test_every_measure_has_its_kpi_and_every_kpi_its_measure(warehouse):
    kpis = {kpi for (kpi,) in warehouse.execute("select kpi_id from settings.kpis").fetchall()}
    models = warehouse.execute(
        "select table_name from information_schema.columns where column_name = 'kpi_id'"
        " and table_name like 'int_kpi%' and table_name <> 'int_kpi_targets'"
    ).fetchall()
    every = " union ".join(f"select kpi_id from intermediate.{name}" for (name,) in models)
    measured = {kpi for (kpi,) in warehouse.execute(every).fetchall()}
    assert measured - kpis == set()
    assert kpis - measured == NOT_IN_THE_SAMPLE


@pytest.mark.parametrize(
    ("kpi", "mart"),
    [
        ("leads", "select month, leads from funnel.rpt_funnel_monthly where channel = 'all'"),
        ("mqls", "select month, mqls from funnel.rpt_funnel_monthly where channel = 'all'"),
        ("visits", "select month, visits from funnel.rpt_funnel_monthly where channel = 'all'"),
        (
            "sales_revenue",
            "select month, revenue from funnel.rpt_funnel_monthly where channel = 'all'",
        ),
        (
            "mql_acceptance_rate",
            """
            select month, sum(accepted) / nullif(sum(accepted) + sum(rejected), 0)
            from qualification.rpt_mql_acceptance group by 1
            """,
        ),
        (
            "close_rate",
            """
            select cohort_month, rate_mature from funnel.rpt_funnel_cohorts
            where from_stage = 'lead' and to_stage = 'customer' and segment_name = 'all'
            """,
        ),
    ],
)
def test_a_kpi_is_the_number_of_the_mart_that_shows_it(warehouse, kpi, mart):
    rows = warehouse.execute(
        f"""
        select kpis.month, kpis.value, marts.amount
        from kpi.rpt_kpi_monthly as kpis
        inner join ({mart}) as marts (month, amount) on kpis.month = marts.month
        where kpis.kpi_id = ? and kpis.segment_name = 'all' and kpis.value is not null
        """,
        [kpi],
    ).fetchall()
    different = [row for row in rows if abs(row[1] - float(row[2])) > 1e-9]
    assert different == []
    assert len(rows) >= 12


def test_segments_add_up_to_all(warehouse):
    """Counts and sums of every segment that a KPI has are those of all."""
    rows = warehouse.execute(
        """
        select kpi_id, month, segment_name, sum(value)
            - max(max(case when segment_name = 'all' then value end))
                over (partition by kpi_id, month)
        from kpi.rpt_kpi_monthly
        where kpi_id in ('leads', 'mqls', 'visits', 'sales_revenue', 'qualified_opportunities',
            'committed_opportunities_amount')
        group by 1, 2, 3
        """
    ).fetchall()
    assert len(rows) > 100
    assert [row for row in rows if row[3] is not None and abs(row[3]) > 1e-6] == []


def test_the_mart_compares_with_before_and_says_what_is_missing(warehouse):
    wrong = """
        select count(*) from kpi.rpt_kpi_monthly as now
        inner join kpi.rpt_kpi_monthly as before
            on now.kpi_id = before.kpi_id and now.segment_name = before.segment_name
            and now.segment_value = before.segment_value
            and before.month + interval {} month = now.month
        where now.{} is distinct from before.value
    """
    assert one(warehouse, wrong.format(1, "previous_value")) == 0
    assert one(warehouse, wrong.format(12, "previous_year_value")) == 0
    assert one(warehouse, "select count(previous_year_value) from kpi.rpt_kpi_monthly") > 100
    assert (
        one(
            warehouse,
            "select count(*) from kpi.rpt_kpi_monthly"
            " where (status = 'no_data') <> (missing_export is not null)",
        )
        == 0
    )


def test_steps_that_only_today_knows_are_compared_with_no_month_before(warehouse):
    """A record names its next step of today; months before know tasks alone, which are fewer."""
    months = warehouse.execute(
        "select month from kpi.rpt_kpi_monthly where kpi_id = 'next_step_coverage'"
        " and segment_name = 'all' and status <> 'no_data'"
    ).fetchall()
    newest = one(warehouse, "select cast(date_trunc('month', as_of) as date) from core.run")
    assert months == [(newest,)]
