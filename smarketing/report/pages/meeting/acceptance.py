"""The dispute on quality, with its evidence: what sales accepted, who rejected what, and why."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.charts import cohort_rates
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import (
    figure,
    key_item,
    missing_figure,
    part,
    share_bar,
    table,
    tag,
)
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.meeting.definition import definition_figure
from smarketing.report.pages.meeting.quality_evidence import (
    NURTURE,
    Evidence,
    acceptance_interval,
    load_evidence,
)

STANDINGS = {-1: ("b", "down", "below"), 1: ("g", "up", "above")}


def reason_name(report: Report, reason: str | None) -> str:
    """Return a reason as sales wrote it; the two that nobody wrote, in words."""
    if reason == NURTURE:
        return report.msg.text("meeting.reason_nurture")
    return report.reason(reason)


def drift_title(report: Report, evidence: Evidence) -> str:
    """Say whether acceptance clearly moved; or that there are too few judged months."""
    drift = evidence.drift
    if drift is None:
        return report.msg.text("meeting.drift_few")
    key = {-1: "down", 0: "same", 1: "up"}[drift.direction]
    return report.msg.text(
        f"meeting.drift_{key}",
        stage=report.stage_code("mql"),
        before=report.fmt.percent(drift.before, 0),
        now=report.fmt.percent(drift.rate, 0),
    )


def drift_rows(report: Report, evidence: Evidence) -> pl.DataFrame:
    """Return the months as the chart draws them; undecided and small ones without interval."""
    rows = []
    for row in evidence.months.iter_rows(named=True):
        if not row["decided"]:
            continue
        interval = acceptance_interval(row) if row["is_judged"] else None
        rate = row["accepted"] / row["decided"]
        rows.append(
            {
                "month": row["month"],
                "rate": rate,
                "lower": interval.lower if interval else None,
                "upper": interval.upper if interval else None,
                "state": "complete" if row["is_judged"] else "pending",
                "rate_text": report.fmt.percent(rate, 0),
                "count_text": report.msg.text(
                    "meeting.accepted_of",
                    accepted=report.fmt.number(row["accepted"]),
                    decided=report.fmt.number(row["decided"]),
                    undecided=report.fmt.number(row["undecided"]),
                ),
            }
        )
    schema = {"rate": pl.Float64, "lower": pl.Float64, "upper": pl.Float64}
    return pl.DataFrame(rows, schema_overrides=schema) if rows else pl.DataFrame()


def drift_figure(report: Report, evidence: Evidence) -> Figure:
    """Return acceptance over time, where the definition or the agreement changed marked."""
    msg = report.msg
    rows = drift_rows(report, evidence)
    if not rows.height:
        return missing_figure(
            report, "f-aceptacion", drift_title(report, evidence), msg.text("meeting.drift_reason")
        )
    said = [
        f"{report.fmt.short_month(row['month'])}: {row['rate_text']}"
        for row in rows.iter_rows(named=True)
    ]
    return figure(
        report,
        "f-aceptacion",
        drift_title(report, evidence),
        msg.text("meeting.drift_subtitle", stage=report.stage_code("mql")),
        chart=cohort_rates(report, rows),
        frame=rows.select(
            pl.col("month").dt.strftime("%Y-%m").alias(report.column("month")),
            pl.col("rate").alias(msg.text("meeting.column_acceptance_rate")),
            pl.col("count_text").alias(msg.text("meeting.column_cases")),
        ),
        description="; ".join(said),
        note=msg.text("meeting.drift_note"),
        keys=[
            key_item("circle", "actual", msg.text("meeting.key_judged"), "actual"),
            key_item("circle", "pend", msg.text("meeting.key_undecided"), "paper"),
        ],
        source=sources(report, "leads", "lead_stage_changes"),
    )


def owners_title(report: Report, evidence: Evidence) -> str:
    """Name who accepts less than the others beyond chance; or say that nobody does."""
    below = [
        row["owner"] for row in evidence.owners.iter_rows(named=True) if evidence.standing(row) < 0
    ]
    if not below:
        return report.msg.text("meeting.owners_alike")
    return report.msg.text("meeting.owners_below", count=len(below), names=report.listed(below))


def owners_figure(report: Report, evidence: Evidence) -> Figure:
    """Return what each owner accepted and rejected in three months, by name: no ranking."""
    msg, fmt = report.msg, report.fmt
    title = owners_title(report, evidence)
    if not evidence.owners.height:
        return missing_figure(report, "f-rechazos", title, msg.text("meeting.drift_reason"))
    headers = [
        (msg.text("dashboard.column_owner"), "wrap"),
        *((msg.text(f"meeting.column_{name}"), "") for name in ("mqls", "accepted", "rejected")),
        (msg.text("meeting.column_undecided"), ""),
        (msg.text("meeting.column_acceptance_rate"), ""),
        (msg.text("meeting.column_standing"), "l"),
        (msg.text("meeting.column_main_reason"), "l wrap"),
    ]
    counts = ("mqls", "accepted", "rejected", "undecided")
    rows = []
    for row in evidence.owners.iter_rows(named=True):
        decided = row["accepted"] + row["rejected"]
        rate = part("few", msg.text("dashboard.few"))
        if decided >= evidence.minimum:
            interval = acceptance_interval(row)
            shown = fmt.percent(row["accepted"] / decided, 0)
            rate = part("two_lines", shown, fmt.percent_range(interval.lower, interval.upper, 0))
        standing = STANDINGS.get(evidence.standing(row))
        rows.append(
            [
                msg.text("dashboard.nobody") if row["owner"] in (None, "(none)") else row["owner"],
                *(fmt.number(row[name]) for name in counts),
                rate,
                tag(*standing[:2], msg.text(f"dashboard.standing_{standing[2]}"))
                if standing
                else "–",
                reason_name(report, reason)
                if (reason := evidence.main_reason(row["owner"]))
                else "–",
            ]
        )
    return figure(
        report,
        "f-rechazos",
        title,
        msg.text("meeting.owners_subtitle", stage=report.stage_code("mql")),
        body=table(msg.text("meeting.owners_label"), "", headers, rows),
        frame=evidence.owners.select(
            pl.col("owner").alias(headers[0][0]),
            *(pl.col(name).alias(msg.text(f"meeting.column_{name}")) for name in counts),
        ),
        note=msg.text("meeting.owners_note"),
        is_wide=True,
    )


def reasons_title(report: Report, evidence: Evidence) -> str:
    """Name the commonest reason and its share; or say that none is named."""
    named = evidence.reasons.filter(~pl.col("is_unnamed"))
    if not named.height:
        return report.msg.text("meeting.reasons_none")
    return report.msg.text(
        "meeting.reasons_title",
        reason=reason_name(report, named["reason"][0]),
        share=report.fmt.percent(named["share"][0], 0),
    )


def reasons_figure(report: Report, evidence: Evidence) -> Figure:
    """Return why MQLs were rejected in three months."""
    msg, fmt = report.msg, report.fmt
    title = reasons_title(report, evidence)
    if not evidence.reasons.height:
        return missing_figure(
            report, "f-motivos-rechazo", title, msg.text("meeting.reasons_reason")
        )
    widest = evidence.reasons["rejected"].max()
    headers = [
        (msg.text("meeting.column_reason"), "wrap"),
        (msg.text("meeting.column_rejected"), "l"),
        (msg.text("meeting.column_share"), ""),
    ]
    rows = [
        [
            reason_name(report, row["reason"]),
            share_bar(fmt.number(row["rejected"]), row["rejected"], widest),
            fmt.percent(row["share"], 0),
        ]
        for row in evidence.reasons.iter_rows(named=True)
    ]
    return figure(
        report,
        "f-motivos-rechazo",
        title,
        msg.text("meeting.reasons_subtitle"),
        body=table(msg.text("meeting.reasons_label"), "", headers, rows),
        note=msg.text("meeting.reasons_note"),
    )


def acceptance(report: Report) -> Block:
    """Return the section: acceptance over time, owners, reasons, and the definition's test."""
    evidence = load_evidence(report)
    return section(
        report,
        "disputas",
        drift_figure(report, evidence),
        owners_figure(report, evidence),
        reasons_figure(report, evidence),
        definition_figure(report),
    )
