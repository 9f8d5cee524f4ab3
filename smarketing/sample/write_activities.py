"""HubSpot's Spanish screen exports of calls, e-mails, meetings, messages and tasks."""

from pathlib import Path

import numpy as np
import polars as pl

from smarketing.sample import clock, world
from smarketing.sample.contacts_log import MEETING, Contacts
from smarketing.sample.csv_files import Ledger, local_minutes, words, write_rows
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.randomness import stream
from smarketing.sample.records import record_ids

FIRST_ACTIVITY_ID = 300_000_001
FIRST_TASK_ID = 700_000_001
UNREADABLE_TASKS = (3, 10, 17)  # rows whose due date is a word
OUTCOME_WORDS = (
    "Sin respuesta",
    "Buzón de voz",
    "Ocupado",
    "Conectado",
    "Número equivocado",
    "Dado de baja",
    "Enviado",
    "Respondió",
    "Completada",
    "No asistió",
)
MESSAGE_WORDS = {2: "WhatsApp", 3: "Mensaje de LinkedIn"}
KINDS = (
    ("llamadas", (0,)),
    ("correos", (1,)),
    ("reuniones", (MEETING,)),
    ("mensajes", (2, 3)),
)


def write_activities(folder: Path, people: People, contacts: Contacts, ledger: Ledger) -> None:
    """Write four files of contacts up to the 25th and four late ones that overlap them."""
    full_at = clock.utc_seconds(f"{world.FULL_EXPORT_DATE}T23:59")
    overlap_from = clock.utc_seconds(f"{world.LATE_OVERLAP_FROM}T00:00")
    early = contacts.recorded_at <= full_at
    late = contacts.recorded_at >= overlap_from
    for kind, channels in KINDS:
        mine = np.isin(contacts.channel, channels)
        for inside, date, prefix in (
            (early, world.FULL_EXPORT_DATE, "historial"),
            (late, world.LATE_EXPORT_DATE, "recientes"),
        ):
            positions = np.flatnonzero(mine & inside)
            path = folder / f"hubspot-crm-exports-{kind}-{prefix}-{date}.csv"

            def frame(first: int, behind: int, rows=positions, kind=kind) -> pl.DataFrame:
                return _frame(kind, rows[first:behind], people, contacts)

            write_rows(path, len(positions), frame)
            repeated = int(early[positions].sum()) if prefix == "recientes" else 0
            ledger.add(path, f"contacts_log:{kind}", len(positions), repeated=repeated)


def _frame(kind: str, rows: np.ndarray, people: People, contacts: Contacts) -> pl.DataFrame:
    person = contacts.person[rows]
    outcome = words(list(OUTCOME_WORDS), contacts.outcome[rows])
    inbound = contacts.inbound[rows]
    at = pl.Series(contacts.at[rows])
    common = {
        "ID de registro": pl.Series(rows + FIRST_ACTIVITY_ID).cast(pl.String),
        "Actividad asignada a": words([rep.name for rep in world.REPS], people.owner[person]),
        "Associated Contact IDs": record_ids(person),
        "Fecha de creación": pl.Series(contacts.recorded_at[rows]),
    }
    if kind == "llamadas":
        talked = np.where(contacts.outcome[rows] == 3, 120 + rows * 37 % 900, 5 + rows % 25)
        own = {
            "Título de la llamada": words(
                ["Llamada a prospecto", "=Llamar otra vez", "Seguimiento"], rows % 50 % 3
            ),
            "Resultado de la llamada": outcome,
            "Dirección de la llamada": words(["Saliente", "Entrante"], inbound.astype(int)),
            "Duración de la llamada (HH:mm:ss)": pl.Series(talked.astype(np.int32)),
            "Fecha de actividad": at,
        }
    elif kind == "correos":
        own = {
            "Asunto del correo": words(
                ["Información del curso", "Re: Información del curso"], inbound.astype(int)
            ),
            "Dirección del correo": words(
                ["Correo saliente", "Correo entrante"], inbound.astype(int)
            ),
            "Resultado del correo": outcome,
            "Fecha de actividad": at,
        }
    elif kind == "reuniones":
        own = {
            "Nombre de la reunión": words(["Presentación de propuesta"], rows * 0),
            "Resultado de la reunión": outcome,
            "Hora de inicio de la reunión": at,
        }
    else:
        names = [MESSAGE_WORDS.get(code) for code in range(MEETING)]
        own = {
            "Canal de comunicación": words(names, contacts.channel[rows]),
            "Fecha de actividad": at,
        }
    return _with_times(own | common)


def _with_times(columns: dict) -> pl.DataFrame:
    frame = pl.DataFrame(columns)
    dates = [name for name, kind in frame.schema.items() if kind == pl.Int64]
    frame = frame.with_columns(local_minutes(pl.col(name)).alias(name) for name in dates)
    seconds = [name for name, kind in frame.schema.items() if kind == pl.Int32]
    return frame.with_columns(
        pl.from_epoch(pl.col(name).cast(pl.Int64), time_unit="s")
        .dt.strftime("%H:%M:%S")
        .alias(name)
        for name in seconds
    )


def write_tasks(folder: Path, people: People, story: Story, seed: int, ledger: Ledger) -> None:
    """Write tasks of a third of the worked leads; some overdue, some due after the history."""
    generator = stream(seed, "tasks")
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    started = story.episodes.first_attempt_at
    chosen = np.flatnonzero((started > 0) & (generator.random(len(started)) < 0.33))
    person = story.episodes.person[chosen]
    created = started[chosen]
    due = created + generator.integers(1, 12, len(chosen)) * clock.SECONDS_PER_DAY
    done_at = due + generator.integers(-20, 30, len(chosen)) * 3_600
    done = (done_at <= ends) & (generator.random(len(chosen)) < 0.85)
    path = folder / f"hubspot-crm-exports-todas-las-tareas-{world.LATE_EXPORT_DATE}.csv"

    unreadable = np.isin(np.arange(len(chosen)), UNREADABLE_TASKS)

    def frame(first: int, behind: int) -> pl.DataFrame:
        rows = np.arange(first, behind)
        table = _with_times(
            {
                "ID de registro": pl.Series(rows + FIRST_TASK_ID).cast(pl.String),
                "Título de la tarea": words(
                    ["Llamar", "Enviar temario", "+ Revisar pago"], rows % 3
                ),
                "Estado de la tarea": words(["No iniciada", "Completada"], done[rows].astype(int)),
                "Tipo de tarea": words(["Llamada", "Correo"], rows % 2),
                "Asignado a": words([rep.name for rep in world.REPS], people.owner[person[rows]]),
                "Fecha de creación": pl.Series(created[rows]),
                "Fecha de vencimiento": pl.Series(due[rows]),
                "Fecha de finalización": pl.Series(np.where(done[rows], done_at[rows], 0)),
                "Associated Contact IDs": record_ids(person[rows]),
            }
        )
        return table.with_columns(
            pl.when(pl.Series(unreadable[rows]))
            .then(pl.lit("sin fecha"))
            .otherwise(pl.col("Fecha de vencimiento"))
            .alias("Fecha de vencimiento")
        )

    write_rows(path, len(chosen), frame)
    ledger.add(path, "tasks", len(chosen), unreadable=int(unreadable.sum()))
