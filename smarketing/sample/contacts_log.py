"""Every contact as the CRM logs it: the numbered attempts, bursts, replies, meetings, strays.

Planted: a call and an e-mail within half an hour (one attempt), inbound replies that make an e-mail
a contact, calls logged before the record was created, work after the first contact, late logging.
"""

from dataclasses import dataclass

import numpy as np

from smarketing.sample import clock, world
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.randomness import stream

MEETING = len(world.ATTEMPT_CHANNELS)
NO_ANSWER, VOICEMAIL, BUSY, CONNECTED, WRONG_NUMBER, OPTED_OUT, SENT, REPLIED, HELD, NO_SHOW = (
    range(10)
)
_COLUMNS = ("person", "at", "channel", "inbound", "outcome", "recorded_at")


@dataclass
class Contacts:
    """One entry per logged contact, ordered by time.

    channel: code of world.ATTEMPT_CHANNELS, or MEETING. outcome: code of the names above.
    """

    person: np.ndarray
    at: np.ndarray
    channel: np.ndarray
    inbound: np.ndarray
    outcome: np.ndarray
    recorded_at: np.ndarray


def make_contacts(people: People, story: Story, seed: int) -> Contacts:
    """Return all logged contacts of the history."""
    generator = stream(seed, "contacts")
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    parts = []
    for episodes, attempts in (
        (story.episodes, story.attempts),
        (story.reentries, story.reentry_attempts),
    ):
        person = episodes.person[attempts.episode]
        parts.append(_numbered(generator, person, attempts))
        parts.append(_bursts(person, attempts))
        parts.append(_replies(generator, person, attempts))
    parts.append(_after_contact(generator, story))
    parts.append(_strays(generator, people))
    columns = {
        name: np.concatenate([part[position] for part in parts])
        for position, name in enumerate(_COLUMNS[:-1])
    }
    columns["at"] = np.minimum(clock.whole_minutes(columns["at"]), clock.whole_minutes(ends))
    delay = generator.exponential(20, len(columns["at"])) * 60
    late = generator.random(len(delay)) < 0.01
    delay = np.where(late, generator.uniform(1, 4, len(delay)) * clock.SECONDS_PER_DAY, delay)
    columns["recorded_at"] = np.minimum(
        clock.whole_minutes(columns["at"] + delay), clock.whole_minutes(ends)
    )
    order = np.lexsort((columns["channel"], columns["person"], columns["at"]))
    return Contacts(**{name: columns[name][order] for name in _COLUMNS})


def _numbered(generator, person, attempts):
    size = len(person)
    failed_call = np.array([NO_ANSWER, VOICEMAIL, BUSY])[
        np.searchsorted([0.6, 0.9], generator.random(size), side="right")
    ]
    by_call = np.select(
        [attempts.outcome == 1, attempts.outcome == 2, attempts.outcome == 3],
        [CONNECTED, WRONG_NUMBER, OPTED_OUT],
        failed_call,
    )
    by_mail = np.where(attempts.outcome == 3, OPTED_OUT, SENT)
    outcome = np.where(attempts.channel == 0, by_call, by_mail)
    return person, attempts.at, attempts.channel, np.zeros(size, dtype=bool), outcome


def _bursts(person, attempts):
    chosen = attempts.has_burst
    size = int(chosen.sum())
    mail = np.full(size, world.ATTEMPT_CHANNELS.index("email"), dtype=np.int8)
    return (
        person[chosen],
        attempts.at[chosen] + 480,
        mail,
        np.zeros(size, dtype=bool),
        np.full(size, SENT),
    )


def _replies(generator, person, attempts):
    mail = world.ATTEMPT_CHANNELS.index("email")
    chosen = (attempts.outcome == 1) & (attempts.channel == mail)
    size = int(chosen.sum())
    at = attempts.at[chosen] + generator.integers(600, 7_200, size)
    return (
        person[chosen],
        at,
        np.full(size, mail, dtype=np.int8),
        np.ones(size, dtype=bool),
        np.full(size, REPLIED),
    )


def _after_contact(generator, story):
    """Meetings and calls with people who have answered: never attempts at a first contact."""
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    outcomes = story.outcomes
    worked = (outcomes.sql_at > 0) & (outcomes.opportunity_at > 0)
    person = np.flatnonzero(worked & (outcomes.opportunity_at <= ends))
    size = len(person)
    held_at = clock.from_working_minutes(clock.to_working_minutes(outcomes.sql_at[person]) + 60)
    later_at = clock.from_working_minutes(
        clock.to_working_minutes(outcomes.opportunity_at[person])
        + generator.integers(300, 4_000, size)
    )
    held = np.where(generator.random(size) < 0.12, NO_SHOW, HELD)
    parts = (
        (person, held_at, np.full(size, MEETING, dtype=np.int8), np.zeros(size, dtype=bool), held),
        (
            person,
            later_at,
            np.zeros(size, dtype=np.int8),
            np.zeros(size, dtype=bool),
            np.full(size, CONNECTED),
        ),
    )
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    inside = joined[1] <= ends
    return tuple(column[inside] for column in joined)


def _strays(generator, people):
    """Calls logged before the person's record was created, as after an import."""
    person = np.flatnonzero(generator.random(len(people)) < world.ATTEMPT_BEFORE_CREATION_RATE)
    at = people.created_at[person] - generator.integers(1, 5, len(person)) * clock.SECONDS_PER_DAY
    size = len(person)
    return (
        person,
        at,
        np.zeros(size, dtype=np.int8),
        np.zeros(size, dtype=bool),
        np.full(size, NO_ANSWER),
    )
