"""The glossary: the KPIs that a report shows, as the seed defines them, and the terms around."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import MISSING
from smarketing.report.frame.html import part
from smarketing.report.frame.parts import section
from smarketing.report.frame.safety import without_personal_data

TERMS = ("cohort", "mature", "pending", "interval", "too_few", "median", "work_in_progress", "pp")


def _description(report: Report, kpi_id: str) -> str:
    rows = report.data.seeds["kpis"].filter(pl.col("kpi_id") == kpi_id)
    text = rows[f"description_{report.fmt.language}"][0] if rows.height else None
    return without_personal_data(text) if text else MISSING


def glossary(report: Report, kpi_ids: Iterable[str]) -> Block:
    """Return the glossary; each KPI's entry is where its tile links to."""
    msg = report.msg
    entries = [
        (f"g-{kpi_id}", report.kpi(kpi_id), _description(report, kpi_id)) for kpi_id in kpi_ids
    ]
    entries += [
        (f"g-{term}", msg.text(f"term.{term}"), msg.text(f"term.about_{term}")) for term in TERMS
    ]
    return section(report, "glosario", body=part("definitions", entries, "gloss"))
