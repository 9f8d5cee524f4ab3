"""The indicators that the sales report shows: its tiles, and what each means."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame import glossary as words
from smarketing.report.frame import header as frame_header
from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.indicators import Tiles
from smarketing.report.frame.tile_section import tile_section

PAGE = "sales"


def month_indicators(report: Report) -> Tiles:
    """Return the month's tiles by KPI, in their order."""
    return Tiles(report, PAGE)


def segment_rows(report: Report, kpi_id: str, segment_name: str) -> pl.DataFrame:
    """Return a KPI's rows of the last thirteen months by a segment."""
    return report.data.kpis.filter(
        (pl.col("kpi_id") == kpi_id) & (pl.col("segment_name") == segment_name)
    ).sort("month", "segment_value")


def header(report: Report) -> Block:
    """Return the page's header."""
    return frame_header.header(report, "monthly_sales_report")


def indicators(report: Report) -> Block:
    """Return the section of the tiles."""
    return tile_section(report, list(month_indicators(report).values()))


def glossary(report: Report) -> Block:
    """Return the glossary of the report's indicators."""
    return words.glossary(report, report.tiles(PAGE))
