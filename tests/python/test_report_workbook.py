"""The workbook beside a page: tiles have a sheet, and rates look like rates."""

from io import BytesIO

import openpyxl
import pytest
from report_fixture import make_warehouse

from smarketing.report import render
from smarketing.report.frame.messages import RATE_COLUMNS, catalogue, rate_names


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    (page,) = render(
        "monthly_marketing_report",
        warehouse=make_warehouse(folder / "warehouse.duckdb"),
        out_dir=folder / "reports",
        parameters={"month": "2026-10"},
        locales=["es"],
        say=lambda _: None,
    )
    return openpyxl.load_workbook(BytesIO(page.with_suffix(".xlsx").read_bytes()))


def rows(sheet):
    """Return the cells of a sheet by its first column, and by heading."""
    names = [cell.value for cell in sheet[1]]
    return {line[0].value: dict(zip(names, line, strict=True)) for line in sheet.iter_rows(2)}


def test_the_tiles_are_the_first_sheet_each_in_its_unit(book):
    assert book.sheetnames[0] == "indicadores"
    tiles = rows(book["indicadores"])
    assert len(tiles) == 12
    leads, conversion = tiles["Leads generados"], tiles["Tasa de conversión de visitantes"]
    assert leads["Valor del mes"].value == leads["2026-10"].value > 400
    assert leads["Valor del mes"].number_format == "General"
    assert leads["Meta"].value == 500
    assert conversion["Valor del mes"].value == pytest.approx(0.05)
    for name in ("Valor del mes", "IC 95\u202f%, desde", "2025-10"):
        assert conversion[name].number_format == "0.0%"
    assert conversion["De cuántos"].number_format == "General"
    assert tiles["Tasa de cierre"]["Estado"].value == "Pendiente"
    assert tiles["Tasa de cierre"]["Valor del mes"].value is None


def test_rates_of_figures_are_formatted_as_rates_and_counts_are_not(book):
    first = next(iter(rows(book["canales"]).values()))
    assert first["Tasa visita a lead"].number_format == "0.0%"
    assert first["Visitas"].number_format == "General"
    closed = next(iter(rows(book["cierre"]).values()))
    assert closed["Tasa, límite inferior"].number_format == "0.0%"


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_heading_is_a_rate_in_one_table_and_a_number_in_another(language):
    others = {
        text
        for key, text in catalogue(language).items()
        if "column" in key and isinstance(text, str) and not RATE_COLUMNS.search(key)
    }
    assert not others & rate_names(language)
