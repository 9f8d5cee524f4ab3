"""One run, start to end: load → validate → build → publish, then whatever reads the result.

The lock of the warehouse's folder is held until the reader is done, so that a report never sees
another run's numbers halfway.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from smarketing.errors import DataRefused, SmarketingError
from smarketing.paths import SAMPLE_EXPORTS, Period, Places, shown
from smarketing.run import sample_company, unchanged
from smarketing.run.build_file import require_openable
from smarketing.run.completeness import NOTHING_ALLOWED, Allowances, judge_ages, refuse_losses
from smarketing.run.months import refuse_no_month, refuse_no_rows, refuse_other_months
from smarketing.run.project import currency_of, numbering_of, project_of, team_of
from smarketing.warehouse import build as dbt_build
from smarketing.warehouse import publish, relations

Say = Callable[[str], None]


@dataclass(frozen=True)
class BuiltWarehouse:
    """A tested warehouse to read from.

    file: the published warehouse, or a temporary one for an older month. stamp: its as_of day and
    exports. is_published: whether the published file is what this run asked for. seconds: step →
    seconds.
    """

    file: Path
    stamp: publish.Stamp
    is_published: bool
    seconds: Mapping[str, float]


@contextmanager
def built_warehouse(
    places: Places,
    period: Period,
    *,
    as_of_default: str = "complete_month",
    locale: str = "es",
    allowances: Allowances = NOTHING_ALLOWED,
    from_scratch: bool = False,
    with_unit_tests: bool = False,
    say: Say = print,
) -> Iterator[BuiltWarehouse]:
    """Load, validate, build and publish; yield the warehouse to read while the lock is held.

    Where neither the exports nor anything else changed since, what is published stands.

    as_of_default: `complete_month` or `newest_event`, used where the period names no day.
    locale: language of the validation page. allowances: what may be missing or old.
    from_scratch: read every file and build every table, also if nothing changed.
    with_unit_tests: test the models' code, too, which builds every table.
    Raises DataRefused (exit 2) for exports or settings that are refused and SmarketingError
    (exit 1) for anything else; the published warehouse is then as it was.
    """
    seconds: dict[str, float] = {}
    with publish.writer_lock(places.warehouse.parent, say=say):
        published = publish.read_stamp(places.warehouse)
        _refuse_sample_over_company(places, published)
        require_openable(places.build_file, say)
        if from_scratch:
            places.build_file.unlink(missing_ok=True)
        if places.exports == SAMPLE_EXPORTS:
            sample_company.ensure(SAMPLE_EXPORTS.parent, say=say)
        project = project_of(places, period, as_of_default, say=say)
        check_loaded = partial(_check_loaded, places, project, period, allowances, say)
        must_build = from_scratch or with_unit_tests
        stands = _load_validate_build(
            places, project, locale, must_build, with_unit_tests, seconds, say, check_loaded
        )
        if stands:
            say(
                f"Nothing changed since {shown(places.warehouse)} was built, as of "
                f"{published.as_of}: it stands."
            )
            yield BuiltWarehouse(places.warehouse, published, True, seconds)
            return
        stamp = publish.read_stamp(places.build_file)
        _warn_of_days_to_come(stamp, say)
        if publish.is_back_in_time(stamp, published) and not places.warehouse_is_given:
            say(
                f"The published warehouse is of {published.as_of}, so {stamp.as_of} is reported "
                "from a temporary one."
            )
            with publish.temporary_warehouse(places.build_file) as temporary:
                yield BuiltWarehouse(temporary, stamp, False, seconds)
            return
        with _timed(seconds, "publish"):
            publish.publish(places.build_file, places.warehouse)
        say(f"Published {shown(places.warehouse)}, as of {stamp.as_of}.")
        yield BuiltWarehouse(places.warehouse, stamp, True, seconds)


def _load_validate_build(
    places: Places,
    project: dbt_build.Project,
    locale: str,
    must_build: bool,
    with_unit_tests: bool,
    seconds: dict[str, float],
    say: Say,
    check_loaded: Callable[[], None],
) -> bool:
    """Fill and build the build file; the validation runs beside, in a process of its own.

    Return whether what is published stands, so that nothing was built.
    """
    from smarketing import validation
    from smarketing.report.frame.stamp import SAMPLE_COMPANY
    from smarketing.run import load_and_validate

    company = SAMPLE_COMPANY if places.is_sample else project.vars.get("company_name") or ""
    with validation.start(project.vars) as validator:
        say(f"Loading {shown(places.exports)}")
        with _timed(seconds, "load"):
            load_and_validate.load_exports(
                places.exports,
                places.build_file,
                validator,
                numbering=numbering_of(project),
                team=team_of(project),
                currency=currency_of(project),
                say=say,
            )
            check_loaded()
        stands = not must_build and unchanged.is_published(project, places.warehouse)
        failure = None
        with _timed(seconds, "build"):
            try:
                if not stands:
                    _build(project, must_build, with_unit_tests, say)
            except SmarketingError as error:
                failure = error
        with _timed(seconds, "validate"):
            # Bad exports explain a failed build better than the build does.
            load_and_validate.judge_exports(
                validator,
                places.build_file,
                places.out,
                contracts=places.contracts,
                locale=locale,
                company=company,
                say=say,
            )
        if failure is not None:
            if not project.vars.get("as_of"):  # nothing else could have told the day
                refuse_no_month(places.build_file, places.exports, _variables(project)["timezone"])
            raise failure
        if not stands:
            unchanged.note_built(project)
        return stands


def _check_loaded(
    places: Places,
    project: dbt_build.Project,
    period: Period,
    allowances: Allowances,
    say: Say,
) -> None:
    """Refuse months without data and exports that lost what is published; say which are old."""
    refuse_other_months(places.build_file, period, _variables(project)["timezone"])
    if places.is_sample:  # which is always old
        return
    refuse_losses(places.build_file, places.warehouse, allowances)
    refuse_no_rows(places.build_file, places.exports)
    late_days = _variables(project)["late_export_days"]
    # A run for no particular day is for today: the exports should be of today, too.
    day = period.as_of or date.today()
    for sentence in judge_ages(places.build_file, day, late_days, allowances):
        say(f"  warning: {sentence}")


def _variables(project: dbt_build.Project) -> dict[str, Any]:
    """Return the vars in force: the project's own, where the settings name none."""
    from smarketing.settings.variables import project_vars

    return {**project_vars(), **project.vars}


def _build(project: dbt_build.Project, by_dbt: bool, with_unit_tests: bool, say: Say) -> None:
    say("Building and testing the models")
    result = dbt_build.build(project, by_dbt=by_dbt, with_unit_tests=with_unit_tests, say=say)
    for name in relations.drop_orphans(project.build_file, result.relations):
        say(f"  removed {name}, which the project no longer has")
    for warning in result.warnings:
        say(f"  warning: {warning}")
    say(
        f"Built {result.built} models and settings tables, each keeps its rules, {result.passed}"
        f" further tests passed ({result.elapsed_seconds:.0f} s)"
    )


def _warn_of_days_to_come(stamp: publish.Stamp, say: Say) -> None:
    newest = stamp.newest_event_date
    if newest is not None and newest < stamp.as_of:
        say(f"  note: the newest event in the exports is of {newest}, before {stamp.as_of}")


def _refuse_sample_over_company(places: Places, published: publish.Stamp | None) -> None:
    if places.is_sample and published is not None and not published.is_sample:
        raise DataRefused(
            f"WAREHOUSE={places.warehouse} holds a company's data and EXPORTS names none, so the "
            "sample company would replace it; give EXPORTS, or another WAREHOUSE."
        )


@contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    started = time.monotonic()
    yield
    seconds[step] = time.monotonic() - started
