"""Attribution worked out a second time, journey by journey, with plain Python and numpy.

Shares no code with the models: the chain is solved by linear algebra once per removed channel, the
game by going through all coalitions.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import combinations, pairwise
from math import factorial

import numpy as np

DAY = timedelta(days=1)
UTC_OFFSET = timedelta(hours=5)  # America/Guayaquil, no daylight saving time


@dataclass
class Journey:
    """One journey: channels in order, times beside; value None: it led nowhere."""

    channels: list[str]
    times: list[datetime]
    value: float | None


def local_day(moment: datetime) -> date:
    return (moment - UTC_OFFSET).date()


def journeys_of(touches, conversions, *, as_of, window_starts_on, lookback_days, maturity_days):
    """Return the journeys of one goal.

    touches: (person, key, time, channel, type), conversions: (person or None, key, time, value).
    """
    unique = {}
    for person, key, moment, channel, kind in touches:
        identity = (person, moment, channel, kind)
        unique[identity] = min(key, unique.get(identity, key))
    by_person = defaultdict(list)
    for (person, moment, channel, _), key in unique.items():
        by_person[person].append((moment, key, channel))
    events = defaultdict(list)
    for person, key, moment, value in conversions:
        events[person].append((moment, key, value))
    result = []
    for person in {*by_person, *events}:
        mine = sorted(by_person.get(person, []))
        previous = None
        for moment, _, value in sorted(events.get(person, [])):
            earliest = local_day(moment) - lookback_days * DAY
            path = [
                touch
                for touch in mine
                if touch[0] <= moment
                and (previous is None or touch[0] > previous)
                and local_day(touch[0]) >= earliest
                and person is not None
            ]
            previous = moment
            if local_day(moment) >= window_starts_on:
                result.append(_journey(path, value))
        rest = [touch for touch in mine if previous is None or touch[0] > previous]
        if not rest:
            continue
        last = local_day(rest[-1][0])
        if last >= window_starts_on and (as_of - last).days >= maturity_days:
            kept = [touch for touch in rest if local_day(touch[0]) >= last - lookback_days * DAY]
            result.append(_journey(kept, None))
    return result


def _journey(path, value):
    return Journey([touch[2] for touch in path], [touch[0] for touch in path], value)


def markov(journeys):
    """Return {channel: (conversions, value)} of the exact order-1 chain."""
    channels = sorted({channel for journey in journeys for channel in journey.channels})
    index = {channel: number + 1 for number, channel in enumerate(channels)}
    size = len(channels) + 1
    moves, ends, converts, worth = (np.zeros((size, size)), *(np.zeros(size) for _ in range(3)))
    for journey in journeys:
        states = [0] + [index[channel] for channel in journey.channels]
        if len(states) == 1:
            continue
        for origin, target in pairwise(states):
            moves[origin, target] += 1  # moves within a channel stay in: they change nothing
        if journey.value is None:
            ends[states[-1]] += 1
        else:
            converts[states[-1]] += 1
            worth[states[-1]] += journey.value
    leaving = moves.sum(axis=1) + ends + converts
    leaving[leaving == 0] = 1

    def solved(reward, removed=None):
        chain = moves / leaving[:, None]
        gain = reward / leaving
        if removed is not None:
            chain[removed, :] = chain[:, removed] = 0
            gain = np.where(np.arange(size) == removed, 0, gain)
        return np.linalg.solve(np.eye(size) - chain, gain)[0]

    effects = np.array(
        [
            [1 - solved(reward, index[channel]) / solved(reward) for reward in (converts, worth)]
            for channel in channels
        ]
    )
    shares = effects / effects.sum(axis=0)
    totals = (converts.sum(), worth.sum())
    return {
        channel: (shares[number, 0] * totals[0], shares[number, 1] * totals[1])
        for number, channel in enumerate(channels)
    }


def shapley(journeys):
    """Return {channel: conversions} of the game of conversion rates."""
    channels = sorted({channel for journey in journeys for channel in journey.channels})
    sets = [(frozenset(journey.channels), journey.value is not None) for journey in journeys]
    sets = [item for item in sets if item[0]]
    counts = defaultdict(lambda: [0, 0])
    for members, converted in sets:
        counts[members][0] += converted
        counts[members][1] += 1
    worth = {}
    for size in range(len(channels) + 1):
        for coalition in combinations(channels, size):
            inside = [count for members, count in counts.items() if members <= set(coalition)]
            total = sum(count[1] for count in inside)
            worth[frozenset(coalition)] = sum(c[0] for c in inside) / total if total else 0.0
    credits = {}
    for channel in channels:
        others = [other for other in channels if other != channel]
        credit = 0.0
        for size in range(len(others) + 1):
            share = factorial(size) * factorial(len(others) - size) / factorial(len(channels))
            for coalition in combinations(others, size):
                before = frozenset(coalition)
                credit += share * (worth[before | {channel}] - worth[before])
        credits[channel] = credit * len(sets)
    return credits


def rules(journeys, direct):
    """Return {rule: {channel: conversions}} of the rules that need no lead creation."""
    result = defaultdict(lambda: defaultdict(float))
    for journey in journeys:
        if journey.value is None:
            continue
        path = journey.channels
        if not path:
            for rule in ("first_touch", "last_touch", "last_non_direct", "linear"):
                result[rule]["(none)"] += 1
            for rule in ("linear_unique", "u_shaped", "time_decay"):
                result[rule]["(none)"] += 1
            continue
        result["first_touch"][path[0]] += 1
        result["last_touch"][path[-1]] += 1
        others = [channel for channel in path if channel != direct]
        result["last_non_direct"][others[-1] if others else direct] += 1
        ages = [(journey.times[-1] - moment).total_seconds() / 86400 for moment in journey.times]
        decay = [2 ** (-age / 7) for age in ages]
        for number, channel in enumerate(path):
            result["linear"][channel] += 1 / len(path)
            result["time_decay"][channel] += decay[number] / sum(decay)
            if len(path) <= 2:
                result["u_shaped"][channel] += 1 / len(path)
            else:
                is_end = number in (0, len(path) - 1)
                result["u_shaped"][channel] += 0.4 if is_end else 0.2 / (len(path) - 2)
        for channel in set(path):
            result["linear_unique"][channel] += 1 / len(set(path))
    return result
