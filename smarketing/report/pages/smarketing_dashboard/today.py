"""The first screen: how the month stands, and who needs help today."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import part
from smarketing.report.pages.smarketing_dashboard.advice import (
    MEASURES,
    figures,
    outlook,
    state_sentence,
    todo_sentence,
)
from smarketing.report.pages.smarketing_dashboard.agreement import below, clause_name
from smarketing.report.pages.smarketing_dashboard.data import NOBODY, UNKNOWN, DayData

MOST_PEOPLE = 3
OVER_CAP_SHARE = 0.5


@dataclass(frozen=True)
class Help:
    """Who needs help and why, who gives it, and the figure that shows it."""

    text: Markup
    owner: str
    link: str


def sentences(report: Report, data: DayData) -> list[Markup]:
    """Say where leads and money stand, then how sales keeps its first clause."""
    rows = [(measure, data.today(measure)) for measure in MEASURES]
    said = [state_sentence(report, measure, row) for measure, row in rows if row is not None]
    row = data.standing_of("first_attempt")
    if row and row["judged"] >= report.data.run.minimum_sample:
        said.append(
            report.msg.html(
                "dashboard.state_sales",
                days=report.data.run.vars["sla_standing_days"],
                clause=clause_name(report, data, "first_attempt"),
                rate=report.fmt.percent(row["rate"], 0),
                met=report.fmt.number(row["met"]),
                judged=report.fmt.number(row["judged"]),
            )
        )
    return said or [report.msg.html("dashboard.state_nothing")]


def people_help(report: Report, data: DayData) -> list[Help]:
    """Return who keeps a clause less than the others beyond chance, with what waits for them."""
    work = {
        row["owner"]: row
        for row in data.work.filter(pl.col("group_kind") == "owner").iter_rows(named=True)
    }
    found: dict[str, Help] = {}
    for row in below(data):
        if row["owner"] in found:
            continue
        mine = work.get(row["owner"], {})
        text = report.msg.html(
            "dashboard.help_person",
            name=row["owner"],
            clause=clause_name(report, data, row["clause"]),
            rate=report.fmt.percent(row["rate_shrunk"], 0),
            interval=report.fmt.percent_range(
                row["rate_shrunk_lower"], row["rate_shrunk_upper"], 0
            ),
            common=report.fmt.percent(row["common_rate"], 0),
            breached=report.fmt.number(mine.get("breached") or 0),
        )
        found[row["owner"]] = Help(text, mine.get("team") or "–", "f-personas")
    return list(found.values())[:MOST_PEOPLE]


def team_help(report: Report, data: DayData) -> Help | None:
    """Return that most people hold more open leads than the policy's cap; None where not."""
    people = data.work.filter(
        (pl.col("group_kind") == "owner") & ~pl.col("team").is_in([NOBODY, UNKNOWN])
    )
    capped = people.drop_nulls("max_active_leads")
    over = capped.filter(pl.col("open_leads") > pl.col("max_active_leads"))
    if not capped.height or over.height <= OVER_CAP_SHARE * capped.height:
        return None
    text = report.msg.html(
        "dashboard.help_cap",
        over=over.height,
        people=capped.height,
        cap=report.fmt.number(capped["max_active_leads"].max()),
        stalled=report.fmt.number(data.waiting["stalled"]),
    )
    return Help(text, report.msg.text("owner.sales"), "f-espera")


def messages_help(report: Report, data: DayData) -> Help | None:
    """Return how many leads' messages wait for an answer; None where none does."""
    waiting = data.waiting.get("messages_waiting") or 0
    if not waiting:
        return None
    text = report.msg.html(
        "dashboard.help_messages", count=waiting, number=report.fmt.number(waiting)
    )
    return Help(text, report.msg.text("owner.sales"), "f-espera")


def marketing_help(report: Report, data: DayData) -> list[Help]:
    """Return what marketing should do about a goal that is open, out of reach or missed."""
    rows = [(measure, data.today(measure)) for measure in MEASURES]
    return [
        Help(
            report.msg.html(
                "dashboard.help_goal",
                name=figures(report, measure, row)["name"],
                todo=todo_sentence(report, measure, row),
            ),
            report.msg.text("owner.marketing"),
            f"f-meta-{measure.replace('_', '-')}",
        )
        for measure, row in rows
        if row is not None and outlook(row).state in ("open", "unlikely", "missed")
    ]


def all_help(report: Report, data: DayData) -> list[Help]:
    """Return everything that needs somebody today: people, messages, load, then marketing."""
    others = [messages_help(report, data), team_help(report, data)]
    return [
        *people_help(report, data),
        *(one for one in others if one is not None),
        *marketing_help(report, data),
    ]


def nobody_stands_out(report: Report, data: DayData) -> str:
    """Say where to begin when nobody needs help more than the others."""
    breached = data.waiting.get("breached") or 0
    return report.msg.text(
        "dashboard.help_nobody", count=breached, number=report.fmt.number(breached)
    )


def today(report: Report, data: DayData) -> Block:
    """Return the first screen: the state in sentences beside who needs help today."""
    msg = report.msg
    html = part(
        "overview",
        title=msg.text("section.hoy"),
        sentences=sentences(report, data),
        note=msg.text("dashboard.generated"),
        decide_title=msg.text("section.ayuda"),
        proposals=all_help(report, data),
        see=msg.text("decide.see"),
        nothing=nobody_stands_out(report, data),
    )
    return Block(html, is_page=report.is_page)
