"""Sparklines: small inline SVGs with a scale of their own, an end dot and a dotted target."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT, PADDING = 120, 34, 4


def _polyline(points: Sequence[tuple[float, float]], role: str, extra: str = "") -> str:
    path = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<path d="M{path}" fill="none" style="stroke:var(--{role});stroke-width:2;'
        f'stroke-linejoin:round;stroke-linecap:round{extra}" vector-effect="non-scaling-stroke"/>'
    )


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
        return Markup("")
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
    parts = []
    if target is not None:
        parts.append(
            f'<path d="M0,{y(target):.1f}H{WIDTH}" fill="none" style="stroke:var(--ink3);'
            'stroke-width:1;stroke-dasharray:3 3" vector-effect="non-scaling-stroke"/>'
        )
    if pending:
        tail = points[max(len(solid) - 1, 0) :]
        parts.append(_polyline(tail, "pend", ";stroke-dasharray:1 4"))
    if solid:
        parts.append(_polyline(solid, "actual"))
        x, end = solid[-1]
        parts.append(
            f'<path d="M{x:.1f},{end:.1f}h.001" style="stroke:var(--actual);stroke-width:8;'
            'stroke-linecap:round" vector-effect="non-scaling-stroke"/>'
        )
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img"'
        ' aria-label="{}">{}</svg>'
    ).format(css_class, WIDTH, HEIGHT, label, Markup("".join(parts)))
