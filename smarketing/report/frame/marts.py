"""The queries behind a report: one function per mart, each giving one polars frame."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from smarketing.report.frame.stamp import Run, add_months
from smarketing.report.frame.warehouse import Warehouse

COHORT_MONTHS = 12
WINDOW_DAYS = 30
WINDOWS = 6
RATES_AND_MONEY = (
    "revenue",
    "visit_to_lead_rate",
    "visit_to_lead_rate_lower",
    "visit_to_lead_rate_upper",
    "lead_to_customer_rate",
)
COUNTS = ("visits", "leads", "mqls", "sqls", "opportunities", "customers")


def read_monthly(warehouse: Warehouse, bounds: dict) -> pl.DataFrame:
    """Return the counts and rates by month and channel, up to the month."""
    columns = {"month": "date", "channel": "varchar"} | dict.fromkeys(COUNTS, "double")
    columns |= dict.fromkeys(RATES_AND_MONEY, "double")
    frame = warehouse.read(
        "funnel.rpt_funnel_monthly",
        columns,
        "cast(month as date) <= $month",
        {"month": bounds["month"]},
    )
    return frame.sort("month", "channel")


def read_cohorts(warehouse: Warehouse, bounds: dict) -> pl.DataFrame:
    """Return the cohorts of all leads together, every pair of stages, up to the month."""
    columns = {"cohort_month": "date", "from_stage": "varchar", "to_stage": "varchar"}
    columns |= dict.fromkeys(("entered", "reached", "pending", "median_days"), "double")
    columns |= dict.fromkeys(("rate", "rate_mature", "rate_lower", "rate_upper"), "double")
    columns |= dict.fromkeys(("entered_mature", "reached_mature", "maturity_days"), "double")
    frame = warehouse.read(
        "funnel.rpt_funnel_cohorts",
        columns,
        "segment_name = 'all' and cast(cohort_month as date) <= $month",
        {"month": bounds["month"]},
    )
    return frame.sort("cohort_month", "from_stage", "to_stage")


def read_origins(warehouse: Warehouse, bounds: dict) -> pl.DataFrame:
    """Return channel, to_stage and the summed counts of all cohorts of leads up to the month."""
    names = ("entered", "reached", "pending", "entered_mature", "reached_mature")
    columns = {"segment_value": "varchar", "to_stage": "varchar"} | dict.fromkeys(names, "double")
    frame = warehouse.read(
        "funnel.rpt_funnel_cohorts",
        columns,
        "segment_name = 'channel' and from_stage = 'lead' and cast(cohort_month as date) <= $month",
        {"month": bounds["month"]},
    )
    sums = frame.group_by("segment_value", "to_stage").agg(pl.col(names).sum())
    return sums.rename({"segment_value": "channel"}).sort("channel", "to_stage")


def read_durations(warehouse: Warehouse) -> pl.DataFrame:
    """Return the days in each stage, all leads together."""
    columns = {"stage": "varchar"} | dict.fromkeys(
        ("visits", "open_visits", "median_days", "restricted_mean_days", "p90_days"), "double"
    )
    return warehouse.read("funnel.rpt_stage_durations", columns, "segment_name = 'all'")


def read_bottlenecks(warehouse: Warehouse) -> pl.DataFrame:
    """Return what waits in each stage, the worst first."""
    columns = {"stage": "varchar", "rank": "integer"} | dict.fromkeys(
        (
            "work_in_progress",
            "work_in_progress_change",
            "throughput_per_week",
            "median_days",
            "oldest_days",
            "without_response",
            "lost_value",
        ),
        "double",
    )
    frame = warehouse.read("funnel.rpt_bottlenecks", columns, "segment_name = 'all'")
    return frame.sort("rank", nulls_last=True)


def read_losses(warehouse: Warehouse, bounds: dict) -> pl.DataFrame:
    """Return the losses of the last twelve months."""
    columns = {"month": "date", "stage": "varchar", "reason": "varchar"}
    columns |= dict.fromkeys(("leads", "opportunities", "amount"), "double")
    return warehouse.read(
        "funnel.rpt_loss_reasons",
        columns,
        "cast(month as date) between $year_before and $month",
        bounds,
    )


def read_amounts(warehouse: Warehouse, run: Run) -> pl.DataFrame:
    """Return the sum of squared won amounts per local month: the spread of its revenue."""
    if not warehouse.has("core.fct_opportunities", "is_won", "closed_at", "amount"):
        return pl.DataFrame(schema={"month": pl.Date, "won_squares": pl.Float64})
    return warehouse.query(
        """
        select
            cast(date_trunc('month', closed_at at time zone 'UTC' at time zone $zone) as date)
                as month,
            sum(cast(amount as double) * cast(amount as double)) as won_squares
        from core.fct_opportunities
        where is_won and closed_at is not null
        group by 1
        """,
        {"zone": run.timezone},
    )


def read_triangle(warehouse: Warehouse, run: Run, month: date) -> pl.DataFrame:
    """Return cohorts of episodes by age in steps of 30 days: who is a customer by then."""
    if not warehouse.has("core.fct_lead_episodes", "started_at", "ended_at", "end_state"):
        kinds = {"cohort_month": pl.Date, "window_days": pl.Int64, "leads": pl.Int64}
        return pl.DataFrame(schema=kinds | {"customers": pl.Int64, "state": pl.String})
    return warehouse.query(
        """
        with leads as (
            select
                cast(started_at at time zone 'UTC' at time zone $zone as date) as created_date,
                case
                    when end_state = 'customer'
                        then cast(ended_at at time zone 'UTC' at time zone $zone as date)
                end as customer_date
            from core.fct_lead_episodes
        ),

        cohorts as (
            select
                cast(date_trunc('month', created_date) as date) as cohort_month,
                window_days,
                count(*) as leads,
                -- a customer from before the lead row counts from day 0
                count(*) filter (where customer_date - created_date <= window_days) as customers
            from leads
            cross join (select unnest(range(1, $windows + 1)) * $width as window_days) as windows
            where created_date >= $first_month and created_date <= $last_day
            group by all
        )

        select
            *,
            -- pending: some leads of the cohort have had the time, not all
            case
                when $as_of - last_day(cohort_month) >= window_days then 'complete'
                when $as_of - cohort_month >= window_days then 'pending'
            end as state
        from cohorts
        order by cohort_month, window_days
        """,
        {
            "zone": run.timezone,
            "windows": WINDOWS,
            "width": WINDOW_DAYS,
            "first_month": add_months(month, 1 - COHORT_MONTHS),
            "last_day": add_months(month, 1) - timedelta(days=1),
            "as_of": run.as_of,
        },
    )


def read_targets(warehouse: Warehouse, run: Run, month: date) -> dict[str, float]:
    """Return the month's targets by KPI.

    kpi_targets first, then the targets of the two teams, then the standing ones of the kpis seed.
    """
    this_month = "date_trunc('month', cast(month as date)) = $month"
    of_month = {"month": month}
    standing = warehouse.read(
        "settings.kpis", {"kpi_id": "varchar", "target": "double"}
    ).drop_nulls("target")
    targets = dict(zip(standing["kpi_id"], standing["target"], strict=True))
    quotas = warehouse.read(
        "settings.sales_quotas",
        {"owner": "varchar", "quota": "double", "currency": "varchar"},
        this_month,
        of_month,
    ).filter(pl.col("currency").is_null() | (pl.col("currency") == run.reporting_currency))
    team = quotas.filter(pl.col("owner") == "*")
    if quotas.height:
        targets["sales_revenue"] = float((team if team.height else quotas)["quota"].sum())
    goals = warehouse.read(
        "settings.marketing_targets",
        {"lead_type": "varchar", "leads_target": "double", "mql_target": "double"},
        this_month,
        of_month,
    )
    whole = goals.filter(pl.col("lead_type") == "*")
    for kpi_id, column in (("leads", "leads_target"), ("mqls", "mql_target")):
        total = (whole if whole.height else goals)[column].sum()
        if total:
            targets[kpi_id] = float(total)
    named = warehouse.read(
        "settings.kpi_targets",
        {"kpi_id": "varchar", "owner": "varchar", "target": "double"},
        f"{this_month} and owner = '*'",
        of_month,
    ).drop_nulls("target")
    return targets | dict(zip(named["kpi_id"], named["target"], strict=True))


def read_countries(warehouse: Warehouse) -> list[str]:
    """Return the codes of the countries with leads, most leads first."""
    if not warehouse.has("core.dim_leads", "country"):
        return []
    frame = warehouse.query(
        "select country from core.dim_leads where country is not null"
        " group by country order by count(*) desc, country"
    )
    return frame["country"].to_list()


def read_seeds(warehouse: Warehouse) -> dict[str, pl.DataFrame]:
    """Return the labels and descriptions of channels, stages, lead types and KPIs."""
    labels = {"label_es": "varchar", "label_en": "varchar"}
    texts = labels | {"description_es": "varchar", "description_en": "varchar"}
    return {
        "channels": warehouse.read(
            "settings.channels", {"channel": "varchar"} | labels | {"sort_order": "integer"}
        ),
        "stages": warehouse.read(
            "settings.stages",
            {"stage": "varchar", "position": "integer", "owner": "varchar"} | labels,
        ).sort("position"),
        "lead_types": warehouse.read("settings.lead_types", {"lead_type": "varchar"} | labels),
        "kpis": warehouse.read(
            "settings.kpis",
            {"kpi_id": "varchar", "unit": "varchar", "direction": "varchar"} | texts,
        ),
    }
