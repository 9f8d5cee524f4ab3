"""The portal lists what lies in the folder of reports and tells how the runs went."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from smarketing import cli
from smarketing.errors import DataRefused
from smarketing.report.frame.stamped_pages import page_stamp, write_stamp
from smarketing.report.portal import run_log, write_portal
from smarketing.report.portal.page import one_per_language
from smarketing.run import commands, runs

PAGE = {"as_of": "2026-10-31", "is_sample": False, "company": "Uno & <Dos>", "number_locale": "es"}
SOURCE = {
    "system": "hubspot",
    "exported": "2026-11-01",
    "until": "2026-10-30",
    "files": 3,
    "read": 1300,
    "loaded": 1284,
    "rejected": 16,
}


def put(out: Path, folder: str, stem: str, notebook: str, locales=("es", "en"), **changed) -> None:
    files = {n: f"{stem}.html" if n == locales[0] else f"{stem}.{n}.html" for n in locales}
    for file in files.values():
        (out / folder).mkdir(parents=True, exist_ok=True)
        (out / folder / file).write_text("page")
    (out / folder / f"{stem}.xlsx").write_text("book")
    page = PAGE | {"month": folder[-10:][:7]} | changed
    write_stamp(out / folder, stem, page_stamp(notebook, f"Title of {stem}", page, files))


def end(out: Path, command: str, exit_code: int, sentence: str = "", **facts) -> None:
    run = run_log.note_start(out, command, "2026-10", "es")
    run_log.note_end(out, run, exit_code, sentence, facts)


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the run log."""

    def set_clock(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        monkeypatch.setattr(run_log, "now", lambda: moment)

    return set_clock


@pytest.fixture
def out(tmp_path, at) -> Path:
    put(tmp_path, "2026-09", "index", "monthly_marketing_report", as_of="2026-09-30")
    put(tmp_path, "2026-10", "index", "monthly_marketing_report")
    put(tmp_path, "2026-10", "mql_definition", "mql_definition", locales=("en",))
    put(tmp_path, "daily/2026-11-02", "worklists", "worklist", as_of="2026-11-02")
    (tmp_path / "validation.html").write_text("checks")
    at("2026-11-01T11:00:00")
    good = {"as_of": "2026-10-31", "timezone": "America/Guayaquil", "sources": [SOURCE]}
    end(tmp_path, "report", 0, files=["2026-10/index.html"], **good)
    return tmp_path


def hrefs(page: str) -> list[str]:
    return re.findall(r'href="([^"#]+)"', page)


def test_everything_is_listed_newest_first_and_every_link_leads_somewhere(out):
    page = write_portal(out, "es").read_text()
    links = hrefs(page)
    assert "2026-10/mql_definition.html" in links
    assert "2026-10/index.xlsx" in links
    assert "daily/2026-11-02/worklists.html" in links
    assert links.index("2026-10/index.html") < links.index("2026-09/index.html")
    assert [link for link in links if not (out / link).is_file()] == []
    assert "Uno &amp; &lt;Dos&gt;" in page
    assert "<script" not in page
    assert not re.search(r"https?://", page)
    # when it was made, in the company's time
    assert "hecho el 1 nov 2026, 06:00" in page


def test_each_language_opens_its_own(out):
    first = write_portal(out, "es-EC").read_text()
    assert '<html lang="es-EC">' in first
    assert 'href="index.en.html"' in first
    english = (out / "index.en.html").read_text()
    assert hrefs(english)[0:2] != []
    months = english[english.index('id="months"') :]
    assert months.index('href="2026-10/index.en.html"') < months.index('href="2026-10/index.html"')
    assert "Monthly marketing report" in english
    # the other way round: the pages of the language before go
    write_portal(out, "en")
    assert (out / "index.es.html").is_file()
    assert not (out / "index.en.html").exists()
    assert one_per_language(["es-EC", "en", "es", "en"]) == ["es-EC", "en"]


def test_lists_of_people_are_marked_and_nobody_is_named(out):
    page = write_portal(out, "es").read_text()
    days = page[page.index('id="days"') : page.index('id="data"')]
    assert "Solo para los vendedores" in days
    months = page[page.index('id="months"') : page.index('id="days"')]
    assert "Solo para los vendedores" not in months
    assert "Estudio" in months


def test_the_data_box_says_how_fresh_and_how_many(out):
    page = write_portal(out, "es").read_text()
    box = page[page.index('id="data"') : page.index('id="runs"')]
    for text in ("HubSpot", "30 oct 2026", "1 nov 2026", "1.300", "1.284", ">16<"):
        assert text in box
    assert 'href="validation.html"' in box


def test_a_failed_run_is_seen_until_one_goes_well(out, at):
    at("2026-12-01T11:00:00")
    end(out, "report", 2, "leads.csv: ana@uno.example is no <date>; write one.")
    at("2026-12-02T11:00:00")
    end(out, "dashboard", 0)
    page = write_portal(out).read_text()
    alert = page[page.index('role="alert"') : page.index('id="months"')]
    assert "No terminó: Informes del mes, 1 dic 2026, 11:00" in alert
    assert "is no &lt;date&gt;; write one." in alert
    assert "ana@" not in page
    assert "la última ejecución que terminó bien, 1 nov 2026, 11:00" in alert
    at("2026-12-03T11:00:00")
    end(out, "report", 0)
    assert 'role="alert"' not in write_portal(out).read_text()


@pytest.mark.parametrize(
    "changed",
    [{"as_of": "soon"}, {"files": ["index.html"]}, {"files": {"es": "../../index.html"}}],
)
def test_a_stamp_or_line_that_somebody_edited_stops_no_run(out, changed):
    stamp = out / "2026-09" / "report.json"
    entries = json.loads(stamp.read_text())
    entries["index"] |= changed
    stamp.write_text(json.dumps(entries))
    line = {"run": "by hand", "command": "report", "started": "2026-10-30T10:00:00"}
    with (out / run_log.LOG_FILE).open("a") as log:
        log.write(f"{json.dumps(line)}\n")
    links = hrefs(write_portal(out, "es").read_text())
    assert "2026-10/index.html" in links
    assert not [link for link in links if "2026-09" in link]


def test_a_killed_run_is_told_from_one_under_way(out):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    run = run_log.note_start(out, "report", "", "es")
    assert not run_log.read_runs(out)[0].has_failed
    line = {"run": run, "process": ended.pid}
    with (out / run_log.LOG_FILE).open("a") as log:
        log.write(json.dumps(line) + "\n" + '{"run": "half a li')
    newest = run_log.read_runs(out)[0]
    assert newest.is_interrupted and newest.has_failed
    assert "Interrumpida" in write_portal(out).read_text()
    end(out, "report", 0)
    assert run_log.read_runs(out)[0].is_good


def test_a_run_refused_before_it_begins_is_noted_where_reports_are(out, tmp_path):
    variables = {"EXPORTS": str(tmp_path / "gone"), "OUT": str(out)}
    with pytest.raises(DataRefused), runs.noted_run("report", variables):
        pytest.fail("began")
    newest = run_log.read_runs(out)[0]
    assert newest.exit_code == 2
    assert "is not a folder" in newest.sentence
    assert 'role="alert"' in (out / "index.html").read_text()
    elsewhere = tmp_path / "nothing here"
    with (
        pytest.raises(DataRefused),
        runs.noted_run("report", variables | {"OUT": str(elsewhere)}),
    ):
        pytest.fail("began")
    assert not elsewhere.exists()


@pytest.mark.parametrize(
    "error", [DataRefused("refused"), ValueError("a bug"), KeyboardInterrupt()]
)
def test_however_a_run_ends_it_is_noted(tmp_path, error):
    (tmp_path / "exports" / "template").mkdir(parents=True)
    (tmp_path / "exports" / "template" / "leads.csv").write_text("lead_id\n")
    variables = {"EXPORTS": str(tmp_path / "exports"), "OUT": str(tmp_path / "out")}
    with pytest.raises(type(error)), runs.noted_run("report", variables):
        raise error
    (run,) = run_log.read_runs(tmp_path / "out")
    assert run.exit_code == (2 if isinstance(error, DataRefused) else 1)
    assert run.sentence
    assert "a bug" not in run.sentence
    assert run.process == os.getpid()
    assert (tmp_path / "out" / "index.html").is_file()


def test_sources_know_until_when_in_local_days():
    with duckdb.connect() as connection:
        connection.execute("""
            create schema raw;
            create table raw._files as from (values
                ('crm', 'a.csv', timestamp '2026-11-01 00:00', 4, 3, 1),
                ('crm', 'b.csv', timestamp '2026-10-01 00:00', 2, 2, 0),
                ('ga4', 'c.csv', null, 1, 1, 0)
            ) as t(system, file, exported_at, rows_read, rows_loaded, rows_rejected);
            create table raw.leads as from (values
                ('crm', timestamp '2026-10-31 03:00'), ('crm', timestamp '2026-11-05 12:00')
            ) as t(_source_system, created_at);
        """)
        crm, ga4 = runs.sources_of(connection, "2026-10-31", "America/Guayaquil")
    # three in the morning in UTC is the evening before in Guayaquil; what comes later counts not
    assert crm == {
        "system": "crm",
        "exported": "2026-11-01",
        "files": 2,
        "read": 6,
        "loaded": 5,
        "rejected": 1,
        "until": "2026-10-30",
    }
    assert ga4["until"] is None and ga4["exported"] is None


def test_a_failed_report_keeps_the_last_good_one_and_is_told(out, tmp_path, monkeypatch, capsys):
    """The command itself, with a build that refuses the data."""
    exports = tmp_path / "exports" / "template"
    exports.mkdir(parents=True)
    (exports / "leads.csv").write_text("lead_id\n")

    @contextlib.contextmanager
    def refused(*_, **__):
        raise DataRefused("leads.csv, row 7: created_at is no date; write it as 2026-10-31.")
        yield

    monkeypatch.setattr(commands, "built_warehouse", refused)
    before = (out / "2026-10" / "index.html").read_bytes()
    asked = ["report", "--exports", str(tmp_path / "exports"), "--out", str(out)]
    assert cli.main([*asked, "--locale", "en"]) == 2
    assert (out / "2026-10" / "index.html").read_bytes() == before
    page = (out / "index.html").read_text()
    assert '<html lang="en">' in page
    alert = page[page.index('role="alert"') : page.index('id="months"')]
    assert "Did not finish: Reports of the month" in alert
    assert "leads.csv, row 7" in alert
    assert 'href="2026-10/index.en.html"' in page
    assert run_log.read_runs(out)[0].exit_code == 2


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
def test_it_opens_offline_and_fits_a_phone(out, width, scheme):
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    playwright = pytest.importorskip("playwright.sync_api")
    if path is None:
        pytest.skip("Chromium is not installed")
    end(out, "report", 2, "a sentence")
    page_file = write_portal(out, "es")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
        )
        page = context.new_page()
        seen = []
        page.on("request", lambda request: seen.append(request.url))
        page.on("console", lambda message: seen.append(message.text))
        page.goto(page_file.as_uri())
        assert seen == [page_file.as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth") == width
        small = "[...document.querySelectorAll('main *')].filter(e => e.checkVisibility()"
        small += " && parseFloat(getComputedStyle(e).fontSize) < 12).length"
        assert page.evaluate(small) == 0
        assert page.locator("h1").count() == 1
        page.locator("#months a").first.click()
        assert page.url.endswith("2026-10/index.html")
        chromium.close()
