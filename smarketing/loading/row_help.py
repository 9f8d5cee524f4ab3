"""What a mapping says where an export lacks it: `key` and `outcome_from_duration`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from smarketing.contract import Entity
from smarketing.errors import DataRefused
from smarketing.loading.specs import as_tuple

Refuse = Callable[[str], DataRefused]


def key_from_cells(
    given: Any, entity: Entity, refuse: Refuse
) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """Return whether the row's id is made from cells; of which headers, of which columns.

    Neither: of all cells that are mapped.
    """
    if given is None:
        return False, (), ()
    columns = given.get("columns") if isinstance(given, dict) and len(given) == 1 else None
    headers = given.get("hash") if isinstance(given, dict) and len(given) == 1 else None
    if given != "hash" and not headers and not columns:
        raise refuse(
            f"key is {given!r}; write `key: hash`, or `key: {{hash: [headers]}}`, or "
            "`key: {columns: [columns]}`."
        )
    if entity.own_id is None:
        raise refuse(f"{entity.name} has no id of its own, so `key` does nothing; take it out.")
    unknown = [str(column) for column in as_tuple(columns) if column not in entity.columns]
    if unknown:
        raise refuse(f"key: {entity.name} has no column `{unknown[0]}`.")
    return True, tuple(map(str, as_tuple(headers))), tuple(map(str, as_tuple(columns)))


def connected_from_seconds(given: Any, entity: Entity, refuse: Refuse) -> float | None:
    """Return from how many seconds on a call counts as connected, where no cell names its end."""
    if given is None:
        return None
    seconds = given.get("connected_from_seconds") if isinstance(given, dict) else None
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if not is_number or seconds < 0 or len(given) != 1:
        raise refuse(
            f"outcome_from_duration is {given!r}; "
            "write `outcome_from_duration: {connected_from_seconds: 30}`."
        )
    if not {"outcome", "duration_seconds"} <= set(entity.columns):
        raise refuse(
            f"{entity.name} has no outcome and duration; outcome_from_duration belongs to "
            "contact_attempts."
        )
    return float(seconds)
