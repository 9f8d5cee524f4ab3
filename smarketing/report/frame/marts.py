"""The queries behind a report: one function per mart, each giving one polars frame."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from smarketing.report.frame.stamp import Run, add_months
from smarketing.report.frame.warehouse import Warehouse
from smarketing.warehouse.local_time import local_date_sql

COHORT_MONTHS = 12
WINDOW_DAYS = 30
WINDOWS = 6


def read_monthly(warehouse: Warehouse, month: date) -> pl.DataFrame:
    """Return the counts and rates by month and channel, up to the month."""
    frame = warehouse.read(
        "funnel.rpt_funnel_monthly", where="month <= $month", parameters={"month": month}
    )
    return frame.sort("month", "channel")


def read_cohorts(warehouse: Warehouse, month: date) -> pl.DataFrame:
    """Return the cohorts of all leads together, every pair of stages, up to the month."""
    frame = warehouse.read(
        "funnel.rpt_funnel_cohorts",
        where="segment_name = 'all' and cohort_month <= $month",
        parameters={"month": month},
    )
    return frame.sort("cohort_month", "from_stage", "to_stage")


def read_origins(warehouse: Warehouse, month: date) -> pl.DataFrame:
    """Return channel, to_stage and the summed counts of all cohorts of leads up to the month."""
    names = ("entered", "reached", "pending", "entered_mature", "reached_mature")
    frame = warehouse.read(
        "funnel.rpt_funnel_cohorts",
        *("segment_value", "to_stage", *names),
        where="segment_name = 'channel' and from_stage = 'lead' and cohort_month <= $month",
        parameters={"month": month},
    )
    sums = frame.group_by("segment_value", "to_stage").agg(pl.col(names).sum())
    return sums.rename({"segment_value": "channel"}).sort("channel", "to_stage")


def read_durations(warehouse: Warehouse) -> pl.DataFrame:
    """Return the days in each stage, all leads together."""
    return warehouse.read("funnel.rpt_stage_durations", where="segment_name = 'all'")


def read_bottlenecks(warehouse: Warehouse) -> pl.DataFrame:
    """Return what waits in each stage, the worst first."""
    frame = warehouse.read("funnel.rpt_bottlenecks", where="segment_name = 'all'")
    return frame.sort("rank", nulls_last=True)


def read_losses(warehouse: Warehouse, month: date) -> pl.DataFrame:
    """Return the losses of the twelve months up to the month."""
    return warehouse.read(
        "funnel.rpt_loss_reasons",
        where="month between $year_before and $month",
        parameters={"month": month, "year_before": add_months(month, -11)},
    )


def read_kpis(warehouse: Warehouse, month: date) -> pl.DataFrame:
    """Return the KPIs of the thirteen months up to the month."""
    return warehouse.read(
        "kpi.rpt_kpi_monthly",
        where="month between $year_before and $month",
        parameters={"month": month, "year_before": add_months(month, -12)},
    )


# A definition without a day, or newer than the current one, is only a candidate.
DEFINITIONS_IN_FORCE = """
    is_current or valid_from < (
        select max(current.valid_from) from settings.mql_definitions as current
        where current.is_current
    )
"""


def read_rules(warehouse: Warehouse) -> pl.DataFrame:
    """Return the rules that numbers are judged by: kind, valid_from, changed_because and names."""
    told = ("valid_from", "changed_because")
    definitions = warehouse.read(
        "settings.mql_definitions", *told, "label_es", "label_en", where=DEFINITIONS_IN_FORCE
    )
    policies = [
        warehouse.read(f"settings.{kind}_policies", *told, "lead_type").with_columns(
            kind=pl.lit(kind)
        )
        for kind in ("sla", "followup")
    ]
    rules = [definitions.with_columns(kind=pl.lit("mql"), lead_type=pl.lit("*")), *policies]
    return pl.concat(rules, how="diagonal_relaxed").unique(maintain_order=True)


def read_triangle(warehouse: Warehouse, run: Run, month: date) -> pl.DataFrame:
    """Return cohorts of episodes by age in steps of 30 days: who is a customer by then."""
    if not warehouse.has("core.fct_lead_episodes"):
        kinds = {"cohort_month": pl.Date, "window_days": pl.Int64, "leads": pl.Int64}
        return pl.DataFrame(schema=kinds | {"customers": pl.Int64, "state": pl.String})
    return warehouse.query(
        f"""
        with leads as (
            select
                started_date as created_date,
                case when end_state = 'customer' then {local_date_sql("ended_at", "$zone")} end
                    as customer_date
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


def read_countries(warehouse: Warehouse) -> list[str]:
    """Return the codes of the countries with leads, most leads first."""
    countries = warehouse.read("core.dim_leads", "country").drop_nulls()
    counts = countries.group_by("country").len()
    return counts.sort("len", "country", descending=[True, False])["country"].to_list()


def read_seeds(warehouse: Warehouse) -> dict[str, pl.DataFrame]:
    """Return the labels and descriptions of channels, stages, lead types and KPIs."""
    return {
        "channels": warehouse.read("settings.channels"),
        "stages": warehouse.read("settings.stages").sort("position"),
        "lead_types": warehouse.read("settings.lead_types"),
        "kpis": warehouse.read("settings.kpis"),
    }
