"""What the attribution sections read: frames of the attribution marts, goal `customer` and all."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smarketing.report.frame.context import Report


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


def open_attribution(report: Report) -> Attribution:
    """Read the attribution marts; a mart that is not there is an empty frame."""
    return Attribution(
        headline=report.data.run.headline_attribution_model,
        channels=report.read("attribution.rpt_channel_attribution"),
        lookbacks=report.read("attribution.rpt_lookback_sensitivity"),
        paths=report.read("attribution.rpt_conversion_paths"),
        assets=report.read(
            "attribution.rpt_asset_performance",
            where="month = $month",
            parameters={"month": report.data.month},
        ),
        assists=report.read("attribution.rpt_conversion_assists", where="month = 'all'"),
    )
