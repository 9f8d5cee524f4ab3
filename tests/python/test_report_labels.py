"""Readers see words: no id of a mart or of the settings stands in a table of a page."""

import re
from types import SimpleNamespace

import duckdb
import polars as pl
import pytest
from report_fixture import make_warehouse, notebook_sections

from smarketing.report.frame.context import open_report
from smarketing.report.pages.monthly_marketing_report import sales
from smarketing.report.pages.mql_definition.labels import renamed
from smarketing.report.pages.worklist.phrases import Words

IDENTIFIER = re.compile(r"[a-z]+[a-z0-9]*(_[a-z0-9]+)+")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    path = make_warehouse(tmp_path_factory.mktemp("labels") / "warehouse.duckdb")
    with duckdb.connect(path) as connection:
        connection.execute("""
            create table settings.mql_definitions as select
                'value_and_interest' as definition_id, 'Valor e interés' as label_es,
                'Value and interest' as label_en, null::date as valid_from, true as is_current,
                null as changed_because;
        """)
    return open_report(warehouse=str(path), locale="es", output="page")


def test_tables_of_the_monthly_report_hold_no_ids(report):
    blocks = [show(report) for show in notebook_sections("monthly_marketing_report").values()]
    blocks.append(sales.losses(report))  # the sales report's
    found = [
        (figure.figure_id, column, value)
        for block in blocks
        for figure in block.figures
        if figure.table is not None
        for column in figure.table.frame.columns
        for value in figure.table.frame[column].to_list()
        if isinstance(value, str) and IDENTIFIER.fullmatch(value)
    ]
    assert not found


def test_the_data_of_the_mql_study_are_named_in_the_readers_words(report):
    frame = pl.DataFrame(
        {
            "quadrant": ["high_fit_low_interest", None],
            "activity": ["webinar_attendance:IA", "email_click"],
            "definition_id": ["value_and_interest", "proposal_2"],
            "recommendation": ["keep", "reject"],
            "reject_reason": [None, "low_lift"],
            "lead_type": ["all", "trial_request"],
        }
    )
    assert renamed(report, frame, *frame.columns).rows() == [
        (
            *("Alto valor, poco interés", "Asistencia a webinar: IA", "Valor e interés"),
            *("Se mantiene", None, "Todos los tipos"),
        ),
        (
            *(None, "Clic en un correo", "Proposal 2", "Se descarta"),
            *("No sube el cierre lo suficiente", "Trial request"),
        ),
    ]


def test_a_worklist_says_settings_without_a_label_as_words(report):
    words = Words(SimpleNamespace(timezone="UTC"), report.fmt, {}, {})
    assert words.label("lead_type", "trial_request") == "Trial request"
    assert words.clauses("first_attempt, own_clause").endswith("Own clause")
