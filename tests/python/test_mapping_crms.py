"""From a CRM's folder to what is true of it with nothing but the draft and its TODOs."""

import re

import duckdb
import pytest
import yaml
from mapping_companies import write
from mapping_crms import crm_with_api_names, crm_with_emails, portuguese_crm, spanish_crm

from smarketing.loading import load
from smarketing.mapping import draft_mapping


def drafted(folder, todos):
    """Save the folder's draft with its TODOs replaced; return it."""
    text = draft_mapping(folder)
    for todo, answer in todos.items():
        assert text.count(todo) == 1, todo
        text = text.replace(todo, answer)
    assert "TODO" not in text.partition("# Settings that these files ask for")[0].replace(
        "replace every TODO", ""
    )
    (folder / "mapping.yml").write_text(text, encoding="utf-8")
    return text


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Load the CRMs with their drafts; return a function that asks what was loaded of one."""
    exports = tmp_path_factory.mktemp("crms")
    drafted(crm_with_emails(exports / "freshsales"), {})
    which = "is one of appointment, qualified, proposal, committed, ready_to_invoice, invoicing, "
    drafted(
        crm_with_api_names(exports / "close"),
        {
            f'# TODO "Contract Out" (9 rows) {which}won, lost': "committed: [Contract Out]",
            f'# TODO "No Budget" (9 rows) {which}won, lost': "#",
            f'# TODO "Signed" (9 rows) {which}won, lost': "#",
        },
    )
    drafted(spanish_crm(exports / "bitrix24"), {"timezone: TODO": "timezone: America/Guayaquil"})
    drafted(
        portuguese_crm(exports / "agendor"),
        {
            "timezone: TODO": "timezone: America/Sao_Paulo",
            '# TODO "Envio" (8 rows) is one of appointment, qualified, proposal, committed, '
            "ready_to_invoice, invoicing, won, lost": "qualified: [Envio]",
        },
    )
    build_file = exports.parent / f"{exports.name}.duckdb"
    result = load(exports, build_file, say=lambda _: None)
    assert sum(file.rows_rejected for file in result.files) == 0

    def ask(system, query):
        with duckdb.connect(str(build_file), read_only=True) as connection:
            return connection.execute(query.replace("$", f"_file like '{system}/%'")).fetchall()

    return ask


def test_deals_that_name_a_contact_lead_to_it(ask):
    assert ask("bitrix24", "select count(*), count(email) from raw.leads where $") == [(48, 47)]
    assert ask(
        "bitrix24",
        "select stage, count(*), count(*) filter (lead_id in (select lead_id from raw.leads)), "
        "sum(amount) from raw.opportunities where $ group by 1 order by 1",
    ) == [
        ("appointment", 6, 6, 7503.0),
        ("lost", 6, 6, 7503.0),
        ("proposal", 6, 6, 7503.0),
        ("won", 12, 12, 15006.0),
    ]


def test_what_was_not_done_is_a_task_and_no_contact(ask):
    assert ask(
        "bitrix24",
        "select channel, direction, count(*), count(*) filter (outcome = 'connected') "
        "from raw.contact_attempts where $ group by all",
    ) == [("call", "outbound", 36, 13)]
    assert ask("bitrix24", "select count(*), count(due_at) from raw.tasks where $") == [(14, 14)]
    assert ask(
        "agendor",
        "select channel, count(*) from raw.contact_attempts where $ group by 1 order by 1",
    ) == [("call", 9), ("email", 9), ("meeting", 9), ("whatsapp", 8)]
    assert ask("agendor", "select status, count(*) from raw.tasks where $ group by 1") == [
        ("Não", 1)
    ]


def test_a_status_beside_the_stage_says_how_a_deal_ended(ask):
    assert ask(
        "agendor",
        "select stage, count(*), sum(amount), count(closed_at) from raw.opportunities where $ "
        "group by 1 order by 1",
    ) == [
        ("lost", 8, 27840.0, 8),
        ("proposal", 8, 27840.0, 0),
        ("qualified", 8, 27840.0, 0),
        ("won", 8, 27840.0, 8),
    ]


def test_telephones_of_no_country_and_the_owners_are_asked_of_the_settings(tmp_path):
    text = draft_mapping(portuguese_crm(tmp_path / "agendor"))
    assert '#   calling_code: TODO  # the telephones name no country; "55" is Brazil\'s' in text
    assert yaml.safe_load(text)["locale"]["currency"] == "BRL"
    assert "#   reporting_currency: BRL" in text
    assert "#   Ana Prado,,,,,,,," in text
    spanish = draft_mapping(spanish_crm(tmp_path / "bitrix24"))
    assert "#   reporting_currency: USD" in spanish


def test_what_a_machine_made_of_a_file_name_is_not_asked_for_again(tmp_path):
    document = yaml.safe_load(draft_mapping(spanish_crm(tmp_path / "bitrix24")))
    assert [one["pattern"] for one in document["files"]] == [
        "CONTACT*", "DEAL*", "actividades*", "actividades*",
    ]  # fmt: skip


def test_a_word_inside_says_what_a_stage_means_unless_it_is_denied_or_could_mean_more(tmp_path):
    words = ["Venta ganada", "No ganada", "Propuesta activa", "Negociación perdida", "Demo enviada"]
    file = write(
        tmp_path / "crm",
        "negocios.csv",
        "id;email;creado;etapa",
        [[n, f"a{n}@b{n}.example", f"2026-03-{n + 1:02d}", words[n % 5]] for n in range(20)],
    )
    text = draft_mapping(file)
    deals = yaml.safe_load(text)["files"][0]
    assert deals["values"]["stage"] == {"won": ["Venta ganada"], "lost": ["Negociación perdida"]}
    for word in ("No ganada", "Propuesta activa", "Demo enviada"):
        assert re.search(rf'# TODO "{word}" \(4 rows\)', text)


def test_a_name_that_several_bear_is_left_to_nobody_and_an_id_beats_a_name(tmp_path):
    folder = tmp_path / "crm"
    people = [[n, f"Ana {n % 18}", f"a{n}@b{n}.example", "2026-03-02"] for n in range(20)]
    write(folder, "personas.csv", "id;nombre;email;creado", people)
    deals = [[100 + n, f"Ana {n}", "2026-03-05", "ganado", 50] for n in range(18)]
    write(folder, "negocios.csv", "id;persona;creado;etapa;monto", deals)
    document = yaml.safe_load(draft_mapping(folder))
    assert document["lookups"] == {
        "people": {
            "pattern": "personas*",
            "key": ["nombre"],
            "columns": {"lead_id": ["id"]},
            "unique": True,
            "also_rows": True,
        }
    }
    with_id = [[*deal, people[n][0]] for n, deal in enumerate(deals)]
    write(folder, "negocios.csv", "id;persona;creado;etapa;monto;persona_id", with_id)
    document = yaml.safe_load(draft_mapping(folder))
    assert "lookups" not in document
    assert document["files"][0]["columns"]["lead_id"] == ["persona_id"]


def test_a_company_named_in_deals_and_people_is_no_id_of_a_person(ask):
    assert ask(
        "freshsales",
        "select stage, count(*), count(lead_id), count(email), count(company), count(closed_at), "
        "sum(amount) from raw.opportunities where $ group by 1 order by 1",
    ) == [
        (stage, 8, 0, 8, 8, 8, 28_000_000.0)
        for stage in ("appointment", "committed", "lost", "won")
    ]


def test_owners_that_are_emails_of_the_team_are_the_owners_of_activities_too(ask):
    assert ask(
        "freshsales",
        "select rep, count(*), count(email) from raw.contact_attempts where $ "
        "group by 1 order by 1",
    ) == [("ana.rey@ventas.example", 18, 18), ("leo.paz@ventas.example", 18, 18)]


def test_an_expected_date_stands_beside_the_real_one_and_a_missing_one_is_told(tmp_path):
    def draft(header, days):
        rows = [
            [n, f"a{n}@b{n}.example", f"2026-03-{n + 1:02d}", "ganado", 5,
             *[f"2026-04-{n + 1:02d}"] * days] for n in range(20)
        ]  # fmt: skip
        text = draft_mapping(write(tmp_path / "crm", "negocios.csv", header, rows))
        return text, yaml.safe_load(text)["files"][0]["columns"]

    header = "id;email;creado;etapa;monto"
    _, both = draft(f"{header};fecha de cierre prevista;fecha de cierre", 2)
    assert both["closed_at"] == ["fecha de cierre"]
    assert both["expected_close_at"] == ["fecha de cierre prevista"]
    text, neither = draft(header, 0)
    assert "closed_at" not in neither
    assert "# TODO no column says when a deal was won or lost: its export dates it" in text


def test_active_beside_won_is_open_and_both_closing_dates_count(ask):
    assert ask(
        "close",
        "select stage, count(*), count(closed_at), count(owner) from raw.opportunities where $ "
        "group by 1 order by 1",
    ) == [("committed", 9, 0, 9), ("lost", 9, 9, 9), ("proposal", 9, 0, 9), ("won", 9, 9, 9)]
    assert ask(
        "close", "select outcome, count(*) from raw.contact_attempts where $ group by 1 order by 1"
    ) == [("busy", 15), ("connected", 15), ("no_answer", 15), ("voicemail", 15)]


def test_an_only_name_is_parted_and_is_no_id(ask):
    assert ask(
        "close",
        "select first_name, last_name, contact_id from raw.leads where $ order by _row limit 1",
    ) == [("Rose", "van Moon0", None)]
    assert ask("close", "select count(contact_id) from raw.opportunities where $") == [(0,)]
