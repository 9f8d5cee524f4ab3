"""The sections of a report: one module each, one public function per notebook cell.

A section takes the `Report` and returns a `Block`. A new section is a new module here and a new
cell in a notebook; navigation, workbook and CSVs follow by themselves.
"""

from smarketing.report.sections.channels import channels
from smarketing.report.sections.coverage import coverage
from smarketing.report.sections.data_quality import data_quality
from smarketing.report.sections.funnel import funnel
from smarketing.report.sections.glossary import glossary
from smarketing.report.sections.header import footer, header
from smarketing.report.sections.indicator_tiles import indicators
from smarketing.report.sections.overview import overview
from smarketing.report.sections.sales import sales
from smarketing.report.sections.stages import stages

__all__ = [
    "channels",
    "coverage",
    "data_quality",
    "footer",
    "funnel",
    "glossary",
    "header",
    "indicators",
    "overview",
    "sales",
    "stages",
]
