"""What the contact reports read beside the month's report: curve, recommendation, speed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from smarketing.report.frame.warehouse import Warehouse

CURVE = {
    "lead_type": "varchar",
    "attempt_number": "bigint",
    "at_risk": "bigint",
    "connects": "bigint",
    "wins": "bigint",
    "disqualified": "bigint",
    "gave_up": "bigint",
    "hazard": "double",
    "hazard_lower": "double",
    "hazard_upper": "double",
    "hazard_standardised": "double",
    "survival_before": "double",
    "cumulative_wins": "double",
    "value_per_win": "double",
    "cost_per_attempt": "double",
    "break_even_hazard": "double",
    "marginal_value": "double",
    "marginal_value_standardised": "double",
    "cumulative_value": "double",
    "cumulative_value_standardised": "double",
    "probability_pays": "double",
    "zone": "varchar",
    "is_supported": "boolean",
    "naive_close_rate": "double",
    "naive_profitability": "double",
    "naive_net_value": "double",
}
RECOMMENDATION = {
    "lead_type": "varchar",
    "recommended_attempts": "bigint",
    "attempts_lower": "bigint",
    "attempts_upper": "bigint",
    "current_policy_attempts": "bigint",
    "value_per_lead_at_recommended": "double",
    "value_per_lead_at_current": "double",
    "naive_attempts": "bigint",
    "at_data_limit": "boolean",
    "last_supported_attempt": "bigint",
    "recommended_attempts_at_capacity": "bigint",
    "hours_needed_per_month": "double",
    "hours_available_per_month": "double",
}
SPEED = {
    "bucket": "varchar",
    "stratum": "varchar",
    "clock": "varchar",
    "sort_order": "bigint",
    "leads": "bigint",
    "connects": "bigint",
    "wins": "bigint",
    "rate": "double",
    "rate_lower": "double",
    "rate_upper": "double",
    "odds_ratio_crude": "double",
    "odds_ratio_adjusted": "double",
    "odds_ratio_lower": "double",
    "odds_ratio_upper": "double",
}
COLUMNS_OF_MARTS = {
    "contact.rpt_contact_attempt_curve": CURVE,
    "contact.rpt_contact_attempt_recommendation": RECOMMENDATION,
    "contact.rpt_speed_to_lead": SPEED,
}


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


@cache
def load_contact_data(path: Path) -> ContactData:
    """Read the frames from the warehouse at `path`, once per process."""
    with Warehouse(path) as warehouse:
        labels = warehouse.read(
            "settings.lead_types",
            {"lead_type": "varchar", "label_es": "varchar", "label_en": "varchar"},
        )
        return ContactData(
            curve=warehouse.read("contact.rpt_contact_attempt_curve", CURVE).sort(
                "lead_type", "attempt_number"
            ),
            recommendation=warehouse.read(
                "contact.rpt_contact_attempt_recommendation", RECOMMENDATION
            ),
            speed=warehouse.read("contact.rpt_speed_to_lead", SPEED, "stratum = 'all'").sort(
                "clock", "sort_order"
            ),
            labels={
                row["lead_type"]: {"es": row["label_es"], "en": row["label_en"]}
                for row in labels.iter_rows(named=True)
            },
        )
