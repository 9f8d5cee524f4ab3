"""What marketing tools export: e-mails, webinars, bookings, ads; and lists of users and invoices."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections import Counter

import pytest
from load_helpers import Exports, shared_data


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


# ------------------------------------------------------------------------------- HubSpot's events

EVENTS = """\
id,created,email_campaign_id,type,filtered_event,recipient
e1,2026-03-02 10:00:00,7,SENT,,ana@uno.example
e2,2026-03-02 10:01:00,7,OPEN,true,ana@uno.example
e3,2026-03-02 15:00:00,7,OPEN,false,ana@uno.example
e4,2026-03-02 15:01:00,7,CLICK,false,ana@uno.example
e5,2026-03-03 09:00:00,7,SPAMREPORT,false,luis@dos.example
e6,2026-03-03 09:00:00,7,BOUNCE,false,no@tres.example
"""


def test_hubspot_opens_and_clicks_are_touches_and_those_of_machines_are_not_used(exports):
    exports.write("hubspot/email_event_data.csv", EVENTS)
    exports.write("hubspot/email_campaign_data.csv", "id,name,subject\n7,Boletín marzo,Hola\n")
    exports.write("hubspot/email_event_click_data.csv", "id,url\ne4,https://acme.example/curso\n")
    exports.load()
    assert exports.rows(
        "select touchpoint_id, email, type, source, medium, campaign, asset, page, occurred_at from raw.touchpoints order by 1"
    ) == [
        ("e3", "ana@uno.example", "email_open", "hubspot", "email", "Boletín marzo", "Hola", None, dt.datetime(2026, 3, 2, 15)),
        ("e4", "ana@uno.example", "email_click", "hubspot", "email", "Boletín marzo", "Hola", "https://acme.example/curso", dt.datetime(2026, 3, 2, 15, 1)),
    ]  # fmt: skip
    assert exports.rows(
        "select attempt_id, email, direction, outcome from raw.contact_attempts"
    ) == [("e5", "luis@dos.example", "inbound", "opted_out")]
    assert exports.one("select rows_not_used, not_used_because from raw._files where entity = 'touchpoints'") == (
        4, "type is not OPEN or CLICK, or filtered_event is true",
    )  # fmt: skip
    exports.assert_balanced()


def test_hubspot_lists_of_owners_and_users_are_the_team(exports):
    exports.write(
        "hubspot/owner_data.csv",
        "owner_id,created_at,email,first_name,last_name,active_user_id\n44,2026-01-02 10:00:00,ana@uno.example,Ana,Pérez,7\n",
    )
    exports.write(
        "hubspot/users_data.csv",
        "id,primary_team_id,role_id,email,first_name,last_name\n7,1,3,ana@uno.example,Ana,Pérez\n",
    )
    exports.write("hubspot/team_data.csv", "id,name\n1,Norte\n")
    exports.write("hubspot/role_data.csv", "id,name\n3,SDR\n")
    exports.load()
    assert exports.rows("select user_id, name, email, team, role from raw.users order by 1") == [
        ("44", "Ana Pérez", "ana@uno.example", None, None),
        ("7", "Ana Pérez", "ana@uno.example", "Norte", "SDR"),
    ]
    exports.assert_balanced()


def test_the_connectors_history_of_properties_is_a_history_of_stages(exports):
    exports.write(
        "hubspot/contact_property_history_data.csv",
        "contact_id,timestamp,source,name,value,source_id\n"
        "1,2026-03-01 10:00:00,CRM,lifecyclestage,lead,\n"
        "1,2026-03-02 10:00:00,CRM,email,a@uno.example,\n"
        "1,2026-03-03 10:00:00,CRM,hs_lead_status,OPEN,\n",
    )
    exports.load()
    assert exports.rows("select lead_id, stage from raw.lead_stage_changes order by changed_at") == [
        ("1", "lead"), ("1", "OPEN"),
    ]  # fmt: skip
    assert exports.one("select rows_not_used from raw._files") == 1


def test_every_row_of_the_connectors_tables_is_accounted_for(exports):
    data = shared_data("fivetran_hubspot")
    shutil.copytree(data, exports.folder / "hubspot", ignore=shutil.ignore_patterns("*.md"))
    exports.load()
    exports.assert_balanced()
    read = dict(
        exports.rows(
            "select file, max(rows_read + rows_not_used) from raw._files where entity is not null group by all"
        )
    )
    for file, rows in read.items():
        with (exports.folder / file).open(encoding="utf-8", newline="") as stream:
            assert rows == len(list(csv.DictReader(stream))), file
    with (data / "email_event_data.csv").open(encoding="utf-8", newline="") as stream:
        events = Counter((row["type"], row["filtered_event"]) for row in csv.DictReader(stream))
    opened = exports.one("select count(*) from raw.touchpoints where type = 'email_open'")
    assert (
        opened
        == sum(
            count
            for (kind, is_machine), count in events.items()
            if kind == "OPEN" and is_machine != "true"
        )
        == 90
    )
    owners = exports.one("select count(*) from raw.users where _file like '%owner_data%'")
    with (data / "owner_data.csv").open(encoding="utf-8", newline="") as stream:
        assert owners == len({row["owner_id"] for row in csv.DictReader(stream)})
