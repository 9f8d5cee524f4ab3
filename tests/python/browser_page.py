"""What every page keeps in a browser: offline, at a desk, on a phone, in light, dark and print."""

import os
from pathlib import Path

ALLOWED_WARNING = 'Dropping "fit-y"'
MAX_PAGE_BYTES = 1_500_000
MIN_FONT_PX = 12
# 8 pt, but for the rounding of 8 * 96 / 72
MIN_PRINTED_PX = 10.66
DESK_PX, PHONE_PX = 1200, 390
SIGHTS = [(DESK_PX, "light"), (PHONE_PX, "light"), (DESK_PX, "dark"), (PHONE_PX, "dark")]

SMALL_TEXT = """
(limit) => [...document.querySelectorAll('body *')]
    .filter((e) => e.checkVisibility() && [...e.childNodes].some(
        (n) => n.nodeType === 3 && n.textContent.trim()))
    .filter((e) => parseFloat(getComputedStyle(e).fontSize) < limit)
    .map((e) => e.outerHTML.slice(0, 80))
"""
# what a desktop should show whole: on a phone wide tables scroll in a box of their own
CUT = """
() => [...document.querySelectorAll('.scroll')]
    .filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth)
    .map((e) => `${e.innerText.slice(0, 40)}: ${e.scrollWidth} of ${e.clientWidth} px`)
"""
LABELS_OUTSIDE = """
() => [...document.querySelectorAll('.plot svg')].flatMap((svg) => {
    const box = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter((text) => {
        const own = text.getBoundingClientRect();
        return own.width && (own.right > box.right + 2 || own.left < box.left - 2);
    }).map((text) => text.textContent);
})
"""


def opened(browser, page_file, *, width=DESK_PX, scheme="light"):
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


def check_page(browser, page_file, *, width=DESK_PX, scheme="light") -> int:
    """Assert what every page keeps at a width in light or dark; return how many charts it has."""
    page, requests, messages = opened(browser, page_file, width=width, scheme=scheme)
    charts = page.locator(".plot").count()
    assert page_file.stat().st_size < MAX_PAGE_BYTES
    for figure in page.locator(".plot").all():
        assert figure.locator("svg").count() == 1
        assert figure.locator("svg path, svg line").count() > 3
        assert figure.get_attribute("aria-label")
    outside = [url for url in requests if not url.startswith(("file:", "data:", "blob:"))]
    assert outside == []
    assert len([url for url in requests if url.startswith("file:")]) == 1
    assert [text for text in messages if ALLOWED_WARNING not in text] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALL_TEXT, MIN_FONT_PX) == []
    assert page.evaluate(LABELS_OUTSIDE) == []
    if width == DESK_PX:
        assert page.evaluate(CUT) == []
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")
    save_for_people(page, f"{page_file.stem}-{width}-{scheme}.png")
    page.context.close()
    return charts


def check_mail(browser, mail_file) -> None:
    """Assert that a mail fits a phone and asks for nothing; mail programs choose its colours."""
    page, requests, messages = opened(browser, mail_file, width=PHONE_PX)
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert messages == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE_PX
    assert page.evaluate(SMALL_TEXT, MIN_FONT_PX) == []
    save_for_people(page, f"{mail_file.stem}.png")
    page.context.close()


def check_print(browser, page_file) -> None:
    """Assert that a page prints light from a dark desktop, in letters one can read, and small."""
    page, _, _ = opened(browser, page_file, scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav.toc").is_visible()
    assert page.evaluate(SMALL_TEXT, MIN_PRINTED_PX) == []
    assert len(page.pdf(prefer_css_page_size=True)) < 500_000
    page.context.close()


def save_for_people(page, name):
    """Keep a screenshot where CI collects artefacts, if it says where."""
    folder = os.environ.get("REPORT_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / name, full_page=True)
