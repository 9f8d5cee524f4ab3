"""The notebook `meeting`: the packs of the two standing meetings, and the weekly updates.

A section takes the `Report` and returns a `Block`.
"""

from smarketing.report.frame.header import footer
from smarketing.report.pages.meeting.acceptance import acceptance
from smarketing.report.pages.meeting.agenda import (
    MANAGEMENT,
    WEEKLY,
    actions,
    agenda,
    check_kind,
    header,
)
from smarketing.report.pages.meeting.decisions import decisions
from smarketing.report.pages.meeting.highlights import highlights
from smarketing.report.pages.meeting.losses import losses
from smarketing.report.pages.meeting.metrics import metrics
from smarketing.report.pages.meeting.plans import plans
from smarketing.report.pages.meeting.quantity import quantity
from smarketing.report.pages.meeting.state import state
from smarketing.report.pages.meeting.updates import marketing_update, product_update

__all__ = [
    "MANAGEMENT",
    "WEEKLY",
    "acceptance",
    "actions",
    "agenda",
    "check_kind",
    "decisions",
    "footer",
    "header",
    "highlights",
    "losses",
    "marketing_update",
    "metrics",
    "plans",
    "product_update",
    "quantity",
    "state",
]
