"""How the month stands against its goal and what to do about it: rules with figures."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.context import Report
from smarketing.report.frame.outlook import outlook
from smarketing.report.pages.smarketing_dashboard.data import MonthGoals

LEADS, VALUE = "leads", "mql_value"
MEASURES = (LEADS, VALUE)


def amount(report: Report, measure: str, value: float | None) -> str:
    """Return a count, or an amount of money, as the reader writes it."""
    if measure == VALUE:
        return report.fmt.money(value, report.data.run.reporting_currency)
    return report.fmt.number(value)


def rate(report: Report, measure: str, value: float | None) -> str:
    """Return what comes per day: money whole, counts with a decimal under ten."""
    if measure == VALUE:
        return report.fmt.money(value, report.data.run.reporting_currency)
    return report.fmt.number(value, 1 if value is not None and value < 10 else 0)


def figures(report: Report, measure: str, row: dict) -> dict[str, str]:
    """Return every value that a sentence about a measure may name."""
    goal, actual, projection = row["month_goal"], row["actual_cumulative"], row["projection"]
    low, high = row["projection_lower"], row["projection_upper"]
    left = (row["working_days"] or 0) - (row["working_day"] or 0)
    chance = row["probability_of_goal"]

    def gap(value: float | None) -> str:
        return "–" if None in (value, goal) else amount(report, measure, abs(value - goal))

    return {
        "name": report.msg.text(f"dashboard.name_{measure}", stage=report.stage_code("mql")),
        "day": report.fmt.day(row["day"]),
        "actual": amount(report, measure, actual),
        "line": amount(report, measure, row["goal_to_date"]),
        "goal": amount(report, measure, goal),
        "attainment": report.fmt.percent(row["attainment"], 0),
        "share": report.fmt.percent(actual / goal if goal else None, 0),
        "projection": amount(report, measure, projection),
        "interval": f"{report.fmt.number(low)}–{report.fmt.number(high)}",
        "chance": percent_of_chance(report, chance),
        "gap": gap(actual),
        "surplus": gap(projection),
        "days": report.fmt.number(left),
        "needed": rate(report, measure, row["needed_per_day"]),
        "pace": rate(report, measure, row["actual_per_day"]),
    }


def percent_of_chance(report: Report, chance: float | None) -> str:
    """Return a probability in whole per cent, never a certainty that nobody has."""
    if chance is None:
        return "–"
    if chance < 0.01:
        return report.msg.text("dashboard.under_one")
    if chance > 0.99:
        return report.msg.text("dashboard.over_99")
    return report.fmt.percent(chance, 0)


def state_sentence(report: Report, measure: str, row: dict) -> Markup:
    """Say where a measure stands against its goal line and where it may end."""
    judged = outlook(row)
    return report.msg.html(f"dashboard.state_{judged.state}", **figures(report, measure, row))


def todo_sentence(report: Report, measure: str, row: dict) -> str:
    """Say what to do about a measure; empty where there is nothing to decide."""
    key = f"dashboard.todo_{outlook(row).state}_{measure}"
    return report.msg.text(key, **figures(report, measure, row)) if report.msg.has(key) else ""


def advice_sentence(report: Report, data: MonthGoals, measure: str, row: dict) -> str:
    """Say what to do; while the goal is not safe also where the gap is and what is planned."""
    sentences = [todo_sentence(report, measure, row)]
    if outlook(row).state in ("open", "unlikely"):
        sentences += [lagging_type(report, data, measure), next_action(report, data)]
    return " ".join(sentence for sentence in sentences if sentence)


def lagging_type(report: Report, data: MonthGoals, measure: str) -> str:
    """Say which lead type is furthest behind its own goal line; empty where none is."""
    rows = data.by_type.filter(
        (pl.col("measure") == measure) & (pl.col("actual_cumulative") < pl.col("goal_to_date"))
    )
    if not rows.height:
        return ""
    behind = rows.with_columns(gap=pl.col("goal_to_date") - pl.col("actual_cumulative"))
    row = behind.sort("gap", "lead_type", descending=[True, False]).row(0, named=True)
    return report.msg.text(
        "dashboard.lagging",
        type=report.lead_type(row["lead_type"]),
        actual=amount(report, measure, row["actual_cumulative"]),
        line=amount(report, measure, row["goal_to_date"]),
    )


def next_action(report: Report, data: MonthGoals) -> str:
    """Name the calendar's next action up to the month's end; empty where none is planned."""
    end = report.data.month_end
    rows = data.next_actions.filter(pl.col("date") <= end)
    if not rows.height:
        return report.msg.text("dashboard.no_action", month=report.fmt.month_name(end))
    row = rows.row(0, named=True)
    title = row[f"title_{report.fmt.language}"] or row["title_es"] or row["title_en"] or row["kind"]
    return report.msg.text("dashboard.next_action", title=title, day=report.fmt.day(row["date"]))
