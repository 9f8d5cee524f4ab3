"""The reps' lists and the team lead's page: order, links, hostile text, ticks, nobody left over."""

import csv
import re
from datetime import date, datetime, time
from html import unescape

import duckdb
import openpyxl
import polars as pl
import pytest
from load_helpers import Exports

from smarketing.contract import columns_of_table
from smarketing.report.frame.messages import Messages
from smarketing.report.pages.worklist import contact_links, local_hours
from smarketing.report.pages.worklist.day import read_day
from smarketing.report.pages.worklist.page import owner_page
from smarketing.report.pages.worklist.worklists import file_stems, write_worklists

HOSTILE = ["=HYPERLINK(0)", "+1", "-1", "@sum", "\t=1", "<img src=x onerror=alert(1)>"]
PLAIN = {
    "is_due_today": True,
    "due_state": "today",
    "due_reason": "touch_due",
    "action": "next_touch",
    "attempts": 0,
    "minutes_needed": 12,
    "source_system": "hubspot",
    "explanation_es": "Primer intento: 3 de cada 100 como este compran; vale unos 42 USD.",
    "explanation_en": "First attempt: 3 in 100 like this one buy; worth about 42 USD.",
    "rep_timezone": "America/Guayaquil",
}


def rows() -> list[dict]:
    """Return Ana's day with all there can be on it, hostile cells of José's, a Jose, transfers."""
    ana = PLAIN | {"owner": "Ana Mora"}
    silent = {"is_due_today": False, "bulk_action": "send_to_nurture"}
    found = [
        ana
        | {
            "rank": 1,
            "person_name": "Luz Vera",
            "company": "Acme",
            "job_title": "Jefa",
            "action": "keep_promise",
            "contact_channel": "call",
            "deadline_at": datetime(2026, 10, 31, 20),
            "phone": "+593 99 123 4567",
            "email": "luz+a@uno.example",
            "record_url": "https://crm.example/1",
            "lead_timezone": "America/Santiago",
            "last_event_at": datetime(2026, 10, 30, 2, 30),
            "last_event_type": "contact_attempt",
            "last_event_channel": "call",
            "last_event_detail": "no_answer",
            "product_interest": "Excel",
            "offer_note": "Beca",
            "offer_until": date(2026, 11, 10),
            "lead_id": "1",
            "value_of_action": 4.0,
            "alerts": "came_back",
        },
        ana
        | {
            "rank": 2,
            "person_name": "Eva Paz",
            "lead_id": "2",
            "value_of_action": 300.0,
            "deadline_at": None,
            "is_sla_breach": True,
            "breached_clauses": "attempts, first_attempt",
            "breached_deadline_at": datetime(2026, 10, 20, 3),
        },
        ana | silent | {"rank": 3, "person_name": "Silent One", "lead_id": "3"},
        ana | silent | {"rank": 4, "person_name": "Silent Two", "lead_id": "=4"},
        ana
        | {
            "rank": 5,
            "person_name": "Leo Sol",
            "is_due_today": False,
            "due_state": "coming_up",
            "next_step_at": datetime(2026, 11, 2, 15),
        },
    ]
    for number, text in enumerate(HOSTILE, 1):
        cells = dict.fromkeys(("person_name", "company", "notes", "phone", "email"), text)
        mine = {"owner": "José Paz", "rank": number, "record_url": "javascript:alert(1)"}
        found.append(PLAIN | cells | mine | {"deal_note": text, "lead_id": str(number)})
    found.append(PLAIN | {"owner": "Jose Paz", "rank": 1, "person_name": "Mia"})
    gone = {"is_due_today": False, "bulk_action": "transfer", "suggested_owner": "Ana Mora"}
    for owner in ("(none)", "Usuario desactivado (1)"):
        found.append(PLAIN | gone | {"owner": owner, "rank": 1, "person_name": f"Of {owner}"})
    return found


def insert(connection, table: str, items: list[dict]) -> None:
    name = table.split(".")[1]
    columns = ", ".join(f'"{key}" {kind}' for key, kind in columns_of_table(name).items())
    connection.execute(f"create table {table} ({columns})")
    for row in items:
        marks = ", ".join("?" for _ in row)
        names = ", ".join(row)
        connection.execute(f"insert into {table} ({names}) values ({marks})", [*row.values()])


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    folder = tmp_path_factory.mktemp("worklists")
    warehouse = folder / "warehouse.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema core; create schema contact; create schema settings")
        connection.execute(
            "create table core.run as select date '2026-10-31' as as_of, 'America/Guayaquil' as"
            " timezone, 'USD' as reporting_currency, 'x' as settings_hash, 'x' as code_version,"
            " 'es' as number_locale, 30 as minimum_sample, 'x' as exports_folder,"
            " false as is_sample"
        )
        connection.execute(
            "create table settings.alert_rules as select 'came_back' as alert_id, 30::bigint as"
            " days_silent, 'Volvió tras {days_silent} días' as label_es, 'Came back' as label_en"
        )
        connection.execute(
            "create table settings.business_hours as select 'CL' as calendar_id, 'America/Santiago'"
            " as timezone, 1::bigint as weekday, '09:00' as opens, '18:00' as closes"
        )
        insert(connection, "contact.rpt_worklist", rows())
        rep = {"owner": "Ana Mora", "planned": 2, "on_time": 3, "on_time_judged": 9, "attempts": 5}
        rates = {"on_time_rate_shrunk": 0.4, "on_time_rate_lower": 0.2, "on_time_rate_upper": 0.6}
        more = {"open_leads": 8, "connects": 1, "on_time_standing": "below"}
        connects = {"connect_rate_shrunk": 0.2, "connect_rate_lower": 0.1}
        insert(
            connection,
            "contact.rpt_rep_day",
            [rep | rates | more | connects | {"connect_rate_upper": 0.3}],
        )
        conflict = {"sla_id": "standard", "attempts_required": 8, "within_days": 14}
        cadence = {"cadence_attempts": 5, "cadence_days": 10, "nurture_after_days": 10}
        insert(
            connection,
            "contact.rpt_followup_conflicts",
            [conflict | cadence | {"recommended_lowest": 4, "recommended_highest": 4}],
        )
    out = folder / "out"
    (out / "worklists").mkdir(parents=True)
    (out / "worklists" / "left-us.html").write_text("Luz refused contact yesterday")
    (out / "worklists" / "nurture-old.csv").write_text("1")
    headers = {"hubspot": "Record ID"}
    write_worklists(warehouse, out, ["es", "en"], say=lambda _: None, id_headers=headers)
    return out


def page(lists, name: str) -> str:
    return (lists / "worklists" / name).read_text(encoding="utf-8")


def test_owners_whose_names_look_alike_keep_their_own_lists(lists):
    assert file_stems(["José Paz", "Jose Paz"]) == {
        "Jose Paz": "jose-paz",
        "José Paz": "jose-paz-2",
    }
    assert "Mia" in page(lists, "jose-paz.html")
    assert "Mia" not in page(lists, "jose-paz-2.html")


def test_lists_of_an_earlier_run_go(lists):
    assert not (lists / "worklists" / "left-us.html").exists()
    assert not (lists / "worklists" / "nurture-old.csv").exists()
    pages = ("ana-mora", "jose-paz", "jose-paz-2", "transfers")
    assert {path.name for path in (lists / "worklists").iterdir()} == {
        f"{name}{locale}.{kind}"
        for locale in ("", ".en")
        for name, kind in [
            *((name, "html") for name in pages),
            *((f"{name}-2026-10-31", "xlsx") for name in pages),
            ("nurture-hubspot", "csv"),
        ]
    }


def test_promises_come_first_and_the_rest_is_counted(lists):
    shown = page(lists, "ana-mora.html")
    assert shown.index("Con plazo (1)") < shown.index("Luz Vera") < shown.index("Por valor (1)")
    assert shown.index("Por valor (1)") < shown.index("Eva Paz") < shown.index("Próximos días")
    assert "2 leads para hoy, unas 0,4 horas" in shown
    assert "2 leads en silencio: páselos todos juntos a nutrición." in shown
    assert 'href="nurture-hubspot.csv"' in shown
    assert "Silent One" not in shown
    assert "Leo Sol" in shown[shown.index("Próximos días") :]


@pytest.mark.parametrize(
    ("value", "chance", "words"),
    [
        (4.0, 0.1, "Lo que más vale"),
        (None, 0.1, "ninguna venta tiene monto"),
        # whether sales have amounts is another matter where nobody was attempted
        (None, None, "todavía no hay intentos"),
    ],
)
def test_a_list_says_what_it_is_ordered_by(lists, value, chance, words):
    day = read_day(lists.parent / "warehouse.duckdb")
    mine = day.lists["Ana Mora"].with_columns(
        value_of_action=pl.lit(value, dtype=pl.Float64),
        win_chance=pl.lit(chance, dtype=pl.Float64),
        deadline_at=pl.lit(None, dtype=pl.Datetime),
    )
    assert words in owner_page(day.words("es"), "Ana Mora", mine, {})


def test_a_row_is_one_action(lists):
    shown = page(lists, "ana-mora.html")
    for part in (
        *("Acme · Jefa", "Cumplir el paso prometido (llamada)", "hasta el 31 oct 2026, 15:00"),
        *("3 de cada 100 como este compran", 'href="tel:+593991234567"'),
        *('href="https://wa.me/593991234567"', 'href="mailto:luz+a@uno.example"'),
        # 2:30 UTC is the evening before in Guayaquil
        *('href="https://crm.example/1"', "29 oct 2026: Contacto nuestro (llamada, no contestó)"),
        *("Excel · Beca (hasta el 10 nov 2026)", "Volvió tras 30 días"),
        "2 h más que la suya; llame de 07:00 a 16:00, hora suya",
        "Acuerdo incumplido desde el 19 oct 2026: número de intentos, primer intento",
        'value="opted_out"> pidió no ser contactado',
    ):
        assert part in shown, part
    english = page(lists, "ana-mora.en.html")
    assert "3 in 100 like this one buy" in english
    assert "by 31 Oct 2026, 15:00" in english


def test_hostile_text_stays_text(lists):
    shown = page(lists, "jose-paz-2.html")
    assert "<img" not in shown
    assert "javascript:" not in shown
    assert "tel:" not in shown
    assert "mailto:" not in shown
    assert HOSTILE[-1] in unescape(shown)
    book = openpyxl.load_workbook(lists / "worklists" / "jose-paz-2-2026-10-31.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > len(HOSTILE)
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in texts if text.lstrip(" ").startswith(tuple("=+-@\t"))]


@pytest.mark.parametrize(
    ("language", "ticks"),
    [
        (
            "",
            [
                *("Medio usado", "Resultado", "Hecho el"),
                *("Fecha del próximo paso", "Próximo paso acordado", "Responsable"),
                *("Fecha de la lista", "Sistema", "Id en el sistema"),
            ],
        ),
        (
            ".en",
            [
                *("Channel used", "Outcome", "Done at", "Next step date", "Next step agreed"),
                *("Owner", "List date", "System", "Id in the system"),
            ],
        ),
    ],
)
def test_the_workbook_can_be_ticked_and_comes_back(lists, language, ticks):
    book = openpyxl.load_workbook(lists / "worklists" / f"ana-mora-2026-10-31{language}.xlsx")
    assert f"{book.properties.created:%H:%M}" == "00:00", "the day of the data, not the run's time"
    plan, rest = book.worksheets
    head, *lines = list(plan.iter_rows(values_only=True))
    assert set(ticks) <= set(head)
    first = dict(zip(head, lines[0], strict=True))
    assert [line[0] for line in lines] == [1, 2]
    assert [first[name] for name in ticks[:5]] == [None] * 5
    assert [first[name] for name in ticks[5:]] == [
        "Ana Mora",
        datetime(2026, 10, 31),
        "hubspot",
        "1",
    ]
    assert "(+593) 99 123 4567" in first.values()
    assert [line[0] for line in rest.iter_rows(min_row=2, values_only=True)] == [3, 4, 5]
    offered = {str(rule.sqref)[0:1]: rule.formula1 for rule in plan.data_validations.dataValidation}
    choices = " ".join(offered.values())
    assert len(offered) == 2
    assert ("no contestó" in choices and "llamada" in choices) or "no answer" in choices


@pytest.mark.parametrize(
    ("language", "outcome"), [("", "no contestó"), (".en", "no answer")], ids=["es", "en"]
)
def test_a_ticked_list_is_an_attempt_and_a_next_step(lists, tmp_path, language, outcome):
    book = openpyxl.load_workbook(lists / "worklists" / f"ana-mora-2026-10-31{language}.xlsx")
    plan = book.worksheets[0]
    head = [cell.value for cell in plan[1]]
    words = Messages("en" if language else "es")
    names = [words.text(f"worklist_column.{name}") for name in ("outcome", "next_step_agreed")]
    for name, text in zip(names, (outcome, "Llamar"), strict=True):
        plan.cell(2, head.index(name) + 1, text)
    exports = Exports(tmp_path)
    book.save(exports.write("worklists/ana.xlsx", b""))
    exports.load()
    asked = "select lead_id, link_system, channel, outcome, rep from raw.contact_attempts"
    assert exports.rows(asked) == [("1", "hubspot", "call", "no_answer", "Ana Mora")]
    assert exports.rows("select lead_id, subject from raw.tasks") == [("1", "Llamar")]
    assert exports.one("select count(*) from raw._rejects") == 0


def test_silent_leads_go_to_nurture_in_one_file_without_names(lists):
    with (lists / "worklists" / "nurture-hubspot.csv").open(encoding="utf-8") as file:
        found = list(csv.reader(file))
    assert found == [
        ["Record ID", "Smarketing next step"],
        ["3", "Pasar a nutrición"],
        ["'=4", "Pasar a nutrición"],
    ]


def test_leads_of_who_left_are_on_the_transfer_list_only(lists):
    shown = page(lists, "transfers.html")
    assert "Of (none)" in shown
    assert "Usuario desactivado (1)" in shown
    assert "Dar a" in shown
    assert not (lists / "worklists" / "none.html").exists()
    assert not (lists / "worklists" / "usuario-desactivado-1.html").exists()


def test_the_team_leads_page_counts_and_names_no_lead(lists):
    team = (lists / "worklists.html").read_text(encoding="utf-8")
    assert 'href="worklists/ana-mora.html"' in team
    assert 'href="worklists/transfers.html"' in team
    assert "3 de 9" in team
    assert re.search(r"20–60\s%", team)
    assert "menos que los demás" in team
    assert team.count("pide 8 intentos en 14 días") == 1
    assert "attempts_required 5 y within_days 10" in team
    assert "recomienda 4 intentos." in team
    assert "Luz Vera" not in team
    assert "Of (none)" not in team
    english = (lists / "worklists.en.html").read_text(encoding="utf-8")
    assert 'href="worklists/ana-mora.en.html"' in english


@pytest.mark.parametrize(
    ("phone", "call", "chat"),
    [
        ("+593 99-123 4567", "tel:+593991234567", "https://wa.me/593991234567"),
        ("099 123 4567", "tel:0991234567", ""),
        ('+1"onclick=1', "", ""),
        ("12345", "", ""),
        (None, "", ""),
    ],
)
def test_links_to_numbers_are_digits(phone, call, chat):
    assert (contact_links.call_link(phone), contact_links.whatsapp_link(phone)) == (call, chat)


@pytest.mark.parametrize("email", ["a@b.example?bcc=x@y.example", "a b@c.example", "x", "", None])
def test_what_is_no_address_gets_no_link(email):
    assert contact_links.mail_link(email) == ""


def test_hours_of_the_lead_on_the_reps_clock():
    apart = local_hours.hours_apart("America/Santiago", "America/Guayaquil", date(2026, 10, 31))
    assert apart == 2
    assert local_hours.call_between(time(9), time(18), apart) == ("07:00", "16:00")
    # Chile's winter
    apart = local_hours.hours_apart("America/Santiago", "America/Guayaquil", date(2026, 6, 30))
    assert apart == 1
