"""The web tracker's own export: touchpoints in the template format, one file per month.

Planted dirt: a late file that repeats the last days, and a few rows that stand twice in a file.
"""

from pathlib import Path

import numpy as np
import polars as pl

from smarketing.sample import clock, world
from smarketing.sample.csv_files import Ledger, gathered, iso_times, words, write_rows
from smarketing.sample.journeys import campaign_names, pair_names
from smarketing.sample.touches import Touches, assets, pages

DOUBLED_EVERY = 5_000


def write_touches(folder: Path, touches: Touches, emails: pl.Series, ledger: Ledger) -> None:
    """Write all touches of the history."""
    month = clock.local_month(touches.at)
    day = clock.local_day(touches.at)
    full_until = clock.local_day(clock.utc_seconds(f"{world.FULL_EXPORT_DATE}T12:00"))
    late_from = clock.local_day(clock.utc_seconds(f"{world.LATE_OVERLAP_FROM}T12:00"))
    for number in range(int(month[0]), int(month[-1]) + 1):
        chosen = np.flatnonzero((month == number) & (day <= full_until))
        if len(chosen):
            path = folder / f"touchpoints-{clock.month_name(number)}.csv"
            doubled = chosen[::DOUBLED_EVERY]
            _write(path, np.r_[chosen, doubled], touches, emails)
            ledger.add(path, "touchpoints", len(chosen) + len(doubled), doubled=len(doubled))
    late = np.flatnonzero(day >= late_from)
    path = folder / f"touchpoints-{world.LATE_EXPORT_DATE}.csv"
    _write(path, late, touches, emails)
    ledger.add(path, "touchpoints", len(late), repeated=int((day[late] <= full_until).sum()))


def _write(path: Path, positions: np.ndarray, touches: Touches, emails: pl.Series) -> None:
    def frame(first: int, behind: int) -> pl.DataFrame:
        return _frame(positions[first:behind], touches, emails)

    write_rows(path, len(positions), frame, quote_style="necessary")


def _frame(chosen: np.ndarray, touches: Touches, emails: pl.Series) -> pl.DataFrame:
    pairs = pair_names()
    pair = touches.pair[chosen]
    visitor = touches.visitor[chosen].astype(np.int64)
    mail = np.where(touches.mail[chosen], visitor, -1)
    # Multiplying by an odd number modulo 2^32 hides the order of the visitors, one to one.
    cookie = visitor * 2_654_435_761 % 2**32
    return pl.DataFrame(
        {
            "touchpoint_id": pl.Series(chosen + 1).cast(pl.String),
            "visitor_id": pl.Series(cookie).cast(pl.String),
            "email": gathered(emails, mail),
            "occurred_at": iso_times(touches.at[chosen]),
            "type": words(list(world.TOUCH_TYPES), touches.type[chosen]),
            "source": words([source for source, _ in pairs], pair),
            "medium": words([medium for _, medium in pairs], pair),
            "campaign": words(campaign_names(), touches.campaign[chosen]),
            "page": words([page or None for page in pages()], touches.page[chosen]),
            "asset": words([asset or None for asset in assets()], touches.asset[chosen]),
        }
    )
