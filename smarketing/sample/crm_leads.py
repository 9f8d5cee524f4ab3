"""What the CRM says of people and companies: lead records, contacts, companies, stage history.

Planted dirt: a history apart from the present, a late export with newer versions of records already
exported, doubled rows, odd country words, unknown stage and source words, and a column that no
specification knows.
"""

import numpy as np
import polars as pl

from smarketing.sample import clock, names, world
from smarketing.sample.crm import FULL_AT, LATE_AT, OVERLAP_FROM, Company, Frame, Part, known
from smarketing.sample.crm_deals import stage_after, stage_before
from smarketing.sample.csv_files import words
from smarketing.sample.outcomes import Story
from smarketing.sample.person_cells import countries, offers, person_cells
from smarketing.sample.randomness import stream
from smarketing.sample.records import (
    FIRST_COMPANY_ID,
    Records,
    company_ids,
    contact_ids,
    deal_ids,
    first_deals,
    has_unknown_source,
    record_ids,
)

STAGES = ("lead", "mql", "sql", "opportunity", "customer", "disqualified", "nurture")
STATUSES = (
    "new",
    "open",
    "in progress",
    "open deal",
    "contacted",
    "unqualified",
    "bad timing",
    "attempted to contact",
    "Zombi",
)
ATTEMPTED, UNKNOWN = 7, 8
SECONDS_TO_ASSIGNMENT = 300
HISTORY_UNTIL = "2025-10-01"


def _lead_parts(company: Company) -> dict[str, Part]:
    records = company.records
    created = records.created_at
    border = clock.utc_seconds(f"{HISTORY_UNTIL}T00:00")
    changed = updated_at(records, stage_times(company, LATE_AT))
    exports = (
        ("history", world.FULL_EXPORT_DATE, created < border, FULL_AT),
        ("current", world.FULL_EXPORT_DATE, (created >= border) & (created <= FULL_AT), FULL_AT),
        ("late", world.LATE_EXPORT_DATE, changed >= OVERLAP_FROM, LATE_AT),
    )
    generator = stream(company.seed, "doubled contacts")
    parts = {}
    for name, date, inside, until in exports:
        positions = np.flatnonzero(inside)
        doubled = positions[generator.random(len(positions)) < world.DUPLICATE_ROW_RATE]
        repeated = int((created[positions] <= FULL_AT).sum()) if until == LATE_AT else 0
        notes = {"doubled": len(doubled), "repeated": repeated}
        parts[name] = Part(np.r_[positions, doubled], date, until, notes)
    return parts


def stage_times(company: Company, until: int) -> np.ndarray:
    """Return when each record entered each of STAGES (records × stages), 0 = not by then."""
    outcomes, records = company.story.outcomes, company.records
    columns = [
        outcomes.mql_at,
        outcomes.sql_at,
        outcomes.opportunity_at,
        np.where(outcomes.is_won, outcomes.close_at, 0),
        outcomes.disqualified_at,
        outcomes.nurture_at,
    ]
    of_records = (column[records.person] for column in columns)
    times = np.stack([records.created_at, *of_records], axis=1)
    # Stage dates stay with the person's own record; second records only know their creation.
    times[records.is_second, 1:] = 0
    return known(times, until)


def updated_at(records: Records, times: np.ndarray) -> np.ndarray:
    """Return the last change of each record: its owner's assignment or its newest stage."""
    return np.maximum(times.max(axis=1), records.created_at + SECONDS_TO_ASSIGNMENT)


def _lead_cells(company: Company, rows: np.ndarray, until: int) -> pl.DataFrame:
    people, records, story = company.people, company.records, company.story
    person = records.person[rows]
    times = stage_times(company, until)
    at = times[rows]
    current = _current_stage(at)
    status = _status(records.luck[rows], person, current, story)
    channel = [item.name for item in world.CHANNELS]
    sources = [*channel, "Offline", world.UNKNOWN_SOURCE]
    first = np.where(people.first_channel[person] < 0, len(channel), people.first_channel[person])
    last = np.where(people.last_channel[person] < 0, len(channel), people.last_channel[person])
    unqualified = current == STAGES.index("disqualified")
    is_converted = (at[:, STAGES.index("opportunity")] > 0) & ~records.is_second[rows]
    deal = np.where(is_converted, first_deals(company.deals, len(people))[person], -1)
    frame = {
        "lead_id": record_ids(rows),
        "contact_id": contact_ids(np.where(is_converted, person, -1)),
        "opportunity_id": deal_ids(deal),
        "is_converted": is_converted,
        "converted_at": np.where(is_converted, at[:, STAGES.index("opportunity")], 0),
        "converted_company_id": company_ids(np.where(is_converted, people.company[person], -1)),
        "converted_company": words(
            names.company_names(people.companies),
            np.where(is_converted, people.company[person], -1),
        ),
        **person_cells(people, person),
        "email": records.email.gather(rows),
        "country": countries(people, person, records.luck[rows]),
        "owner": records.owner_word.gather(rows),
        "assigned_at": records.created_at[rows] + SECONDS_TO_ASSIGNMENT,
        "created_at": records.created_at[rows],
        "updated_at": updated_at(records, times)[rows],
        "lifecycle_stage": words(list(STAGES), current),
        "status": words(list(STATUSES), status),
        "status_reason": words(
            list(world.DISQUALIFIED_REASONS),
            np.where(unqualified, story.outcomes.reason[person], -1),
        ),
        "source": words(
            sources, np.where(has_unknown_source(records)[rows], len(sources) - 1, first)
        ),
        "latest_source": words(sources, last),
        "offer": offers(people, person),
        "landing_page": words(
            [item.landing_page for item in world.LEAD_TYPES],
            np.where(people.web[person], people.lead_type[person], -1),
        ),
        "product_interest": words(list(world.PRODUCTS), people.product[person]),
        "next_activity_at": _next_activity(rows, current, at),
        "opted_out": people.opted_out[person]
        & (story.outcomes.opted_out_at[person] <= times.max()),
        "merged_into_id": record_ids(records.merged_into[rows]),
        "notes": records.note.gather(rows),
        "team_size": words(["1-5", "6-20", "21-50"], person % 5 % 4 - 1),
    }
    for code, stage in enumerate(STAGES):
        frame[f"{stage}_at"] = at[:, code]
    return pl.DataFrame(frame)


def _contact_parts(company: Company) -> dict[str, Part]:
    """Everybody whose lead was converted: all by the 25th, and those who changed since."""
    at = stage_times(company, LATE_AT)[: len(company.people)]
    converted = at[:, STAGES.index("opportunity")]
    before = (converted > 0) & (converted <= FULL_AT)
    late = (converted > 0) & (at.max(axis=1) >= OVERLAP_FROM)
    return {
        "full": Part(np.flatnonzero(before), world.FULL_EXPORT_DATE, FULL_AT, {}),
        "late": Part(np.flatnonzero(late), world.LATE_EXPORT_DATE, LATE_AT, {}),
    }


def _contact_cells(company: Company, rows: np.ndarray, until: int) -> pl.DataFrame:
    people, records = company.people, company.records
    at = stage_times(company, until)[rows]
    return pl.DataFrame(
        {
            "contact_id": contact_ids(rows),
            "lead_id": record_ids(rows),
            **person_cells(people, rows),
            "email": records.email.gather(rows),
            "country": countries(people, rows, records.luck[rows]),
            "owner": records.owner_word.gather(rows),
            "created_at": at[:, STAGES.index("opportunity")],
            "updated_at": at.max(axis=1),
        }
    )


def _lead_stage_parts(company: Company) -> dict[str, Part]:
    times = stage_times(company, LATE_AT)
    return {"all": Part(np.flatnonzero(times > 0), world.LATE_EXPORT_DATE, LATE_AT, {})}


def _lead_stage_cells(company: Company, rows: np.ndarray, until: int) -> pl.DataFrame:
    """One row per record and stage entered; rows are positions in records × stages."""
    record, stage = np.divmod(rows, len(STAGES))
    at = stage_times(company, until)
    return pl.DataFrame(
        {
            "lead_id": record_ids(record),
            "stage": words(list(STAGES), stage),
            "previous_stage": words(list(STAGES), stage_before(at[record], stage)),
            "next_stage": words(list(STAGES), stage_after(at[record], stage)),
            "changed_at": at[record, stage],
            "owner": company.records.owner_word.gather(record),
            "merged_into_id": record_ids(company.records.merged_into[record]),
        }
    )


def _company_parts(company: Company) -> dict[str, Part]:
    codes = np.arange(company.people.companies)
    return {"all": Part(codes, world.LATE_EXPORT_DATE, LATE_AT, {})}


def _company_cells(company: Company, rows: np.ndarray, _until: int) -> pl.DataFrame:
    count = company.people.companies
    return pl.DataFrame(
        {
            "company_id": pl.Series(rows + FIRST_COMPANY_ID).cast(pl.String),
            "company": words(names.company_names(count), rows),
            "company_domain": words(names.company_domains(count), rows),
            "industry": words(list(names.INDUSTRIES), names.industry_of(rows)),
            "employees": pl.Series(names.employees_of(rows)).cast(pl.String),
            "owner": words([rep.name for rep in world.REPS], rows % 6),
        }
    )


def _current_stage(at: np.ndarray) -> np.ndarray:
    """Return the stage entered last; customers stay customers."""
    won = at[:, STAGES.index("customer")] > 0
    # Of stages entered in the same minute the later one counts.
    newest = at.shape[1] - 1 - np.argmax(at[:, ::-1], axis=1)
    return np.where(won, STAGES.index("customer"), newest)


def _status(luck: np.ndarray, person: np.ndarray, current: np.ndarray, story: Story) -> np.ndarray:
    attempted = np.zeros(len(story.outcomes.mql_at), dtype=bool)
    attempted[story.episodes.person[story.episodes.first_attempt_at > 0]] = True
    early = (current <= 1) & attempted[person]
    return np.where(luck < 0.0005, UNKNOWN, np.where(early, ATTEMPTED, current))


def _next_activity(rows: np.ndarray, current: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the next step's time of 40 % of the leads in work; some are overdue."""
    newest = at.max(axis=1)
    has = (current >= 1) & (current <= 3) & (rows % 5 < 2)
    return np.where(has, newest + (3 + rows % 17) * clock.SECONDS_PER_DAY, 0)


FRAMES = {
    "leads": Frame("contacts", _lead_parts, _lead_cells),
    "contacts": Frame("converted_contacts", _contact_parts, _contact_cells),
    "lead_stages": Frame("lead_stages", _lead_stage_parts, _lead_stage_cells),
    "companies": Frame("companies", _company_parts, _company_cells),
}
