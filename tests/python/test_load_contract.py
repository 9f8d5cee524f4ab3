"""The contract decides what is refused, rejected or kept; mappings are checked to the word."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import json

import pytest
from load_helpers import Exports

from smarketing.contract import load_contract
from smarketing.errors import DataRefused
from smarketing.loading import describe
from smarketing.text.words import fold, match_key


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def test_the_contract_lists_the_entities_of_the_source_yaml():
    contract = load_contract()
    assert {"leads", "contact_attempts", "ad_spend"} <= set(contract)
    assert contract["contact_attempts"].required == ["attempt_id", "occurred_at", "channel"]
    assert contract["opportunities"].link[-2:] == ("company", "company_domain")
    assert "sent" in contract["contact_attempts"].columns["outcome"].values


def test_every_entity_has_a_table_with_lineage_even_without_files(exports):
    exports.write("template/leads.csv", "lead_id,created_at\n1,2026-03-01\n")
    exports.load()
    for entity in load_contract():
        columns = [row[0] for row in exports.rows(f"describe raw.{entity}")]
        assert {"_source_system", "_file", "_row", "_exported_at", "extra"} <= set(columns)
        if entity != "leads":
            assert exports.one(f"select count(*) from raw.{entity}") == 0


def test_headers_match_without_case_accents_and_spaces():
    assert (
        match_key(" Fecha  de CREACIÓN ")
        == match_key("fecha de creacion")
        == match_key("FechaDeCreacio\u0301n")
    )
    assert fold("\ufeffPresupuesto  Anual ") == "presupuesto anual"


MAPPING = """
system: assur
locale: {timezone: America/Bogota, dates: ymd, decimal: ",", currency: COP}
files:
  - pattern: "prospectos*.csv"
    entity: leads
    columns: {lead_id: [id], created_at: [fecha_creacion, "Fecha de creación"], source: [origen]}
    constants: {lead_type: inbound}
  - pattern: "llamadas*.csv"
    entity: contact_attempts
    columns: {attempt_id: [id], lead_id: [prospecto], occurred_at: [fecha], outcome: [estado]}
    constants: {channel: call}
    values: {outcome: {no_answer: [no contesta], connected: [contactado, interesado]}}
"""


def test_the_mapping_of_the_design_needs_no_code(exports):
    exports.write("assur/mapping.yml", MAPPING)
    exports.write(
        "assur/prospectos 2026-03.csv",
        "ID;FECHA DE CREACION;fecha_creacion;Origen;Presupuesto\n"
        "1;2026-03-01 10:00;;web;1.000,5\n"
        "2;2026-03-09;2026-03-02 10:00;;\n",
    )
    exports.write(
        "assur/llamadas.csv",
        "id,prospecto,fecha,estado\n1,1;2,2026-03-03 09:00,No Contesta\n2,2,2026-03-03 10:00,INTERESADO\n"
        "3,1,2026-03-03 10:00,ni idea\n4,,2026-03-03 10:00,contactado\n",
    )
    exports.load()
    assert exports.rows(
        "select lead_id, created_at::varchar, source, lead_type, extra, _source_system from raw.leads order by 1"
    ) == [
        ("1", "2026-03-01 15:00:00", "web", "inbound", '{"presupuesto":"1.000,5"}', "assur"),
        # The list of headers is an order of preference per row.
        ("2", "2026-03-02 15:00:00", None, "inbound", None, "assur"),
    ]
    assert exports.rows(
        "select attempt_id, lead_id, channel, outcome from raw.contact_attempts order by 1"
    ) == [
        ("1", "1;2", "call", "no_answer"),
        ("2", "2", "call", "connected"),
        ("3", "1", "call", None),
    ]
    assert exports.one("select row_number from raw._rejects") == 5
    assert exports.one("select raw_value from raw._rejected_values") == "ni idea"
    assert exports.rows("select distinct currency from raw._files") == [("COP",)]
    exports.assert_balanced()


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("files: [", r"not valid YAML at line"),
        ("filez: []", r"unknown key `filez`.*Did you mean `files`"),
        ("files:\n  - {pattern: x, entity: lead}", r"no entity `lead`.*Did you mean `leads`"),
        ("files:\n  - {entity: leads}", r"`pattern` is missing"),
        (
            "files:\n  - {pattern: x, entity: leads, columns: {leadid: [a]}}",
            r"no column `leadid`.*`lead_id`",
        ),
        ("files:\n  - {pattern: x, entity: leads, colums: {}}", r"unknown key `colums`"),
        ("locale: {timezone: Guayaquil}", r"timezone `Guayaquil` is not a time zone"),
        ("locale: {dates: dd/mm}", r"dates `dd/mm` should be ymd, dmy or mdy"),
        ('locale: {decimal: ";"}', r"decimal"),
        ("locale: {currency: pesos}", r"currency `pesos`"),
        (
            "files:\n  - {pattern: x, entity: contact_attempts, constants: {channel: fax}}",
            r"`fax` is no value",
        ),
        (
            "files:\n  - {pattern: x, entity: contact_attempts, values: {outcome: {maybe: [x]}}}",
            r"`maybe` is no value",
        ),
        (
            "files:\n  - {pattern: x, entity: leads, unpivot: {header: '(', value: updated_at}}",
            r"no pattern",
        ),
        ("account_in_preamble: '(a)(b)'", r"`account_in_preamble`.*a pattern with one group"),
        ("system: assur", r"`files` is missing"),
    ],
)
def test_slips_in_a_mapping_are_named(exports, mapping, sentence):
    exports.write("assur/mapping.yml", mapping)
    exports.write("assur/x.csv", "lead_id,created_at\n1,2026-03-01\n")
    with pytest.raises(DataRefused, match=sentence) as refusal:
        exports.load()
    assert str(refusal.value).startswith("assur/mapping.yml")


def test_an_unknown_system_without_mapping_is_refused(exports):
    exports.write("assur/x.csv", "a\n1\n")
    with pytest.raises(
        DataRefused, match=r"assur/: there is no built-in system.*hubspot.*mapping.yml"
    ):
        exports.load()


def test_a_missing_required_column_names_the_nearest_header(exports):
    exports.write("template/leads.csv", "lead_id,created_att,email\n1,2026-03-01,a@example.com\n")
    exports.write("template/tasks.csv", "task_id,leed_id\n1,2\n")
    with pytest.raises(DataRefused) as refusal:
        exports.load()
    lines = str(refusal.value).splitlines()
    assert len(lines) == 2, "all problems at once"
    assert lines[0].startswith("template/leads.csv: required column created_at")
    assert 'Did you mean "created_att"?' in lines[0]
    assert lines[1].startswith("template/tasks.csv: tasks needs at least one of lead_id")
    assert 'Did you mean "leed_id"?' in lines[1]


def test_rows_without_required_value_or_link_are_rejected_with_the_reason(exports):
    exports.write(
        "template/touchpoints.csv",
        "touchpoint_id,email,visitor_id,occurred_at,type\n"
        "1,a@example.com,,2026-03-01,form\n2,,,2026-03-01,form\n3,,v,,form\n4,,v,2026-03-01,dance\n5,,v,2026-03-01, Visit \n",
    )
    exports.load()
    assert exports.rows("select touchpoint_id, type from raw.touchpoints order by 1") == [
        ("1", "form"),
        ("5", "visit"),
    ]
    rejects = exports.rows("select row_number, reason, raw_text from raw._rejects order by 1")
    assert [row for row, _, _ in rejects] == [3, 4, 5]
    assert rejects[0][1] == "none of lead_id, email, visitor_id is filled"
    assert rejects[1][1] == "occurred_at is empty"
    assert "type cannot be read as one of visit" in rejects[2][1]
    assert "dance" in rejects[2][1]
    assert rejects[2][2] == "4,,v,2026-03-01,dance"
    exports.assert_balanced()


def test_the_same_header_twice(exports):
    exports.write(
        "template/leads.csv", "lead_id,created_at,Email,EMAIL\n1,2026-03-01,a@x.com,a@x.com\n"
    )
    exports.load()
    assert exports.one("select email from raw.leads") == "a@x.com"
    exports.write(
        "template/leads.csv",
        "lead_id,created_at,Email,EMAIL\n1,2026-03-01,a@x.com,a@x.com\n2,2026-03-01,a@x.com,b@x.com\n",
    )
    with pytest.raises(DataRefused, match=r"header .EMAIL. occurs twice.*first in row 3"):
        exports.load()


def test_unknown_headers_are_kept_in_extra_under_normalised_names(exports):
    exports.write(
        "template/leads.csv",
        'lead_id,created_at,Tamaño  de Empresa,Comment,\n1,2026-03-01,"1,000","say ""hi""",loose\n2,2026-03-01,,,\n',
    )
    exports.load()
    extra = json.loads(exports.one("select extra from raw.leads where lead_id = '1'"))
    assert extra == {"tamano de empresa": "1,000", "comment": 'say "hi"', "column 5": "loose"}
    assert exports.one("select extra from raw.leads where lead_id = '2'") is None
    assert exports.one("select unmapped_headers from raw._files") == [
        "Tamaño  de Empresa",
        "Comment",
        "column 5",
    ]


def test_a_mapping_entry_replaces_the_built_in_entry_of_its_entity(exports):
    exports.write(
        "hubspot/mapping.yml",
        "files:\n  - {pattern: 'clientes*', entity: leads, columns: {lead_id: [codigo], created_at: [alta]}}\n",
    )
    exports.write("hubspot/clientes.csv", "codigo,alta,Email\n1,2026-03-01 10:00,a@example.com\n")
    exports.write("hubspot/deals.csv", "Record ID,Create Date,Deal Stage\n7,2026-03-01 10:00,won\n")
    exports.load()
    assert exports.one("select lead_id, email, created_at::varchar from raw.leads") == (
        "1",
        None,
        "2026-03-01 15:00:00",
    )
    assert exports.one("select opportunity_id from raw.opportunities") == "7"


def test_a_file_that_no_entry_knows_is_told_and_listed(exports):
    exports.write("template/leads.csv", "lead_id,created_at\n1,2026-03-01\n")
    exports.write("template/budget.csv", "a,b\n1,2\n")
    exports.write("template/notes.docx", b"x")
    result = exports.load()
    assert exports.one("select file, rows_read from raw._files where entity is null") == (
        "template/budget.csv",
        0,
    )
    assert any("budget.csv: no entry of template knows this file" in line for line in exports.said)
    assert {report.file for report in result.files if report.entity is None} == {
        "template/budget.csv",
        "template/notes.docx",
    }


def test_a_folder_where_nothing_matches_is_refused(exports):
    exports.write("template/budget.csv", "a,b\n1,2\n")
    with pytest.raises(DataRefused, match=r"budget.csv: no entry of template knows this file"):
        exports.load()


def test_describe(exports):
    exports.write(
        "template/leads.csv", "lead_id,created_at,Zodiac\n1,2026-03-01,x\n,2026-03-01,y\n"
    )
    text = describe(exports.folder)
    assert "template/leads.csv → leads: 2 rows read, 1 loaded, 1 rejected" in text
    assert "rejected: lead_id is empty (1 rows, such as row 3)" in text
    assert "kept in extra: Zodiac" in text
    assert not exports.build_file.exists()
