"""Contact attempts: reps work the leads until somebody answers or they stop.

Planted: P(two-way contact) at attempt n per lead type and fit band, each rep's speed and way of
stopping, a bonus for a fast first attempt, and P(win | contact), which does not depend on n. So the
hazard of attempt n, standardised over the fit band, is known exactly (`hazard_tables`).
"""

from dataclasses import dataclass

import numpy as np

from smarketing.sample import clock, world
from smarketing.sample.people import People
from smarketing.sample.randomness import choose, sigmoid, stream

NONE = np.int64(0)  # "never", in columns of UTC seconds
OUTCOMES = ("failed", "connected", "wrong_number", "opted_out")


@dataclass
class Episodes:
    """One entry per worked spell of a person; times in UTC seconds, 0 = never.

    win_probability is P(win | contact) of this person, with all planted effects.
    """

    person: np.ndarray
    is_reentry: np.ndarray
    started_at: np.ndarray
    clock_at: np.ndarray  # when sales may begin
    win_probability: np.ndarray
    first_attempt_at: np.ndarray
    connected_at: np.ndarray
    connected_attempt: np.ndarray
    ended_at: np.ndarray  # last failed attempt of those who were given up or removed
    end: np.ndarray  # 0 still worked or connected, 1 given up, 2 wrong number, 3 opted out


@dataclass
class Attempts:
    """One entry per numbered attempt (bursts counted once)."""

    episode: np.ndarray
    number: np.ndarray
    at: np.ndarray
    channel: np.ndarray
    outcome: np.ndarray  # code of OUTCOMES
    has_burst: np.ndarray


def connect_table() -> np.ndarray:
    """Return P(two-way contact) by lead type × fit band × attempt, without the speed bonus."""
    numbers = np.arange(world.MAX_ATTEMPTS)
    return np.array(
        [
            [
                [
                    item.connect_first * world.CONNECT_FACTOR[band] * item.connect_decay**number
                    for number in numbers
                ]
                for band in world.FIT_BANDS
            ]
            for item in world.LEAD_TYPES
        ]
    )


def make_episodes(
    people: People,
    person: np.ndarray,
    started_at: np.ndarray,
    clock_at: np.ndarray,
    win_probability: np.ndarray,
    *,
    is_reentry: bool,
) -> Episodes:
    """Return episodes that nobody has worked yet."""
    count = len(person)
    never = np.zeros(count, dtype=np.int64)
    return Episodes(
        person=person,
        is_reentry=np.full(count, is_reentry),
        started_at=started_at,
        clock_at=clock_at,
        win_probability=win_probability[person]
        if len(win_probability) == len(people)
        else win_probability,
        first_attempt_at=never.copy(),
        connected_at=never.copy(),
        connected_attempt=np.zeros(count, dtype=np.int8),
        ended_at=never.copy(),
        end=np.zeros(count, dtype=np.int8),
    )


def plan_first_attempts(people: People, episodes: Episodes, seed: int, purpose: str) -> np.ndarray:
    """Return the working minute of each first attempt; -1 where nobody ever calls."""
    generator = stream(seed, f"first attempt {purpose}")
    owner = people.owner[episodes.person]
    median = np.array([rep.median_response_minutes for rep in world.REPS])[owner]
    response = median * np.exp(generator.normal(0, 0.8, len(owner)))
    minute = clock.to_working_minutes(episodes.clock_at) + response.astype(np.int64) + 1
    forgotten = generator.random(len(owner)) < world.NEVER_CONTACTED_RATE
    return np.where(forgotten, -1, minute)


def work(
    people: People,
    episodes: Episodes,
    first_minute: np.ndarray,
    seed: int,
    purpose: str,
    *,
    null_world: bool,
) -> Attempts:
    """Play all attempts, filling in the episodes' results."""
    generator = stream(seed, f"attempts {purpose}")
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    lead_type = people.lead_type[episodes.person]
    band = people.fit_band[episodes.person]
    owner = people.owner[episodes.person]
    caps = np.array([rep.attempt_cap for rep in world.REPS])
    give_up = np.array([[rep.give_up_low_fit, rep.give_up_high_fit] for rep in world.REPS])
    table = connect_table()
    alive = np.flatnonzero(first_minute >= 0)
    minute = first_minute.copy()
    parts: list[Attempts] = []
    for number in range(1, world.MAX_ATTEMPTS + 1):
        at = clock.from_working_minutes(minute[alive])
        inside = at <= ends
        alive, at = alive[inside], at[inside]
        if not len(alive):
            break
        chance = table[lead_type[alive], band[alive], number - 1]
        if number == 1:
            episodes.first_attempt_at[alive] = at
            if not null_world:
                fast = at - episodes.started_at[alive] <= world.FAST_MINUTES * 60
                chance = np.where(fast, _with_odds(chance, world.FAST_CONNECT_ODDS_RATIO), chance)
        outcome = _outcomes(generator, chance)
        parts.append(_rows(generator, alive, number, at, outcome))
        connected = outcome == 1
        episodes.connected_at[alive[connected]] = at[connected]
        episodes.connected_attempt[alive[connected]] = number
        removed = outcome >= 2
        stops = (caps[owner[alive]] <= number) | (
            generator.random(len(alive)) < give_up[owner[alive], band[alive]]
        )
        over = ~connected & (removed | stops)
        episodes.ended_at[alive[over]] = at[over]
        episodes.end[alive[over]] = np.where(removed[over], outcome[over], 1)
        alive = alive[~connected & ~over]
        gap = 150 + generator.exponential(500, len(alive)) * (1 + 0.06 * number)
        minute[alive] += gap.astype(np.int64)
    return _join(parts)


def _with_odds(chance: np.ndarray, ratio: float) -> np.ndarray:
    return chance * ratio / (1 - chance + chance * ratio)


def _outcomes(generator: np.random.Generator, chance: np.ndarray) -> np.ndarray:
    draw = generator.random(len(chance))
    fail = (draw - chance) / (1 - chance)  # uniform on 0..1 among failures, negative for contacts
    wrong = world.QUIT_AFTER_FAILURE["wrong_number"]
    refused = wrong + world.QUIT_AFTER_FAILURE["opted_out"]
    return np.select([fail < 0, fail < wrong, fail < refused], [1, 2, 3], 0).astype(np.int8)


def _rows(
    generator: np.random.Generator,
    episode: np.ndarray,
    number: int,
    at: np.ndarray,
    outcome: np.ndarray,
) -> Attempts:
    channel = choose(generator, world.ATTEMPT_CHANNEL_SHARES, len(episode))
    # Messages outside HubSpot's mail show no answer in its export: contacts come by call or mail.
    channel[(outcome == 1) & (channel > 1)] = 0
    channel[outcome == 2] = 0  # a wrong number is found out by calling
    return Attempts(
        episode=episode.astype(np.int32),
        number=np.full(len(episode), number, dtype=np.int8),
        at=at,
        channel=channel,
        outcome=outcome,
        has_burst=(channel == 0) & (generator.random(len(episode)) < world.BURST_RATE),
    )


def _join(parts: list[Attempts]) -> Attempts:
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Attempts(empty, empty, empty, empty, empty, empty.astype(bool))
    names = ("episode", "number", "at", "channel", "outcome", "has_burst")
    return Attempts(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def calibrated_win_probability(people: People, effect: np.ndarray) -> np.ndarray:
    """Return P(win | contact) per person: planted effects around the mean of type and band."""
    result = np.zeros(len(people))
    for code, item in enumerate(world.LEAD_TYPES):
        for band, name in enumerate(world.FIT_BANDS):
            mine = np.flatnonzero((people.lead_type == code) & (people.fit_band == band))
            if len(mine):
                target = min(item.win_given_connect * world.WIN_FACTOR[name], 0.6)
                result[mine] = _shifted(effect[mine].astype(np.float64), target)
    return result


def _shifted(effect: np.ndarray, target: float) -> np.ndarray:
    low, high = -15.0, 15.0
    for _ in range(50):
        middle = (low + high) / 2
        if sigmoid(effect + middle).mean() < target:
            low = middle
        else:
            high = middle
    return sigmoid(effect + (low + high) / 2)
