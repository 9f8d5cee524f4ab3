"""Zoho CRM's exports: modules in English and Spanish, stage history, tables of Zoho Analytics."""

# ruff: noqa: E501 - rows of exports are as wide as they are
from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
from load_helpers import Exports, shared_data

from smarketing.errors import DataRefused


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


LEADS = (
    "Record Id,Lead Owner.id,Lead Owner,Is Converted,Company,First Name,Last Name,Email,Lead Source,Lead Status,Created Time,Modified Time,Converted Date Time,Converted Account.id,Converted Account,Converted Contact.id,Converted Contact,Converted Deal.id,Converted Deal\n"
    "zcrm_5001,zcrm_9,Luz Vera,true,Andes,Ana,Paz,ana@andes.example,Cold Call,Contacted,2026-02-10 09:30:00,2026-02-20 10:00:00,2026-02-20 10:00:00,zcrm_7001,Andes,zcrm_6001,Ana Paz,zcrm_8001,Excel\n"
    "zcrm_5002,zcrm_9,Luz Vera,false,,Eva,Ruiz,eva@x.example,-None-,Junk Lead,2026-02-11 09:30:00,2026-02-12 10:00:00,,,,,,,\n"
)


def test_a_module_export_loses_its_prefixes_and_keeps_what_a_lead_became(exports):
    exports.write("zoho/Leads_2026_02_28.csv", LEADS)
    exports.write(
        "zoho/Accounts_2026_02_28.csv",
        "Record Id,Account Owner,Account Name,Website,Industry\nzcrm_7001,Luz,Andes S.A.,andes.example,Retail\n",
    )
    exports.write(
        "zoho/Contacts_2026_02_28.csv",
        "Record Id,Contact Owner,Account Name.id,First Name,Last Name,Email,Created Time\n"
        "zcrm_6001,Luz Vera,zcrm_7001,Ana,Paz,ana@andes.example,2026-02-20 10:00:00\n",
    )
    exports.load()
    assert exports.rows(
        "select lead_id, record_type, contact_id, opportunity_id, company_id, company, industry, "
        "sql_at::varchar, source, status from raw.leads order by lead_id"
    ) == [
        ("5001", "lead", "6001", "8001", "7001", "Andes", "Retail", "2026-02-20 15:00:00", "Cold Call", "Contacted"),
        ("5002", "lead", None, None, None, None, None, None, None, "Junk Lead"),
        ("6001", "contact", None, None, "7001", "Andes S.A.", "Retail", None, None, None),
    ]  # fmt: skip
    exports.assert_balanced()


def test_spanish_headers_of_both_vocabularies(exports):
    exports.write(
        "zoho/Posibles_clientes_2026_02_28.csv",
        "ID de registro,Propietario de Posible cliente,Nombre completo,Correo electrónico,Teléfono,Estado de Posible Cliente,Fuente de Posible cliente,Hora de creación,Hora de modificación\n"
        "zcrm_1,Luz,Ana Paz,ana@x.example,0991234567,Precalificado,Web,2026-02-10 09:30:00,2026-02-11 09:30:00\n",
    )
    exports.write(
        "zoho/Clientes_potenciales_2026_03_31.csv",
        "ID de registro,Propietario de Cliente potencial,Apellidos,Estado de Cliente potencial,Fuente de Cliente potencial,Hora de creación\n"
        "zcrm_2,Luz,Ruiz,Contactado,Feria,2026-03-10 09:30:00\n",
    )
    exports.write(
        "zoho/Tratos_2026_02_28.csv",
        "ID de registro,Propietario de Trato,Nombre de Trato,Importe,Fase,Fecha de cierre,Hora de creación,Nombre de Contacto.id\n"
        'zcrm_3,Luz,Excel,"1200.50",Cerrado ganado,2026-03-01,2026-02-12 09:30:00,zcrm_6\n',
    )
    exports.load()
    assert exports.rows("select lead_id, last_name, status, source from raw.leads order by 1") == [
        ("1", "Ana Paz", "Precalificado", "Web"),
        ("2", "Ruiz", "Contactado", "Feria"),
    ]
    assert exports.one(
        "select opportunity_id, contact_id, stage, amount::double, closed_at_is_date_only from raw.opportunities"
    ) == ("3", "6", "Cerrado ganado", 1200.5, True)


def test_calls_and_tasks_hang_on_lead_contact_deal_or_account(exports):
    exports.write("zoho/Leads_2026_02_28.csv", LEADS)
    exports.write(
        "zoho/Calls_2026_02_28.csv",
        "Record Id,Contact Name.id,Contact Name,Related To.id,Related To,Subject,Call Type,Call Start Time,Call Duration (in seconds),Call Result,Call Owner,Created Time\n"
        "zcrm_1,,,zcrm_5002,Eva Ruiz,Hola,Outbound,2026-02-12 10:00:00,12,,Luz,2026-02-12 10:05:00\n"
        "zcrm_2,zcrm_6001,Ana Paz,zcrm_8001,Excel,Hola,Inbound,2026-02-21 10:00:00,300,,Luz,2026-02-21 10:05:00\n"
        "zcrm_3,,,zcrm_7001,Andes,Hola,Outbound,2026-02-22 10:00:00,300,Not interested,Luz,2026-02-22 10:05:00\n"
        "zcrm_4,,,,,Hola,Outbound,2026-02-22 10:00:00,300,,Luz,2026-02-22 10:05:00\n",
    )
    exports.load()
    assert exports.rows(
        "select attempt_id, lead_id, contact_id, company_id, direction, outcome from raw.contact_attempts order by 1"
    ) == [
        ("1", "5002", None, "5002", "outbound", "no_answer"),
        ("2", "8001", "6001", "8001", "inbound", "connected"),
        ("3", "7001", None, "7001", "outbound", "refused"),
    ]
    assert exports.one("select row_number from raw._rejects") == 5


def test_a_stage_history_is_no_list_of_deals_or_leads(exports):
    exports.write("zoho/Leads_2026_02_28.csv", LEADS)
    exports.write(
        "zoho/Leads__2026_02_28.csv",
        "Record Id,Lead Name.id,Lead Name,Lead Status,Moved To,Modified By,Modified Time\n"
        "zcrm_901,zcrm_5001,Ana Paz,Contacted,,Luz,2026-02-15 10:00:00\n",
    )
    exports.write(
        "zoho/Deals__2026_02_28.csv",
        "Record Id,Deal Name.id,Deal Name,Stage,Stage Duration (Calendar Days),Probability (%),Moved To,Amount,Closing Date,Modified By.id,Modified By,Modified Time\n"
        "zcrm_902,zcrm_8001,Excel,Qualification,3,20,Closed Won,100,2026-03-01,zcrm_9,Luz,2026-02-20 10:00:00\n"
        "zcrm_903,zcrm_8001,Excel,Closed Won,,100,,100,2026-03-01,zcrm_9,Luz,2026-02-23 10:00:00\n",
    )
    exports.load()
    assert exports.one("select count(*) from raw.leads") == 2
    assert exports.one("select count(*) from raw.opportunities") == 0
    assert exports.one("select lead_id, stage, changed_at::varchar from raw.lead_stage_changes") == (
        "5001", "Contacted", "2026-02-15 15:00:00",
    )  # fmt: skip
    assert exports.rows(
        "select opportunity_id, stage from raw.opportunity_stage_changes order by changed_at"
    ) == [
        ("8001", "Qualification"),
        ("8001", "Closed Won"),
    ]


def test_ids_that_a_spreadsheet_shortened_are_refused_with_the_remedy(exports):
    exports.write(
        "zoho/Leads_2026_02_28.csv",
        "Record Id,Lead Owner,Last Name,Created Time\n1.23E+18,Luz,Paz,2026-02-10 09:30:00\n",
    )
    exports.write(
        "zoho/Calls_2026_02_28.csv",
        "Record Id,Contact Name.id,Related To.id,Call Start Time,Call Owner\n5,1.23E+18,,2026-02-12 10:00:00,Luz\n",
    )
    exports.load()
    remedy = "a spreadsheet shortened it; export again and do not save it in a spreadsheet"
    assert exports.rows("select entity, reason from raw._rejects order by 1") == [
        ("contact_attempts", f"the link cannot be read as an id ({remedy}): 1.23E+18"),
        ("leads", f"lead_id cannot be read as an id ({remedy}): 1.23E+18"),
    ]


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_of_zoho_analytics_is_accounted_for(exports):
    given = shared_data("zoho_analytics_sample")
    shutil.copytree(given, exports.folder / "zoho", ignore=shutil.ignore_patterns("*.md"))
    exports.load()
    exports.assert_balanced()
    leads, calls = rows_of(given, "Leads.csv"), rows_of(given, "Calls.csv")
    events, deals = rows_of(given, "Events.csv"), rows_of(given, "Potentials.csv")

    def linked(row: dict[str, str]) -> bool:
        links = ("LEADID", "CONTACTID", "POTENTIALID", "ACCOUNTID")
        return any(row[name] not in ("", "0") for name in links)

    names = Counter(row["Last Name"] for row in leads)
    done = [
        r
        for r in rows_of(given, "Campaign_Lead_Status.csv")
        if r["Status"] in ("Opened", "Responded")
    ]
    told = [row for row in done if names[row["Lead Last Name"]] == 1]
    assert dict(exports.rows("select file, rows_loaded from raw._files")) == {
        "zoho/Leads.csv": len(leads),
        "zoho/Contacts.csv": len(rows_of(given, "Contacts.csv")),
        "zoho/Potentials.csv": len(deals),
        "zoho/Calls.csv": sum(map(linked, calls)),
        "zoho/Events.csv": sum(map(linked, events)),
        "zoho/Campaign_Lead_Status.csv": len(told),
        "zoho/Invoices.csv": sum(
            bool(r["Grand Total"].strip()) for r in rows_of(given, "Invoices.csv")
        ),
        "zoho/Accounts.csv": 0,
        "zoho/Campaigns.csv": 0,
        "zoho/Tasks.csv": 0,
        "zoho/Users.csv": len(rows_of(given, "Users.csv")),
    }
    assert exports.one("select count(distinct opportunity_id) from raw.opportunities") == len(deals)
    seconds = sum(int(row["Call Duration (in seconds)"] or 0) for row in calls if linked(row))
    assert (
        exports.one(
            "select sum(duration_seconds)::bigint from raw.contact_attempts where channel = 'call'"
        )
        == seconds
    )
    won = sum(
        float(r["Amount"].replace("$", "").replace(",", "") or 0)
        for r in deals
        if r["Stage"] == "Closed Won"
    )
    assert exports.one(
        "select sum(amount)::double from raw.opportunities where stage = 'Closed Won'"
    ) == pytest.approx(won)
    assert any("Tasks.csv: tasks that name neither" in line for line in exports.said)


def test_potentials_without_what_makes_their_id_are_refused_by_name(exports):
    exports.write(
        "zoho/Potentials.csv",
        "Potential Name,Potential Owner,Created Time,Stage\nExcel,Luz,2026-02-12 09:30:00,Prospect\n",
    )
    with pytest.raises(DataRefused, match="LEADID"):
        exports.load()


@pytest.mark.parametrize(
    ("header", "done", "planned", "called_off"),
    [
        ("Outgoing Call Status", "Completed", "Scheduled", "Cancelled"),
        ("Estado de la llamada saliente", "Completado", "Programado", "Cancelado"),
    ],
)
def test_a_call_that_was_only_planned_is_a_task(exports, header, done, planned, called_off):
    exports.write(
        "zoho/Llamadas_2026_02_28.csv",
        f"ID de registro,Propietario de Llamada,Asunto,Tipo de llamada,Relacionado con.id,Hora de inicio de la llamada,{header}\n"
        f"zcrm_1,Luz,Llamar,Saliente,zcrm_5,2026-02-10 09:30:00,{done}\n"
        f"zcrm_2,Luz,Llamar,Saliente,zcrm_5,2026-03-10 09:30:00,{planned}\n"
        f"zcrm_3,Luz,Llamar,Saliente,zcrm_5,2026-02-12 09:30:00,{called_off}\n"
        "zcrm_4,Luz,Llamó,Entrante,zcrm_5,2026-02-13 09:30:00,\n",
    )
    exports.load()
    assert exports.rows("select attempt_id, rep from raw.contact_attempts order by 1") == [
        ("1", "Luz"),
        ("4", "Luz"),
    ]
    assert exports.rows("select task_id, type, status, owner from raw.tasks order by 1") == [
        ("2", "Call", planned, "Luz"),
        ("3", "Call", called_off, "Luz"),
    ]
    exports.assert_balanced()


def test_a_companys_own_words_are_laid_over_the_built_in_ones(exports):
    exports.write(
        "zoho/Calls_2026_02_28.csv",
        "Record Id,Call Owner,Call Type,Related To.id,Call Start Time,Call Result\n"
        "zcrm_1,Luz,Outbound,zcrm_5,2026-02-10 09:30:00,Pidió más datos\n"
        "zcrm_2,Luz,Outbound,zcrm_5,2026-02-11 09:30:00,Not interested\n"
        "zcrm_3,Luz,Outbound,zcrm_5,2026-02-12 09:30:00,Interested\n",
    )
    own = "values: {contact_attempts: {outcome: {connected: [Pidió más datos, not interested]}}}\n"
    outcomes = "select outcome from raw.contact_attempts order by attempt_id"
    exports.load()
    assert exports.rows(outcomes) == [(None,), ("refused",), ("connected",)]
    exports.write("zoho/mapping.yml", own)
    exports.load()
    assert exports.rows(outcomes) == [("connected",)] * 3
    exports.write("zoho/mapping.yml", own.replace("connected", "glad"))
    with pytest.raises(DataRefused, match=r"values.*`glad` is no value of outcome; it takes"):
        exports.load()
    exports.write("zoho/mapping.yml", own.replace("contact_attempts", "calls"))
    with pytest.raises(DataRefused, match=r"zoho/mapping\.yml: `values`"):
        exports.load()
