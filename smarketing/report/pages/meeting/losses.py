"""Why leads and opportunities were lost in twelve months."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, share_bar, table
from smarketing.report.frame.losses import loss_shares, shown_losses
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.meeting.quality_evidence import REASONLESS


def losses_title(report: Report, shares: pl.DataFrame) -> str:
    """Name the commonest reason; or say that there are too few losses, or none with a reason."""
    named = shares.filter(~pl.col("is_unnamed"))
    if (shares["cases"].sum() or 0) < report.data.run.minimum_sample:
        return report.msg.text("meeting.losses_few")
    if not named.height:
        return report.msg.text("meeting.losses_unnamed")
    return report.msg.text(
        "meeting.losses_title",
        reason=report.reason(named["reason"][0]),
        share=report.fmt.percent(named["share"][0], 0),
    )


def losses(report: Report) -> Block:
    """Return the section."""
    msg, fmt = report.msg, report.fmt
    shares = loss_shares(report, REASONLESS)
    title = losses_title(report, shares)
    if not shares.height:
        return section(
            report,
            "motivos",
            missing_figure(report, "f-motivos", title, msg.text("meeting.losses_reason")),
        )
    widest = shares["cases"].max()
    headers = [
        (msg.text("meeting.column_reason"), "wrap"),
        (msg.text("meeting.column_cases"), "l"),
        (msg.text("meeting.column_share"), ""),
        (msg.text("meeting.column_amount"), ""),
    ]
    rows = [
        [
            row["label"],
            share_bar(fmt.number(row["cases"]), row["cases"], widest),
            fmt.percent(row["share"], 0),
            fmt.number(row["amount"]),
        ]
        for row in shown_losses(report, shares).iter_rows(named=True)
    ]
    shown = figure(
        report,
        "f-motivos",
        title,
        msg.text("meeting.losses_subtitle", currency=report.data.run.reporting_currency),
        body=table(msg.text("section.motivos"), "", headers, rows),
        source=sources(report, "leads", "opportunities"),
    )
    return section(report, "motivos", shown)
