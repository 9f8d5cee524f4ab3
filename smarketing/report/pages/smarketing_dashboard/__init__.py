"""The notebook `smarketing_dashboard`: both teams' page of the day.

A section takes the `Report` and the day's data and returns a `Block`.
"""

from smarketing.report.frame.header import footer, header
from smarketing.report.pages.smarketing_dashboard.agreement import agreement
from smarketing.report.pages.smarketing_dashboard.data import load_day, load_goals
from smarketing.report.pages.smarketing_dashboard.goals import goals
from smarketing.report.pages.smarketing_dashboard.mail import mail
from smarketing.report.pages.smarketing_dashboard.today import today
from smarketing.report.pages.smarketing_dashboard.waiting import waiting

__all__ = [
    "agreement",
    "footer",
    "goals",
    "header",
    "load_day",
    "load_goals",
    "mail",
    "today",
    "waiting",
]
