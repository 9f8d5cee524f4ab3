"""Follow-up by stage: how long people stay, and where they pile up."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.charts import stage_durations
from smarketing.report.frame.context import FUNNEL_STAGES, Report
from smarketing.report.frame.html import figure, key_item, missing_figure, share_bar, table
from smarketing.report.frame.parts import section, sources


def _days(report: Report, value: float | None) -> str:
    if value is None:
        return "–"
    return report.msg.text("unit.days", count=value, days=report.fmt.number(value))


def duration_rows(report: Report) -> pl.DataFrame:
    """Return the stages before customer with enough visits, in order, with the texts to show."""
    msg, data = report.msg, report.data
    order = {stage: position for position, stage in enumerate(FUNNEL_STAGES[:-1])}
    rows = []
    for row in data.durations.iter_rows(named=True):
        if row["stage"] not in order or (row["visits"] or 0) < data.run.minimum_sample:
            continue
        median, p90 = row["median_days"], row["p90_days"]
        median_text = _days(report, median) if median is not None else msg.text("stages.most_stay")
        p90_text = _days(report, p90) if p90 is not None else msg.text("stages.some_stay")
        rows.append(
            row
            | {
                "label": report.stage_short(row["stage"]),
                "median_text": median_text,
                "p90_text": p90_text,
                "text": median_text,
                "position": order[row["stage"]],
            }
        )
    kinds = {"median_days": pl.Float64, "p90_days": pl.Float64}
    return pl.DataFrame(rows, schema_overrides=kinds).sort("position") if rows else pl.DataFrame()


def duration_figure(report: Report) -> Figure:
    """Return the chart of days in each stage."""
    msg = report.msg
    frame = duration_rows(report)
    if not frame.height or frame["median_days"].null_count() == frame.height:
        return missing_figure(
            report,
            "f-duracion",
            msg.text("stages.duration"),
            msg.text("stages.no_duration"),
            settings_file="stage_map.csv",
        )
    slowest = frame.sort("median_days", descending=True, nulls_last=True).row(0, named=True)
    stuck = frame.filter(pl.col("median_days").is_null())
    if stuck.height:
        title = msg.text("stages.stuck", stage=stuck["label"][0])
    elif frame.height > 1:
        title = msg.text(
            "stages.slowest", stage=slowest["label"], days=_days(report, slowest["median_days"])
        )
    else:
        title = msg.text("stages.only", stage=slowest["label"], days=slowest["median_text"])
    names = ("visits", "open_visits", "median_days", "restricted_mean_days", "p90_days")
    shown = frame.select(
        pl.col("label").alias(report.column("stage")),
        *[pl.col(name).alias(report.column(name)) for name in names],
    )
    described = [f"{row['label']}: {row['median_text']}" for row in frame.iter_rows(named=True)]
    return figure(
        report,
        "f-duracion",
        title,
        msg.text("stages.subtitle"),
        chart=stage_durations(report, frame),
        frame=shown,
        description="; ".join(described),
        note=msg.text("stages.note"),
        keys=[
            key_item("circle", "actual", msg.text("stages.key_median"), "actual"),
            key_item("band", "actual", msg.text("stages.key_p90"), "actualSoft"),
        ],
        source=sources(report, "leads", "lead_stage_changes", "opportunities"),
    )


def _signed(report: Report, value: float | None) -> str:
    if value is None:
        return "–"
    text = report.fmt.number(value)
    return f"+{text}" if value > 0 else text


def bottleneck_figure(report: Report) -> Figure:
    """Return the list of stages by what waits in them."""
    msg, fmt, data = report.msg, report.fmt, report.data
    frame = data.bottlenecks.filter(pl.col("work_in_progress").fill_null(0) > 0)
    if not frame.height:
        return missing_figure(
            report,
            "f-cuellos",
            msg.text("bottlenecks.title"),
            msg.text("bottlenecks.none"),
            settings_file="stage_map.csv",
        )
    names = (
        "work_in_progress",
        "work_in_progress_change",
        "throughput_per_week",
        "median_days",
        "oldest_days",
        "without_response",
        "lost_value",
    )
    widest = frame["work_in_progress"].max() or 1
    currency = data.run.reporting_currency
    headers = [(report.column("stage"), ""), (report.column("work_in_progress"), "l")]
    headers += [(report.column(name), "") for name in names[1:-1]]
    headers.append((f"{report.column('lost_value')}, {currency}", ""))
    rows = []
    for row in frame.iter_rows(named=True):
        waiting = row["work_in_progress"]
        rows.append(
            [
                report.stage(row["stage"]),
                share_bar(fmt.number(waiting), waiting, widest),
                _signed(report, row["work_in_progress_change"]),
                fmt.number(row["throughput_per_week"], 1),
                fmt.number(row["median_days"]),
                fmt.number(row["oldest_days"]),
                fmt.number(row["without_response"]) if data.quality.has_attempts else "–",
                fmt.number(row["lost_value"]),
            ]
        )
    first = frame.row(0, named=True)
    key = "bottlenecks.first" if first["throughput_per_week"] else "bottlenecks.first_still"
    title = msg.text(
        key,
        stage=report.stage_short(first["stage"]),
        number=fmt.number(first["work_in_progress"]),
        week=fmt.number(first["throughput_per_week"]),
    )
    shown = frame.select(
        pl.col("stage")
        .map_elements(report.stage, return_dtype=pl.String)
        .alias(report.column("stage")),
        *[pl.col(name).alias(report.column(name)) for name in names],
    )
    return figure(
        report,
        "f-cuellos",
        title,
        msg.text("bottlenecks.subtitle"),
        body=table(msg.text("bottlenecks.title"), msg.text("bottlenecks.caption"), headers, rows),
        frame=shown,
        source=sources(report, "leads", "lead_stage_changes", "opportunities"),
        is_wide=True,
    )


def stages(report: Report) -> Block:
    """Return the section: bottlenecks, then days in each stage."""
    return section(report, "etapas", bottleneck_figure(report), duration_figure(report))
