"""What charts with one row per label share: the labels, the axis under them, the numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from textwrap import wrap

import altair as alt

WRAP_CHARACTERS = 18
MOST_LINES = 3  # what a row is high enough for
PHONE = "width < 420"


def label_rows(paint: Callable[[str], str], labels: Sequence[str]) -> alt.Y:
    """Return the y of rows named by `label`, in the order given; long labels break on phones."""
    lines = {
        text: wrap(text, WRAP_CHARACTERS, max_lines=MOST_LINES, placeholder=" …") for text in labels
    }
    broken = json.dumps(lines, ensure_ascii=False)
    return alt.Y(
        "label:N",
        sort=list(labels),
        axis=alt.Axis(
            labelFontSize=13,
            labelColor=paint("ink"),
            labelLimit=300,
            labelLineHeight=16,
            labelExpr=f"{PHONE} ? {broken}[datum.value] : datum.value",
            grid=False,
        ),
    )


def values_with_room(name: str, longest: float, room: float, **axis: object) -> alt.X:
    """Return the x of a column from 0 on, with room for the numbers at the right edge.

    longest: greatest value drawn. room: width of the axis as a multiple of it, where the numbers
    stand beside the bars; on phones they stand above them. axis: further properties of the axis.
    """
    scale = alt.Scale(
        domainMin=0, domainMax=alt.expr(f"{longest} * ({PHONE} ? 1.05 : {room})"), nice=False
    )
    ticks = alt.expr(f"{PHONE} ? 3 : 5")
    return alt.X(f"{name}:Q", scale=scale, axis=alt.Axis(tickCount=ticks, **axis))


def numbers_at_right(base: alt.Chart, lift: int) -> alt.Chart:
    """Return the column `text` at the right edge; lifted by so many pixels on phones."""
    mark = base.mark_text(
        align="right", fontSize=13, fontWeight=600, dy=alt.expr(f"{PHONE} ? -{lift} : 0")
    )
    return mark.encode(x=alt.value(alt.expr("width")), text="text:N")
