"""Files for other systems, each cell worked out by hand on a company of a few people."""

import csv
import hashlib
import stat
from pathlib import Path

import duckdb
import pytest

from smarketing import cli
from smarketing.errors import DataRefused
from smarketing.outgoing.write_back import check_systems, write_files

COMPANY = """
create schema core; create schema staging; create schema contact; create schema raw;
create schema qualification; create schema intermediate; create schema settings;
create table core.run as select date '2026-10-31' as as_of, 'America/Guayaquil' as timezone,
    'USD' as reporting_currency;
create table core.dim_lead_identities as from (values
    ('hubspot', 'lead', '101', 'ana', 'record'), ('hubspot', 'lead', '101', 'ana', 'email'),
    ('hubspot', 'lead', '109', 'ana', 'record'), ('hubspot', 'lead', '108', 'ana', 'record'),
    ('hubspot', 'lead', '107', 'ana', 'record'),
    ('hubspot', 'lead', '102', 'luis', 'record'), ('hubspot', 'lead', '103', 'eva', 'record'),
    ('zoho', 'lead', 'zcrm_1', 'ana', 'record'), ('zoho', 'contact', 'zcrm_2', 'luis', 'record'),
    ('zoho', 'lead', 'zcrm_3', 'luis', 'record'), ('zoho', 'lead', 'zcrm_4', 'luis', 'record')
) as t(source_system, record_type, lead_id, lead_key, kind);
create table staging.stg_leads as from (values
    ('hubspot', 'lead', '101', null, null, '108:1696118400000;106', timestamp '2026-09-02', 1),
    ('hubspot', 'lead', '107', null, null, null, timestamp '2026-09-01', 2),
    ('hubspot', 'lead', '108', null, null, null, timestamp '2026-09-03', 3),
    ('hubspot', 'lead', '109', null, '101', null, timestamp '2026-09-03', 4),
    ('hubspot', 'lead', '102', null, null, null, timestamp '2026-09-01', 5),
    ('hubspot', 'lead', '103', null, null, null, timestamp '2026-09-01', 6),
    ('zoho', 'lead', 'zcrm_1', null, null, null, timestamp '2026-09-01', 7),
    ('zoho', 'lead', 'zcrm_3', 'zcrm_2', null, null, timestamp '2026-09-01', 8),
    ('zoho', 'contact', 'zcrm_2', null, null, null, timestamp '2026-09-02', 9),
    ('zoho', 'lead', 'zcrm_4', null, null, null, timestamp '2026-09-03', 10)
) as t(source_system, record_type, lead_id, contact_id, merged_into_id, merged_ids, created_at,
    source_row);
alter table staging.stg_leads add column source_file varchar default 'l';
create table raw.leads as from (values ('l', 5, '/x?fbclid=Landing#top'), ('l', 6, null))
    as t(_file, _row, landing_page);
create table settings.team_members as from (values
    ('Rosa', 'R. Luna;rosa@uno.example', date '2024-01-01'), ('Rosa', 'old@uno.example', null),
    ('Luis', null, null)
) as t(owner, aliases, active_from);
create table core.dim_leads as from (values
    ('ana', false), ('luis', null), ('eva', true), ('sin', false)
) as t(lead_key, is_opted_out);
create table qualification.fct_lead_scores as from (values
    ('ana', 24.6, -3.2, 'high_fit_low_interest', true, timestamp '2026-10-02 03:30'),
    ('luis', 0.0, 12.4, null, false, null),
    ('eva', 50.0, 50.0, 'high_fit_high_interest', true, timestamp '2026-10-05 12:00'),
    -- known by a number alone
    ('sin', 0.0, 0.0, null, true, timestamp '2026-10-06 12:00')
) as t(lead_key, fit_points, interest_points, quadrant, is_mql, mql_at);
create table contact.rpt_worklist as from (values
    ('Rosa', 1, 'ana', 'today', null, null, 'next_touch', true, timestamp '2026-11-03 02:00', null,
        null, 'call'),
    ('Rosa', 2, 'eva', 'coming_up', null, null, 'next_step', false, null, null, null, 'call'),
    ('(none)', 1, 'luis', 'today', null, null, 'answer_alert', false, null, null, '=cmd|calc', null)
) as t(owner, rank, lead_key, due_state, bulk_action, reply_due_at, action, is_sla_breach,
    next_touch_at, next_step_at, suggested_owner, next_touch_channel);
create table intermediate.int_people as from (values
    ('ana', 'demo', ' Ana.Vega@Gmail.com'), ('luis', 'demo', 'L.Paz@Dos.example'),
    ('eva', 'demo', 'eva@tres.example'), ('sin', 'demo', null)
) as t(lead_key, lead_type, email);
create table intermediate.int_record_phones as from (values
    ('r1', '+593991234567'), ('r9', '+56911112222')
) as t(record_key, phone_number);
create table intermediate.int_person_records as from (values ('r1', 'ana'), ('r9', 'sin'))
    as t(record_key, lead_key);
create table intermediate.int_mql_worth as select 'demo' as lead_type,
    192.46::decimal(18, 2) as mql_value;
create table core.fct_opportunities as from (values
    ('d1', 'luis', true, 'new', timestamp '2026-10-20 15:00', 1200.50::decimal(18, 2), 'CLP'),
    ('d2', 'luis', true, 'renewal', timestamp '2026-10-21 15:00', 10, 'CLP'),
    ('d3', 'luis', false, 'new', timestamp '2026-10-21 15:00', 10, 'CLP'),
    ('d4', 'luis', true, 'new', timestamp '2026-07-01 15:00', 10, 'CLP'),
    ('d5', 'eva', true, 'new', timestamp '2026-10-22 15:00', 10, 'CLP'),
    ('d6', 'luis', true, 'new', timestamp '2026-08-20 15:00', 70, 'CLP')
) as t(opportunity_key, lead_key, is_won, opportunity_type, closed_at, amount_original, currency);
create table core.fct_touchpoints as from (values
    ('t1', 'ana', timestamp '2026-09-01 10:00', 'google'),
    ('t2', 'ana', timestamp '2026-10-01 10:00', 'google'),
    ('t3', 'ana', timestamp '2026-10-03 10:00', 'google'),
    ('t4', 'luis', timestamp '2026-10-01 00:00', 'facebook')
) as t(touchpoint_key, lead_key, occurred_at, source);
create table staging.stg_touchpoints as from (values
    ('t1', 'old', 'f', 1), ('t2', null, 'f', 2), ('t3', 'late', 'f', 3), ('t4', 'FbId', 'f', 4)
) as t(touchpoint_key, click_id, source_file, source_row);
create table raw.touchpoints as from (values
    ('f', 1, '/'), ('f', 2, '/demo?utm=a&gclid=Cj0-x_1&b=2'), ('f', 3, '/'), ('f', 4, '/')
) as t(_file, _row, page);
"""
# as `sha256sum` gives them
SHA = {
    "anavega@gmail.com": "d35b0d0955186ca9d390c4bc91be0ce2cade1ffc9d4faad4001c6c64feb9f87f",
    "ana.vega@gmail.com": "d8d49a49f9ce8a7a2ba2729318e079faa32f75a2ad8e09e3d349be2615bde90a",
    "l.paz@dos.example": "c3404df425737596a2f855c1f5be433a22c2559129088230951b94a11cc9be29",
    "+593991234567": "89f30a5161ae16bfeb1a246ead5184c4cfd92b4b03fa7d33a1bd6a0c990edc96",
    "593991234567": "3fb8bc4d3942a43b975deb3f2aa66f1931c91d6ab9efe5c8a89007eb7e7cb1ab",
}


@pytest.fixture
def warehouse(tmp_path) -> Path:
    file = tmp_path / "smarketing.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(COMPANY)
    return file


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "write back's"


def change(warehouse: Path, sql: str) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(sql)


def read(folder: Path, name: str) -> list[dict]:
    with (folder / f"{name}-2026-10-31.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_hubspot_learns_scores_steps_and_tasks(warehouse, folder):
    write_files(warehouse, folder, ["hubspot"])
    # eva opted out; 109 says that it was merged into 101, and 101 that 108 was
    assert [row["Record ID"] for row in read(folder, "hubspot_contacts")] == ["101", "102", "107"]
    assert read(folder, "hubspot_contacts")[:2] == [
        {
            "Record ID": "101",
            "Smarketing fit score": "25",
            "Smarketing interest score": "-3",
            "Smarketing quadrant": "high_fit_low_interest",
            "Smarketing is MQL": "true",
            "Smarketing suggested owner": "ninguno",
            "Smarketing next step": "Siguiente contacto (llamada)",
            # two in the morning in UTC
            "Smarketing next step date": "2026-11-02",
        },
        {
            "Record ID": "102",
            "Smarketing fit score": "0",
            "Smarketing interest score": "12",
            "Smarketing quadrant": "",
            "Smarketing is MQL": "false",
            "Smarketing suggested owner": "'=cmd|calc",
            "Smarketing next step": "Responder a la alerta",
            "Smarketing next step date": "",
        },
    ]
    # ana has two records that stand, and one task
    first, second = read(folder, "hubspot_tasks")
    assert list(first.values()) == [
        "101", "Siguiente contacto (llamada)", "2026-11-02", "High", "Not started",
        "rosa@uno.example",
    ]  # fmt: skip
    assert list(second.values()) == [
        "102", "Responder a la alerta", "2026-10-31", "None", "Not started", "'=cmd|calc",
    ]  # fmt: skip


def test_zoho_learns_by_module(warehouse, folder):
    write_files(warehouse, folder, ["zoho"], "en")
    # zcrm_3 was converted: it is the contact zcrm_2
    lead, other = read(folder, "zoho_leads")
    assert (lead["Record Id"], lead["Smarketing next step"]) == ("zcrm_1", "Next touch (call)")
    assert other["Record Id"] == "zcrm_4"
    (contact,) = read(folder, "zoho_contacts")
    assert contact["Record Id"] == "zcrm_2"
    (task,) = read(folder, "zoho_lead_tasks")
    assert (task["Related To.id"], task["Task Owner"]) == ("zcrm_1", "rosa@uno.example")
    (task,) = read(folder, "zoho_contact_tasks")
    assert task["Contact Name.id"] == "zcrm_2"


def test_only_what_changed_since_the_last_file(warehouse, folder):
    systems = ["hubspot", "zoho", "google_ads", "meta_ads"]
    assert write_files(warehouse, folder, systems)
    before = sorted(path.name for path in folder.iterdir())
    assert write_files(warehouse, folder, systems) == {}
    assert sorted(path.name for path in folder.iterdir()) == before
    # a day later the points are the same when rounded, and a step without a day is no new task
    change(
        warehouse,
        "update core.run set as_of = date '2026-11-01';"
        "update qualification.fct_lead_scores set interest_points = -2.9 where lead_key = 'ana'",
    )
    assert write_files(warehouse, folder, systems) == {}
    change(
        warehouse, "update qualification.fct_lead_scores set fit_points = 9 where fit_points = 0"
    )
    written = write_files(warehouse, folder, ["hubspot"])
    assert {path.name: rows for path, rows in written.items()} == {
        "hubspot_contacts-2026-11-01.csv": 1
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*.*")} == {0o600}
    # back to what it was is news again: the CRM holds the 9
    change(
        warehouse, "update qualification.fct_lead_scores set fit_points = 0 where fit_points = 9"
    )
    written = write_files(warehouse, folder, ["hubspot"])
    assert [path.name for path in written] == ["hubspot_contacts-2026-11-01-2.csv"]


def test_who_opts_out_is_told_of_to_nobody(warehouse, folder):
    change(warehouse, "update core.dim_leads set is_opted_out = true")
    assert write_files(warehouse, folder, ["hubspot", "zoho", "google_ads", "meta_ads"]) == {}


def test_google_learns_of_leads_and_sales_by_click_or_hash(warehouse, folder):
    write_files(warehouse, folder, ["google_ads"])
    rows = sorted(read(folder, "google_ads_conversions"), key=lambda row: row["Order ID"])
    lead, by_number, sale = rows[:3]
    assert (by_number["Email"], len(by_number["Phone Number"])) == ("", 64)
    assert lead == {
        # the newest click before it, from the page's address
        "Google Click ID": "Cj0-x_1",
        "Email": SHA["anavega@gmail.com"],
        "Phone Number": SHA["+593991234567"],
        "Conversion Name": "Marketing qualified lead",
        # half past three in UTC is the evening before in Guayaquil
        "Conversion Time": "2026-10-01 22:30:00-05:00",
        "Conversion Value": "192.46",
        "Conversion Currency": "USD",
        "Order ID": "mql|ana",
    }
    # only gmail takes dots for nothing
    assert sale["Email"] == SHA["l.paz@dos.example"]
    assert (sale["Conversion Value"], sale["Conversion Currency"]) == ("1200.50", "CLP")
    assert sale["Google Click ID"] == ""
    assert {row["Order ID"] for row in rows} == {"mql|ana", "mql|sin", "sale|d1", "sale|d6"}


def test_meta_learns_of_leads_and_purchases(warehouse, folder):
    write_files(warehouse, folder, ["meta_ads"])
    lead, other, sale = sorted(read(folder, "meta_ads_events"), key=lambda row: row["order_id"])
    assert (other["order_id"], other["em"], other["ph"] != "") == ("mql|sin", "", True)
    assert lead == {
        "event_name": "Lead",
        "event_time": "1790911800",
        "value": "192.46",
        "currency": "USD",
        "em": SHA["ana.vega@gmail.com"],
        "ph": SHA["593991234567"],
        "fbc": "",
        "order_id": "mql|ana",
    }
    assert sale["event_name"] == "Purchase"
    # 2026-10-01 00:00 in milliseconds
    assert sale["fbc"] == "fb.1.1790812800000.FbId"
    # d6 is 72 days old
    assert sale["order_id"] == "sale|d1"


def test_clicks_are_known_by_page_id_or_source_and_forgotten_after_90_days(warehouse, folder):
    # ana's page is gone and no source is known, so her id must speak; luis came by the landing page
    # of his record on 1 September, and his click on facebook is after the sale
    change(
        warehouse,
        """
        delete from raw.touchpoints where _row = 2;
        update core.fct_touchpoints set source = null where lead_key = 'ana';
        update staging.stg_touchpoints set click_id = 'CjAlone' where click_id = 'old';
        update core.fct_touchpoints set occurred_at = '2026-10-21' where lead_key = 'luis';
        """,
    )
    write_files(warehouse, folder, ["google_ads", "meta_ads"])
    leads = {row["Order ID"]: row for row in read(folder, "google_ads_conversions")}
    assert leads["mql|ana"]["Google Click ID"] == "CjAlone"
    events = {row["order_id"]: row for row in read(folder, "meta_ads_events")}
    # 2026-09-01 00:00 in milliseconds
    assert events["sale|d1"]["fbc"] == "fb.1.1788220800000.Landing"
    # a day more than 90 after
    change(
        warehouse,
        """
        delete from core.fct_touchpoints;
        update core.run set as_of = date '2026-12-01';
        update core.fct_opportunities set opportunity_key = 'late', closed_at = '2026-12-01'
        where opportunity_key = 'd1';
        """,
    )
    (file,) = write_files(warehouse, folder, ["meta_ads"])
    with file.open(encoding="utf-8", newline="") as lines:
        late = {row["order_id"]: row for row in csv.DictReader(lines)}["sale|late"]
    assert (late["fbc"], late["em"]) == ("", SHA["l.paz@dos.example"])


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("an.a.Vega+news.letter@gmail.com", "anavega@gmail.com"),
        ("ana.vega@googlemail.com", "anavega@googlemail.com"),
        ("ana.vega+x@notgmail.com", "ana.vega+x@notgmail.com"),
        ("gmail.com.ana@uno.example", "gmail.com.ana@uno.example"),
    ],
)
def test_google_reads_only_gmail_in_its_own_way(warehouse, folder, address, known_as):
    change(warehouse, f"update intermediate.int_people set email = '{address}'")
    write_files(warehouse, folder, ["google_ads"])
    told = {row["Email"] for row in read(folder, "google_ads_conversions")}
    assert told == {hashlib.sha256(known_as.encode()).hexdigest()}


@pytest.mark.parametrize("worth", ["0", "null"])
def test_an_mql_waits_until_its_type_has_a_value(warehouse, folder, worth):
    change(warehouse, f"update intermediate.int_mql_worth set mql_value = {worth}")
    write_files(warehouse, folder, ["google_ads"])
    assert {row["Conversion Name"] for row in read(folder, "google_ads_conversions")} == {"Sale"}
    change(warehouse, "update intermediate.int_mql_worth set mql_value = 12.5")
    (file,) = write_files(warehouse, folder, ["google_ads"])
    with file.open(encoding="utf-8", newline="") as lines:
        told = [(row["Order ID"], row["Conversion Value"]) for row in csv.DictReader(lines)]
    assert sorted(told) == [("mql|ana", "12.50"), ("mql|sin", "12.50")]


def test_nothing_is_told_from_an_earlier_day(warehouse, folder):
    write_files(warehouse, folder, ["hubspot"])
    change(warehouse, "update core.run set as_of = date '2026-10-30'")
    with pytest.raises(DataRefused, match="hubspot_contacts was told of 2026-10-31"):
        write_files(warehouse, folder, ["hubspot"])


def test_a_crm_that_no_lead_comes_from_is_said(warehouse, folder):
    change(warehouse, "update staging.stg_leads set source_system = 'acme'")
    with pytest.raises(DataRefused, match=r"No lead comes from hubspot or zoho, .* from acme"):
        write_files(warehouse, folder, ["hubspot", "zoho"])


def test_a_sale_told_once_is_never_told_again(warehouse, folder):
    write_files(warehouse, folder, ["google_ads"])
    change(
        warehouse,
        "update core.fct_opportunities set amount_original = 99 where amount_original > 99",
    )
    assert write_files(warehouse, folder, ["google_ads"]) == {}
    change(warehouse, "update core.fct_opportunities set is_won = false")
    write_files(warehouse, folder, ["google_ads"])
    change(warehouse, "update core.fct_opportunities set is_won = true")
    # d3, won for the first time
    (rows,) = write_files(warehouse, folder, ["google_ads"]).values()
    assert rows == 1


def test_nobody_is_named_in_what_is_kept(warehouse, folder):
    write_files(warehouse, folder, ["hubspot", "google_ads"])
    kept = b"".join(path.read_bytes() for path in (folder / "state").iterdir())
    for text in (b"ana", b"101", b"Rosa", b"gmail"):
        assert text not in kept


def test_the_command(warehouse, tmp_path, capsys, monkeypatch):
    exports = tmp_path / "exports" / "template"
    exports.mkdir(parents=True)
    (exports / "leads.csv").write_text("lead_id\n")
    monkeypatch.setenv("EXPORTS", str(tmp_path / "exports"))
    monkeypatch.setenv("WAREHOUSE", str(warehouse))
    asked = ["write-back", "--folder", str(tmp_path / "out"), "--to", "hubspot,meta_ads"]
    assert cli.main(asked) == 0
    assert "hubspot_contacts-2026-10-31.csv: 3 rows" in capsys.readouterr().out
    assert cli.main(asked) == 0
    assert "Nothing new for hubspot, meta_ads" in capsys.readouterr().out
    assert cli.main(["write-back", "--to", "salesforce"]) == 2
    assert "no files for salesforce; there are for hubspot" in capsys.readouterr().err
    assert check_systems([]) == ["hubspot", "zoho"]
    with pytest.raises(DataRefused):
        check_systems(["x"])
    change(warehouse, "alter table contact.rpt_worklist drop column reply_due_at")
    assert cli.main(asked) == 1
    assert "published by another version" in capsys.readouterr().err
    monkeypatch.setenv("WAREHOUSE", str(tmp_path / "none.duckdb"))
    assert cli.main(asked) == 1
    assert "run `make warehouse` first" in capsys.readouterr().err


def test_the_models_of_today_have_what_the_files_need(sample_company, tmp_path):
    systems = ["hubspot", "google_ads", "meta_ads"]
    written = write_files(sample_company.warehouse, tmp_path, systems)
    assert len(written) == 4
    with duckdb.connect(str(sample_company.warehouse), read_only=True) as connection:

        def number(sql: str) -> object:
            return connection.execute(sql).fetchone()[0]

        def given(name: str) -> str:
            return f"read_csv('{tmp_path}/{name}-*.csv', all_varchar = true)"

        assert number(f"select count(*) from {given('hubspot_contacts')}") > 10_000
        assert (
            number(f"""
                select count(*) from {given("hubspot_contacts")} as given
                inner join core.dim_lead_identities as records
                    on given."Record ID" = records.lead_id and records.kind = 'record'
                inner join core.dim_leads as people on records.lead_key = people.lead_key
                where people.is_opted_out
            """)
            == 0
        )
        tasks = number(f"select count(*) from {given('hubspot_tasks')}")
        assert tasks == number(
            "select count(*) from contact.rpt_worklist where due_state <> 'coming_up'"
        )
        assert number(f"""
            select sum("Conversion Value"::decimal(18, 2)) from {given("google_ads_conversions")}
            where "Conversion Name" = 'Sale'
        """) == number("""
            select sum(amount_original)
            from core.fct_opportunities
            inner join core.dim_leads using (lead_key)
            cross join core.run
            where
                is_won and opportunity_type = 'new' and not is_opted_out
                and closed_date >= run.as_of - 90
        """)
