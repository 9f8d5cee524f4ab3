"""The reps' worklists: order, reasons, hostile text, local times, nobody left from yesterday."""

from datetime import datetime
from html import unescape

import duckdb
import openpyxl
import pytest

from smarketing.contract import columns_of_tables
from smarketing.report.pages.worklist.page import ROWS_OF_EACH_REASON, ROWS_SHOWN
from smarketing.report.pages.worklist.worklists import file_stems, write_worklists

LEADS = ROWS_SHOWN + 20
HOSTILE = ["=HYPERLINK(0)", "+1", "-1", "@sum", "\t=1", "<img src=x onerror=alert(1)>"]


def rows() -> list[dict]:
    """Return one long list, one list of each of two people with the same file name, one of nobody.

    Of the long list every lead is stalled; the last one came back today and the one before it has
    the agreement broken.
    """
    found = [
        {
            "owner": "Ana Mora",
            "rank": number,
            "person_name": f"Lead {number:03d}",
            "action": "reactivate",
            "is_stalled": True,
            "days_since_progress": 40,
            "expected_value": float(LEADS - number),
            "stage": "mql",
            "attempts": 1,
            "last_attempt_at": datetime(2026, 10, 30, 2, 30),
        }
        for number in range(1, LEADS + 1)
    ]
    found[-1] |= {"alerts": "came_back", "action": "answer_alert"}
    found[-2] |= {
        "is_sla_breach": True,
        "breached_clauses": "attempts, first_attempt",
        "breached_deadline_at": datetime(2026, 10, 20, 3),
    }
    for position, text in enumerate(HOSTILE, 1):
        found.append(
            {
                "owner": "José Paz",
                "rank": position,
                "person_name": text,
                "company": text,
                "notes": text,
                "action": "next_touch",
                "is_touch_due": True,
                "next_touch_at": datetime(2026, 10, 31, 5),
                "attempts": 0,
            }
        )
    # 20 h UTC is 15 h in Guayaquil
    found[-1] |= {"reply_due_at": datetime(2026, 10, 31, 20), "action": "reply"}
    overdue = {"is_overdue": True, "has_no_next_step": True, "next_step_at": datetime(2026, 10, 3)}
    plain = {"rank": 1, "person_name": "Eva", "action": "set_next_step"}
    found.append(plain | overdue | {"owner": "Jose Paz"})
    found.append(plain | {"owner": "(none)", "has_no_next_step": True})
    return found


@pytest.fixture
def lists(tmp_path):
    warehouse = tmp_path / "warehouse.duckdb"
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
        columns = ", ".join(
            f'"{name}" {kind}' for name, kind in columns_of_tables()["rpt_worklist"].items()
        )
        connection.execute(f"create table contact.rpt_worklist ({columns})")
        for row in rows():
            names = ", ".join(row)
            marks = ", ".join("?" for _ in row)
            connection.execute(
                f"insert into contact.rpt_worklist ({names}) values ({marks})", [*row.values()]
            )
    out = tmp_path / "out"
    (out / "worklists").mkdir(parents=True)
    (out / "worklists" / "left-us.html").write_text("Luz refused contact yesterday")
    write_worklists(warehouse, out, ["es", "en"], say=lambda _: None)
    return out


def page(lists, name: str) -> str:
    return (lists / "worklists" / name).read_text(encoding="utf-8")


def test_owners_whose_names_look_alike_keep_their_own_lists(lists):
    assert file_stems(["José Paz", "Jose Paz"]) == {
        "Jose Paz": "jose-paz",
        "José Paz": "jose-paz-2",
    }
    assert "Eva" in page(lists, "jose-paz.html")
    assert "Eva" not in page(lists, "jose-paz-2.html")


def test_lists_of_an_earlier_run_go(lists):
    assert not (lists / "worklists" / "left-us.html").exists()
    assert (lists / "worklists" / "ana-mora.en.xlsx").exists()


def test_the_page_has_the_most_valuable_and_the_first_of_each_reason(lists):
    shown = page(lists, "ana-mora.html")
    assert f"Se muestran {ROWS_SHOWN + 2} de {LEADS} leads" in shown
    assert shown.index("Lead 001") < shown.index("Lead 060") < shown.index(f"Lead {LEADS:03d}")
    assert f"Lead {ROWS_SHOWN + 1:03d}" not in shown
    assert ROWS_SHOWN > ROWS_OF_EACH_REASON


def test_reasons_say_since_when(lists):
    shown = page(lists, "ana-mora.html")
    assert "40 días sin avance" in shown
    # 3 h UTC is the evening before in Guayaquil
    assert "Acuerdo incumplido desde el 19 oct 2026: número de intentos, primer intento" in shown
    assert "Volvió tras 30 días" in shown
    assert "Responder a la alerta" in shown
    assert "Próximo paso vencido el 2 oct 2026" in page(lists, "jose-paz.html")
    assert "Contacto para hoy" in page(lists, "jose-paz-2.html")
    assert "Mensaje por responder hasta el 31 oct 2026, 15:00" in page(lists, "jose-paz-2.html")
    assert page(lists, "jose-paz-2.html").count("Responder su mensaje") == 1
    assert "Sin próximo paso" in page(lists, "none.html")


def test_hostile_text_stays_text(lists):
    shown = page(lists, "jose-paz-2.html")
    assert "<img" not in shown
    assert HOSTILE[-1] in unescape(shown)
    book = openpyxl.load_workbook(lists / "worklists" / "jose-paz-2.xlsx")
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > len(HOSTILE)
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in texts if text.lstrip(" ").startswith(tuple("=+-@\t"))]


def test_the_workbook_has_every_lead_in_order_and_local_times(lists):
    book = openpyxl.load_workbook(lists / "worklists" / "ana-mora.xlsx")
    assert f"{book.properties.created:%H:%M}" == "00:00", "the day of the data, not the run's time"
    sheet = book.active
    head, *lines = list(sheet.iter_rows(values_only=True))
    assert [line[0] for line in lines] == list(range(1, LEADS + 1))
    values = [line[head.index("Valor esperado (USD)")] for line in lines]
    assert values == sorted(values, reverse=True)
    assert lines[0][head.index("Último intento")] == datetime(2026, 10, 29, 21, 30)


def test_the_team_page_counts_and_names_no_lead(lists):
    team = (lists / "worklists.html").read_text(encoding="utf-8")
    assert 'href="worklists/jose-paz-2.html"' in team
    assert team.index("José Paz") < team.index("Leads sin responsable")
    assert "Lead 001" not in team
    english = (lists / "worklists.en.html").read_text(encoding="utf-8")
    assert 'href="worklists/ana-mora.en.html"' in english


def test_without_amounts_the_page_says_what_decides_the_order(lists):
    assert "Ordenada por valor esperado" in page(lists, "ana-mora.html")
    unknown = page(lists, "jose-paz-2.html")
    assert "Los leads más recientes primero" in unknown
    assert "oportunidades ganadas" in unknown
