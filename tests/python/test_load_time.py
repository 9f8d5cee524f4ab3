"""Days keep their day, states count from a day, and a month without data is refused."""

from __future__ import annotations

import datetime

import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused
from smarketing.loading import describe
from smarketing.paths import resolve_period
from smarketing.run.months import event_days, refuse_other_months


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


@pytest.mark.parametrize(
    ("constant", "at", "is_date_only"),
    [
        # a day without a time stays that day, whatever the zone
        ("2026-03-01", datetime.datetime(2026, 3, 1), True),
        # a time is one of the system's zone, unless it names another
        ('"2026-03-01 10:00"', datetime.datetime(2026, 3, 1, 15), False),
        ('"2026-03-01T10:00:00Z"', datetime.datetime(2026, 3, 1, 10), False),
    ],
)
def test_a_constant_day_keeps_its_day(exports, constant, at, is_date_only):
    exports.write("odd/p.csv", "id\n1\n")
    exports.write(
        "odd/mapping.yml",
        "locale: {timezone: America/Guayaquil}\nfiles:\n  - pattern: p.csv\n    entity: leads\n"
        f"    columns: {{lead_id: [id]}}\n    constants: {{created_at: {constant}}}\n",
    )
    exports.load()
    assert exports.one("select created_at, created_at_is_date_only from raw.leads") == (
        at,
        is_date_only,
    )


@pytest.mark.parametrize(
    ("first", "second", "is_date_only"),
    [
        # a system that writes days as moments: every time is midnight, wherever it thinks it is
        ("2026-04-01T00:00:00.000+0000", "2026-04-02T00:00:00.000+0000", True),
        ("2026-04-01 00:00:00", "2026-04-02 00:00:00", True),
        ("1/4/2026 0:00", "2/4/2026 0:00", True),
        ("1/4/2026 12:00:00 a. m.", "2/4/2026 12:00:00 a. m.", True),
        # one time tells that they are times
        ("2026-04-01 00:00:00", "2026-04-02 00:00:10", False),
        ("1/4/2026 12:00:00 p. m.", "2/4/2026 12:00:00 a. m.", False),
    ],
)
def test_days_written_as_moments_keep_their_day(exports, first, second, is_date_only):
    exports.write("odd/p.csv", f"id;fecha\n1;{first}\n2;{second}\n")
    exports.write(
        "odd/mapping.yml",
        "locale: {timezone: America/Guayaquil, dates: dmy}\nfiles:\n  - pattern: p.csv\n"
        "    entity: leads\n    columns: {lead_id: [id], created_at: [fecha]}\n",
    )
    exports.load()
    rows = exports.rows(
        "select created_at, created_at_is_date_only from raw.leads order by lead_id"
    )
    assert [flag for _, flag in rows] == [is_date_only] * 2
    if is_date_only:
        days = [datetime.datetime(2026, 4, 1), datetime.datetime(2026, 4, 2)]
        assert [at for at, _ in rows] == days


def test_an_empty_cell_with_a_constant_day_keeps_its_day(exports):
    exports.write("odd/p.csv", "id,fecha\n1,\n2,2026-03-02 10:00\n")
    exports.write(
        "odd/mapping.yml",
        "locale: {timezone: America/Guayaquil}\nfiles:\n  - pattern: p.csv\n    entity: leads\n"
        "    columns: {lead_id: [id], created_at: [fecha]}\n"
        "    constants: {created_at: 2026-03-01}\n",
    )
    exports.load()
    found = "select created_at, created_at_is_date_only from raw.leads order by lead_id"
    assert exports.rows(found) == [
        (datetime.datetime(2026, 3, 1), True),
        (datetime.datetime(2026, 3, 2, 15), False),
    ]


def test_states_of_a_file_without_a_date_count_from_the_newest_event(exports):
    exports.write(
        "template/leads.csv", "lead_id,created_at,status\n1,2026-03-01T10:00:00Z,customer\n"
    )
    exports.write(
        "template/leads-2026-02-28.csv", "lead_id,created_at,status\n2,2026-02-01,customer\n"
    )
    exports.write(
        "template/contact_attempts.csv",
        "attempt_id,lead_id,occurred_at,channel\na,1,2026-03-20T12:00:00Z,call\n",
    )
    exports.load()
    assert exports.rows("select lead_id, _exported_at from raw.leads order by 1") == [
        ("1", datetime.datetime(2026, 3, 20, 12)),
        ("2", datetime.datetime(2026, 2, 28)),
    ]
    lines = describe(exports.folder).splitlines()
    said = [line for line in lines if "no date in its name" in line]
    assert len(said) == 1
    assert "counts from 2026-03-20, the newest event of all files" in said[0]
    assert lines[lines.index(said[0]) - 1].startswith("template/leads.csv → leads")


def test_a_planned_meeting_is_no_newest_event(exports):
    exports.write("template/leads.csv", "lead_id,created_at,status\n1,2026-03-01,customer\n")
    exports.write(
        "template/contact_attempts.csv",
        "attempt_id,lead_id,occurred_at,channel,outcome,recorded_at\n"
        "a,1,2026-03-10T12:00:00Z,call,,2026-03-10T12:05:00Z\n"
        "b,1,2026-03-12T12:00:00Z,meeting,meeting_held,2026-03-01T12:00:00Z\n"
        "c,1,2026-12-14T12:00:00Z,meeting,,2026-03-05T12:00:00Z\n",
    )
    exports.load()
    newest = datetime.datetime(2026, 3, 12, 12)
    assert exports.rows("select distinct _exported_at from raw.leads") == [(newest,)]
    days = (datetime.date(2026, 3, 1), datetime.date(2026, 3, 12))
    assert event_days(exports.build_file, "America/Guayaquil") == days


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"MONTH": "2027-01"}, "MONTH=2027-01 lies after the newest event in the exports"),
        ({"MONTH": "2026-05"}, "(2026-04-18); there is data for 2026-02 to 2026-04."),
        ({"MONTH": "2026-01"}, "MONTH=2026-01 lies before the first event in the exports"),
        ({"AS_OF": "2026-02-01"}, "AS_OF=2026-02-01 lies before the first event"),
        ({"MONTH": "2026-02"}, None),
        ({"MONTH": "2026-04"}, None),
        ({"AS_OF": "2026-12-31"}, None),
        ({}, None),
    ],
)
def test_a_month_without_data_is_refused_with_the_months_that_exist(exports, variables, sentence):
    exports.write(
        "template/leads.csv",
        "lead_id,created_at\n1,2026-02-02\n2,2026-04-19T02:00:00Z\n3,2026-03-01T02:00:00Z\n",
    )
    exports.load()
    zone, period = "America/Guayaquil", resolve_period(variables)
    # 02:00 in UTC is the evening before in Guayaquil; a date without time keeps its day
    days = (datetime.date(2026, 2, 2), datetime.date(2026, 4, 18))
    assert event_days(exports.build_file, zone) == days
    if sentence is None:
        refuse_other_months(exports.build_file, period, zone)
        return
    with pytest.raises(DataRefused) as refusal:
        refuse_other_months(exports.build_file, period, zone)
    assert sentence in str(refusal.value)
