"""The billing pipeline: what entered each stage from qualified to invoicing."""

from __future__ import annotations

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure
from smarketing.report.frame.indicators import SHOWN, Indicator, read_indicators
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.tile_section import tile_table
from smarketing.report.frame.tiles import change_text, missing_reason, value_text
from smarketing.report.pages.monthly_sales_report.kpi_table import kpi_table

STAGES = ("qualified", "committed", "ready_to_invoice", "invoicing")
KPIS = tuple(f"{stage}_opportunities{suffix}" for stage in STAGES for suffix in ("", "_amount"))


def billing_title(report: Report, found: dict[str, Indicator]) -> str:
    """Name the last stage whose count clearly changed; else what is closest to an invoice."""
    msg = report.msg
    for stage in reversed(STAGES):
        one = found[f"{stage}_opportunities"]
        if one.change is not None and one.change.is_clear and one.change.relative is not None:
            key = "sales.billing_up" if one.change.direction > 0 else "sales.billing_down"
            return msg.text(
                key,
                name=report.kpi(one.kpi_id),
                value=value_text(report, one, one.value),
                change=change_text(report, one, one.change),
            )
    return msg.text("sales.billing_unclear")


def billing_figure(report: Report) -> Figure:
    """Return the table of counts and amounts by stage."""
    msg, found = report.msg, read_indicators(report, KPIS)
    name = msg.text("sales.billing_name")
    if not any(one.state == SHOWN for one in found.values()):
        reason = missing_reason(report, found["qualified_opportunities"])
        return missing_figure(report, "f-facturacion", name, reason)
    indicators = list(found.values())
    return figure(
        report,
        "f-facturacion",
        billing_title(report, found),
        msg.text("sales.billing_subtitle", month=report.fmt.month(report.data.month)),
        body=kpi_table(report, name, indicators),
        frame=tile_table(report, indicators).frame,
        note=msg.text("sales.billing_note"),
        source=sources(report, "opportunities", "opportunity_stage_changes"),
        is_wide=True,
    )


def billing(report: Report) -> Block:
    """Return the section: from qualified to invoicing."""
    return section(report, "facturacion", billing_figure(report))
