"""Files as broken as they come: each is read as far as it can be, or refused in one sentence."""

# ruff: noqa: E501 - rows of exports are as wide as they are
from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def refusal_of(exports) -> str:
    with pytest.raises(DataRefused) as refusal:
        exports.load()
    assert len(str(refusal.value).splitlines()) == 1
    return str(refusal.value)


# ------------------------------------------------------------------------------ broken bytes


def test_one_broken_byte_costs_its_cell_and_the_file_stays_utf8(exports):
    content = (
        "lead_id,created_at,first_name,notes,source\n"
        "1,2026-03-01,José,niño,google\n"
        "2,2026-03-02,Mar?a,año,bing\n"
        "3?,2026-03-03,Lucía,peña,bing\n"
    ).encode()
    exports.write("template/leads.csv", content.replace(b"?", b"\xe9"))
    exports.load()
    assert exports.rows("select lead_id, first_name, notes from raw.leads order by 1") == [
        ("1", "José", "niño"),
        ("2", None, "año"),
    ]
    assert exports.rows(
        "select row_number, column_name, raw_value, reason from raw._rejected_values"
    ) == [
        (
            3,
            "first_name",
            "Mar\N{REPLACEMENT CHARACTER}a",
            "expected UTF-8 text (a byte is broken; export it again)",
        )
    ]
    assert exports.one("select row_number, raw_text from raw._rejects") == (
        4,
        "3\N{REPLACEMENT CHARACTER},2026-03-03,Lucía,peña,bing",
    )
    assert exports.one("select encoding from raw._files") == "utf-8"
    exports.assert_balanced()


def test_a_file_of_windows_letters_is_no_broken_utf8(exports):
    exports.write(
        "template/leads.csv",
        "lead_id,created_at,notes\n1,2026-03-01,caf\xe9 Pe\xf1a\n".encode("cp1252"),
    )
    exports.load()
    assert exports.one("select notes from raw.leads") == "café Peña"
    assert exports.one("select encoding from raw._files") == "cp1252"


def test_half_a_letter_at_the_end_of_utf16_costs_its_cell(exports):
    content = "lead_id,created_at,notes\n1,2026-03-01,uno\n2,2026-03-02,dos".encode("utf-16")
    exports.write("template/leads.csv", content[:-1])
    exports.load()
    assert exports.rows("select lead_id, notes from raw.leads order by 1") == [
        ("1", "uno"),
        ("2", None),
    ]
    assert exports.one("select row_number, column_name from raw._rejected_values") == (3, "notes")


# ------------------------------------------------------------------------------------ quotes

HEADER = "response_id,responded_at,score,comment\n"


@pytest.mark.parametrize(
    ("body", "loaded", "rejected"),
    [
        # closed by the quote of a later row, in the same column or another one
        ('1,2026-03-01,9,"Bueno\n2,2026-03-02,3,x\n3,2026-03-03,5,de 5"\n4,2026-03-04,5,y\n', "2 3 4", [2]),
        ('1,2026-03-01,"9,a\n2,2026-03-02,3,x\n3,2026-03-03,10,"b"\n', "2 3", [2]),
        ('1,"2026-03-01,9,a\n2,2026-03-02,3,"x"\n3,2026-03-03,10,b\n', "2 3", [2]),
        # two of them
        ('1,2026-03-01,9,"a\n2,2026-03-02,3,"b\n3,2026-03-03,10,c\n', "3", [2, 3]),
        # inside a cell, not doubled: as many cells as headers, or not
        ('1,2026-03-01,9,"a "b" c"\n2,2026-03-02,3,x\n', "1 2", []),
        ('1,2026-03-01,9,"a", b "c"\n2,2026-03-02,3,x\n', "2", [2]),
        # right as they are: a note of several lines, a list in it, inches
        ('1,2026-03-01,9,"a\n\nb, c\nd"\n2,2026-03-02,3,5" x\n', "1 2", []),
        ('1,2026-03-01,9,"uno, dos, tres, cuatro\ncinco, seis, siete, ocho"\n2,2026-03-02,3,x\n', "1 2", []),
    ],
)  # fmt: skip
def test_an_open_quote_costs_its_own_row(exports, body, loaded, rejected):
    exports.write("template/nps_responses.csv", HEADER + body)
    exports.load()
    ids = exports.rows("select response_id from raw.nps_responses order by _row")
    assert " ".join(row[0] for row in ids) == loaded
    assert [
        row[0] for row in exports.rows("select row_number from raw._rejects order by 1")
    ] == rejected
    exports.assert_balanced()


@pytest.mark.parametrize("surplus", [",x", ",,x", ",,,,,,,,x", ',,"x"'])
def test_a_filled_cell_beyond_the_header_is_in_the_rejected_row(exports, surplus):
    exports.write(
        "template/leads.csv", f"lead_id,created_at\n1,2026-03-01{surplus}\n2,2026-03-02,,,,\n"
    )
    exports.load()
    assert exports.one("select lead_id from raw.leads") == "2"
    row, reason, text = exports.one("select row_number, reason, raw_text from raw._rejects")
    assert (row, reason) == (2, "the row has more cells than the header")
    assert text.startswith("1,2026-03-01,") and text.endswith("x")
    exports.assert_balanced()


# ---------------------------------------------------------------------------------- archives


def test_an_archive_that_unpacks_without_end_is_refused(exports):
    head = b"lead_id,created_at,notes\n1,2026-03-01,"
    exports.write("template/leads.csv.gz", gzip.compress(head + b"a" * (300 << 20), 1))
    assert "template/leads.csv.gz unpacks to more than 200 times its size" in refusal_of(exports)


def test_a_workbook_that_unpacks_without_end_is_refused(exports):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (300 << 20))
    exports.write("template/leads.xlsx", stream.getvalue())
    assert "template/leads.xlsx unpacks to more than 200 times its size" in refusal_of(exports)


# --------------------------------------------------------------------- names and permissions


@pytest.mark.parametrize(
    "name", ["a[1]", "a*", "a?", "a{1,2}", "a]", "it's", "100%", "a\\b", "año"]
)
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_name_is_a_name_and_no_pattern(exports, name, ending):
    for shape, lead in ((name, "right"), ("a1", "wrong"), ("aX", "wrong")):
        path = exports.write(
            f"template/leads-{shape}.{ending}", f'lead_id,created_at\n"{lead}-{shape}",2026-03-01\n'
        )
        if ending == "parquet":
            import polars

            path.unlink()
            polars.DataFrame(
                {"lead_id": [f"{lead}-{shape}"], "created_at": ["2026-03-01"]}
            ).write_parquet(path)
    exports.load()
    found = exports.rows(
        "select lead_id from raw.leads where _file like '%leads-%' and lead_id like 'right%'"
    )
    assert found == [(f"right-{name}",)]
    assert exports.one("select count(*) from raw.leads") == 3


@pytest.mark.parametrize("name", [b"leads-a\xf1o.csv", b"leads\nnew.csv"])
def test_a_name_that_is_no_text_is_refused(exports, name):
    exports.write("template/leads.csv", "lead_id,created_at\n1,2026-03-01\n")
    Path(os.fsdecode(os.fsencode(exports.folder / "template") + b"/" + name)).write_bytes(
        b"lead_id\n"
    )
    message = refusal_of(exports)
    assert message.startswith("template/leads") and "rename the file" in message


def test_what_may_not_be_opened_is_refused_by_name(exports, monkeypatch):
    """As the tests may run as root, who opens everything, the system's answer is put in its place."""
    exports.write("template/leads.csv", "lead_id,created_at\n1,2026-03-01\n")
    exports.write("template/mapping.yml", "locale: {dates: dmy}\n")
    exports.write("closed/leads.csv", "lead_id,created_at\n1,2026-03-01\n")

    def refuse(function, word):
        def guarded(path, *arguments, **more):
            if word in str(path):
                raise PermissionError(13, "Permission denied", str(path))
            return function(path, *arguments, **more)

        return guarded

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse(os.scandir, "closed"))
        assert "closed can't be opened (Permission denied)" in refusal_of(exports)
    (exports.folder / "closed" / "leads.csv").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse(Path.read_bytes, "mapping"))
        assert refusal_of(exports).startswith(
            "template/mapping.yml can't be opened (Permission denied)"
        )
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refuse(Path.open, "leads.csv"))
        assert refusal_of(exports).startswith(
            "template/leads.csv can't be read (Permission denied)"
        )


# ---------------------------------------------------------------------------------- mappings

ENTRY = 'files: [{pattern: "p*", entity: leads, columns: {lead_id: id, created_at: fecha}, %s}]\n'


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ("system: 5\nfiles: []\n", "`system` should be a text, but is `5`"),
        ("system: [a]\nfiles: []\n", "`system` should be a text, but is a list"),
        ("- a\n", "the file should be `key: value` pairs, but is a list"),
        ("5\n", "the file should be `key: value` pairs, but is `5`"),
        ("files: {a: b}\n", "`files` should be a list of entries"),
        ("files: [5]\n", "files, entry 1 should be `key: value` pairs, but is `5`"),
        ("locale: true\nfiles: []\n", "locale should be `key: value` pairs, but is true"),
        ("locale: {timezone: 5}\nfiles: []\n", "locale.timezone should be a text, but is `5`"),
        ("locale: {timezone: 2026-13-45}\nfiles: []\n", "locale.timezone `2026-13-45` is not a time zone"),
        ("locale: {dates: [dmy]}\nfiles: []\n", "locale.dates should be a text, but is a list"),
        ('files: [{pattern: 5, entity: leads}]\n', "files, entry 1 (leads), pattern should be a text, but is `5`"),
        ("files: [{pattern: a, entity: [leads]}]\n", "there is no entity"),
        (ENTRY % "constants: [a]", "constants should be `key: value` pairs, but is a list"),
        (ENTRY % "constants: {assigned_at: 2026-13-45}", "constants: `2026-13-45` is no timestamp, which assigned_at takes"),
        (ENTRY % "constants: {lead_type: [a]}", "constants, lead_type should be a text or number, but is a list"),
        (ENTRY % "values: {record_type: [lead]}", "values, record_type should be `key: value` pairs"),
        (ENTRY % "values: {record_type: {lead: {a: b}}}", "values, record_type, lead should be a text or number"),
        (ENTRY % "unpivot: {header: a, value: created_at, notes: x}", "unpivot notes should be a whole number from 1"),
        (ENTRY % "lookups: 5", "lookups should be `key: value` pairs, but is `5`"),
        ("files: []\nlookups: [a]\n", "lookups should be `key: value` pairs, but is a list"),
        ("files: []\nlookups: {a: 5}\n", "lookups, a should be `key: value` pairs, but is `5`"),
        ("files: []\nskip: [5]\n", "skip, item 1 should be `key: value` pairs, but is `5`"),
        ("files: []\nrange_from_preamble: soon\n", "`range_from_preamble` should be true or false, but is `soon`"),
        ("a: &a [*a]\n", "holds more than 100,000 values once its aliases"),
        ("files: " + "[" * 3000, "nested too deeply"),
        ("files: [!!python/object:os.system x]\n", "is not valid YAML at line 1"),
        ("a: \x07\n", "is not valid YAML"),
        ("files: []\nsystem: a\nfiles: []\n", "`files` stands twice, at line 1 and again at line 3;"),
        (ENTRY % "constants: {status: a, status: a}", "`status` stands twice, both times at line"),
    ],
)  # fmt: skip
def test_a_slip_in_a_mapping_is_one_sentence_with_file_and_place(exports, mapping, sentence):
    exports.write("odd/p.csv", "id,fecha\n1,2026-03-01\n")
    exports.write("odd/mapping.yml", mapping)
    message = refusal_of(exports)
    assert message.startswith("odd/mapping.yml")
    assert sentence in message


def test_aliases_that_grow_without_measure_are_refused(exports):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    exports.write("odd/p.csv", "id,fecha\n1,2026-03-01\n")
    exports.write("odd/mapping.yml", "\n".join(lines))
    assert "odd/mapping.yml holds more than 100,000 values" in refusal_of(exports)


def test_words_of_a_mapping_stay_words(exports):
    """`no`, `sí` and `yes` are what a tool writes, not truth values of YAML."""
    exports.write("odd/p.csv", "id,fecha,baja\n1,2026-03-01,no\n2,2026-03-01,2024\n")
    exports.write(
        "odd/mapping.yml",
        "files:\n  - pattern: p.csv\n    entity: leads\n"
        "    columns: {lead_id: [id], created_at: [fecha], opted_out: [baja]}\n"
        "    values: {opted_out: {true: [no], false: [2024]}}\n",
    )
    exports.load()
    assert exports.rows("select lead_id, opted_out from raw.leads order by 1") == [
        ("1", True),
        ("2", False),
    ]
