"""Visitors and their web sessions; who of them becomes a lead.

Planted: each channel's effect on becoming a lead (`Channel.log_odds_lead`), and Display as a pure
correlate, shown to visitors of high intent. In the null world every visitor has the same chance.
"""

from dataclasses import dataclass

import numpy as np

from smarketing.sample import clock, world
from smarketing.sample.randomness import choose, stream

MAX_SESSIONS = 8
MAX_SECONDS_BEFORE_FORM = 28 * clock.SECONDS_PER_DAY
_HOUR_WEIGHTS = (1, 1, 1, 1, 1, 2, 4, 8, 12, 14, 15, 14, 11, 12, 14, 14, 13, 11, 8, 7, 6, 4, 2, 1)


@dataclass
class Sessions:
    """Web sessions ordered by visitor and time; leads with a web origin are the first visitors.

    Per session: visitor, at (UTC seconds), channel, pair (source/medium code), campaign (-1 none).
    Per visitor: first and last (positions of sessions), anchor (time of the last session, when a
    lead fills in the form), intent (standard normal, never exported), channel_set (one bit each).
    """

    visitor: np.ndarray
    at: np.ndarray
    channel: np.ndarray
    pair: np.ndarray
    campaign: np.ndarray
    first: np.ndarray
    last: np.ndarray
    anchor: np.ndarray
    intent: np.ndarray
    channel_set: np.ndarray
    leads: int


def pair_names() -> list[tuple[str, str]]:
    """Return source and medium of every pair code."""
    return [pair for channel in world.CHANNELS for pair in channel.pairs]


def campaign_names() -> list[str]:
    """Return the campaign of every campaign code; the last is the hostile one."""
    names = [name for channel in world.CHANNELS for name in channel.campaigns]
    return [*names, world.HOSTILE_CAMPAIGN]


def channel_code(name: str) -> int:
    """Return the code of a channel."""
    return [channel.name for channel in world.CHANNELS].index(name)


def draw_times(generator: np.random.Generator, size: int) -> np.ndarray:
    """Draw UTC seconds of the history: growing by month, fewer at weekends and at night."""
    starts, ends = clock.utc_seconds(world.HISTORY_STARTS), clock.utc_seconds(world.HISTORY_ENDS)
    days = np.arange(clock.local_day(starts), clock.local_day(ends) + 1)
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday
    weights = np.linspace(0.65, 1.35, len(days)) * np.where(weekday < 5, 1.0, 0.45)
    borders = np.cumsum(weights) / weights.sum()
    day = days[np.searchsorted(borders, generator.random(size), side="right")]
    hour = choose(generator, _HOUR_WEIGHTS, size).astype(np.int64)
    at = day * clock.SECONDS_PER_DAY + hour * 3_600 + generator.integers(0, 3_600, size)
    at -= clock.LOCAL_OFFSET_SECONDS
    # The history ends in the evening: later times of its last day move to its morning.
    return np.where(at > ends - 1_800, at - 9 * 3_600, at)


def effect_of(channel_set: np.ndarray, log_odds: list[float]) -> np.ndarray:
    """Return the summed log odds of the channels in each set."""
    total = np.zeros(len(channel_set), dtype=np.float32)
    for code, value in enumerate(log_odds):
        if value:
            total += np.float32(value) * ((channel_set >> code) & 1)
    return total


def make_sessions(leads: int, seed: int, *, null_world: bool) -> Sessions:
    """Draw all visitors' sessions and put those who become leads first."""
    generator = stream(seed, "journeys")
    visitors = max(leads * world.VISITORS_PER_LEAD, leads + 1)
    count = np.minimum(generator.geometric(0.45, visitors), MAX_SESSIONS).astype(np.int32)
    intent = generator.standard_normal(visitors).astype(np.float32)
    first = np.r_[0, np.cumsum(count, dtype=np.int64)[:-1]]
    channel = choose(generator, [item.share for item in world.CHANNELS], int(count.sum()))
    if not null_world:
        retargeted = (intent > 0.8) & (generator.random(visitors) < world.RETARGETING_RATE)
        chosen = first[retargeted] + generator.integers(0, count[retargeted])
        channel[chosen] = channel_code(world.CORRELATE_CHANNEL)
    channel_set = np.bitwise_or.reduceat(np.int16(1) << channel.astype(np.int16), first)
    score = generator.gumbel(size=visitors)
    if not null_world:
        score += effect_of(channel_set, [item.log_odds_lead for item in world.CHANNELS])
        score += world.INTENT_LOG_ODDS_LEAD * intent
    # The Gumbel trick: the largest scores are a draw without replacement, weighted by the odds.
    chosen_leads = np.sort(np.argpartition(-score, leads)[:leads])
    is_lead = np.zeros(visitors, dtype=bool)
    is_lead[chosen_leads] = True
    order = np.r_[chosen_leads, np.flatnonzero(~is_lead)]
    ordered_count = count[order]
    ordered_first = np.r_[0, np.cumsum(ordered_count, dtype=np.int64)[:-1]]
    source = np.repeat(first[order] - ordered_first, ordered_count)
    source += np.arange(len(source))
    channel = channel[source]
    del source
    visitor = np.repeat(np.arange(visitors, dtype=np.int32), ordered_count)
    last = ordered_first + ordered_count - 1
    anchor = _anchors(generator, visitors)
    pair, campaign = _words(generator, channel)
    return Sessions(
        visitor=visitor,
        at=_session_times(generator, visitor, anchor, last),
        channel=channel,
        pair=pair,
        campaign=campaign,
        first=ordered_first,
        last=last,
        anchor=anchor,
        intent=intent[order],
        channel_set=channel_set[order],
        leads=leads,
    )


def _anchors(generator: np.random.Generator, visitors: int) -> np.ndarray:
    anchor = draw_times(generator, visitors)
    # However small the sample, its newest month is complete: something happens on the last day.
    anchor[0] = clock.utc_seconds(world.HISTORY_ENDS) - 7_200
    return anchor


def _session_times(
    generator: np.random.Generator, visitor: np.ndarray, anchor: np.ndarray, last: np.ndarray
) -> np.ndarray:
    starts = clock.utc_seconds(world.HISTORY_STARTS)
    before = generator.random(len(visitor)) ** 2 * MAX_SECONDS_BEFORE_FORM + 3_600
    room = np.maximum(anchor - starts, 60)[visitor]
    before = np.where(before < room, before, generator.random(len(visitor)) * room)
    before[last] = 0
    # One sort orders the times inside each visitor: channels are independent of position.
    key = visitor.astype(np.int64) << 32 | (anchor[visitor] - before.astype(np.int64))
    key.sort()
    return key & 0xFFFFFFFF


def _words(generator: np.random.Generator, channel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pair = np.zeros(len(channel), dtype=np.int8)
    campaign = np.full(len(channel), -1, dtype=np.int8)
    pairs_before = campaigns_before = 0
    for code, item in enumerate(world.CHANNELS):
        mine = np.flatnonzero(channel == code)
        pair[mine] = pairs_before + generator.integers(0, len(item.pairs), len(mine))
        if item.campaigns:
            campaign[mine] = campaigns_before + generator.integers(
                0, len(item.campaigns), len(mine)
            )
        pairs_before += len(item.pairs)
        campaigns_before += len(item.campaigns)
    return pair, campaign
