"""The drawings of the attempt curve: chance of each attempt with its zone, and value per lead."""

from __future__ import annotations

from collections.abc import Callable

import altair as alt
import polars as pl

from smarketing.report.frame.context import Report
from smarketing.report.frame.theme import finish, painter

# drawn, because fonts lack these signs or show them as emoji; the shapes of the figure's key
ZONE_SHAPES = {
    "pays": ("good", "M-.8,0L-.25,.55L.8,-.6"),
    "undecided": ("warn", "diamond"),
    "does_not_pay": ("bad", "M-.6,-.6L.6,.6M.6,-.6L-.6,.6"),
}
# what each drawing carries: a page holds no more than it shows
CURVE = (
    *("attempt_number", "hazard", "hazard_lower", "hazard_upper", "break_even_hazard"),
    *("zone", "at_risk", "is_supported", "text"),
)
VALUE = ("attempt_number", "cumulative_value_standardised", "naive_net_value", "text")
# how far the guide's values may reach above the sound ones before they are cut off
HEADROOM = 1.3


def _marked_attempts(
    paint: Callable[[str], str], x: alt.X, recommended: int | None, policy: int | None
) -> list[alt.Chart]:
    """Return upright lines at the attempts of today's agreement and of the recommendation."""
    return [
        alt.Chart(pl.DataFrame({"attempt_number": [value]}))
        .encode(x=x)
        .mark_rule(color=paint(role), strokeDash=dash, strokeWidth=2, opacity=0.55)
        for value, role, dash in ((policy, "ink3", [2, 3]), (recommended, "actual", [1, 0]))
        if value
    ]


def _tooltip(report: Report) -> list[alt.Tooltip]:
    number = report.msg.text("contact.column_attempt_number")
    return [alt.Tooltip("attempt_number", title=number), alt.Tooltip("text", title=" ")]


def _attempt_x() -> alt.X:
    return alt.X("attempt_number:O", axis=alt.Axis(grid=False, labelAngle=0, labelOverlap=True))


def attempt_curve(
    report: Report, frame: pl.DataFrame, recommended: int | None, policy: int | None
) -> dict:
    """Draw the hazard of each attempt with its interval and zone.

    frame: the columns of CURVE, in order of the attempts; break_even_hazard may be null.
    """
    paint = painter(themed=report.is_page)
    supported = frame.filter(pl.col("is_supported"))
    highest = max(
        float((supported if supported.height else frame)["hazard_upper"].max() or 0), 1e-6
    )
    top = highest * 1.25
    rows = frame.select(CURVE).with_columns(
        pl.col("hazard").clip(upper_bound=top),
        pl.lit(top).alias("top"),
    )
    x = _attempt_x()

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, top * 1.08], nice=False),
            axis=alt.Axis(tickCount=4, format=".1%"),
        )

    base = alt.Chart(rows).encode(x=x)
    firm = base.transform_filter("datum.is_supported")
    layers = _marked_attempts(paint, x, recommended, policy)
    layers.append(
        firm.mark_rule(
            strokeWidth=8, color=paint("actualSoft"), strokeCap="round", opacity=1
        ).encode(y=y("hazard_lower"), y2="hazard_upper:Q")
    )
    layers.append(firm.mark_line(color=paint("actual"), strokeWidth=2).encode(y=y("hazard")))
    tooltip = [
        alt.Tooltip("attempt_number", title=report.msg.text("contact.column_attempt_number"))
    ]
    tooltip += [alt.Tooltip("text", title=" ")]
    dots = base.mark_point(size=70, color=paint("actual"), opacity=1)
    layers.append(
        dots.encode(
            y=y("hazard"),
            fill=alt.condition("datum.is_supported", alt.value(paint("actual")), alt.value(None)),
            tooltip=tooltip,
        )
    )
    if rows["break_even_hazard"].null_count() < rows.height:
        layers.append(
            base.mark_line(color=paint("bad"), strokeDash=[6, 4], strokeWidth=2).encode(
                y=y("break_even_hazard")
            )
        )
    for zone, (role, shape) in ZONE_SHAPES.items():
        layers.append(
            base.transform_filter(f"datum.zone == '{zone}'")
            .mark_point(shape=shape, size=110, stroke=paint(role), strokeWidth=2.4, opacity=1)
            .encode(y=y("top"))
        )
    layers.append(
        base.mark_text(fontSize=12, color=paint("ink3"), baseline="top", dy=26).encode(
            y=alt.datum(0),
            # on phones every second number: they would run into each other
            text=alt.condition(
                "width < 480 && datum.attempt_number % 2 == 0",
                alt.value(""),
                alt.Text("at_risk:Q", format=",.0f"),
            ),
        )
    )
    return finish(alt.layer(*layers), paint, 300)


def value_curve(
    report: Report, frame: pl.DataFrame, recommended: int | None, policy: int | None
) -> dict:
    """Draw what a lead worked up to each attempt is worth, the guide's reading as dashes.

    frame: the columns of VALUE, in order of the attempts.
    """
    paint = painter(themed=report.is_page)
    values = frame["cumulative_value_standardised"]
    highest = max(float(values.max() or 0), 0.01)
    lowest = min(float(values.min() or 0), 0.0)
    scale = alt.Scale(domain=[lowest * HEADROOM, highest * HEADROOM], nice=False)
    shape = ",.0f" if highest >= 20 else ",.2f"

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", scale=scale, axis=alt.Axis(tickCount=4, format=shape))

    x = _attempt_x()
    base = alt.Chart(frame.select(VALUE)).encode(x=x)
    tooltip = _tooltip(report)
    layers = _marked_attempts(paint, x, recommended, policy)
    layers.append(
        base.mark_line(color=paint("second"), strokeDash=[5, 4], strokeWidth=2, clip=True).encode(
            y=y("naive_net_value")
        )
    )
    sound = base.encode(y=y("cumulative_value_standardised"))
    layers.append(sound.mark_line(color=paint("actual"), strokeWidth=2.6))
    layers.append(
        sound.mark_point(size=70, filled=True, color=paint("actual"), opacity=1).encode(
            tooltip=tooltip
        )
    )
    return finish(alt.layer(*layers), paint, 260)
