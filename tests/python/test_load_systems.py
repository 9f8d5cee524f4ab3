"""The built-in systems read their own exports, in both languages, and the connector's tables."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import datetime as dt
import shutil

import duckdb
import pytest
from load_helpers import REPOSITORY, Exports, shared_data

from smarketing.contract import load_contract
from smarketing.errors import DataRefused
from smarketing.loading.describe import describe
from smarketing.loading.spec_files import built_in_spec, built_in_systems
from smarketing.validation.export_checks import facts_of_files
from smarketing.validation.row_checks import Thresholds


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def test_every_shipped_spec_is_valid():
    contract = load_contract()
    assert {"ga4", "google_ads", "hubspot", "meta_ads", "template"} <= set(built_in_systems())
    for system in built_in_systems():
        assert built_in_spec(system, contract).entries


SPANISH_CONTACTS = (
    '"ID de registro","Nombre","Apellidos","Correo","Fecha de creación","Etapa del ciclo de vida",'
    '"Propietario del contacto","Fuente de tráfico original","Associated Company IDs (Primary)",'
    '"Date entered ""Lead calificado (Etapas)""","Date entered ""Cliente (Etapas)""","Curso"\n'
    '"51","Ana","Pérez","ana@example.com","2026-03-01 10:00","Cliente","Luz","Búsqueda orgánica","900",'
    '"2026-03-02 09:30","","Excel"\n'
    '"52","Eva","","","2026-03-03 10:00","Lead","Luz","--","","2026-03-04 09:30","2026-03-05 09:30",""\n'
)
COMPANIES = (
    "ID de registro,Nombre de la empresa,Nombre de dominio de la empresa,Sector,País/región,Número de empleados\n"
    "900,Andina S.A.,andina.example,Educación,Ecuador,45\n"
)


def test_hubspot_contacts_become_leads_and_stage_changes_with_their_company(exports):
    exports.write(
        "hubspot/hubspot-crm-exports-todos-los-contactos-2026-03-31.csv",
        SPANISH_CONTACTS,
        "utf-8-sig",
    )
    exports.write("hubspot/hubspot-crm-exports-todas-las-empresas-2026-03-31.csv", COMPANIES)
    exports.load()
    assert exports.rows(
        "select lead_id, record_type, created_at, source, company, company_domain, industry, employees, "
        "country, owner from raw.leads order by 1"
    ) == [
        (
            "51", "lead", dt.datetime(2026, 3, 1, 15), "Búsqueda orgánica", "Andina S.A.", "andina.example",
            "Educación", 45, "Ecuador", "Luz",
        ),
        ("52", "lead", dt.datetime(2026, 3, 3, 15), None, None, None, None, None, None, "Luz"),
    ]  # fmt: skip
    assert exports.rows(
        "select lead_id, stage, changed_at, _row from raw.lead_stage_changes order by 1, 2"
    ) == [
        ("51", "Lead calificado", dt.datetime(2026, 3, 2, 14, 30), 2),
        ("52", "Cliente", dt.datetime(2026, 3, 5, 14, 30), 3),
        ("52", "Lead calificado", dt.datetime(2026, 3, 4, 14, 30), 3),
    ]
    # the company's id is a column of its own, the rest is kept as given
    assert exports.one("select company_id from raw.leads where lead_id = '51'") == "900"
    assert exports.one("select extra from raw.leads where lead_id = '51'") == '{"curso":"Excel"}'
    exports.assert_balanced()


def test_a_changed_company_is_read_into_its_leads_again(exports):
    exports.write("hubspot/contactos.csv", SPANISH_CONTACTS)
    exports.write("hubspot/empresas.csv", COMPANIES)
    exports.load()
    exports.write("hubspot/empresas.csv", COMPANIES.replace("Educación", "Salud"))
    exports.load()
    assert exports.one("select industry from raw.leads where lead_id = '51'") == "Salud"
    assert exports.load().files_read == 0


def test_contacts_are_read_again_only_where_a_new_file_of_companies_says_something_else(exports):
    exports.write("hubspot/contactos-2026-03-31.csv", SPANISH_CONTACTS)
    others = SPANISH_CONTACTS.replace('"51', '"61').replace('"52', '"62').replace("900", "901")
    exports.write("hubspot/contactos-2026-04-30.csv", others)
    header, andina = COMPANIES.splitlines(keepends=True)
    exports.write("hubspot/empresas-2026-03-31.csv", COMPANIES)
    exports.load()

    def industries():
        columns = "distinct company_id, industry"
        return exports.rows(
            f"select {columns} from raw.leads where company_id is not null order by 1"
        )

    assert industries() == [("900", "Educación"), ("901", None)]
    # another company than theirs, and theirs as it was
    new = andina.replace("900", "999") + andina
    exports.write("hubspot/empresas-2026-04-30.csv", header + new)
    assert exports.load().files_unchanged == 3
    assert exports.load().files_read == 0
    # the company of the second file
    exports.write("hubspot/empresas-2026-05-31.csv", header + andina.replace("900", "901"))
    assert exports.load().files_unchanged == 3
    assert industries() == [("900", "Educación"), ("901", "Educación")]
    # that of the first one is another now, and gone in the end
    exports.write("hubspot/empresas-2026-06-30.csv", header + andina.replace("Educación", "Salud"))
    assert exports.load().files_unchanged == 4
    assert industries() == [("900", "Salud"), ("901", "Educación")]
    for month in ("03-31", "04-30", "05-31", "06-30"):
        (exports.folder / f"hubspot/empresas-2026-{month}.csv").unlink()
    assert exports.load().files_unchanged == 0
    assert industries() == [("900", None), ("901", None)]


def test_hubspot_objects_are_told_by_their_headers_when_the_name_says_nothing(exports):
    exports.write("hubspot/hubspot-crm-exports-mi-vista-2026-03-31.csv", SPANISH_CONTACTS)
    exports.write(
        "hubspot/hubspot-crm-exports-vista-2-2026-03-31.csv",
        "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner,Deal Type,"
        'Associated Contact IDs,Is Closed Won,"Date entered ""Propuesta (Ventas)"""\n'
        "7,Curso,Propuesta,Ventas,1200.50,2026-04-01 00:00,2026-03-05 10:00,Luz,New Business,51;52,false,2026-03-06 10:00\n",
    )
    exports.load()
    assert exports.one("select count(*) from raw.leads") == 2
    assert exports.one(
        "select opportunity_id, lead_id, amount::varchar, type, is_won, closed_at from raw.opportunities"
    ) == ("7", "51;52", "1200.50", "new", False, dt.datetime(2026, 4, 1, 5))
    assert exports.one("select stage, changed_at from raw.opportunity_stage_changes") == (
        "Propuesta",
        dt.datetime(2026, 3, 6, 15),
    )


def test_hubspot_activities(exports):
    exports.write("hubspot/mapping.yml", "locale: {timezone: America/Lima, currency: PEN}\n")
    exports.write(
        "hubspot/llamadas.csv",
        "ID de registro,Resultado de la llamada,Dirección de la llamada,Fecha de actividad,Actividad asignada a,Associated Contact IDs\n"
        "1,Conectado,Saliente,2026-03-01 09:00,Luz,51\n2,Sin respuesta,Saliente,2026-03-01 09:10,Luz,51\n",
    )
    exports.write(
        "hubspot/calls-api.csv",
        "hs_object_id,hs_timestamp,hs_call_disposition,hs_call_direction,hs_call_duration,hubspot_owner_id,associatedcontactids\n"
        "3,2026-03-01T14:00:00Z,f240bbac-87c9-4f6e-bf70-924b57d47db7,OUTBOUND,61000,9,51\n"
        "4,1772373600000,b2cf5968-551e-4856-9783-52b3da59a7d0,INBOUND,0,9,51\n",
    )
    exports.write(
        "hubspot/reuniones.csv",
        "ID de registro,Resultado de la reunión,Hora de inicio de la reunión,Associated Contact IDs\n5,Completada,2026-03-01 16:00,52\n",
    )
    exports.write(
        "hubspot/tareas.csv",
        "ID de registro,Título de la tarea,Fecha de vencimiento,Estado de la tarea,Asignado a,Associated Contact IDs\n6,Llamar,2026-03-09,NOT_STARTED,Luz,52\n",
    )
    exports.load()
    assert exports.rows(
        "select attempt_id, channel, direction, outcome, occurred_at::varchar, duration_seconds "
        "from raw.contact_attempts order by 1"
    ) == [
        ("1", "call", "outbound", "connected", "2026-03-01 14:00:00", None),
        ("2", "call", "outbound", "no_answer", "2026-03-01 14:10:00", None),
        ("3", "call", "outbound", "connected", "2026-03-01 14:00:00", 61.0),
        ("4", "call", "inbound", "voicemail", "2026-03-01 14:00:00", 0.0),
        ("5", "meeting", "outbound", "meeting_held", "2026-03-01 21:00:00", None),
    ]
    assert exports.one("select task_id, due_at, due_at_is_date_only, owner from raw.tasks") == (
        "6",
        dt.datetime(2026, 3, 9),
        True,
        "Luz",
    )
    assert exports.rows("select distinct currency from raw._files") == [("PEN",)]


def test_google_ads_in_spanish_with_utf16_tabs_totals_and_commas(exports):
    content = (
        "Informe de campaña\n1 de julio de 2026 - 31 de julio de 2026\n"
        "Día\tEstado de la campaña\tCampaña\tCódigo de moneda\tCoste\tImpr.\tClics\n"
        "2026-07-01\tHabilitada\tMarca\tUSD\t8651,95\t1.247\t10\n"
        "2026-07-02\tHabilitada\tMarca\tUSD\t3,10\t312\t --\n"
        " --\tTotal: Cuenta\t --\tUSD\t8655,05\t1.559\t10\n"
    )
    exports.write("google_ads/campañas.csv", content.replace("\n", "\r\n"), "utf-16")
    exports.load()
    assert exports.rows(
        "select date::varchar, cost::varchar, impressions, clicks, campaign, currency, platform, date_end "
        "from raw.ad_spend order by 1"
    ) == [
        ("2026-07-01", "8651.95", 1247, 10, "Marca", "USD", "google_ads", None),
        ("2026-07-02", "3.10", 312, None, "Marca", "USD", "google_ads", None),
    ]
    assert exports.one("select row_number, reason from raw._rejects") == (6, "total row")


def test_google_ads_without_days_counts_in_its_month_or_is_refused(exports):
    body = "Campaign,Currency code,Cost,Clicks\nBrand,USD,10.50,3\n"
    exports.write(
        "google_ads/report.csv", 'Campaign report\n"July 1, 2026 - July 31, 2026"\n' + body
    )
    exports.load()
    assert exports.one("select date, date_end, cost::varchar from raw.ad_spend") == (
        dt.date(2026, 7, 1),
        dt.date(2026, 7, 31),
        "10.50",
    )
    exports.write(
        "google_ads/report.csv", 'Campaign report\n"July 1, 2026 - August 31, 2026"\n' + body
    )
    with pytest.raises(
        DataRefused, match=r"more than one calendar month; export it by day.*Segment"
    ):
        exports.load()
    exports.write("google_ads/report.csv", body)
    with pytest.raises(DataRefused, match=r"required column date.*Segment"):
        exports.load()


def test_meta_ads_takes_the_currency_from_the_header_and_drops_the_total(exports):
    exports.write(
        "meta_ads/informe.csv",
        "Día,Nombre de la campaña,Nombre del conjunto de anuncios,Importe gastado (EUR),Impresiones,Clics en el enlace\n"
        '2026-07-01,Verano,Madrid,"11,52",1000,5\n'
        '2026-07-01,,,"11,52",1000,5\n',
    )
    exports.load()
    assert exports.one(
        "select cost::varchar, currency, campaign, ad_group, clicks from raw.ad_spend"
    ) == (
        "11.52",
        "EUR",
        "Verano",
        "Madrid",
        5,
    )
    assert exports.one("select reason from raw._rejects") == "total row"


def test_ga4_reads_its_comment_lines(exports):
    exports.write(
        "ga4/adquisicion.csv",
        "# ----------------------------------------\n# Adquisición de tráfico\n# Andes - GA4\n"
        "# ----------------------------------------\n#\n# Fecha de inicio: 20260701\n# Fecha de finalización: 20260731\n"
        "Grupo de canales principal de la sesión (Grupo de canales predeterminado),Sesiones,Sesiones con interacción\n"
        "Organic Search,1200,800\nDirect,300,100\n",
    )
    exports.write(
        "ga4/diario.csv",
        "# Traffic acquisition\nDate,Session source / medium,Sessions,Key events\n20260701,google / cpc,12,1.5\n20260702,(not set),3,0\n",
    )
    exports.load()
    assert exports.rows(
        "select date::varchar, date_end::varchar, channel, source, medium, sessions, key_events, _row from raw.web_traffic order by _file, _row"
    ) == [
        ("2026-07-01", "2026-07-31", "Organic Search", None, None, 1200, None, 9),
        ("2026-07-01", "2026-07-31", "Direct", None, None, 300, None, 10),
        ("2026-07-01", None, None, "google", "cpc", 12, 1.5, 3),
        ("2026-07-02", None, None, None, None, 3, 0.0, 4),
    ]


def test_a_sage_lead_that_names_its_opportunity_is_still_a_lead(exports):
    exports.write(
        "sage_crm/Leads.csv",
        "Lead ID,Person First Name,Stage,Created Date,Opportunity ID\n7,Ana,New,2026-03-01 09:00,\n",
    )
    exports.load()
    assert exports.rows("select lead_id, opportunity_id from raw.leads") == [("7", None)]
    assert exports.one("select count(*) from raw.opportunities") == 0


def test_a_ga4_file_of_several_tables_is_read_up_to_the_next_comment(exports):
    dates = "# Fecha de inicio: 20260701\n# Fecha de finalización: 20260731\n"
    exports.write(
        "ga4/adquisicion.csv",
        f"# Adquisición de tráfico\n{dates}Día N,Usuarios activos\n0000,5\n0001,8\n\n{dates}"
        "Fuente/medio de la sesión,Sesiones,Usuarios activos,\n,42,40,Total general\n"
        f"google / cpc,12,11,\n(not set),30,29,\n\n{dates}País,Usuarios activos\nChile,40\n",
    )
    exports.load()
    assert exports.rows(
        "select date::varchar, date_end::varchar, source, sessions from raw.web_traffic order by _row"
    ) == [("2026-07-01", "2026-07-31", "google", 12), ("2026-07-01", "2026-07-31", None, 30)]
    assert exports.rows("select reason, count(*) from raw._rejects group by 1 order by 1") == [
        ("row of another table below the report", 2),
        ("total row", 1),
    ]
    exports.assert_balanced()


def test_olist_needs_only_its_mapping(exports):
    data = shared_data("olist")
    folder = exports.folder / "olist"
    shutil.copytree(data, folder)
    shutil.copy(REPOSITORY / "docs" / "examples" / "olist" / "mapping.yml", folder)
    exports.load()
    assert exports.one(
        "select count(*), count(distinct lead_id), count(source), max(created_at)::date from raw.leads"
    ) == (
        8000,
        8000,
        7940,
        dt.date(2018, 5, 31),
    )
    won = exports.one(
        "select count(*), count(amount), bool_and(is_won and is_closed), max(stage) from raw.opportunities"
    )
    assert won == (842, 0, True, "won")
    assert (
        exports.one("select count(*) from raw.opportunities where extra like '%business_segment%'")
        > 800
    )
    assert (
        exports.rows(
            "select * from raw._rejects union all by name select * from raw._rejected_values"
        )
        == []
    )
    exports.assert_balanced()


def test_connector_tables_of_hubspot(exports):
    data = shared_data("fivetran_hubspot")
    shutil.copytree(data, exports.folder / "hubspot", ignore=shutil.ignore_patterns("*.md"))
    exports.load()
    assert exports.one("select count(*), min(created_at) from raw.leads") == (
        22,
        dt.datetime(2020, 5, 22, 16, 46, 41),
    )
    assert exports.one("select attempt_id, lead_id, channel from raw.contact_attempts") == (
        "19732910159",
        "501",
        "call",
    )
    assert exports.one("select count(*) from raw.opportunity_stage_changes") == 14
    assert exports.one("select count(*) from raw.touchpoints where type = 'form'") == 5
    exports.assert_balanced()


@pytest.mark.parametrize(
    "header",
    [
        'Date entered "Closed Won (Sales Pipeline)"',
        "Date entered 'Closed Won (Sales Pipeline)'",
        "Date entered “Closed Won (Sales Pipeline)”",
        "Date entered ‘Closed Won (Sales Pipeline)’",
        "Date entered «Closed Won (Sales Pipeline)»",
        "Date entered Closed Won (Sales Pipeline)",
        'Date entered "Closed Won"',
        "Fecha de entrada en « Closed Won (Canal de ventas) »",
        "Fecha de ingreso a 'Closed Won (Canal de ventas)'",
    ],
)
def test_stage_dates_are_found_in_headers_with_any_quotes(exports, header):
    quoted = header.replace('"', '""')
    exports.write(
        "hubspot/hubspot-crm-exports-all-deals-2026-04-30.csv",
        f'"Deal ID","Deal Name","Deal Stage","Create Date","Associated Contact IDs","{quoted}"\n'
        '"1","A","Closed Won","2026-03-10 10:00","251","2026-04-10 12:00"\n',
    )
    exports.load()
    assert exports.rows("select opportunity_id, stage from raw.opportunity_stage_changes") == [
        ("1", "Closed Won")
    ]


def test_hubspot_merges_come_from_a_list_or_from_the_audit_table(exports):
    exports.write(
        "hubspot/contact.csv",
        "id,property_createdate,property_lifecyclestage,property_hs_merged_object_ids\n"
        "5555,2026-03-01 10:00:00,lead,\n"
        "5556,2026-03-02 10:00:00,lead,771;772\n",
    )
    exports.write(
        "hubspot/contact_merge_audit.csv",
        "canonical_vid,contact_id,vid_to_merge\n5555,5555,11112\n5555,5555,11111\n",
    )
    exports.load()
    assert exports.rows("select lead_id, merged_ids from raw.leads order by 1") == [
        ("5555", "11111;11112"),
        ("5556", "771;772"),
    ]


def test_a_hubspot_deal_hangs_on_its_companies(exports):
    exports.write(
        "hubspot/hubspot-crm-exports-deals-2026-04-30.csv",
        "Record ID,Deal Name,Deal Stage,Create Date,Associated Company,Associated Company IDs\n"
        "7,x,Closed Won,2026-03-01 10:00,,801;802\n",
    )
    exports.write("hubspot/empresas.csv", COMPANIES.replace("900", "801"))
    exports.load()
    columns = "company_id, company, company_domain"
    assert exports.one(f"select {columns} from raw.opportunities") == (
        "801;802",
        "Andina S.A.",
        "andina.example",
    )


def test_headers_that_nobody_has_seen_are_named_where_a_file_relied_on_them(exports):
    exports.write(
        "hubspot/deals.csv",
        "ID de registro,Fecha de creación,Etapa del negocio,Valor,Mi campo\n7,2026-03-01 10:00,x,5,y\n",
    )
    exports.write(
        "hubspot/empresas.csv", "ID de registro,Nombre de la empresa,Industria\n1,Andes,Retail\n"
    )
    exports.load()
    assert exports.rows("select file, unconfirmed_headers from raw._files order by file") == [
        ("hubspot/deals.csv", ["Etapa del negocio", "Valor"]),
        ("hubspot/empresas.csv", ["Industria"]),
    ]
    told = "hubspot/deals.csv: relied on headers not yet seen in a real export: Etapa del negocio, Valor"
    assert any(line.startswith("hubspot: relied on 3 headers") for line in exports.said)
    assert told in describe(exports.folder)
    notes = {
        fact.file: fact.details["headers"]
        for fact in facts_of_files_in(exports.build_file)
        if fact.severity == "note"
    }
    assert notes == {
        "hubspot/deals.csv": "Etapa del negocio, Valor",
        "hubspot/empresas.csv": "Industria",
    }


def test_dates_of_stages_that_nobody_has_seen_are_named_whatever_the_stage(exports):
    exports.write(
        "hubspot/deals.csv",
        'Record ID,Create Date,Deal Stage,"Fecha de entrada en ""Propuesta (Ventas)"""\n'
        "7,2026-03-01 10:00,x,2026-03-02 10:00\n",
    )
    exports.write(
        "hubspot/contacts.csv",
        "Record ID,Create Date,Lifecycle Stage,Became a Customer Date\n"
        "7,2026-03-01 10:00,customer,2026-03-02 10:00\n",
    )
    exports.load()
    assert exports.rows(
        "select entity, unconfirmed_headers from raw._files where len(unconfirmed_headers) > 0 "
        "order by 1"
    ) == [
        ("lead_stage_changes", ["Became a Customer Date"]),
        ("opportunity_stage_changes", ['Fecha de entrada en "Propuesta (Ventas)"']),
    ]


def test_a_mapping_may_say_that_its_headers_were_checked(exports):
    exports.write("hubspot/mapping.yml", "unconfirmed: []\n")
    exports.write(
        "hubspot/deals.csv",
        "ID de registro,Fecha de creación,Etapa del negocio\n7,2026-03-01 10:00,x\n",
    )
    exports.load()
    assert exports.one("select unconfirmed_headers from raw._files") == []


def facts_of_files_in(build_file):
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return facts_of_files(connection, Thresholds(5, 0.1))
