"""What to write into the service agreement, the guide's reading, speed, and what is unknown."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, part, table
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.waits import NEVER, wait_words
from smarketing.report.pages.contact_attempt_curve.curves import (
    ENTITIES,
    EVERYTHING,
    value_today,
)
from smarketing.report.pages.contact_attempt_curve.data import ContactData

LIMITS = ("limits_1", "limits_2", "limits_3", "limits_4", "limits_5")
CLOCKS = ("wall", "business")


def _range(row: dict) -> str:
    low, high = row["attempts_lower"], row["attempts_upper"]
    return f"{low}–{high}" if low != high else f"{low}"


def _table_figure(
    report: Report,
    figure_id: str,
    title: str,
    subtitle: str,
    headers: Sequence[str],
    lines: list[list[str]],
    *,
    note: str,
    caption: str = "",
) -> Figure:
    """Return a wide figure that is a table; its cells are the data behind it, too."""
    return figure(
        report,
        figure_id,
        title,
        subtitle,
        body=table(title, caption, [(text, "") for text in headers], lines),
        frame=pl.DataFrame(lines, schema=list(headers), orient="row"),
        note=note,
        source=sources(report, *ENTITIES),
        is_wide=True,
    )


def _headers(report: Report, *names: str) -> list[str]:
    return [report.msg.text(f"contact.column_{name}") for name in names]


def advice(report: Report, row: dict) -> str:
    """Say what to do with today's agreement: keep, raise, lower or measure. row: of the mart."""
    best, policy = row["recommended_attempts"], row["current_policy_attempts"]
    if best is None:
        return "–"
    if policy is None:
        key = "set"
    elif policy < row["attempts_lower"]:
        key = "raise"
    elif policy <= row["attempts_upper"]:
        key = "keep"
    else:
        key = "measure" if row["at_data_limit"] else "lower"
    return report.msg.text(f"contact.advice_{key}", attempts=best, policy=policy)


def _attempts(report: Report, row: dict) -> str:
    if row["recommended_attempts"] is None:
        return "–"
    if row["at_data_limit"]:
        return report.msg.text("contact.at_least", attempts=row["recommended_attempts"])
    return f"{row['recommended_attempts']} ({_range(row)})"


def recommendation(report: Report, data: ContactData) -> Block:
    """Return the table to write the service agreement from, and the guide's reading beside it."""
    msg, fmt, currency = report.msg, report.fmt, report.data.run.reporting_currency
    types = data.recommendation.filter(pl.col("lead_type") != EVERYTHING).sort(
        "value_per_lead_at_recommended", descending=True, nulls_last=True
    )
    known = types["recommended_attempts"].drop_nulls()
    if not len(known):
        empty = missing_figure(
            report,
            "f-recomendacion",
            msg.text("contact.table_none"),
            msg.text(data.missing() or "contact.table_none"),
        )
        return section(report, "recomendacion", empty)
    low, high = known.min(), known.max()
    title = msg.text(
        "contact.table_same" if low == high else "contact.table_title", low=low, high=high
    )
    headers = _headers(
        report,
        *("type", "recommended", "advice", "value", "policy", "value_today", "naive", "capacity"),
    )

    def number(value: float | None, decimals: int = 0) -> str:
        return "–" if value is None else fmt.number(value, decimals)

    lines = [
        [
            report.lead_type(row["lead_type"]),
            _attempts(report, row),
            advice(report, row),
            number(row["value_per_lead_at_recommended"], 2),
            number(row["current_policy_attempts"]),
            number(value_today(row), 2),
            number(row["naive_attempts"]),
            number(row["recommended_attempts_at_capacity"]),
        ]
        for row in types.iter_rows(named=True)
    ]
    main = _table_figure(
        report,
        "f-recomendacion",
        title,
        msg.text("contact.table_subtitle"),
        headers,
        lines,
        note=msg.text("contact.write"),
        caption=msg.text("contact.table_caption", currency=currency),
    )
    return section(report, "recomendacion", main, naive_figure(report, data))


def naive_figure(report: Report, data: ContactData) -> Figure:
    """Return the guide's reading and the right one side by side, all lead types together."""
    msg, fmt = report.msg, report.fmt
    curve = data.curve.filter((pl.col("lead_type") == EVERYTHING) & pl.col("is_supported"))
    lines = [
        [
            fmt.number(row["attempt_number"]),
            fmt.number(row["at_risk"]),
            fmt.percent(row["naive_close_rate"]),
            fmt.percent(row["hazard"], 2),
            fmt.number(row["naive_profitability"], 1),
        ]
        for row in curve.iter_rows(named=True)
    ]
    return _table_figure(
        report,
        "f-guia",
        msg.text("contact.naive_title"),
        msg.text("contact.naive_subtitle"),
        _headers(report, "attempt_number", "at_risk", "naive_rate", "hazard", "profitability"),
        lines,
        note=msg.text("contact.naive_note"),
    )


def speed_title(report: Report, row: dict, bucket: str) -> str:
    """Say what the fastest bucket closes and whether that holds among similar leads."""
    lower, upper = row["odds_ratio_lower"], row["odds_ratio_upper"]
    if lower is None or upper is None:
        key = "alone"
    elif lower > 1:
        key = "holds"
    else:
        key = "reversed" if upper < 1 else "vanishes"
    return report.msg.text(
        f"contact.speed_{key}", bucket=bucket, rate=report.fmt.percent(row["rate"])
    )


def speed_figure(report: Report, rows: pl.DataFrame, clock: str) -> Figure | None:
    """Return close rates by wait on one clock (wall, business), or None where too few waited."""
    msg, fmt, minimum = report.msg, report.fmt, report.data.run.minimum_sample
    shown = rows.filter((pl.col("clock") == clock) & (pl.col("leads") > 0)).with_columns(
        pl.col("bucket").str.strip_prefix("business_")
    )
    enough = shown.filter((pl.col("leads") >= minimum) & (pl.col("bucket") != NEVER))
    if not enough.height:
        return None

    def ratio(row: dict) -> str:
        if row["odds_ratio_adjusted"] is None or row["leads"] < minimum:
            return "–"
        text = fmt.number(row["odds_ratio_adjusted"], 2)
        if row["odds_ratio_lower"] is None:
            return text
        low, high = (fmt.number(row[f"odds_ratio_{end}"], 2) for end in ("lower", "upper"))
        return f"{text} ({low}–{high})"

    lines = [
        [
            wait_words(report, row["bucket"]),
            fmt.number(row["leads"]),
            fmt.number(row["wins"]),
            fmt.percent(row["rate"]) if row["leads"] >= minimum else "–",
            fmt.number(row["odds_ratio_crude"], 2) if row["odds_ratio_crude"] is not None else "–",
            ratio(row),
        ]
        for row in shown.iter_rows(named=True)
    ]
    first = enough.row(0, named=True)
    return _table_figure(
        report,
        f"f-rapidez-{clock}",
        speed_title(report, first, wait_words(report, first["bucket"])),
        msg.text(f"contact.speed_subtitle_{clock}"),
        _headers(report, "bucket", "leads", "wins", "rate", "crude", "adjusted"),
        lines,
        note=msg.text("contact.speed_note") if clock == CLOCKS[0] else "",
    )


def speed_to_lead(report: Report, data: ContactData) -> Block:
    """Return how fast the first attempt comes, and what is left of its effect once adjusted."""
    figures = [speed_figure(report, data.speed, clock) for clock in CLOCKS]
    known = [shown for shown in figures if shown is not None]
    if not known:
        known = [
            missing_figure(
                report,
                "f-rapidez",
                report.msg.text("section.rapidez"),
                report.msg.text("contact.speed_few"),
            )
        ]
    return section(report, "rapidez", *known)


def limits(report: Report) -> Block:
    """Return what these data can't say."""
    limits = [report.msg.text(f"contact.{name}") for name in LIMITS]
    return section(report, "no_dice", body=part("items", limits))
