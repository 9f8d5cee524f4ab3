"""Nothing published is replaced by less, and old exports are said to be old."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from smarketing.errors import DataRefused
from smarketing.run.completeness import Allowances, judge_ages, refuse_losses

BEFORE = [
    ("hubspot", "leads", 100, "2026-10-30"),
    ("hubspot", "tasks", 10, "2026-10-31"),
    ("ga4", "web_traffic", 50, "2026-10-20"),
    ("template", "invoices", 0, None),
]


def warehouse(folder: Path, name: str, files, exports="/data/exports") -> Path:
    path = folder / f"{name}'s.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw._run as select ? as exports_folder", [exports])
        connection.execute(
            "create table raw._files (system varchar, entity varchar, rows_loaded bigint,"
            " exported_at timestamp)"
        )
        if files:
            connection.executemany("insert into raw._files values (?, ?, ?, ?)", files)
    return path


def lost(folder, after, *allowed, exports="/data/exports"):
    """Return the refusal's text, empty where nothing is refused."""
    published = warehouse(folder, "published", BEFORE)
    loaded = warehouse(folder, "loaded", after, exports)
    try:
        refuse_losses(loaded, published, Allowances(frozenset(allowed)))
    except DataRefused as refusal:
        return str(refusal)
    return ""


def test_the_same_again_and_more_is_fine(tmp_path):
    assert lost(tmp_path, [*BEFORE, ("hubspot", "leads", 5, None)]) == ""


def test_a_vanished_system_is_refused_by_name_and_numbers(tmp_path):
    text = lost(tmp_path, BEFORE[:2])
    assert "ga4/web_traffic: 50 rows were published, 0 were loaded now" in text
    assert "--allow-missing ga4/web_traffic" in text
    assert "hubspot" not in text


def test_a_vanished_entity_of_a_system_that_is_there_is_refused(tmp_path):
    assert "hubspot/tasks: 10 rows" in lost(tmp_path, [BEFORE[0], BEFORE[2]])


@pytest.mark.parametrize(("rows", "is_refused"), [(20, False), (19, True), (0, True)])
def test_more_than_four_fifths_lost_is_refused(tmp_path, rows, is_refused):
    after = [("hubspot", "leads", rows, None), *BEFORE[1:]]
    assert ("hubspot/leads" in lost(tmp_path, after)) == is_refused


@pytest.mark.parametrize("name", ["ga4", "web_traffic", "ga4/web_traffic"])
def test_what_is_allowed_by_name_may_go(tmp_path, name):
    assert lost(tmp_path, BEFORE[:2], name) == ""


def test_allowing_one_loss_allows_no_other(tmp_path):
    text = lost(tmp_path, BEFORE[:1], "ga4")
    assert "hubspot/tasks" in text
    assert "ga4" not in text


def test_exports_of_another_folder_start_afresh(tmp_path):
    assert lost(tmp_path, BEFORE[:1], exports="/data/others") == ""


def test_nothing_published_is_nothing_lost(tmp_path):
    loaded = warehouse(tmp_path, "loaded", BEFORE)
    refuse_losses(loaded, tmp_path / "absent.duckdb", Allowances())


def test_old_exports_are_a_warning_and_refused_when_asked(tmp_path):
    file = warehouse(tmp_path, "loaded", BEFORE)
    day = date(2026, 10, 31)
    assert judge_ages(file, day, 7, Allowances()) == [
        "the newest export of ga4 is 11 days old on 2026-10-31; export it again"
    ]
    assert judge_ages(file, day, 11, Allowances()) == []
    with pytest.raises(DataRefused, match=r"at most 10 days old .*\n- .*ga4 is 11 days"):
        judge_ages(file, day, 7, Allowances(older_than_days=10))
    undated = judge_ages(file, day, 7, Allowances(older_than_days=11))
    assert [sentence.split(",")[0] for sentence in undated] == [
        "the exports of template have no date"
    ]
