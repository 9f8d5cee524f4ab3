"""What the contact reports read beside the month's report: curve, recommendation, speed."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smarketing.report.frame.context import Report


@dataclass(frozen=True)
class ContactData:
    """Frames of the attempt analysis, empty where a mart is absent. labels: type → words."""

    curve: pl.DataFrame
    recommendation: pl.DataFrame
    speed: pl.DataFrame
    labels: dict[str, dict[str, str]]

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

    def label(self, lead_type: str, language: str, everything: str) -> str:
        """Return a lead type as the reader calls it."""
        if lead_type == "all":
            return everything
        return self.labels.get(lead_type, {}).get(language) or lead_type


def load_contact_data(report: Report) -> ContactData:
    """Read the frames from the report's warehouse."""
    speed = report.read("contact.rpt_speed_to_lead", where="stratum = 'all'")
    return ContactData(
        curve=report.read("contact.rpt_contact_attempt_curve").sort("lead_type", "attempt_number"),
        recommendation=report.read("contact.rpt_contact_attempt_recommendation"),
        speed=speed.sort("clock", "sort_order"),
        labels={
            row["lead_type"]: {"es": row["label_es"], "en": row["label_en"]}
            for row in report.data.seeds["lead_types"].iter_rows(named=True)
        },
    )
