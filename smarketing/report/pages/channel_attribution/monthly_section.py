"""The monthly report's section on attribution: models, returns, landing pages, assists."""

from __future__ import annotations

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.parts import section
from smarketing.report.pages.channel_attribution.assets import assets_figure, assists_figure
from smarketing.report.pages.channel_attribution.charts import compared_dots, spend_and_revenue
from smarketing.report.pages.channel_attribution.compared import dots_keys, dots_rows
from smarketing.report.pages.channel_attribution.data import Attribution
from smarketing.report.pages.channel_attribution.monthly import is_few, models_figure
from smarketing.report.pages.channel_attribution.returns import returns_figure
from smarketing.report.pages.channel_attribution.returns_charts import paid_rows, returns_keys


def _models(report: Report, study: Attribution) -> Figure:
    rows = dots_rows(report, study)
    if is_few(report, study) or not rows.height:
        return models_figure(report, study)
    return models_figure(
        report, study, chart=compared_dots(report, rows), keys=dots_keys(report, study)
    )


def _returns(report: Report, study: Attribution) -> Figure:
    rows = paid_rows(report, study)
    if rows is None:
        return returns_figure(report, study)
    return returns_figure(
        report, study, chart=spend_and_revenue(report, rows), keys=returns_keys(report)
    )


def monthly(report: Report, study: Attribution) -> Block:
    """Return the section; charts where there are enough customers, their tables always."""
    return section(
        report,
        "atribucion",
        _models(report, study),
        _returns(report, study),
        assets_figure(report, study),
        assists_figure(report, study),
    )
