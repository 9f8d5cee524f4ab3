"""Words that no setting knows, with the line to paste; cells and rows that couldn't be read."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, part, table
from smarketing.report.frame.parts import section
from smarketing.report.frame.safety import clean_label, without_personal_data

# The columns that a pasted line fills, in the order of rpt_unmapped_values.
HEADERS = {
    "channel_rules.csv": "priority,system,channel_pattern,source_pattern,medium_pattern,"
    "campaign_pattern,channel",
    "stage_map.csv": "system,object,raw_stage,stage",
    "team_members.csv": "owner,team",
    "countries.csv": "alias,country",
}
LINES_SHOWN = 40


def words(report: Report, system: str = "") -> Block:
    """Return the section: per settings file its lines to paste, the most frequent words first."""
    frame = report.read("quality.rpt_unmapped_values")
    if system:
        frame = frame.filter(
            pl.col("source_system").is_null() | (pl.col("source_system") == system)
        )
    files = frame["settings_file"].unique().sort().to_list()
    figures = [
        _file_figure(report, file, frame.filter(pl.col("settings_file") == file)) for file in files
    ]
    if not figures:
        figures = [
            missing_figure(
                report,
                "f-palabras",
                report.msg.text("administrator.words"),
                report.msg.text("administrator.words_nothing"),
            )
        ]
    return section(report, "palabras", *figures)


def _file_figure(report: Report, file: str, rows: pl.DataFrame) -> Figure:
    msg, fmt = report.msg, report.fmt
    rows = rows.sort("row_count", "value", descending=[True, False])
    target = file.replace(".csv", ".add.csv")
    lines = [row["settings_line"] for row in rows.head(LINES_SHOWN).iter_rows(named=True)]
    text = "\n".join([HEADERS.get(file, ""), *map(without_personal_data, lines)])
    data = rows.select(
        pl.col("value")
        .map_elements(clean_label, return_dtype=pl.String)
        .alias(msg.text("administrator.column_word")),
        pl.col("row_count").alias(msg.text("administrator.column_rows")),
        pl.col("settings_line")
        .map_elements(without_personal_data, return_dtype=pl.String)
        .alias(msg.text("administrator.column_line")),
    )
    headers = [
        (msg.text("administrator.column_word"), "l"),
        (msg.text("administrator.column_rows"), ""),
    ]
    counted = [
        [clean_label(row["value"]), fmt.number(row["row_count"])]
        for row in rows.head(LINES_SHOWN).iter_rows(named=True)
    ]
    total = int(rows["row_count"].sum())
    name = file.removesuffix(".csv").replace("_", "-")
    return figure(
        report,
        f"f-{name}",
        msg.text(
            "administrator.words_title",
            count=rows.height,
            number=fmt.number(rows.height),
            rows=fmt.number(total),
        ),
        msg.text("administrator.words_subtitle", file=target),
        body=table(msg.text("administrator.words"), "", headers, counted) + part("pasted", text),
        frame=data,
        note=msg.text("administrator.words_note"),
    )


def cells(report: Report, system: str = "") -> Block:
    """Return the section: columns with cells that became empty because nobody can read them."""
    msg, fmt = report.msg, report.fmt
    frame = report.read("quality.rpt_rejected_values")
    if system:
        files = report.data.quality.files.filter(pl.col("system") == system)
        frame = frame.join(files.select("file").unique(), on="file", how="semi")
    frame = frame.sort("rejected_values", "file", "column_name", descending=[True, False, False])
    title = msg.text("administrator.cells")
    if frame.is_empty():
        nothing = msg.text("administrator.cells_nothing")
        return section(report, "celdas", missing_figure(report, "f-celdas", title, nothing))
    names = ("file", "field", "cells", "share", "row")
    headers = [
        (msg.text(f"administrator.column_{name}"), "l" if name in ("file", "field") else "")
        for name in names
    ]
    lines = [
        [
            clean_label(row["file"]),
            row["column_name"],
            fmt.number(row["rejected_values"]),
            fmt.percent(row["rejected_share"], 1) if row["rejected_share"] is not None else "–",
            fmt.number(row["first_row_number"]),
        ]
        for row in frame.head(LINES_SHOWN).iter_rows(named=True)
    ]
    total = int(frame["rejected_values"].sum())
    return section(
        report,
        "celdas",
        figure(
            report,
            "f-celdas",
            msg.text("administrator.cells_title", count=total, number=fmt.number(total)),
            msg.text("administrator.cells_subtitle"),
            body=table(title, "", headers, lines),
            is_wide=True,
        ),
    )
