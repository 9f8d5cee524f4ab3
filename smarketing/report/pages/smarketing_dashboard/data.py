"""What the dashboard reads: the month's ledger, the service agreement of late, what waits today."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smarketing.report.frame.context import Report

EVERYBODY = "all"
NOBODY = "(none)"
UNKNOWN = "Unknown"
AGREED = (
    *("first_attempt_hours", "attempts_required", "within_days"),
    *("reply_hours", "business_hours"),
)
CLAUSES = ("first_attempt", "attempts", "next_reply")


@dataclass(frozen=True)
class MonthGoals:
    """The report's month against its goals.

    ledger: rpt_marketing_sla_daily, all types. by_type: each type's rows of the last day known.
    next_actions: of the calendar, soonest first.
    """

    ledger: pl.DataFrame
    by_type: pl.DataFrame
    next_actions: pl.DataFrame

    def today(self, measure: str) -> dict | None:
        """Return the last known day's row of a measure; None where nothing is known of it."""
        rows = self.ledger.filter((pl.col("measure") == measure) & ~pl.col("is_ahead"))
        if not rows.height or rows["actual_cumulative"][-1] is None:
            return None
        return rows.row(-1, named=True)


@dataclass(frozen=True)
class DayData(MonthGoals):
    """What the day needs beside the goals. Columns are those of the marts; groups are in `owner`.

    standing, work: groups of kind all, team, owner. alerts: alert_id, leads.
    agreement: the settings of AGREED, each None where lead types differ or nothing is agreed.
    """

    standing: pl.DataFrame
    work: pl.DataFrame
    alerts: pl.DataFrame
    agreement: dict

    def standing_of(self, clause: str, kind: str = EVERYBODY, group: str = EVERYBODY) -> dict:
        """Return a group's row of a clause; an empty dict where nothing was judged."""
        rows = self.standing.filter(
            (pl.col("clause") == clause)
            & (pl.col("group_kind") == kind)
            & (pl.col("owner") == group)
        )
        return rows.row(0, named=True) if rows.height else {}

    @property
    def waiting(self) -> dict:
        """The row of everybody's open leads; an empty dict where no lead is open."""
        rows = self.work.filter((pl.col("group_kind") == EVERYBODY) & (pl.col("open_leads") > 0))
        return rows.row(0, named=True) if rows.height else {}


def load_goals(report: Report) -> MonthGoals:
    """Read the month's ledger and the actions planned after the day of the report."""
    ledger = report.read(
        "sla.rpt_marketing_sla_daily",
        where="month = $month",
        parameters={"month": report.data.month},
    ).sort("measure", "lead_type", "day")
    is_all = pl.col("lead_type") == EVERYBODY
    last_day = ledger.filter(~pl.col("is_ahead"))["day"].max()
    return MonthGoals(
        ledger=ledger.filter(is_all),
        by_type=ledger.filter(~is_all & (pl.col("day") == last_day)),
        next_actions=report.read(
            "settings.marketing_calendar",
            *("date", "kind", "title_es", "title_en"),
            where="date > $day and kind <> 'product_update'",
            parameters={"day": report.data.run.as_of},
        ).sort("date", "kind"),
    )


def load_day(report: Report) -> DayData:
    """Read the frames from the report's warehouse, as of its day."""
    return DayData(
        **vars(load_goals(report)),
        standing=_groups(report, "sla.rpt_sales_sla_standing"),
        work=_groups(report, "contact.rpt_work_today"),
        alerts=_alerts(report),
        agreement=_agreement(report),
    )


def _groups(report: Report, table: str) -> pl.DataFrame:
    """Return a mart by groups, their names in a column of employees: those may be named."""
    if not report.data.warehouse.has(table):
        return report.read(table).rename({"group_value": "owner"})
    return report.query(f"select * rename (group_value as owner) from {table}")


def _alerts(report: Report) -> pl.DataFrame:
    """Return the day's alerts with their labels, most leads first."""
    alerts = report.read(
        "contact.fct_lead_alerts",
        *("alert_id", "lead_key"),
        where="day = $day",
        parameters={"day": report.data.run.as_of},
    )
    labels = ("alert_id", "label_es", "label_en", "days_silent")
    counts = alerts.group_by("alert_id").agg(leads=pl.col("lead_key").n_unique())
    rules = report.read("settings.alert_rules", *labels)
    return counts.join(rules, on="alert_id", how="left").sort(
        "leads", "alert_id", descending=[True, False]
    )


def _agreement(report: Report) -> dict:
    """Return what the policies in force say where they say one thing for all lead types."""
    rows = report.read(
        "settings.sla_policies",
        *("lead_type", "valid_from", *AGREED),
        where="valid_from <= $day",
        parameters={"day": report.data.run.as_of},
    )
    rows = rows.sort("valid_from").unique("lead_type", keep="last")
    agreed = {}
    for name in AGREED:
        values = rows[name].unique()
        agreed[name] = values[0] if len(values) == 1 else None
    return agreed
