"""The weekly updates to sales as mails: what marketing made, and what is new in the product."""

from __future__ import annotations

from datetime import timedelta

from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import join, part
from smarketing.report.frame.palette import LIGHT
from smarketing.report.frame.parts import build_stamp
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.meeting.calendar import (
    DAYS_AHEAD,
    DAYS_BACK,
    PRODUCT,
    Action,
    actions_between,
    offers_ending,
    opens_of,
)
from smarketing.report.pages.meeting.plans import offer_end

MARKETING_STEM, PRODUCT_STEM = "marketing_update", "product_update"
# How campaigns and assets of e-mail events call an update, without accents.
NAMES = {
    MARKETING_STEM: ("marketing update", "marketing_update", "actualizacion de marketing"),
    PRODUCT_STEM: ("product update", "product_update", "actualizacion de producto"),
}
LINKS = ("url", "thank_you_url", "share_url")
MOST_OPENS = 8


def actions_of(report: Report, stem: str) -> list[Action]:
    """Return the actions an update tells of: of the last week and the next three."""
    day = report.data.run.as_of
    first = day - timedelta(days=DAYS_BACK - 1)
    found = actions_between(report, first, day + timedelta(days=DAYS_AHEAD))
    return [one for one in found if (one.kind == PRODUCT) == (stem == PRODUCT_STEM)]


def _action(report: Report, one: Action) -> Markup:
    msg = report.msg
    when = msg.text(
        "meeting.when", kind=msg.text(f"meeting.kind_{one.kind}"), day=report.fmt.day(one.day)
    )
    links = [
        (msg.text(f"meeting.link_{name}"), getattr(one, name))
        for name in LINKS
        if getattr(one, name)
    ]
    quote = msg.text("meeting.say", words=one.soundbite) if one.soundbite else ""
    return part("mail_action", one.title, when, quote, links, LIGHT)


def _offers(report: Report) -> list[Markup]:
    msg = report.msg
    offers = offers_ending(report)
    if not offers:
        return []
    headers = [(msg.text(f"meeting.column_{name}"), False) for name in ("product", "ends", "note")]
    rows = [[one.product, offer_end(report, one), one.note or "–"] for one in offers]
    return [part("mail_table", msg.text("meeting.offers_label"), headers, rows, "", LIGHT)]


def _opens(report: Report, stem: str) -> Markup:
    """Return how often earlier updates were opened; else which export would tell."""
    msg, fmt = report.msg, report.fmt
    opens = opens_of(report, NAMES[stem])
    if not opens.height:
        text = msg.text("meeting.opens_none", names=" · ".join(NAMES[stem]))
        return part("mail_paragraph", text, LIGHT, "ink2", 14)
    headers = [
        (msg.text("meeting.column_update"), False),
        (msg.text("meeting.column_opens"), True),
        (msg.text("meeting.column_people"), True),
        (msg.text("meeting.column_last_open"), True),
    ]
    rows = [
        [
            clean_label(row["name"]),
            fmt.number(row["opens"]),
            fmt.number(row["people"]),
            fmt.day(row["last_day"]),
        ]
        for row in opens.head(MOST_OPENS).iter_rows(named=True)
    ]
    return part("mail_table", msg.text("meeting.opens_label"), headers, rows, "", LIGHT)


def update(report: Report, stem: str) -> Block:
    """Return an update as a whole mail; the exporter writes it as a file of its own."""
    msg = report.msg
    actions = actions_of(report, stem)
    found = [_action(report, one) for one in actions]
    if not found:
        found = [part("mail_paragraph", msg.text(f"meeting.{stem}_none"), LIGHT)]
    found += [*_offers(report), part("mail_heading", msg.text("meeting.opens_heading"), LIGHT)]
    found.append(_opens(report, stem))
    html = part(
        "mail_document",
        language=report.locale,
        title=msg.text(f"page.{stem}"),
        brand=report.company,
        band=msg.text("page.sample_band") if report.data.run.is_sample else "",
        period=report.fmt.long_day(report.data.run.as_of),
        parts=found,
        stamp=join(build_stamp(report), " · "),
        c=LIGHT,
    )
    return Block(html, place="mail", stem=stem, is_page=report.is_page)


def marketing_update(report: Report) -> Block:
    """Return the weekly marketing update to sales."""
    return update(report, MARKETING_STEM)


def product_update(report: Report) -> Block:
    """Return the weekly product update to sales."""
    return update(report, PRODUCT_STEM)
