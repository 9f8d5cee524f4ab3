"""What is checked: row checks derived from the raw contract, and facts about files and exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from smarketing.contract import Column, Entity
from smarketing.settings.variables import project_vars

FIRST_CREDIBLE_DAY = "2000-01-01"
LATEST_COLUMN = "_latest_at"
# An export can't know what happens later; two days leave room for time zones.
LATEST_SQL = "date_trunc('day', _exported_at) + interval 2 day"


@dataclass(frozen=True)
class RowCheck:
    """A condition on every row of an entity.

    violation: SQL that is true for a bad row; with "" the check is about the file's set of rows.
    expectation: name of the Great Expectations class, and its arguments. columns: what it reads.
    escalates: a warning that becomes an error where many rows fail (Thresholds).
    """

    check_id: str
    entity: str
    column: str
    kind: str
    severity: str
    violation: str
    expectation: str
    arguments: Mapping[str, Any]
    columns: tuple[str, ...]
    escalates: bool = False


@dataclass(frozen=True)
class Fact:
    """One number about a file or an entity, and the range it must lie in.

    value must be ≥ minimum and ≤ maximum, where given. failing and checked: row counts behind it.
    details: what the message says beside them (never a value of the data, but for
    the names of owners).
    """

    check_id: str
    entity: str
    kind: str
    severity: str
    value: float
    failing: int
    checked: int
    file: str = ""
    column: str = ""
    minimum: float | None = None
    maximum: float | None = None
    sample_rows: tuple[int, ...] = ()
    is_estimate: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Thresholds:
    """When few bad cells are many: at least `minimum` and more than `share` of a column."""

    minimum: int
    share: float

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Thresholds:
        """Return the thresholds that these vars set; those not named are as dbt_project.yml."""
        values = project_vars() | values
        return cls(values["rejected_values_minimum"], values["rejected_values_share"])

    def are_passed(self, failing: int, checked: int) -> bool:
        """Say whether so many failures of so many cells are too many."""
        return failing >= self.minimum and failing > self.share * checked


def row_checks(entity: Entity) -> list[RowCheck]:
    """Return every row check that the contract implies for an entity."""
    checks = [
        check for column in entity.columns.values() for check in _column_checks(entity, column)
    ]
    if entity.range_end:
        checks.append(_range_end(entity))
    if entity.key:
        checks.append(_unique(entity))
    return checks


def _column_checks(entity: Entity, column: Column) -> Iterator[RowCheck]:
    quoted = f'"{column.name}"'

    def check(
        kind: str, severity: str, violation: str, expectation: str, **options: Any
    ) -> RowCheck:
        arguments = options.pop("arguments", {"column": column.name})
        return RowCheck(
            f"{entity.name}.{column.name}.{kind}",
            entity.name,
            column.name,
            kind,
            severity,
            violation,
            expectation,
            arguments,
            (column.name,),
            **options,
        )

    if column.is_required:
        yield check("required", "error", f"{quoted} is null", "ExpectColumnValuesToNotBeNull")
    if column.values:
        words = ", ".join(f"'{word}'" for word in column.values)
        yield check(
            "vocabulary",
            "error",
            f"{quoted} not in ({words})",
            "ExpectColumnValuesToBeInSet",
            arguments={"column": column.name, "value_set": list(column.values)},
        )
    if column.minimum is not None or column.maximum is not None:
        bounds = {"min_value": column.minimum, "max_value": column.maximum}
        parts = [
            f"{quoted} {sign} {bound}"
            for sign, bound in (("<", column.minimum), (">", column.maximum))
            if bound is not None
        ]
        yield check(
            "range",
            "warning",
            " or ".join(parts),
            "ExpectColumnValuesToBeBetween",
            arguments={"column": column.name, **{k: v for k, v in bounds.items() if v is not None}},
            escalates=True,
        )
    if column.data_type in ("timestamp", "date") and column.name != entity.range_end:
        yield check(
            "not_before_2000",
            "warning",
            f"{quoted} < timestamp '{FIRST_CREDIBLE_DAY}'",
            "ExpectColumnValuesToBeBetween",
            arguments={"column": column.name, "min_value": FIRST_CREDIBLE_DAY},
        )
        if not column.may_be_future and column.name != entity.updated_at:
            yield check(
                "not_after_export",
                "warning",
                f"{quoted} >= {LATEST_SQL}",
                "ExpectColumnPairValuesAToBeGreaterThanB",
                arguments={
                    "column_A": LATEST_COLUMN,
                    "column_B": column.name,
                    "ignore_row_if": "either_value_is_missing",
                },
            )


def _range_end(entity: Entity) -> RowCheck:
    start = entity.event_time
    return RowCheck(
        f"{entity.name}.{entity.range_end}.not_before_start",
        entity.name,
        entity.range_end,
        "not_before_start",
        "error",
        f'"{entity.range_end}" < "{start}"',
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {
            "column_A": entity.range_end,
            "column_B": start,
            "or_equal": True,
            "ignore_row_if": "either_value_is_missing",
        },
        (entity.range_end, start),
    )


def _unique(entity: Entity) -> RowCheck:
    """The key occurs once per file; entities without an id of their own may have empty parts."""
    has_id = any(entity.columns[name].is_required for name in entity.key) and not entity.range_end
    return RowCheck(
        f"{entity.name}.{'+'.join(entity.key)}.unique",
        entity.name,
        "+".join(entity.key),
        "unique",
        "warning",
        "",
        "ExpectCompoundColumnsToBeUnique",
        {
            "column_list": ["_file", *entity.key],
            "ignore_row_if": "any_value_is_missing" if has_id or len(entity.key) == 1 else "never",
        },
        entity.key,
    )
