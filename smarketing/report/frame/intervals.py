"""Intervals for the few numbers a page pools or compares itself; marts bring their own.

Definitions and fixtures are those of the marts, so a pooled rate reads like a published one.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959964


class Interval(NamedTuple):
    """A 95 % interval."""

    lower: float
    upper: float

    def contains(self, value: float) -> bool:
        """Tell whether `value` lies inside, ends included."""
        return self.lower <= value <= self.upper


def wilson(successes: float, trials: float) -> Interval | None:
    """Return the Wilson 95 % interval of a share, or None where there is no share to speak of."""
    if trials <= 0 or not 0 <= successes <= trials:
        return None
    share = successes / trials
    z_squared = Z_95 * Z_95
    denominator = 1 + z_squared / trials
    centre = (share + z_squared / (2 * trials)) / denominator
    half_width = (
        Z_95 / denominator * sqrt(share * (1 - share) / trials + z_squared / (4 * trials * trials))
    )
    return Interval(max(0.0, centre - half_width), min(1.0, centre + half_width))


def rate_difference(
    successes: float, trials: float, successes_before: float, trials_before: float
) -> Interval | None:
    """Return Newcombe's 95 % interval of the difference of two shares, now minus before."""
    now, before = wilson(successes, trials), wilson(successes_before, trials_before)
    if now is None or before is None:
        return None
    share, share_before = successes / trials, successes_before / trials_before
    difference = share - share_before
    down = sqrt((share - now.lower) ** 2 + (before.upper - share_before) ** 2)
    up = sqrt((now.upper - share) ** 2 + (share_before - before.lower) ** 2)
    return Interval(difference - down, difference + up)


def count_difference(count: float, count_before: float) -> Interval:
    """Return the 95 % interval of the difference of two counts of independent events."""
    half_width = Z_95 * sqrt(max(count + count_before, 1))
    return Interval(count - count_before - half_width, count - count_before + half_width)
