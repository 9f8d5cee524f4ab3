"""The drawings of the sales report."""

from __future__ import annotations

import altair as alt
import polars as pl

from smarketing.report.frame.chart_rows import label_rows, numbers_at_right, values_with_room
from smarketing.report.frame.charts import amount_label, month_x, with_keys
from smarketing.report.frame.context import Report
from smarketing.report.frame.theme import finish, painter


def bullets(report: Report, frame: pl.DataFrame) -> dict:
    """Draw what was sold as a bar over a pale one up to the quota, which a tick marks.

    frame: label, sold, quota (null where there is none), text; in the order to show.
    """
    paint = painter(themed=report.is_page)
    y = label_rows(paint, frame["label"].to_list())
    longest = max(float(frame["sold"].max() or 0), float(frame["quota"].max() or 0), 1.0)

    def x(name: str) -> alt.X:
        return values_with_room(name, longest, 1.45, labelExpr=amount_label(report))

    tooltip = [
        alt.Tooltip("label", title=report.msg.text("sales_column.owner")),
        alt.Tooltip("text", title=" "),
    ]
    base = alt.Chart(frame).encode(y=y)
    known = base.transform_filter("isValid(datum.quota)")
    layers = [
        known.mark_bar(size=22, color=paint("grid")).encode(x=x("quota")),
        base.mark_bar(size=10, color=paint("actual")).encode(x=x("sold"), tooltip=tooltip),
        known.mark_tick(size=26, thickness=3, color=paint("ink")).encode(x=x("quota")),
        numbers_at_right(base, 20),
    ]
    return finish(alt.layer(*layers), paint, alt.Step(50))


def month_line(report: Report, frame: pl.DataFrame, *, value_format: str, top: float = 0) -> dict:
    """Draw a number per month with its interval; hollow where it rests on too few cases.

    frame: month (date), value, lower, upper (null where there is none), is_few, text.
    """
    paint = painter(themed=report.is_page)
    months = frame["month"].to_list()
    rows = with_keys(report, frame)
    x = month_x(report, months)
    reach = [rows[name].max() for name in ("value", "upper")]
    height = top or max([0.01, *(float(value) for value in reach if value is not None)]) * 1.1

    def y(name: str) -> alt.Y:
        scale = alt.Scale(domain=[0, height], nice=not top)
        return alt.Y(f"{name}:Q", scale=scale, axis=alt.Axis(tickCount=4, format=value_format))

    tooltip = [
        alt.Tooltip("month_label", title=report.msg.text("column.month")),
        alt.Tooltip("text", title=" "),
    ]
    base = alt.Chart(rows).encode(x=x).transform_filter("isValid(datum.value)")
    done, few = (
        base.transform_filter("!datum.is_few"),
        base.transform_filter("datum.is_few"),
    )
    dots = {"filled": True, "color": paint("actual"), "opacity": 1}
    layers = [
        done.mark_line(color=paint("actual"), strokeWidth=2.4).encode(y=y("value")),
        done.mark_point(size=90, **dots).encode(y=y("value"), tooltip=tooltip),
        few.mark_point(
            size=90, fill=paint("paper"), stroke=paint("pend"), strokeWidth=2, opacity=1
        ).encode(y=y("value"), tooltip=tooltip),
    ]
    if rows["lower"].null_count() < rows.height:
        layers.insert(
            0,
            done.transform_filter("isValid(datum.lower)")
            .mark_rule(strokeWidth=8, color=paint("actualSoft"), strokeCap="round", opacity=1)
            .encode(y=y("lower"), y2="upper:Q"),
        )
    return finish(alt.layer(*layers), paint, 280)


def intervals(report: Report, frame: pl.DataFrame, *, longest: float, value_format: str) -> dict:
    """Draw a dot with its interval per label. frame: label, value, lower, upper, text."""
    paint = painter(themed=report.is_page)
    y = label_rows(paint, frame["label"].to_list())

    def x(name: str) -> alt.X:
        return values_with_room(name, longest, 1.4, format=value_format)

    base = alt.Chart(frame).encode(y=y)
    tooltip = [alt.Tooltip("label", title=" "), alt.Tooltip("text", title=" ")]
    dots = {"size": 130, "filled": True, "color": paint("actual"), "opacity": 1}
    layers = [
        base.mark_rule(
            strokeWidth=10, color=paint("actualSoft"), strokeCap="round", opacity=1
        ).encode(x=x("lower"), x2="upper:Q"),
        base.mark_point(**dots).encode(x=x("value"), tooltip=tooltip),
        numbers_at_right(base, 18),
    ]
    return finish(alt.layer(*layers), paint, alt.Step(46))
