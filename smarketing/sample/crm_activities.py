"""What the CRM says of calls, e-mails, meetings, messages and tasks."""

import numpy as np
import polars as pl

from smarketing.sample import clock, world
from smarketing.sample.contacts_log import CONNECTED, MEETING
from smarketing.sample.crm import (
    FULL_AT,
    LATE_AT,
    OVERLAP_FROM,
    Company,
    Frame,
    Part,
    converted_at,
)
from smarketing.sample.csv_files import words
from smarketing.sample.randomness import stream
from smarketing.sample.records import company_ids, contact_ids, deal_ids, first_deals, record_ids

FIRST_ACTIVITY_ID = 300_000_001
FIRST_TASK_ID = 700_000_001
UNREADABLE_TASKS = (3, 10, 17)  # rows whose due date is a word
CHANNELS = (*world.ATTEMPT_CHANNELS, "meeting")
OUTCOMES = (
    "no_answer",
    "voicemail",
    "busy",
    "connected",
    "wrong_number",
    "opted_out",
    "sent",
    "replied",
    "held",
    "no_show",
)
KINDS = {
    "calls": ("llamadas", (0,)),
    "emails": ("correos", (1,)),
    "meetings": ("reuniones", (MEETING,)),
    "messages": ("mensajes", (2, 3)),
}


def _attempts(kind: str, channels: tuple[int, ...]) -> Frame:
    """Return the frame of some channels: what was logged by the 25th, and a late export."""

    def parts(company: Company) -> dict[str, Part]:
        contacts = company.contacts
        mine = np.isin(contacts.channel, channels)
        early = contacts.recorded_at <= FULL_AT
        late = np.flatnonzero(mine & (contacts.recorded_at >= OVERLAP_FROM))
        repeated = {"repeated": int(early[late].sum())}
        return {
            "full": Part(
                np.flatnonzero(mine & early), world.FULL_EXPORT_DATE, FULL_AT, {"repeated": 0}
            ),
            "late": Part(late, world.LATE_EXPORT_DATE, LATE_AT, repeated),
        }

    return Frame(f"contacts_log:{kind}", parts, _attempt_cells)


def _attempt_cells(company: Company, rows: np.ndarray, until: int) -> pl.DataFrame:
    contacts = company.contacts
    person = contacts.person[rows]
    inbound = contacts.inbound[rows].astype(int)
    channel, outcome = contacts.channel[rows], contacts.outcome[rows]
    at = contacts.at[rows]
    talked = np.where(outcome == CONNECTED, 120 + rows * 37 % 900, 5 + rows % 25)
    subjects = {
        0: words(["Llamada a prospecto", "=Llamar otra vez", "Seguimiento"], rows % 50 % 3),
        1: words(["Información del curso", "Re: Información del curso"], inbound),
        MEETING: words(["Presentación de propuesta"], rows * 0),
    }
    subject = pl.select(
        pl.coalesce(
            pl.when(pl.Series(channel == code)).then(text) for code, text in subjects.items()
        )
    ).to_series()
    return pl.DataFrame(
        {
            "attempt_id": pl.Series(rows + FIRST_ACTIVITY_ID).cast(pl.String),
            **_links(company, person, until),
            "occurred_at": at,
            "ended_at": at + talked,
            "channel": words(list(CHANNELS), channel),
            "direction": words(["outbound", "inbound"], inbound),
            "outcome": words(list(OUTCOMES), outcome),
            "rep": words([rep.name for rep in world.REPS], company.people.owner[person]),
            "duration_seconds": talked,
            "subject": subject,
            "recorded_at": contacts.recorded_at[rows],
        }
    )


def _links(company: Company, person: np.ndarray, until: int) -> dict:
    """Return what an activity hangs on.

    lead_id is the person's record at all times; open_lead_id, contact_id and opportunity_id are
    for systems that convert leads: the first until then, the other two from then on. who_id is
    whichever of lead and contact it is, who_module says which, related_id is lead or deal.
    """
    converted = converted_at(company, until)[person] > 0
    deal = first_deals(company.deals, len(company.people))[person]
    lead, contact = np.where(converted, -1, person), np.where(converted, person, -1)
    return {
        "lead_id": record_ids(person),
        "open_lead_id": record_ids(lead),
        "contact_id": contact_ids(contact),
        "opportunity_id": deal_ids(np.where(converted, deal, -1)),
        "company_id": company_ids(np.where(converted, company.people.company[person], -1)),
        "who_id": pl.select(pl.coalesce(contact_ids(contact), record_ids(lead))).to_series(),
        "related_id": pl.select(
            pl.coalesce(deal_ids(np.where(converted, deal, -1)), record_ids(lead))
        ).to_series(),
        "who_module": words(["lead", "contact"], converted.astype(int)),
    }


def _chosen_tasks(company: Company) -> dict[str, np.ndarray]:
    """Return the tasks of a third of the worked leads; some overdue, some due after the history."""
    generator = stream(company.seed, "tasks")
    episodes = company.story.episodes
    started = episodes.first_attempt_at
    chosen = np.flatnonzero((started > 0) & (generator.random(len(started)) < 0.33))
    created = started[chosen]
    due = created + generator.integers(1, 12, len(chosen)) * clock.SECONDS_PER_DAY
    done_at = due + generator.integers(-20, 30, len(chosen)) * 3_600
    done = (done_at <= LATE_AT) & (generator.random(len(chosen)) < 0.85)
    return {
        "person": episodes.person[chosen],
        "created": created,
        "due": due,
        "done_at": np.where(done, done_at, 0),
    }


def _task_parts(company: Company) -> dict[str, Part]:
    count = len(_chosen_tasks(company)["person"])
    unreadable = int(np.isin(np.arange(count), UNREADABLE_TASKS).sum())
    notes = {"unreadable": unreadable}
    return {"all": Part(np.arange(count), world.LATE_EXPORT_DATE, LATE_AT, notes)}


def _task_cells(company: Company, rows: np.ndarray, until: int) -> pl.DataFrame:
    tasks = {name: values[rows] for name, values in _chosen_tasks(company).items()}
    person = tasks["person"]
    return pl.DataFrame(
        {
            "task_id": pl.Series(rows + FIRST_TASK_ID).cast(pl.String),
            **_links(company, person, until),
            "subject": words(["Llamar", "Enviar temario", "+ Revisar pago"], rows % 3),
            "status": words(["open", "done"], (tasks["done_at"] > 0).astype(int)),
            "type": words(["call", "email"], rows % 2),
            "owner": words([rep.name for rep in world.REPS], company.people.owner[person]),
            "created_at": tasks["created"],
            "due_at": tasks["due"],
            "due_at_unreadable": np.isin(rows, UNREADABLE_TASKS),
            "completed_at": tasks["done_at"],
            "updated_at": np.maximum(tasks["created"], tasks["done_at"]),
        }
    )


FRAMES = {
    **{frame: _attempts(kind, channels) for frame, (kind, channels) in KINDS.items()},
    "attempts": _attempts("todos", tuple(range(len(CHANNELS)))),
    "tasks": Frame("tasks", _task_parts, _task_cells),
}
