"""The indicators that the report shows, in the order of its tiles, and what each means."""

from __future__ import annotations

from dataclasses import replace

from smarketing.report.frame import glossary as words
from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.indicators import Indicator, indicator, read_indicators
from smarketing.report.frame.tile_section import tile_section

KPIS = (
    "visits",
    "leads",
    "mqls",
    "sales_revenue",
    "visitor_conversion_rate",
    "opportunities",
    "customers",
    "close_rate",
    "mql_acceptance_rate",
    "customer_acquisition_cost",
    "campaign_roi",
    "marketing_sourced_share",
)


def month_indicators(report: Report) -> dict[str, Indicator]:
    """Return the month's indicators by KPI, in the order of the tiles."""
    found = read_indicators(report, KPIS)
    won = indicator(report, "opportunity_conversion_rate").numerator or 0
    found["sales_revenue"] = replace(found["sales_revenue"], details={"count": int(won)})
    return found


def indicators(report: Report) -> Block:
    """Return the section of the tiles."""
    return tile_section(report, list(month_indicators(report).values()))


def glossary(report: Report) -> Block:
    """Return the glossary of the report's indicators."""
    return words.glossary(report, KPIS)
