"""Whole runs on a company of six leads: load → validate → build → publish."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from smarketing import paths
from smarketing.errors import DataRefused
from smarketing.paths import PROJECT, Period
from smarketing.run import unchanged
from smarketing.run.pipeline import built_warehouse
from smarketing.run.project import project_of
from smarketing.warehouse import publish

pytestmark = pytest.mark.long

LEADS = """\
lead_id,created_at,email,source,lifecycle_stage,owner,updated_at
1,2026-08-03T10:00:00,ana@uno.example,google,lead,Rosa Vega,2026-08-03T10:00:00
2,2026-08-20T15:30:00,luis@dos.example,facebook,lead,Rosa Vega,2026-08-20T15:30:00
3,2026-09-01T09:00:00,eva@tres.example,google,lead,Iván Paz,2026-09-01T09:00:00
4,2026-09-15T09:00:00,sol@cuatro.example,google,lead,Iván Paz,2026-09-15T09:00:00
5,2026-10-02T09:00:00,paz@cinco.example,referral,lead,Iván Paz,2026-10-02T09:00:00
6,2026-11-05T09:00:00,mar@seis.example,google,lead,Rosa Vega,2026-11-05T09:00:00
"""
DEALS = """\
opportunity_id,created_at,lead_id,stage,amount,currency,is_won,is_closed,closed_at,updated_at
d1,2026-08-20T10:00:00,1,closedwon,1200,USD,true,true,2026-09-10T10:00:00,2026-09-10T10:00:00
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> paths.Places:
    """Exports of a small company, published once as of its newest complete month."""
    folder = tmp_path_factory.mktemp("una empresa")
    template = folder / "exports" / "template"
    template.mkdir(parents=True)
    (template / "leads.csv").write_text(LEADS)
    (template / "opportunities.csv").write_text(DEALS)
    places = paths.Places(
        exports=folder / "exports",
        is_sample=False,
        settings=None,
        warehouse=folder / "warehouse" / "smarketing.duckdb",
        warehouse_is_given=False,
        out=folder / "reports",
    )
    with built_warehouse(places, Period(None), say=lambda _: None) as built:
        assert built.is_published
        assert built.file == places.warehouse
    return places


def fetch(file: Path, query: str):
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(query).fetchone()


def test_the_newest_complete_month_is_published(company):
    assert publish.read_stamp(company.warehouse).as_of == date(2026, 10, 31)
    assert fetch(company.warehouse, "select count(*) from raw.leads") == (6,)
    assert fetch(company.warehouse, "select count(*) from core.dim_leads") == (5,)
    leftovers = [path.name for path in company.warehouse.parent.glob(".smarketing-*.duckdb")]
    assert leftovers == []


def test_what_did_not_change_stands(company):
    before = company.warehouse.stat()
    lines = []
    with built_warehouse(company, Period(None), say=lines.append) as built:
        assert (built.file, built.is_published) == (company.warehouse, True)
        assert built.stamp.as_of == date(2026, 10, 31)
    assert any(line.startswith("Nothing changed since") for line in lines)
    assert not any(line.startswith("Building") for line in lines)
    assert company.warehouse.stat() == before


def test_whatever_tables_depend_on_makes_a_build(company, tmp_path, monkeypatch):
    project = project_of(company, Period(None), "complete_month")
    assert unchanged.is_published(project, company.warehouse)
    assert not unchanged.is_published(project, tmp_path / "none.duckdb")
    other_day = replace(project, vars=project.vars | {"as_of": "2026-08-31"})
    assert not unchanged.is_published(other_day, company.warehouse)
    for change in (
        "delete from raw._ledger where file like '%opportunities%'",
        "update raw._systems set label = 'Another name'",
    ):
        changed = replace(project, build_file=tmp_path / "build.duckdb")
        shutil.copyfile(company.build_file, changed.build_file)
        with duckdb.connect(str(changed.build_file)) as connection:
            assert connection.execute(change).fetchone()[0] > 0
        assert not unchanged.is_published(changed, company.warehouse)
    monkeypatch.setattr(unchanged, "_code", lambda: "of another version")
    assert not unchanged.is_published(project, company.warehouse)


def test_a_lost_export_replaces_nothing(company, tmp_path):
    before = company.warehouse.read_bytes()
    deals = company.exports / "template" / "opportunities.csv"
    aside = deals.rename(tmp_path / deals.name)
    try:
        with (
            pytest.raises(DataRefused, match="template/opportunities: 1 rows were published"),
            built_warehouse(company, Period(None), say=lambda _: None),
        ):
            pytest.fail("published without the deals")
    finally:
        aside.rename(deals)
    assert company.warehouse.read_bytes() == before


def test_an_older_month_is_read_from_a_temporary_warehouse(company):
    before = company.warehouse.read_bytes()
    with built_warehouse(company, Period(date(2026, 8, 31)), say=lambda _: None) as built:
        assert not built.is_published
        assert built.file != company.warehouse
        assert publish.read_stamp(built.file).as_of == date(2026, 8, 31)
        assert fetch(built.file, "select count(*) from core.dim_leads") == (2,)
    assert not built.file.exists()
    assert company.warehouse.read_bytes() == before


def test_a_given_warehouse_is_built_for_the_month_asked(company, tmp_path):
    given = replace(company, warehouse=tmp_path / "mine.duckdb", warehouse_is_given=True)
    shutil.copyfile(company.warehouse, given.warehouse)
    with built_warehouse(given, Period(date(2026, 8, 31)), say=lambda _: None) as built:
        assert built.file == given.warehouse
        assert built.is_published
    assert publish.read_stamp(given.warehouse).as_of == date(2026, 8, 31)


def test_a_run_killed_while_building_leaves_the_published_file(company):
    before = company.warehouse.read_bytes()
    killed = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent(
                f"""
                from pathlib import Path
                from smarketing import paths
                from smarketing.run import pipeline
                places = paths.Places(
                    Path({str(company.exports)!r}), False, None,
                    Path({str(company.warehouse)!r}), False, Path({str(company.out)!r}),
                )
                with pipeline.built_warehouse(
                    places,
                    paths.Period(None),
                    from_scratch=True,
                    say=lambda line: print(line, flush=True),
                ):
                    pass
                """
            ),
        ],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in killed.stdout:
        if line.startswith("Building"):
            break
    # what dbt commits lies in the file's log until the build is over: the kill comes in between
    log = company.build_file.with_name(f"{company.build_file.name}.wal")
    deadline = time.monotonic() + 60
    while not (log.exists() and log.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert killed.poll() is None, "the run ended before it could be killed"
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait(30)
    assert log.exists(), "the build was over before it could be killed"
    assert company.warehouse.read_bytes() == before
    with built_warehouse(company, Period(None), say=lambda _: None) as built:
        assert built.is_published
    assert fetch(company.warehouse, "select count(*) from core.dim_leads") == (5,)


def test_refused_data_leave_the_published_file(company):
    before = company.warehouse.read_bytes()
    broken = company.exports / "template" / "leads-2026-11-06.csv"
    broken.write_text("lead_id,nombre\n7,Sin fecha\n")
    try:
        with (
            pytest.raises(DataRefused, match=r"leads-2026-11-06\.csv"),
            built_warehouse(company, Period(None), say=lambda _: None),
        ):
            pass
    finally:
        broken.unlink()
    assert company.warehouse.read_bytes() == before


@pytest.mark.parametrize(
    ("file", "text", "sentence"),
    [
        ("leads.csv", "lead_id,created_at,email\n", "has any row"),
        (
            "nps_responses.csv",
            "response_id,responded_at,score\n1,2026-09-01,9\n",
            "holds no dated lead",
        ),
    ],
)
def test_exports_without_a_day_to_report_are_one_sentence(company, tmp_path, file, text, sentence):
    template = tmp_path / "exports" / "template"
    template.mkdir(parents=True)
    (template / file).write_text(text)
    own = replace(
        company, exports=tmp_path / "exports", warehouse=tmp_path / "w.duckdb", out=tmp_path / "out"
    )
    with (
        pytest.raises(DataRefused) as refused,
        built_warehouse(own, Period(None), say=lambda _: None),
    ):
        pass
    assert sentence in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_the_sample_never_replaces_a_company(company):
    sample = replace(company, is_sample=True, warehouse_is_given=True)
    with (
        pytest.raises(DataRefused, match="sample company would replace"),
        built_warehouse(sample, Period(None), say=lambda _: None),
    ):
        pass
