"""Chart builders: a frame in, a Vega-Lite spec out. No titles, no texts but labels and tooltips.

Every builder makes its x and y in one place and uses them in all layers, because an axis switched
off in one layer is off in all of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date

import altair as alt
import polars as pl

from smarketing.report.frame.chart_rows import label_rows, numbers_at_right, values_with_room
from smarketing.report.frame.context import Report
from smarketing.report.frame.theme import finish, painter

Paint = Callable[[str], str]


def _painter(report: Report) -> Paint:
    return painter(themed=report.is_page)


def _month_axis(report: Report, months: Sequence[date]) -> alt.Axis:
    """Label months short, the year under the first and under each January; fewer on phones."""
    labels = {}
    for index, month in enumerate(months):
        name = report.fmt.short_month(month, with_year=False)
        shows_year = index == 0 or month.month == 1
        labels[month.isoformat()] = [name, str(month.year)] if shows_year else [name, ""]
    order = json.dumps([month.isoformat() for month in months])
    table = json.dumps(labels, ensure_ascii=False)
    step = "(width < 480 && length(domain('x')) > 7 ? 3 : 1)"
    last = len(months) - 1
    return alt.Axis(
        grid=False,
        labelLineHeight=18,
        labelOverlap=False,
        labelAngle=0,
        labelExpr=(
            f"({last} - indexof({order}, datum.value)) % {step} == 0 ? {table}[datum.value] : ''"
        ),
    )


def month_x(report: Report, months: Sequence[date], *, is_band: bool = False) -> alt.X:
    """Return the x of periods by their first days; `is_band` for bars."""
    scale = (
        alt.Scale(paddingInner=0.35, paddingOuter=0.2)
        if is_band
        else alt.Scale(type="point", padding=0.4)
    )
    order = [month.isoformat() for month in months]
    return alt.X("key:N", sort=order, scale=scale, axis=_month_axis(report, months))


def with_keys(report: Report, frame: pl.DataFrame, column: str = "month") -> pl.DataFrame:
    """Return a frame with the `key` of `month_x` and the month's name in place of its date."""
    return frame.with_columns(
        pl.col(column).dt.strftime("%Y-%m-%d").alias("key"),
        pl.col(column)
        .map_elements(report.fmt.short_month, return_dtype=pl.String)
        .alias("month_label"),
    ).drop(column)


def monthly_volume(report: Report, frame: pl.DataFrame) -> dict:
    """Draw leads and MQLs per month as two lines, each labelled at its end.

    frame: month (date), leads, mqls (null where the company has none).
    """
    paint = _painter(report)
    months = frame["month"].to_list()
    rows = with_keys(report, frame)
    x = month_x(report, months)
    top = max(float(rows["leads"].max() or 1), float(rows["mqls"].max() or 0)) * 1.15
    series = (("leads", "actual", 3.0), ("mqls", "second", 2.4))
    titles = {name: report.msg.text(f"column.{name}") for name, _, _ in series}
    tooltip = [alt.Tooltip("month_label", title=report.msg.text("column.month"))]
    tooltip += [
        alt.Tooltip(name, title=titles[name], format=",.0f")
        for name, _, _ in series
        if rows[name].null_count() < rows.height
    ]
    layers = []
    for name, role, width in series:
        if rows[name].null_count() == rows.height:
            continue
        y = alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, top], nice=True),
            # few leads have no fractions: they would be rounded to the same number twice
            axis=alt.Axis(tickCount=4, tickMinStep=1, format=",.0f"),
        )
        base = alt.Chart(rows).encode(x=x, y=y)
        dots = {"filled": True, "color": paint(role), "opacity": 1}
        layers.append(base.mark_line(color=paint(role), strokeWidth=width, strokeCap="round"))
        layers.append(base.mark_point(size=44, **dots).encode(tooltip=tooltip))
        last = alt.Chart(rows.tail(1)).encode(x=x, y=y)
        layers.append(last.mark_point(size=110, **dots))
        text = f"{report.fmt.number(rows[name][-1])} {titles[name]}"
        layers.append(
            last.mark_text(
                align="right", dx=6, dy=-17, fontSize=14, fontWeight=600, color=paint(role)
            ).encode(text=alt.value(text))
        )
    return finish(alt.layer(*layers), paint, 320)


def cohort_rates(report: Report, frame: pl.DataFrame) -> dict:
    """Draw the close rate of each cohort with its interval; hollow where it is still pending.

    frame: month (date), rate, lower, upper (null where pending or too few), state
    (complete, pending, few), count_text, rate_text.
    """
    paint = _painter(report)
    months = frame["month"].to_list()
    rows = with_keys(report, frame)
    x = month_x(report, months)
    top = max(float(rows["upper"].max() or 0), float(rows["rate"].max() or 0), 0.01) * 1.08

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, top], nice=True),
            axis=alt.Axis(tickCount=5, format=".1%" if top < 0.1 else ".0%"),
        )

    tooltip = [
        alt.Tooltip("month_label", title=report.msg.text("column.cohort")),
        alt.Tooltip("rate_text", title=report.msg.text("column.rate")),
        alt.Tooltip("count_text", title=report.msg.text("column.count")),
    ]
    done = alt.Chart(rows.filter(pl.col("state") == "complete")).encode(x=x)
    young = alt.Chart(rows.filter(pl.col("state") != "complete")).encode(x=x)
    interval = done.mark_rule(
        strokeWidth=8, color=paint("actualSoft"), strokeCap="round", opacity=1
    ).encode(y=y("lower"), y2="upper:Q")
    line = done.mark_line(color=paint("actual"), strokeWidth=2.4).encode(y=y("rate"))
    dots = done.mark_point(size=90, filled=True, color=paint("actual"), opacity=1).encode(
        y=y("rate"), tooltip=tooltip
    )
    hollow = young.mark_point(
        size=90, fill=paint("paper"), stroke=paint("pend"), strokeWidth=2, opacity=1
    ).encode(y=y("rate"), tooltip=tooltip)
    return finish(alt.layer(interval, line, dots, hollow), paint, 320)


def amount_label(report: Report) -> str:
    """Return the expression of an axis of money: short numbers in the report's language."""
    thousand = report.msg.text("unit.thousand")
    million = report.msg.text("unit.million")
    return (
        "datum.value == 0 ? '0' : datum.value >= 1e6 ? format(datum.value / 1e6, ',.1~f')"
        f" + '{million}' : datum.value >= 1e4 ? format(datum.value / 1e3, ',.0f') + '{thousand}'"
        " : format(datum.value, ',.0f')"
    )


def revenue_bars(report: Report, frame: pl.DataFrame) -> dict:
    """Draw won revenue per month as bars, the report's month in full colour, its quota as a tick.

    frame: month (date), revenue, won_sales, quota (null where there is none).
    """
    paint = _painter(report)
    months = frame["month"].to_list()
    rows = with_keys(report, frame).with_columns(
        (pl.col("key") == months[-1].isoformat()).alias("is_now"),
        pl.col("revenue").map_elements(report.fmt.compact, return_dtype=pl.String).alias("text"),
    )
    x = month_x(report, months, is_band=True)
    top = max(float(rows["revenue"].max() or 1), float(rows["quota"].max() or 0)) * 1.12
    label = amount_label(report)
    y = alt.Y(
        "revenue:Q",
        scale=alt.Scale(domain=[0, top], nice=True),
        axis=alt.Axis(tickCount=4, labelExpr=label),
    )
    tooltip = [
        alt.Tooltip("month_label", title=report.msg.text("column.month")),
        alt.Tooltip("revenue", title=report.msg.text("column.revenue"), format=",.0f"),
        alt.Tooltip("won_sales", title=report.msg.text("column.won_sales"), format=",.0f"),
    ]
    bars = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=x,
            y=y,
            tooltip=tooltip,
            color=alt.condition(
                "datum.is_now", alt.value(paint("actual")), alt.value(paint("actualSoft"))
            ),
        )
    )
    now = alt.Chart(rows.tail(1))
    text = now.mark_text(dy=-12, fontSize=14, fontWeight=600, color=paint("actual")).encode(
        x=x, y=y, text="text:N"
    )
    layers = [bars, text]
    if rows["quota"].null_count() < rows.height:
        quota = alt.Chart(rows.drop_nulls("quota")).encode(
            x=x, y=alt.Y("quota:Q", scale=alt.Scale(domain=[0, top], nice=True))
        )
        layers.append(quota.mark_tick(thickness=3, width={"band": 1}, color=paint("ink")))
    return finish(alt.layer(*layers), paint, 300)


def stage_durations(report: Report, frame: pl.DataFrame) -> dict:
    """Draw, per stage, the median days as a dot and the bar up to the 90th percentile.

    frame: label, median_days, p90_days (null where half or 90 % never left), text, median_text,
    p90_text; in the order to show.
    """
    paint = _painter(report)
    y = label_rows(paint, frame["label"].to_list())
    longest = max(float(frame["p90_days"].max() or 0), float(frame["median_days"].max() or 0), 1)

    def x(name: str) -> alt.X:
        return values_with_room(name, longest, 1.3, tickMinStep=1, format=",.0f")

    base = alt.Chart(frame).encode(y=y)
    tooltip = [
        alt.Tooltip("label", title=report.msg.text("column.stage")),
        alt.Tooltip("median_text", title=report.msg.text("column.median_days")),
        alt.Tooltip("p90_text", title=report.msg.text("column.p90_days")),
    ]
    # drawn of whom it is known: of none at all, as where all is too young, Vega warns
    known = alt.Chart(frame.drop_nulls("p90_days")).encode(y=y)
    bar = known.mark_rule(
        strokeWidth=10, color=paint("actualSoft"), strokeCap="round", opacity=1
    ).encode(x=x("median_days"), x2="p90_days:Q")
    bars = [bar] if frame["p90_days"].null_count() < frame.height else []
    dot = base.mark_point(size=150, filled=True, color=paint("actual"), opacity=1).encode(
        x=x("median_days"), tooltip=tooltip
    )
    return finish(alt.layer(*bars, dot, numbers_at_right(base, 17)), paint, alt.Step(54))
