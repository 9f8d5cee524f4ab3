"""The team lead's page: each rep's day and month in counts, transfers, settings that contradict."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from smarketing.report.frame.html import part, table, tag
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.worklist.day import Day
from smarketing.report.pages.worklist.page import document_page
from smarketing.report.pages.worklist.phrases import Words
from smarketing.settings.variables import project_vars

TRANSFERS = "transfers"
HEADS = (
    *("plan", "promised", "on_time", "attempts", "connect", "capacity", "without"),
    *("nurture", "deals", "another"),
)
STANDING_TAGS = {"below": ("b", "no"), "above": ("g", "ok")}


def team_page(words: Words, day: Day, links: Mapping[str, str]) -> str:
    """Return the team lead's page; it names no lead. links: owner, or TRANSFERS → page."""
    msg = words.msg
    title = msg.text("worklist.team_title")
    headers = [(msg.text("worklist.owner"), "")]
    headers += [(msg.text(f"worklist.head_{name}"), "") for name in HEADS]
    lines = [_line(words, row, links.get(row["owner"])) for row in day.reps.iter_rows(named=True)]
    days = words.fmt.number(project_vars()["sla_standing_days"])
    note = part("paragraph", msg.text("worklist.team_caption", days=days), "sub")
    body = note + table(title, "", headers, lines)
    return document_page(
        words, title, body + _transfers(words, day, links) + _conflicts(words, day)
    )


def _line(words: Words, row: dict, link: str | None) -> list[Markup | str]:
    fmt, text = words.fmt, words.msg.text
    name = clean_label(row["owner"])
    on_time = "–"
    if row["on_time_judged"]:
        counts = text(
            "worklist.of_judged",
            met=fmt.number(row["on_time"]),
            judged=fmt.number(row["on_time_judged"]),
        )
        on_time = _rate(words, row, "on_time_rate", counts)
        mark = STANDING_TAGS.get(row["on_time_standing"])
        if mark:
            on_time += tag(*mark, text(f"worklist.{row['on_time_standing']}"))
    connect = "–"
    if row["attempts"]:
        connect = _rate(words, row, "connect_rate", fmt.number(row["connects"]))
    plan_share = text("worklist.plan_hours", share=fmt.percent(row["planned_share"] or 0, 0))
    of_open = text("worklist.of_open", count=fmt.number(row["open_leads"]))
    return [
        part("link", link, name) if link else name,
        part("two_lines", fmt.number(row["planned"]), plan_share),
        fmt.number(row["promised"]),
        on_time,
        fmt.number(row["attempts"]),
        connect,
        fmt.percent(row["capacity_used"], 0) if row["capacity_used"] is not None else "–",
        part("two_lines", fmt.number(row["without_next_step"]), of_open),
        fmt.number(row["to_nurture"]),
        fmt.number(row["deals_to_review"]),
        fmt.number(row["another_day"]),
    ]


def _rate(words: Words, row: dict, name: str, counts: str) -> Markup:
    lower, upper = row[f"{name}_lower"], row[f"{name}_upper"]
    shown = words.fmt.percent(row[f"{name}_shrunk"], 0)
    return part("two_lines", shown, f"{words.fmt.percent_range(lower, upper, 0)} · {counts}")


def _transfers(words: Words, day: Day, links: Mapping[str, str]) -> Markup:
    count = day.transfers.height
    if not count:
        texts = [words.msg.text("worklist.transfers_none")]
    else:
        shown = words.fmt.number(count)
        text = words.msg.text("worklist.transfers_count", count=count, shown=shown)
        see = words.msg.text("worklist.see_transfers")
        texts = [part("with_link", text, links.get(TRANSFERS, ""), see)]
    return part("plain_list", words.msg.text("worklist.transfers"), texts)


def _conflicts(words: Words, day: Day) -> Markup:
    texts, number = [], words.fmt.number
    for row in day.conflicts.iter_rows(named=True):
        text = words.msg.text(
            "worklist.conflict",
            sla=clean_label(row["sla_id"]),
            required=number(row["attempts_required"]),
            within=number(row["within_days"]),
            attempts=number(row["cadence_attempts"]),
            days=number(row["cadence_days"]),
        )
        if row["recommended_lowest"] is not None:
            text += " " + _advice(words, row["recommended_lowest"], row["recommended_highest"])
        texts.append(text)
    return part("plain_list", words.msg.text("worklist.conflicts"), texts) if texts else Markup("")


def _advice(words: Words, lowest: int, highest: int) -> str:
    """Return how many attempts the curve recommends: a range, or one number for all types."""
    number = words.fmt.number
    if lowest == highest:
        return words.msg.text("worklist.conflict_advice_one", count=lowest, number=number(lowest))
    return words.msg.text(
        "worklist.conflict_advice", lowest=number(lowest), highest=number(highest)
    )
