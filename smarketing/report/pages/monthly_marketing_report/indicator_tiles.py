"""The month's indicators as tiles."""

from __future__ import annotations

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import part
from smarketing.report.frame.parts import section
from smarketing.report.pages.monthly_marketing_report.indicators import month_indicators
from smarketing.report.pages.monthly_marketing_report.tiles import tile, tile_table


def indicators(report: Report) -> Block:
    """Return the section of the tiles, with the key that explains arrows and colours."""
    shown = list(month_indicators(report).values())
    tiles = [tile(report, indicator) for indicator in shown]
    notes = [report.msg.html(f"tile.key_{name}") for name in ("arrow", "target", "words")]
    return section(
        report, "indicadores", body=part("tiles", tiles, notes), tables=[tile_table(report, shown)]
    )
