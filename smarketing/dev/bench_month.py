"""The part of `make bench` that asks what one more month costs, as a share of a run on everything.

A company's folder of exports is loaded and built without its newest files, then with them: what was
loaded before is in the build file.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from smarketing.dev.lint_and_test import places_of_sample_run
from smarketing.paths import Period
from smarketing.run.pipeline import built_warehouse

Say = Callable[[str], None]
_DATED = re.compile(r"(20\d\d-\d\d(?:-\d\d)?)(?!.*20\d\d-\d\d)")


def bench_month(
    exports: Path, folder: Path, full: Mapping[str, float], *, say: Say = print
) -> None:
    """Time a run that adds the newest files to all others, and tell it beside `full`.

    exports: the sample's folder. folder: a work folder, emptied first. full: step → seconds of a
    run on all files.
    """
    shutil.rmtree(folder, ignore_errors=True)
    target = folder / "sample" / "exports"
    newest = newest_files(exports)
    say(f"Timing one more month: {len(newest)} files come later")
    for path in sorted(exports.rglob("*.*")):
        if path not in newest:
            _add(path, exports, target)
    places = places_of_sample_run(folder)
    with built_warehouse(places, Period(None), say=_nothing):
        pass
    for path in newest:
        _add(path, exports, target)
    with built_warehouse(places, Period(None), say=_nothing) as built:
        seconds = built.seconds
    for step in ("load", "build"):
        say(f"  {step}: {seconds[step]:.1f} s of {full[step]:.1f} s")
    spent, whole = (sum(of[step] for step in ("load", "build")) for of in (seconds, full))
    say(f"  load + build: {spent:.1f} s, {spent / whole:.0%} of the run on everything")


def newest_files(exports: Path) -> list[Path]:
    """Return the files that are named after the newest day, or after its whole month."""
    dates = {}
    for path in sorted(exports.rglob("*.*")):
        found = _DATED.search(path.name)
        if found:
            dates[path] = found[1]
    newest = max(dates.values(), key=lambda date: (date[:7], date))
    return [path for path, date in dates.items() if date in (newest, newest[:7])]


def _add(path: Path, exports: Path, target: Path) -> None:
    copy = target / path.relative_to(exports)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, copy)


def _nothing(_: str) -> None:
    """Say nothing."""
