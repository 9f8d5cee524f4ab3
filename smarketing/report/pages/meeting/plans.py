"""What marketing plans in the next weeks, and which offers end."""

from __future__ import annotations

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, part, table
from smarketing.report.frame.parts import section
from smarketing.report.pages.meeting.calendar import (
    DAYS_AHEAD,
    OFFER_DAYS,
    Action,
    Offer,
    offers_ending,
    planned,
)


def plans_title(report: Report, actions: list[Action]) -> str:
    """Name the next action; or say that nothing is planned."""
    if not actions:
        return report.msg.text("meeting.plans_none", weeks=DAYS_AHEAD // 7)
    first = actions[0]
    return report.msg.text("meeting.plans_title", title=first.title, day=report.fmt.day(first.day))


def plans_figure(report: Report) -> Figure:
    """Return the calendar of the next weeks."""
    msg, fmt = report.msg, report.fmt
    actions = planned(report)
    title = plans_title(report, actions)
    if not actions:
        return missing_figure(report, "f-planes", title, msg.text("meeting.plans_reason"))
    headers = [
        (msg.text("meeting.column_day"), ""),
        *((msg.text(f"meeting.column_{name}"), "l wrap") for name in ("what", "soundbite")),
    ]
    rows = [
        [
            fmt.day(one.day),
            part("two_lines", one.title, msg.text(f"meeting.kind_{one.kind}")),
            one.soundbite or "–",
        ]
        for one in actions
    ]
    return figure(
        report,
        "f-planes",
        title,
        msg.text("meeting.plans_subtitle", weeks=DAYS_AHEAD // 7),
        body=table(msg.text("section.planes"), "", headers, rows),
        note=msg.text("meeting.plans_note"),
        is_wide=True,
    )


def offers_title(report: Report, offers: list[Offer]) -> str:
    """Name the offer that ends first; or say that none ends."""
    if not offers:
        return report.msg.text("meeting.offers_none", days=OFFER_DAYS)
    first = offers[0]
    return report.msg.text(
        "meeting.offers_title", product=first.product, day=report.fmt.day(first.until)
    )


def offer_end(report: Report, offer: Offer) -> str:
    """Say what of an offer ends and when."""
    key = "meeting.price_until" if offer.is_price else "meeting.seats_until"
    return report.msg.text(key, day=report.fmt.day(offer.until))


def offers_figure(report: Report) -> Figure:
    """Return the offers that end soon."""
    msg = report.msg
    offers = offers_ending(report)
    title = offers_title(report, offers)
    if not offers:
        return missing_figure(report, "f-ofertas", title, msg.text("meeting.offers_reason"))
    names = ("product", "ends", "note")
    headers = [(msg.text(f"meeting.column_{name}"), "l wrap") for name in names]
    rows = [[one.product, offer_end(report, one), one.note or "–"] for one in offers]
    return figure(
        report,
        "f-ofertas",
        title,
        msg.text("meeting.offers_subtitle", days=OFFER_DAYS),
        body=table(msg.text("meeting.offers_label"), "", headers, rows),
        is_wide=True,
    )


def plans(report: Report) -> Block:
    """Return the section: the calendar, then the offers."""
    return section(report, "planes", plans_figure(report), offers_figure(report))
