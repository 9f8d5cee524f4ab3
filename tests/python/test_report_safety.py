"""Data can't act: not in the page, not in its JSON, not in a spreadsheet; and it names nobody."""

import base64
import json
import re
from collections import defaultdict
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import polars as pl
import pytest
from report_fixture import (
    HOSTILE_CHANNEL,
    HOSTILE_REASON,
    make_leads_only_warehouse,
    make_warehouse,
    notebook_sections,
)

import smarketing.report
from smarketing.errors import DataRefused, SmarketingError
from smarketing.report import render
from smarketing.report.frame.blocks import BUNDLE_TYPE
from smarketing.report.frame.context import open_report
from smarketing.report.frame.export import export_workbook
from smarketing.report.frame.html import macros
from smarketing.report.frame.safety import (
    clean_label,
    json_for_html,
    neutralise,
    neutralise_frame,
    without_personal_data,
)
from smarketing.report.pages.monthly_marketing_report import funnel, sales

CSV_LINK = re.compile(r"data:text/csv;base64,([A-Za-z0-9+/=]+)")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return make_warehouse(tmp_path_factory.mktemp("report") / "warehouse.duckdb")


@pytest.fixture(scope="module")
def blocks(warehouse):
    report = open_report(warehouse=str(warehouse), locale="es", output="page")
    sections = notebook_sections("monthly_marketing_report")
    return {name: show(report) for name, show in sections.items()}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_be_a_formula_is_neutralised(start):
    assert neutralise(f"{start}1+1") == f"'{start}1+1"
    assert neutralise(f"  {start}1") == f"'  {start}1"


def test_other_cells_and_numbers_stay():
    assert neutralise("Búsqueda de pago") == "Búsqueda de pago"
    frame = neutralise_frame(pl.DataFrame({"a": ["=1", None], "b": [-1.5, 2.0]}))
    assert frame.rows() == [("'=1", -1.5), (None, 2.0)]


def test_labels_lose_addresses_and_line_breaks():
    assert without_personal_data("de ana.perez@example.com y +56 9 1234 5678") == "de (···) y (···)"
    assert clean_label("a\nb") == "a b"
    assert len(clean_label("x" * 200)) == 80


def test_embedded_json_can_not_close_its_element():
    text = json_for_html({"a": "</script><!--"})
    assert "<" not in text
    assert json.loads(text) == {"a": "</script><!--"}


def test_hostile_text_is_escaped_in_every_block(blocks):
    everything = "".join(str(block.html) for block in blocks.values())
    assert HOSTILE_CHANNEL not in everything
    assert "&lt;script&gt;" in everything
    assert "@example.com" not in everything


def test_csv_downloads_are_neutral_and_open_in_a_spreadsheet_of_the_locale(blocks):
    html = "".join(str(block.html) for block in blocks.values())
    files = [base64.b64decode(found).decode("utf-8-sig") for found in CSV_LINK.findall(html)]
    assert len(files) >= 8
    losses = next(text for text in files if "HYPERLINK" in text)
    assert f"'{HOSTILE_REASON[:10]}" in losses
    assert ";31000,0;" in losses
    assert "@example.com" not in "".join(files)


def test_the_workbook_has_a_sheet_per_figure_and_no_formula(blocks):
    cells = [
        SimpleNamespace(
            get=lambda _key, _default=None, block=block: [
                {"data": {BUNDLE_TYPE: block.bundle(), "text/html": str(block.html)}}
            ]
        )
        for block in blocks.values()
    ]
    book = openpyxl.load_workbook(BytesIO(export_workbook(SimpleNamespace(cells=cells))))
    assert {"embudo", "canales", "origen", "perdidas", "calidad"} <= set(book.sheetnames)
    values = [cell for row in book["perdidas"].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in values)
    assert any(str(cell.value).startswith("'=HYPERLINK") for cell in values)
    # made again another day, it is the same file
    assert (book.properties.created.hour, book.properties.created.minute) == (0, 0)


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize("make", [make_warehouse, make_leads_only_warehouse])
def test_every_section_stands_in_both_languages_whatever_is_missing(tmp_path, make, locale):
    path = make(tmp_path / "w.duckdb")
    report = open_report(warehouse=str(path), locale=locale, output="page")
    # `losses` is the sales report's
    for show in (*notebook_sections("monthly_marketing_report").values(), sales.losses):
        assert show(report).html


def test_jupyterlab_gets_plain_colours(warehouse):
    report = open_report(warehouse=str(warehouse), locale="es")
    charts = [figure.chart for figure in funnel.funnel(report).figures if figure.chart]
    assert charts
    assert "var(" not in json.dumps(charts)


def test_a_page_never_claims_another_date_than_its_data(warehouse):
    with pytest.raises(DataRefused, match="2026-10-31"):
        open_report(warehouse=str(warehouse), as_of="2026-09-30")
    with pytest.raises(DataRefused, match="2026-11"):
        open_report(warehouse=str(warehouse), month="2026-11")
    with pytest.raises(DataRefused, match="not a month"):
        open_report(warehouse=str(warehouse), month="octubre")


def test_unknown_parameters_and_notebooks_are_refused(warehouse, tmp_path):
    arguments = {"warehouse": warehouse, "out_dir": tmp_path, "locales": ["es"]}
    with pytest.raises(DataRefused, match="colour"):
        render("monthly_marketing_report", parameters={"colour": "red"}, **arguments)
    with pytest.raises(SmarketingError, match="monthly_marketing_report"):
        render("no_such_report", parameters={}, **arguments)
    assert list(tmp_path.iterdir()) == []


TAGS = "a|article|aside|b|br|dd|div|dl|dt|em|footer|h[1-6]|header|i|li|ol|p|small|span|t[dhr]|ul"
WRITES_HTML = re.compile(rf"""Markup\((?!self\.|between|PLACEHOLDER|"")|</?({TAGS})[ >]""")


def test_only_templates_write_html():
    """One place to look for what a page is made of, where every value is escaped."""
    found = [
        f"{path.name}:{number}: {line.strip()}"
        for path in sorted(Path(smarketing.report.__file__).parent.rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if WRITES_HTML.search(line)
    ]
    assert not found


HOSTILE = '"><script>alert(1)</script>'
# What the project makes itself: a style sheet, the name of a shape, colours.
NOT_DATA = {"styles": [], "policy": "", "shape": "circle", "c": defaultdict(str)}


def test_every_part_escapes_every_value():
    for name, macro in macros().items():
        values = {argument: NOT_DATA.get(argument, HOSTILE) for argument in macro.arguments}
        for argument in values.keys() & {"headers", "facts", "entries", "lists", "rows", "total"}:
            values[argument] = [[HOSTILE] * 3] if name != "tile" else [[HOSTILE] * 2]
        if name in ("table", "row"):
            values |= {"headers": [(HOSTILE, HOSTILE)] * 3, "cells": [HOSTILE] * 3}
            values = {key: values[key] for key in macro.arguments}
        if name == "mail_table":
            values["headers"] = [(HOSTILE, HOSTILE)] * 3
        if name in ("mail_action", "lead_card"):
            pairs = values.keys() & {"links", "facts", "codes"}
            values |= {key: [(HOSTILE, HOSTILE)] for key in pairs}
        if name == "table":
            values["total"] = [HOSTILE] * 3
        if name == "lists":
            values["lists"] = [(HOSTILE, [HOSTILE])]
        if name == "funnel":
            keys = [
                "stage",
                "width",
                "pending_width",
                "reached",
                "pending",
                "rate",
                "days",
                "has_days",
            ]
            values["rows"] = [dict.fromkeys(keys, HOSTILE)]
        if name == "unanswered":
            values["entries"] = [dict.fromkeys(("id", "title", "missing"), HOSTILE)]
        if name == "overview":
            values["proposals"] = [dict.fromkeys(("text", "owner", "link"), HOSTILE)]
        assert "<script" not in macro(**values), name
