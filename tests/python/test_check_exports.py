"""What check-exports says of rows that load and still look odd; every row here is counted by hand."""

# ruff: noqa: E501 - rows of exports are as wide as they are
from __future__ import annotations

from types import SimpleNamespace

import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused
from smarketing.loading.telephones import Numbering
from smarketing.run.inspections import check_exports
from smarketing.run.load_and_validate import load_exports

LEADS = """lead_id,created_at,email,phone,source,owner
L1,2026-03-01 10:00:00,a@b.example,+593991234567,google,Ana
L2,2026-03-02 10:00:00,no tiene,+59300,feria del libro,Ana
L2,2026-03-02 10:00:00,c@b.example,,feria del libro,Zoé
L3,1926-03-02 10:00:00,d@b.example,,google,
"""
CALLS = "attempt_id,lead_id,occurred_at,channel,duration_seconds,rep\n" + "\n".join(
    f"A{n},L1,2026-03-03 10:00:00,call,{n % 50 + 10},ana@c.example" for n in range(60)
)
ODD_CALLS = """
A90,L9,2026-03-03 10:00:00,call,5,ana@c.example
A91,L1,2026-03-03 10:00:00,call,-5,ana@c.example
A92,L1,2026-03-01 09:59:59,call,5,ana@c.example
A93,L1,2026-03-03 10:00:00,call,90000,ana@c.example
"""
TEAM = "owner,aliases,team,role,country,calendar_id,weekly_hours,active_from,active_to\nAna,ana@c.example,Ventas,,,,,,\n"


def told(exports: Exports, **variables: str) -> str:
    """Return what check-exports says of a folder, a line each."""
    lines: list[str] = []
    check_exports({"EXPORTS": str(exports.folder), **variables}, say=lines.append)
    return "\n".join(lines)


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    folder = tmp_path_factory.mktemp("odd")
    exports = Exports(folder)
    exports.write("template/leads.csv", LEADS)
    exports.write("template/contact_attempts.csv", CALLS + ODD_CALLS)
    exports.write("../settings/team_members.csv", TEAM)
    return told(exports, SETTINGS=str(folder / "settings"))


@pytest.mark.parametrize(
    "sentence",
    [
        "template/leads.csv, lead_id: 2 × a repeated id (rows 3, 4): a repeated id is read as a newer version",
        "template/leads.csv, email: 1 × without an @ (rows 3): map the column that holds the addresses",
        "template/leads.csv, phone: 1 × no telephone that can exist (rows 3)",
        "template/leads.csv, created_at: 1 × before the year 2000 (rows 5): correct the year",
        "template/leads.csv, owner: 1 × not in the team: “Zoé” (rows 4): add them to team_members.csv",
        "template/leads.csv, owner: 1 × empty (rows 5)",
        "template/leads.csv, source: 2 × without a channel: “feria del libro” (rows 3, 4): write them into channel_rules.add.csv",
        "template/contact_attempts.csv, lead_id: 1 × of unknown leads (rows 62): export what they belong to",
        "template/contact_attempts.csv, duration_seconds: 1 × negative (rows 63)",
        "template/contact_attempts.csv, occurred_at: 1 × before its lead was created (rows 64)",
        "template/contact_attempts.csv, duration_seconds: 1 × more than 10 times what 95 of 100 rows have (rows 65)",
    ],
)
def test_each_oddity_has_file_column_count_rows_and_what_to_do(said, sentence):
    assert sentence in said


def test_nothing_else_is_said(said):
    assert said.count(" × ") == 11


def test_an_id_of_whatever_it_belongs_to_is_unknown_once(tmp_path):
    exports = Exports(tmp_path)
    exports.write("template/leads.csv", "lead_id,created_at\nL1,2026-03-01\n")
    exports.write(
        "template/opportunities.csv", "opportunity_id,created_at,stage\nO1,2026-03-01,new\n"
    )
    exports.write(
        "template/contact_attempts.csv",
        "attempt_id,lead_id,opportunity_id,occurred_at,channel\n"
        "1,L1,L1,2026-03-02,call\n2,O1,O1,2026-03-02,call\n3,X,X,2026-03-02,call\n",
    )
    said = told(exports).splitlines()
    assert [line.split(":")[0].strip() for line in said if "× of unknown" in line] == [
        "template/contact_attempts.csv, lead_id"
    ]


def test_nothing_odd_is_nothing_to_look_at(tmp_path):
    exports = Exports(tmp_path)
    exports.write("template/leads.csv", "lead_id,created_at,email\nL1,2026-03-01,a@b.example\n")
    assert "Worth a look" not in told(exports)


def test_a_word_outside_a_vocabulary_is_shown_and_a_date_that_is_none_is_not(tmp_path):
    exports = Exports(tmp_path)
    exports.write("template/leads.csv", "lead_id,created_at,mql_at\nL1,2026-03-01,ayer\n")
    exports.write(
        "template/contact_attempts.csv",
        "attempt_id,lead_id,occurred_at,channel,outcome\n"
        "A1,L1,2026-03-03 10:00:00,call,Pidió más datos\nA2,L1,2026-03-03 10:00:00,call,Colgó\n",
    )
    said = told(exports)
    assert "other, found “Colgó”, “Pidió más datos” (2 cells, such as row 2, 3)" in said
    assert 'template/mapping.yml: values: {contact_attempts: {outcome: {…: ["Colgó"]}}}' in said
    assert "empty instead of mql_at: expected a date or time (1 cells, such as row 2)" in said


def test_an_activity_that_one_of_its_links_finds_is_not_called_unlinked(tmp_path):
    """Zoho's "Related To" is a lead, a deal or an account, and the spec asks all three."""
    exports = Exports(tmp_path)
    exports.write(
        "zoho/Leads_2026_03_31.csv",
        "Record Id,Lead Owner,Email,Created Time\nzcrm_1,Luz,a@b.example,2026-03-01 10:00:00\n",
    )
    exports.write(
        "zoho/Deals_2026_03_31.csv",
        "Record Id,Deal Owner,Deal Name,Stage,Created Time,Account Name.id\nzcrm_3,Luz,X,Qualification,2026-03-01 10:00:00,zcrm_4\n",
    )
    exports.write(
        "zoho/Calls_2026_03_31.csv",
        "Record Id,Call Owner,Call Type,Related To.id,Call Start Time\n"
        "zcrm_11,Luz,Outbound,zcrm_1,2026-03-05 10:00:00\n"
        "zcrm_12,Luz,Outbound,zcrm_3,2026-03-05 10:00:00\n"
        "zcrm_13,Luz,Outbound,zcrm_9,2026-03-05 10:00:00\n",
    )
    unlinked = [line for line in told(exports).splitlines() if "of unknown" in line]
    assert len(unlinked) == 1
    assert "lead_id: 1 × of unknown leads (rows 4)" in unlinked[0]


def test_an_id_that_a_lookup_lacks_stays_and_is_told(tmp_path):
    exports = Exports(tmp_path)
    exports.write("acme/mapping.yml", "system: acme\nlookups:\n  team: {pattern: 'team*', key: [id], keep_unknown: true, columns: {owner: [name]}}\n"
                  "files:\n  - {pattern: 'leads*', entity: leads, columns: {lead_id: [id], created_at: [day]}, lookups: {team: [who]}}\n")  # fmt: skip
    exports.write("acme/team.csv", "id,name\n7,Ana\n")
    exports.write("acme/leads.csv", "id,day,who\n1,2026-03-01,7\n2,2026-03-02,88\n3,2026-03-02,\n")
    exports.load()
    assert exports.rows("select owner from raw.leads order by lead_id") == [
        ("Ana",),
        ("88",),
        (None,),
    ]


DEALS = "opportunity_id,lead_id,created_at,stage,amount\nD1,L1,2026-03-02,won,900000\nD2,L1,2026-03-02,won,0\n"
LEAD = "lead_id,created_at,phone\nL1,2026-03-01,(11) 91234-5678\n"


def test_amounts_without_a_currency_say_what_they_are_taken_for(tmp_path):
    exports = Exports(tmp_path)
    exports.write("template/leads.csv", LEAD)
    exports.write("template/opportunities.csv", DEALS)
    assert (
        "template/opportunities.csv, amount: 1 × no currency, taken as USD (rows 2): if they are in "
        "another, write `locale: {currency: …}` in template/mapping.yml; if all amounts are, "
        "`reporting_currency` in settings.yml"
    ) in told(exports)
    settings = exports.write(
        "../settings/settings.yml", 'reporting_currency: BRL\ncalling_code: "55"\n'
    )
    assert "no currency, taken as BRL (rows 2)" in told(exports, SETTINGS=str(settings.parent))
    exports.write("template/mapping.yml", "locale: {currency: CLP}\n")
    assert "no currency" not in told(exports)
    exports.write("template/mapping.yml", "")
    exports.write(
        "template/opportunities.csv",
        DEALS.replace("amount", "amount,currency").replace("900000", "900000,CLP"),
    )
    assert "no currency" not in told(exports)


def test_a_telephone_is_judged_by_the_country_of_the_settings(tmp_path):
    exports = Exports(tmp_path)
    exports.write("template/leads.csv", LEAD)
    assert (
        "template/leads.csv, phone: 1 × no telephone that can exist (rows 2): correct them in the "
        "system, or set `calling_code` in settings.yml"
    ) in told(exports)
    settings = exports.write("../settings/settings.yml", 'calling_code: "55"\n')
    assert "no telephone" not in told(exports, SETTINGS=str(settings.parent))


def test_a_load_says_what_amounts_without_a_currency_are_taken_for(tmp_path):
    exports = Exports(tmp_path)
    exports.write("template/leads.csv", LEAD)
    exports.write("template/opportunities.csv", DEALS)
    lines: list[str] = []
    load_exports(
        exports.folder,
        exports.build_file,
        SimpleNamespace(read=lambda _: None),
        numbering=Numbering({}, "55"),
        team={},
        currency="BRL",
        say=lines.append,
    )
    assert (
        "  template/opportunities.csv: no currency, so amount counts as BRL; if they are in another, "
        "write `locale: {currency: …}` in template/mapping.yml; if all amounts are, "
        "`reporting_currency` in settings.yml"
    ) in lines


def test_emails_under_a_header_that_nothing_reads_are_pointed_at_and_one_line_reads_them(tmp_path):
    exports = Exports(tmp_path)
    exports.write(
        "hubspot/contacts-2026-05-01.csv",
        "ID de registro,Correo,Correo de trabajo,Correo del propietario,Fecha de creación\n"
        "1,a@b.example,a@work.example,ana@c.example,2026-03-01 10:00\n"
        "2,,b@work.example,ana@c.example,2026-03-01 10:00\n"
        "3,,,ana@c.example,2026-03-01 10:00\n",
    )
    said = told(exports)
    assert (
        "hubspot/contacts-2026-05-01.csv, Correo de trabajo: 1 × an e-mail that nothing reads, and no "
        "other (rows 3): if they are the person's, write `columns: {leads: {email: [\"Correo de "
        'trabajo"]}}` in hubspot/mapping.yml.'
    ) in said
    assert "Correo del propietario: " not in said
    exports.write("hubspot/mapping.yml", 'columns: {leads: {email: ["Correo de trabajo"]}}\n')
    assert "nothing reads" not in told(exports)
    exports.load()
    assert exports.rows("select email from raw.leads order by lead_id") == [
        ("a@b.example",), ("b@work.example",), (None,),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("columns: {people: {email: [A]}}", "`columns` should be one of"),
        ("columns: {leads: {mail: [A]}}", "`leads` has no column `mail`"),
    ],
)
def test_a_slip_in_further_headers_is_one_sentence(tmp_path, line, message):
    exports = Exports(tmp_path)
    exports.write("hubspot/mapping.yml", line)
    exports.write("hubspot/contacts.csv", "ID de registro,Correo\n1,a@b.example\n")
    with pytest.raises(DataRefused, match=message):
        exports.load()


def test_deals_and_calls_without_any_people_ask_for_them(tmp_path):
    exports = Exports(tmp_path)
    exports.write(
        "pipedrive/deals.csv",
        "Deal - ID,Deal - Title,Deal - Stage,Deal - Status,Deal - Deal created,Deal - Contact person ID\n"
        "1,Curso,Propuesta,Open,2026-03-01 10:00:00,7\n2,Taller,Propuesta,Open,2026-03-01 10:00:00,\n",
    )
    assert (
        "pipedrive/deals.csv, lead_id: 1 × of people whom no file lists (rows 2): export the people as "
        "well: without them these rows belong to nobody, and nobody enters the funnel."
    ) in told(exports)
