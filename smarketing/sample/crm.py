"""What the CRM holds, before it is written in some system's accent.

A frame is a kind of rows under the names of the raw contract, with plain words: times in UTC
seconds (0 = never) in columns that end in `_at`, durations in seconds, money as text with a point,
booleans, and everything else as text. Parts are the exports that somebody made of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from smarketing.sample import clock, world
from smarketing.sample.contacts_log import Contacts
from smarketing.sample.deals import Deals
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.records import Records

FULL_AT = clock.utc_seconds(f"{world.FULL_EXPORT_DATE}T23:59")
LATE_AT = clock.utc_seconds(world.HISTORY_ENDS)
OVERLAP_FROM = clock.utc_seconds(f"{world.LATE_OVERLAP_FROM}T00:00")


@dataclass(frozen=True)
class Company:
    """Everything that the CRM's exports are made of."""

    people: People
    records: Records
    story: Story
    deals: Deals
    contacts: Contacts
    seed: int


@dataclass(frozen=True)
class Part:
    """One export of a frame: its rows by position, its day, and what was known by then.

    notes: what truth.json says of the file.
    """

    rows: np.ndarray
    date: str
    known_until: int
    notes: dict


@dataclass(frozen=True)
class Frame:
    """A kind of rows: its exports by name, and the cells of some rows of one of them."""

    kind: str
    parts: Callable[[Company], dict[str, Part]]
    cells: Callable[[Company, np.ndarray, int], pl.DataFrame]


def known(times: np.ndarray, until: int) -> np.ndarray:
    """Return the times that an export of `until` knows; 0 for the others."""
    return np.where(times <= until, times, 0)


def converted_at(company: Company, until: int) -> np.ndarray:
    """Return when each person's lead became a contact with a deal; 0 = not by then."""
    return known(company.story.outcomes.opportunity_at, until)
