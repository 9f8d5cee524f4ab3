"""The rendered report, as a person opens it: in a browser, with the network off."""

import json
import os
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from report_fixture import make_leads_only_warehouse, make_warehouse

from smarketing.errors import SmarketingError
from smarketing.report import render

NOTEBOOK = "monthly_marketing_report"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
ALLOWED_WARNING = 'Dropping "fit-y"'
MAX_PAGE_BYTES = 1_500_000
MIN_FONT_PX = 12
# 8 pt, but for the rounding of 8 * 96 / 72
MIN_PRINTED_PX = 10.66

SMALL_TEXT = """
(limit) => [...document.querySelectorAll('body *')]
    .filter((e) => e.checkVisibility() && [...e.childNodes].some(
        (n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((e) => parseFloat(getComputedStyle(e).fontSize) < limit)
    .map((e) => e.outerHTML.slice(0, 80))
"""


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


@pytest.fixture(scope="module")
def browser():
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


def opened(browser, page_file, *, width=1200, scheme="light"):
    """Open a page offline; return it with the requests and console messages it made."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True
    )
    page = context.new_page()
    requests, messages = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(page_file.as_uri())
    if page.locator(".plot").count():
        page.wait_for_function(
            "document.querySelectorAll('.plot').length"
            " === document.querySelectorAll('.plot[data-drawn=live] svg').length",
            timeout=15_000,
        )
    return page, requests, messages


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
    page, requests, messages = opened(browser, rendered[language], width=width, scheme=scheme)
    assert page.locator(".plot").count() >= 4
    for figure in page.locator(".plot").all():
        assert figure.locator("svg").count() == 1
        assert figure.locator("svg path, svg line").count() > 3
    outside = [url for url in requests if not url.startswith(("file:", "data:", "blob:"))]
    assert outside == []
    assert len([url for url in requests if url.startswith("file:")]) == 1
    assert [text for text in messages if ALLOWED_WARNING not in text] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALL_TEXT, MIN_FONT_PX) == []
    dark_paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (dark_paper == "rgb(255, 255, 255)") == (scheme == "light")
    save_for_people(page, f"report-{language}-{width}-{scheme}.png")
    page.context.close()


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
    page, _, _ = opened(browser, rendered[0], scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav.toc").is_visible()
    assert page.evaluate(SMALL_TEXT, MIN_PRINTED_PX) == []
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(pdf) < 500_000
    page.context.close()


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


def save_for_people(page, name):
    """Keep a screenshot where CI collects artefacts, if it says where."""
    folder = os.environ.get("REPORT_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / name, full_page=True)
