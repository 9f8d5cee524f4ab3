"""The state of both goals: what marketing owes sales, what sales owes marketing, and the quota."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, part, table, tag
from smarketing.report.frame.outlook import outlook
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.meeting.indicators import read_indicators, shown

MEASURES = (("leads", "count"), ("mqls", "count"), ("mql_value", "money"))
CLAUSES = ("first_attempt", "attempts", "next_reply")
COVERED, SAFE, OPEN, LATE = "covered", "sure", "open", "missed"
STATES = {
    "met": COVERED,
    "reached": COVERED,
    "sure": SAFE,
    "open": OPEN,
    "no_projection": OPEN,
    "unlikely": "unlikely",
    "missed": LATE,
    "no_goal": "no_goal",
}
TAGS = {
    COVERED: ("g", "ok"),
    SAFE: ("g", "ok"),
    OPEN: ("w", "warn"),
    "unlikely": ("b", "no"),
    LATE: ("b", "no"),
    "no_goal": ("p", "none"),
}


@dataclass(frozen=True)
class Goal:
    """One goal of the month. due: what the goal line asks by today, None where there is no line."""

    name: str
    unit: str
    actual: float
    due: float | None
    goal: float | None
    state: str


def marketing_goals(report: Report) -> list[Goal]:
    """Return the measures of marketing's ledger as of the report's day."""
    rows = report.read(
        "sla.rpt_marketing_sla_daily",
        where="month = $month and lead_type = 'all' and not is_ahead",
        parameters={"month": report.data.month},
    ).sort("day")
    goals = []
    for measure, unit in MEASURES:
        found = rows.filter(pl.col("measure") == measure)
        if not found.height or found["actual_cumulative"][-1] is None:
            continue
        row = found.row(-1, named=True)
        goals.append(
            Goal(
                report.msg.text(f"meeting.goal_{measure}", stage=report.stage_code("mql")),
                unit,
                row["actual_cumulative"],
                row["goal_to_date"],
                row["month_goal"],
                STATES[outlook(row).state],
            )
        )
    return goals


def quota_goal(report: Report) -> Goal | None:
    """Return sales against the quota of the month; None without a quota."""
    row = read_indicators(report, report.data.month).get("quota_attainment")
    if row is None or row["value"] is None or not row["denominator"]:
        return None
    is_over = report.data.is_month_complete
    state = COVERED if row["value"] >= 1 else LATE if is_over else OPEN
    name = report.msg.text("meeting.goal_quota")
    return Goal(name, "money", row["numerator"], None, row["denominator"], state)


def goals_title(report: Report, goals: list[Goal]) -> str:
    """Say how many of the month's goals are covered or nearly so."""
    having = [goal for goal in goals if goal.goal is not None]
    if not having:
        return report.msg.text("meeting.no_goals")
    covered = sum(goal.state in (COVERED, SAFE) for goal in having)
    return report.msg.text("meeting.goals_title", count=covered, total=len(having))


def goals_figure(report: Report) -> Figure:
    """Return the month's goals, one row each."""
    msg = report.msg
    quota = quota_goal(report)
    goals = [*marketing_goals(report), *([quota] if quota else [])]
    names = ("goal", "so_far", "due", "month_goal", "state")
    headers = [
        (msg.text(f"meeting.column_{name}"), "l" if name == "state" else "") for name in names
    ]
    rows = [
        [
            goal.name,
            shown(report, goal.unit, goal.actual),
            shown(report, goal.unit, goal.due),
            shown(report, goal.unit, goal.goal),
            tag(*TAGS[goal.state], msg.text(f"meeting.state_{goal.state}")),
        ]
        for goal in goals
    ]
    frame = pl.DataFrame(
        [(goal.name, goal.actual, goal.due, goal.goal) for goal in goals],
        schema={
            text: pl.Float64 if index else pl.String for index, (text, _) in enumerate(headers[:4])
        },
        orient="row",
    )
    return figure(
        report,
        "f-metas",
        goals_title(report, goals),
        msg.text("meeting.goals_subtitle", day=report.fmt.day(report.data.run.as_of)),
        body=table(msg.text("section.estado"), "", headers, rows),
        frame=frame,
        source=sources(report, "leads", "opportunities"),
        is_wide=True,
    )


def standing_rows(report: Report) -> list[dict]:
    """Return sales' clauses over everybody, as far as deadlines fell."""
    rows = report.read("sla.rpt_sales_sla_standing", where="group_kind = 'all'")
    found = {row["clause"]: row for row in rows.iter_rows(named=True) if row["judged"]}
    return [found[clause] for clause in CLAUSES if clause in found]


def agreement_title(report: Report, rows: list[dict]) -> str:
    """Name the clause that is kept least, of enough cases; or say that there are too few."""
    enough = [row for row in rows if row["judged"] >= report.data.run.minimum_sample]
    if not enough:
        return report.msg.text("meeting.agreement_few" if rows else "meeting.agreement_none")
    least = min(enough, key=lambda row: row["rate"])
    return report.msg.text(
        "meeting.agreement_title",
        clause=report.msg.text(f"dashboard.clause_{least['clause']}"),
        rate=report.fmt.percent(least["rate"], 0),
    )


def agreement_figure(report: Report) -> Figure:
    """Return sales' side of the agreement, one row per clause."""
    msg, fmt = report.msg, report.fmt
    rows = standing_rows(report)
    headers = [
        (msg.text("dashboard.column_clause"), "wrap"),
        (msg.text("dashboard.column_kept"), ""),
        (msg.text("dashboard.column_met"), ""),
        (msg.text("dashboard.column_judged"), ""),
    ]
    lines = []
    for row in rows:
        rate = part("few", msg.text("dashboard.few"))
        if row["judged"] >= report.data.run.minimum_sample:
            interval = fmt.percent_range(row["rate_lower"], row["rate_upper"], 0)
            rate = part("two_lines", fmt.percent(row["rate"], 0), interval)
        name = msg.text(f"dashboard.clause_{row['clause']}")
        lines.append([name, rate, fmt.number(row["met"]), fmt.number(row["judged"])])
    return figure(
        report,
        "f-acuerdo",
        agreement_title(report, rows),
        msg.text("meeting.agreement_subtitle", days=report.data.run.vars["sla_standing_days"]),
        body=table(msg.text("section.acuerdo"), "", headers, lines)
        if rows
        else part("missing", msg.text("dashboard.no_clauses")),
        source=sources(report, "contact_attempts"),
        is_wide=True,
    )


def state(report: Report) -> Block:
    """Return the section: the goals, then the agreement."""
    return section(report, "estado", goals_figure(report), agreement_figure(report))
