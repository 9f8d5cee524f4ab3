"""The marts of the built sample equal the exact counts that the generator wrote down."""

import json

import duckdb
import pytest
from sample_truth import person_of_each_record


@pytest.fixture(scope="module")
def counts(sample_company) -> dict:
    return json.loads(sample_company.truth.read_text(encoding="utf-8"))["counts"]


@pytest.fixture(scope="module")
def ask(sample_company):
    with duckdb.connect(sample_company.warehouse, read_only=True) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def local_month(column: str) -> str:
    return f"strftime({column} - interval 5 hour, '%Y-%m')"


def test_people_per_month_type_and_channel(ask, counts) -> None:
    month = local_month("created_at")
    people = dict(ask(f"select {month}, count(*) from core.dim_leads group by 1"))
    assert sum(people.values()) > 0
    assert people == counts["persons_by_month"]
    types = dict(ask("select lead_type, count(*) from core.dim_leads group by 1"))
    assert types == {name: n for name, n in counts["persons_by_lead_type"].items() if n}
    channels = ask(f"select {month}, channel, count(*) from core.dim_leads group by all")
    planted = {
        (month, channel): number
        for month, by_channel in counts["persons_by_month_and_channel"].items()
        for channel, number in by_channel.items()
        if number
    }
    assert {(month, channel): number for month, channel, number in channels} == planted


@pytest.mark.parametrize(
    ("column", "stage"),
    [
        ("mql_at_crm", "mql"),
        ("sql_at", "sql"),
        ("opportunity_at", "opportunity"),
        ("customer_at", "customer"),
    ],
)
def test_stage_entries_per_month(ask, counts, column: str, stage: str) -> None:
    found = dict(
        ask(
            f"select {local_month(column)}, count(*) from core.dim_leads "
            f"where {column} is not null group by 1"
        )
    )
    assert found == counts["crm_stage_entries"][stage]


def test_customers_before_their_lead_row_are_kept_and_flagged(ask, counts) -> None:
    [(found,)] = ask("select count(*) from core.dim_leads where is_customer_before_lead")
    assert found == counts["customers_before_lead"] > 0


def test_won_money_per_month(ask, counts) -> None:
    found = {
        month: float(amount)
        for month, amount in ask(
            "select strftime(closed_date, '%Y-%m'), sum(amount) from core.fct_opportunities "
            "where is_won group by 1"
        )
    }
    # Each deal's dollars are rounded to the cent in the mart.
    assert found == pytest.approx(counts["won_usd_by_month"], abs=1)


def test_reentered_people_start_a_second_episode(ask, counts) -> None:
    [(found,)] = ask("select count(*) from core.fct_lead_episodes where episode_number > 1")
    assert found == counts["reentered_persons"] > 0


def test_numbered_attempts_and_contacts_per_lead_type(ask, counts) -> None:
    rows = ask(
        """
        select episodes.lead_type, attempts.attempt_number, count(*),
            count(*) filter (where attempts.is_connect)
        from core.fct_contact_attempts as attempts
        inner join core.fct_lead_episodes as episodes using (lead_key, episode_number)
        where attempts.attempt_number is not null
        group by all
        """
    )
    found = {(kind, number): (made, connected) for kind, number, made, connected in rows}
    planted = {
        (kind, number): (made, connected)
        for kind, table in counts["attempts_by_number"].items()
        for number, (made, connected) in enumerate(
            zip(table["at_risk"], table["connects"], strict=True), start=1
        )
        if made
    }
    assert found == planted


def test_sessions_per_month(ask, counts) -> None:
    found = dict(
        ask(
            "select strftime(month, '%Y-%m'), visits from funnel.rpt_funnel_monthly "
            "where channel = 'all'"
        )
    )
    assert {month: int(visits) for month, visits in found.items()} == counts["sessions_by_month"]


def test_the_ledger_of_the_agreement_counts_what_the_funnel_counts(ask) -> None:
    rows = ask(
        """
        select month, measure, max(actual_cumulative)
        from sla.rpt_marketing_sla_daily
        where lead_type = 'all' and measure <> 'mql_value'
        group by all
        """
    )
    found = {(month, measure): int(count) for month, measure, count in rows}
    months = ask("select month, leads, mqls from funnel.rpt_funnel_monthly where channel = 'all'")
    funnel = {(month, "leads"): leads for month, leads, _ in months}
    funnel |= {(month, "mqls"): mqls for month, _, mqls in months}
    assert found == {key: count for key, count in funnel.items() if key in found}
    assert len(found) == 36


def test_the_parts_of_the_agreement_add_up_to_the_whole(ask) -> None:
    plans = ask(
        """
        select month, sum(mqls_needed) filter (where lead_type <> 'all'),
            sum(mqls_needed) filter (where lead_type = 'all'),
            sum(revenue_needed) filter (where lead_type <> 'all'),
            sum(revenue_needed) filter (where lead_type = 'all')
        from sla.rpt_marketing_sla_plan
        group by all
        """
    )
    assert len(plans) == 36
    for _, mqls, all_mqls, revenue, all_revenue in plans:
        assert mqls == all_mqls
        assert float(revenue) == pytest.approx(float(all_revenue), abs=0.05)
    [(shares,)] = ask(
        "select sum(share) from sla.rpt_mql_revenue_lag"
        " group by mql_month order by mql_month limit 1"
    )
    assert shares == pytest.approx(1)


def test_goals_and_values_of_lead_types_add_up_day_by_day(ask) -> None:
    [(rows, actual, goal)] = ask(
        """
        with types as (
            select day, measure, sum(actual_cumulative) as actual, sum(month_goal) as goal
            from sla.rpt_marketing_sla_daily
            where lead_type <> 'all'
            group by all
        )
        select count(*), max(abs(types.actual - everybody.actual_cumulative)),
            max(abs(types.goal - everybody.month_goal))
        from sla.rpt_marketing_sla_daily as everybody
        inner join types using (day, measure)
        where everybody.lead_type = 'all'
        """
    )
    assert rows > 1_000
    assert actual == pytest.approx(0, abs=1e-6)
    assert goal == pytest.approx(0, abs=1e-6)


PAIRS = "select coalesce(sum(n * (n - 1) // 2), 0) from (select count(*) as n from {} group by {})"


def test_records_are_of_the_people_who_are_behind_them(sample_company) -> None:
    facts = json.loads(sample_company.truth.read_text(encoding="utf-8"))
    truth = person_of_each_record(facts["scale"], facts["seed"]).to_arrow()
    with duckdb.connect(sample_company.warehouse, read_only=True) as connection:
        connection.register("truth", truth)
        connection.execute("""
            create temp table found as
            select truth.lead_id, truth.person, records.lead_key
            from truth
            inner join intermediate.int_person_records as records
                on records.source_system = 'hubspot' and records.lead_id = truth.lead_id
        """)
        records = connection.execute("select count(*) from found").fetchone()[0]
        planted, joined, right = (
            connection.execute(PAIRS.format("found", columns)).fetchone()[0]
            for columns in ("person", "lead_key", "person, lead_key")
        )
    assert records == truth.num_rows
    assert planted > 100
    assert right >= 0.999 * joined  # precision of the pairs that were joined
    assert right >= 0.98 * planted  # recall of those who are one person


def test_dashboard_and_kpis_count_the_same_leads(ask):
    [(open_leads, stalled, without_step)] = ask(
        "select open_leads, stalled, without_next_step from contact.rpt_work_today "
        "where group_kind = 'all'"
    )
    kpis = ask(
        "select kpi_id, numerator, denominator from kpi.rpt_kpi_monthly "
        "where kpi_id in ('stalled_leads_rate', 'next_step_coverage') and segment_name = 'all' "
        "and month = (select date_trunc('month', as_of) from core.run) order by 1"
    )
    assert kpis == [
        ("next_step_coverage", open_leads - without_step, open_leads),
        ("stalled_leads_rate", stalled, open_leads),
    ]
