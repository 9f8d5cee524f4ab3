"""Tracked activities of leads: the ones that matter, the ones that do not, and the leaks.

Planted: `Activity.log_odds_win` on P(win | contact), for activities between the first form and the
first sales touch or qualification, whichever comes first; all drawn independently of everything.
"""

from dataclasses import dataclass

import numpy as np

from smarketing.sample import world
from smarketing.sample.people import People
from smarketing.sample.randomness import stream


@dataclass
class Acts:
    """One entry per activity done: person, at (UTC seconds), activity (code of the list used)."""

    person: np.ndarray
    at: np.ndarray
    activity: np.ndarray


def make_acts(
    people: People, until: np.ndarray, seed: int, *, null_world: bool
) -> tuple[Acts, np.ndarray]:
    """Draw activities before `until`; return them and each person's summed log odds."""
    generator = stream(seed, "activities")
    count = len(people)
    room = np.maximum(until - people.created_at - 90, 1)
    effect = np.zeros(count)
    persons, times, codes = [], [], []
    for code, activity in enumerate(world.ACTIVITIES):
        done = np.flatnonzero((generator.random(count) < activity.share) & people.web)
        if not null_world:
            effect[done] += activity.log_odds_win
        share_of_room = generator.random(len(done))
        persons.append(done.astype(np.int32))
        times.append(people.created_at[done] + 75 + (room[done] * share_of_room).astype(np.int64))
        codes.append(np.full(len(done), code, dtype=np.int8))
    return Acts(np.concatenate(persons), np.concatenate(times), np.concatenate(codes)), effect


def make_leaks(
    opportunity_at: np.ndarray,
    close_at: np.ndarray,
    is_won: np.ndarray,
    people: People,
    ends: int,
    seed: int,
) -> Acts:
    """Draw what sales makes people do between opportunity and close; winners do it more often."""
    generator = stream(seed, "leaks")
    persons, times, codes = [], [], []
    has_opportunity = (opportunity_at > 0) & people.web & (opportunity_at > people.created_at)
    for code, leak in enumerate(world.LEAKS):
        chance = np.where(is_won, leak.share, leak.share / 4)
        done = np.flatnonzero(has_opportunity & (generator.random(len(chance)) < chance))
        at = opportunity_at[done] + (
            (close_at[done] - opportunity_at[done]) * generator.uniform(0.05, 0.9, len(done))
        ).astype(np.int64)
        done, at = done[at <= ends], at[at <= ends]
        persons.append(done.astype(np.int32))
        times.append(at)
        codes.append(np.full(len(done), code, dtype=np.int8))
    return Acts(np.concatenate(persons), np.concatenate(times), np.concatenate(codes))
