"""Raw holds exactly the files of the folder: once, whole, and traceable."""

from __future__ import annotations

import datetime as dt
import random

import duckdb
import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused
from smarketing.loading.files import exported_at


@pytest.fixture
def exports(tmp_path):
    exports = Exports(tmp_path)
    exports.write(
        "template/leads-2026-03.csv", "lead_id,created_at,updated_at\n1,2026-03-01,2026-03-05\n"
    )
    exports.write(
        "template/leads-2026-04-15.csv",
        "lead_id,created_at,updated_at\n1,2026-03-01,2026-04-05\n2,2026-04-01,\n",
    )
    return exports


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("hubspot-crm-exports-all-contacts-2026-03-09.csv", dt.date(2026, 3, 9)),
        ("Leads_2026_02_10.csv", dt.date(2026, 2, 10)),
        ("leads20260210.csv", dt.date(2026, 2, 10)),
        ("leads-2026-02.csv", dt.date(2026, 2, 28)),
        ("leads_2024_02.csv", dt.date(2024, 2, 29)),
        ("leads.csv", None),
        ("leads-12345678.csv", None),
        ("leads-2026-02-31.csv", None),
        # from a day to a day: no older than its last rows
        ("leads_2026-01-01_2026-03-31.csv", dt.date(2026, 3, 31)),
        ("leads-20260101-20260331.csv", dt.date(2026, 3, 31)),
        ("leads_2026-01_2026-03.csv", dt.date(2026, 3, 31)),
        # the export of a report of Salesforce
        ("report1793609000000.csv", dt.date(2026, 11, 2)),
        ("report1793609000000 (1).csv", dt.date(2026, 11, 2)),
        ("calls1793609000000.csv", None),
        # a view of Dynamics: the day and the time as the user's language writes them
        ("Mis clientes potenciales 31-3-2026 15-42-10.xlsx", dt.date(2026, 3, 31)),
        ("Mis clientes potenciales 5-4-2026 15-42-10.xlsx", dt.date(2026, 4, 5)),
        ("Mis clientes potenciales 5-4-2026 3-42-10 p. m..xlsx", dt.date(2026, 4, 5)),
        ("Mis_clientes_potenciales_5-4-2026_03-42-10.xlsx", dt.date(2026, 4, 5)),
        ("My Open Leads 5-4-2026 3-42-10 PM.xlsx", dt.date(2026, 5, 4)),
        ("My Open Leads 4-15-2026 3-42-10 PM (1).xlsx", dt.date(2026, 4, 15)),
        ("My Open Leads 15-4-2026 3-42-10 PM.xlsx", dt.date(2026, 4, 15)),
        ("My Open Leads 31-4-2026 15-42-10.xlsx", None),
        ("leads 31-3-2026.xlsx", None),
    ],
)
def test_the_date_in_a_files_name(name, day):
    assert exported_at(name) == day


def test_all_versions_are_kept_with_their_export_date(exports):
    exports.write(
        "template/opportunities.csv",
        "opportunity_id,created_at,stage,updated_at\n1,2026-03-01,won,2026-03-07 10:00\n",
    )
    exports.load()
    assert exports.rows(
        "select lead_id, _exported_at::date, _file from raw.leads order by 2, 1"
    ) == [
        ("1", dt.date(2026, 3, 31), "template/leads-2026-03.csv"),
        ("1", dt.date(2026, 4, 15), "template/leads-2026-04-15.csv"),
        ("2", dt.date(2026, 4, 15), "template/leads-2026-04-15.csv"),
    ]
    # Without a date in the name: the newest update inside, never the file system's time.
    assert exports.one("select _exported_at from raw.opportunities") == dt.datetime(2026, 3, 7, 10)


def test_unchanged_files_are_not_read_again_and_gone_files_leave(exports):
    assert exports.load().files_read == 2
    again = exports.load()
    assert (again.files_read, again.files_unchanged) == (0, 2)
    assert exports.one("select count(*) from raw.leads") == 3

    (exports.folder / "template/leads-2026-04-15.csv").unlink()
    exports.write("template/leads-2026-05.csv", "lead_id,created_at\n9,2026-05-01\n")
    third = exports.load()
    assert (third.files_read, third.files_unchanged, third.files_removed) == (1, 1, 1)
    assert exports.rows("select lead_id from raw.leads order by 1") == [("1",), ("9",)]
    assert exports.one("select count(*) from raw._files") == 2
    exports.assert_balanced()


def test_a_changed_file_or_mapping_replaces_its_rows(exports):
    exports.load()
    exports.write("template/leads-2026-03.csv", "lead_id,created_at\n7,2026-03-01\n8,\n")
    assert exports.load().files_read == 1
    assert exports.rows("select lead_id from raw.leads order by 1") == [("1",), ("2",), ("7",)]
    assert exports.one("select count(*) from raw._rejects") == 1
    exports.write("template/mapping.yml", "locale: {timezone: America/Lima}\n")
    assert exports.load().files_read == 2
    assert exports.one("select count(*) from raw._rejects") == 1
    exports.assert_balanced()


def test_an_export_that_says_the_same_on_another_day_is_no_copy(exports):
    content = (exports.folder / "template/leads-2026-04-15.csv").read_bytes()
    exports.write("template/leads-2026-05-15.csv", content)
    exports.write("template/leads-2026-05-15 (1).csv", content)
    exports.load()
    assert exports.rows(
        "select _exported_at::date, count(*) from raw.leads"
        " where _file like 'template/leads-2026-0_-15%' group by 1 order by 1"
    ) == [(dt.date(2026, 4, 15), 2), (dt.date(2026, 5, 15), 2)]


def test_two_copies_of_a_file_count_once(exports):
    content = (exports.folder / "template/leads-2026-04-15.csv").read_bytes()
    exports.write("template/a copy/leads.csv", content)
    exports.load()
    assert exports.one("select count(*) from raw.leads") == 3
    assert exports.rows("select distinct _file from raw.leads order by 1")[1] == (
        "template/leads-2026-04-15.csv",
    )
    assert any("counted once" in line for line in exports.said)


def test_another_folder_starts_afresh_and_the_sample_is_marked(exports, tmp_path):
    exports.load()
    other = Exports(tmp_path / "other")
    other.build_file = exports.build_file
    other.write("template/leads.csv", "lead_id,created_at\n5,2026-03-01\n")
    (other.folder / ".sample").touch()
    other.load()
    assert other.rows("select lead_id from raw.leads") == [("5",)]
    assert other.one("select exports_folder, is_sample from raw._run") == (
        str(other.folder.resolve()),
        True,
    )


def test_a_refused_load_changes_nothing_and_creates_nothing(exports):
    exports.write("template/tasks.csv", "task_id\n1\n")
    with pytest.raises(DataRefused):
        exports.load()
    with duckdb.connect(str(exports.build_file)) as connection:
        assert connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'raw'"
        ).fetchone() == (0,)


@pytest.mark.parametrize("kept", [True, False], ids=["upon the last one", "the first one"])
def test_a_load_that_is_cut_between_its_commits_is_done_again(exports, monkeypatch, kept):
    if kept:
        exports.load()
    exports.write("template/leads-2026-05.csv", "lead_id,created_at\n3,2026-05-01\n")

    def is_cut(_connection):
        raise KeyboardInterrupt

    with monkeypatch.context() as context, pytest.raises(KeyboardInterrupt):
        context.setattr("smarketing.loading.loader.date_undated", is_cut)
        exports.load()
    # the rows are committed, and nothing says that they are all
    assert exports.one("select count(*) from raw.leads") == 4
    assert exports.rows("from raw._run") == []
    result = exports.load()
    assert (result.files_read, result.files_unchanged) == (3, 0)
    exports.assert_balanced()
    assert exports.one("select count(*) from raw.leads") == 4
    assert exports.load().files_unchanged == 3


def test_what_fails_while_rows_are_written_is_raised_and_the_next_load_is_whole(
    exports, monkeypatch
):
    exports.load()
    exports.write("template/leads-2026-05.csv", "lead_id,created_at\n3,2026-05-01\n")

    def fails(*_):
        raise duckdb.IOException("no space left on device")

    with monkeypatch.context() as context, pytest.raises(duckdb.IOException, match="no space"):
        context.setattr("smarketing.loading.writing.insert_rows", fails)
        exports.load()
    assert exports.load().files_read == 3
    assert exports.one("select count(*) from raw.leads") == 4


def test_order_of_files_and_rows_does_not_matter(tmp_path):
    rows = [f"{n},2026-03-{n % 28 + 1:02d} 10:00,c{n % 7}@example.com" for n in range(500)]
    found = []
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)
        exports = Exports(tmp_path / str(seed))
        names = ["a", "b"] if seed == 1 else ["b", "a"]
        for name, part in zip(names, (rows[:200], rows[200:]), strict=True):
            exports.write(
                f"template/leads-{name}.csv", "lead_id,created_at,email\n" + "\n".join(part) + "\n"
            )
        exports.load()
        found.append(exports.rows("select * exclude (_file, _row) from raw.leads order by lead_id"))
    assert len(found[0]) == 500
    assert found[0] == found[1]
