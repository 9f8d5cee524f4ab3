"""The leads that a candidate definition of an MQL would change: how many a month, and whose."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure, table
from smarketing.report.frame.parts import sources
from smarketing.report.pages.mql_definition.charts import volume_lines
from smarketing.report.pages.mql_definition.labels import renamed
from smarketing.report.pages.mql_definition.study import TEST, Study

FEWEST_MONTHS = 3


def flagged_leads(study: Study) -> pl.DataFrame:
    """Return the leads with `current` and `candidate`: whether each definition flags them.

    `is_current` says so for a definition in force that is more than two thresholds; where it is
    null (leads between calibration and test) the thresholds alone decide.
    """
    by_points = (pl.col("fit") >= study.fit_threshold) & (
        pl.col("interest") >= study.interest_threshold
    )
    return study.leads.with_columns(
        current=pl.coalesce("is_current", by_points),
        candidate=(pl.col("candidate_fit") >= study.candidate_fit_threshold)
        & (pl.col("candidate_interest") >= study.candidate_interest_threshold),
        is_by_points=(pl.col("is_current") == by_points).all(),
    )


def monthly_volume(study: Study) -> pl.DataFrame:
    """Return the leads that each definition flags of each whole month: month, current, candidate.

    Months before the test count, too; what either definition knew then is all that it uses.
    """
    leads = flagged_leads(study).filter(pl.col("is_by_points") | pl.col("is_current").is_not_null())
    first, last = leads["created_date"].min(), leads["created_date"].max()
    month = pl.col("created_date").dt.truncate("1mo")
    return (
        leads.filter((month >= first) & (pl.lit(last) >= pl.col("created_date").dt.month_end()))
        .group_by(month.alias("month"))
        .agg(pl.col("current", "candidate").sum().cast(pl.Int64))
        .sort("month")
    )


def volume_figure(report: Report, study: Study) -> Figure:
    """Return how many leads a month each definition would have given to sales."""
    msg, fmt = report.msg, report.fmt
    rows = monthly_volume(study)
    if rows.height < FEWEST_MONTHS:
        return missing_figure(
            report, "f-volumen", msg.text("mql.volume_name"), msg.text("mql.no_data")
        )
    most = rows["candidate"].max()
    texts = {
        "least": fmt.number(rows["candidate"].min()),
        "most": fmt.number(most),
        "capacity": fmt.number(study.capacity_per_month),
    }
    key = "mql.volume_over" if most > study.capacity_per_month else "mql.volume_fits"
    return figure(
        report,
        "f-volumen",
        msg.text(key, **texts),
        msg.text("mql.volume_subtitle"),
        chart=volume_lines(report, rows, study.capacity_per_month),
        frame=renamed(report, rows, "month", "current", "candidate"),
        keys=[
            key_item("circle", "actual", msg.text("mql.group_candidate"), "actual"),
            key_item("circle", "second", msg.text("mql.group_current"), "second"),
            key_item("dash", "ink", msg.text("mql.key_capacity", **texts)),
        ],
        source=sources(report, "leads", "touchpoints"),
    )


def people_by_type(study: Study) -> pl.DataFrame:
    """Return lead_type, and how many enter, leave and stay of each, with their purchases."""
    now, then, won = pl.col("current"), pl.col("candidate"), pl.col("is_won")
    groups = {"enters": then & ~now, "leaves": now & ~then, "stays": now & then}
    return (
        flagged_leads(study)
        .filter((pl.col("split") == TEST) & (now | then))
        .group_by("lead_type")
        .agg(
            *[group.sum().alias(name) for name, group in groups.items()],
            *[(group & won).sum().alias(f"{name}_wins") for name, group in groups.items()],
        )
        .sort(pl.col("enters") + pl.col("leaves"), "lead_type", descending=[True, False])
    )


def people_figure(report: Report, study: Study) -> Figure:
    """Return who enters and who leaves, by lead type, with how many of them bought."""
    msg, fmt = report.msg, report.fmt
    rows = people_by_type(study)
    if not rows.height or not (rows["enters"].sum() + rows["leaves"].sum()):
        return missing_figure(
            report, "f-entran", msg.text("mql.people_name"), msg.text("mql.people_nobody")
        )
    names = [report.lead_type(name) for name in rows["lead_type"]]
    groups = ("enters", "leaves", "stays")

    def share(name: str) -> str:
        leads, wins = rows[name].sum(), rows[f"{name}_wins"].sum()
        few = leads < report.data.run.minimum_sample
        return msg.text("mql.too_few", count=leads) if few else fmt.percent(wins / leads)

    cells = [
        [name, *[f"{fmt.number(row[g])} ({fmt.number(row[f'{g}_wins'])})" for g in groups]]
        for name, row in zip(names, rows.iter_rows(named=True), strict=True)
    ]
    sums = {name: (rows[name].sum(), rows[f"{name}_wins"].sum()) for name in groups}
    headers = [(msg.text("mql_column.lead_type"), "l")]
    headers += [(msg.text(f"mql.group_{name}"), "") for name in groups]
    shown = [name for group in groups for name in (group, f"{group}_wins")]
    return figure(
        report,
        "f-entran",
        msg.text("mql.people_title", enters=share("enters"), leaves=share("leaves")),
        msg.text("mql.people_subtitle"),
        body=table(
            msg.text("mql.people_name"),
            "",
            headers,
            cells,
            total=[
                msg.text("mql.delivered_total"),
                *[f"{fmt.number(leads)} ({fmt.number(wins)})" for leads, wins in sums.values()],
            ],
        ),
        frame=renamed(report, rows, "lead_type", *shown),
        source=sources(report, "leads", "touchpoints", "opportunities"),
    )
