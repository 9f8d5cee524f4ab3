"""What both meetings begin and end with: the agenda, and the table of what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from smarketing.errors import DataRefused
from smarketing.report.frame import header as page_header
from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import part, table
from smarketing.report.frame.parts import section

WEEKLY, MANAGEMENT = "weekly", "management"
BLANK_ROWS = 5


@dataclass(frozen=True)
class Item:
    """A point of the agenda: its section, its minutes, and the role that leads it."""

    section: str
    minutes: int
    owner: str


AGENDAS = {
    WEEKLY: (
        Item("estado", 6, "sales"),
        Item("meta", 5, "marketing"),
        Item("destacados", 5, "marketing"),
        Item("espera", 8, "sales"),
        Item("planes", 6, "marketing"),
        Item("acciones", 5, "data"),
    ),
    MANAGEMENT: (
        Item("resumen", 10, "data"),
        Item("metricas", 15, "data"),
        Item("disputas", 15, "sales"),
        Item("cantidad", 5, "marketing"),
        Item("motivos", 5, "sales"),
        Item("acciones", 10, "data"),
    ),
}


def check_kind(kind: str) -> str:
    """Return the kind of meeting; DataRefused for an unknown one."""
    if kind not in AGENDAS:
        raise DataRefused(f"kind: '{kind}' is no meeting; use one of {', '.join(AGENDAS)}.")
    return kind


def header(report: Report, kind: str) -> Block:
    """Return the page's header: of the day for the weekly meeting, of the month for the other."""
    is_weekly = kind == WEEKLY
    return page_header.header(
        report,
        f"meeting_{kind}",
        is_daily=is_weekly,
        has_data_sections=False,
        is_slides=is_weekly,
    )


def agenda(report: Report, kind: str) -> Block:
    """Return the agenda: what is spoken of, how long, and who leads it."""
    msg = report.msg
    items = AGENDAS[kind]
    headers = [
        (msg.text("meeting.column_item"), "l wrap"),
        (msg.text("meeting.column_question"), "l wrap"),
        (msg.text("meeting.column_leads_it"), "l"),
        (msg.text("meeting.column_minutes"), ""),
    ]
    rows = [
        [
            part("link", f"#{item.section}", msg.text(f"section.{item.section}")),
            msg.text(f"meeting.question_{item.section}"),
            msg.text(f"owner.{item.owner}"),
            report.fmt.number(item.minutes),
        ]
        for item in items
    ]
    total = report.fmt.number(sum(item.minutes for item in items))
    body = table(
        msg.text("section.agenda"),
        "",
        headers,
        rows,
        total=[msg.text("meeting.total"), "", "", total],
    )
    return section(report, "agenda", body=body)


def actions(report: Report) -> Block:
    """Return the table to fill in during the meeting: what, who, until when."""
    msg = report.msg
    headers = [
        (msg.text("meeting.column_decision"), "l wrap"),
        *((msg.text(f"meeting.column_{name}"), "l") for name in ("owner", "until", "done")),
    ]
    rows = [[report.fmt.number(number), "", "", ""] for number in range(1, BLANK_ROWS + 1)]
    body = part("paragraph", msg.text("meeting.actions_intro"), "intro") + table(
        msg.text("section.acciones"), "", headers, rows, css_class="blank"
    )
    return section(report, "acciones", body=body)
