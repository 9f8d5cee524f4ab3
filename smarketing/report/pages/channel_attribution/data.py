"""What the attribution sections read: frames of the attribution marts, goal `customer` and all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from smarketing.paths import PROJECT
from smarketing.report.frame.context import Report
from smarketing.report.frame.warehouse import Warehouse

NUMBERS = (
    *("conversions", "value", "share", "spend", "cost_per_conversion", "return_on_spend"),
    *("conversions_lower", "conversions_upper", "value_lower", "value_upper"),
)
ASSET_NUMBERS = (
    *("views", "submissions", "submission_rate", "submission_rate_lower", "submission_rate_upper"),
    *("new_contacts", "new_contact_rate", "cta_clicks", "cta_click_rate", "customers", "revenue"),
)
ASSIST_NUMBERS = (
    *("customers_who_viewed", "customers_total", "share_of_customers"),
    *("share_of_customers_lower", "share_of_customers_upper", "leads_who_viewed", "leads_total"),
    *("customers_before_deal", "share_before_deal", "share_before_deal_lower"),
    *("share_of_leads", "share_of_leads_lower", "share_of_leads_upper", "lift"),
)
TEXT = "varchar"


@dataclass(frozen=True)
class Attribution:
    """The frames of one attribution report.

    channels: goal, model, channel, conversions, value, share, spend, returns and their bounds.
    lookbacks: goal, model, lookback_days, channel, conversions, share. paths: goal, path_rank,
    path, step_count, conversions, share. assets: the month's pages and assets. assists: pages and
    assets over all months. headline: the model that stands for all where only one is shown.
    """

    channels: pl.DataFrame
    lookbacks: pl.DataFrame
    paths: pl.DataFrame
    assets: pl.DataFrame
    assists: pl.DataFrame
    headline: str = "linear"

    def of(self, model: str, goal: str = "customer") -> pl.DataFrame:
        """Return the channels under one model."""
        return self.channels.filter((pl.col("model") == model) & (pl.col("goal") == goal))

    def total(self, goal: str = "customer") -> float:
        """Return the conversions of a goal."""
        return float(self.of("linear", goal)["conversions"].sum() or 0)


def open_attribution(report: Report, *, warehouse: str) -> Attribution:
    """Read the attribution marts; a mart that is not there is an empty frame."""
    path = Path(warehouse)
    if not path.is_absolute() and not path.exists():
        path = PROJECT / path
    asset_columns = {"kind": TEXT, "name": TEXT, "month": "date", "title": TEXT}
    with Warehouse(path) as source:
        run = source.read("core.run", {"headline_attribution_model": TEXT})
        return Attribution(
            headline=(run.item(0, 0) if run.height else None) or Attribution.headline,
            channels=source.read(
                "attribution.rpt_channel_attribution",
                {"goal": TEXT, "model": TEXT, "channel": TEXT} | dict.fromkeys(NUMBERS, "double"),
            ),
            lookbacks=source.read(
                "attribution.rpt_lookback_sensitivity",
                {"goal": TEXT, "model": TEXT, "lookback_days": "integer", "channel": TEXT}
                | dict.fromkeys(("conversions", "share"), "double"),
            ),
            paths=source.read(
                "attribution.rpt_conversion_paths",
                {"goal": TEXT, "path_rank": "integer", "path": TEXT, "step_count": "integer"}
                | dict.fromkeys(("conversions", "value", "share"), "double"),
            ),
            assets=source.read(
                "attribution.rpt_asset_performance",
                asset_columns | dict.fromkeys(ASSET_NUMBERS, "double"),
                "cast(month as date) = $month",
                {"month": report.data.month},
            ),
            assists=source.read(
                "attribution.rpt_conversion_assists",
                {"kind": TEXT, "name": TEXT, "month": TEXT}
                | dict.fromkeys(ASSIST_NUMBERS, "double"),
                "month = 'all'",
            ),
        )
