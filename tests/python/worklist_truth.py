"""What acting on each lead of the sample is truly worth, from what its generator planted.

A lead not reached yet: the planted chance of a two-way contact at its next attempt times the mean
planted chance of a win of its lead type and band of fit, times the margin, less what the attempt
costs. A lead already reached: its win is decided, and comes after planted delays; what is left is
the chance that it is still to come, given stage and days. Both as somebody could know them who knew
the world, but not the person's own intent.
"""

import numpy as np
import polars as pl
from sample_truth import told

from smarketing.sample import attempts, clock, people, world
from smarketing.sample.records import record_ids

DAY = clock.SECONDS_PER_DAY
DRAWS = 100_000


def true_values(scale: float, seed: int) -> pl.DataFrame:
    """Return lead_id → true_value in US dollars of acting on it at the end of the history."""
    crowd, story = told(scale, seed)
    count = len(crowd)
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    tried, started = np.zeros(count, dtype=int), crowd.created_at.copy()
    reached = np.zeros(count, dtype=np.int64)
    for spells, made in (
        (story.episodes, story.attempts),
        (story.reentries, story.reentry_attempts),
    ):
        tried[spells.person] = np.bincount(made.episode, minlength=len(spells.person))
        reached[spells.person] = spells.connected_at
        started[spells.person] = spells.started_at
    win = _mean_win_chance(crowd, story.win_probability)
    table = attempts.connect_table()
    last = world.MAX_ATTEMPTS - 1
    connect = table[crowd.lead_type, crowd.fit_band, np.minimum(tried, last)]
    chance = np.where(reached > 0, _still_to_win(story, win, reached, started, ends), connect * win)
    talk = np.where(reached > 0, 1.0, connect)
    margin = np.array([item.amount_usd for item in world.LEAD_TYPES]) * world.GROSS_MARGIN
    hours = 1 / world.ATTEMPTS_PER_HOUR + talk * world.TALK_MINUTES_PER_CONNECT / 60
    cost = world.HOURLY_COST_USD * hours + world.TOOL_COST_PER_ATTEMPT_USD
    value = chance * margin[crowd.lead_type] - cost
    return pl.DataFrame({"lead_id": record_ids(np.arange(count)), "true_value": value})


def _mean_win_chance(crowd: people.People, own: np.ndarray) -> np.ndarray:
    groups = crowd.lead_type.astype(int) * len(world.FIT_BANDS) + crowd.fit_band
    means = np.bincount(groups, own) / np.maximum(np.bincount(groups), 1)
    return means[groups]


def _still_to_win(story, win, reached, started, ends) -> np.ndarray:
    """Return P(win | reached, stage and days): winners and losers that would still stand there.

    The delays and shares are those of outcomes._settle; office hours are left out.
    """
    generator = np.random.default_rng(0)
    lost_sql = world.SQL_GIVEN_CONNECT_LOST
    lost_deal = world.OPPORTUNITY_GIVEN_SQL_LOST

    def waits(days: np.ndarray, since: np.ndarray) -> np.ndarray:
        return 1 - np.searchsorted(np.sort(days), (ends - since) / DAY, side="right") / DRAWS

    to_sql = waits(np.minimum(0.1 + generator.exponential(1.2, DRAWS), 6), reached)
    is_sql = (story.outcomes.sql_at > 0) & (story.outcomes.sql_at <= ends)
    to_deal = waits(np.minimum(0.2 + generator.exponential(2, DRAWS), 9), story.outcomes.sql_at)
    is_deal = (story.outcomes.opportunity_at > 0) & (story.outcomes.opportunity_at <= ends)
    to_close = waits(
        np.minimum(6 + generator.gamma(2.5, 6, DRAWS), 40), story.outcomes.opportunity_at
    )
    is_young = (ends - started) / DAY < 15  # nobody is judged, or buys, sooner
    to_close = np.where(is_young, 1.0, to_close)
    refused_stay = np.where(is_young, 1.0, 0.2)
    winners = win * np.select([is_deal, is_sql], [to_close, to_deal], to_sql)
    losers = (1 - win) * np.select(
        [is_deal, is_sql],
        [
            lost_sql * lost_deal * (to_close + (1 - to_close) * 0.3),
            lost_sql * (lost_deal * to_deal + (1 - lost_deal) * refused_stay),
        ],
        lost_sql * to_sql + (1 - lost_sql) * refused_stay,
    )
    return winners / np.maximum(winners + losers, 1e-12)
