"""A figure with nothing to show is a line of "what the data can answer", with its true reason."""

import re

import duckdb
import pytest
from report_fixture import make_leads_only_warehouse

from smarketing.report import render
from smarketing.report.frame.context import open_report
from smarketing.report.frame.unanswered import unknown_words
from smarketing.report.pages.monthly_marketing_report import sales

# Deals there are, all in stages that stage_map.csv does not know; leads' stages it mostly does.
UNKNOWN = """
create or replace table quality.rpt_load_reconciliation as select * from (values
    ('hubspot', 'contactos.csv', 'leads', timestamp '2026-10-31', 100, 100, 0, 0),
    ('hubspot', 'negocios.csv', 'opportunities', timestamp '2026-10-31', 40, 40, 0, 0)
) as t(source_system, file, entity, exported_at, rows_read, rows_loaded, rows_rejected,
    rows_superseded);
create or replace table quality.rpt_unmapped_values as select * from (values
    ('hubspot', 'opportunity_stage', '<b>Signé</b>', 25, 'stage_map.csv'),
    ('hubspot', 'opportunity_stage', 'Perdu', 15, 'stage_map.csv'),
    ('hubspot', 'lead_stage', 'zombi', 19, 'stage_map.csv'),
    ('hubspot', 'channel', 'salon', 20, 'channel_rules.csv')
) as t(source_system, kind, value, row_count, settings_file);
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    path = make_leads_only_warehouse(tmp_path_factory.mktemp("unanswered") / "w.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema if not exists quality")
        connection.execute(UNKNOWN)
    return path


@pytest.fixture(scope="module")
def page(warehouse, tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    arguments = {"parameters": {}, "locales": ["es"], "say": lambda _: None}
    (written,) = render("monthly_marketing_report", warehouse=warehouse, out_dir=out, **arguments)
    return written.read_text(encoding="utf-8")


def section(page, name):
    return re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)[0]


def test_figures_without_data_fold_into_what_the_data_can_answer(page):
    assert 'id="f-ingresos"' not in section(page, "ventas")
    folded = section(page, "limites")
    assert '<li id="f-ingresos"><b>Ingresos por ventas</b>: ' in folded
    assert folded.index('id="f-ingresos"') < folded.index("<table")
    assert "<!--missing" not in page and "<!--unanswered" not in page and "<!--empty" not in page


def test_a_section_of_only_such_figures_says_where_the_reasons_are(page):
    assert '<a href="#limites">' in section(page, "ventas")
    assert '<a href="#limites">qué pueden responder' not in section(page, "calidad")


def test_unknown_words_come_before_a_missing_export(page):
    revenue = re.search(r'<li id="f-ingresos">.*?</li>', page)[0]
    assert (
        "40 filas traen palabras que los ajustes no conocen («&lt;b&gt;Signé&lt;/b&gt;», «Perdu»); "
        "con su traducción en stage_map.csv se verá." in revenue
    )
    assert "exportación de oportunidades" not in revenue
    tile = re.search(r'id="k-sales_revenue".*?</article>', page, re.DOTALL)[0]
    assert "40 filas traen palabras" in tile


@pytest.mark.parametrize(
    ("leads", "words"),
    # 19 of 100 leads are under a fifth, 20 of 100 are one
    [(19, ""), (20, "20 filas traen palabras que los ajustes no conocen («zombi»)")],
)
def test_few_unknown_words_are_no_reason(warehouse, tmp_path, leads, words):
    copy = tmp_path / "w.duckdb"
    copy.write_bytes(warehouse.read_bytes())
    with duckdb.connect(str(copy)) as connection:
        connection.execute("delete from quality.rpt_unmapped_values where kind != 'lead_stage'")
        connection.execute("update quality.rpt_unmapped_values set row_count = ?", [leads])
    report = open_report(warehouse=str(copy), locale="es", output="page")
    assert unknown_words(report, "stage_map.csv").startswith(words or "")
    assert bool(unknown_words(report, "stage_map.csv")) is bool(words)


def test_in_a_notebook_the_reason_stands_in_the_figures_place(warehouse):
    report = open_report(warehouse=str(warehouse), locale="es", output="lab")
    assert "nodata" in sales.sales(report).html
