"""Which rows of a file an entry reads, and how a header's cells may be read."""

from __future__ import annotations

import datetime as dt

import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused

ACTIVITIES = """
system: crm
locale: {timezone: UTC}
files:
  - pattern: "activities*"
    entity: contact_attempts
    not_recognised_by: [Deal stage]
    rows_except: &to_do [{Done: [No, "0"]}, {Type: [Task, Tarea]}]
    constants: {channel: other}
    columns:
      attempt_id: [{header: Id, extract: 'act_(\\d+)'}, Id]
      email: [Email]
      occurred_at: [{header: Day, with: Hour}, Day]
      channel: [Type]
      outcome: [Outcome, {header: Type, only: [Meeting, Reunión]}]
      duration_seconds: [{header: Hours, with: Minutes, joined_by: ":", unit: minutes}]
    values:
      channel: {call: [Call, Llamada], meeting: [Meeting, Reunión], other: ["*"]}
      outcome: {meeting_held: [Meeting, Reunión], connected: [Answered]}
  - pattern: "activities*"
    entity: tasks
    rows_where: *to_do
    columns: {task_id: [Id], email: [Email], due_at: [Day], created_at: [Created]}
"""
HEADER = "Id,Type,Done,Day,Hour,Created,Email,Outcome,Hours,Minutes\n"


@pytest.fixture
def exports(tmp_path):
    exports = Exports(tmp_path)
    exports.write("crm/mapping.yml", ACTIVITIES)
    return exports


def test_two_entries_share_the_rows_of_a_file(exports):
    exports.write(
        "crm/activities.csv",
        HEADER
        + "act_1,Call,Yes,2026-03-02,09:30,1772373600,a@x.example,Answered,1,15\n"
        + "act_2,reunion,Yes,2026-03-02,,1772373600,a@x.example,,0,5\n"
        + "x3,Visit,Yes,2026-03-03,10:00,1772373600000,a@x.example,,,\n"
        + "act_4,Call,no,2026-03-09,10:00,1772373600,a@x.example,,,\n"
        + "act_5,TAREA,Yes,2026-03-09,10:00,1772373600,a@x.example,,,\n",
    )
    exports.load()
    assert exports.rows(
        "select attempt_id, channel, outcome, occurred_at, duration_seconds "
        "from raw.contact_attempts order by _row"
    ) == [
        ("1", "call", "connected", dt.datetime(2026, 3, 2, 9, 30), 4500),
        ("2", "meeting", "meeting_held", dt.datetime(2026, 3, 2), 300),
        ("x3", "other", None, dt.datetime(2026, 3, 3, 10), None),
    ]
    assert exports.rows("select task_id, created_at from raw.tasks order by 1") == [
        ("act_4", dt.datetime(2026, 3, 1, 14)),
        ("act_5", dt.datetime(2026, 3, 1, 14)),
    ]
    assert exports.rows(
        "select entity, rows_read, rows_not_used, not_used_because from raw._files order by 1"
    ) == [
        ("contact_attempts", 3, 2, "Done is No or 0 or Type is Task or Tarea"),
        ("tasks", 2, 3, "Done is not No or 0 and Type is not Task or Tarea"),
    ]
    assert exports.one("select count(*) from raw._rejected_values") == 0
    exports.assert_balanced()


def test_an_entry_for_some_rows_leaves_a_file_that_cannot_tell_them_to_the_others(exports):
    exports.write("crm/activities.csv", "Id,Email,Day\n1,a@x.example,2026-03-02\nOverall Total,,\n")
    exports.load()
    assert exports.rows("select entity, rows_loaded, rows_rejected from raw._files") == [
        ("contact_attempts", 1, 1)
    ]


def test_a_file_with_a_header_of_another_kind_is_not_read(exports):
    exports.write("crm/activities.csv", "Id,Email,Day,Deal stage\n1,a@x.example,2026-03-02,New\n")
    with pytest.raises(DataRefused, match="tasks is read from some rows"):
        exports.load()


def test_a_pattern_to_extract_needs_one_group(exports):
    exports.write("crm/mapping.yml", ACTIVITIES.replace("act_(\\d+)", "act_"))
    exports.write("crm/activities.csv", HEADER)
    with pytest.raises(DataRefused, match="extract `act_` should be a pattern with one group"):
        exports.load()


BY_NAME = """
system: crm
locale: {timezone: UTC}
lookups:
  people:
    pattern: "people*"
    key: [{header: First, with: Last}]
    columns: {lead_id: [Id]}
    unique: true
    also_rows: true
files:
  - pattern: "people*"
    entity: leads
    columns: {lead_id: [Id], first_name: [First], last_name: [Last], created_at: [Created]}
  - pattern: "deals*"
    entity: opportunities
    columns: {opportunity_id: [Id], created_at: [Created], stage: [Stage]}
    lookups: {people: [Contact]}
"""


def test_a_full_name_leads_to_the_person_of_two_cells_unless_two_bear_it(exports):
    exports.write("crm/mapping.yml", BY_NAME)
    exports.write(
        "crm/people.csv",
        "Id,First,Last,Created\n7,Inés,Paz Luna,2026-03-02\n8,Ana,Rey,2026-03-02\n"
        "9,Ana,Rey,2026-03-03\n",
    )
    exports.write(
        "crm/deals.csv",
        "Id,Contact,Created,Stage\n1,INES Paz Luna,2026-03-05,won\n2,Ana Rey,2026-03-05,won\n",
    )
    exports.load()
    assert exports.rows("select opportunity_id, lead_id from raw.opportunities order by 1") == [
        ("1", "7"),
        ("2", None),
    ]
    assert exports.one("select count(*) from raw.leads") == 3


def test_a_key_takes_no_other_way_to_read_a_header(exports):
    exports.write("crm/mapping.yml", BY_NAME.replace("with: Last", "unit: hours"))
    exports.write("crm/people.csv", "Id,First\n")
    with pytest.raises(DataRefused, match="lookups, people, key"):
        exports.load()
