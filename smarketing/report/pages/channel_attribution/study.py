"""The notebook `channel_attribution`: all models, the chain and the game, paths and look-back."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, table
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.channel_attribution.assets import assets_figure, assists_figure
from smarketing.report.pages.channel_attribution.charts import credit_dots
from smarketing.report.pages.channel_attribution.compared import (
    ALL_MODELS,
    compared_figure,
    meanings_figure,
)
from smarketing.report.pages.channel_attribution.data import Attribution
from smarketing.report.pages.channel_attribution.monthly import (
    NOT_CHANNELS,
    SOURCES,
    is_few,
    models_figure,
)
from smarketing.report.pages.channel_attribution.returns import returns_figure
from smarketing.report.pages.channel_attribution.returns_charts import (
    returns_by_model_figure,
    returns_chart,
)

LOOKBACK_POINTS = 0.05  # a share that moves by less is called stable
PATHS_SHOWN = 12


def markov_figure(report: Report, attribution: Attribution, model: str = "markov") -> Figure:
    """Return the chart of one model's customers by channel, with intervals."""
    msg, fmt = report.msg, report.fmt
    frame = attribution.of(model).filter(
        ~pl.col("channel").is_in(NOT_CHANNELS) & pl.col("conversions_upper").is_not_null()
    )
    name = msg.text(f"attribution_model.{model}")
    if not frame.height:
        title = msg.text("attribution.chart_title", model=name)
        return missing_figure(report, f"f-{model}", title, msg.text("attribution.none"))
    frame = frame.sort("conversions", descending=True)
    top, second = frame.row(0, named=True), frame.row(min(1, frame.height - 1), named=True)
    is_clear = frame.height > 1 and top["conversions_lower"] > second["conversions_upper"]
    key = "attribution.chart_leads" if is_clear else "attribution.chart_close"
    rows = frame.select(
        pl.col("channel").map_elements(report.channel, return_dtype=pl.String).alias("label"),
        pl.col("conversions").alias("value"),
        pl.col("conversions_lower").alias("lower"),
        pl.col("conversions_upper").alias("upper"),
        pl.col("conversions")
        .map_elements(lambda x: fmt.number(x, 1), return_dtype=pl.String)
        .alias("text"),
    )
    shown = rows.select(
        pl.col("label").alias(report.column("channel")),
        frame["conversions"].alias(name),
        frame["conversions_lower"].alias(msg.text("attribution_column.lower")),
        frame["conversions_upper"].alias(msg.text("attribution_column.upper")),
    )
    return figure(
        report,
        f"f-{model}",
        msg.text(key, channel=report.channel(top["channel"]), model=name),
        msg.text(f"attribution.{model}_subtitle"),
        chart=credit_dots(report, rows),
        frame=shown,
        note=msg.text(f"attribution.{model}_note"),
        source=sources(report, *SOURCES),
    )


def lookback_title(report: Report, attribution: Attribution, model: str = "linear") -> str:
    """Say whether a month of look-back instead of the longest gives other shares."""
    msg, fmt = report.msg, report.fmt
    frame = attribution.lookbacks.filter(
        (pl.col("goal") == "customer") & (pl.col("model") == model)
    )
    days = sorted(frame["lookback_days"].unique().to_list())
    if len(days) < 2:
        return msg.text("attribution.lookback_single")
    short, long = (
        dict(frame.filter(pl.col("lookback_days") == day).select("channel", "share").iter_rows())
        for day in (days[-2], days[-1])
    )
    change, name = max((abs(short.get(key, 0) - long.get(key, 0)), key) for key in {*short, *long})
    if change < LOOKBACK_POINTS:
        return msg.text(
            "attribution.lookback_stable", short=fmt.number(days[-2]), long=fmt.number(days[-1])
        )
    return msg.text(
        "attribution.lookback_moves",
        channel=report.channel(name),
        points=fmt.points(change, 0),
        short=fmt.number(days[-2]),
        long=fmt.number(days[-1]),
    )


def lookback_figure(report: Report, attribution: Attribution, model: str = "linear") -> Figure:
    """Return customers by channel for each look-back."""
    msg, fmt = report.msg, report.fmt
    title = lookback_title(report, attribution, model)
    frame = attribution.lookbacks.filter(
        (pl.col("goal") == "customer") & (pl.col("model") == model)
    )
    if not frame.height:
        return missing_figure(report, "f-retroceso", title, msg.text("attribution.none"))
    days = sorted(frame["lookback_days"].unique().to_list())
    wide = frame.pivot(on="lookback_days", index="channel", values="conversions").fill_null(0)
    wide = wide.sort(pl.col("channel").is_in(NOT_CHANNELS), -pl.col(str(days[-1])), "channel")
    names = [msg.text("attribution.days", count=day) for day in days]
    rows = [
        [report.channel(row["channel"]), *[fmt.number(row[str(day)], 1) for day in days]]
        for row in wide.iter_rows(named=True)
    ]
    shown = wide.select(
        pl.col("channel")
        .map_elements(report.channel, return_dtype=pl.String)
        .alias(report.column("channel")),
        *[pl.col(str(day)).alias(name) for day, name in zip(days, names, strict=True)],
    )
    headers = [(report.column("channel"), ""), *[(name, "") for name in names]]
    return figure(
        report,
        "f-retroceso",
        title,
        msg.text("attribution.lookback_subtitle", model=msg.text(f"attribution_model.{model}")),
        body=table(msg.text("attribution.lookback_label"), "", headers, rows),
        frame=shown,
        note=_untouched_note(report, frame, days[0]),
        source=sources(report, *SOURCES),
    )


def _untouched_note(report: Report, frame: pl.DataFrame, days: int) -> str:
    """Say how many customers the shortest look-back leaves without any touch."""
    lost = frame.filter((pl.col("lookback_days") == days) & (pl.col("channel") == "(none)"))
    share = float(lost["share"].sum() or 0)
    if share < LOOKBACK_POINTS:
        return ""
    return report.msg.text(
        "attribution.lookback_none",
        days=report.msg.text("attribution.days", count=days),
        share=report.fmt.percent(share, 0),
    )


def paths_figure(report: Report, attribution: Attribution) -> Figure:
    """Return the most frequent paths to a customer."""
    msg, fmt = report.msg, report.fmt
    frame = attribution.paths.filter(pl.col("goal") == "customer").sort("path_rank")
    if not frame.height or is_few(report, attribution):
        return missing_figure(
            report, "f-caminos", msg.text("attribution.paths_few"), msg.text("attribution.none")
        )
    single = frame.filter(pl.col("step_count") == 1)["share"].sum()
    frame = frame.head(PATHS_SHOWN).with_columns(
        pl.col("path").map_elements(
            lambda path: " → ".join(report.channel(name) for name in path.split(" > ")),
            return_dtype=pl.String,
        )
    )
    rows = [
        [
            row["path"],
            fmt.number(row["conversions"]),
            fmt.percent(row["share"]),
            fmt.number(row["value"]),
        ]
        for row in frame.iter_rows(named=True)
    ]
    names = ("path", "conversions", "share", "value")
    headers = [(msg.text(f"attribution_column.{name}"), "") for name in names]
    return figure(
        report,
        "f-caminos",
        msg.text("attribution.paths_title", share=fmt.percent(single, 0)),
        msg.text("attribution.paths_subtitle"),
        body=table(msg.text("attribution.paths_label"), "", headers, rows),
        frame=frame.select(
            *[pl.col(name).alias(msg.text(f"attribution_column.{name}")) for name in names]
        ),
        source=sources(report, *SOURCES),
        is_wide=True,
    )


def range_title(report: Report, attribution: Attribution) -> str:
    """Say which channel's credit depends most on the model, the game left out."""
    msg, fmt = report.msg, report.fmt
    ranges = (
        attribution.channels.filter(
            (pl.col("goal") == "customer")
            & (pl.col("model") != "shapley")
            & ~pl.col("channel").is_in(NOT_CHANNELS)
        )
        .group_by("channel")
        .agg(low=pl.col("conversions").min(), high=pl.col("conversions").max())
        .sort(pl.col("low") - pl.col("high"), "channel")
    )
    if is_few(report, attribution) or not ranges.height:
        return msg.text("attribution.models_few", count=attribution.total())
    widest = ranges.row(0, named=True)
    return msg.text(
        "attribution.models_range",
        channel=report.channel(widest["channel"]),
        low=fmt.number(widest["low"]),
        high=fmt.number(widest["high"]),
    )


def models(report: Report, study: Attribution) -> Block:
    """Return the notebook's first section: first against last touch, all ten, chain and game."""
    return section(
        report,
        "modelos",
        compared_figure(report, study),
        models_figure(report, study, ALL_MODELS, range_title(report, study)),
        meanings_figure(report),
        markov_figure(report, study, "markov"),
        markov_figure(report, study, "shapley"),
    )


def paths(report: Report, study: Attribution) -> Block:
    """Return the section on paths and look-back."""
    return section(report, "caminos", paths_figure(report, study), lookback_figure(report, study))


def money(report: Report, study: Attribution) -> Block:
    """Return the section on spend and returns."""
    return section(
        report,
        "retorno",
        returns_chart(report, study),
        returns_figure(report, study, report.msg.text("attribution.returns_table_title")),
        returns_by_model_figure(report, study),
    )


def assets(report: Report, study: Attribution) -> Block:
    """Return the section on landing pages and assists."""
    return section(report, "activos", assets_figure(report, study), assists_figure(report, study))
