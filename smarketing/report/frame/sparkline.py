"""Sparklines: small inline SVGs with a scale of their own, an end dot and a dotted target."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from smarketing.report.frame.html import EMPTY, part

WIDTH, HEIGHT, PADDING = 120, 34, 4


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) if points else ""


def sparkline(
    values: Sequence[float | None],
    label: str,
    *,
    target: float | None = None,
    pending: int = 0,
    css_class: str = "spark",
) -> Markup:
    """Return the SVG of a series, or nothing under two known values.

    The newest `pending` values are drawn dotted and without a dot: they are not done yet.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return EMPTY
    reach = [*known, target] if target is not None else known
    low, high = min(reach), max(reach)
    span = (high - low) or 1

    def y(value: float) -> float:
        if high == low:
            return HEIGHT / 2
        return HEIGHT - PADDING - (value - low) / span * (HEIGHT - 2 * PADDING)

    step = WIDTH / (len(values) - 1)
    points = [(index * step, y(v)) for index, v in enumerate(values) if v is not None]
    solid = points[: max(len(points) - pending, 0)]
    tail = points[max(len(solid) - 1, 0) :] if pending else []
    return part(
        "sparkline",
        css_class,
        WIDTH,
        HEIGHT,
        label,
        target="" if target is None else f"M0,{y(target):.1f}H{WIDTH}",
        pending=_path(tail),
        solid=_path(solid),
        dot=f"{_path(solid[-1:])}h.001" if solid else "",
    )
