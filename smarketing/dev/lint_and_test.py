"""What `make test`, `make lint` and `make fix` run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from smarketing.errors import SmarketingError
from smarketing.paths import PROJECT, VARIABLE_NAMES, Period, Places, resolve_places
from smarketing.run import sample_company
from smarketing.run.commands import render_month
from smarketing.run.pipeline import built_warehouse

Say = Callable[[str], None]
TEST_FOLDER = PROJECT / "target" / "test"
TEST_RUN_VARIABLE = "SMARKETING_TEST_RUN"
# A file's tests share what they build, so a file stays with one process; each takes about 1 GB.
# Files begin in the order of their collection: tests/python/conftest.py puts the long ones first.
_PARALLEL = (
    *("--numprocesses=auto", "--maxprocesses=4"),
    *("--dist=loadfile", "--no-loadscope-reorder"),
)


def test(say: Say) -> int:
    """Lint, build the sample with unit and data tests, render it, run pytest; return the worst.

    Every step runs whatever the earlier ones said, and pytest's closing line comes last. Lint runs
    beside the build, which leaves a core idle, and speaks after it.
    """
    say("Checking the code's style beside the sample's build")
    linting = subprocess.Popen(
        [sys.executable, "-m", "smarketing", "lint"], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    exit_codes = []
    try:
        sample_run(TEST_FOLDER, with_unit_tests=True, say=say)
    except SmarketingError as error:
        say(f"The sample company could not be built and tested: {error}")
        exit_codes.append(error.exit_code)
    say(linting.communicate()[0].strip())
    exit_codes.append(linting.returncode)
    clean = {name: value for name, value in os.environ.items() if name not in VARIABLE_NAMES}
    exit_codes.append(
        subprocess.call(
            [sys.executable, "-m", "pytest", "-q", "--durations=5", *_PARALLEL],
            cwd=PROJECT,
            env={**clean, TEST_RUN_VARIABLE: str(TEST_FOLDER)},
        )
    )
    return 1 if any(exit_codes) else 0


def sample_run(folder: Path, *, with_unit_tests: bool = False, say: Say = print) -> None:
    """Make the sample company's report in a folder of its own, in Spanish and English.

    Leaves sample/, warehouse/sample.duckdb, warehouse/build.duckdb and reports/sample/ in it.
    """
    sample_company.ensure(folder / "sample", say=say)
    places = places_of_sample_run(folder)
    with built_warehouse(places, Period(None), with_unit_tests=with_unit_tests, say=say) as built:
        render_month(built, places.out, ["es", "en"], say=say)


def places_of_sample_run(folder: Path) -> Places:
    """Return where `sample_run` reads and writes."""
    return resolve_places(
        {
            "EXPORTS": str(folder / "sample" / "exports"),
            "WAREHOUSE": str(folder / "warehouse" / "sample.duckdb"),
            "OUT": str(folder / "reports"),
        }
    )


def lint(say: Say) -> int:
    """Run every linter, edit nothing, return 0 when all are content."""
    say("Checking the code's style")
    return max(_ruff("check"), _ruff("format", "--check", "--quiet"), _sqlfluff("lint"))


def fix(say: Say) -> int:
    """Correct what the linters can correct by themselves; the only target that edits code."""
    from smarketing.mapping.reference import write_page

    say("Correcting the code's style")
    if write_page():
        say("Wrote the columns of docs/mapping.md anew")
    return max(_ruff("check", "--fix"), _ruff("format"))


def _sqlfluff(*arguments: str) -> int:
    """Run sqlfluff on what dbt renders; macros are pieces of it and are checked where used."""
    folders = ["models", "analyses", *sorted(map(str, (PROJECT / "tests").glob("*/*.sql")))]
    return subprocess.call(
        [sys.executable, "-m", "sqlfluff", *arguments, "--processes", "2", *folders], cwd=PROJECT
    )


def _ruff(*arguments: str) -> int:
    folders = ["smarketing", "tests"]
    return subprocess.call([sys.executable, "-m", "ruff", *arguments, *folders], cwd=PROJECT)
