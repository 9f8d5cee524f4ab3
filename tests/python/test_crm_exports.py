"""Exports of the CRMs as they really come: languages, quirks, values, and every row accounted for."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from load_helpers import Exports


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def loaded(exports: Exports, files: dict[str, str | bytes]) -> Exports:
    """Load files of a system, given as {folder/name: content}; every row is accounted for."""
    for name, content in files.items():
        exports.write(name, content)
    exports.load()
    exports.assert_balanced()
    return exports


def workbook(*rows: tuple) -> bytes:
    """Return an Excel file of one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ecuador(*moment: int) -> dt.datetime:
    """Return the UTC time of a local time in Guayaquil."""
    return dt.datetime(*moment) + dt.timedelta(hours=5)


# ------------------------------------------------------------------------------------ Pipedrive

PIPEDRIVE_DEALS = {
    "english": (
        "Deal - ID,Deal - Title,Deal - Value,Deal - Currency of value,Deal - Stage,Deal - Pipeline,Deal - Status,Deal - Owner,"
        "Deal - Deal created,Deal - Won time,Deal - Lost time,Deal - Lost reason,Deal - Last stage change,Deal - Expected close date,"
        "Person - Name,Person - Email - Work,Person - Phone - Work,Organization - Name,Deal - Contact person ID,Activity - Subject,Deal - Budget code\n"
        "{rows}"
    ),
    "trato": (
        "Trato - ID,Trato - Título,Trato - Valor,Trato - Moneda,Trato - Etapa,Trato - Embudo,Trato - Estado,Trato - Propietario,"
        "Trato - Trato creado el,Trato - Fecha de ganado,Trato - Fecha de perdido,Trato - Motivo de pérdida,Trato - Último cambio de etapa,Trato - Fecha de cierre prevista,"
        "Persona - Nombre,Persona - Correo electrónico,Persona - Teléfono,Organización - Nombre,Trato - ID de persona de contacto,Actividad - Asunto,Trato - Código\n"
        "{rows}"
    ),
    "negocio": (
        "Negocio - ID,Negocio - Título,Negocio - Valor,Negocio - Moneda,Negocio - Etapa,Negocio - Embudo,Negocio - Estado,Negocio - Propietario,"
        "Negocio - Negocio creado el,Negocio - Fecha de ganado,Negocio - Fecha de perdido,Negocio - Motivo de pérdida,Negocio - Último cambio de etapa,Negocio - Fecha de cierre prevista,"
        "Persona - Nombre,Persona - Correo electrónico - Trabajo,Persona - Teléfono - Trabajo,Organización - Nombre,Negocio - ID de persona de contacto,Actividad - Asunto,Negocio - Código\n"
        "{rows}"
    ),
    "negócio": (
        "Negócio - ID,Negócio - Título,Negócio - Valor,Negócio - Moeda,Negócio - Etapa,Negócio - Funil,Negócio - Status,Negócio - Proprietário,"
        "Negócio - Negócio criado em,Negócio - Ganho em,Negócio - Data de perda,Negócio - Motivo da perda,Negócio - Última alteração de etapa,Negócio - Data de fechamento esperada,"
        "Pessoa - Nome,Pessoa - E-mail - Trabalho,Pessoa - Telefone,Organização - Nome,Negócio - ID da pessoa de contato,Atividade - Assunto,Negócio - Código\n"
        "{rows}"
    ),
}
PIPEDRIVE_ROWS = (
    "11,Curso,1200.5,USD,Proposal Made,Ventas,{won},Luz,2026-03-01 10:00:00,2026-03-20 09:00:00,,,2026-03-10 08:00:00,2026-04-01,Ana Pérez,ana@example.com,+593 99 111 2222,Andina,7,Llamar,A1\n"
    '12,Taller,"2,000",USD,Qualified,Ventas,{lost},Luz,2026-03-02 10:00:00,,2026-03-21 09:00:00,Precio,,,Eva,eva@example.com,,Sur,8,,\n'
    ",,,,,,,,,,,,,,,,,,,,\n"
    "13,Otro,0,USD,Qualified,Ventas,{open},Luz,2026-03-03 10:00:00,,,,2026-03-03 10:00:00,2026-05-01,,,,Norte,,,\n"
    'Total,,"3,200.5",,,,,,,,,,,,,,,,,,\n'
)
PIPEDRIVE_WORDS = {
    "english": {"won": "Won", "lost": "Lost", "open": "Open"},
    "trato": {"won": "Ganado", "lost": "Perdido", "open": "Abierto"},
    "negocio": {"won": "Ganado", "lost": "Perdido", "open": "Abierto"},
    "negócio": {"won": "Ganho", "lost": "Perdido", "open": "Aberto"},
}

# The stage in which a deal ended, as the header of its time says it.
PIPEDRIVE_ENDS = {
    "english": ("Won", "Lost"),
    "trato": ("ganado", "perdido"),
    "negocio": ("ganado", "perdido"),
    "negócio": ("Ganho", "perda"),
}


@pytest.mark.parametrize("language", PIPEDRIVE_DEALS)
def test_pipedrive_deals_in_every_language_and_with_any_name(exports, language):
    rows = PIPEDRIVE_ROWS.format(**PIPEDRIVE_WORDS[language])
    ended = PIPEDRIVE_ENDS[language]
    loaded(exports, {"pipedrive/vista 3.csv": PIPEDRIVE_DEALS[language].format(rows=rows)})
    assert exports.rows(
        "select opportunity_id, created_at, name, pipeline, stage, amount::varchar, currency, is_won, is_closed, closed_at, lost_reason, owner, "
        "contact_id, email, company from raw.opportunities order by 1"
    ) == [
        ("11", ecuador(2026, 3, 1, 10), "Curso", "Ventas", "Proposal Made", "1200.50", "USD", True, True, ecuador(2026, 3, 20, 9), None, "Luz", "7", "ana@example.com", "Andina"),
        ("12", ecuador(2026, 3, 2, 10), "Taller", "Ventas", "Qualified", "2000.00", "USD", False, True, ecuador(2026, 3, 21, 9), "Precio", "Luz", "8", "eva@example.com", "Sur"),
        ("13", ecuador(2026, 3, 3, 10), "Otro", "Ventas", "Qualified", "0.00", "USD", False, False, None, None, "Luz", None, None, "Norte"),
    ]  # fmt: skip
    assert exports.rows(
        "select opportunity_id, stage, changed_at from raw.opportunity_stage_changes order by 1, 3"
    ) == [
        ("11", "Proposal Made", ecuador(2026, 3, 10, 8)),
        ("11", ended[0], ecuador(2026, 3, 20, 9)),
        ("12", ended[1], ecuador(2026, 3, 21, 9)),
        ("13", "Qualified", ecuador(2026, 3, 3, 10)),
    ]
    assert exports.rows(
        "select reason, count(*) from raw._rejects where entity = 'opportunities' group by 1"
    ) == [("total row", 1)]


def test_pipedrive_activities_are_attempts_once_done_and_tasks_before(exports):
    loaded(
        exports,
        {
            "pipedrive/activities-7428260-2.xlsx": workbook(
                ("Actividad - ID", "Actividad - Asunto", "Actividad - Tipo", "Actividad - Completada", "Actividad - Fecha de vencimiento", "Actividad - Hora de vencimiento",
                 "Actividad - Duración", "Actividad - Hora en que se marcó como completada", "Actividad - Asignada al usuario", "Negocio - ID", "Negocio - Negocio creado el", "Persona - ID", "Persona - Nombre"),
                (1, "Llamar", "Llamada", "Sí", dt.datetime(2026, 3, 2), "09:00", "00:15", dt.datetime(2026, 3, 2, 9, 20), "Luz", 11, dt.datetime(2026, 3, 1, 10), 7, "Ana Pérez"),
                (2, "Demo", "Reunión", "Sí", "2026-03-05", "11:00", "01:00", None, "Luz", 11, None, 7, "Ana Pérez"),
                (3, "Visita al local", "Visita técnica", "Sí", "2026-03-06", None, None, None, "Luz", None, None, 7, "Ana Pérez"),
                (4, "Volver a llamar", "Llamada", "No", "2026-03-09", "10:00", None, None, "Luz", 11, None, 7, "Ana Pérez"),
                (5, "Enviar oferta", "Tarea", "Sí", "2026-03-07", None, None, dt.datetime(2026, 3, 7, 8), "Luz", 11, None, 7, "Ana Pérez"),
            )
        },
    )  # fmt: skip
    assert exports.rows(
        "select attempt_id, channel, outcome, occurred_at, duration_seconds, rep, contact_id, opportunity_id from raw.contact_attempts order by 1"
    ) == [
        ("1", "call", None, ecuador(2026, 3, 2, 9, 20), 900, "Luz", "7", "11"),
        ("2", "meeting", "meeting_held", ecuador(2026, 3, 5, 11), 3600, "Luz", "7", "11"),
        ("3", "other", None, dt.datetime(2026, 3, 6), None, "Luz", "7", None),
    ]
    assert exports.rows(
        "select task_id, due_at, completed_at, status, owner from raw.tasks order by 1"
    ) == [
        ("4", ecuador(2026, 3, 9, 10), None, "No", "Luz"),
        ("5", dt.datetime(2026, 3, 7), ecuador(2026, 3, 7, 8), "Sí", "Luz"),
    ]
    assert exports.one("select count(*) from raw._rejected_values") == 0


def test_pipedrive_activities_without_a_status_are_done_when_they_have_a_time(exports):
    loaded(
        exports,
        {
            "pipedrive/activities.csv": "Negocio - ID,Actividad - Hora en que se marcó como completada,Actividad - Tipo,Actividad - Asunto,Actividad - Fecha de vencimiento\n"
            "1,2026-03-01 11:00:00,Llamada,Llamar,2026-03-01\n1,,Llamada,Volver a llamar,2026-03-09\n"
        },
    )
    assert exports.rows("select subject, occurred_at from raw.contact_attempts") == [
        ("Llamar", ecuador(2026, 3, 1, 11))
    ]
    assert exports.rows("select subject, due_at from raw.tasks") == [
        ("Volver a llamar", dt.datetime(2026, 3, 9))
    ]


def test_pipedrive_people_organizations_and_leads(exports):
    loaded(
        exports,
        {
            "pipedrive/export 1.csv": "Person - ID;Person - Name;Person - Email - Work;Person - Email - Home;Person - Phone - Mobile;Person - Organization;Person - Organization ID;Person - Person created;Person - Owner;Person - Marketing status;Person - Hobby\n"
            "7;Ana Pérez Ruiz;ana@example.com;ana@casa.example;0991112222;Andina;3;01/03/2026 10:00;Luz;Unsubscribed;golf\n"
            "8;Eva;eva@example.com;;;;;15/03/2026 10:00;Luz;Subscribed;\n".encode("cp1252"),
            "pipedrive/export 2.csv": "Organization - ID,Organization - Name,Organization - Industry,Organization - Country of Address\n3,Andina S.A.,Educación,Ecuador\n",
            "pipedrive/leads-1.csv": "Lead - ID,Lead - Title,Lead - Lead created,Lead - Contact person ID,Lead - Contact person,Lead - Source channel,Lead - Owner,Person - Email - Work\n"
            "aa-bb,Interés,2026-03-04 08:00:00,7,Ana Pérez,Web forms,Luz,ana@example.com\n",
        },
    )
    assert exports.rows(
        "select lead_id, record_type, created_at, email, other_emails, first_name, last_name, company, industry, country, owner, opted_out, contact_id, source from raw.leads order by 1"
    ) == [
        ("7", "contact", ecuador(2026, 3, 1, 10), "ana@example.com", "ana@casa.example", "Ana", "Pérez Ruiz", "Andina", "Educación", "Ecuador", "Luz", True, None, None),
        ("8", "contact", ecuador(2026, 3, 15, 10), "eva@example.com", None, "Eva", None, None, None, None, "Luz", False, None, None),
        ("aa-bb", "lead", ecuador(2026, 3, 4, 8), "ana@example.com", None, "Ana", "Pérez", None, None, None, "Luz", None, "7", "Web forms"),
    ]  # fmt: skip
    assert (
        exports.one("select extra from raw.leads where lead_id = '7'")
        == '{"person - hobby":"golf"}'
    )


def test_pipedrive_tables_of_the_api(exports):
    loaded(
        exports,
        {
            "pipedrive/deals.csv": "id,title,value,currency,stage_id,status,add_time,won_time,person_id,org_id,user_id\n"
            "11,Curso,100,USD,4,won,2026-03-01 15:00:00,2026-03-20 14:00:00,7,3,21\n12,Otro,50,USD,9,deleted,2026-03-01 15:00:00,,7,3,21\n",
            "pipedrive/stages.csv": "id,name,pipeline_id,pipeline_name\n4,Negotiations Started,1,Ventas\n",
            "pipedrive/users.csv": "id,name,email\n21,Luz Mora,luz@example.com\n",
        },
    )
    assert exports.rows(
        "select opportunity_id, stage, pipeline, owner, created_at, is_won from raw.opportunities where is_deleted is not true"
    ) == [("11", "Negotiations Started", "Ventas", "Luz Mora", dt.datetime(2026, 3, 1, 15), True)]


def test_pipedrive_activities_name_what_they_belong_to_with_or_without_an_article(exports):
    loaded(
        exports,
        {
            "pipedrive/activities-1-2.csv": "Actividad - ID,Actividad - Tipo,Actividad - Asignado al usuario,Actividad - ID del trato,Actividad - ID de la persona de contacto,Actividad - Hora en que se marcó como completada\n"
            "1,Llamada,Luz,7,9,2026-03-05 10:00:00\n",
            "pipedrive/activities-1-3.csv": "Actividad - ID,Actividad - Tipo,Actividad - Asignada al usuario,Actividad - ID de negocio,Actividad - ID de persona de contacto,Actividad - Hora en que se marcó como completada\n"
            "2,Llamada,Luz,7,9,2026-03-06 10:00:00\n",
        },
    )
    assert exports.rows(
        "select attempt_id, opportunity_id, contact_id, rep from raw.contact_attempts order by 1"
    ) == [("1", "7", "9", "Luz"), ("2", "7", "9", "Luz")]


# ------------------------------------------------------------------------- SugarCRM and SuiteCRM

SUITE_LEADS = (
    '"First Name","Last Name","ID","Salutation","Job Title","Department","Account Name","Account Description","Website","Email Address","Non Primary E-mails","Mobile","Office Phone",'
    '"Primary Address Country","Status","Status Description","Lead Source","Lead Source Description","Converted","Opportunity Name","Campaign ID","Do Not Call","Contact ID","Account ID","Opportunity ID",'
    '"Assigned to","Assigned User","Date Created","Date Modified","Created By","Modified By","Deleted","Color"\r\n'
    '"Ana","Pérez","l-1","Sra.","Gerente","","Andina","","","ana@example.com","ana@casa.example","0991112222","","Ecuador","Converted","","Web Site","","1","","","1","c-1","a-1","o-1","Luz Mora","u-9","2026-03-01 10:00","2026-03-05 10:00","1","1","0","azul"\r\n'
    '"Eva","Ruiz","l-2","","","","","","","eva@example.com","","","","","New","","Trade Show","","0","","","0","","","","Luz Mora","u-9","2026-03-02 10:00","2026-03-02 10:00","1","1","0",""\r\n'
    '"Borrada","Fila","l-3","","","","","","","x@example.com","","","","","New","","","","0","","","0","","","","Luz Mora","u-9","2026-03-02 10:00","2026-03-02 10:00","1","1","1",""\r\n'
)


def test_suitecrm_leads_contacts_and_accounts(exports):
    loaded(
        exports,
        {
            "sugarcrm/export.csv": SUITE_LEADS,
            "sugarcrm/export (1).csv": '"First Name","Last Name","ID","Email Address","Non Primary E-mails","Mobile","Home","Primary Address Street","Account Name","Reports to ID","Assigned to","Assigned User","Date Created","Date Modified","Deleted"\n"Ana","Pérez","c-1","ana@example.com","","0991112222","","Calle 1","Andina","","Luz Mora","u-9","2026-03-05 10:00","2026-03-05 10:00","0"\n',
            "sugarcrm/export (2).csv": '"Name","ID","Website","Email Address","Non Primary E-mails","Billing Street","Billing Country","Industry","Employees","Annual Revenue","Assigned User Name","Assigned To","Deleted"\n"Andina","a-1","andina.example","","","","Ecuador","Education","45","","Luz Mora","u-9","0"\n',
        },
    )
    assert exports.rows(
        "select lead_id, record_type, created_at, email, other_emails, phone, company, industry, employees, status, source, owner, opted_out, contact_id, opportunity_id from raw.leads where is_deleted is not true order by 1"
    ) == [
        ("c-1", "contact", ecuador(2026, 3, 5, 10), "ana@example.com", None, "0991112222", "Andina", None, None, None, None, "Luz Mora", None, None, None),
        ("l-1", "lead", ecuador(2026, 3, 1, 10), "ana@example.com", "ana@casa.example", "0991112222", "Andina", "Education", 45, "Converted", "Web Site", "Luz Mora", True, "c-1", "o-1"),
        ("l-2", "lead", ecuador(2026, 3, 2, 10), "eva@example.com", None, None, None, None, None, "New", "Trade Show", "Luz Mora", False, None, None),
    ]  # fmt: skip
    assert exports.rows("select lead_id from raw.leads where is_deleted") == [("l-3",)]
    assert exports.one("select extra from raw.leads where lead_id = 'l-1'").count("azul") == 1


def test_suitecrm_spanish_opportunities_and_activities_in_another_encoding(exports):
    loaded(
        exports,
        {
            "sugarcrm/vista.csv": "Nombre de Oportunidad;ID;Monto de la Oportunidad;Moneda;Fecha de cierre;Etapa de Ventas;Nombre de Cuenta;Asignado a;Fecha de Creación;Toma de Contacto;Eliminado\n"
            "Curso;o-1;1.200,50;USD;25/03/2026;Ganado;Andina;Luz Mora;01/03/2026 10:00;Sitio Web;0\n"
            "Otro;o-2;99,00;-99;26/03/2026;Prospecto;Sur;Luz Mora;02/03/2026 10:00;;0\n".encode("cp1252"),
            "sugarcrm/Calls.csv": '"Subject","ID","Status","Direction","Date","Duration Hours","Duration Minutes","Parent Type","Parent ID","Assigned to","Assigned User ID","Date Created","Deleted"\n'
            '"Llamar","k-1","Held","Outbound","03/25/2026 09:30","1","15","Leads","l-1","Luz Mora","u-9","03/25/2026 09:00","0"\n'
            '"Llamar","k-2","Not Held","Inbound","03/26/2026 09:30","0","5","Opportunities","o-1","Luz Mora","u-9","03/25/2026 09:00","0"\n'
            '"Llamar","k-3","Planned","Outbound","04/26/2026 09:30","0","5","Leads","l-1","Luz Mora","u-9","03/25/2026 09:00","0"\n'
            '"Llamar","k-4","Held","Outbound","03/26/2026 09:30","0","5","Leads","l-1","Luz Mora","u-9","03/25/2026 09:00","1"\n',
        },
    )  # fmt: skip
    assert exports.rows(
        "select opportunity_id, created_at, stage, amount::varchar, currency, closed_at, company, owner from raw.opportunities order by 1"
    ) == [
        (
            "o-1",
            ecuador(2026, 3, 1, 10),
            "Ganado",
            "1200.50",
            "USD",
            dt.datetime(2026, 3, 25),
            "Andina",
            "Luz Mora",
        ),
        (
            "o-2",
            ecuador(2026, 3, 2, 10),
            "Prospecto",
            "99.00",
            None,
            dt.datetime(2026, 3, 26),
            "Sur",
            "Luz Mora",
        ),
    ]
    assert exports.rows(
        "select attempt_id, channel, direction, outcome, occurred_at, duration_seconds, lead_id, opportunity_id from raw.contact_attempts where is_deleted is not true order by 1"
    ) == [
        ("k-1", "call", "outbound", "connected", ecuador(2026, 3, 25, 9, 30), 4500, "l-1", "l-1"),
        ("k-2", "call", "inbound", "no_answer", ecuador(2026, 3, 26, 9, 30), 300, "o-1", "o-1"),
    ]
    assert exports.rows("select task_id, due_at, lead_id from raw.tasks") == [
        ("k-3", ecuador(2026, 4, 26, 9, 30), "l-1")
    ]


# ----------------------------------------------------------------------------------------- Odoo


@pytest.mark.parametrize(
    "header",
    [
        "External ID,Type,Opportunity,Contact Name,Company Name,Email,Phone,Salesperson,Stage,Expected Revenue,Created on,Conversion Date,Closed Date,Active,Lost Reason,Source,Last Stage Update",
        "ID externo,Tipo,Oportunidad,Nombre del contacto,Nombre de la empresa,Correo electrónico,Teléfono,Comercial,Etapa,Ingresos esperados,Creado el,Fecha de conversión,Fecha de cierre,Activo,Motivo de pérdida,Origen,Última actualización de etapa",
    ],
)
def test_odoo_leads_and_opportunities_are_one_table(exports, header):
    loaded(
        exports,
        {
            "odoo/datos.csv": header + "\n"
            "__export__.crm_lead_12_a1b2c3d4,Opportunity,Curso,Ana Pérez,Andina,ana@example.com,0991112222,Luz Mora,Won,1200.5,2026-03-01 10:00:00,2026-03-02 10:00:00,2026-03-20 09:00:00,True,,Google,2026-03-20 09:00:00\n"
            "__export__.crm_lead_13,Lead,Interés,Eva Ruiz,,eva@example.com,,Luz Mora,New,0.0,2026-03-03 10:00:00,,,True,,Facebook,2026-03-03 10:00:00\n"
            "14,Opportunity,Taller,,Sur,,0995554444,Luz Mora,Qualified,99.0,2026-03-04 10:00:00,,,False,Too expensive,,\n"
        },
    )
    assert exports.rows("select lead_id, created_at, email, first_name, last_name, company, owner, opportunity_id, source, opportunity_at from raw.leads order by 1") == [
        ("12", ecuador(2026, 3, 1, 10), "ana@example.com", "Ana", "Pérez", "Andina", "Luz Mora", "12", "Google", ecuador(2026, 3, 2, 10)),
        ("13", ecuador(2026, 3, 3, 10), "eva@example.com", "Eva", "Ruiz", None, "Luz Mora", None, "Facebook", None),
        ("14", ecuador(2026, 3, 4, 10), None, None, None, "Sur", "Luz Mora", "14", None, None),
    ]  # fmt: skip
    assert exports.rows("select opportunity_id, lead_id, created_at, stage, amount::varchar, is_closed, closed_at, lost_reason from raw.opportunities order by 1") == [
        ("12", "12", ecuador(2026, 3, 2, 10), "Won", "1200.50", False, ecuador(2026, 3, 20, 9), None),
        ("14", "14", ecuador(2026, 3, 4, 10), "Qualified", "99.00", True, None, "Too expensive"),
    ]  # fmt: skip
    assert exports.rows(
        "select opportunity_id, stage, changed_at from raw.opportunity_stage_changes"
    ) == [("12", "Won", ecuador(2026, 3, 20, 9))]
    assert exports.rows("select entity, rows_loaded, rows_not_used from raw._files order by 1") == [
        ("leads", 3, 0),
        ("opportunities", 2, 1),
        ("opportunity_stage_changes", 1, 1),
    ]


def test_odoo_contacts_messages_and_activities(exports):
    loaded(
        exports,
        {
            "odoo/Contact (res.partner).xlsx": workbook(
                (
                    "ID",
                    "Name",
                    "Is a Company",
                    "Company Name",
                    "Email",
                    "Created on",
                    "Salesperson",
                ),
                (
                    "__export__.res_partner_7_x",
                    "Ana Pérez",
                    False,
                    "Andina",
                    "ana@example.com",
                    dt.datetime(2026, 3, 1, 10),
                    "Luz",
                ),
                (
                    "__export__.res_partner_8_x",
                    "Andina",
                    True,
                    None,
                    "info@andina.example",
                    dt.datetime(2026, 3, 1, 10),
                    "Luz",
                ),
                (None, None, None, None, None, None, None),
            ),
            "odoo/mail_message.csv": "ID,Date,Author,Mail Activity Type,Related Document ID,Related Document Model\n91,2026-03-05 09:00:00,Luz,Call,12,crm.lead\n92,2026-03-06 09:00:00,Luz,Meeting,12,crm.lead\n",
            "odoo/actividades.csv": "ID;Tipo de actividad;Resumen;Fecha límite;Asignado a;ID del documento relacionado;Creado el\n5;Llamada;Volver a llamar;31/03/2026;Luz;12;30/03/2026 10:00\n",
        },
    )
    assert exports.rows(
        "select lead_id, record_type, first_name, email, company from raw.leads"
    ) == [("7", "contact", "Ana", "ana@example.com", "Andina")]
    assert exports.rows(
        "select attempt_id, channel, outcome, lead_id, rep from raw.contact_attempts order by 1"
    ) == [("91", "call", None, "12", "Luz"), ("92", "meeting", "meeting_held", "12", "Luz")]
    assert exports.rows("select task_id, due_at, lead_id, owner from raw.tasks") == [
        ("5", dt.datetime(2026, 3, 31), "12", "Luz")
    ]


# ---------------------------------------------------------------------------------------- Kommo


@pytest.mark.parametrize(
    "header",
    [
        "ID,Lead title,Company,Main contact,Lead responsible user,Lead stage,Pipeline,Sale,Created at,Closed at,Last modified,Lead tags,utm_source,Mobile phone (contact),Work email (contact),Loss reason",
        "ID,Título del lead,Compañía,Contacto principal,Lead usuario responsable,Etapa del lead,Embudo de ventas,Venta,Creado en,Cerrado en,Última modificación,Etiquetas de lead,utm_source,Celular (contacto),Correo de trabajo (contacto),Motivo de pérdida",
        "ID,Lead título,Empresa lead 's,Contato principal,Lead usuário responsável,Etapa do lead,Funil de vendas,Venda,Data Criada,Fechada em,Última modificação,Lead tags,utm_source,Celular (contato),Email comercial (contato),Motivo de insucesso",
    ],
)
def test_kommo_leads_are_deals_with_their_person(exports, header):
    loaded(
        exports,
        {
            "kommo/kommo_export_2026-04-01.csv": header + "\n"
            '501,Curso,Andina,Ana Pérez,Luz Mora,Closed - won,Ventas,1200,01.03.2026 10:00:00,20.03.2026 09:00:00,20.03.2026 09:00:00,"vip, curso",facebook,+593991112222,ana@example.com,\n'
            "502,Taller,,Eva,Luz Mora,Perdido (Precio),Ventas,99,02.03.2026 10:00:00,21.03.2026 09:00:00,21.03.2026 09:00:00,,,,eva@example.com,Precio\n"
        },
    )
    assert exports.rows("select opportunity_id, lead_id, name, pipeline, stage, amount::varchar, created_at, closed_at, owner, lost_reason, email from raw.opportunities order by 1") == [
        ("501", "501", "Curso", "Ventas", "Closed - won", "1200.00", ecuador(2026, 3, 1, 10), ecuador(2026, 3, 20, 9), "Luz Mora", None, "ana@example.com"),
        ("502", "502", "Taller", "Ventas", "Perdido (Precio)", "99.00", ecuador(2026, 3, 2, 10), ecuador(2026, 3, 21, 9), "Luz Mora", "Precio", "eva@example.com"),
    ]  # fmt: skip
    assert exports.rows(
        "select lead_id, record_type, first_name, last_name, company, phone, source, opportunity_id from raw.leads order by 1"
    ) == [
        ("501", "lead", "Ana", "Pérez", "Andina", "+593991112222", "facebook", "501"),
        ("502", "lead", "Eva", None, None, None, None, "502"),
    ]
    assert "vip, curso" in exports.one("select extra from raw.leads where lead_id = '501'")


def test_kommo_objects_of_the_api(exports):
    loaded(
        exports,
        {
            "kommo/leads.csv": "id,name,price,responsible_user_id,status_id,pipeline_id,created_at,closed_at,updated_at\n501,Curso,1200,21,142,7,1772373600,1773990000,1773990000\n",
            "kommo/users.csv": "id,name,email\n21,Luz Mora,luz@example.com\n",
            "kommo/notes.csv": "id,entity_id,entity_type,note_type,created_at,responsible_user_id,params.duration,params.call_status\n1,501,leads,call_out,1772377200,21,61,4\n2,501,leads,common,1772377200,21,,\n3,9,contacts,call_in,1772377200,21,0,6\n",
            "kommo/tasks.csv": "id,entity_id,entity_type,task_type_id,text,complete_till,is_completed,created_at\n5,501,leads,1,Llamar,1773990000,false,1772373600\n",
        },
    )
    assert exports.one(
        "select opportunity_id, stage, owner, created_at from raw.opportunities"
    ) == ("501", "142", "Luz Mora", dt.datetime(2026, 3, 1, 14))
    assert exports.rows(
        "select attempt_id, channel, direction, outcome, duration_seconds, lead_id, contact_id, rep from raw.contact_attempts order by 1"
    ) == [
        ("1", "call", "outbound", "connected", 61, "501", None, "Luz Mora"),
        ("3", "call", "inbound", "no_answer", 0, None, "9", "Luz Mora"),
    ]
    assert exports.one("select task_id, lead_id, due_at, status from raw.tasks") == (
        "5",
        "501",
        dt.datetime(2026, 3, 20, 7),
        "false",
    )


# ----------------------------------------------------------------------------------- RD Station


def brazil(*moment: int) -> dt.datetime:
    """Return the UTC time of a local time in São Paulo."""
    return dt.datetime(*moment) + dt.timedelta(hours=3)


def test_rd_station_marketing_leads(exports):
    uuid = "0a1b2c3d-1111-2222-3333-444455556666"
    loaded(
        exports,
        {
            "rd_station/rd-empresa-leads.csv": "Email,Nome,Telefone,Celular,Cargo,Empresa,País,Estado,Cidade,Estágio no funil,Dono do Lead,Data da última oportunidade,Data da última venda,Status para comunicação por email,Tags,URL pública,Total de conversões,Data da primeira conversão,Origem da primeira conversão,Data da última conversão,Origem da última conversão,Eventos (Últimos 100),Tem restrição?\n"
            f"ana@example.com,Ana Souza Lima,,11999998888,Gerente,Acme,Brasil,SP,São Paulo,Cliente,luz@example.com,10/03/2026 10:00,20/03/2026 10:00,Descadastrado,curso,http://app.rdstation.com.br/leads/public/{uuid},3,01/03/2026 10:00,Busca Orgânica | Google,05/03/2026 10:00,Email,ebook,não\n"
            "eva@example.com,Eva,,,,,,,,Lead Qualificado,,,,Válido,,,1,02/03/2026 10:00,Busca Paga | Facebook Ads,02/03/2026 10:00,,,\n",
            "rd_station/conversoes.csv": "Email;Identificador da conversão;Data da conversão;Origem\nana@example.com;ebook-excel;01/03/2026 10:00;Busca Orgânica\n",
        },
    )
    assert exports.rows("select lead_id, created_at, email, phone, first_name, last_name, lifecycle_stage, owner, opportunity_at, customer_at, opted_out, source, updated_at from raw.leads order by email") == [
        (uuid, brazil(2026, 3, 1, 10), "ana@example.com", "11999998888", "Ana", "Souza Lima", "Cliente", "luz@example.com", brazil(2026, 3, 10, 10), brazil(2026, 3, 20, 10), True, "Busca Orgânica | Google", brazil(2026, 3, 5, 10)),
        ("eva@example.com", brazil(2026, 3, 2, 10), "eva@example.com", None, "Eva", None, "Lead Qualificado", None, None, None, False, "Busca Paga | Facebook Ads", brazil(2026, 3, 2, 10)),
    ]  # fmt: skip
    assert exports.one(
        "select email, type, asset, occurred_at, touchpoint_id is not null from raw.touchpoints"
    ) == ("ana@example.com", "form", "ebook-excel", brazil(2026, 3, 1, 10), True)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (
            "Nome da negociação;Etapa do funil de vendas;Funil de vendas;Responsável pela negociação;Valor da negociação;Data de criação;Data de fechamento;Status da negociação;Motivo de perda;Fonte da negociação;Campanha;E-mail do contato;Telefone do contato;Empresa;Código",
            ("Ganha", "Perdida", "Em andamento"),
        ),
        (
            "Nombre de la negociación;Etapa del embudo de ventas;Embudo de ventas;Responsable de la negociación;Valor de la negociación;Fecha de creación;Fecha de cierre;Estado de la negociación;Motivo de pérdida;Fuente de la negociación;Campaña;Correo del contacto;Teléfono del contacto;Empresa;Código",
            ("Ganada", "Perdida", "En curso"),
        ),
    ],
)
def test_rd_station_crm_deals(exports, header, words):
    won, lost, going = words
    loaded(
        exports,
        {
            "rd_station/planilha.csv": header + "\n"
            f"Curso;Proposta;Vendas;Luz;R$ 2.500,50;01/03/2026;20/03/2026;{won};;Facebook Ads;Curso;ana@example.com;11999998888;Acme;1\n"
            f"Taller;Contato;Vendas;Luz;99,00;02/03/2026;21/03/2026;{lost};Preço;;;eva@example.com;;;\n"
            f"Outro;Contato;Vendas;Luz;0,00;25/03/2026;;{going};;;;;11888887777;;\n"
            "Total;;;;2.599,50;;;;;;;;;;\n"
        },
    )
    assert exports.rows("select opportunity_id, created_at, stage, amount::varchar, is_won, is_closed, closed_at, lost_reason, email, phone from raw.opportunities order by _row") == [
        ("Curso 01/03/2026", dt.datetime(2026, 3, 1), "Proposta", "2500.50", True, True, dt.datetime(2026, 3, 20), None, "ana@example.com", "11999998888"),
        ("Taller 02/03/2026", dt.datetime(2026, 3, 2), "Contato", "99.00", False, True, dt.datetime(2026, 3, 21), "Preço", "eva@example.com", None),
        ("Outro 25/03/2026", dt.datetime(2026, 3, 25), "Contato", "0.00", False, False, None, None, None, "11888887777"),
    ]  # fmt: skip


def test_rd_station_crm_tasks(exports):
    loaded(
        exports,
        {
            "rd_station/tarefas.csv": "Assunto da tarefa,Tipo da tarefa,Data da tarefa,Hora da tarefa,Concluída em,Status da tarefa,Responsável pela tarefa,ID da negociação,Nome da negociação\n"
            "Ligar,Ligação,25/03/2026,09:00,25/03/2026 09:20,Concluída,Luz,77,Curso\nVisitar,Visita,26/03/2026,11:00,,Concluída,Luz,77,Curso\nLigar,Ligação,27/03/2026,09:00,,Pendente,Luz,77,Curso\nProposta,Tarefa,24/03/2026,,24/03/2026 10:00,Concluída,Luz,77,Curso\n"
        },
    )
    assert exports.rows(
        "select channel, outcome, occurred_at, opportunity_id, rep from raw.contact_attempts order by _row"
    ) == [
        ("call", None, brazil(2026, 3, 25, 9, 20), "77", "Luz"),
        ("meeting", "meeting_held", brazil(2026, 3, 26, 11), "77", "Luz"),
    ]
    assert exports.rows("select subject, due_at, completed_at from raw.tasks order by _row") == [
        ("Ligar", brazil(2026, 3, 27, 9), None),
        ("Proposta", dt.datetime(2026, 3, 24), brazil(2026, 3, 24, 10)),
    ]


# ------------------------------------------------------------------------------------- NetSuite


@pytest.mark.parametrize(
    "header",
    [
        "Internal ID,ID,Name,Company Name,First Name,Last Name,Email,Phone,Status,Lead Source,Sales Rep,Date Created,Last Modified,Login Access",
        "ID interno,ID,Nombre,Nombre de la compañía,Nombre de pila,Apellido,Correo electrónico,Teléfono,Estado,Origen del cliente potencial,Representante de ventas,Fecha de creación,Última modificación,Subsidiaria principal",
    ],
)
def test_netsuite_leads_of_a_saved_search(exports, header):
    loaded(
        exports,
        {
            "netsuite/SearchResults123.csv": header + "\n"
            "901,CUST1,CUST1 Andina,Andina,Ana,Pérez,ana@example.com,0991112222,CUSTOMER-Closed Won,Web,Luz Mora,25/03/2026 10:00 am,26/03/2026 3:00 pm,No\n"
            "902,LEAD2,LEAD2 Sur,Sur,Eva,- None -,eva@example.com,,LEAD-Qualified,- None -,Luz Mora,02/03/2026 10:00 am,02/03/2026 10:00 am,No\n"
            "Overall Total,,,,,,,,,,,,,\n"
        },
    )
    assert exports.rows("select lead_id, created_at, first_name, last_name, company, email, status, source, owner, updated_at from raw.leads order by 1") == [
        ("901", ecuador(2026, 3, 25, 10), "Ana", "Pérez", "Andina", "ana@example.com", "CUSTOMER-Closed Won", "Web", "Luz Mora", ecuador(2026, 3, 26, 15)),
        ("902", ecuador(2026, 3, 2, 10), "Eva", None, "Sur", "eva@example.com", "LEAD-Qualified", None, "Luz Mora", ecuador(2026, 3, 2, 10)),
    ]  # fmt: skip


def test_netsuite_opportunities_calls_and_tasks(exports):
    loaded(
        exports,
        {
            "netsuite/results 1.csv": "Internal ID,Date,Document Number,Name,Customer : Internal ID,Title,Status,Entity Status,Projected Total,Currency,Expected Close,Date Closed,Sales Rep,Win/Loss Reason\n"
            '31,25/03/2026,OPP31,CUST1 Andina,901,Curso,Closed - Won,CUSTOMER-Closed Won,"1,200.50",US Dollar,30/03/2026,28/03/2026,Luz,\n'
            "32,26/03/2026,OPP32,LEAD2 Sur,902,Taller,In Progress,PROSPECT-Proposal,99.00,US Dollar,30/04/2026,,Luz,\n"
            "33,26/03/2026,OPP33,LEAD3 Eje,903,Taller,Closed - Lost,PROSPECT-Closed Lost,80.00,US Dollar,30/04/2026,29/03/2026,Luz,Precio\n"
            "34,26/03/2026,OPP34,LEAD4 Oro,904,Taller,Firmada,CUSTOMER-Renewal,70.00,US Dollar,30/04/2026,29/03/2026,Luz,\n",
            "netsuite/PhoneCalls.csv": "Internal ID,Subject,Phone Call Date,Start Time,Status,Company : Internal ID,Phone Number,Organizer\n41,Llamar,25/03/2026,09:30,Completed,901,0991112222,Luz\n42,Llamar,30/04/2026,09:30,Scheduled,901,,Luz\n",
            "netsuite/Tasks.csv": "Internal ID,Title,Due Date,Date Completed,Status,Company : Internal ID,Assigned To\n51,Enviar,25/03/2026,,Not Started,901,Luz\n",
        },
    )
    assert exports.rows("select opportunity_id, lead_id, created_at, stage, amount::varchar, currency, is_won, is_closed, closed_at, expected_close_at from raw.opportunities order by 1") == [
        ("31", "901", dt.datetime(2026, 3, 25), "CUSTOMER-Closed Won", "1200.50", "USD", True, True, dt.datetime(2026, 3, 28), dt.datetime(2026, 3, 30)),
        ("32", "902", dt.datetime(2026, 3, 26), "PROSPECT-Proposal", "99.00", "USD", False, False, None, dt.datetime(2026, 4, 30)),
        ("33", "903", dt.datetime(2026, 3, 26), "PROSPECT-Closed Lost", "80.00", "USD", False, True, dt.datetime(2026, 3, 29), dt.datetime(2026, 4, 30)),
        # a company's own word: its stage says that it is won
        ("34", "904", dt.datetime(2026, 3, 26), "CUSTOMER-Renewal", "70.00", "USD", None, None, dt.datetime(2026, 3, 29), dt.datetime(2026, 4, 30)),
    ]  # fmt: skip
    assert exports.rows(
        "select attempt_id, outcome, occurred_at, lead_id from raw.contact_attempts"
    ) == [("41", "connected", ecuador(2026, 3, 25, 9, 30), "901")]
    assert exports.rows("select task_id, due_at, lead_id, owner from raw.tasks") == [
        ("51", dt.datetime(2026, 3, 25), "901", "Luz")
    ]


def test_netsuite_activities_that_name_the_customer_lead_to_it(exports):
    loaded(
        exports,
        {
            "netsuite/Customers.csv": "Internal ID,Name,Company Name,First Name,Last Name,Email,Status,Date Created,Login Access\n"
            "901,CUST1 Andina,Andina,,,ana@example.com,CUSTOMER-Closed Won,25/03/2026 10:00 am,No\n"
            "902,LEAD2 Sur,Sur,,,,LEAD-Qualified,02/03/2026 10:00 am,No\n"
            "903,LEAD3 Sur,Sur,,,,LEAD-Qualified,02/03/2026 10:00 am,No\n",
            "netsuite/PhoneCalls.csv": "Internal ID,Subject,Phone Call Date,Start Time,Status,Company,Phone Number,Organizer\n"
            "41,Llamar,25/03/2026,09:30,Completed,CUST1 Andina,,Luz\n42,Llamar,25/03/2026,09:30,Completed,andina,,Luz\n"
            "43,Llamar,25/03/2026,09:30,Completed,Sur,,Luz\n44,Llamar,25/03/2026,09:30,Completed,902,,Luz\n",
            "netsuite/Tasks.csv": "Internal ID,Title,Due Date,Status,Company,Company : Internal ID,Assigned To\n51,Enviar,25/03/2026,Not Started,LEAD2 Sur,903,Luz\n52,Enviar,25/03/2026,Not Started,LEAD2 Sur,,Luz\n",
        },
    )
    assert exports.rows("select attempt_id, lead_id from raw.contact_attempts order by 1") == [
        ("41", "901"),
        ("42", "901"),
        # a name that two have leads to neither
        ("43", "Sur"),
        ("44", "902"),
    ]
    assert exports.rows("select task_id, lead_id from raw.tasks order by 1") == [
        ("51", "903"),
        ("52", "902"),
    ]
    assert exports.one("select count(*) from raw.leads") == 3


# ------------------------------------------------------------------------------------- Sage CRM


def test_sage_crm_tables(exports):
    loaded(
        exports,
        {
            "sage_crm/a.csv": "Pers_PersonId,Pers_CompanyId,Pers_FirstName,Pers_LastName,Pers_EmailAddress,Pers_CreatedDate,Pers_PrimaryUserId,Pers_Deleted,pers_color\n7,3,Ana,Pérez,ana@example.com,2026-03-01 10:00:00,4,,rojo\n8,3,Eva,Ruiz,,2026-03-01 10:00:00,4,1,\n",
            "sage_crm/b.csv": "Comp_CompanyId,Comp_Name,Comp_Sector,Comp_Employees\n3,Andina,Education,45\n",
            "sage_crm/c.csv": "Oppo_OpportunityId,Oppo_PrimaryPersonId,Oppo_PrimaryCompanyId,Oppo_Description,Oppo_Stage,Oppo_Status,Oppo_Forecast,Oppo_Opened,Oppo_Closed,Oppo_TargetClose,Oppo_AssignedUserId,Oppo_Source,Oppo_Deleted\n"
            "11,7,3,Curso,SaleAgreed,Won,1200.5,2026-03-02 10:00:00,2026-03-20 09:00:00,2026-04-01,4,Web,\n12,7,3,Taller,Proposal Submitted,In Progress,99,2026-03-02 10:00:00,,2026-04-01,4,,\n",
            "sage_crm/d.csv": "Oppo_OpportunityProgressId,Oppo_OpportunityId,Oppo_Stage,Oppo_CreatedDate\n1,11,Qualified,2026-03-03 10:00:00\n",
            "sage_crm/e.csv": "Comm_CommunicationId,Comm_Action,Comm_Status,Comm_DateTime,Comm_Subject,Comm_OpportunityId,CmLi_Comm_PersonId,CmLi_Comm_UserId,Comm_Deleted\n"
            "1,PhoneOut,Complete,2026-03-05 09:00:00,Llamar,11,7,4,\n2,Meeting,Complete,2026-03-06 09:00:00,Demo,11,7,4,\n3,PhoneOut,Pending,2026-03-09 09:00:00,Llamar,11,7,4,\n4,EmailIn,Complete,2026-03-06 10:00:00,Re,,7,4,1\n",
            "sage_crm/users.csv": "User_UserId,User_Logon,User_FullName\n4,luz,Luz Mora\n",
        },
    )
    assert exports.rows(
        "select lead_id, record_type, first_name, company, industry, employees, owner from raw.leads where is_deleted is not true"
    ) == [("7", "contact", "Ana", "Andina", "Education", 45, "Luz Mora")]
    assert exports.rows(
        "select opportunity_id, contact_id, company, stage, is_won, is_closed, amount::varchar, closed_at, owner from raw.opportunities order by 1"
    ) == [
        (
            "11",
            "7",
            "Andina",
            "SaleAgreed",
            True,
            True,
            "1200.50",
            ecuador(2026, 3, 20, 9),
            "Luz Mora",
        ),
        ("12", "7", "Andina", "Proposal Submitted", False, False, "99.00", None, "Luz Mora"),
    ]
    assert exports.rows(
        "select opportunity_id, stage, changed_at from raw.opportunity_stage_changes"
    ) == [("11", "Qualified", ecuador(2026, 3, 3, 10))]
    assert exports.rows(
        "select attempt_id, channel, direction, outcome, contact_id, rep from raw.contact_attempts where is_deleted is not true order by 1"
    ) == [
        ("1", "call", "outbound", None, "7", "Luz Mora"),
        ("2", "meeting", "outbound", "meeting_held", "7", "Luz Mora"),
    ]
    assert exports.rows("select task_id, due_at, status, owner from raw.tasks") == [
        ("3", ecuador(2026, 3, 9, 9), "Pending", "Luz Mora")
    ]


def test_sage_crm_labels_in_spanish(exports):
    loaded(
        exports,
        {
            "sage_crm/informe.csv": "ID de prospecto;Nombre;Apellidos;Empresa;Correo electrónico;Origen;Etapa del prospecto;Estado;Asignado a;Fecha de creación\n5;Ana;Pérez;Andina;ana@example.com;Web;Calificado;Abierto;Luz Mora;25/03/2026 10:00\n".encode(
                "cp1252"
            ),
            "sage_crm/informe 2.csv": "ID de oportunidad;Descripción;Empresa;Etapa de la oportunidad;Estado;Previsión;Certeza;Fecha de creación;Cierre previsto;Asignado a\n11;Curso;Andina;Negociación;En curso;1.200,50;80;25/03/2026 10:00;30/04/2026;Luz Mora\n",
        },
    )
    assert exports.one(
        "select lead_id, record_type, created_at, company, lifecycle_stage, status, owner from raw.leads"
    ) == ("5", "lead", ecuador(2026, 3, 25, 10), "Andina", "Calificado", "Abierto", "Luz Mora")
    assert exports.one(
        "select opportunity_id, stage, amount::varchar, is_closed, expected_close_at from raw.opportunities"
    ) == ("11", "Negociación", "1200.50", False, dt.datetime(2026, 4, 30))


def test_odoo_messages_that_nobody_got_are_no_attempts(exports):
    loaded(
        exports,
        {
            "odoo/Mensaje (mail.message).csv": "ID externo,Fecha,Autor,Tipo,Subtipo,Tipo de actividad de correo,Modelo de documento relacionado,ID del documento relacionado\n"
            "__export__.mail_message_1,2026-03-05 09:00:00,Luz,Notificación del sistema,Actividades,Llamada,crm.lead,12\n"
            "__export__.mail_message_2,2026-03-05 10:00:00,Luz,Notificación del sistema,Etapa cambiada,,crm.lead,12\n"
            "__export__.mail_message_3,2026-03-06 09:00:00,Luz,Correo electrónico saliente,Conversaciones,,crm.lead,12\n"
            "__export__.mail_message_4,2026-03-07 09:00:00,Ana,Correo electrónico entrante,Conversaciones,,res.partner,7\n"
            "__export__.mail_message_5,2026-03-07 10:00:00,Luz,Comentario,Nota,,crm.lead,12\n"
            "__export__.mail_message_6,2026-03-08 09:00:00,Luz,Comentario,Conversaciones,,crm.lead,12\n"
            "__export__.mail_message_7,2026-03-09 09:00:00,Luz,Correo electrónico saliente,Conversaciones,,sale.order,12\n",
            "odoo/mail.activity.csv": "id,res_model,res_id,activity_type_id,summary,date_deadline,user_id\n"
            "5,crm.lead,12,Call,Volver a llamar,2026-03-31,Luz\n6,project.task,12,To-Do,Plano,2026-03-31,Luz\n",
        },
    )
    assert exports.rows(
        "select attempt_id, lead_id, contact_id, channel, direction from raw.contact_attempts order by occurred_at"
    ) == [
        ("__export__.mail_message_1", "12", None, "call", "outbound"),
        ("__export__.mail_message_3", "12", None, "email", "outbound"),
        ("__export__.mail_message_4", None, "7", "email", "inbound"),
        ("__export__.mail_message_6", "12", None, "email", "outbound"),
    ]
    assert exports.rows("select task_id, lead_id, type from raw.tasks") == [("5", "12", "Call")]
    assert exports.rows("select entity, rows_loaded, rows_not_used from raw._files order by 1") == [
        ("contact_attempts", 4, 3),
        ("tasks", 1, 1),
    ]


def test_odoo_lead_that_is_archived_is_lost(exports):
    loaded(
        exports,
        {
            "odoo/crm.lead.csv": "External ID,Type,Contact Name,Stage,Created on,Active,Lost Reason\n"
            "__export__.crm_lead_1,Lead,Ana,New,2026-03-01 10:00:00,False,Not interested\n"
            "__export__.crm_lead_2,Lead,Eva,New,2026-03-02 10:00:00,True,\n"
            "__export__.crm_lead_3,Opportunity,Luz,New,2026-03-03 10:00:00,False,Too expensive\n"
        },
    )
    assert exports.rows("select lead_id, status, status_reason from raw.leads order by 1") == [
        ("1", "Lost", "Not interested"),
        ("2", None, None),
        ("3", None, "Too expensive"),
    ]


def test_odoo_and_kommo_words_for_nothing(exports):
    loaded(
        exports,
        {
            "odoo/dump.csv": "id,name,type,contact_name,email_from,phone,stage_id,user_id,expected_revenue,create_date,date_closed,active,partner_id\n"
            "12,Curso,opportunity,False,a@example.com,False,\"[1, 'New']\",\"[2, 'Luz Mora']\",100.0,2026-03-05 10:00:00,False,True,\"[7, 'Andina, Ana']\"\n"
            "13,Taller,opportunity,False,b@example.com,False,\"[1, 'New']\",False,50.0,2026-03-05 10:00:00,2026-03-06 10:00:00,False,False\n",
            "kommo/export.csv": "ID,Lead título,Etapa do lead,Venda,Data Criada,Fechada em\n502,X,Contato inicial,,26.03.2026 10:00:00,não fechada\n",
        },
    )
    assert exports.rows(
        "select lead_id, first_name, phone, owner, contact_id, opportunity_id from raw.leads where _source_system = 'odoo' order by 1"
    ) == [("12", None, None, "Luz Mora", "7", "12"), ("13", None, None, None, None, "13")]
    assert exports.rows(
        "select opportunity_id, stage, is_closed, closed_at from raw.opportunities order by 1"
    ) == [
        ("12", "New", False, None),
        ("13", "New", True, dt.datetime(2026, 3, 6, 10)),
        ("502", "Contato inicial", None, None),
    ]
    assert exports.one("select count(*) from raw._rejected_values") == 0
