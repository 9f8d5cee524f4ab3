"""The definition of an MQL as sales sees it: acceptance, reasons, webinars and events."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, part, table
from smarketing.report.frame.intervals import wilson
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.safety import clean_label
from smarketing.report.frame.stamp import add_months
from smarketing.report.pages.mql_definition.charts import dots_with_intervals
from smarketing.report.pages.mql_definition.labels import renamed
from smarketing.report.pages.mql_definition.study import Study

RECENT_MONTHS = 12
TERMS = ("lead_date", "precision", "recall", "lift", "auc", "shrunk")


def recent_acceptance(report: Report, study: Study) -> pl.DataFrame:
    """Return the acceptance of the last twelve months by owner: mqls, accepted, rejected, rate."""
    since = add_months(report.data.month, 1 - RECENT_MONTHS)
    return (
        study.acceptance.filter(pl.col("month").is_between(since, report.data.month))
        .group_by("owner")
        .agg(pl.col("mqls", "accepted", "rejected", "undecided").sum())
        .with_columns(decided=pl.col("accepted") + pl.col("rejected"))
        .with_columns(acceptance_rate=pl.col("accepted") / pl.col("decided"))
        .sort("owner")
    )


def acceptance_title(report: Report, rows: pl.DataFrame) -> str:
    """Say whether owners differ beyond chance in what they accept."""
    decided, accepted = rows["decided"].sum(), rows["accepted"].sum()
    whole = report.fmt.percent(accepted / decided, 0) if decided else "–"
    enough = rows.filter(pl.col("decided") >= report.data.run.minimum_sample)
    ranked = enough.sort("acceptance_rate", "owner", descending=[True, False])
    if ranked.height < 2:
        return report.msg.text("mql.acceptance_whole", rate=whole)
    first, last = ranked.row(0, named=True), ranked.row(-1, named=True)
    best, worst = (wilson(row["accepted"], row["decided"]) for row in (first, last))
    if best.lower <= worst.upper:
        return report.msg.text("mql.acceptance_alike", rate=whole)
    return report.msg.text(
        "mql.acceptance_differs",
        rate=whole,
        first=clean_label(first["owner"]),
        last=clean_label(last["owner"]),
        high=report.fmt.percent(first["acceptance_rate"], 0),
        low=report.fmt.percent(last["acceptance_rate"], 0),
    )


def acceptance_figure(report: Report, study: Study) -> Figure:
    """Return the share of MQLs that each owner accepted."""
    msg, fmt = report.msg, report.fmt
    rows = recent_acceptance(report, study)
    enough = rows.filter(pl.col("decided") >= report.data.run.minimum_sample).sort(
        "acceptance_rate", descending=True
    )
    if not enough.height:
        return missing_figure(
            report, "f-aceptacion", msg.text("mql.acceptance_name"), msg.text("mql.no_data")
        )
    intervals = [
        wilson(accepted, decided)
        for accepted, decided in enough.select("accepted", "decided").iter_rows()
    ]
    frame = pl.DataFrame(
        {
            "label": [
                msg.text("mql.no_owner") if name == "(none)" else clean_label(name)
                for name in enough["owner"]
            ],
            "value": enough["acceptance_rate"],
            "lower": [item.lower for item in intervals],
            "upper": [item.upper for item in intervals],
            "reference": [rows["accepted"].sum() / max(rows["decided"].sum(), 1)] * enough.height,
            "is_strong": [True] * enough.height,
            "text": [
                f"{fmt.percent(rate, 0)} ({fmt.number(count)})"
                for rate, count in enough.select("acceptance_rate", "decided").iter_rows()
            ],
        }
    )
    shown = ("owner", "mqls", "accepted", "rejected", "undecided", "acceptance_rate")
    return figure(
        report,
        "f-aceptacion",
        acceptance_title(report, rows),
        msg.text("mql.acceptance_subtitle"),
        chart=dots_with_intervals(report, frame, axis_format=".0%"),
        frame=renamed(report, rows, *shown),
        note=msg.text("mql.acceptance_note"),
        source=sources(report, "leads", "lead_stage_changes"),
    )


def reason_figure(report: Report, study: Study) -> Figure:
    """Return why MQLs were rejected."""
    msg, fmt = report.msg, report.fmt
    since = add_months(report.data.month, 1 - RECENT_MONTHS)
    rows = (
        study.acceptance.filter(
            pl.col("month").is_between(since, report.data.month) & (pl.col("rejected") > 0)
        )
        .group_by("reason")
        .agg(pl.col("rejected").sum())
        .sort("rejected", "reason", descending=[True, False])
    )
    total = rows["rejected"].sum() or 0
    if total < report.data.run.minimum_sample:
        return missing_figure(
            report, "f-rechazos", msg.text("mql.reasons_name"), msg.text("mql.no_data")
        )

    def words(name: str) -> str:
        return msg.text("mql.reason_nurture") if name == "nurture" else report.reason(name)

    rows = rows.with_columns(
        pl.col("reason").map_elements(words, return_dtype=pl.String),
        share=pl.col("rejected") / total,
    )
    cells = [
        [row["reason"], fmt.number(row["rejected"]), fmt.percent(row["share"])]
        for row in rows.iter_rows(named=True)
    ]
    headers = [(msg.text("mql_column.reason"), "l")]
    headers += [(msg.text(f"mql_column.{name}"), "") for name in ("rejected", "share")]
    return figure(
        report,
        "f-rechazos",
        msg.text(
            "mql.reasons_title", reason=rows["reason"][0], share=fmt.percent(rows["share"][0], 0)
        ),
        msg.text("mql.reasons_subtitle"),
        body=table(msg.text("mql.reasons_name"), "", headers, cells),
        frame=renamed(report, rows, "reason", "rejected", "share"),
        source=sources(report, "leads", "lead_stage_changes"),
    )


def event_title(report: Report, rows: pl.DataFrame) -> str:
    """Say what share of those registered bought after attending, or that attendance is missing."""
    msg, fmt = report.msg, report.fmt
    gap = rows.filter(pl.col("attended") == 0).height
    if gap:
        return msg.text("mql.events_gap", count=gap)
    kind = "webinar" if "webinar" in rows["kind"].to_list() else "event"
    mine = rows.filter(pl.col("kind") == kind)
    whole = mine.filter(pl.col("asset") == "all")
    named = mine.filter(pl.col("asset") != "all").sort("close_rate", "asset", descending=True)
    if not whole.height or named.height < 2:
        return msg.text("mql.events_title")
    return msg.text(
        f"mql.events_title_{kind}",
        rate=fmt.percent(whole["close_rate"][0]),
        best=clean_label(named["asset"][0]),
        highest=fmt.percent(named["close_rate"][0]),
    )


def event_figure(report: Report, study: Study) -> Figure:
    """Return the closing rates of webinars and events, as the guide counts them and after it."""
    msg, fmt = report.msg, report.fmt
    rows = study.events.filter(pl.col("registered") >= report.data.run.minimum_sample).sort(
        "kind", "asset"
    )
    if not rows.height:
        return missing_figure(
            report, "f-eventos", msg.text("mql.events_name"), msg.text("mql.no_data")
        )

    def asset(row: dict) -> str:
        if row["asset"] == "all":
            return msg.text(f"mql.events_all_{row['kind']}")
        return clean_label(row["asset"])

    named = rows.with_columns(
        pl.Series("asset", [asset(row) for row in rows.iter_rows(named=True)])
    )
    names = ("registered", "attended", "customers", "naive_close_rate", "close_rate")
    cells = [
        [
            row["asset"],
            fmt.number(row["registered"]),
            fmt.number(row["attended"]),
            fmt.number(row["customers"]),
            fmt.percent(row["naive_close_rate"]),
            f"{fmt.percent(row['close_rate'])} "
            f"({fmt.percent_range(row['close_rate_lower'], row['close_rate_upper'])})",
        ]
        for row in named.iter_rows(named=True)
    ]
    headers = [(msg.text("mql_column.asset"), "l")]
    headers += [(msg.text(f"mql_column.{name}"), "") for name in names]
    return figure(
        report,
        "f-eventos",
        event_title(report, rows),
        msg.text("mql.events_subtitle"),
        body=table(msg.text("mql.events_name"), "", headers, cells),
        frame=renamed(report, named, "asset", *names),
        source=sources(report, "touchpoints", "opportunities"),
        is_wide=True,
    )


def acceptance(report: Report, study: Study) -> Block:
    """Return the section: what sales did with the MQLs, and why it rejected some."""
    return section(
        report,
        "mql_aceptacion",
        acceptance_figure(report, study),
        reason_figure(report, study),
    )


def events(report: Report, study: Study) -> Block:
    """Return the section: closing rates of webinars and events."""
    return section(report, "mql_eventos", event_figure(report, study))


def terms(report: Report) -> Block:
    """Return the section: what the words of this page mean."""
    text = report.msg.text
    entries = [("", text(f"mql_term.{name}"), text(f"mql_term.about_{name}")) for name in TERMS]
    return section(report, "mql_terminos", body=part("definitions", entries, "gloss"))
