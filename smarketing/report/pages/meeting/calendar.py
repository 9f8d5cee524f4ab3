"""Marketing's calendar and the offers that end, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from smarketing.report.frame.context import Report
from smarketing.report.frame.safety import clean_label

DAYS_AHEAD, DAYS_BACK, OFFER_DAYS = 21, 7, 30
PRODUCT = "product_update"
WEB = ("https://", "http://")


@dataclass(frozen=True)
class Action:
    """One action of the calendar; links and soundbite are empty where the calendar has none."""

    day: date
    kind: str
    title: str
    soundbite: str
    url: str
    thank_you_url: str
    share_url: str


@dataclass(frozen=True)
class Offer:
    """One offer and the first of its two ends: of the price, or of the seats."""

    product: str
    until: date
    is_price: bool
    note: str


def in_language(report: Report, row: dict, name: str) -> str:
    """Return a text of a row in the report's language, else in the other; empty without one."""
    languages = sorted(("es", "en"), key=lambda language: language != report.fmt.language)
    return next((row[f"{name}_{one}"] for one in languages if row[f"{name}_{one}"]), "")


def _link(value: str | None) -> str:
    return value if value and value.startswith(WEB) else ""


def actions_between(report: Report, first: date, last: date) -> list[Action]:
    """Return the calendar's actions of a range of days, soonest first."""
    rows = report.read(
        "settings.marketing_calendar",
        where="date between $first and $last",
        parameters={"first": first, "last": last},
    )
    return [
        Action(
            row["date"],
            row["kind"],
            clean_label(
                in_language(report, row, "title") or report.msg.text(f"meeting.kind_{row['kind']}")
            ),
            in_language(report, row, "soundbite"),
            *(_link(row[name]) for name in ("url", "thank_you_url", "share_url")),
        )
        for row in rows.sort("date", "kind", "title_es").iter_rows(named=True)
    ]


def planned(report: Report) -> list[Action]:
    """Return what the calendar plans after the report's day."""
    day = report.data.run.as_of
    return actions_between(report, day + timedelta(days=1), day + timedelta(days=DAYS_AHEAD))


def offers_ending(report: Report) -> list[Offer]:
    """Return the offers whose price or seats end within thirty days, soonest first."""
    day = report.data.run.as_of
    rows = report.read("settings.offers")
    found = []
    for row in rows.iter_rows(named=True):
        ends = [
            (end, name == "price_until")
            for name in ("price_until", "seats_until")
            if (end := row[name]) is not None and day <= end <= day + timedelta(days=OFFER_DAYS)
        ]
        if ends:
            until, is_price = min(ends)
            found.append(Offer(clean_label(row["product"]), until, is_price, row["note"] or ""))
    return sorted(found, key=lambda offer: (offer.until, offer.product))


def opens_of(report: Report, names: tuple[str, ...]) -> pl.DataFrame:
    """Return the e-mails opened whose campaign or asset holds one of the names, newest first.

    Columns: name, opens, people, last_day.
    """
    rows = report.read(
        "core.fct_touchpoints",
        *("campaign", "asset", "lead_key", "occurred_at"),
        where="touch_type = 'email_open' and regexp_matches("
        "lower(strip_accents(concat_ws(' ', asset, campaign))), $names)",
        parameters={"names": "|".join(names)},
    )
    named = rows.with_columns(
        name=pl.coalesce("asset", "campaign"), day=pl.col("occurred_at").dt.date()
    )
    return (
        named.group_by("name")
        .agg(opens=pl.len(), people=pl.col("lead_key").n_unique(), last_day=pl.col("day").max())
        .sort("last_day", "name", descending=[True, False])
    )
