"""The drawing of a month's goal: what came, the goal line by working days, and what may come."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

import altair as alt
import polars as pl

from smarketing.report.frame.chart_rows import PHONE
from smarketing.report.frame.context import Report
from smarketing.report.frame.theme import finish, painter

Paint = Callable[[str], str]
# what the drawing carries: a page holds no more than it shows
FAN = (
    *("expected_cumulative", "expected_lower", "expected_lower_50"),
    *("expected_upper_50", "expected_upper"),
)
SHOWN = ("key", "day_label", "actual_cumulative", "goal_to_date", *FAN, "text")


def day_x(report: Report, days: Sequence[date]) -> alt.X:
    """Return the x of the days of a month: the month's name under the first, then every fifth."""
    labels = {
        day.isoformat(): f"{day.day} {report.fmt.short_month(day, with_year=False)}"
        if day.day == 1
        else str(day.day)
        if day.day % 5 == 0
        else ""
        for day in days
    }
    table = json.dumps(labels, ensure_ascii=False)
    axis = alt.Axis(grid=False, labelAngle=0, labelOverlap=False, labelExpr=f"{table}[datum.value]")
    order = [day.isoformat() for day in days]
    return alt.X("key:N", sort=order, scale=alt.Scale(type="point", padding=0.4), axis=axis)


def with_fan(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with what is expected beginning at the last day that is known."""
    last = rows.filter(~pl.col("is_ahead"))["day"].max()
    names = FAN
    begins = (pl.col("day") == last) & (pl.col("is_ahead").any())
    return rows.with_columns(
        pl.when(begins).then(pl.col("actual_cumulative")).otherwise(pl.col(name)).alias(name)
        for name in names
    )


def goal_chart(report: Report, frame: pl.DataFrame, *, goal_label: str, end_label: str) -> dict:
    """Draw a month's goal. frame: rows of the ledger of one measure, every day, with `text`.

    goal_label, end_label: words at the right end of the goal line and of what came or may come.
    """
    paint = painter(themed=report.is_page)
    days = frame["day"].to_list()
    rows = (
        with_fan(frame)
        .with_columns(
            pl.col("day").dt.strftime("%Y-%m-%d").alias("key"),
            pl.col("day").map_elements(report.fmt.day, return_dtype=pl.String).alias("day_label"),
        )
        .select(SHOWN)
    )
    tops = [rows[name].max() for name in ("actual_cumulative", "goal_to_date", "expected_upper")]
    lows = [rows[name].min() for name in ("actual_cumulative", "expected_lower")]
    top = max([1.0, *(float(value) for value in tops if value is not None)]) * 1.12
    low = min([0.0, *(float(value) for value in lows if value is not None)])
    x = day_x(report, days)
    scale = alt.Scale(domain=[low, top], nice=True)

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q", scale=scale, axis=alt.Axis(tickCount=4, tickMinStep=1, format=",.0f")
        )

    base = alt.Chart(rows).encode(x=x)
    layers = []
    if rows["expected_lower"].count() > 1:
        ahead = base.transform_filter("isValid(datum.expected_lower)")
        for lower, upper, opacity in (
            ("expected_lower", "expected_upper", 0.45),
            ("expected_lower_50", "expected_upper_50", 1),
        ):
            layers.append(
                ahead.mark_area(color=paint("actualSoft"), opacity=opacity).encode(
                    y=y(lower), y2=f"{upper}:Q"
                )
            )
        layers.append(
            ahead.mark_line(color=paint("actual"), strokeDash=[2, 4], strokeWidth=2).encode(
                y=y("expected_cumulative")
            )
        )
    has_goal = rows["goal_to_date"].count() > 0
    if has_goal:
        layers.append(
            base.mark_line(interpolate="step-after", color=paint("ink"), strokeWidth=1.6).encode(
                y=y("goal_to_date")
            )
        )
    known = base.transform_filter("isValid(datum.actual_cumulative)")
    tooltip = [
        alt.Tooltip("day_label", title=report.msg.text("dashboard.column_day")),
        alt.Tooltip("text", title=" "),
    ]
    layers.append(
        known.mark_line(color=paint("actual"), strokeWidth=3.5, strokeCap="round").encode(
            y=y("actual_cumulative")
        )
    )
    layers.append(
        base.mark_point(size=60, filled=True, color=paint("actual"), opacity=0).encode(
            y=y("goal_to_date" if has_goal else "actual_cumulative"), tooltip=tooltip
        )
    )
    newest = rows.filter(pl.col("actual_cumulative").is_not_null()).tail(1)
    layers.append(
        alt.Chart(newest)
        .encode(x=x, y=y("actual_cumulative"))
        .mark_point(size=150, filled=True, color=paint("actual"), opacity=1)
    )
    layers += _ends(rows, x, y, paint, (end_label, goal_label if has_goal else ""))
    return finish(alt.layer(*layers), paint, 300)


def _ends(
    rows: pl.DataFrame, x: alt.X, y: Callable[[str], alt.Y], paint: Paint, texts: tuple[str, str]
) -> list[alt.Chart]:
    """Return the words at the right edge, outside the fan and off the steps of the goal line.

    texts: those of what came or may come, and of the goal (empty for none).
    """
    last = rows.tail(1)
    is_ahead = last["actual_cumulative"][0] is None
    value = last["expected_cumulative" if is_ahead else "actual_cumulative"][0]
    goal = last["goal_to_date"][0]
    is_above = goal is None or (value or 0) >= goal
    edge = "expected_upper" if is_above else "expected_lower"
    # on phones the words reach further along the line, which is steeper there
    below, under_goal, under_line = (
        alt.expr(f"{PHONE} ? {far} : {near}") for far, near in ((115, 42), (70, 36), (64, 36))
    )
    drop = -14 if is_above else below if is_ahead else under_line
    marks = [(edge if is_ahead else "actual_cumulative", texts[0], "actual", drop)]
    if texts[1]:
        marks.append(("goal_to_date", texts[1], "ink", under_goal if is_above else -14))
    return [
        alt.Chart(last)
        .mark_text(align="right", dx=4, dy=dy, fontSize=14, fontWeight=600, color=paint(role))
        .encode(x=x, y=y(column), text=alt.value(text))
        for column, text, role, dy in marks
        if value is not None
    ]
