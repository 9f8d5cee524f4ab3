"""What the contact reports read beside the month's report: curve, recommendation, speed."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smarketing.report.frame.context import Report


@dataclass(frozen=True)
class ContactData:
    """Frames of the attempt analysis, empty where a mart is absent."""

    curve: pl.DataFrame
    recommendation: pl.DataFrame
    speed: pl.DataFrame

    def missing(self) -> str:
        """Return what keeps these data from a recommendation: a text's key, empty if nothing."""
        if not self.curve.height:
            return "contact.no_attempts"
        if not (self.curve["connects"].sum() or 0):
            return "contact.no_outcomes"
        if not self.curve["value_per_win"].count():
            return "contact.no_amounts"
        is_known = self.recommendation["recommended_attempts"].count() > 0
        return "" if is_known else "contact.table_none"


def load_contact_data(report: Report) -> ContactData:
    """Read the frames from the report's warehouse."""
    speed = report.read("contact.rpt_speed_to_lead", where="stratum = 'all'")
    return ContactData(
        curve=report.read("contact.rpt_contact_attempt_curve").sort("lead_type", "attempt_number"),
        recommendation=report.read("contact.rpt_contact_attempt_recommendation"),
        speed=speed.sort("clock", "sort_order"),
    )
