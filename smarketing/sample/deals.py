"""Deals: new business from the story, later expansions and renewals, money in three currencies.

Planted: amounts by lead type, lost deals with reasons, open deals, a few frozen ones.
"""

from dataclasses import dataclass

import numpy as np

from smarketing.sample import clock, world
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.randomness import stream

DAY = clock.SECONDS_PER_DAY
TYPES = ("new", "renewal", "expansion")
STAGES = (
    "appointment",
    "qualified",
    "proposal",
    "committed",
    "contract_sent",
    "invoicing",
    "won",
    "lost",
)
STAGE_PROGRESS = (0.0, 0.12, 0.35, 0.6, 0.8, 0.93)  # share of the way from creation to close
WON, LOST, FROZEN = 6, 7, 8


@dataclass
class Deals:
    """One entry per deal; times in UTC seconds, stage_at is deals × STAGES with 0 = never.

    amount is in hundredths of the currency, exact; is_won and close_at tell the final result even
    where it lies after the end of history.
    """

    person: np.ndarray
    type: np.ndarray
    created_at: np.ndarray
    close_at: np.ndarray
    is_won: np.ndarray
    currency: np.ndarray
    amount_cents: np.ndarray
    reason: np.ndarray
    stage_at: np.ndarray
    is_frozen: np.ndarray

    def __len__(self) -> int:
        """Return the number of deals."""
        return len(self.person)


def make_deals(people: People, story: Story, seed: int) -> Deals:
    """Return all deals created by the end of history, ordered by creation."""
    generator = stream(seed, "deals")
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    outcomes = story.outcomes
    new = np.flatnonzero((outcomes.opportunity_at > 0) & (outcomes.opportunity_at <= ends))
    parts = [
        _part(new, 0, outcomes.opportunity_at[new], outcomes.close_at[new], outcomes.is_won[new])
    ]
    won = np.flatnonzero(outcomes.is_won & (outcomes.close_at <= ends))
    for code, rate, low, high, win_rate in (
        (2, world.EXPANSION_RATE, 60, 150, 0.75),
        (1, world.RENEWAL_RATE, 180, 330, 0.8),
    ):
        again = won[generator.random(len(won)) < rate]
        close = outcomes.close_at[again] + generator.uniform(low, high, len(again)) * DAY
        close = clock.whole_minutes(close)
        created = close - clock.whole_minutes(generator.uniform(10, 25, len(again)) * DAY)
        wins = generator.random(len(again)) < win_rate
        seen = created <= ends
        parts.append(_part(again[seen], code, created[seen], close[seen], wins[seen]))
    joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
    order = np.lexsort((joined[0], joined[2]))
    person, kind, created, close, wins = (column[order] for column in joined)
    count = len(person)
    currency, cents = _money(generator, people, person)
    return Deals(
        person=person,
        type=kind,
        created_at=created,
        close_at=close,
        is_won=wins,
        currency=currency,
        amount_cents=cents,
        reason=generator.integers(0, len(world.LOST_REASONS), count).astype(np.int8),
        stage_at=_stage_times(generator, created, close, wins),
        is_frozen=~wins & (close > ends) & (generator.random(count) < 0.05),
    )


def _part(person, kind, created, close, wins):
    return person, np.full(len(person), kind, dtype=np.int8), created, close, wins


def _money(
    generator: np.random.Generator, people: People, person: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    mean = np.array([item.amount_usd for item in world.LEAD_TYPES])[people.lead_type[person]]
    spread = 0.5
    usd = mean * np.exp(generator.normal(-(spread**2) / 2, spread, len(person)))
    currency = np.zeros(len(person), dtype=np.int8)
    local = generator.random(len(person)) < world.LOCAL_CURRENCY_RATE
    for country, name in world.LOCAL_CURRENCY.items():
        here = people.country[person] == world.COUNTRIES.index(country)
        currency[here & local] = world.CURRENCIES.index(name)
    rate = np.array([world.RATE_TO_USD[name] for name in world.CURRENCIES])[currency]
    # Dollars to the cent, pesos to the hundred.
    step = np.where(currency == 0, 1, 10_000)
    return currency, (np.round(usd / rate * 100 / step) * step).astype(np.int64)


def _stage_times(
    generator: np.random.Generator, created: np.ndarray, close: np.ndarray, wins: np.ndarray
) -> np.ndarray:
    count = len(created)
    reached = np.where(wins, len(STAGE_PROGRESS), generator.integers(1, 5, count))
    times = np.zeros((count, len(STAGES)), dtype=np.int64)
    for code, progress in enumerate(STAGE_PROGRESS):
        at = created + ((close - created) * progress).astype(np.int64)
        times[:, code] = np.where(reached > code, clock.whole_minutes(at), 0)
    times[:, WON] = np.where(wins, close, 0)
    times[:, LOST] = np.where(wins, 0, close)
    return times


def usd_of(deals: Deals) -> np.ndarray:
    """Return the amounts in US dollars, unrounded."""
    rate = np.array([world.RATE_TO_USD[name] for name in world.CURRENCIES])
    return deals.amount_cents / 100 * rate[deals.currency]
