"""The two drawings of the notebook `mql_definition`: dots with intervals, and a curve."""

from __future__ import annotations

import json
from textwrap import wrap

import altair as alt
import polars as pl

from smarketing.report.context import Report
from smarketing.report.theme import finish, painter


def dots_with_intervals(report: Report, frame: pl.DataFrame, *, axis_format: str) -> dict:
    """Draw one row per label: a dot, its interval as a bar, and the number at the right.

    frame: label, value, lower, upper, text, is_strong (full colour), in the order to show;
    reference (the same on every row, null for none) is drawn as an upright line.
    """
    paint = painter(themed=report.is_page)
    labels = frame["label"].to_list()
    broken = json.dumps({text: wrap(text, 18) for text in labels}, ensure_ascii=False)
    y = alt.Y(
        "label:N",
        sort=labels,
        axis=alt.Axis(
            labelFontSize=13,
            labelColor=paint("ink"),
            labelLimit=300,
            labelLineHeight=16,
            labelExpr=f"width < 420 ? {broken}[datum.value] : datum.value",
            grid=False,
        ),
    )
    longest = max(float(frame["upper"].max() or 0), float(frame["value"].max() or 0), 1e-9)

    def x(name: str) -> alt.X:
        return alt.X(
            f"{name}:Q",
            scale=alt.Scale(
                domainMin=0,
                # Room for the numbers at the right edge.
                domainMax=alt.expr(f"{longest} * (width < 420 ? 1.05 : 1.35)"),
                nice=False,
            ),
            axis=alt.Axis(tickCount=alt.expr("width < 420 ? 3 : 5"), format=axis_format),
        )

    base = alt.Chart(frame).encode(y=y)
    bar = base.mark_rule(
        strokeWidth=9, color=paint("actualSoft"), strokeCap="round", opacity=1
    ).encode(x=x("lower"), x2="upper:Q")
    dot = base.mark_point(size=130, filled=True, opacity=1).encode(
        x=x("value"),
        color=alt.condition(
            "datum.is_strong", alt.value(paint("actual")), alt.value(paint("neutral"))
        ),
        tooltip=[alt.Tooltip("label", title=" "), alt.Tooltip("text", title=" ")],
    )
    text = base.mark_text(
        align="right", fontSize=13, fontWeight=600, dy=alt.expr("width < 420 ? -15 : 0")
    ).encode(x=alt.value(alt.expr("width")), text="text:N")
    layers = [bar, dot, text]
    if frame["reference"].null_count() < frame.height:
        line = alt.Chart(frame.head(1)).mark_rule(color=paint("ink"), strokeDash=[5, 3], opacity=1)
        layers.append(line.encode(x=x("reference")))
    return finish(alt.layer(*layers), paint, alt.Step(44))


def threshold_curve(report: Report, frame: pl.DataFrame, x_title: str) -> dict:
    """Draw what each threshold earns; the one in force and the best are marked.

    frame: threshold, expected_value, is_own_threshold, is_best, text, own_text.
    """
    paint = painter(themed=report.is_page)
    x = alt.X(
        "threshold:Q",
        title=x_title,
        axis=alt.Axis(grid=False, tickMinStep=5, title=x_title, titleColor=paint("ink2")),
    )
    y = alt.Y("expected_value:Q", axis=alt.Axis(tickCount=4, format=",.0f"))
    base = alt.Chart(frame).encode(x=x, y=y)
    tooltip = [
        alt.Tooltip("threshold", title=x_title),
        alt.Tooltip("text", title=" "),
    ]
    line = base.mark_line(color=paint("actual"), strokeWidth=2.6)
    dots = base.mark_point(size=60, filled=True, color=paint("actual"), opacity=1).encode(
        tooltip=tooltip
    )
    own = alt.Chart(frame.filter(pl.col("is_own_threshold"))).encode(x=x, y=y)
    best = alt.Chart(frame.filter(pl.col("is_best"))).encode(x=x, y=y)
    layers = [
        line,
        dots,
        own.mark_point(
            size=190, fill=paint("paper"), stroke=paint("second"), strokeWidth=3, opacity=1
        ),
        best.mark_point(size=190, filled=True, color=paint("good"), opacity=1),
    ]
    return finish(alt.layer(*layers), paint, 300)
