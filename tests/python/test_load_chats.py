"""Exported WhatsApp chats: every form gives the same messages, and no word of them stays."""

# ruff: noqa: E501 - lines of chats are as wide as they are
from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pytest
from chat_exports import FORMS, NUMBER, SECRET, Form, conversation, text_of, written
from load_helpers import Exports

from smarketing.errors import DataRefused
from smarketing.loading import load

CONTACTS = "nombre,teléfono,vendedor\nana perez 🎓,0991234567,\nLuis Paz,,Luis Paz\n"
FORM = Form("android", "es", True, "dmy", 2, False)
ATTEMPTS = (
    "select attempt_id, _file, occurred_at, direction, outcome, rep, phone, extra "
    "from raw.contact_attempts order by _file, _row"
)


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def everything_in_raw(exports: Exports) -> str:
    tables = exports.rows("select table_name from duckdb_tables() where schema_name = 'raw'")
    return "\n".join(str(row) for (t,) in tables for row in exports.rows(f'from raw."{t}"'))


def chat(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def test_every_form_of_a_chat_gives_the_same_messages_and_keeps_no_word(exports):
    messages = conversation(1)
    exports.write("whatsapp/contacts.csv", CONTACTS)
    for form in FORMS:
        exports.write(f"whatsapp/{form.name}", written(messages, form))
    exports.load()
    assert exports.one("select bool_and(rows_read = rows_loaded + rows_rejected) from raw._files")
    expected = [(m.at + dt.timedelta(hours=5), m.is_ours, m.length, m.kind) for m in messages]
    by_file: dict[str, list] = {}
    ids: dict[str, list] = {}
    for attempt_id, file, at, direction, outcome, rep, phone, extra in exports.rows(ATTEMPTS):
        kept = json.loads(extra)
        kinds = [k for k in ("media", "deleted", "forwarded") if kept.get(k)] or ["text"]
        row = (at, direction == "outbound", int(kept["length"]), *kinds)
        by_file.setdefault(file, []).append(row)
        ids.setdefault(file, []).append(attempt_id)
        assert (outcome, rep) == ("sent" if direction == "outbound" else "replied", "Luis Paz")
        assert phone == "+593991234567"
    assert len(by_file) == len(FORMS)
    for file, rows in by_file.items():
        assert rows == expected, file
    assert len({tuple(names) for names in ids.values()}) == 1
    assert len(set(next(iter(ids.values())))) == len(messages)
    assert exports.one("select count(*) from raw._rejects") == 0
    assert SECRET not in everything_in_raw(exports)


def test_an_older_export_of_the_same_chat_holds_the_same_ids(exports):
    text = text_of(conversation(2), FORM)
    half = "".join(text.splitlines(keepends=True)[:20])
    exports.write("whatsapp/contacts.csv", CONTACTS)
    exports.write(f"whatsapp/old/Chat de WhatsApp con {NUMBER}.txt", half)
    exports.write("whatsapp/new/Chat de WhatsApp con Ana Pérez 🎓 (1).txt", text)
    exports.load()
    assert exports.one(
        "select count(*) filter (where _file like '%/old/%') > 5, "
        "count(distinct attempt_id) = count(*) filter (where _file like '%/new/%') "
        "from raw.contact_attempts"
    ) == (True, True)  # fmt: skip


def test_the_team_of_the_settings_is_known_and_the_phones_zone_is_the_mappings(exports):
    exports.write("whatsapp/mapping.yml", "locale: {timezone: America/Santiago, dates: mdy}\n")
    exports.write(
        f"whatsapp/WhatsApp Chat with {NUMBER}.txt",
        chat(f"3/4/26, 15:04 - {NUMBER}: hola", "3/4/26, 15:06 - Lucho P.: hi"),
    )
    load(exports.folder, exports.build_file, team={"lucho p.": "Luis Paz"}, say=lambda _: None)
    assert exports.rows(
        "select occurred_at, direction, rep, outcome from raw.contact_attempts order by 1"
    ) == [
        (dt.datetime(2026, 3, 4, 18, 4), "inbound", "Luis Paz", "replied"),
        (dt.datetime(2026, 3, 4, 18, 6), "outbound", "Luis Paz", "sent"),
    ]
    load(exports.folder, exports.build_file, say=lambda _: None)
    assert exports.rows("select rep from raw.contact_attempts") == [(None,), (None,)]


def test_a_chat_whose_days_could_be_months_takes_the_order_of_the_others(exports):
    undecided = chat(f"3/4/26, 15:04 - {NUMBER}: hola", "4/5/26, 15:06 - Luis: hi")
    exports.write(f"whatsapp/a/WhatsApp Chat with {NUMBER}.txt", undecided)
    with pytest.raises(DataRefused, match=r"3/4/26.*day/month or month/day.*whatsapp/mapping\.yml"):
        exports.load()
    other = chat("3/25/26, 15:04 - +593 98 765 4321: hola")
    exports.write("whatsapp/WhatsApp Chat with +593 98 765 4321.txt", other)
    exports.load()
    days = "select occurred_at::date from raw.contact_attempts where _file like '%/a/%' order by 1"
    assert exports.rows(days) == [(dt.date(2026, 3, 4),), (dt.date(2026, 4, 5),)]


def test_a_chat_goes_forward_which_decides_its_order_or_refuses_it(exports):
    name = f"whatsapp/WhatsApp Chat with {NUMBER}.txt"
    rising = chat(*(f"{m}/{d}/26, 15:04 - {NUMBER}: hola" for m, d in ((1, 9), (2, 3), (2, 7))))
    exports.write(name, rising)
    exports.load()
    assert exports.rows("select occurred_at::date from raw.contact_attempts order by 1") == [
        (dt.date(2026, 1, 9),), (dt.date(2026, 2, 3),), (dt.date(2026, 2, 7),)
    ]  # fmt: skip
    exports.write("whatsapp/mapping.yml", "locale: {dates: dmy}\n")
    with pytest.raises(
        DataRefused, match=r"line 2: the chat goes back from 2026-09-01 to 2026-03-02"
    ):
        exports.load()
    exports.write(name, chat(f"25/1/26, 15:04 - {NUMBER}: a", f"1/26/26, 15:04 - {NUMBER}: b"))
    with pytest.raises(DataRefused, match=r"line 1 can only be day/month and that of line 2"):
        exports.load()


def test_nobody_is_asked_how_a_group_writes_its_dates(exports):
    exports.write(
        "whatsapp/WhatsApp Chat with Curso.txt",
        chat('3/4/26, 15:04 - Luis created group "Curso"', f"3/4/26, 15:05 - {NUMBER}: hola"),
    )
    exports.load()
    assert [line for line in exports.said if "group" in line]


def test_groups_are_left_out_and_unknown_people_rejected_without_their_words(exports):
    exports.write("whatsapp/contacts.csv", "name,phone\nEva,+593981112222\n")
    exports.write(
        "whatsapp/WhatsApp Chat with Curso 2026.txt",
        chat(
            '13/3/26, 15:04 - Luis created group "Curso: 2026"',
            f"13/3/26, 15:04 - {NUMBER}: {SECRET}",
        ),
    )
    exports.write(
        "whatsapp/WhatsApp Chat with Two.txt",
        chat(
            f"13/3/26, 15:04 - +593 98 765 4321: {SECRET}", f"13/3/26, 15:04 - {NUMBER}: {SECRET}"
        ),
    )
    exports.write(
        "whatsapp/WhatsApp Chat with Marta.txt",
        chat(f"13/3/26, 15:04 - Marta: {SECRET}", f"13/3/26, 15:04 - Luis: {SECRET}"),
    )
    exports.write(
        "whatsapp/Chat de WhatsApp con Eva.txt",
        chat(
            f"{SECRET} antes", f"13/3/26, 15:04 - EVA: {SECRET}", f"13/3/26, 15:04 - Luis: {SECRET}",
            f"45/13/26, 15:04 - Luis: {SECRET}", f"13/3/26, 25:04 - Eva: {SECRET}", f"13/3/26, 15:09 - {SECRET}",
        ),
    )  # fmt: skip
    exports.load()
    notes = [line for line in exports.said if "group" in line]
    assert len(notes) == 2, exports.said
    rejects = exports.rows("select file, row_number, reason from raw._rejects order by 1, 2")
    assert [(f.rsplit(" ", 1)[-1], n, reason.split(":")[0][:42]) for f, n, reason in rejects] == [
        ("Eva.txt", 1, "the line is neither a message nor a notice"),
        ("Eva.txt", 4, "the date or time at the beginning of the l"),
        ("Eva.txt", 5, "the date or time at the beginning of the l"),
        ("Eva.txt", 6, "the line is neither a message nor a notice"),
        ("Marta.txt", 1, "who this chat is with is not known"),
        ("Marta.txt", 2, "who this chat is with is not known"),
    ]
    assert exports.one("select count(*), count(rep) from raw.contact_attempts") == (2, 0)
    assert SECRET not in everything_in_raw(exports)


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "empty"),
        (b"PK\x03\x04 no archive", "can't be unpacked"),
        ({"a.txt": "x", "b.txt": "y"}, "holds 2 texts"),
        ({"_chat.txt": "hola"}, "no line begins like a message"),
    ],
)
def test_archives_without_a_chat_are_refused_by_name(exports, content, said):
    if isinstance(content, dict):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, text in content.items():
                archive.writestr(name, text)
        content = stream.getvalue()
    exports.write("whatsapp/chat.zip", content)
    with pytest.raises(DataRefused, match=rf"whatsapp/chat.zip.*{said}"):
        exports.load()


def test_a_contact_may_be_an_id_and_an_unpacked_archive_is_called_as_its_folder(exports):
    exports.write("whatsapp/contactos.csv", "nombre,lead_id,sistema\nEva,77,hubspot\n")
    exports.write("whatsapp/mapping.yml", "chat: {owner: Luis Paz}\n")
    exports.write(
        "whatsapp/WhatsApp Chat - Eva/_chat.txt",
        "\u200e[13/03/26, 3:04:05\u202fp.\u00a0m.] Eva: hola\r\n[13/03/26, 15:05:00] LUIS PAZ: ok\r\n",
    )
    exports.load()
    assert exports.rows(
        "select lead_id, link_system, phone, direction, rep, occurred_at from raw.contact_attempts "
        "order by _row"
    ) == [
        ("77", "hubspot", None, "inbound", "Luis Paz", dt.datetime(2026, 3, 13, 20, 4, 5)),
        ("77", "hubspot", None, "outbound", "Luis Paz", dt.datetime(2026, 3, 13, 20, 5)),
    ]


@pytest.mark.parametrize(
    "chat_key, said",
    [
        ("{media: '('}", "chat.media: `.` should be a pattern"),
        (
            "{named_by: 'Chat'}",
            "chat.named_by: `Chat` should be a pattern with one group, the name",
        ),
        ("{medios: x}", "unknown key `medios`"),
        ("5", "should be `key: value` pairs"),
    ],
)
def test_a_slip_in_what_a_mapping_says_of_chats_is_named(exports, chat_key, said):
    exports.write("whatsapp/mapping.yml", f"chat: {chat_key}\n")
    exports.write(
        f"whatsapp/WhatsApp Chat with {NUMBER}.txt", chat(f"13/3/26, 15:04 - {NUMBER}: a")
    )
    with pytest.raises(DataRefused, match=f"whatsapp/mapping.yml.*{said}"):
        exports.load()
