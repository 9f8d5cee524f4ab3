"""The definition of an MQL: which activities go with buying, which mislead, and their points."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure, table
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.mql_definition.charts import dots_with_intervals
from smarketing.report.pages.mql_definition.labels import activity_name, renamed
from smarketing.report.pages.mql_definition.study import Study

ROWS_SHOWN = 14


def tested_activities(study: Study) -> pl.DataFrame:
    """Return the activities of all lead types; a type with one asset only is shown once."""
    everybody = study.activities.filter(pl.col("lead_type") == "all")
    with_asset = everybody.filter(pl.col("activity").str.contains(":", literal=True))
    same = with_asset.select(
        pl.col("activity").str.split(":").list.first().alias("activity"),
        "with_leads",
        "naive_leads",
    )
    return everybody.join(same, on=["activity", "with_leads", "naive_leads"], how="anti")


def activity_figure(report: Report, study: Study) -> Figure:
    """Return the close rate of each kept activity against the rate without it."""
    msg, fmt = report.msg, report.fmt
    tested = tested_activities(study)
    supported = tested.filter(pl.col("with_leads") >= report.data.run.minimum_sample)
    if not supported.height:
        return missing_figure(
            report, "f-actividades", msg.text("mql.activities_name"), msg.text("mql.activities_few")
        )
    kept = tested.filter(pl.col("recommendation") == "keep").height
    key = "mql.activities_some" if kept else "mql.activities_none"
    rows = supported.sort("lift", descending=True).head(ROWS_SHOWN)
    points = fmt.number
    frame = pl.DataFrame(
        {
            "label": [activity_name(report, name) for name in rows["activity"]],
            "value": rows["rate_with"],
            "lower": rows["rate_with_lower"],
            "upper": rows["rate_with_upper"],
            "reference": rows["average_close_rate"],
            "is_strong": rows["recommendation"] == "keep",
            "text": [
                msg.text(
                    "mql.activity_text",
                    rate=fmt.percent(row["rate_with"]),
                    lift=fmt.number(row["lift"], 1),
                    points=points(row["suggested_points"]),
                )
                for row in rows.iter_rows(named=True)
            ],
        }
    )
    shown = ("activity", "with_leads", "with_wins", "rate_with", "rate_without", "lift")
    shown += ("odds_ratio", "p_value", "q_value", "suggested_points", "recommendation")
    return figure(
        report,
        "f-actividades",
        msg.text(key, kept=fmt.number(kept), tried=fmt.number(tested.height)),
        msg.text("mql.activities_subtitle"),
        chart=dots_with_intervals(report, frame, axis_format=".0%"),
        frame=renamed(
            report, tested.sort("p_value", "activity"), *shown, "reject_reason", "naive_close_rate"
        ),
        keys=[
            key_item("circle", "actual", msg.text("mql.key_keep"), "actual"),
            key_item("circle", "neutral", msg.text("mql.key_reject"), "neutral"),
            key_item("band", "actualSoft", msg.text("mql.key_interval"), "actualSoft"),
            key_item("dash", "ink", msg.text("mql.key_average")),
        ],
        note=msg.text("mql.activities_note"),
        source=sources(report, "touchpoints", "leads", "opportunities"),
        is_wide=True,
    )


def tempting_activities(study: Study) -> pl.DataFrame:
    """Return what the guide's plain comparison would keep and the sound one rejects.

    Tempting: a plain close rate at least twice the plain average, from enough customers.
    """
    tested = tested_activities(study)
    average = study.matrix["customers"].sum() / max(study.matrix["leads"].sum(), 1)
    return tested.filter(
        (pl.col("recommendation") == "reject")
        & (pl.col("naive_customers") >= 5)
        & (pl.col("naive_close_rate") >= 2 * average)
    ).sort("naive_close_rate", "activity", descending=[True, False])


def leak_figure(report: Report, study: Study) -> Figure:
    """Return the activities that only look good because sales causes them."""
    msg, fmt = report.msg, report.fmt
    rows = tempting_activities(study)
    if not rows.height:
        return missing_figure(
            report, "f-fugas", msg.text("mql.leaks_none"), msg.text("mql.leaks_none_note")
        )
    names = ("activity", "naive_close_rate", "rate_with", "reject_reason")
    cells = [
        [
            activity_name(report, row["activity"]),
            fmt.percent(row["naive_close_rate"]),
            fmt.percent(row["rate_with"]),
            msg.text(f"mql_reason.{row['reject_reason']}"),
        ]
        for row in rows.iter_rows(named=True)
    ]
    headers = [(msg.text(f"mql_column.{name}"), "") for name in names[:-1]]
    headers.append((msg.text("mql_column.reject_reason"), "l"))
    return figure(
        report,
        "f-fugas",
        msg.text(
            "mql.leaks_some", count=rows.height, activity=activity_name(report, rows["activity"][0])
        ),
        msg.text("mql.leaks_subtitle"),
        body=table(msg.text("mql.leaks_name"), "", headers, cells),
        frame=renamed(report, rows, "activity", "naive_leads", "naive_customers", *names[1:]),
        source=sources(report, "touchpoints", "opportunities"),
    )


def suggested_rules(study: Study) -> pl.DataFrame:
    """Return the scoring rules that the data suggest, in the columns of the seed.

    The fit rules in force stay; interest rules are the kept activities with their points. An
    activity is named once: by its assets where one of them is kept, else by its type.
    """
    kept = tested_activities(study).filter(pl.col("recommendation") == "keep").sort("activity")
    types = kept.filter(pl.col("activity").str.contains(":", literal=True))
    with_assets = types["activity"].str.split(":").list.first().unique().to_list()
    chosen = kept.filter(~pl.col("activity").is_in(with_assets))
    fit = study.rules.filter(pl.col("dimension") == "fit")
    interest = chosen.select(
        pl.concat_str(
            pl.lit("data_"), pl.col("activity").str.to_lowercase().str.replace_all(r"[^\w]+", "_")
        ).alias("rule_id"),
        pl.lit("interest").alias("dimension"),
        pl.lit(None, dtype=pl.String).alias("field"),
        pl.lit("has_activity").alias("operator"),
        pl.col("activity").alias("value"),
        pl.col("suggested_points").cast(pl.Float64).alias("points"),
    )
    missing = [name for name in fit.columns if name not in interest.columns]
    filled = interest.with_columns(
        *[pl.lit(None, dtype=fit.schema[name]).alias(name) for name in missing]
    ).select(fit.columns)
    return pl.concat([fit, filled])


def points_figure(report: Report, study: Study, suggested_rules_file: str = "") -> Figure:
    """Return the suggested rules; write them to a CSV to review where a file is named."""
    msg = report.msg
    rules = suggested_rules(study)
    if suggested_rules_file:
        Path(suggested_rules_file).parent.mkdir(parents=True, exist_ok=True)
        rules.write_csv(suggested_rules_file)
    interest = rules.filter(pl.col("dimension") == "interest")
    if not interest.height:
        return missing_figure(
            report, "f-puntos", msg.text("mql.points_name"), msg.text("mql.points_none")
        )
    top = interest.sort("points", "rule_id", descending=[True, False]).row(0, named=True)
    cells = [
        [activity_name(report, row["value"]), report.fmt.number(row["points"])]
        for row in interest.sort("points", descending=True).iter_rows(named=True)
    ]
    headers = [(msg.text("mql_column.activity"), ""), (msg.text("mql_column.suggested_points"), "")]
    return figure(
        report,
        "f-puntos",
        msg.text(
            "mql.points_title",
            activity=activity_name(report, top["value"]),
            points=report.fmt.number(top["points"]),
        ),
        msg.text("mql.points_subtitle"),
        body=table(msg.text("mql.points_name"), "", headers, cells),
        frame=rules,
        note=msg.text("mql.points_note"),
        source=sources(report, "touchpoints", "leads"),
    )


def activities(report: Report, study: Study, suggested_rules_file: str = "") -> Block:
    """Return the section: what activities say, which mislead, and the points they deserve."""
    return section(
        report,
        "mql_actividades",
        activity_figure(report, study),
        leak_figure(report, study),
        points_figure(report, study, suggested_rules_file),
    )
