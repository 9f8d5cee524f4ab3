"""Every kind of file loads right, or is refused with one clear sentence."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import datetime
import gzip

import duckdb
import openpyxl
import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused
from smarketing.loading.describe import describe
from smarketing.validation.notes import notes_of_load

HEADER = ["lead_id", "created_at", "first_name", "notes"]
ROWS = [
    ["1", "2026-03-01 10:00:00", "José", "niño"],
    ["2", "2026-03-02 11:30:00", "Lucía", "dos"],
]
NAMES = [("1", "José", "niño"), ("2", "Lucía", "dos")]


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def text(delimiter=",", line_end="\n", rows=ROWS):
    return "".join(delimiter.join(row) + line_end for row in [HEADER, *rows])


def loaded_names(exports):
    return exports.rows("select lead_id, first_name, notes from raw.leads order by lead_id")


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_encoding_with_every_delimiter(exports, encoding, told, delimiter):
    exports.write("template/leads.csv", text(delimiter), encoding)
    exports.load()
    assert loaded_names(exports) == NAMES
    assert exports.one("select encoding, delimiter from raw._files") == (told, delimiter)
    assert exports.rows("select _row from raw.leads order by 1") == [(2,), (3,)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_line_end(exports, line_end):
    exports.write("template/leads.csv", text(line_end=line_end))
    exports.load()
    assert loaded_names(exports) == NAMES
    assert exports.rows("select _row from raw.leads order by 1") == [(2,), (3,)]


def test_utf16_with_crlf_and_a_file_of_big_endian(exports):
    exports.write("template/leads.csv", b"\xfe\xff" + text("\t", "\r\n").encode("utf-16-be"))
    exports.load()
    assert loaded_names(exports) == NAMES


def test_bytes_that_windows_leaves_undefined_are_kept(exports):
    exports.write("template/leads.csv", b"lead_id,created_at,notes\n1,2026-03-01,caf\xe9 \x81\n")
    exports.load()
    assert exports.one("select notes from raw.leads") == "café \x81"


def test_quoted_line_breaks_and_quotes_count_one_row(exports):
    content = (
        "lead_id,created_at,first_name,notes\n"
        '1,2026-03-01,"Ana","one\ntwo, ""three""\n\nfour"\n'
        "2,2026-03-02,Eva,x\n"
    )
    exports.write("template/leads.csv", content)
    exports.load()
    assert exports.rows("select lead_id, notes, _row from raw.leads order by 1") == [
        ("1", 'one\ntwo, "three"\n\nfour', 2),
        ("2", "x", 3),
    ]


def test_preamble_comments_blank_lines_and_total_rows(exports):
    content = (
        "# Exported on Monday\n"
        "\n"
        "Report of leads\n"
        "lead_id,created_at,first_name,notes\n"
        "1,2026-03-01,Ana,a\n"
        "\n"
        "2,2026-03-02,Eva,b\n"
        "Total,,,2\n"
        "Total general: 2,,,\n"
        "3,2026-03-03,Total,c\n"
    )
    exports.write("template/leads.csv", content)
    exports.load()
    assert exports.rows("select lead_id, _row from raw.leads order by 1") == [
        ("1", 5),
        ("2", 7),
        ("3", 10),
    ]
    rejects = exports.rows("select row_number, reason from raw._rejects order by 1")
    assert rejects == [(8, "total row"), (9, "total row")]
    exports.assert_balanced()


def test_header_with_a_line_break(exports):
    exports.write("template/leads.csv", 'lead_id,created_at,"first\n_name"\n1,2026-03-01,Ana\n')
    exports.load()
    assert exports.one("select first_name, _row from raw.leads") == ("Ana", 2)


def test_rows_with_too_few_and_too_many_cells(exports):
    content = "lead_id,created_at,first_name\n1,2026-03-01\n2,2026-03-02,Eva,surplus\n3,2026-03-03,Lía,,\n"
    exports.write("template/leads.csv", content)
    exports.load()
    assert exports.rows("select lead_id, first_name from raw.leads order by 1") == [
        ("1", None),
        ("3", "Lía"),
    ]
    assert exports.one("select row_number, reason from raw._rejects") == (
        3,
        "the row has more cells than the header",
    )
    exports.assert_balanced()


def test_trailing_delimiters_make_no_column(exports):
    exports.write("template/leads.csv", "lead_id,created_at,\n1,2026-03-01,\n2,2026-03-02,\n")
    exports.load()
    assert exports.rows("select unmapped_headers from raw._files") == [([],)]
    assert exports.one("select count(*) from raw.leads where extra is null") == 2


def test_gzip_and_parquet(exports):
    exports.write("template/leads.csv.gz", gzip.compress(text().encode()))
    path = exports.folder / "template" / "contact_attempts-2026-03.parquet"
    duckdb.sql(
        "copy (select 'a' || i as attempt_id, ['1', '2'] as lead_id, timestamp '2026-03-05 08:00' as "
        "occurred_at, 'call' as channel, 61.5 as duration_seconds from range(3) t(i)) "
        f"to '{path}' (format parquet)"
    )
    exports.load()
    assert loaded_names(exports) == NAMES
    attempt = exports.rows(
        "select attempt_id, lead_id, occurred_at, duration_seconds, _row, _exported_at, direction "
        "from raw.contact_attempts order by 1"
    )[0]
    moment, exported = datetime.datetime(2026, 3, 5, 8), datetime.datetime(2026, 3, 31)
    assert attempt == ("a0", "1;2", moment, 61.5, 2, exported, "outbound")


def test_excel_reads_real_dates_numbers_and_booleans_whatever_the_locale(exports):
    book = openpyxl.Workbook()
    book.active.append(["Report"])
    book.active.append(["opportunity_id", "created_at", "stage", "amount", "is_won", "email"])
    book.active.append(
        ["d1", datetime.datetime(2026, 3, 4, 15, 30), "won", 1234.5, True, "a@example.com"]
    )
    book.active.append(["d2", datetime.date(2026, 3, 5), "won", 99, False, "b@example.com"])
    path = exports.folder / "template" / "opportunities.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    exports.write("template/mapping.yml", 'locale: {dates: dmy, decimal: ","}\n')
    exports.load()
    rows = exports.rows(
        "select opportunity_id, created_at, created_at_is_date_only, amount::varchar, is_won, _row "
        "from raw.opportunities order by 1"
    )
    assert rows == [
        ("d1", datetime.datetime(2026, 3, 4, 15, 30), False, "1234.50", True, 3),
        ("d2", datetime.datetime(2026, 3, 5), True, "99.00", False, 4),
    ]


def test_sheets_under_one_header_are_told_if_they_hold_other_rows(exports):
    book = openpyxl.Workbook()
    header = ["lead_id", "created_at", "email"]
    sheets = {
        "Marzo": [header, ["1", "2026-03-01", "a@x.example"], ["2", "2026-03-02", None]],
        "Abril": [["Reporte"], header, ["3", "2026-04-01", "c@x.example"]],
        "Copia": [header, ["2", "2026-03-02", None]],
        "Leyenda": [["Campo", "Qué es"], ["lead_id", "el número"]],
    }
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.remove(book.active)
    path = exports.folder / "template" / "leads.xlsx"
    path.parent.mkdir(parents=True)
    book.save(path)
    exports.load()
    assert exports.rows("select lead_id from raw.leads order by 1") == [("1",), ("2",)]
    assert exports.one("select unread_sheets from raw._files") == ["Abril"]
    said = describe(exports.folder)
    assert "not read: Abril, with the same headers as the sheet that was" in said
    with duckdb.connect(str(exports.build_file), read_only=True) as connection:
        assert [(f.severity, f.failing, f.details) for f in notes_of_load(connection)] == [
            ("warning", 1, {"sheets": "Abril"})
        ]


def test_hostile_text_stays_text(exports):
    hostile = [
        "'; drop table raw.leads; --",
        "=cmd|' /C calc'!A0",
        '{"a": "\\u0000"}',
        "<script>",
        "☃ \\ '' ” $1",
    ]
    with_header = 'lead_id,created_at,first_name,ho\'stile ""header""\n'.replace(
        'ho\'stile ""header""', '"ho\'stile ""header"""'
    )
    body = "".join(
        f'{n},2026-03-01,"{word.replace(chr(34), chr(34) * 2)}","{word.replace(chr(34), chr(34) * 2)}"\n'
        for n, word in enumerate(hostile)
    )
    exports.write("template/leads-it's.csv", with_header + body)
    exports.load()
    found = exports.rows(
        "select first_name, json_extract_string(extra, '$.\"ho''stile \\\"header\\\"\"') from raw.leads order by lead_id"
    )
    assert [name for name, _ in found] == hostile
    extras = exports.rows("select json_keys(extra) from raw.leads")
    assert all(keys == ['ho\'stile "header"'] for (keys,) in extras)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("leads.csv", b"", "is empty"),
        ("leads.csv", b"\r\n\r\n", "is empty"),
        ("leads.csv", bytes(range(256)) * 40, "not a text file"),
        ("leads.xlsx", b"PK\x03\x04 broken xl/", "can't be opened as Excel"),
        ("leads.xls.csv", b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        ("leads.parquet", b"PAR1 broken", "can't be read as Parquet"),
        ("leads.parquet", b"lead_id,created_at\n", "its ending says parquet"),
        ("leads.csv.gz", b"\x1f\x8b broken", "can't be unpacked"),
        ("leads.csv", b"lead_id,email\n1,a@example.com\n", "required column created_at"),
        (
            "leads.csv",
            b'lead_id,created_at,notes\n1,2026-03-01,"open\n' + b"2,2026-03-01,x\n" * 3000,
            "quote",
        ),
    ],
)
def test_unreadable_files_are_refused_in_one_sentence_and_nothing_changes(
    exports, name, content, sentence
):
    exports.write("template/leads-old.csv", text())
    exports.load()
    exports.write(f"template/{name}", content)
    with pytest.raises(DataRefused, match=sentence) as refusal:
        exports.load()
    assert f"template/{name}" in str(refusal.value)
    assert len(str(refusal.value).splitlines()) == 1
    assert loaded_names(exports) == NAMES
    assert [
        path.name for path in exports.build_file.parent.iterdir() if "staging" in path.name
    ] == []


def test_a_header_without_rows_loads_no_rows(exports):
    exports.write("template/leads.csv", "lead_id,created_at\n")
    exports.load()
    assert exports.one("select rows_read, rows_loaded from raw._files") == (0, 0)


def test_folders_that_hold_nothing_to_read_are_refused(exports, tmp_path):
    with pytest.raises(DataRefused, match="is not a folder"):
        exports.load()
    exports.folder.mkdir()
    with pytest.raises(DataRefused, match="holds no export"):
        exports.load()
    exports.write("leads.csv", text())
    with pytest.raises(DataRefused, match="put it in a folder named after the system"):
        exports.load()


def test_row_numbers_of_many_rows_are_those_of_the_file(exports):
    body = "".join(f"{n},2026-03-01 00:00:00,n{n}\n" for n in range(2, 200_002))
    exports.write("template/leads.csv", "lead_id,created_at,first_name\n" + body)
    exports.load()
    assert exports.one(
        "select count(*), count(*) filter (where _row = lead_id::bigint) from raw.leads"
    ) == (
        200_000,
        200_000,
    )
