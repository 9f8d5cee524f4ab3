"""Cohorts of leads: their close rate when mature, and the share of customers at equal age."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.charts import cohort_rates
from smarketing.report.frame.context import Report
from smarketing.report.frame.data import ReportData
from smarketing.report.frame.html import figure, key_item, missing_figure, part, table
from smarketing.report.frame.intervals import rate_difference
from smarketing.report.frame.marts import WINDOW_DAYS
from smarketing.report.frame.parts import sources

COLOUR_STEPS = 5
COMPARED_COHORTS = 3
CHART_COHORTS = 18
COMPARED_WINDOW_DAYS = 2 * WINDOW_DAYS


def close_cohorts(data: ReportData) -> pl.DataFrame:
    """Return the lead → customer cohorts: cohort_month, entered, reached, rate, …, is_mature.

    A cohort is mature when its youngest lead has had the whole maturity window, or, where the mart
    does not say how long that is, when nobody is pending.
    """
    cohorts = data.cohorts.filter(
        (pl.col("from_stage") == "lead") & (pl.col("to_stage") == "customer")
    )
    age_days = (pl.lit(data.run.as_of) - pl.col("cohort_month").dt.month_end()).dt.total_days()
    return cohorts.with_columns(
        is_mature=pl.when(pl.col("maturity_days").is_not_null())
        .then(age_days >= pl.col("maturity_days"))
        .otherwise(pl.col("pending") == 0)
    )


def inside_window(cohort: dict) -> tuple[float, float]:
    """Return who closed inside the window and of how many: what a mature rate is made of."""
    if cohort["entered_mature"] is None:
        return cohort["reached"] or 0, cohort["entered"] or 0
    return cohort["reached_mature"] or 0, cohort["entered_mature"]


def _rates_frame(report: Report) -> pl.DataFrame:
    fmt, minimum = report.fmt, report.data.run.minimum_sample
    rows = []
    for row in close_cohorts(report.data).tail(CHART_COHORTS).iter_rows(named=True):
        if not row["entered"]:
            continue
        is_few = row["entered"] < minimum
        state = "complete" if row["is_mature"] and not is_few else "few" if is_few else "pending"
        is_complete = state == "complete"
        rate = row["rate_mature"] if is_complete else row["reached"] / row["entered"]
        reached, entered = inside_window(row) if is_complete else (row["reached"], row["entered"])
        word = "" if state == "complete" else f" ({report.msg.text(f'figure.{state}')})"
        rows.append(
            {
                "month": row["cohort_month"],
                "rate": rate,
                "lower": row["rate_lower"] if state == "complete" else None,
                "upper": row["rate_upper"] if state == "complete" else None,
                "state": state,
                "reached": int(reached),
                "entered": int(entered),
                "rate_text": f"{fmt.percent(rate)}{word}",
                "count_text": report.msg.text(
                    "figure.of", part=fmt.number(reached), whole=fmt.number(entered)
                ),
            }
        )
    kinds = {"rate": pl.Float64, "lower": pl.Float64, "upper": pl.Float64}
    return pl.DataFrame(rows, schema_overrides=kinds)


def close_rate_figure(report: Report) -> Figure:
    """Return the chart of the close rate by month of entry."""
    msg, fmt = report.msg, report.fmt
    frame = _rates_frame(report)
    if not frame.height or not frame["reached"].sum():
        sentence = msg.text("cohorts.no_customers")
        return missing_figure(
            report,
            "f-cierre",
            msg.text("cohorts.close_rate"),
            sentence,
            settings_file="stage_map.csv",
        )
    mature = frame.filter(pl.col("state") == "complete")
    if mature.height:
        last = mature.row(-1, named=True)
        interval = (
            f" ({fmt.percent_range(last['lower'], last['upper'])})"
            if last["lower"] is not None and last["upper"] is not None
            else ""
        )
        title = msg.text(
            "cohorts.last_mature",
            month=fmt.month(last["month"]),
            rate=fmt.percent(last["rate"]),
        )
        description = f"{fmt.percent(last['rate'])}{interval}"
    else:
        title, description = msg.text("cohorts.none_mature"), ""
    column = report.column
    shown = frame.select(
        pl.col("month").dt.strftime("%Y-%m").alias(column("cohort")),
        pl.col("entered").alias(column("leads")),
        pl.col("reached").alias(column("became_customers")),
        pl.col("rate").alias(column("rate")),
        pl.col("lower").alias(column("rate_lower")),
        pl.col("upper").alias(column("rate_upper")),
        pl.col("state")
        .replace_strict({s: msg.text(f"figure.{s}") for s in ("complete", "pending", "few")})
        .alias(column("state")),
    )
    return figure(
        report,
        "f-cierre",
        title,
        msg.text("cohorts.close_subtitle"),
        chart=cohort_rates(report, frame),
        frame=shown,
        description=description,
        note=msg.text("cohorts.close_note"),
        keys=[
            key_item("circle", "actual", msg.text("cohorts.key_mature"), "actual"),
            key_item("band", "actual", msg.text("figure.interval"), "actualSoft"),
            key_item("circle", "pend", msg.text("cohorts.key_pending")),
        ],
        source=sources(report, "leads", "opportunities"),
    )


def cohort_title(report: Report) -> str:
    """Compare the newest complete cohorts with the ones before them, at the same age."""
    msg, fmt = report.msg, report.fmt
    complete = report.data.triangle.filter(
        (pl.col("window_days") == COMPARED_WINDOW_DAYS) & (pl.col("state") == "complete")
    )
    days = fmt.number(COMPARED_WINDOW_DAYS)
    new, old = complete.tail(COMPARED_COHORTS), complete.head(-COMPARED_COHORTS)
    if not new.height or not old.height:
        return msg.text("cohorts.too_young", days=days)
    now = (new["customers"].sum(), new["leads"].sum())
    before = (old["customers"].sum(), old["leads"].sum())
    gap = rate_difference(*now, *before)
    texts = {
        "days": days,
        "now": fmt.percent(now[0] / now[1]),
        "before": fmt.percent(before[0] / before[1]),
    }
    if gap is None or gap.contains(0):
        return msg.text("cohorts.unclear", **texts)
    return msg.text("cohorts.faster" if gap.lower > 0 else "cohorts.slower", **texts)


def _breaks(frame: pl.DataFrame) -> list[float]:
    """Return four upper limits that cut the complete cells into five steps of equal width."""
    top = frame.filter(pl.col("state") == "complete").select(
        (pl.col("customers") / pl.col("leads")).max()
    )
    highest = top.item() or 0.01
    return [round(highest * step / COLOUR_STEPS, 4) for step in range(1, COLOUR_STEPS)]


def _heatmap(report: Report, frame: pl.DataFrame, breaks: list[float]) -> Markup:
    msg, fmt = report.msg, report.fmt
    windows = sorted(frame["window_days"].unique().to_list())
    headers = [(msg.text("cohorts.entry"), ""), (msg.text("column.leads"), "n")]
    # The unit once: six times would not fit on a phone.
    headers += [
        (msg.text("cohorts.window", days=fmt.number(days)) if not index else fmt.number(days), "")
        for index, days in enumerate(windows)
    ]
    rows = []
    for group in frame.partition_by("cohort_month", maintain_order=True):
        cells = {row["window_days"]: row for row in group.iter_rows(named=True)}
        leads = fmt.number(group["leads"][0])
        first = group["cohort_month"][0]
        month = fmt.short_month(first, with_year=not rows or first.month == 1)
        line: list[Markup | str] = [
            part("two_lines", month, leads, "ph"),
            leads,
        ]
        for days in windows:
            cell = cells.get(days)
            if cell is None or cell["state"] is None:
                line.append("")
            elif cell["state"] == "pending":
                line.append(part("heat_pending", msg.text("figure.pend")))
            else:
                rate = cell["customers"] / cell["leads"]
                step = sum(rate >= limit for limit in breaks) + 1
                line.append(part("heat", step, fmt.number(rate * 100, 1)))
        rows.append(line)
    caption = msg.text("cohorts.caption")
    return table(msg.text("cohorts.label"), caption, headers, rows, css_class="heat")


def _ramp(report: Report, breaks: list[float]) -> Markup:
    fmt = report.fmt
    texts = [f"< {fmt.number(breaks[0] * 100, 1)}"]
    texts += [
        f"{fmt.number(low * 100, 1)}–{fmt.number(high * 100, 1)}" for low, high in pairwise(breaks)
    ]
    texts.append(f"≥ {fmt.percent(breaks[-1])}")
    return part("ramp", texts, report.msg.text("cohorts.ramp_pending"))


def cohort_figure(report: Report) -> Figure:
    """Return the heatmap of the share of customers by month of entry and age."""
    msg = report.msg
    frame = report.data.triangle
    if not frame.height or not frame["customers"].sum():
        sentence = msg.text("cohorts.no_customers")
        return missing_figure(
            report, "f-cohortes", msg.text("cohorts.title"), sentence, settings_file="stage_map.csv"
        )
    breaks = _breaks(frame)
    column = report.column
    shown = frame.drop_nulls("state").select(
        pl.col("cohort_month").dt.strftime("%Y-%m").alias(column("cohort")),
        pl.col("window_days").alias(column("age_days")),
        pl.col("leads").alias(column("leads")),
        pl.col("customers").alias(column("became_customers")),
        pl.col("state")
        .replace_strict({s: msg.text(f"figure.{s}") for s in ("complete", "pending")})
        .alias(column("state")),
    )
    return figure(
        report,
        "f-cohortes",
        cohort_title(report),
        msg.text("cohorts.subtitle"),
        body=_heatmap(report, frame, breaks) + _ramp(report, breaks),
        frame=shown,
        note=msg.text("cohorts.note"),
        source=sources(report, "leads", "opportunities"),
    )
