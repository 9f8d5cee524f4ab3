"""The definition of a qualified lead in force, tested on later leads."""

from __future__ import annotations

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, table


def definition_title(report: Report, row: dict) -> str:
    """Say whether leads flagged buy more often than all, beyond chance."""
    key = "better" if row["precision_lower"] > row["base_rate"] else "alike"
    return report.msg.text(
        f"meeting.definition_{key}",
        rate=report.fmt.percent(row["precision"]),
        base=report.fmt.percent(row["base_rate"]),
    )


def definition_figure(report: Report) -> Figure:
    """Return what the definition in force found of later leads: the back-test's test half."""
    msg, fmt = report.msg, report.fmt
    tried = report.read(
        "qualification.rpt_mql_definition_backtest", where="split = 'test' and is_own_threshold"
    )
    in_force = report.read(
        "settings.mql_definitions",
        *("definition_id", "label_es", "label_en", "valid_from"),
        where="is_current",
    )
    rows = tried.join(in_force, on="definition_id").sort("definition_id")
    heading = msg.text("meeting.definition_heading")
    if not rows.height or (rows["flagged"][0] or 0) < report.data.run.minimum_sample:
        return missing_figure(
            report, "f-definicion", heading, msg.text("meeting.definition_reason")
        )
    row = rows.row(0, named=True)
    precision = fmt.percent(row["precision"])
    interval = fmt.percent_range(row["precision_lower"], row["precision_upper"])
    entries = [
        ("flagged", fmt.number(row["flagged"])),
        ("precision", f"{precision} ({interval})"),
        ("base_rate", fmt.percent(row["base_rate"])),
        ("recall", fmt.percent(row["recall"], 0)),
        ("acceptance", fmt.percent(row["acceptance_rate"], 0)),
    ]
    headers = [(msg.text("meeting.column_measure"), "wrap"), (msg.text("meeting.column_value"), "")]
    body = table(
        heading,
        "",
        headers,
        [[msg.text(f"meeting.backtest_{name}"), text] for name, text in entries],
    )
    return figure(
        report,
        "f-definicion",
        definition_title(report, row),
        msg.text(
            "meeting.definition_subtitle",
            name=row[f"label_{report.fmt.language}"] or row["definition_id"],
            since=fmt.day(row["valid_from"]),
            first=fmt.day(row["first_date"]),
            last=fmt.day(row["last_date"]),
        ),
        body=body,
        note=msg.text("meeting.definition_note"),
    )
