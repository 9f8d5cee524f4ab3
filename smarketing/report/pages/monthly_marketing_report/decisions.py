"""Proposals for "Para decidir": each a rule with a condition on the frame that shows why."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.context import Report
from smarketing.report.frame.intervals import wilson
from smarketing.report.frame.losses import loss_shares

UNASSIGNED = ("Unassigned", "Unknown")
NO_RESPONSE_SHARE = 0.2
UNASSIGNED_SHARE = 0.1
REJECTED_SHARE = 0.02
REASON_SHARE = 0.25
CHANNEL_SHARE = 0.05
MAX_DECISIONS = 3


@dataclass(frozen=True)
class Decision:
    """A proposal: what to do, who owns it and the figure that shows why."""

    text: Markup
    owner: str
    link: str


def unanswered_decision(report: Report) -> Decision | None:
    """Propose to answer the leads of the worst bottleneck that wait without a response."""
    rows = report.data.bottlenecks
    if not rows.height or not report.data.quality.has_attempts:
        return None
    row = rows.row(0, named=True)
    waiting, progress = row["without_response"] or 0, row["work_in_progress"] or 0
    if progress < report.data.run.minimum_sample or waiting < NO_RESPONSE_SHARE * progress:
        return None
    text = report.msg.html(
        "decide.unanswered",
        count=waiting,
        number=report.fmt.number(waiting),
        total=report.fmt.number(progress),
        stage=report.stage(row["stage"]),
    )
    return Decision(text, report.msg.text("owner.sales"), "f-cuellos")


def channel_yield(report: Report) -> dict | None:
    """Return the largest channel whose share of customers is clearly under its share of leads.

    Among leads that have had the whole maturity window, so that a young channel is not blamed for
    its age. Keys: channel, lead_share, customer_share.
    """
    closed = report.data.origins.filter(pl.col("to_stage") == "customer").sort(
        "entered_mature", "channel", descending=[True, False]
    )
    leads = closed["entered_mature"].sum() or 0
    customers = closed["reached_mature"].sum() or 0
    minimum = report.data.run.minimum_sample
    if customers < minimum:
        return None
    for row in closed.iter_rows(named=True):
        if row["channel"] in ("(none)", *UNASSIGNED) or row["entered_mature"] < minimum:
            continue
        share = row["entered_mature"] / leads
        interval = wilson(row["reached_mature"], customers)
        if share >= CHANNEL_SHARE and interval is not None and interval.upper < share:
            return {
                "channel": row["channel"],
                "lead_share": share,
                "customer_share": row["reached_mature"] / customers,
            }
    return None


def channel_decision(report: Report) -> Decision | None:
    """Propose to review the largest channel that brings fewer customers than its share of leads."""
    found = channel_yield(report)
    if found is None:
        return None
    text = report.msg.html(
        "decide.channel",
        channel=report.channel(found["channel"]),
        leads=report.fmt.percent(found["lead_share"], 0),
        customers=report.fmt.percent(found["customer_share"], 0),
    )
    return Decision(text, report.msg.text("owner.marketing"), "f-origen")


def unassigned_decision(report: Report) -> Decision | None:
    """Propose channel rules where a tenth of the month's leads have no channel."""
    data = report.data
    total = data.month_row(data.month).get("leads") or 0
    lost = sum(data.month_row(data.month, name).get("leads") or 0 for name in UNASSIGNED)
    if total < data.run.minimum_sample or lost < UNASSIGNED_SHARE * total:
        return None
    text = report.msg.html(
        "decide.unassigned",
        count=lost,
        number=report.fmt.number(lost),
        share=report.fmt.percent(lost / total, 0),
    )
    return Decision(text, report.msg.text("owner.marketing"), "f-canales")


def rejected_decision(report: Report) -> Decision | None:
    """Propose to repair the exports where more than two per cent of rows were rejected."""
    read = report.data.quality.total("rows_read")
    rejected = report.data.quality.total("rows_rejected")
    if not read or rejected <= REJECTED_SHARE * read:
        return None
    share = report.fmt.percent(rejected / read)
    text = report.msg.html("decide.rejected", number=report.fmt.number(rejected), share=share)
    return Decision(text, report.msg.text("owner.data"), "f-calidad")


def named_reason(report: Report) -> dict | None:
    """Return the commonest loss reason that is named, if it explains a quarter of enough losses."""
    shares = loss_shares(report)
    named = shares.filter(~pl.col("is_unnamed"))
    if not named.height or (shares["cases"].sum() or 0) < report.data.run.minimum_sample:
        return None
    top = named.row(0, named=True)
    return top if top["share"] >= REASON_SHARE else None


def reason_decision(report: Report) -> Decision | None:
    """Propose to work on the commonest loss reason."""
    top = named_reason(report)
    if top is None:
        return None
    text = report.msg.html(
        "decide.reason",
        reason=report.reason(top["reason"]),
        share=report.fmt.percent(top["share"], 0),
    )
    return Decision(text, report.msg.text("owner.sales"), "f-perdidas")


def decisions(report: Report) -> list[Decision]:
    """Return up to three proposals, the ones that concern most people first."""
    rules = (
        rejected_decision,
        unanswered_decision,
        channel_decision,
        reason_decision,
        unassigned_decision,
    )
    found = [rule(report) for rule in rules]
    return [decision for decision in found if decision is not None][:MAX_DECISIONS]
