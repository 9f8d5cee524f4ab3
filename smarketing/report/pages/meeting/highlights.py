"""What stands out since the last meeting: clear changes of the KPIs, and the sales won."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, share_bar, table, tag
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.stamp import add_months
from smarketing.report.pages.meeting.indicators import (
    Change,
    clear_changes,
    compared_month,
    read_indicators,
    shown,
)

MOST_CHANGES = 5
DAYS = 7


def change_tag(report: Report, change: Change) -> object:
    """Return better, worse, or only changed, as a tag."""
    if change.better is None:
        return tag("p", "flat", report.msg.text("meeting.changed"))
    kind = ("g", "up", "better") if change.better else ("b", "down", "worse")
    glyph = "up" if change.now > change.before else "down"
    return tag(kind[0], glyph, report.msg.text(f"meeting.{kind[2]}"))


def changes_title(report: Report, changes: list[Change]) -> str:
    """Say the largest clear change; or that there is none."""
    if not changes:
        return report.msg.text("meeting.changes_none")
    first = changes[0]
    return report.msg.text(
        "meeting.changes_title",
        name=report.kpi(first.kpi_id),
        before=shown(report, first.unit, first.before),
        now=shown(report, first.unit, first.now),
    )


def changes_figure(report: Report) -> Figure:
    """Return the KPIs that changed beyond chance in the last complete month."""
    msg = report.msg
    month = compared_month(report)
    now, before = (read_indicators(report, add_months(month, -back)) for back in (0, 1))
    changes = clear_changes(report, now, before)
    texts = {
        "month": report.fmt.month_name(month),
        "previous": report.fmt.month_name(add_months(month, -1)),
    }
    if not changes:
        return missing_figure(
            report,
            "f-cambios",
            changes_title(report, []),
            msg.text("meeting.changes_reason", **texts),
        )
    headers = [
        (msg.text("meeting.column_indicator"), "wrap"),
        *((msg.text(f"meeting.column_{name}"), "") for name in ("before", "now")),
        (msg.text("meeting.column_change"), "l"),
    ]
    rows = [
        [
            report.kpi(change.kpi_id),
            shown(report, change.unit, change.before),
            shown(report, change.unit, change.now),
            change_tag(report, change),
        ]
        for change in changes[:MOST_CHANGES]
    ]
    return figure(
        report,
        "f-cambios",
        changes_title(report, changes),
        msg.text("meeting.changes_subtitle", **texts),
        body=table(msg.text("meeting.changes_label"), "", headers, rows),
        note=msg.text(
            "meeting.changes_note", count=len(changes), number=report.fmt.number(len(changes))
        ),
        source=sources(report, "leads", "opportunities", "contact_attempts"),
        is_wide=True,
    )


def won_by_channel(report: Report) -> pl.DataFrame:
    """Return the sales won in the last seven days: channel, sales, amount; most money first."""
    day = report.data.run.as_of
    rows = report.read(
        "core.fct_opportunities",
        *("channel", "amount"),
        where="is_won and closed_date between $first and $last",
        parameters={"first": day - timedelta(days=DAYS - 1), "last": day},
    )
    sums = rows.group_by("channel").agg(sales=pl.len(), amount=pl.col("amount").sum())
    return sums.sort("amount", "channel", descending=[True, False], nulls_last=True)


def wins_title(report: Report, wins: pl.DataFrame) -> str:
    """Say how many sales were won in the week and what they amount to; or that none was."""
    count = int(wins["sales"].sum() or 0)
    if not count:
        return report.msg.text("meeting.wins_none")
    return report.msg.text(
        "meeting.wins_title",
        count=count,
        number=report.fmt.number(count),
        amount=report.fmt.money(wins["amount"].sum(), report.data.run.reporting_currency),
    )


def wins_figure(report: Report) -> Figure:
    """Return the sales won in the last seven days by the channel of the lead."""
    msg, fmt = report.msg, report.fmt
    wins = won_by_channel(report)
    title = wins_title(report, wins)
    if not wins.height:
        return missing_figure(report, "f-ventas-semana", title, msg.text("meeting.wins_reason"))
    widest = wins["amount"].max() or 0
    headers = [
        (report.msg.text("meeting.column_channel"), "wrap"),
        (msg.text("meeting.column_sales"), ""),
        (msg.text("meeting.column_amount"), "l"),
    ]
    rows = [
        [
            report.channel(row["channel"]),
            fmt.number(row["sales"]),
            share_bar(fmt.number(row["amount"]), row["amount"] or 0, widest),
        ]
        for row in wins.iter_rows(named=True)
    ]
    day = report.data.run.as_of
    return figure(
        report,
        "f-ventas-semana",
        title,
        msg.text(
            "meeting.wins_subtitle",
            first=fmt.day(day - timedelta(days=DAYS - 1)),
            last=fmt.day(day),
            currency=report.data.run.reporting_currency,
        ),
        body=table(msg.text("meeting.wins_label"), "", headers, rows),
        source=sources(report, "opportunities"),
        is_wide=True,
    )


def highlights(report: Report) -> Block:
    """Return the section: changes, then sales."""
    return section(report, "destacados", changes_figure(report), wins_figure(report))
