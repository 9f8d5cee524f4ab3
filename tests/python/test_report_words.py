"""One word, one number: customers, new sales, sales won and leads that closed keep apart."""

import re
from copy import copy
from dataclasses import replace

import polars as pl
import pytest
from report_fixture import make_warehouse, notebook_sections

from smarketing.report.frame.context import open_report
from smarketing.report.frame.first_mention import explain_first
from smarketing.report.frame.messages import Messages, catalogue
from smarketing.report.pages.monthly_marketing_report import channels, indicators, sales
from smarketing.report.pages.monthly_marketing_report.indicators import month_indicators

# What is counted → its words, and the texts that may use them: columns of the marts they head.
WORDS = {
    "es": {"new_customers": r"clientes? nuevos?", "new_sales": r"ventas? nuevas?"},
    "en": {"new_customers": r"new customers?", "new_sales": r"new sales?"},
}
# Texts about rpt_funnel_monthly.customers and what its definition says of customers.
NEW_CUSTOMERS = re.compile(
    r"^(kpi\.(about_)?customers|tile\.den_customer_acquisition_cost|column\.customers|funnel\.naive|channels\.(subtitle|caption)"
    r"|administrator\.measure_new_customers|asset\w*\..*|attribution\.ass\w+|\w*column\w*\.(customers\w*|share_of_customers))$"
)
# Attribution credits new deals won: a second deal of a customer is another one.
NEW_SALES = re.compile(r"^attribution\w*\.|^attribution_")
# A label that names no kind of customer or sale says two things on one page.
BARE = re.compile(r"^(clientes?|customers?|ventas?|sales?|compras)$", re.IGNORECASE)
PLACES = ("nav.", "section.", "owner.", "meeting.area_")


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_words_stand_only_where_their_number_does(language):
    for key, text in catalogue(language).items():
        texts = text.values() if isinstance(text, dict) else [text]
        for said in texts:
            if re.search(WORDS[language]["new_customers"], said, re.IGNORECASE):
                assert NEW_CUSTOMERS.match(key), f"{key}: {said}"
            if re.search(WORDS[language]["new_sales"], said, re.IGNORECASE):
                assert NEW_SALES.match(key), f"{key}: {said}"


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_column_or_tile_is_called_just_customers_or_sales(language):
    bare = [
        key
        for key, text in catalogue(language).items()
        if isinstance(text, str) and BARE.match(text) and not key.startswith(PLACES)
    ]
    assert not bare


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = make_warehouse(tmp_path_factory.mktemp("words") / "warehouse.duckdb")
    return open_report(warehouse=str(path), locale="es", output="page")


def test_new_customers_are_one_number_on_the_page(report):
    tile = month_indicators(report)["customers"].value
    figures = {figure.figure_id: figure for figure in channels.channels(report).figures}
    by_channel = figures["f-canales"].table.frame
    assert by_channel["Clientes nuevos"].sum() == tile
    tables = [
        figure.table.frame
        for name in ("funnel", "channels", "sales", "stages")
        for figure in notebook_sections("monthly_marketing_report")[name](report).figures
        if figure.table is not None
    ]
    named = [frame for frame in tables if "Clientes nuevos" in frame.columns]
    assert len(named) == 1


def test_the_total_of_channels_converts_visitors_as_the_tile_does(report):
    """Leads of fairs are in the total's leads and can't be in its rate."""
    kpis = report.data.kpis.with_columns(
        value=pl.when(pl.col("kpi_id") == "visitor_conversion_rate").then(0.0123).otherwise("value")
    )
    told = replace(report, data=copy(report.data))
    told.data.__dict__["kpis"] = kpis
    assert month_indicators(told)["visitor_conversion_rate"].value == 0.0123
    figures = {figure.figure_id: figure for figure in channels.channels(told).figures}
    assert told.fmt.percent(0.0123) in figures["f-canales"].html


def test_revenue_counts_all_sales_won_in_tile_chart_and_table(report):
    """Twenty of the fixture's deals were won in October; the month's new customers are others."""
    tile = month_indicators(report)["sales_revenue"]
    assert tile.details["count"] == 20
    assert month_indicators(report)["customers"].value != 20
    revenue = next(f for f in sales.sales(report).figures if f.figure_id == "f-ingresos")
    assert revenue.table.frame["Ventas ganadas"][-1] == 20
    assert "20 ventas ganadas en el mes, también renovaciones" in indicators.indicators(report).html


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<p>Valor de los LCM</p><p>LCM</p>", "<p>Valor de los LCM (MQL)</p><p>LCM</p>"),
        ("<p>Los calificados (LCM)</p>", "<p>Los calificados (LCM, MQL)</p>"),
        ("<p>LCM (MQL)</p><p>LCM</p>", "<p>LCM (MQL)</p><p>LCM</p>"),
        (
            '<title>LCM</title><nav><a>LCM</a></nav><p title="LCM">un <b>LCM</b></p>',
            '<title>LCM</title><nav><a>LCM</a></nav><p title="LCM">un <b>LCM (MQL)</b></p>',
        ),
        (
            "<script>const LCM = 1</script><p>ALCMA</p>",
            "<script>const LCM = 1</script><p>ALCMA</p>",
        ),
    ],
)
def test_the_first_mention_tells_the_english_word(page, told):
    assert explain_first(page, Messages("es")) == told
    assert explain_first(page, Messages("en")) == page
