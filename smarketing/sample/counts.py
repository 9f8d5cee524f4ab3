"""Exact counts of what the sample holds, for truth.json."""

import numpy as np
import polars as pl

from smarketing.sample import clock, truth, world
from smarketing.sample.contacts_log import Contacts
from smarketing.sample.csv_files import Ledger
from smarketing.sample.deals import Deals
from smarketing.sample.journeys import campaign_names
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.records import Records, has_unknown_source
from smarketing.sample.touches import Touches
from smarketing.sample.write_ads import Traffic


def make_counts(
    people: People,
    records: Records,
    story: Story,
    deals: Deals,
    touches: Touches,
    contacts: Contacts,
    traffic: Traffic,
    ledger: Ledger,
) -> dict:
    """Return the counts that marts must equal (months are local, money in US dollars)."""
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    outcomes = story.outcomes
    customer = outcomes.is_won & (outcomes.close_at <= ends)
    return {
        "persons": len(people),
        "persons_by_month": truth.by_month(people.created_at),
        "persons_by_month_and_channel": _by_channel(people, records),
        "persons_by_lead_type": {
            item.name: int((people.lead_type == code).sum())
            for code, item in enumerate(world.LEAD_TYPES)
        },
        "contact_records": len(records),
        "persons_with_second_record": int((records.merged_into[len(people) :] < 0).sum()),
        "merged_records": int((records.merged_into >= 0).sum()),
        "crm_stage_entries": {
            "mql": _entries(outcomes.mql_at),
            "sql": _entries(outcomes.sql_at),
            "opportunity": _entries(outcomes.opportunity_at),
            "customer": _entries(np.where(outcomes.is_won, outcomes.close_at, 0)),
            "disqualified": _entries(outcomes.disqualified_at),
            "nurture": _entries(outcomes.nurture_at),
        },
        "customers": int(customer.sum()),
        "customers_by_month": truth.by_month(outcomes.close_at[customer]),
        "customers_before_lead": int((outcomes.win_source == 3).sum()),
        "deals": len(deals),
        "deals_won": int((deals.is_won & (deals.close_at <= ends)).sum()),
        "deals_lost": int((~deals.is_won & (deals.close_at <= ends)).sum()),
        "won_usd_by_month": truth.won_by_month(deals),
        "touches": len(touches.at),
        "touches_by_month": truth.by_month(touches.at),
        "touches_by_type": {
            name: int((touches.type == code).sum()) for code, name in enumerate(world.TOUCH_TYPES)
        },
        "contacts_logged": len(contacts.at),
        "attempts_by_number": truth.attempt_counts(
            people, (story.episodes, story.attempts), (story.reentries, story.reentry_attempts)
        ),
        "attempts_numbered": len(story.attempts.at) + len(story.reentry_attempts.at),
        "attempts_before_creation": int((contacts.at < people.created_at[contacts.person]).sum()),
        "reentered_persons": len(story.reentries.person),
        "sessions_by_month": truth.by_month(
            traffic.sessions["day"].to_numpy().astype(np.int64) * clock.SECONDS_PER_DAY
            - clock.LOCAL_OFFSET_SECONDS,
            traffic.sessions["sessions"].to_numpy(),
        ),
        "spend_usd_by_month_and_campaign": _spend(traffic),
        "files": ledger.files,
        "unreadable_cells": sum(entry.get("unreadable", 0) for entry in ledger.files),
        "rows_without_required_value": sum(entry.get("refused", 0) for entry in ledger.files),
        "total_rows_in_ad_files": sum(entry.get("total_rows", 0) for entry in ledger.files),
        "rows_written": {
            kind: ledger.rows(kind) for kind in sorted({entry["kind"] for entry in ledger.files})
        },
    }


def _entries(times: np.ndarray) -> dict:
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    return truth.by_month(times[(times > 0) & (times <= ends)])


def _by_channel(people: People, records: Records) -> dict:
    month = clock.local_month(people.created_at)
    names = [*(item.name for item in world.CHANNELS), "Offline", "Unassigned"]
    code = np.where(people.first_channel < 0, len(names) - 2, people.first_channel)
    code[has_unknown_source(records)[: len(people)]] = len(names) - 1
    result: dict[str, dict[str, int]] = {}
    for number in np.unique(month):
        sizes = np.bincount(code[month == number], minlength=len(names))
        result[clock.month_name(number)] = dict(zip(names, sizes.tolist(), strict=True))
    return result


def _spend(traffic: Traffic) -> dict:
    names = campaign_names()
    frame = (
        traffic.spend.with_columns(
            month=pl.from_epoch(pl.col("day"), time_unit="d").dt.strftime("%Y-%m")
        )
        .group_by("month", "campaign")
        .agg(pl.col("cost_cents").sum())
        .sort("month", "campaign")
    )
    result: dict[str, dict[str, float]] = {}
    for month, campaign, cents in frame.iter_rows():
        result.setdefault(month, {})[names[campaign]] = cents / 100
    return result
