"""Great Expectations judges what was read; only the process of its own pays for the import."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from smarketing.validation.reading import EntityReading, Reading
from smarketing.validation.result import CheckResult, ValidationResult
from smarketing.validation.row_checks import Fact, RowCheck, Thresholds

os.environ["GX_ANALYTICS_ENABLED"] = "false"
SAMPLE_ROWS = 5


def judge(reading: Reading, thresholds: Thresholds) -> ValidationResult:
    """Return the verdict on everything that was read.

    An expectation that raises counts as an error, “could not check”: it says nothing of the data.
    """
    judged = _Judge()
    checks = [
        result
        for entity in reading.entities
        for result in _entity_results(judged, entity, thresholds)
    ]
    checks += _fact_results(judged, reading.facts)
    return ValidationResult(tuple(checks))


class _Judge:
    """An ephemeral context of Great Expectations with a pandas data source."""

    def __init__(self) -> None:
        warnings.filterwarnings("ignore")
        logging.disable(logging.WARNING)
        import great_expectations

        self.library = great_expectations
        context = great_expectations.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        self.source = context.data_sources.add_pandas("raw")

    def verdicts(
        self, name: str, frame: Any, expectations: Iterable[tuple[str, str, dict[str, Any]]]
    ) -> dict[str, dict[str, Any] | None]:
        """Return check_id → {success, failing, checked}, or None where the expectation raised.

        expectations: (check_id, class name, arguments).
        """
        # All at once: one added to others is first compared with each of them.
        suite = self.library.ExpectationSuite(
            name=name,
            expectations=[
                getattr(self.library.expectations, class_name)(
                    **arguments, meta={"check_id": check_id}
                )
                for check_id, class_name, arguments in expectations
            ],
        )
        asset = self.source.add_dataframe_asset(name)
        batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
        answer = batch.validate(
            suite, result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
        )
        return {
            one.expectation_config.meta["check_id"]: None if _has_raised(one) else _counts(one)
            for one in answer.results
        }


def _has_raised(one: Any) -> bool:
    information = one.exception_info or {}
    nested = [value for value in information.values() if isinstance(value, dict)]
    return any(part.get("raised_exception") for part in [information, *nested])


def _counts(one: Any) -> dict[str, Any]:
    result = one.result
    return {
        "success": bool(one.success),
        "failing": int(result.get("unexpected_count") or 0),
        "checked": int(result.get("element_count") or 0) - int(result.get("missing_count") or 0),
    }


def _entity_results(
    judged: _Judge, entity: EntityReading, thresholds: Thresholds
) -> Iterator[CheckResult]:
    import pandas

    expectations = []
    for check in entity.checks:
        arguments = dict(check.arguments)
        if check.kind == "not_before_2000":
            arguments["min_value"] = pandas.Timestamp(arguments["min_value"])
        expectations.append((check.check_id, check.expectation, arguments))
    try:
        verdicts = judged.verdicts(entity.entity.name, entity.frame, expectations)
    except Exception:  # whatever the library raises, each check of the entity could not run
        verdicts = {}
    for check in entity.checks:
        yield from _check_results(check, entity, verdicts.get(check.check_id), thresholds)


def _check_results(
    check: RowCheck,
    entity: EntityReading,
    verdict: dict[str, Any] | None,
    thresholds: Thresholds,
) -> Iterator[CheckResult]:
    common = {"check_id": check.check_id, "kind": check.kind, "entity": check.entity}
    common |= {"column_name": check.column, "is_estimate": check.check_id in entity.estimated}
    checked = entity.rows
    if check.kind != "required" and check.column in entity.entity.columns:
        checked = sum(counts[check.column] for counts in entity.filled.values())
    if verdict is None:
        yield CheckResult(**common, severity="error", status="could_not_check", checked=checked)
        return
    if verdict["success"]:
        yield CheckResult(**common, severity=check.severity, status="passed", checked=checked)
        return
    by_file = entity.failing.get(check.check_id, {})
    failing = sum(by_file.values())
    severity = check.severity
    if check.escalates and thresholds.are_passed(max(failing, verdict["failing"]), checked):
        severity = "error"
    if not by_file:  # found by the library alone
        yield CheckResult(
            **common,
            severity=severity,
            status="failed",
            failing=verdict["failing"],
            checked=checked,
        )
    for file, rows in by_file.items():
        in_file = entity.files[file]
        if check.kind != "required" and check.column in entity.entity.columns:
            in_file = entity.filled[file][check.column]
        yield CheckResult(
            **common,
            severity=severity,
            status="failed",
            file=file,
            failing=rows,
            checked=in_file,
            sample_rows=_first_rows(entity.sample_rows[check.check_id].get(file, ())),
        )


def _first_rows(rows: Iterable[int]) -> tuple[int, ...]:
    """Return the first row numbers, each once: several records may come from one row."""
    return tuple(dict.fromkeys(rows))[:SAMPLE_ROWS]


def _fact_results(judged: _Judge, facts: list[Fact]) -> Iterator[CheckResult]:
    import pandas

    if not facts:
        return
    names = [f"{at}:{fact.check_id}" for at, fact in enumerate(facts)]
    frame = pandas.DataFrame({name: [fact.value] for name, fact in zip(names, facts, strict=True)})
    expectations = []
    for name, fact in zip(names, facts, strict=True):
        bounds = {"min_value": fact.minimum, "max_value": fact.maximum}
        arguments = {key: value for key, value in bounds.items() if value is not None}
        expectations.append((name, "ExpectColumnValuesToBeBetween", {"column": name, **arguments}))
    try:
        verdicts = judged.verdicts("facts", frame, expectations)
    except Exception:  # as above
        verdicts = {}
    for name, fact in zip(names, facts, strict=True):
        verdict = verdicts.get(name)
        status = "could_not_check"
        if verdict is not None:
            status = "passed" if verdict["success"] else "failed"
        yield CheckResult(
            check_id=fact.check_id,
            kind=fact.kind,
            severity="error" if verdict is None else fact.severity,
            status=status,
            entity=fact.entity,
            column_name=fact.column,
            file=fact.file,
            failing=fact.failing if status == "failed" else 0,
            checked=fact.checked,
            sample_rows=_first_rows(fact.sample_rows if status == "failed" else ()),
            is_estimate=fact.is_estimate,
            details=dict(fact.details),
        )
