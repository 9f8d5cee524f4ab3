"""Fixtures that several topics share."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from smarketing.dev.lint_and_test import (
    TEST_FOLDER,
    TEST_RUN_VARIABLE,
    places_of_sample_run,
    sample_run,
)
from smarketing.paths import VARIABLE_NAMES, Period
from smarketing.run.project import project_of
from smarketing.warehouse.dbt_command import manifest_of


@dataclass(frozen=True)
class SampleRun:
    """The sample company as `make test` built it: exports, truth, published file, reports.

    folder: what `sample_run` was given. work: the run's folder of settings and of what dbt keeps.
    """

    folder: Path
    exports: Path
    truth: Path
    warehouse: Path
    build_file: Path
    reports: Path
    work: Path

    @property
    def manifest(self) -> Path:
        """Nodes and exposures as this build read them, in dbt's JSON (written when asked)."""
        path = self.work / "manifest.json"
        if not path.exists() or path.stat().st_mtime < self.warehouse.stat().st_mtime:
            places = places_of_sample_run(self.folder)
            manifest = manifest_of(project_of(places, Period(None), "complete_month"))
            described = {
                kind: {key: item.to_dict(omit_none=True) for key, item in items.items()}
                for kind, items in (("nodes", manifest.nodes), ("exposures", manifest.exposures))
            }
            path.write_text(json.dumps(described, default=str), encoding="utf-8")
        return path


def pytest_collection_modifyitems(items):
    """Long files first: begun last, one would leave every other process waiting for its own."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def _no_variables_of_the_person(monkeypatch):
    """A developer's own EXPORTS or MONTH must not reach the tests."""
    for name in VARIABLE_NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def sample_company() -> SampleRun:
    """The sample company, built and rendered once per session (`make test` did it just before)."""
    folder = Path(os.environ.get(TEST_RUN_VARIABLE, TEST_FOLDER))
    warehouse = folder / "warehouse" / "sample.duckdb"
    if TEST_RUN_VARIABLE not in os.environ:
        sample_run(folder)
    if not warehouse.is_file():
        pytest.fail("the sample company could not be built: see the lines before pytest's")
    return SampleRun(
        folder=folder,
        exports=folder / "sample" / "exports",
        truth=folder / "sample" / "truth.json",
        warehouse=warehouse,
        build_file=folder / "warehouse" / "build.duckdb",
        reports=folder / "reports" / "sample",
        work=places_of_sample_run(folder).work,
    )


@pytest.fixture(scope="module")
def browser():
    """Headless Chromium, with the page tests left out where there is none (but not in CI)."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "Chromium is not installed (apt-get install chromium)"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(reason)
        pytest.skip(reason)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
