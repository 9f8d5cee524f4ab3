"""The rendered report, as a person opens it: in a browser, with the network off."""

import json
import os
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from browser_page import check_page, check_print, opened
from report_fixture import make_leads_only_warehouse, make_warehouse

from smarketing.errors import SmarketingError
from smarketing.report import portal, render, render_all
from smarketing.report.frame import rendering
from smarketing.report.frame.assets import write_atomically

NOTEBOOK = "monthly_marketing_report"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
MAX_PAGE_BYTES = 1_500_000


@pytest.fixture(scope="module")
def rendered(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    warehouse = make_warehouse(folder / "warehouse.duckdb")
    said = []
    pages = render(
        NOTEBOOK,
        warehouse=warehouse,
        out_dir=folder / "reports",
        parameters={"month": "2026-10", "company": "Andes & <Hijos>"},
        locales=["es", "en"],
        say=said.append,
    )
    assert len(said) == 2
    return pages


@pytest.fixture(scope="module")
def sample_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leads-only")
    warehouse = make_leads_only_warehouse(folder / "warehouse.duckdb")
    pages = render(
        NOTEBOOK,
        warehouse=warehouse,
        out_dir=folder / "reports",
        parameters={},
        locales=["en"],
        say=lambda _: None,
    )
    return pages[0]


def test_files_stand_where_readers_find_them(rendered):
    folder = rendered[0].parent
    assert [page.name for page in rendered] == ["index.html", "index.en.html"]
    assert folder.name == "2026-10"
    assert {path.name for path in folder.iterdir()} == {
        "index.html",
        "index.en.html",
        "index.xlsx",
        "index.en.xlsx",
        "report.json",
    }
    index = (folder.parent / "index.html").read_text(encoding="utf-8")
    assert 'href="2026-10/index.html"' in index
    assert "Octubre de 2026" in index
    assert "default-src 'none'" in index


def test_languages_link_to_each_other(rendered):
    spanish, english = (page.read_text(encoding="utf-8") for page in rendered)
    assert '<html lang="es">' in spanish
    assert 'href="index.en.html"' in spanish
    assert '<html lang="en">' in english
    assert 'href="index.html"' in english


def test_page_is_small_and_holds_no_address(rendered):
    for page in rendered:
        text = page.read_text(encoding="utf-8")
        assert len(text.encode()) < MAX_PAGE_BYTES
        assert (
            EMAIL.findall(re.sub(r"<script.*?</script>|<style.*?</style>", "", text, flags=re.S))
            == []
        )
        charts = re.search(r'id="charts">(.*?)</script>', text, flags=re.S)[1]
        assert len(json.loads(charts)) >= 4
        assert EMAIL.findall(charts) == []


def test_every_chart_has_its_static_picture(rendered):
    text = rendered[0].read_text(encoding="utf-8")
    assert "<!--chart:" not in text
    plots = re.findall(r'<div class="plot"[^>]*>(.{4})', text)
    assert len(plots) >= 4
    assert set(plots) == {"<svg"}


@pytest.mark.browser
@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [(0, 1200, "light"), (0, 390, "light"), (0, 1200, "dark"), (0, 390, "dark"), (1, 390, "light")],
)
def test_report_opens_offline(browser, rendered, width, scheme, language):
    assert check_page(browser, rendered[language], width=width, scheme=scheme) >= 4


@pytest.mark.browser
def test_hostile_text_does_not_run(browser, rendered):
    page, _, _ = opened(browser, rendered[0])
    assert page.title().startswith("Informe mensual de marketing")
    assert "Andes & <Hijos>" in page.title()
    assert page.locator("script").count() == 4
    page.context.close()


@pytest.mark.browser
def test_charts_stay_when_scripts_are_blocked(browser, rendered):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(rendered[0].as_uri())
    assert page.locator(".plot svg").count() == page.locator(".plot").count() >= 4
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1200, 390])
def test_a_company_with_only_leads_gets_a_page(browser, sample_page, width):
    page, _, messages = opened(browser, sample_page, width=width)
    assert messages == []
    assert page.locator(".band").inner_text() == "Sample data: fictional company"
    assert page.locator("#limites li[id^=f-]").count() >= 4
    assert page.locator("section:not(#limites) .nodata h3").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.context.close()


@pytest.mark.browser
def test_it_prints_on_a_few_pages_in_light_colours(browser, rendered):
    check_print(browser, rendered[0])


def test_a_failing_cell_keeps_the_last_good_report(tmp_path):
    warehouse = make_warehouse(tmp_path / "warehouse.duckdb")
    arguments = {"parameters": {}, "locales": ["es"], "say": lambda _: None}
    out_dir = tmp_path / "reports"
    (good,) = render(NOTEBOOK, warehouse=warehouse, out_dir=out_dir, **arguments)
    before = good.read_bytes()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update funnel.rpt_funnel_cohorts set entered = null")
        connection.execute("alter table funnel.rpt_loss_reasons alter month type varchar")
        connection.execute("update funnel.rpt_loss_reasons set month = 'octubre'")
    with pytest.raises(SmarketingError):
        render(NOTEBOOK, warehouse=warehouse, out_dir=out_dir, **arguments)
    assert good.read_bytes() == before
    failed = list(out_dir.rglob("*.failed.html"))
    assert len(failed) == 1
    assert 'role="alert"' in failed[0].read_text(encoding="utf-8")


def test_notebooks_run_side_by_side_and_are_put_in_place_in_turn(tmp_path, monkeypatch):
    """What lists the pages of a folder is read and written: two at a time, one would be lost."""
    all_run = threading.Barrier(3)
    done = []

    def pages_of(name, **_):
        all_run.wait(timeout=30)
        if name == "third":
            raise SmarketingError("a cell failed")
        return SimpleNamespace(name=name)

    def put(rendered, _):
        done.append(("page", rendered.name, threading.current_thread()))
        return [Path(rendered.name)]

    monkeypatch.setattr(rendering, "render_pages", pages_of)
    monkeypatch.setattr(rendering, "put_in_place", put)
    monkeypatch.setattr(
        portal, "write_portal", lambda *_: done.append(("portal", "", threading.current_thread()))
    )
    notebooks = [(name, {}) for name in ("first", "second", "third")]
    with pytest.raises(SmarketingError, match="a cell failed"):
        render_all(notebooks, warehouse=tmp_path, out_dir=tmp_path, locales=["es"])
    here = threading.current_thread()
    listed = ("portal", "", here)
    assert done == [("page", "first", here), listed, ("page", "second", here), listed]


def test_files_written_at_once_have_the_person_s_permissions(tmp_path, monkeypatch):
    """The umask is read by setting another; here others get their turn in between."""
    set_umask = os.umask

    def slowly(mask):
        before = set_umask(mask)
        time.sleep(0.001)
        return before

    before = set_umask(0o027)
    monkeypatch.setattr(os, "umask", slowly)
    try:
        paths = [tmp_path / f"{number}.html" for number in range(100)]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda path: write_atomically(path, b"page"), paths))
        assert set_umask(0o027) == 0o027
        assert {path.stat().st_mode & 0o777 for path in paths} == {0o640}
    finally:
        set_umask(before)
    assert len(list(tmp_path.iterdir())) == 100
