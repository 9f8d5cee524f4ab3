"""The curves of each lead type: what an attempt brings, and what a lead worked so far is worth."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.contact_attempt_curve.charts import attempt_curve, value_curve
from smarketing.report.pages.contact_attempt_curve.data import ContactData

EVERYTHING = "all"
ENTITIES = ("contact_attempts", "leads", "opportunities")
DESCRIBED_ATTEMPTS = 8


def recommendation_title(report: Report, row: dict, label: str) -> str:
    """Say what the recommendation of a lead type is, never without its interval or limit."""
    if row["recommended_attempts"] is None:
        return report.msg.text("contact.no_value", type=label)
    if row["recommended_attempts"] == 0:
        return report.msg.text("contact.none_pays", type=label)
    if row["at_data_limit"]:
        return report.msg.text("contact.at_limit", type=label, attempts=row["recommended_attempts"])
    return report.msg.text(
        "contact.clear",
        type=label,
        attempts=row["recommended_attempts"],
        lower=row["attempts_lower"],
        upper=row["attempts_upper"],
    )


def value_today(row: dict) -> float | None:
    """Return what a lead brings under today's agreement; None beyond the attempts with data."""
    policy, last = row["current_policy_attempts"], row["last_supported_attempt"]
    if policy is None or last is None or policy > last:
        return None
    return row["value_per_lead_at_current"]


def _amount(report: Report, value: float | None) -> str:
    """Return an amount per lead: cents matter, for it is multiplied by thousands of leads."""
    return f"{report.fmt.number(value, 2)} {report.data.run.reporting_currency}"


def value_title(report: Report, row: dict, label: str) -> str:
    """Say what a lead brings at the recommendation and under today's agreement."""
    best, current = row["value_per_lead_at_recommended"], value_today(row)
    if current is None:
        key = "value_title_alone"
    elif row["recommended_attempts"] == row["current_policy_attempts"]:
        key = "value_title_same"
    else:
        key = "value_title"
    return report.msg.text(
        f"contact.{key}",
        type=label,
        value=_amount(report, best),
        **({"today": _amount(report, current)} if key == "value_title" else {}),
    )


def counting_note(report: Report) -> str:
    """Say which contacts make one attempt: who counts calls by hand finds other numbers."""
    minutes = report.data.run.vars["attempt_burst_minutes"]
    key = "counted_together" if minutes else "counted_each"
    return report.msg.text(f"contact.{key}", **({"minutes": minutes} if minutes else {}))


def curve_figure(report: Report, data: ContactData, row: dict) -> Figure:
    """Return the chance of each attempt of one lead type. row: its recommendation."""
    msg, fmt, lead_type = report.msg, report.fmt, row["lead_type"]
    curve = data.curve.filter(pl.col("lead_type") == lead_type)
    texts = [
        msg.text(
            "contact.describe",
            attempt=item["attempt_number"],
            rate=fmt.percent(item["hazard"], 2),
            lower=fmt.percent(item["hazard_lower"], 2),
            upper=fmt.percent(item["hazard_upper"], 2),
            zone=msg.text(f"contact.zone_{item['zone']}") if item["zone"] else "–",
        )
        for item in curve.iter_rows(named=True)
    ]
    zones = [msg.text(f"contact.zone_{zone}") if zone else "–" for zone in curve["zone"].to_list()]
    names = ("attempt_number", "at_risk", "connects", "wins", "disqualified", "gave_up", "hazard")
    shown = curve.select(
        *(pl.col(name).alias(msg.text(f"contact.column_{name}")) for name in names),
        pl.Series(msg.text("contact.column_zone"), zones, dtype=pl.String),
        pl.col("naive_close_rate").alias(msg.text("contact.column_naive_rate")),
    )
    return figure(
        report,
        f"f-intentos-{lead_type}",
        recommendation_title(report, row, report.lead_type(lead_type)),
        msg.text("contact.subtitle"),
        chart=attempt_curve(
            report,
            curve.with_columns(pl.Series("text", texts)),
            row["recommended_attempts"],
            row["current_policy_attempts"],
        ),
        frame=shown,
        description="; ".join(texts[:DESCRIBED_ATTEMPTS]),
        note=f"{msg.text('contact.note', naive=row['naive_attempts'])} {counting_note(report)}",
        keys=[
            key_item("circle", "actual", msg.text("contact.key_hazard"), "actual"),
            key_item("dash", "bad", msg.text("contact.key_break_even")),
            key_item("line", "actual", msg.text("contact.key_recommended")),
            key_item("dash", "ink3", msg.text("contact.key_policy")),
            key_item("tick", "good", msg.text("contact.key_pays")),
            key_item("diamond", "warn", msg.text("contact.key_undecided")),
            key_item("cross", "bad", msg.text("contact.key_does_not_pay")),
        ],
        source=sources(report, *ENTITIES),
        is_wide=lead_type == EVERYTHING,
    )


def value_figure(report: Report, data: ContactData, row: dict) -> Figure:
    """Return what a lead of one type is worth by how far it is worked, beside the guide's."""
    msg, fmt, lead_type = report.msg, report.fmt, row["lead_type"]
    currency = report.data.run.reporting_currency
    curve = data.curve.filter((pl.col("lead_type") == lead_type) & pl.col("is_supported"))
    texts = [
        msg.text(
            "contact.value_describe",
            attempt=item["attempt_number"],
            value=_amount(report, item["cumulative_value_standardised"]),
            naive=_amount(report, item["naive_net_value"]),
        )
        for item in curve.iter_rows(named=True)
    ]
    first = curve.row(0, named=True)
    names = ("attempt_number", "cost_per_attempt", "break_even_hazard")
    names += ("marginal_value_standardised", "cumulative_value_standardised", "naive_net_value")
    return figure(
        report,
        f"f-valor-{lead_type}",
        value_title(report, row, report.lead_type(lead_type)),
        msg.text("contact.value_subtitle", currency=currency),
        chart=value_curve(
            report,
            curve.with_columns(pl.Series("text", texts)),
            row["recommended_attempts"],
            None if value_today(row) is None else row["current_policy_attempts"],
        ),
        frame=curve.select(
            pl.col(name).alias(msg.text(f"contact.column_{name}")) for name in names
        ),
        description="; ".join(texts[:DESCRIBED_ATTEMPTS]),
        note=msg.text(
            "contact.value_note",
            win=fmt.money(first["value_per_win"], currency),
            cost=_amount(report, first["cost_per_attempt"]),
            rate=fmt.percent(first["break_even_hazard"], 2),
        ),
        keys=[
            key_item("circle", "actual", msg.text("contact.key_value"), "actual"),
            key_item("dash", "second", msg.text("contact.key_naive_value")),
            key_item("line", "actual", msg.text("contact.key_recommended")),
            key_item("dash", "ink3", msg.text("contact.key_policy")),
        ],
        source=sources(report, *ENTITIES),
        is_wide=lead_type == EVERYTHING,
    )


def attempt_curves(report: Report, data: ContactData) -> Block:
    """Return the section with two charts per lead type that has enough leads; `all` first."""
    rows = data.recommendation.filter(pl.col("recommended_attempts").is_not_null())
    if reason := data.missing():
        heading, sentence = report.msg.text("section.intentos"), report.msg.text(reason)
        empty = missing_figure(report, "f-intentos", heading, sentence)
        return section(report, "intentos", empty)
    leads = dict(
        data.curve.filter(pl.col("attempt_number") == 1).select("lead_type", "at_risk").iter_rows()
    )
    ordered = sorted(
        (row for row in rows.iter_rows(named=True)),
        key=lambda row: (row["lead_type"] != EVERYTHING, -leads.get(row["lead_type"], 0)),
    )
    figures = [
        make(report, data, row)
        for row in ordered
        if leads.get(row["lead_type"], 0) >= report.data.run.minimum_sample
        for make in (curve_figure, value_figure)
    ]
    return section(report, "intentos", *figures)
