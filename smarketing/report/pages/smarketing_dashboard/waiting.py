"""What waits today, in counts: the reasons of the worklists, and the alerts of the day."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, share_bar, table
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.smarketing_dashboard.data import DayData

REASONS = (
    *("without_first_attempt", "short_of_attempts", "messages_waiting", "touches_due"),
    *("stalled", "without_next_step", "with_alert"),
)


def waiting_title(report: Report, data: DayData) -> str:
    """Say how many open leads stand still, with the share; or that none does."""
    row = data.waiting
    if not row["stalled"]:
        return report.msg.text("dashboard.none_stalled", open=report.fmt.number(row["open_leads"]))
    return report.msg.text(
        "dashboard.stalled_title",
        count=row["stalled"],
        stalled=report.fmt.number(row["stalled"]),
        open=report.fmt.number(row["open_leads"]),
        share=report.fmt.percent(row["stalled_share"], 0),
    )


def waiting_figure(report: Report, data: DayData) -> Figure:
    """Return the counts of open leads by what they wait for."""
    msg, fmt, row = report.msg, report.fmt, data.waiting
    if not row:
        return missing_figure(
            report, "f-espera", msg.text("section.espera"), msg.text("dashboard.no_open_leads")
        )
    lines = [
        [
            msg.text(f"dashboard.reason_{name}"),
            share_bar(fmt.number(row[name]), row[name], row["open_leads"]),
            fmt.percent(row[name] / row["open_leads"], 0),
        ]
        for name in REASONS
    ]
    headers = [
        (msg.text("dashboard.column_reason"), "l wrap"),
        (msg.text("dashboard.column_leads"), "l"),
        (msg.text("dashboard.column_of_open"), ""),
    ]
    return figure(
        report,
        "f-espera",
        waiting_title(report, data),
        msg.text("dashboard.waiting_subtitle", open=fmt.number(row["open_leads"])),
        body=table(msg.text("dashboard.waiting_label"), "", headers, lines),
        frame=pl.DataFrame(
            [[msg.text(f"dashboard.reason_{name}"), row[name]] for name in REASONS],
            schema=[headers[0][0], headers[1][0]],
            orient="row",
        ),
        note=msg.text("dashboard.waiting_note"),
        source=sources(report, "leads", "tasks", "contact_attempts"),
    )


def alerts_figure(report: Report, data: DayData) -> Figure:
    """Return the alerts of the day as counts of leads."""
    msg, fmt = report.msg, report.fmt
    day = fmt.day(report.data.run.as_of)
    if not data.alerts.height:
        return missing_figure(
            report, "f-avisos", msg.text("dashboard.alerts_none"), msg.text("dashboard.no_alerts")
        )
    widest = int(data.alerts["leads"].max() or 1)
    names = [alert_name(report, row) for row in data.alerts.iter_rows(named=True)]
    counts = data.alerts["leads"].to_list()
    headers = [
        (msg.text("dashboard.column_alert"), "l wrap"),
        (msg.text("dashboard.column_leads"), "l"),
    ]
    return figure(
        report,
        "f-avisos",
        msg.text("dashboard.alerts_title", name=names[0], count=counts[0]),
        msg.text("dashboard.alerts_subtitle", day=day),
        body=table(
            msg.text("dashboard.alerts_label"),
            "",
            headers,
            [
                [name, share_bar(fmt.number(count), count, widest)]
                for name, count in zip(names, counts, strict=True)
            ],
        ),
        frame=pl.DataFrame(
            list(zip(names, counts, strict=True)),
            schema=[text for text, _ in headers],
            orient="row",
        ),
        source=sources(report, "touchpoints", "contact_attempts"),
    )


def alert_name(report: Report, row: dict) -> str:
    """Return an alert as the settings call it."""
    label = row[f"label_{report.fmt.language}"] or row["label_es"] or row["alert_id"]
    days = "" if row["days_silent"] is None else report.fmt.number(row["days_silent"])
    return clean_label(label.replace("{days_silent}", days))


def waiting(report: Report, data: DayData) -> Block:
    """Return the section: what waits, and the alerts."""
    return section(report, "espera", waiting_figure(report, data), alerts_figure(report, data))
