"""The drawings of attribution: credits with intervals, models compared, spend against revenue."""

from __future__ import annotations

import altair as alt
import polars as pl

from smarketing.report.frame.chart_rows import PHONE, label_rows, numbers_at_right
from smarketing.report.frame.context import Report
from smarketing.report.frame.theme import finish, painter

ROW_PIXELS = 44
INTERVAL = {"strokeWidth": 9, "strokeCap": "round", "opacity": 1}
PHONE_LIFT_PIXELS = 17


def _axis(name: str, lowest: float, longest: float, room: float) -> alt.X:
    """Return an x that reaches below zero where values do, with room for numbers at the right."""
    scale = alt.Scale(
        domainMin=min(lowest, 0) * 1.05,
        domainMax=alt.expr(f"{longest} * ({PHONE} ? 1.05 : {room})"),
        nice=False,
    )
    ticks = alt.expr(f"{PHONE} ? 3 : 5")
    return alt.X(f"{name}:Q", scale=scale, axis=alt.Axis(tickCount=ticks, format=",.0f"))


def _extent(frame: pl.DataFrame, *names: str) -> tuple[float, float]:
    values = [float(value) for name in names for value in frame[name].drop_nulls()]
    return min(values, default=0.0), max([*values, 1e-9])


def credit_dots(report: Report, frame: pl.DataFrame) -> dict:
    """Draw one row per channel: its credit as a dot, the interval as a bar, negative ones too.

    frame: label, value, lower, upper, text, in the order to show.
    """
    paint = painter(themed=report.is_page)
    lowest, longest = _extent(frame, "value", "lower", "upper")

    def x(name: str) -> alt.X:
        return _axis(name, lowest, longest, 1.35)

    base = alt.Chart(frame).encode(y=label_rows(paint, frame["label"].to_list()))
    layers = [
        base.mark_rule(color=paint("actualSoft"), **INTERVAL).encode(x=x("lower"), x2="upper:Q"),
        base.mark_point(size=130, filled=True, opacity=1, color=paint("actual")).encode(
            x=x("value"),
            tooltip=[alt.Tooltip("label", title=" "), alt.Tooltip("text", title=" ")],
        ),
        numbers_at_right(base, PHONE_LIFT_PIXELS),
    ]
    if lowest < 0:
        zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=paint("ink3"), opacity=1)
        layers.append(zero.encode(x=x("zero")))
    return finish(alt.layer(*layers), paint, alt.Step(ROW_PIXELS))


def compared_dots(report: Report, frame: pl.DataFrame) -> dict:
    """Draw one row per channel: the range over all models, first and last touch, the headline.

    frame: label, value, lower, upper (of the headline model), low, high (over the models), first,
    last, text, in the order to show.
    """
    paint = painter(themed=report.is_page)
    names = ("value", "lower", "upper", "low", "high", "first", "last")
    lowest, longest = _extent(frame, *names)

    def x(name: str) -> alt.X:
        return _axis(name, lowest, longest, 1.25)

    base = alt.Chart(frame).encode(y=label_rows(paint, frame["label"].to_list()))
    span = base.mark_rule(color=paint("neutral"), strokeWidth=12, opacity=0.3, strokeCap="round")
    layers = [
        span.encode(x=x("low"), x2="high:Q"),
        base.mark_rule(color=paint("actual"), strokeWidth=3, opacity=1).encode(
            x=x("lower"), x2="upper:Q"
        ),
    ]
    for name, shape, role in (("first", "triangle-up", "second"), ("last", "square", "third")):
        hollow = base.mark_point(
            size=110, shape=shape, fill=paint("paper"), stroke=paint(role), strokeWidth=2, opacity=1
        )
        layers.append(hollow.encode(x=x(name)))
    layers.append(
        base.mark_point(size=110, filled=True, opacity=1, color=paint("actual")).encode(
            x=x("value"),
            tooltip=[alt.Tooltip("label", title=" "), alt.Tooltip("text", title=" ")],
        )
    )
    layers.append(numbers_at_right(base, PHONE_LIFT_PIXELS))
    return finish(alt.layer(*layers), paint, alt.Step(ROW_PIXELS))


def spend_and_revenue(report: Report, frame: pl.DataFrame) -> dict:
    """Draw one row per paid channel: spend as a square, credited revenue as a dot with interval.

    frame: label, spend, value, lower, upper, text, is_unsure (the interval includes the spend).
    """
    paint = painter(themed=report.is_page)
    lowest, longest = _extent(frame, "spend", "value", "lower", "upper")

    def x(name: str) -> alt.X:
        return _axis(name, lowest, longest, 1.45)

    base = alt.Chart(frame).encode(y=label_rows(paint, frame["label"].to_list()))
    text = base.mark_text(
        align="right",
        fontSize=13,
        fontWeight=600,
        dy=alt.expr(f"{PHONE} ? -{PHONE_LIFT_PIXELS} : 0"),
    ).encode(
        x=alt.value(alt.expr("width")),
        text="text:N",
        color=alt.condition("datum.is_unsure", alt.value(paint("bad")), alt.value(paint("ink"))),
    )
    layers = [
        base.mark_rule(color=paint("actualSoft"), **INTERVAL).encode(x=x("lower"), x2="upper:Q"),
        base.mark_rule(color=paint("ink3"), strokeWidth=1.5, opacity=1).encode(
            x=x("spend"), x2="value:Q"
        ),
        base.mark_point(
            size=110,
            shape="square",
            fill=paint("paper"),
            stroke=paint("ink2"),
            strokeWidth=2,
            opacity=1,
        ).encode(x=x("spend")),
        base.mark_point(size=130, filled=True, opacity=1, color=paint("actual")).encode(
            x=x("value"),
            tooltip=[alt.Tooltip("label", title=" "), alt.Tooltip("text", title=" ")],
        ),
        text,
    ]
    return finish(alt.layer(*layers), paint, alt.Step(ROW_PIXELS))
