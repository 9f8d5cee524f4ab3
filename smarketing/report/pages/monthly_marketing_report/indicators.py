"""The indicators that the report shows as tiles, and what each means."""

from __future__ import annotations

from smarketing.report.frame import glossary as words
from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.indicators import Tiles
from smarketing.report.frame.tile_section import tile_section

PAGE = "marketing"


def month_indicators(report: Report) -> Tiles:
    """Return the month's indicators by KPI, in the order of the tiles."""
    return Tiles(report, PAGE)


def indicators(report: Report) -> Block:
    """Return the section of the tiles."""
    return tile_section(report, list(month_indicators(report).values()))


def glossary(report: Report) -> Block:
    """Return the glossary of the report's indicators."""
    return words.glossary(report, report.tiles(PAGE))
