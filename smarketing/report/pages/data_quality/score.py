"""How much is recorded as agreed, and which fields of which owner are empty."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, interval_track, join, missing_figure, table
from smarketing.report.frame.parts import section
from smarketing.report.frame.safety import clean_label

ALL = "all"
OWNERS_SHOWN = 6
PARTS = ("filled", "mapped", "linked", "with_next_step")
NOBODY = "(none)"


def score(report: Report, system: str = "") -> Block:
    """Return the section: the month's score by system, and what it is made of."""
    return section(report, "puntaje", _score_figure(report, system))


def named(report: Report, system: str) -> str:
    """Return a system's name for the title; nothing where the page is of all."""
    return report.system(system) if system else ""


def of_system(frame: pl.DataFrame, system: str, *, with_all: bool = False) -> pl.DataFrame:
    """Return the rows of one system; every row where none is named."""
    if not system:
        return frame
    wanted = [system, ALL] if with_all else [system]
    return frame.filter(pl.col("source_system").is_in(wanted))


def _score_figure(report: Report, system: str) -> Figure:
    msg, fmt = report.msg, report.fmt
    frame = of_system(report.read("quality.rpt_quality_score"), system, with_all=True)
    newest = frame.filter(pl.col("month") == report.data.month).sort(
        pl.col("source_system") != ALL, "source_system"
    )
    if newest.is_empty():
        return missing_figure(
            report, "f-puntaje", msg.text("administrator.score"), msg.text("administrator.no_open")
        )
    headers = [(msg.text("administrator.column_system"), "l")]
    headers += [(msg.text(f"administrator.column_{name}"), "") for name in ("records", *PARTS)]
    headers.append((msg.text("administrator.column_score"), "l"))
    lines = []
    for row in newest.iter_rows(named=True):
        name = row["source_system"]
        lines.append(
            [
                msg.text("administrator.all") if name == ALL else report.system(name),
                fmt.number(row["records"]),
                *[
                    "–" if row[part] is None else fmt.percent(row[part] / row["records"], 0)
                    for part in PARTS
                ],
                _score_cell(report, row),
            ]
        )
    whole = newest.row(0, named=True)
    title = (
        msg.text("administrator.score_unknown", share=fmt.percent(whole["complete_share"], 0))
        if whole["score"] is None
        else msg.text(
            "administrator.score_title",
            share=fmt.percent(whole["score"], 0),
            count=whole["as_agreed"],
            number=fmt.number(whole["as_agreed"]),
            records=fmt.number(whole["records"]),
        )
    )
    return figure(
        report,
        "f-puntaje",
        title,
        msg.text("administrator.score_subtitle"),
        body=table(msg.text("administrator.score"), "", headers, lines),
        note=msg.text("administrator.score_note"),
        is_wide=True,
    )


def _score_cell(report: Report, row: dict):
    if row["score"] is None:
        return "–"
    if row["records"] < report.data.run.minimum_sample:
        return report.msg.text("administrator.few", records=report.fmt.number(row["records"]))
    track = interval_track(row["score"], row["score_lower"], row["score_upper"])
    return join([report.fmt.percent(row["score"], 0), " ", track])


def completeness(report: Report) -> Block:
    """Return the section: how many people have each field filled, in all and of each owner."""
    msg, fmt = report.msg, report.fmt
    frame = report.read("quality.rpt_field_completeness")
    owners = (
        frame.filter((pl.col("owner") != ALL) & (pl.col("owner") != NOBODY))
        .group_by("owner")
        .agg(pl.col("leads").max())
        .sort("leads", "owner", descending=[True, False])["owner"]
        .to_list()[:OWNERS_SHOWN]
    )
    shares = {
        (row["field"], row["owner"]): row["filled_share"] for row in frame.iter_rows(named=True)
    }
    fields = sorted(
        {row["field"] for row in frame.iter_rows(named=True)},
        key=lambda field: (shares.get((field, ALL)) or 0, field),
    )
    headers = [(msg.text("administrator.column_field"), "l")]
    headers.append((msg.text("administrator.all"), ""))
    headers += [(clean_label(owner), "") for owner in owners]

    def shown(field: str, owner: str) -> str:
        share = shares.get((field, owner))
        return "–" if share is None else fmt.percent(share, 0)

    lines = [[field, *[shown(field, owner) for owner in (ALL, *owners)]] for field in fields]
    frame = frame.select(
        pl.col("field").alias(msg.text("administrator.column_field")),
        pl.col("owner").alias(msg.text("administrator.column_owner")),
        pl.col("leads").alias(msg.text("administrator.column_leads")),
        pl.col("filled_share").alias(msg.text("administrator.column_filled_share")),
    )
    return section(
        report,
        "campos",
        figure(
            report,
            "f-campos",
            msg.text("administrator.fields"),
            msg.text("administrator.fields_subtitle"),
            body=table(msg.text("administrator.fields"), "", headers, lines),
            frame=frame,
            is_wide=True,
        ),
    )
