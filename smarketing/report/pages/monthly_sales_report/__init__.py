"""The monthly sales report: one module per section, one public function per notebook cell."""

from smarketing.report.frame.coverage import coverage
from smarketing.report.frame.header import footer
from smarketing.report.pages.monthly_sales_report.agreement import agreement
from smarketing.report.pages.monthly_sales_report.billing import billing
from smarketing.report.pages.monthly_sales_report.closing import closing
from smarketing.report.pages.monthly_sales_report.cycle import cycle
from smarketing.report.pages.monthly_sales_report.followup import followup
from smarketing.report.pages.monthly_sales_report.indicators import glossary, header, indicators
from smarketing.report.pages.monthly_sales_report.overview import overview
from smarketing.report.pages.monthly_sales_report.quota import quota
from smarketing.report.pages.monthly_sales_report.stage_owners import stage_owners

__all__ = [
    "agreement",
    "billing",
    "closing",
    "coverage",
    "cycle",
    "followup",
    "footer",
    "glossary",
    "header",
    "indicators",
    "overview",
    "quota",
    "stage_owners",
]
