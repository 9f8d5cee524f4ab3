"""How a goal of the month stands: covered, safe, open, out of reach or missed."""

from __future__ import annotations

from dataclasses import dataclass

SURE, UNLIKELY = 0.9, 0.1


@dataclass(frozen=True)
class Outlook:
    """How a measure stands.

    state: no_goal, no_projection; met or missed once the working days are over; before that
    reached, sure, open or unlikely.
    """

    state: str
    row: dict


def outlook(row: dict) -> Outlook:
    """Judge a day's row of the ledger; sure and unlikely from nine chances in ten on."""
    actual, goal = row["actual_cumulative"], row["month_goal"]
    if goal is None:
        return Outlook("no_goal", row)
    if row["working_day"] >= row["working_days"]:
        return Outlook("met" if actual >= goal else "missed", row)
    if actual >= goal:
        return Outlook("reached", row)
    chance = row["probability_of_goal"]
    if chance is None:
        return Outlook("no_projection", row)
    if chance >= SURE:
        return Outlook("sure", row)
    return Outlook("unlikely" if chance <= UNLIKELY else "open", row)
