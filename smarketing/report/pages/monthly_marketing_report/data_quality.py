"""Whether to trust the page: what was read, what was rejected, which checks failed."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.factory import factory_settings
from smarketing.report.frame.html import figure, missing_figure, part, table, tag
from smarketing.report.frame.parts import build_stamp, section
from smarketing.report.frame.quality_data import COUNT_COLUMNS
from smarketing.report.frame.safety import as_words, clean_label, without_personal_data

REJECTED_SHARE = 0.02
EMPTY_FIELD_SHARE = 0.2
LINES_SHOWN = 8
# The loader's reasons, and the catalogue's words for them.
REASONS = (
    (r"total row", "total"),
    (r"(?P<column>\w+) is empty", "empty"),
    (r"(?P<column>\w+) cannot be read as .*", "unreadable"),
    (r"the row has more cells than the header", "overflow"),
    (r"none of (?P<column>.+) is filled", "link"),
)


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
        .map_elements(lambda name: _entity(report, name), return_dtype=pl.String)
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


def _reason(report: Report, reason: str) -> str:
    """Return the loader's reason in the reader's language; an unknown one as it is."""
    for pattern, key in REASONS:
        match = re.fullmatch(pattern, reason)
        if match:
            return report.msg.text(f"quality.reason_{key}", **match.groupdict())
    return clean_label(reason)


def _entity(report: Report, name: str | None) -> str:
    key = f"entity.{name}"
    return report.msg.text(key) if report.msg.has(key) else as_words(name or "–")


def _kind(report: Report, kind: str | None) -> str:
    key = f"quality.kind_{kind}"
    return report.msg.text(key if report.msg.has(key) else "quality.kind_stage")


def detail_figure(report: Report) -> Figure:
    """Return the lists behind the table: rejections, unreadable cells, checks and the like."""
    msg, fmt, quality = report.msg, report.fmt, report.data.quality

    rejects = [
        msg.html(
            "quality.line_reject",
            number=fmt.number(row["rows"]),
            entity=_entity(report, row["entity"]),
            reason=_reason(report, row["reason"] or "–"),
        )
        for row in quality.reject_reasons.iter_rows(named=True)
    ]
    cells = [
        msg.html(
            "quality.line_cell",
            count=row["cells"],
            number=fmt.number(row["cells"]),
            entity=_entity(report, row["entity"]),
            column=clean_label(row["column_name"] or "–"),
        )
        for row in quality.rejected_values.iter_rows(named=True)
    ]
    checks = [
        part(
            "check",
            "no" if row["severity"] == "error" else "warn",
            without_personal_data(row[f"message_{fmt.language}"] or "–"),
            msg.text(
                "quality.line_files" if row["files"] > 1 else "quality.line_file",
                count=row["files"] - 1,
                file=clean_label(row["file"] or "–"),
                others=fmt.number(row["files"] - 1),
            ),
        )
        for row in quality.checks.iter_rows(named=True)
    ]
    contradictions = [
        msg.html(
            "quality.line_contradiction",
            count=row["days"],
            file=clean_label(row["file"]),
            kept=clean_label(row["kept_file"]),
            number=fmt.number(row["days"]),
            share=fmt.percent(row["share"], 0),
        )
        for row in quality.contradictions.iter_rows(named=True)
    ]
    unmapped = [
        msg.html(
            "quality.line_unmapped",
            count=row["rows"] or 0,
            value=clean_label(row["value"]),
            kind=_kind(report, row["kind"]),
            number=fmt.number(row["rows"]),
            file=clean_label(row["settings_file"] or "–"),
        )
        for row in quality.unmapped.iter_rows(named=True)
    ]
    empty_fields = [
        msg.html(
            "quality.line_empty",
            column=clean_label(row["field"]),
            share=fmt.percent(row["filled_share"], 0),
        )
        for row in quality.completeness.iter_rows(named=True)
        if row["filled_share"] is not None and row["filled_share"] < EMPTY_FIELD_SHARE
    ]
    factory = [
        msg.html(f"quality.factory_{one.name}", value=one.value, file=one.file)
        for one in factory_settings(report)
    ]
    found = {
        "factory": factory,
        "rejects": rejects,
        "cells": cells,
        "checks": checks,
        "contradictions": contradictions,
        "unmapped": unmapped,
        "empty": empty_fields,
    }
    shown = [
        (msg.text(f"quality.{name}"), lines[:LINES_SHOWN]) for name, lines in found.items() if lines
    ]
    return figure(
        report,
        "f-hallazgos",
        msg.text("quality.details"),
        msg.text("quality.details_subtitle"),
        body=part("lists", shown, msg.text("quality.nothing")),
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
