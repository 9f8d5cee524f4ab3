"""CRM records of the people: ids, addresses, second records, merged records, odd words.

Planted: people with two records (same mailbox in other letters), records merged into another,
shared mailboxes, missing mailboxes, unknown owners and unknown words, hostile notes.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from smarketing.sample import clock, names, world
from smarketing.sample.csv_files import words
from smarketing.sample.deals import Deals
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.randomness import stream

FIRST_RECORD_ID = 20_000_001
FIRST_COMPANY_ID = 7_000_001
FIRST_DEAL_ID = 5_000_001
FIRST_CONTACT_ID = 60_000_001


@dataclass
class Records:
    """One entry per contact record; the first len(people) are the people's own, in order.

    person, created_at (UTC seconds), merged_into (record position, -1 none), email (text),
    owner_word, note (text or null), is_second (another record of a person who has one),
    luck (0..1, decides on odd words).
    """

    person: np.ndarray
    created_at: np.ndarray
    merged_into: np.ndarray
    email: pl.Series
    owner_word: pl.Series
    note: pl.Series
    is_second: np.ndarray
    luck: np.ndarray

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.person)


def has_unknown_source(records: Records) -> np.ndarray:
    """Return which records carry a source word that no rule knows."""
    return records.luck > 1 - world.UNKNOWN_SOURCE_RATE


def record_ids(positions: np.ndarray) -> pl.Series:
    """Return the ids of records by position; null for negative ones."""
    return _ids(positions, FIRST_RECORD_ID, 3)


def contact_ids(persons: np.ndarray) -> pl.Series:
    """Return the ids of the contacts that converted leads became; null for negative persons."""
    return _ids(persons, FIRST_CONTACT_ID, 3)


def company_ids(companies: np.ndarray) -> pl.Series:
    """Return the ids of companies; null for none."""
    return _ids(companies, FIRST_COMPANY_ID)


def deal_ids(positions: np.ndarray) -> pl.Series:
    """Return the ids of deals by position; null for negative ones."""
    return _ids(positions, FIRST_DEAL_ID)


def _ids(positions: np.ndarray, first: int, step: int = 1) -> pl.Series:
    ids = pl.DataFrame({"position": np.asarray(positions, dtype=np.int64)}).select(
        pl.when(pl.col("position") >= 0).then(pl.col("position") * step + first)
    )
    return ids.to_series().cast(pl.String)


def first_deals(deals: Deals, count: int) -> np.ndarray:
    """Return the position of each person's first deal, -1 for none."""
    first = np.full(count, -1)
    order = np.arange(len(deals))[::-1]
    first[deals.person[order]] = order
    return first


def person_emails(people: People) -> pl.Series:
    """Return each person's address, the same at every scale for the same draw; null for none."""
    count = len(people)
    first = words([names.plain_letters(name) for name in names.FIRST_NAMES], people.first_name)
    last = words([names.plain_letters(name) for name in names.LAST_NAMES], people.last_name)
    domain = words(names.company_domains(people.companies), people.company)
    number = np.arange(count)
    free = words(list(names.FREE_MAIL_DOMAINS), number % len(names.FREE_MAIL_DOMAINS))
    shared = words(list(names.SHARED_MAILBOXES), number % len(names.SHARED_MAILBOXES))
    frame = pl.DataFrame(
        {
            "first": first,
            "last": last,
            "domain": domain,
            "free": free,
            "shared": shared,
            "number": number,
            "mailbox": people.mailbox,
        }
    )
    own = pl.format("{}.{}.{}", "first", "last", "number")
    return frame.select(
        pl.when(pl.col("mailbox") == 0)
        .then(own + "@" + pl.col("domain"))
        .when(pl.col("mailbox") == 1)
        .then(own + "@" + pl.col("free"))
        .when(pl.col("mailbox") == 2)
        .then(pl.col("shared") + "@" + pl.col("domain"))
        .alias("email")
    ).to_series()


def make_records(people: People, story: Story, seed: int) -> Records:
    """Return the records of all people; second ones arrive while the first spell is open."""
    generator = stream(seed, "records")
    count = len(people)
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    draw = generator.random(count)
    after = people.created_at + clock.whole_minutes(
        generator.uniform(0.1, 6, count) * clock.SECONDS_PER_DAY
    )
    outcomes = story.outcomes
    possible = (people.mailbox < 2) & (after < ends)
    for over_at in (outcomes.disqualified_at, outcomes.nurture_at, outcomes.close_at):
        possible &= (over_at == 0) | (over_at > after)
    twice = np.flatnonzero(possible & (draw < world.DUPLICATE_PERSON_RATE))
    merged = np.flatnonzero(possible & (draw > 1 - world.MERGED_RATE))
    person = np.r_[np.arange(count), twice, merged]
    email = person_emails(people)
    other_letters = email.gather(twice)
    other_letters = pl.select(
        pl.when(pl.Series(twice % 2 == 0))
        .then(other_letters.str.to_uppercase())
        .otherwise(other_letters.str.to_titlecase() + " ")
    ).to_series()
    other_address = email.gather(merged).str.replace("@", ".alterno@", literal=True)
    merged_into = np.r_[np.full(count + len(twice), -1), merged]
    return Records(
        person=person,
        created_at=np.r_[people.created_at, after[twice], after[merged]],
        merged_into=merged_into,
        email=pl.concat([email, other_letters, other_address]),
        owner_word=_owner_words(people.owner[person], generator),
        note=_notes(len(person), generator),
        is_second=np.arange(len(person)) >= count,
        luck=stream(seed, "odd words").random(len(person)),
    )


def _owner_words(owner: np.ndarray, generator: np.random.Generator) -> pl.Series:
    """Return owners as written: mostly names, sometimes an address, an alias or nobody known."""
    plain = [rep.name for rep in world.REPS]
    mail = [
        f"{names.plain_letters(name).replace(' ', '.')}@andescapacita.example" for name in plain
    ]
    alias = ["Ma. Paredes", "L. Andrade", *plain[2:]]
    choices = [*plain, *mail, *alias, world.UNKNOWN_OWNER, ""]
    draw = generator.random(len(owner))
    code = owner.astype(np.int64) + np.select([draw < 0.05, draw < 0.08], [6, 12], 0)
    code[draw > 0.997] = 18
    code[draw > 0.999] = 19
    return words(choices, code)


def _notes(count: int, generator: np.random.Generator) -> pl.Series:
    plain = [
        "Pide temario y precios",
        "Quiere factura a nombre de la empresa",
        "Grupo de 15 personas; prefiere fines de semana",
        "Preguntó por modalidad virtual",
    ]
    notes = [*plain, *world.HOSTILE_NOTES]
    code = np.where(generator.random(count) < 0.15, generator.integers(0, 4, count), -1)
    hostile = generator.random(count) < world.HOSTILE_RATE * 3
    # Every kind of hostile note occurs, however small the sample.
    hostile[: min(count, 3 * len(world.HOSTILE_NOTES))] = True
    position = np.flatnonzero(hostile)
    code[position] = 4 + np.arange(len(position)) % len(world.HOSTILE_NOTES)
    return words(notes, code)
