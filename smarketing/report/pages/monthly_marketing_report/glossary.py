"""The glossary: the KPIs of the seed that the report shows, and the terms around them."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import part
from smarketing.report.frame.parts import section
from smarketing.report.frame.safety import without_personal_data
from smarketing.report.pages.monthly_marketing_report.indicators import month_indicators

TERMS = ("cohort", "mature", "pending", "interval", "too_few", "median", "work_in_progress", "pp")


def _description(report: Report, kpi_id: str) -> str:
    column = f"description_{report.fmt.language}"
    rows = report.data.seeds["kpis"].filter(pl.col("kpi_id") == kpi_id)
    text = rows[column][0] if rows.height else None
    return without_personal_data(text) if text else report.msg.text(f"kpi.about_{kpi_id}")


def glossary(report: Report) -> Block:
    """Return the glossary; each KPI's entry is where its tile links to."""
    msg = report.msg
    entries = [
        (f"g-{kpi_id}", report.kpi(kpi_id), _description(report, kpi_id))
        for kpi_id in month_indicators(report)
    ]
    entries += [
        (f"g-{term}", msg.text(f"term.{term}"), msg.text(f"term.about_{term}")) for term in TERMS
    ]
    return section(report, "glosario", body=part("definitions", entries, "gloss"))
