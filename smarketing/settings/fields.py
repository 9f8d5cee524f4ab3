"""Rules name fields and activities; a name that nothing can match is found here, not in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, MutableMapping
from functools import cache

from smarketing.text.words import did_you_mean, listed

SEEDS_WITH_FIELDS = ("lead_type_rules", "lead_scoring_rules", "mql_conditions")
# they belong to one record of a person, and say nothing about where the person came from
COLUMNS_OF_NO_TYPE = frozenset(
    {
        *("lead_id", "record_type", "merged_into_id", "contact_id", "opportunity_id", "opted_out"),
        *("created_at", "assigned_at", "mql_at", "sql_at", "opportunity_at", "customer_at"),
        *("disqualified_at", "nurture_at", "next_activity_at", "updated_at"),
    }
)
NUMERIC_OPERATORS = ("greater_than", "less_than")


def write_number_with_dot(seed: str, row: MutableMapping[str, str]) -> None:
    """Turn the decimal comma of a rule's number into the dot that SQL reads."""
    if seed in SEEDS_WITH_FIELDS and row["operator"] in NUMERIC_OPERATORS:
        row["value"] = re.sub(r"^(-?\d+),(\d+)$", r"\1.\2", row["value"])


def problems_of(seed: str, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (column, problem) for a rule whose field, activity or number can't match anything."""
    if seed not in SEEDS_WITH_FIELDS:
        return
    name, operator, value = row["field"].strip(), row["operator"], row["value"]
    problem = _field_problem(seed, name) if name else None
    if problem:
        yield "field", problem
    if operator == "has_activity" and value:
        problem = _activity_problem(value)
        if problem:
            yield "value", problem
    if operator in NUMERIC_OPERATORS and value and not _is_number(value):
        yield (
            "value",
            (
                "expected a number with a dot as decimal sign, because the operator is "
                f"{operator}, "
                f"found “{value}”; correct the cell."
            ),
        )


def _field_problem(seed: str, name: str) -> str | None:
    prefix, _, rest = name.partition(".")
    if rest and prefix == "extra":
        return None
    if rest and prefix == "count" and seed != "lead_type_rules":
        return _activity_problem(rest)
    if rest and prefix == "first_touch" and seed == "lead_type_rules":
        known, name = _columns("touchpoints"), rest
    else:
        known = _columns("leads")
    if seed == "lead_type_rules":
        known = tuple(column for column in known if column not in COLUMNS_OF_NO_TYPE)
    if name in known:
        return None
    return (
        f"“{name}” is not a column that a rule can look at{did_you_mean(name, known)}; "
        "use a lead column, extra.<header>"
        + (" or first_touch.<column>." if seed == "lead_type_rules" else " or count.<touch type>.")
    )


def _activity_problem(activity: str) -> str | None:
    touch_type = activity.partition(":")[0]
    if touch_type in _touch_types():
        return None
    return (
        f"“{touch_type}” is not a type of touch{did_you_mean(touch_type, _touch_types())}; "
        f"use one of {listed(_touch_types(), 20)}, alone or followed by :asset."
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


@cache
def _columns(entity: str) -> tuple[str, ...]:
    from smarketing.contract import load_contract

    derived = ("touch_type", "channel") if entity == "touchpoints" else ("source_system", "system")
    return (*load_contract()[entity].columns, *derived)


@cache
def _touch_types() -> tuple[str, ...]:
    from smarketing.contract import load_contract

    return load_contract()["touchpoints"].columns["type"].values
