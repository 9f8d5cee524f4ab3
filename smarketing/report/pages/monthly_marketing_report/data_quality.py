"""Whether to trust the page: what was read, what was rejected, how fresh it is."""

from __future__ import annotations

from datetime import date

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, table, tag
from smarketing.report.frame.parts import build_stamp, section
from smarketing.report.frame.quality_data import COUNT_COLUMNS
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.monthly_marketing_report.data_quality_details import (
    detail_figure,
    entity_word,
)

REJECTED_SHARE = 0.02


def system_rows(report: Report) -> list[dict]:
    """Return one row per source system: row counts, files, days behind, state.

    state: bad (many rejected), late, undated (the export has no date), else ok.
    """
    files = report.data.quality.files
    grouped = (
        files.group_by("system")
        .agg(
            pl.col("file").n_unique().alias("files"),
            *[pl.col(name).sum() for name in COUNT_COLUMNS],
            pl.col("exported_at").max(),
        )
        .sort("system", nulls_last=True)
    )
    rows = []
    for row in grouped.iter_rows(named=True):
        exported: date | None = row["exported_at"].date() if row["exported_at"] else None
        late_days = (report.data.run.as_of - exported).days if exported else 0
        is_bad = (row["rows_rejected"] or 0) > REJECTED_SHARE * (row["rows_read"] or 1)
        is_late = late_days > report.data.run.late_export_days
        state = "bad" if is_bad else "late" if is_late else "ok" if exported else "undated"
        rows.append(row | {"exported": exported, "late_days": max(late_days, 0), "state": state})
    return rows


def quality_title(report: Report, rows: list[dict]) -> str:
    """Return whether anything is wrong with the sources, the worst first."""
    msg = report.msg
    failed = report.data.quality.checks.filter(pl.col("severity") == "error").height
    if failed:
        return msg.text("quality.failed", count=failed)
    for state in ("bad", "late"):
        names = [report.system(row["system"] or "") for row in rows if row["state"] == state]
        if names:
            return msg.text(
                f"quality.{state}_title", count=len(names), systems=report.listed(names)
            )
    is_dated = all(row["state"] == "ok" for row in rows)
    return msg.text("quality.ok_title" if is_dated else "quality.undated_title")


def _state(report: Report, row: dict) -> Markup:
    if row["state"] == "bad":
        return tag("b", "no", report.msg.text("quality.bad"))
    if row["state"] == "late":
        return tag("w", "warn", report.msg.text("quality.late", days=row["late_days"]))
    if row["state"] == "undated":
        return tag("p", "clock", report.msg.text("quality.undated"))
    return tag("g", "ok", report.msg.text("quality.ok"))


def source_figure(report: Report) -> Figure:
    """Return the table of sources: files, rows read, loaded, rejected, superseded, freshness."""
    msg, fmt, quality = report.msg, report.fmt, report.data.quality
    rows = system_rows(report)
    if not rows:
        return missing_figure(
            report, "f-calidad", msg.text("quality.title"), msg.text("quality.none")
        )
    headers = [(report.column("system"), ""), (report.column("exported"), "l")]
    headers += [(report.column(name), "") for name in ("files", *COUNT_COLUMNS)]
    headers.append((report.column("state"), "l"))
    lines = [
        [
            report.system(row["system"] or "–"),
            fmt.day(row["exported"]) if row["exported"] else "–",
            fmt.number(row["files"]),
            *[fmt.number(row[name]) for name in COUNT_COLUMNS],
            _state(report, row),
        ]
        for row in rows
    ]
    total = [
        msg.text("channels.total"),
        "",
        fmt.number(quality.files["file"].n_unique()),
        *[fmt.number(quality.total(name)) for name in COUNT_COLUMNS],
        "",
    ]
    shown = quality.files.select(
        pl.col("system")
        .map_elements(report.system, return_dtype=pl.String)
        .alias(report.column("system")),
        pl.col("file")
        .map_elements(clean_label, return_dtype=pl.String)
        .alias(report.column("file")),
        pl.col("entity")
        .map_elements(lambda name: entity_word(report, name), return_dtype=pl.String)
        .alias(report.column("entity")),
        *[pl.col(name).alias(report.column(name)) for name in COUNT_COLUMNS],
    )
    return figure(
        report,
        "f-calidad",
        quality_title(report, rows),
        msg.text("quality.subtitle"),
        body=table(msg.text("quality.title"), "", headers, lines, total=total),
        frame=shown,
        note=msg.text("quality.note"),
        source=build_stamp(report),
        is_wide=True,
    )


def data_quality(report: Report) -> Block:
    """Return the section on the data: sources, then what was found in them."""
    recorded = recorded_figure(report)
    figures = [source_figure(report), detail_figure(report)]
    return section(report, "calidad", *([recorded] if recorded else []), *figures)


def recorded_figure(report: Report) -> Figure | None:
    """Return the one number of data quality: the share of what is open that is as agreed."""
    msg, fmt = report.msg, report.fmt
    row = report.data.quality.score(report.data.month)
    if row is None:
        return None
    known = row["score"] is not None and row["records"] >= report.data.run.minimum_sample
    values = {"records": fmt.number(row["records"])}
    if known:
        values |= {
            "share": fmt.percent(row["score"], 0),
            "range": fmt.percent_range(row["score_lower"], row["score_upper"]),
            "number": fmt.number(row["as_agreed"]),
        }
    return figure(
        report,
        "f-registro",
        msg.text("quality.score_title" if known else "quality.score_unknown", **values),
        msg.text("quality.score_subtitle", **values) if known else "",
        note=msg.text("quality.score_note"),
        is_wide=True,
    )
