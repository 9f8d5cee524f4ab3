"""Worklists as reps give them back: the cells that count, in either language."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl

from smarketing.report.frame.messages import Messages

DAY = dt.date(2026, 3, 31)
COLUMNS = (
    "rank", "person_name", "contact_channel", "channel_used", "outcome", "done_at", "next_step_on",
    "next_step_agreed", "owner", "list_date", "source_system", "lead_id",
)  # fmt: skip


def headings(language: str) -> list[str]:
    """Return the headings of a list in a language."""
    msg = Messages(language)
    return [
        HEADINGS[column][language] if column in HEADINGS else msg.text(f"worklist_column.{column}")
        for column in COLUMNS
    ]


HEADINGS = {
    "contact_channel": {"es": "Medio", "en": "Channel"},
    "channel_used": {"es": "Medio usado", "en": "Channel used"},
    "outcome": {"es": "Resultado", "en": "Outcome"},
    "done_at": {"es": "Hecho el", "en": "Done at"},
    "next_step_on": {"es": "Fecha del próximo paso", "en": "Next step date"},
    "next_step_agreed": {"es": "Próximo paso acordado", "en": "Next step agreed"},
    "owner": {"es": "Responsable", "en": "Owner"},
    "list_date": {"es": "Fecha de la lista", "en": "List date"},
}


def line(
    lead: str | None,
    outcome: str | None = None,
    *,
    used: str | None = None,
    done: object = None,
    step: object = None,
    agreed: str | None = None,
    day: dt.date = DAY,
    system: str = "hubspot",
) -> list:
    """Return a line of a Spanish list with what the rep wrote."""
    told, ticks = [1, "Ana", "llamada"], [used, outcome, done, step, agreed]
    return [*told, *ticks, "Luis Paz", day, system, lead]


def ticked(*lines: list, language: str = "es") -> bytes:
    """Return a list with these lines as an Excel file."""
    book = openpyxl.Workbook()
    for row in (headings(language), *lines):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
