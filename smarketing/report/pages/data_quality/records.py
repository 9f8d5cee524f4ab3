"""Which records to mend, by id and link: nobody's name or address stands here."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, part, table
from smarketing.report.frame.parts import section
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.data_quality.score import of_system

RECORDS_SHOWN = 15
PROBLEMS = ("empty_fields", "unmapped_words", "unlinked", "no_next_step", "stale")


def mend(report: Report, system: str = "") -> Block:
    """Return the section: how many records have which problem, by owner, and the worst of each."""
    frame = of_system(report.read("quality.rpt_records_to_mend"), system)
    if frame.is_empty():
        missing = missing_figure(
            report,
            "f-corregir",
            report.msg.text("administrator.mend"),
            report.msg.text("administrator.mend_nothing"),
        )
        return section(report, "corregir", missing)
    lists = [
        _list_figure(report, problem, rows)
        for problem in PROBLEMS
        if not (rows := frame.filter(pl.col("problem") == problem)).is_empty()
    ]
    return section(report, "corregir", _owner_figure(report, frame), *lists)


def _owner_figure(report: Report, frame: pl.DataFrame) -> Figure:
    msg, fmt = report.msg, report.fmt
    counts = {
        (row["owner"], row["problem"]): row["len"]
        for row in frame.group_by("owner", "problem").len().iter_rows(named=True)
    }
    owners = frame.group_by("owner").len().sort("len", "owner", descending=[True, False])["owner"]
    records = frame.select("source_system", "record_type", "record_id").n_unique()
    headers = [(msg.text("administrator.column_owner"), "l")]
    headers += [(msg.text(f"administrator.problem_{name}"), "") for name in PROBLEMS]
    lines = [
        [_owner(report, owner), *[fmt.number(counts.get((owner, name), 0)) for name in PROBLEMS]]
        for owner in owners
    ]
    total = [msg.text("administrator.all")]
    total += [
        fmt.number(sum(n for (_, found), n in counts.items() if found == name)) for name in PROBLEMS
    ]
    return figure(
        report,
        "f-corregir",
        msg.text("administrator.mend_title", count=records, number=fmt.number(records)),
        msg.text("administrator.mend_subtitle"),
        body=table(msg.text("administrator.mend"), "", headers, lines, total=total),
        note=msg.text("administrator.mend_note"),
        is_wide=True,
    )


def _owner(report: Report, owner: str) -> str:
    return report.msg.text("administrator.no_owner") if owner == "(none)" else clean_label(owner)


def _list_figure(report: Report, problem: str, rows: pl.DataFrame) -> Figure:
    """Return the records that have waited longest, and all of them as data."""
    msg, fmt = report.msg, report.fmt
    rows = rows.sort("days_without_record", "record_id", descending=[True, False], nulls_last=True)
    names = ("record", "system", "owner", "fields", "days")
    headers = [
        (msg.text(f"administrator.column_{name}"), "" if name == "days" else "l") for name in names
    ]
    has_fields = rows["fields"].is_not_null().any()
    kept = [at for at, name in enumerate(names) if name != "fields" or has_fields]
    lines = []
    for row in rows.head(RECORDS_SHOWN).iter_rows(named=True):
        cells = [
            record_link(report, row["record_type"], row["record_id"], row["record_url"]),
            report.system(row["source_system"]),
            _owner(report, row["owner"]),
            clean_label(row["fields"] or "–"),
            fmt.number(row["days_without_record"]),
        ]
        lines.append([cells[at] for at in kept])
    data = rows.select(
        pl.col("source_system").alias(msg.text("administrator.column_system")),
        pl.col("record_type").alias(msg.text("administrator.column_record_type")),
        pl.col("record_id").alias(msg.text("administrator.column_record")),
        pl.col("owner").alias(msg.text("administrator.column_owner")),
        pl.col("fields").alias(msg.text("administrator.column_fields")),
        pl.col("days_without_record").alias(msg.text("administrator.column_days")),
        pl.col("record_url").alias(msg.text("administrator.column_link")),
    )
    name = msg.text(f"administrator.problem_{problem}")
    return figure(
        report,
        f"f-{problem.replace('_', '-')}",
        msg.text("administrator.list_title", problem=name, number=fmt.number(rows.height)),
        msg.text(f"administrator.remedy_{problem}"),
        body=table(name, "", [headers[at] for at in kept], lines),
        frame=data,
        note=msg.text("administrator.list_note", number=fmt.number(RECORDS_SHOWN))
        if rows.height > RECORDS_SHOWN
        else "",
    )


def record_link(report: Report, record_type: str, record_id: str, url: str | None) -> Markup | str:
    """Return a record's id as a link to its page, or as a text where nobody knows the address."""
    kind = f"administrator.record_{record_type}"
    name = report.msg.text(kind) if report.msg.has(kind) else record_type
    text = f"{name} {clean_label(record_id)}"
    is_safe = url is not None and url.startswith("https://")
    return part("link", url, text) if is_safe else text


def duplicates(report: Report, system: str = "") -> Block:
    """Return the section: people with several records, by the key that showed it."""
    msg, fmt = report.msg, report.fmt
    frame = of_system(report.read("quality.rpt_duplicate_records"), system)
    title = msg.text("administrator.duplicates")
    if frame.is_empty():
        nothing = msg.text("administrator.duplicates_nothing")
        return section(report, "duplicados", missing_figure(report, "f-duplicados", title, nothing))
    names = ("system", "key", "people", "records")
    headers = [
        (msg.text(f"administrator.column_{name}"), "l" if name in ("system", "key") else "")
        for name in names
    ]
    by_key = (
        frame.group_by("source_system", "joined_by")
        .agg(pl.len().alias("people"), pl.col("records").sum())
        .sort("people", "source_system", "joined_by", descending=[True, False, False])
    )
    lines = [
        [
            report.system(row["source_system"]),
            _keys(report, row["joined_by"]),
            fmt.number(row["people"]),
            fmt.number(row["records"]),
        ]
        for row in by_key.iter_rows(named=True)
    ]
    shown = frame.sort("records", "record_ids", descending=[True, False]).head(RECORDS_SHOWN)
    examples = [
        [
            record_link(report, row["record_type"], row["record_ids"], row["record_url"]),
            report.system(row["source_system"]),
            _keys(report, row["joined_by"]),
        ]
        for row in shown.iter_rows(named=True)
    ]
    example_headers = [
        (msg.text(f"administrator.column_{name}"), "l") for name in ("same", "system", "key")
    ]
    data = frame.select(
        pl.col("source_system").alias(msg.text("administrator.column_system")),
        pl.col("record_type").alias(msg.text("administrator.column_record_type")),
        pl.col("record_ids").alias(msg.text("administrator.column_same")),
        pl.col("joined_by").alias(msg.text("administrator.column_key")),
        pl.col("record_url").alias(msg.text("administrator.column_link")),
    )
    people = frame["lead_key"].n_unique()
    return section(
        report,
        "duplicados",
        figure(
            report,
            "f-duplicados",
            msg.text("administrator.duplicates_title", count=people, number=fmt.number(people)),
            msg.text("administrator.duplicates_subtitle"),
            body=table(title, "", headers, lines),
        ),
        figure(
            report,
            "f-unir",
            msg.text("administrator.merge"),
            msg.text("administrator.merge_subtitle"),
            body=table(msg.text("administrator.merge"), "", example_headers, examples),
            frame=data,
        ),
    )


def _keys(report: Report, joined_by: str | None) -> str:
    keys = [f"administrator.key_{key}" for key in (joined_by or "other_system").split(", ")]
    return report.listed(report.msg.text(key) if report.msg.has(key) else key for key in keys)
