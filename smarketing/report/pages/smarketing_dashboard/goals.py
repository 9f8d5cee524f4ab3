"""Leads and MQL value against the month's goal line."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.smarketing_dashboard.advice import (
    MEASURES,
    VALUE,
    advice_sentence,
    amount,
    figures,
    outlook,
)
from smarketing.report.pages.smarketing_dashboard.charts import goal_chart
from smarketing.report.pages.smarketing_dashboard.data import MonthGoals

TABLE = (
    *("day", "actual_cumulative", "goal_to_date", "expected_cumulative"),
    *("expected_lower", "expected_upper"),
)


def goal_title(report: Report, measure: str, row: dict) -> str:
    """Say the finding of the figure: where the measure stands and how likely its goal is."""
    judged = outlook(row)
    values = figures(report, measure, row)
    return report.msg.text(f"dashboard.title_{judged.state}", **values)


def goal_figure(report: Report, data: MonthGoals, measure: str) -> Figure:
    """Return the chart of a measure with what to do beside it."""
    msg = report.msg
    row = data.today(measure)
    figure_id = f"f-meta-{measure.replace('_', '-')}"
    heading = msg.text(f"dashboard.heading_{measure}", stage=report.stage_code("mql"))
    if row is None:
        reason = msg.text(f"dashboard.no_{measure}", stage=report.stage_code("mql"))
        return missing_figure(report, figure_id, heading, reason)
    rows = data.ledger.filter(pl.col("measure") == measure)
    values = figures(report, measure, row)
    is_running = bool(rows["is_ahead"].any())
    texts = [_day_text(report, measure, item) for item in rows.iter_rows(named=True)]
    end = msg.text("dashboard.end_projection", **values) if is_running else values["actual"]
    notes = [advice_sentence(report, data, measure, row)]
    if measure == VALUE and row["rejected_cumulative"]:
        notes.append(
            msg.text(
                "dashboard.rejected",
                count=row["rejected_cumulative"],
                number=report.fmt.number(row["rejected_cumulative"]),
                value=amount(report, VALUE, row["rejected_value_cumulative"]),
                stage=report.stage_code("mql"),
            )
        )
    if row["goal_source"] and row["goal_source"] != "target":
        notes.append(msg.text(f"dashboard.goal_{row['goal_source']}"))
    keys = [key_item("line", "actual", msg.text("dashboard.key_actual"))]
    if row["month_goal"] is not None:
        keys.append(key_item("line", "ink", msg.text("dashboard.key_goal")))
    if is_running:
        keys.append(key_item("dash", "actual", msg.text("dashboard.key_expected")))
        keys.append(key_item("band", "actualSoft", msg.text("dashboard.key_fan"), "actualSoft"))
    return figure(
        report,
        figure_id,
        goal_title(report, measure, row),
        msg.text(
            f"dashboard.subtitle_{measure}",
            month=report.fmt.month(row["month"]),
            currency=report.data.run.reporting_currency,
            stage=report.stage_code("mql"),
        ),
        chart=goal_chart(
            report,
            rows.with_columns(pl.Series("text", texts, dtype=pl.String)),
            goal_label=msg.text("dashboard.end_goal", goal=values["goal"]),
            end_label=end,
        ),
        frame=rows.select(
            pl.col(name).alias(msg.text(f"dashboard.column_{name}")) for name in TABLE
        ),
        description=texts[(row["day"] - rows["day"][0]).days],
        note=" ".join(note for note in notes if note),
        keys=keys,
        source=sources(report, "leads", "lead_stage_changes", "opportunities"),
    )


def _day_text(report: Report, measure: str, item: dict) -> str:
    """Return what one day's row says, for the tooltip and for who can't see the chart."""
    if item["is_ahead"] and item["expected_lower"] is None:
        return amount(report, measure, item["goal_to_date"])
    key = "day_ahead" if item["is_ahead"] else "day_known"
    if item["goal_to_date"] is None:
        key += "_alone"
    return report.msg.text(
        f"dashboard.{key}",
        actual=amount(report, measure, item["actual_cumulative"]),
        goal=amount(report, measure, item["goal_to_date"]),
        expected=amount(report, measure, item["expected_cumulative"]),
        lower=amount(report, measure, item["expected_lower"]),
        upper=amount(report, measure, item["expected_upper"]),
    )


def goals(report: Report, data: MonthGoals) -> Block:
    """Return the section: one figure per measure; also a month's, when it is over."""
    return section(report, "meta", *(goal_figure(report, data, name) for name in MEASURES))
