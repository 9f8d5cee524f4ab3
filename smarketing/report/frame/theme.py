"""The one look of all charts: an Altair theme made of the palette's roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from smarketing.report.frame.palette import colour

if TYPE_CHECKING:  # every command reads the look, few draw: altair takes half a second
    import altair as alt

# A literal list: Vega measures text on a canvas, which knows no CSS variables.
FONT = "'Inter',system-ui,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
STATIC_WIDTH_PX = 700
HALF_A_LABEL_PX = 28


def painter(*, themed: bool) -> Callable[[str], str]:
    """Return the function that names a role's colour, for pages (themed) or for JupyterLab."""
    return lambda role: colour(role, themed=themed)


def config(paint: Callable[[str], str]) -> dict:
    """Return the Vega-Lite config: no titles, no axis lines, gridlines and labels in quiet ink."""
    return {
        # Titles, keys and descriptions are HTML around the plot, in the reader's language.
        "aria": False,
        "background": None,
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "title": None,
            "labelColor": paint("ink3"),
            "labelFont": FONT,
            "labelFontSize": 13,
            "titleFont": FONT,
            "titleFontSize": 13,
            "titleFontWeight": 400,
            "labelPadding": 8,
            "gridColor": paint("grid"),
            "gridWidth": 1,
        },
        # a tick so near the end that half its label would stand outside has its label before it
        "axisXQuantitative": {"labelFlush": HALF_A_LABEL_PX},
        "text": {"fontSize": 13, "font": FONT, "color": paint("ink")},
        "legend": {"disable": True},
        "bar": {"cornerRadiusEnd": 2},
        "padding": {"left": 0, "right": 4, "top": 4, "bottom": 4},
    }


def finish(chart: alt.TopLevelMixin, paint: Callable[[str], str], height: object) -> dict:
    """Return the spec of a chart as wide as its container, with the theme's config."""
    sized = chart.properties(
        width="container",
        height=height,
        autosize={"type": "fit-x", "contains": "padding"},
    )
    spec = sized.to_dict()
    spec["config"] = config(paint)
    return spec
