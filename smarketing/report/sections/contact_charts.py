"""The drawing of the attempt curve: dots with intervals, break-even, recommendation."""

from __future__ import annotations

import altair as alt
import polars as pl

from smarketing.report.context import Report
from smarketing.report.theme import finish, painter

ZONE_GLYPHS = {"pays": "✓", "undecided": "?", "does_not_pay": "✕"}
ZONE_ROLES = {"pays": "good", "undecided": "warn", "does_not_pay": "bad"}


def attempt_curve(
    report: Report, frame: pl.DataFrame, recommended: int | None, policy: int | None
) -> dict:
    """Draw the hazard of each attempt with its interval and zone.

    frame: attempt_number, hazard, hazard_lower, hazard_upper, break_even_hazard (or null), zone,
    at_risk, is_supported, text; in order of the attempts.
    """
    paint = painter(themed=report.is_page)
    supported = frame.filter(pl.col("is_supported"))
    highest = max(
        float((supported if supported.height else frame)["hazard_upper"].max() or 0), 1e-6
    )
    top = highest * 1.25
    rows = frame.with_columns(
        pl.col("hazard").clip(upper_bound=top),
        pl.col("zone").replace_strict(ZONE_GLYPHS, default="").alias("glyph"),
        pl.lit(top).alias("top"),
    )
    x = alt.X(
        "attempt_number:O",
        axis=alt.Axis(grid=False, labelAngle=0, labelOverlap=True),
    )

    def y(name: str) -> alt.Y:
        return alt.Y(
            f"{name}:Q",
            scale=alt.Scale(domain=[0, top * 1.08], nice=False),
            axis=alt.Axis(tickCount=4, format=".1%"),
        )

    base = alt.Chart(rows).encode(x=x)
    firm = base.transform_filter("datum.is_supported")
    layers = []
    for value, role, dash in ((policy, "ink3", [2, 3]), (recommended, "actual", [1, 0])):
        if value:
            mark = alt.Chart(pl.DataFrame({"attempt_number": [value]})).encode(x=x)
            layers.append(
                mark.mark_rule(color=paint(role), strokeDash=dash, strokeWidth=2, opacity=0.55)
            )
    layers.append(
        firm.mark_rule(
            strokeWidth=8, color=paint("actualSoft"), strokeCap="round", opacity=1
        ).encode(y=y("hazard_lower"), y2="hazard_upper:Q")
    )
    layers.append(firm.mark_line(color=paint("actual"), strokeWidth=2).encode(y=y("hazard")))
    tooltip = [alt.Tooltip("attempt_number", title=report.msg.text("contact.column_attempt"))]
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
    for zone, role in ZONE_ROLES.items():
        layers.append(
            base.transform_filter(f"datum.zone == '{zone}'")
            .mark_text(fontSize=14, fontWeight=700, color=paint(role))
            .encode(y=y("top"), text="glyph:N")
        )
    layers.append(
        base.mark_text(fontSize=11, color=paint("ink3"), baseline="top", dy=26).encode(
            y=alt.datum(0), text=alt.Text("at_risk:Q", format=",.0f")
        )
    )
    return finish(alt.layer(*layers), paint, 300)
