"""What was found in the data: rejections, unreadable cells, checks, words and the like."""

from __future__ import annotations

import re

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.factory import factory_settings
from smarketing.report.frame.html import figure, part
from smarketing.report.frame.safety import as_words, clean_label, without_personal_data

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


def _reason(report: Report, reason: str) -> str:
    """Return the loader's reason in the reader's language; an unknown one as it is."""
    for pattern, key in REASONS:
        match = re.fullmatch(pattern, reason)
        if match:
            return report.msg.text(f"quality.reason_{key}", **match.groupdict())
    return clean_label(reason)


def entity_word(report: Report, name: str | None) -> str:
    """Return what people call an entity."""
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
            entity=entity_word(report, row["entity"]),
            reason=_reason(report, row["reason"] or "–"),
        )
        for row in quality.reject_reasons.iter_rows(named=True)
    ]
    cells = [
        msg.html(
            "quality.line_cell",
            count=row["cells"],
            number=fmt.number(row["cells"]),
            entity=entity_word(report, row["entity"]),
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
