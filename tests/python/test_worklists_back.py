"""Lists that reps ticked come back: attempts and next steps, each once, and bad cells by name."""

# ruff: noqa: E501 - rows of lists are as wide as they are
from __future__ import annotations

import datetime as dt

import pytest
from load_helpers import Exports
from ticked_lists import DAY, headings, line, ticked

from smarketing.contract import load_contract
from smarketing.loading.spec_files import built_in_spec
from smarketing.report.frame.messages import Messages
from smarketing.text.words import match_key

REMEDY = "correct the cell in the list, save it and put the file into the folder again"
OUTCOMES = (
    "connected", "replied", "meeting_held", "no_answer", "voicemail", "busy", "wrong_number",
    "bounced", "opted_out", "refused", "sent", "other",
)  # fmt: skip
CHANNELS = ("call", "email", "linkedin", "whatsapp", "sms", "meeting", "other")
ATTEMPTS = "select lead_id, link_system, occurred_at, channel, outcome, rep from raw.contact_attempts order by _file, _row"


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def test_ticks_are_attempts_and_next_steps_and_what_is_not_ticked_is_nothing(exports):
    content = ticked(
        line("51", "no contestó", step=dt.datetime(2026, 4, 2, 15), agreed="Llamar"),
        line("52", "Enviado", used="correo", done=dt.time(15, 30)),
        line("53", "conversación", done=dt.datetime(2026, 4, 1, 9)),
        line("54"),
        line("55", agreed="Esperar"),
    )
    exports.write("worklists/luis-paz.xlsx", content)
    exports.load()
    assert exports.rows(ATTEMPTS) == [
        ("51", "hubspot", dt.datetime(2026, 3, 31), "call", "no_answer", "Luis Paz"),
        ("52", "hubspot", dt.datetime(2026, 3, 31, 20, 30), "email", "sent", "Luis Paz"),
        ("53", "hubspot", dt.datetime(2026, 4, 1, 14), "call", "connected", "Luis Paz"),
    ]
    assert exports.rows(
        "select lead_id, due_at, created_at, subject, type, owner from raw.tasks order by 1"
    ) == [
        (
            "51",
            dt.datetime(2026, 4, 2, 20),
            dt.datetime(2026, 3, 31),
            "Llamar",
            "worklist",
            "Luis Paz",
        ),
        ("55", None, dt.datetime(2026, 3, 31), "Esperar", "worklist", "Luis Paz"),
    ]
    assert exports.one("select count(*) from raw._rejects") == 0
    assert exports.rows("select distinct extra from raw.contact_attempts") == [(None,)]


def test_a_list_again_or_its_later_version_counts_once_in_any_language(exports):
    exports.write(
        "worklists/monday/luis-paz.xlsx", ticked(line("51", "no contestó"), line("52", "ocupado"))
    )
    exports.write(
        "worklists/monday/luis-paz (1).xlsx",
        ticked(line("51", "conversación"), line("52", "ocupado")),
    )
    english = [
        1,
        "Ana",
        "call",
        "call",
        "busy",
        None,
        None,
        None,
        "Luis Paz",
        "2026-03-31",
        "hubspot",
        "51",
    ]
    exports.write("worklists/monday/luis-paz.en.xlsx", ticked(english, language="en"))
    exports.write(
        "worklists/tuesday/luis-paz.xlsx",
        ticked(line("51", "no contestó", day=dt.date(2026, 4, 1))),
    )
    exports.load()
    ids = exports.rows(
        "select lead_id, recorded_at::date, count(*), count(distinct attempt_id) from raw.contact_attempts group by 1, 2 order by 1, 2"
    )
    assert ids == [("51", DAY, 3, 1), ("51", dt.date(2026, 4, 1), 1, 1), ("52", DAY, 2, 1)]


def test_cells_that_cannot_be_read_are_rejected_one_by_one(exports):
    content = ticked(
        line("53", "enviado", used="paloma"),
        line("54", "hablamos largo", step="31/02/2026", agreed="Llamar"),
        line("55", "=1+1", step="=TODAY()"),
        line(None, "ocupado"),
        line("56", "ocupado", done="mañana"),
        [None, "Agregada a mano", "llamada", None, "ocupado", *[None] * 7],
    )
    exports.write("worklists/luis-paz.xlsx", content)
    exports.load()
    rejects = exports.rows(
        "select row_number, reason from raw._rejects where entity = 'contact_attempts' order by 1"
    )
    assert [(number, reason.removesuffix(f"; {REMEDY}")) for number, reason in rejects] == [
        (
            2,
            "channel cannot be read as one of call, email, linkedin, whatsapp, sms, meeting, other: paloma",
        ),
        (5, "none of lead_id, contact_id, opportunity_id, email, phone, company_id is filled"),
        (6, "occurred_at cannot be read as a date or time: 2026-03-31 mañana"),
        (7, "occurred_at is empty"),
    ]
    assert all(reason.endswith(REMEDY) for _, reason in rejects)
    cells = exports.rows(
        "select row_number, column_name, raw_value, reason from raw._rejected_values order by 1, 2"
    )
    assert [(n, c, v, r.split(";")[0].split(",")[0]) for n, c, v, r in cells] == [
        (3, "due_at", "31/02/2026", "expected a date or time"),
        (3, "outcome", "hablamos largo", "expected one of connected"),
        (4, "due_at", "=TODAY()", "expected a date or time"),
        (4, "outcome", "=1+1", "expected one of connected"),
    ]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_word_that_a_list_offers_is_read_and_every_heading_known(language):
    msg, spec = Messages(language), built_in_spec("worklists", load_contract())
    attempts = next(entry for entry in spec.entries if entry.entity == "contact_attempts")
    for column, names, key in (
        ("outcome", OUTCOMES, "timeline.outcome"),
        ("channel", CHANNELS, "worklist.channel"),
    ):
        words = {
            match_key(raw): word for word, raws in attempts.values[column].items() for raw in raws
        }
        assert [words.get(match_key(msg.text(f"{key}_{name}"))) for name in names] == list(names)
    known = spec.known_headers()
    assert [h for h in headings(language) if match_key(h) not in known] == []
