"""What marketing tools export: e-mails, webinars, bookings, ads; and lists of users and invoices."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections import Counter

import duckdb
import pytest
from load_helpers import Exports, shared_data

from smarketing.errors import DataRefused
from smarketing.validation.notes import notes_of_load


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


def test_validation_says_which_owners_a_list_of_users_names(exports):
    exports.write(
        "hubspot/users.csv",
        "User ID,Nombre,Apellidos,Correo\n7,Ana,Pérez,ana@uno.example\n8,Luis,Mora,luis@uno.example\n",
    )
    exports.write(
        "hubspot/contactos-2026-03-31.csv",
        "ID de registro,Fecha de creación,Propietario del contacto\n1,2026-03-01 10:00,ANA@uno.example\n2,2026-03-01 10:00,Zoe\n",
    )
    exports.load()
    with duckdb.connect(str(exports.build_file), read_only=True) as connection:
        notes = [note for note in notes_of_load(connection) if note.kind == "team_from_exports"]
    assert [(note.file, note.severity, note.failing, note.details) for note in notes] == [
        ("hubspot/users.csv", "note", 1, {"owners": "Ana Pérez"})
    ]


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


def test_a_property_history_from_hubspots_pages_is_told_apart_by_its_property(exports):
    exports.write(
        "hubspot/historial-de-propiedades.csv",
        "ID de registro,Propiedad,Valor,Fecha de modificación,Modificado por\n"
        "1,Etapa del ciclo de vida,Lead,2026-03-01 10:00,Ana\n"
        "7,Etapa del negocio,Propuesta,2026-03-02 10:00,Ana\n"
        "1,Correo,ana@uno.example,2026-03-03 10:00,Ana\n",
    )
    exports.load()
    assert exports.rows("select lead_id, stage, changed_by from raw.lead_stage_changes") == [
        ("1", "Lead", "Ana")
    ]
    assert exports.rows("select opportunity_id, stage from raw.opportunity_stage_changes") == [
        ("7", "Propuesta")
    ]


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


# ------------------------------------------------------------------------------- LinkedIn Ads

LINKEDIN = (
    "Campaign Performance Report (in UTC)\n"
    '"Report Start: October 1, 2026, 12:00 AM"\n"Report End: October 31, 2026, 11:59 PM"\n'
    '"Date Generated: November 3, 2026, 1:09 AM"\n\n'
    "Start Date (in UTC)\tAccount Name\tCurrency\tCampaign Group Name\tCampaign Name\tCampaign ID\t{ad}Total Spent\tImpressions\tClicks\n"
)


def test_linkedin_reports_by_campaign_and_by_ad_are_read_by_day(exports):
    exports.write(
        "linkedin_ads/campaign_performance-2026-11-03.csv",
        LINKEDIN.format(ad="")
        + '10/3/2026\tAcme\tUSD\tMarca\tCursos EC\t411\t"1,020.50"\t"4,200"\t31\n10/14/2026\tAcme\tUSD\tMarca\tCursos EC\t411\t0\t10\t0\n',
        "utf-16",
    )
    exports.write(
        "linkedin_ads/ad_performance-2026-11-04.csv",
        LINKEDIN.format(ad="Ad ID\tAd Name\t")
        + "10/3/2026\tAcme\tUSD\tMarca\tCursos EC\t411\t9001\tVideo A\t1000\t4000\t30\n",
    )
    exports.load()
    assert exports.rows(
        "select date, cost, campaign, campaign_id, ad, ad_id, account, currency, impressions, clicks, platform, extra "
        "from raw.ad_spend order by _file desc, date"
    ) == [
        (dt.date(2026, 10, 3), 1020.50, "Cursos EC", "411", None, None, "Acme", "USD", 4200, 31, "linkedin_ads", '{"campaign group name":"Marca"}'),
        (dt.date(2026, 10, 14), 0.0, "Cursos EC", "411", None, None, "Acme", "USD", 10, 0, "linkedin_ads", '{"campaign group name":"Marca"}'),
        (dt.date(2026, 10, 3), 1000.0, "Cursos EC", "411", "Video A", "9001", "Acme", "USD", 4000, 30, "linkedin_ads", '{"campaign group name":"Marca"}'),
    ]  # fmt: skip
    exports.assert_balanced()


def test_a_linkedin_report_without_days_is_refused_with_the_menu(exports):
    exports.write(
        "linkedin_ads/campaign.csv", "Campaign Name,Campaign ID,Currency,Total Spent\nA,1,USD,20\n"
    )
    with pytest.raises(DataRefused, match="Time breakdown: Daily"):
        exports.load()


# ------------------------------------------------------------------------------- Mailchimp


def test_mailchimp_tables_of_the_connector_are_opens_and_clicks(exports):
    exports.write(
        "mailchimp/campaign_recipient_activity_data.csv",
        "action,campaign_id,list_id,member_id,timestamp,ip,url,bounce_type\n"
        "open,c1,l1,m1,2026-03-02 10:00:00,,,\nclick,c1,l1,m1,2026-03-02 10:01:00,,https://acme.example/x,\n"
        "bounce,c1,l1,m2,2026-03-02 10:00:00,,,hard\n",
    )
    exports.write(
        "mailchimp/member_data.csv",
        "id,email_address,unique_email_id\nm1,ana@uno.example,u1\nm2,x@dos.example,u2\n",
    )
    exports.write("mailchimp/campaign_data.csv", "id,title,subject_line\nc1,Boletín marzo,Hola\n")
    exports.write(
        "mailchimp/unsubscribe_data.csv",
        "campaign_id,list_id,member_id,reason,timestamp\nc1,l1,m1,No longer interested,2026-03-05 12:00:00\n",
    )
    exports.load()
    assert exports.rows("select email, type, occurred_at, campaign, page, source, medium from raw.touchpoints order by occurred_at") == [
        ("ana@uno.example", "email_open", dt.datetime(2026, 3, 2, 10), "Boletín marzo", None, "mailchimp", "email"),
        ("ana@uno.example", "email_click", dt.datetime(2026, 3, 2, 10, 1), "Boletín marzo", "https://acme.example/x", "mailchimp", "email"),
    ]  # fmt: skip
    assert exports.rows("select email, direction, outcome, occurred_at, subject from raw.contact_attempts") == [
        ("ana@uno.example", "inbound", "opted_out", dt.datetime(2026, 3, 5, 12), "No longer interested"),
    ]  # fmt: skip
    assert exports.one("select rows_not_used from raw._files where entity = 'touchpoints'") == 1
    exports.assert_balanced()


def test_mailchimp_audiences_tell_who_unsubscribed_and_make_no_leads(exports):
    common = "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME"
    exports.write(
        "mailchimp/subscribed_members_export_1.csv",
        f"{common},LAST_CHANGED,LEID,EUID\nana@uno.example,Ana,2,2026-01-01 10:00:00,,2026-01-02 10:00:00,1,e\n",
    )
    exports.write(
        "mailchimp/cleaned_members_export_1.csv",
        f"{common},CLEAN_TIME,LEID,EUID\nx@dos.example,X,1,,,2026-01-02 10:00:00,2,e\n",
    )
    exports.write(
        "mailchimp/unsubscribed_members_export_1.csv",
        f"{common},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,LEID,EUID\nluis@tres.example,Luis,2,,,2026-03-05 12:00:00,Boletín marzo,,3,e\n",
    )
    exports.load()
    assert exports.rows(
        "select email, outcome, occurred_at, subject from raw.contact_attempts"
    ) == [("luis@tres.example", "opted_out", dt.datetime(2026, 3, 5, 17), "Boletín marzo")]
    assert exports.one("select count(*) from raw.leads") == 0
    assert sum("no leads by themselves" in line for line in exports.said) == 1


def test_mailchimp_lists_of_openers_with_their_time_are_touches_in_spanish_too(exports):
    exports.write(
        "mailchimp/aperturas-marzo.csv",
        "Dirección de correo electrónico,Fecha y hora,Campaña\nana@uno.example,2026-03-02 10:00,Boletín\nana@uno.example,2026-03-02 10:00,Boletín\n",
    )
    exports.load()
    assert exports.one("select count(*), count(distinct touchpoint_id), any_value(type), any_value(occurred_at), any_value(campaign) from raw.touchpoints") == (
        2, 1, "email_open", dt.datetime(2026, 3, 2, 15), "Boletín",
    )  # fmt: skip


def test_mailchimp_lists_of_openers_without_their_time_are_left_out_with_the_reason(exports):
    for action in ("opens", "clicks"):
        exports.write(
            f"mailchimp/members_Boletin_{action}_Mar_02_2026.csv",
            f"Email Address,First Name,{action.title()},LEID,EUID\nana@uno.example,Ana,2,1,e\n",
        )
    exports.write("mailchimp/aperturas.csv", "Email,Fecha\nana@uno.example,2026-03-02 10:00\n")
    exports.load()
    assert exports.one("select count(*) from raw.touchpoints") == 1
    assert sum("exports the activity with its times" in line for line in exports.said) == 2


# ------------------------------------------------------------------------------- Zoom

ATTENDEES = """\
Attendee Report
Report Generated:,"04/14/2026 06:00:00 PM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,Total Users,Max Concurrent Views
"Becas, paso a paso",812 3456 7890,"04/13/2026 05:58:11 PM",63,4,1,2,5,2
Host Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Host,host@acme.example,"04/13/2026 05:50:00 PM","04/13/2026 07:01:00 PM",71,No,Ecuador
Panelist Details
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Panelist,panel@acme.example,"04/13/2026 05:55:00 PM","04/13/2026 07:01:00 PM",66,No,Ecuador
Attendee Details
Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name
Yes,Ana,Ana,Paz,ana@uno.example,"04/02/2026 10:00:00 AM",approved,"04/13/2026 06:00:00 PM","04/13/2026 06:10:00 PM",10,Yes,Ecuador
Yes,Ana,Ana,Paz,ana@uno.example,"04/02/2026 10:00:00 AM",approved,"04/13/2026 06:15:00 PM","04/13/2026 07:01:00 PM",46,Yes,Ecuador
Yes,Luis,Luis,Mora,luis@dos.example,"04/13/2026 05:59:00 PM",approved,"04/13/2026 06:00:30 PM","04/13/2026 06:30:00 PM",30,Yes,Ecuador
No,Eva,Eva,Ruiz,eva@tres.example,"04/05/2026 09:00:00 AM",approved,--,--,--,--,Ecuador
No,Zoe,Zoe,Gil,zoe@cuatro.example,"04/06/2026 09:00:00 AM",cancelled,--,--,--,--,Ecuador
Other Attended
User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name
15550100,"04/13/2026 06:05:00 PM","04/13/2026 06:06:00 PM",1,Ecuador
"""
REGISTRATIONS = """\
Registration Report
Report Generated:,"04/14/2026 06:00:00 PM"
Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled,# Approved,# Denied
"Becas, paso a paso",812 3456 7890,"04/13/2026 06:00:00 PM",60,4,1,3,0
Attendee Details
First Name,Last Name,Email,Phone,Registration Time,Approval Status
Ana,Paz,ana@uno.example,,"04/02/2026 10:00:00 AM",approved
Iris,Sol,iris@cinco.example,,"04/03/2026 11:00:00 AM",approved
"""


def test_zoom_counts_a_persons_sessions_as_one_attendance(exports):
    exports.write("zoom/attendee_81234567890.csv", ATTENDEES, "utf-8-sig")
    exports.write("zoom/registration_81234567890.csv", REGISTRATIONS, "utf-8-sig")
    exports.load()
    assert exports.rows(
        "select email, type, asset, min(occurred_at), count(*) from raw.touchpoints group by touchpoint_id, email, type, asset order by 1, 2"
    ) == [
        ("ana@uno.example", "webinar_attendance", "Becas, paso a paso", dt.datetime(2026, 4, 13, 23), 2),
        ("ana@uno.example", "webinar_registration", "Becas, paso a paso", dt.datetime(2026, 4, 2, 15), 3),
        ("eva@tres.example", "webinar_registration", "Becas, paso a paso", dt.datetime(2026, 4, 5, 14), 1),
        ("iris@cinco.example", "webinar_registration", "Becas, paso a paso", dt.datetime(2026, 4, 3, 16), 1),
        ("luis@dos.example", "webinar_attendance", "Becas, paso a paso", dt.datetime(2026, 4, 13, 23, 0, 30), 1),
        ("luis@dos.example", "webinar_registration", "Becas, paso a paso", dt.datetime(2026, 4, 13, 22, 59), 1),
    ]  # fmt: skip
    # Zoe canceled; who dialled in stands in a table of its own, of three lines
    assert exports.one(
        "select rows_read, rows_rejected, rows_not_used from raw._files where file like '%attendee%'"
    ) == (7, 0, 4)
    exports.assert_balanced()


def test_zoom_without_registration_takes_the_attendees_and_not_the_host(exports):
    plain = (
        ATTENDEES.split("Attendee Details")[0]
        + "Attendee Details\nAttended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name\n"
        'Yes,Ana,ana@uno.example,"04/13/2026 06:00:00 PM","04/13/2026 06:10:00 PM",10,Yes,Ecuador\n'
    )
    exports.write("zoom/attendee.csv", plain)
    exports.load()
    assert exports.rows("select email, type from raw.touchpoints") == [
        ("ana@uno.example", "webinar_attendance")
    ]


# ------------------------------------------------------------------------------- Calendly

BOOKINGS = """\
User Name,Team,Invitee Name,Invitee Email,Event Type Name,Start Date & Time,End Date & Time,Event Created Date & Time,Canceled,Canceled By,UTM Campaign,UTM Source,UTM Medium,Marked as No-Show,User Email,Event UUID,Invitee UUID
Luz,,Ana,ana@uno.example,Demo 30 min,2026-03-05 11:00 am,2026-03-05 11:30 am,2026-03-02 01:40 pm,false,,marca,google,cpc,No,luz@acme.example,e1,i1
Luz,,Luis,luis@dos.example,Demo 30 min,2026-03-06 12:00 pm,2026-03-06 12:30 pm,2026-03-02 12:10 am,false,,,,,Yes,luz@acme.example,e2,i2
Luz,,Eva,eva@tres.example,Demo 30 min,2026-03-07 11:00 am,2026-03-07 11:30 am,2026-03-02 03:00 pm,true,Eva,,,,No,luz@acme.example,e3,i3
"""


@pytest.mark.parametrize("topic", ["Sesión informativa", ""])
def test_zoom_guests_of_a_meeting_attended_if_the_file_says_what_it_was(exports, topic):
    meeting = (
        "Topic,Meeting ID,Start Time,End Time,Participants\n"
        f"{topic},812 3456 7890,08/20/2026 03:00:00 PM,08/20/2026 04:00:00 PM,3\n\n"
    )
    exports.write(
        "zoom/participants_81234567890.csv",
        (meeting if topic else "")
        + "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"
        "Ana,ana@acme.example,08/20/2026 02:59:00 PM,08/20/2026 04:00:00 PM,61,No\n"
        "Eva,eva@uno.example,08/20/2026 03:00:00 PM,08/20/2026 03:10:00 PM,10,Yes\n"
        "Eva,eva@uno.example,08/20/2026 03:12:00 PM,08/20/2026 04:00:00 PM,48,Yes\n",
    )
    exports.write("template/leads.csv", "lead_id,created_at\nL1,2026-03-01\n")
    exports.load()
    assert exports.rows("select distinct touchpoint_id is not null, email, type, asset from raw.touchpoints") == (
        [(True, "eva@uno.example", "webinar_attendance", topic)] if topic else []
    )  # fmt: skip
    assert exports.one("select count(distinct touchpoint_id) from raw.touchpoints") == bool(topic)


def test_calendly_bookings_are_requests_and_meetings(exports):
    exports.write("calendly/events-export.csv", BOOKINGS)
    exports.load()
    assert exports.rows("select touchpoint_id, email, type, occurred_at, campaign, source, medium, asset from raw.touchpoints order by 1") == [
        ("i1", "ana@uno.example", "demo_request", dt.datetime(2026, 3, 2, 18, 40), "marca", "google", "cpc", "Demo 30 min"),
        ("i2", "luis@dos.example", "demo_request", dt.datetime(2026, 3, 2, 5, 10), None, None, None, "Demo 30 min"),
        ("i3", "eva@tres.example", "demo_request", dt.datetime(2026, 3, 2, 20), None, None, None, "Demo 30 min"),
    ]  # fmt: skip
    assert exports.rows("select attempt_id, email, channel, direction, outcome, occurred_at, rep, subject from raw.contact_attempts order by 1") == [
        ("i1", "ana@uno.example", "meeting", "outbound", "meeting_held", dt.datetime(2026, 3, 5, 16), "luz@acme.example", "Demo 30 min"),
        ("i2", "luis@dos.example", "meeting", "outbound", "no_answer", dt.datetime(2026, 3, 6, 17), "luz@acme.example", "Demo 30 min"),
        ("i3", "eva@tres.example", "meeting", "outbound", "refused", dt.datetime(2026, 3, 7, 16), "luz@acme.example", "Demo 30 min"),
    ]  # fmt: skip
    exports.assert_balanced()


# ------------------------------------------------------------------------------- invoices

INVOICES = {
    "ecuador": (
        "Número de factura;Fecha de emisión;RUC;Razón social;Subtotal;IVA;Total;Estado;Tipo de comprobante\n"
        "001-001-000000123;13/03/2026;1790012345001;Andina S.A.;1.000,00;150,00;1.150,00;Pagada;Factura\n"
        "001-001-000000124;14/03/2026;1790012345001;Andina S.A.;200,00;30,00;230,00;Emitida;Nota de crédito\n"
        "001-001-000000125;15/03/2026;1790012345001;Andina S.A.;50,00;7,50;57,50;Anulada;Factura\n"
    ),
    "mexico": (
        "Folio,Fecha de expedición,RFC receptor,Nombre del receptor,Subtotal,IVA,Total,Moneda,Estatus,Tipo\n"
        'A-77,2026-03-13,ABC010101XY9,Sol SA de CV,"10,000.00","1,600.00","11,600.00",MXN,Vigente,Ingreso\n'
        'A-78,2026-03-14,ABC010101XY9,Sol SA de CV,"-1,000.00","-160.00","-1,160.00",MXN,Vigente,Egreso\n'
    ),
    "english": (
        "Invoice Number,Invoice Date,Customer,Total,Currency,Status,Paid Date\n"
        "INV-9,2026-03-20,Corp Ltd,99.50,USD,Paid,2026-03-31\n"
    ),
}


def test_a_list_of_invoices_gives_amounts_without_tax_and_takes_credit_notes_away(exports):
    for country, text in INVOICES.items():
        exports.write(f"invoices/{country}.csv", text)
    exports.load()
    assert exports.rows("select invoice_id, issued_at::date, amount::double, company, company_id, currency, status, paid_at::date from raw.invoices order by 1") == [
        ("001-001-000000123", dt.date(2026, 3, 13), 1000.0, "Andina S.A.", None, None, "Pagada", None),
        ("001-001-000000124", dt.date(2026, 3, 14), -200.0, "Andina S.A.", None, None, "Emitida", None),
        ("001-001-000000125", dt.date(2026, 3, 15), 50.0, "Andina S.A.", None, None, "Anulada", None),
        ("A-77", dt.date(2026, 3, 13), 10000.0, "Sol SA de CV", None, "MXN", "Vigente", None),
        ("A-78", dt.date(2026, 3, 14), -1000.0, "Sol SA de CV", None, "MXN", "Vigente", None),
        ("INV-9", dt.date(2026, 3, 20), 99.5, "Corp Ltd", None, "USD", "Paid", dt.date(2026, 3, 31)),
    ]  # fmt: skip
    exports.assert_balanced()


# ------------------------------------------------------------------------------- lists of users

USERS = {
    "salesforce": (
        "User.csv",
        "Id,Name,Email,Department,Title,IsActive,ProfileId\n005A00000000001AAA,Luz Mora,luz@acme.example,Norte,SDR,false,p\n",
        ("Norte", "SDR", False),
    ),
    "zoho": (
        "Users.csv",
        "User Id,First Name,Last Name,Email,Role,Status\nzcrm_91,Luz,Mora,luz@acme.example,SDR,inactive\n",
        (None, "SDR", False),
    ),
    "dynamics": (
        "systemusers.csv",
        "systemuserid,fullname,internalemailaddress,title\n0a1b2c3d-0000-4000-8000-000000000001,Luz Mora,luz@acme.example,SDR\n",
        (None, "SDR", None),
    ),
    "pipedrive": (
        "users.csv",
        "id,name,email,active_flag\n21,Luz Mora,luz@acme.example,false\n",
        (None, None, False),
    ),
    "sage_crm": (
        "users.csv",
        "User_UserId,User_Logon,User_FullName,User_EmailAddress,User_Department\n4,luz,Luz Mora,luz@acme.example,Norte\n",
        ("Norte", None, None),
    ),
    "sugarcrm": (
        "users.csv",
        "id,user_name,first_name,last_name,email1,status,is_admin\nu1,luz,Luz,Mora,luz@acme.example,Inactive,0\n",
        (None, None, False),
    ),
    "kommo": ("users.csv", "id,name,email,group\n21,Luz Mora,luz@acme.example,Norte\n", ("Norte", None, None)),
}  # fmt: skip


def test_the_crms_lists_of_users_are_the_team(exports):
    for system, (name, text, _) in USERS.items():
        exports.write(f"{system}/{name}", text)
    exports.load()
    assert exports.rows("select _source_system, name, email, team, role, is_active from raw.users order by 1") == [
        (system, "Luz Mora", "luz@acme.example", *told) for system, (_, _, told) in sorted(USERS.items())
    ]  # fmt: skip
    exports.assert_balanced()
