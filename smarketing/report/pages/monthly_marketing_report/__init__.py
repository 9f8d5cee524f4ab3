"""The sections of a report: one module each, one public function per notebook cell.

A section takes the `Report` and returns a `Block`. A new section is a new module here and a new
cell in a notebook; navigation, workbook and CSVs follow by themselves.
"""

from smarketing.report.frame.coverage import coverage
from smarketing.report.frame.header import footer, header
from smarketing.report.pages.monthly_marketing_report.channels import channels
from smarketing.report.pages.monthly_marketing_report.data_quality import data_quality
from smarketing.report.pages.monthly_marketing_report.funnel import funnel
from smarketing.report.pages.monthly_marketing_report.indicators import glossary, indicators
from smarketing.report.pages.monthly_marketing_report.overview import overview
from smarketing.report.pages.monthly_marketing_report.sales import losses, sales
from smarketing.report.pages.monthly_marketing_report.stages import stages
from smarketing.report.pages.monthly_marketing_report.together import together

__all__ = [
    "channels",
    "coverage",
    "data_quality",
    "footer",
    "funnel",
    "glossary",
    "header",
    "indicators",
    "losses",
    "overview",
    "sales",
    "stages",
    "together",
]
