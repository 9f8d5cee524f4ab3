"""The service agreement of late: each clause, then team by team and person by person."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import (
    EMPTY,
    figure,
    interval_track,
    join,
    missing_figure,
    part,
    table,
    tag,
)
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.smarketing_dashboard.data import (
    CLAUSES,
    NOBODY,
    UNKNOWN,
    DayData,
)
from smarketing.report.pages.smarketing_dashboard.rates import rate_words

WAITING = {
    "first_attempt": "without_first_attempt",
    "attempts": "short_of_attempts",
    "next_reply": "messages_waiting",
}
COUNTS = ("open_leads", "breached", "messages_waiting", "stalled", "with_alert")


def clause_name(report: Report, data: DayData, clause: str) -> str:
    """Return a clause in words, with its numbers where one agreement holds for every lead type."""
    agreed, msg, fmt = data.agreement, report.msg, report.fmt
    names = {
        "first_attempt": ("first_attempt_hours",),
        "attempts": ("attempts_required", "within_days"),
        "next_reply": ("reply_hours",),
    }[clause]
    values = [agreed.get(name) for name in names]
    if any(value is None for value in values):
        return msg.text(f"dashboard.clause_{clause}")
    numbers = [fmt.number(value, 0 if float(value).is_integer() else 1) for value in values]
    hours = "business" if agreed.get("business_hours") else "wall"
    kind = "attempts" if clause == "attempts" else f"{clause}_{hours}"
    return msg.text(f"dashboard.clause_{kind}_of", first=numbers[0], last=numbers[-1])


def is_agreed(data: DayData, clause: str) -> bool:
    """Tell whether a clause is judged at all: somebody was, or the agreement names it."""
    return bool(data.standing_of(clause))


def clause_title(report: Report, data: DayData) -> str:
    """Say the finding: the clause that is kept least, if enough were judged."""
    minimum = report.data.run.minimum_sample
    rows = [data.standing_of(clause) for clause in CLAUSES]
    judged = [row for row in rows if row and row["judged"] >= minimum]
    if not judged:
        return report.msg.text("dashboard.clauses_few")
    worst = min(judged, key=lambda row: row["rate"])
    return report.msg.text(
        "dashboard.clauses_title",
        clause=clause_name(report, data, worst["clause"]),
        rate=report.fmt.percent(worst["rate"], 0),
    )


def rate_cell(report: Report, row: dict, *, shrunk: bool = False) -> Markup | str:
    """Return a rate with its interval and track; counts alone where too few were judged."""
    if not row:
        return "–"
    words = rate_words(report, row, shrunk=shrunk)
    if words.bounds is None:
        return part("few", words.text, words.counts)
    lines = part("two_lines", words.text, words.counts)
    return join([interval_track(*words.bounds), lines])


def clauses_figure(report: Report, data: DayData) -> Figure:
    """Return each clause: kept in the last days, and what is open today."""
    msg, fmt = report.msg, report.fmt
    days = report.data.run.vars["sla_standing_days"]
    lines, plain = [], []
    for clause in CLAUSES:
        name, row = clause_name(report, data, clause), data.standing_of(clause)
        waiting = data.waiting.get(WAITING[clause])
        if not row:
            state = part("few", msg.text(f"dashboard.nothing_{clause}"))
            lines.append([name, state, "–", fmt.number(waiting or 0)])
        else:
            lines.append(
                [name, rate_cell(report, row), fmt.number(row["late"]), fmt.number(waiting or 0)]
            )
        values = [row.get(key) for key in ("met", "judged", "rate", "rate_lower", "rate_upper")]
        plain.append([name, *values, row.get("late"), waiting])
    headers = [
        (msg.text("dashboard.column_clause"), "l wrap"),
        (msg.text("dashboard.column_kept"), "l"),
        (msg.text("dashboard.column_late"), ""),
        (msg.text("dashboard.column_open"), ""),
    ]
    columns = ("clause", "met", "judged", "rate", "lower", "upper", "late", "open")
    return figure(
        report,
        "f-acuerdo",
        clause_title(report, data),
        msg.text("dashboard.clauses_subtitle", days=days),
        body=table(msg.text("dashboard.clauses_label"), "", headers, lines),
        frame=pl.DataFrame(
            plain, schema=[msg.text(f"dashboard.column_{name}") for name in columns], orient="row"
        ),
        note=msg.text("dashboard.clauses_note"),
        source=sources(report, "contact_attempts", "leads"),
        is_wide=True,
    )


def ordered(data: DayData, kind: str) -> pl.DataFrame:
    """Return the groups of a kind, those with most open breaches first, nobody's last."""
    rows = data.work.filter(pl.col("group_kind") == kind)
    return rows.with_columns(
        is_last=pl.col("owner").is_in([NOBODY, UNKNOWN]) | (pl.col("team") == UNKNOWN)
    ).sort("is_last", "breached", "owner", descending=[False, True, False])


def group_name(report: Report, name: str) -> str:
    """Return a team or person as the page writes it."""
    key = {NOBODY: "nobody", UNKNOWN: "unknown_team"}.get(name)
    return report.msg.text(f"dashboard.{key}") if key else name


def standing_tag(report: Report, row: dict) -> Markup:
    """Return the tag of who differs from the others beyond chance; nothing for who doesn't."""
    kinds = {"below": ("w", "down"), "above": ("g", "up")}
    if not row or row["standing"] not in kinds:
        return EMPTY
    kind, icon = kinds[row["standing"]]
    return tag(kind, icon, report.msg.text(f"dashboard.standing_{row['standing']}"))


def groups_figure(report: Report, data: DayData, kind: str, title: str) -> Figure:
    """Return teams or people: clauses kept, drawn toward the common rate, and what waits today."""
    msg, fmt = report.msg, report.fmt
    judged = [clause for clause in CLAUSES if is_agreed(data, clause)]
    lines, plain = [], []
    for row in ordered(data, kind).iter_rows(named=True):
        standings = [data.standing_of(clause, kind, row["owner"]) for clause in judged]
        cells: list[Markup | str] = []
        for standing in standings:
            cell = rate_cell(report, standing, shrunk=True)
            cells.append(join([cell, standing_tag(report, standing)]))
        name = group_name(report, row["owner"])
        shown: Markup | str = name
        if kind == "owner" and row["owner"] != NOBODY:
            shown = part("two_lines", name, group_name(report, row["team"]))
        lines.append([shown, *cells, *(fmt.number(row[count]) for count in COUNTS)])
        rates = [
            value
            for standing in standings
            for value in (standing.get("met"), standing.get("judged"), standing.get("rate_shrunk"))
        ]
        belongs = [row["team"]] if kind == "owner" else []
        plain.append([name, *belongs, *rates, *(row[count] for count in COUNTS)])
    headers = [(msg.text(f"dashboard.column_{kind}"), "l")]
    headers += [(clause_name(report, data, clause), "l") for clause in judged]
    headers += [(msg.text(f"dashboard.column_{count}"), "") for count in COUNTS]
    columns = [msg.text(f"dashboard.column_{kind}")]
    columns += [msg.text("dashboard.column_its_team")] if kind == "owner" else []
    columns += [
        f"{clause_name(report, data, clause)}: {msg.text(f'dashboard.column_{value}')}"
        for clause in judged
        for value in ("met", "judged", "shrunk")
    ]
    columns += [msg.text(f"dashboard.column_{count}") for count in COUNTS]
    return figure(
        report,
        "f-personas" if kind == "owner" else "f-equipos",
        title,
        msg.text("dashboard.groups_subtitle", days=report.data.run.vars["sla_standing_days"]),
        body=table(title, msg.text("dashboard.groups_caption"), headers, lines, css_class="groups"),
        frame=pl.DataFrame(plain, schema=columns, orient="row"),
        note=msg.text("dashboard.groups_note"),
        source=sources(report, "contact_attempts", "leads", "tasks"),
        is_wide=True,
    )


def people_title(report: Report, data: DayData) -> str:
    """Say who keeps a clause less than the others beyond chance; that nobody does otherwise."""
    names = {row["owner"] for row in below(data)}
    if not names:
        return report.msg.text("dashboard.people_alike")
    return report.msg.text(
        "dashboard.people_below", count=len(names), names=report.listed(sorted(names))
    )


def below(data: DayData) -> list[dict]:
    """Return the people's rows that are below the common rate beyond chance, most cases first."""
    rows = data.standing.filter(
        (pl.col("group_kind") == "owner")
        & (pl.col("standing") == "below")
        & (pl.col("owner") != NOBODY)
    )
    return rows.sort("judged", "owner", descending=[True, False]).to_dicts()


def agreement(report: Report, data: DayData) -> Block:
    """Return the section: the clauses, the teams and the people."""
    if not data.standing.height:
        empty = missing_figure(
            report,
            "f-acuerdo",
            report.msg.text("section.acuerdo"),
            report.msg.text("dashboard.no_clauses"),
        )
        return section(report, "acuerdo", empty)
    teams = data.work.filter((pl.col("group_kind") == "team") & (pl.col("owner") != NOBODY))
    figures = [clauses_figure(report, data)]
    if teams.height > 1:
        figures.append(
            groups_figure(report, data, "team", report.msg.text("dashboard.teams_title"))
        )
    figures.append(groups_figure(report, data, "owner", people_title(report, data)))
    return section(report, "acuerdo", *figures)
