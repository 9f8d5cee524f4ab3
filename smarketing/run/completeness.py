"""What went missing: nothing published is replaced by less, and nothing old passes for news.

Both questions are asked of `raw._files`, after loading and before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused

# An entity of a system that lost more than this share of its rows is refused.
LOST_SHARE = 0.8

LOSSES = """
with

before as (
    select system, entity, sum(rows_loaded) as row_count from published.raw._files group by all
),

after as (
    select system, entity, sum(rows_loaded) as row_count from loaded.raw._files group by all
)

select before.system, before.entity, before.row_count, coalesce(after.row_count, 0)
from before
left join after using (system, entity)
where
    before.row_count > 0
    and coalesce(after.row_count, 0) < (1 - ?) * before.row_count
    -- another folder of exports starts afresh
    and (select exports_folder from published.raw._run)
        = (select exports_folder from loaded.raw._run)
order by all
"""


@dataclass(frozen=True)
class Allowances:
    """What a person allows a run.

    missing: systems (`hubspot`), entities (`tasks`) or both (`hubspot/tasks`) that may be missing
    or shrink. older_than_days: a system whose newest export is older is refused; None only warns.
    """

    missing: frozenset[str] = field(default_factory=frozenset)
    older_than_days: int | None = None


NOTHING_ALLOWED = Allowances()


def resolve_allowances(variables: Mapping[str, str]) -> Allowances:
    """Return what ALLOW_MISSING and FAIL_IF_OLDER_THAN allow; raises DataRefused for no number."""
    names = re.split(r"[,\s]+", variables.get("ALLOW_MISSING", "").strip())
    days = variables.get("FAIL_IF_OLDER_THAN", "").strip()
    if days and not days.isdecimal():
        raise DataRefused(
            f"FAIL_IF_OLDER_THAN={days} is not a number of days; write one, such as 3."
        )
    return Allowances(frozenset(filter(None, names)), int(days) if days else None)


def refuse_losses(build_file: Path, published: Path, allowances: Allowances) -> None:
    """Compare the rows just loaded with those that the published warehouse was built from.

    Raises DataRefused where a system's entity vanished or lost more than LOST_SHARE of its rows
    and isn't allowed by name. Exports of another folder are nothing to compare with.
    """
    if not published.exists() or published.stat().st_size == 0:
        return
    with duckdb.connect() as connection:
        for path, name in ((build_file, "loaded"), (published, "published")):
            escaped = str(path).replace("'", "''")
            connection.execute(f"attach '{escaped}' as {name} (read_only)")
        losses = connection.execute(LOSSES, [LOST_SHARE]).fetchall()
    lost = {
        f"{system}/{entity}": f"{before:,.0f} rows were published, {after:,.0f} were loaded now"
        for system, entity, before, after in losses
        if not allowances.missing & {system, entity, f"{system}/{entity}"}
    }
    if lost:
        raise DataRefused(
            "The exports lost what the published warehouse has, so nothing was replaced:\n"
            + "\n".join(f"- {name}: {rows}" for name, rows in lost.items())
            + "\nPut the missing files back into the exports folder; if they are gone for good, "
            f"run again with {' '.join(f'--allow-missing {name}' for name in lost)}."
        )


def judge_ages(build_file: Path, day: date, late_days: int, allowances: Allowances) -> list[str]:
    """Return a sentence for each system whose newest export is more than late_days old on a day.

    Raises DataRefused where one is older than the person allows. A system whose exports have no
    date can't be judged; that is said where the person asked.
    """
    limit = allowances.older_than_days
    with duckdb.connect(str(build_file), read_only=True) as connection:
        old = connection.execute(
            "select system, ?::date - max(exported_at)::date as age_days from raw._files"
            " group by 1 having age_days > ? order by 1",
            [day, late_days if limit is None else limit],
        ).fetchall()
        undated = connection.execute(
            "select system from raw._files group by 1 having max(exported_at) is null order by 1"
        ).fetchall()
    sentences = [
        f"the newest export of {system} is {age_days} days old on {day}; export it again"
        for system, age_days in old
    ]
    if limit is None:
        return sentences
    if old:
        raise DataRefused(
            f"Exports may be at most {limit} days old (--fail-if-older-than), so nothing was "
            "published:\n" + "\n".join(f"- {sentence}" for sentence in sentences)
        )
    return [
        f"the exports of {system} have no date, so nobody knows how old they are; write the day "
        "into the files' names, such as leads-2026-10-31.csv"
        for (system,) in undated
    ]
