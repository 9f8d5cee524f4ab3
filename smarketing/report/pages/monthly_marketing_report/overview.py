"""The first screen: the month in three or four generated sentences, and what to decide."""

from __future__ import annotations

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import part
from smarketing.report.pages.monthly_marketing_report.decisions import decisions
from smarketing.report.pages.monthly_marketing_report.findings import pending_note, summary
from smarketing.report.pages.monthly_marketing_report.indicators import month_indicators


def overview(report: Report) -> Block:
    """Return the summary beside up to three proposals."""
    indicators, msg = month_indicators(report), report.msg
    html = part(
        "overview",
        title=msg.text("section.resumen"),
        sentences=summary(report, indicators),
        note=pending_note(report, indicators),
        decide_title=msg.text("section.decidir"),
        proposals=decisions(report),
        see=msg.text("decide.see"),
        nothing=msg.text("decide.nothing"),
    )
    return Block(html, is_page=report.is_page)
