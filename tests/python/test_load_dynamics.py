"""Dynamics 365: views in two languages, tables of Dataverse."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from load_helpers import Exports

LEAD = "aaaaaaaa-1111-4222-8333-0123456789ab"
CONTACT = "bbbbbbbb-1111-4222-8333-0123456789ab"
DEAL = "cccccccc-1111-4222-8333-0123456789ab"
ACCOUNT = "dddddddd-1111-4222-8333-0123456789ab"
CALL = "eeeeeeee-1111-4222-8333-0123456789ab"
MARCH = dt.datetime(2026, 3, 1, 9, 30)


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def workbook(*rows: list) -> bytes:
    """Return a view as Excel gets it: the table and a hidden sheet that describes it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    hidden = book.create_sheet("hiddenSheet")
    hidden.sheet_state = "veryHidden"
    hidden.append(["lead:Xy=", *[str(cell) for cell in rows[0]]])
    hidden.append(rows[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_view_of_leads_in_excel(exports):
    exports.write(
        "dynamics/My Open Leads 31-03-2026 10-00-00.xlsx",
        workbook(
            ["(Do Not Modify) Lead", "(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On", "Name", "Topic", "First Name", "Last Name", "Job Title", "Company Name", "Email", "Business Phone", "Lead Source", "Rating", "Source Campaign", "Status Reason", "Created On", "Owner", "Curso de interés"],
            [LEAD, "7+abc==", dt.datetime(2026, 3, 20, 8), "Ana Pérez", "Curso", "Ana", "Pérez", "CEO", "Andina", "ana@example.com", "0991234567", "Trade Show", "Hot", "Feria", "Contacted", MARCH, "Luz Gil", "Excel"],
            ["{AAAAAAAA-1111-4222-8333-0123456789AC}", "8+abc==", dt.datetime(2026, 3, 20, 8), "Eva Ruiz", "Curso", "Eva", "Ruiz", None, None, None, None, "Web", None, None, "No Longer Interested", MARCH, "Luz Gil", None],
        ),
    )  # fmt: skip
    exports.load()
    assert exports.rows(
        "select lead_id, record_type, created_at, updated_at, first_name, company, phone, source, campaign, status, status_reason, owner, product_interest, extra from raw.leads order by 1"
    ) == [
        (LEAD, "lead", dt.datetime(2026, 3, 1, 14, 30), dt.datetime(2026, 3, 20, 13), "Ana", "Andina", "0991234567", "Trade Show", "Feria", "Contacted", None, "Luz Gil", "Excel", '{"topic":"Curso","rating":"Hot"}'),
        ("aaaaaaaa-1111-4222-8333-0123456789ac", "lead", dt.datetime(2026, 3, 1, 14, 30), dt.datetime(2026, 3, 20, 13), "Eva", None, None, "Web", None, "No Longer Interested", "No Longer Interested", "Luz Gil", None, '{"topic":"Curso"}'),
    ]  # fmt: skip
    # the checksum says nothing and isn't reported as unknown
    assert exports.one("select unmapped_headers, encoding from raw._files") == (["Topic", "Rating"], "xlsx")  # fmt: skip


def test_spanish_views_link_deals_to_accounts_contacts_and_leads_by_name(exports):
    exports.write(
        "dynamics/Clientes potenciales.csv",
        "(No modificar) Cliente potencial;(No modificar) Suma de comprobación de fila;(No modificar) Fecha de modificación;Nombre completo;Nombre;Apellidos;Correo electrónico;Razón para el estado;Fecha de creación;Propietario;No permitir correo electrónico\n"
        f"{LEAD};x;20/03/2026 8:00;Ana Pérez;Ana;Pérez;ana@example.com;Calificado;01/03/2026 9:30;Luz;No permitir\n",
        "cp1252",
    )
    exports.write(
        "dynamics/Contactos activos.csv",
        "(No modificar) Contacto;Nombre completo;Nombre;Apellidos;Correo electrónico;Nombre de la compañía;Fecha de creación;Propietario\n"
        f"{CONTACT};Ana Pérez;Ana;Pérez;ana@example.com;Andina S.A.;13/03/2026 9:30;Luz\n",
        "cp1252",
    )
    exports.write(
        "dynamics/Mis cuentas activas.csv",
        f"(No modificar) Cuenta;Nombre de cuenta;Sitio web;Sector\n{ACCOUNT};Andina S.A.;andina.example;Educación\n",
    )
    exports.write(
        "dynamics/Oportunidades.csv",
        "(No modificar) Oportunidad;Tema;Cuenta;Contacto;Cliente potencial original;Ingresos est.;Ingresos reales;Divisa;Fecha de cierre est.;Fecha de cierre real;Fase de canalización;Estado;Razón para el estado;Fecha de creación;Propietario\n"
        f"{DEAL};Curso;Andina S.A.;ANA PEREZ;Ana Pérez;1.200,50;0,00;USD;30/03/2026;;2-Desarrollar;Abierta;En curso;02/03/2026 10:00;Luz\n"
        "cccccccc-1111-4222-8333-0123456789ac;Otro;Nadie;;;900,00;850,00;USD;30/03/2026;15/03/2026;3-Proponer;Ganada;Ganada;03/03/2026 10:00;Luz\n"
        "cccccccc-1111-4222-8333-0123456789ad;Más;Nadie;;;900,00;0,00;USD;30/03/2026;16/03/2026;3-Proponer;Perdida;Cancelado;04/03/2026 10:00;Luz\n",
        "cp1252",
    )
    exports.load()
    assert exports.rows(
        "select company, company_id, contact_id, lead_id, amount::varchar, stage, is_won, is_closed, closed_at, expected_close_at, lost_reason from raw.opportunities order by created_at"
    ) == [
        ("Andina S.A.", ACCOUNT, CONTACT, LEAD, "1200.50", "2-Desarrollar", False, False, dt.datetime(2026, 3, 30), dt.datetime(2026, 3, 30), None),
        ("Nadie", None, None, None, "850.00", "Ganada", True, True, dt.datetime(2026, 3, 15), dt.datetime(2026, 3, 30), None),
        ("Nadie", None, None, None, "900.00", "Perdida", False, True, dt.datetime(2026, 3, 16), dt.datetime(2026, 3, 30), "Cancelado"),
    ]  # fmt: skip
    assert exports.rows(
        "select record_type, company, company_domain, industry, created_at from raw.leads order by 1"
    ) == [
        ("contact", "Andina S.A.", "andina.example", "Educación", dt.datetime(2026, 3, 13, 14, 30)),
        ("lead", None, None, None, dt.datetime(2026, 3, 1, 14, 30)),
    ]
    assert exports.one("select count(*) filter (where opted_out) from raw.leads") == 1
    assert exports.one("select count(*) from raw._rejects") == 0
    exports.assert_balanced()


def test_a_view_of_all_activities_gives_attempts_and_tasks(exports):
    exports.write(
        "dynamics/leads.csv",
        f"(Do Not Modify) Lead,Full Name,Created On\n{LEAD},Ana Pérez,2026-03-01 09:30\n",
    )
    exports.write(
        "dynamics/All Activities.csv",
        "(Do Not Modify) Activity,Subject,Regarding,Activity Type,Activity Status,Owner,Due Date,Start Date,Actual End,Created On\n"
        "a1,Llamar,Ana Pérez,Phone Call,Completed,Luz,2026-03-02,,2026-03-02 09:05,2026-03-01 09:30\n"
        "a2,Oferta,Ana Pérez,Email,Canceled,Luz,,,2026-03-03 10:00,2026-03-01 09:30\n"
        "a3,Demo,Ana Pérez,Appointment,Scheduled,Luz,2026-03-09,2026-03-09 10:00,,2026-03-01 09:30\n"
        "a4,Enviar,Ana Pérez,Task,Completed,Luz,2026-03-04,,2026-03-04 11:00,2026-03-01 09:30\n"
        "a5,Visita,Andina,Appointment,Completed,Luz,2026-03-05,2026-03-05 10:00,2026-03-05 11:00,2026-03-01 09:30\n",
    )
    exports.load()
    assert exports.rows(
        "select attempt_id, channel, lead_id, occurred_at, rep from raw.contact_attempts order by 1"
    ) == [
        ("a1", "call", LEAD, dt.datetime(2026, 3, 2, 14, 5), "Luz"),
        # nobody of this name: kept and counted, not dropped
        ("a5", "meeting", "Andina", dt.datetime(2026, 3, 5, 16), "Luz"),
    ]
    assert exports.rows("select task_id, type, status, due_at from raw.tasks order by 1") == [
        ("a2", "Email", "Canceled", None),
        ("a3", "Appointment", "Scheduled", dt.datetime(2026, 3, 9)),
        ("a4", "Task", "Completed", dt.datetime(2026, 3, 4)),
    ]
    exports.assert_balanced()


def test_views_of_calls_e_mails_and_appointments(exports):
    exports.write(
        "dynamics/Llamadas de teléfono.csv",
        "(No modificar) Llamada de teléfono,Asunto,Referente a,Dirección,Estado,Razón para el estado,Fin real,Duración,Resultado de la llamada,Número de teléfono,Propietario\n"
        f"{CALL},Llamar,Ana Pérez,Saliente,Completado,Realizada,2026-03-02 09:05,5,No contesta,0991234567,Luz\n"
        f"{CALL[:-1]}c,Llamar,Ana Pérez,Saliente,Abierto,Abierto,,,,0991234567,Luz\n",
    )
    exports.write(
        "dynamics/My Sent Email.csv",
        "(Do Not Modify) Email,Subject,From,To,Regarding,Status Reason,Date Sent,Owner\n"
        "m1,Oferta,Luz,ana@example.com,,Sent,2026-03-03 10:00,Luz\n"
        "m2,Re: Oferta,ana@example.com,Luz,Ana Pérez,Received,2026-03-03 11:00,Luz\n",
    )
    exports.write(
        "dynamics/Appointments.csv",
        "(Do Not Modify) Appointment,Subject,Regarding,Start Time,End Time,Status,Duration,Owner\n"
        "p1,Demo,Ana Pérez,2026-03-04 10:00,2026-03-04 11:00,Completed,1:00,Luz\n"
        "p2,Demo,Ana Pérez,2026-03-09 10:00,2026-03-09 11:00,Scheduled,60,Luz\n",
    )
    exports.load()
    assert exports.rows(
        "select attempt_id, channel, direction, outcome, occurred_at, duration_seconds, email from raw.contact_attempts order by occurred_at"
    ) == [
        (CALL, "call", "outbound", "no_answer", dt.datetime(2026, 3, 2, 14, 5), 300, None),
        ("m1", "email", "outbound", "sent", dt.datetime(2026, 3, 3, 15), None, "ana@example.com"),
        ("m2", "email", "inbound", None, dt.datetime(2026, 3, 3, 16), None, None),
        ("p1", "meeting", "outbound", "meeting_held", dt.datetime(2026, 3, 4, 15), 3600, None),
    ]
    assert exports.rows("select task_id, status from raw.tasks order by 1") == [
        (f"{CALL[:-1]}c", "Abierto"),
        ("p2", "Scheduled"),
    ]


def test_tables_of_dataverse_by_their_api_names_and_numbers(exports):
    exports.write("dynamics/mapping.yml", "locale: {timezone: America/Lima, dates: dmy}\n")
    exports.write(
        "dynamics/lead.csv",
        "leadid,firstname,lastname,emailaddress1,leadsourcecode,statuscode,statecode,createdon,modifiedon,_ownerid_value,_parentcontactid_value,versionnumber\n"
        f"{LEAD.upper()},Ana,Pérez,ana@example.com,8,5,2,2026-03-01T14:30:00Z,2026-03-02 10:00:00,u1,{CONTACT},99\n",
    )
    exports.write(
        "dynamics/systemuser.csv",
        "systemuserid,fullname,internalemailaddress,isdisabled\nu1,Luz Gil,luz@x.example,false\n",
    )
    exports.write(
        "dynamics/opportunity.csv",
        "opportunityid,name,_parentaccountid_value,_parentcontactid_value,_originatingleadid_value,estimatedvalue,actualvalue,estimatedclosedate,actualclosedate,stepname,statecode,statuscode,createdon,_ownerid_value\n"
        f"{DEAL},Curso,{ACCOUNT},{CONTACT},{LEAD},1200.5,,2026-03-30,,1-Qualify,0,1,2026-03-02 10:00:00,u2\n"
        f"{DEAL[:-1]}c,Otro,{ACCOUNT},,,1200.5,1000,2026-03-30,2026-03-20,3-Propose,1,3,2026-03-03 10:00:00,u1\n"
        f"{DEAL[:-1]}d,Más,{ACCOUNT},,,1200.5,0,2026-03-30,2026-03-20,,2,5,2026-03-04 10:00:00,u1\n",
    )
    exports.write(
        "dynamics/activitypointer.csv",
        "activityid,activitytypecode,subject,_regardingobjectid_value,statecode,actualend,scheduledend,createdon,_ownerid_value\n"
        f"a1,phonecall,Llamar,{LEAD},1,2026-03-02 10:00:00,,2026-03-01 10:00:00,u1\n"
        f"a2,task,Enviar,{DEAL},0,,2026-03-09 10:00:00,2026-03-01 10:00:00,u1\n",
    )
    exports.load()
    # Dataverse's times are in UTC, whatever the zone of the views
    assert exports.one(
        "select lead_id, source, status, created_at, updated_at, owner, contact_id from raw.leads"
    ) == (LEAD, "Web", "Cannot Contact", dt.datetime(2026, 3, 1, 14, 30), dt.datetime(2026, 3, 2, 10), "Luz Gil", CONTACT)  # fmt: skip
    assert exports.rows(
        "select stage, is_won, is_closed, amount::varchar, lead_id, company_id, owner, created_at from raw.opportunities order by created_at"
    ) == [
        ("1-Qualify", False, False, "1200.50", LEAD, ACCOUNT, "u2", dt.datetime(2026, 3, 2, 10)),
        ("Won", True, True, "1000.00", None, ACCOUNT, "Luz Gil", dt.datetime(2026, 3, 3, 10)),
        ("Out-Sold", False, True, "1200.50", None, ACCOUNT, "Luz Gil", dt.datetime(2026, 3, 4, 10)),
    ]
    assert exports.one(
        "select attempt_id, channel, lead_id, occurred_at from raw.contact_attempts"
    ) == ("a1", "call", LEAD, dt.datetime(2026, 3, 2, 10))
    assert exports.one(
        "select task_id, opportunity_id, due_at, status, owner from raw.tasks"
    ) == ("a2", DEAL, dt.datetime(2026, 3, 9, 10), "Open", "Luz Gil")  # fmt: skip
    assert exports.one("select user_id, name, email, is_active from raw.users") == (
        "u1", "Luz Gil", "luz@x.example", True,
    )  # fmt: skip


def test_reasons_of_a_companys_own_stand_for_a_lost_deal_and_a_disqualified_lead(exports):
    exports.write(
        "dynamics/Todos los clientes potenciales.xlsx",
        workbook(
            [
                "(No modificar) Cliente potencial",
                "(No modificar) Fecha de modificación",
                "Nombre",
                "Estado",
                "Razón para el estado",
                "Fecha de creación",
                "Propietario",
            ],
            [LEAD, MARCH, "Ana Pérez", "Descalificado", "Sin presupuesto", MARCH, "Luz Gil"],
            [LEAD[:-1] + "c", MARCH, "Eva Ruiz", "Abierto", "Primer contacto", MARCH, "Luz Gil"],
        ),
    )
    exports.write(
        "dynamics/Todas las oportunidades.xlsx",
        workbook(
            [
                "(No modificar) Oportunidad",
                "Tema",
                "Cuenta",
                "Estado",
                "Razón para el estado",
                "Fecha de creación",
            ],
            [DEAL, "Curso", "Andina", "Perdida", "Eligió a otro", MARCH],
            [DEAL[:-1] + "c", "Taller", "Andina", "Abierta", "Esperando a compras", MARCH],
        ),
    )
    exports.write(
        "dynamics/Todas las actividades.xlsx",
        workbook(
            ["(No modificar) Actividad", "Tipo de actividad", "Referente a", "Estado de la actividad", "Fin real", "Propietario"],
            [CALL, "Correo electrónico", "Eva Ruiz", "Completado", MARCH, "Luz Gil"],
        ),
    )  # fmt: skip
    exports.load()
    assert exports.rows(
        "select lead_id, lifecycle_stage, status, status_reason from raw.leads order by 1"
    ) == [
        (LEAD, "Descalificado", "Sin presupuesto", "Sin presupuesto"),
        (LEAD[:-1] + "c", None, "Primer contacto", None),
    ]
    assert exports.rows("select stage, lost_reason from raw.opportunities order by 1") == [
        ("Esperando a compras", None),
        ("Perdida", "Eligió a otro"),
    ]
    # "Nombre" is how a Spanish view of leads heads the full name
    assert exports.one("select lead_id from raw.contact_attempts") == LEAD[:-1] + "c"
