"""The two drawings of the notebook `mql_definition`: dots with intervals, and a curve."""

from __future__ import annotations

import altair as alt
import polars as pl

from smarketing.report.frame.chart_rows import label_rows, numbers_at_right, values_with_room
from smarketing.report.frame.charts import month_x, with_keys
from smarketing.report.frame.context import Report
from smarketing.report.frame.theme import finish, painter


def dots_with_intervals(report: Report, frame: pl.DataFrame, *, axis_format: str) -> dict:
    """Draw one row per label: a dot, its interval as a bar, and the number at the right.

    frame: label, value, lower, upper, text, is_strong (full colour), in the order to show;
    reference (the same on every row, null for none) is drawn as an upright line.
    """
    paint = painter(themed=report.is_page)
    y = label_rows(paint, frame["label"].to_list())
    longest = max(float(frame["upper"].max() or 0), float(frame["value"].max() or 0), 1e-9)

    def x(name: str) -> alt.X:
        return values_with_room(name, longest, 1.35, format=axis_format)

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
    layers = [bar, dot, numbers_at_right(base, 15)]
    if frame["reference"].null_count() < frame.height:
        line = alt.Chart(frame.head(1)).mark_rule(color=paint("ink"), strokeDash=[5, 3], opacity=1)
        layers.append(line.encode(x=x("reference")))
    return finish(alt.layer(*layers), paint, alt.Step(54))


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


def volume_lines(report: Report, frame: pl.DataFrame, capacity: float) -> dict:
    """Draw the leads that two definitions flag per month, and what sales can work.

    frame: month (date), current, candidate.
    """
    paint = painter(themed=report.is_page)
    x = month_x(report, frame["month"].to_list())
    rows = with_keys(report, frame)
    top = max(float(rows["current"].max()), float(rows["candidate"].max()), capacity) * 1.15
    tooltip = [alt.Tooltip("month_label", title=report.msg.text("column.month"))]
    tooltip += [
        alt.Tooltip(name, title=report.msg.text(f"mql.group_{name}"), format=",.0f")
        for name in ("current", "candidate")
    ]
    layers = []
    for name, role, width in (("current", "second", 2.2), ("candidate", "actual", 3.0)):
        y = alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, top], nice=True),
            axis=alt.Axis(tickCount=4, tickMinStep=1, format=",.0f"),
        )
        base = alt.Chart(rows).encode(x=x, y=y)
        layers.append(base.mark_line(color=paint(role), strokeWidth=width))
        layers.append(
            base.mark_point(size=44, filled=True, color=paint(role), opacity=1).encode(
                tooltip=tooltip
            )
        )
    limit = alt.Chart(pl.DataFrame({"capacity": [capacity]}))
    layers.append(
        limit.mark_rule(color=paint("ink"), strokeDash=[5, 3], opacity=1).encode(
            y=alt.Y("capacity:Q", scale=alt.Scale(domain=[0, top], nice=True))
        )
    )
    return finish(alt.layer(*layers), paint, 300)
