"""HubSpot's Spanish screen exports of contacts and companies.

Planted dirt: the history in a cp1252 file with semicolons, the present in UTF-8 with a byte-order
mark, a late file with newer versions of records already exported, doubled rows, odd country words,
unknown stage and source words, and a column that no specification knows.
"""

from pathlib import Path

import numpy as np
import polars as pl

from smarketing.sample import clock, names, world
from smarketing.sample.csv_files import Ledger, local_minutes, words, write_rows
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.randomness import stream
from smarketing.sample.records import (
    FIRST_COMPANY_ID,
    Records,
    company_ids,
    has_unknown_source,
    record_ids,
)

STAGE_COLUMN = 'Fecha de ingreso en "{} (Pipeline de etapa del ciclo de vida)"'
STAGES = (
    "Lead",
    "Lead calificado por marketing",
    "Lead calificado por ventas",
    "Oportunidad",
    "Cliente",
    "Descalificado",
    "Nutrición",
)
STATUS_OF_STAGE = (
    "Nuevo",
    "Abierto",
    "En curso",
    "Negocio abierto",
    "Contactado",
    "Sin calificar",
    "Mal momento",
)
ATTEMPTED = "Intento de contacto"
ODD_COUNTRIES = ("ecuador", "COLOMBIA", "CL", "Rep. de El Salvador")
SECONDS_TO_ASSIGNMENT = 300
CP1252_UNTIL = "2025-10-01"


def write_contacts(
    folder: Path, people: People, records: Records, story: Story, seed: int, ledger: Ledger
) -> None:
    """Write the contact exports: history, present and late."""
    full_at = clock.utc_seconds(f"{world.FULL_EXPORT_DATE}T23:59")
    late_at = clock.utc_seconds(world.HISTORY_ENDS)
    overlap_from = clock.utc_seconds(f"{world.LATE_OVERLAP_FROM}T00:00")
    border = clock.utc_seconds(f"{CP1252_UNTIL}T00:00")
    full, late = stage_times(records, story, full_at), stage_times(records, story, late_at)
    changed = updated_at(records, late)
    created = records.created_at
    parts = (
        ("contactos-historico", world.FULL_EXPORT_DATE, created < border, full, "cp1252", ";"),
        (
            "contactos-actuales",
            world.FULL_EXPORT_DATE,
            (created >= border) & (created <= full_at),
            full,
            "utf-8-sig",
            ",",
        ),
        (
            "contactos-modificados",
            world.LATE_EXPORT_DATE,
            changed >= overlap_from,
            late,
            "utf-8",
            ",",
        ),
    )
    generator = stream(seed, "doubled contacts")
    for name, date, inside, times, encoding, separator in parts:
        positions = np.flatnonzero(inside)
        doubled = positions[generator.random(len(positions)) < world.DUPLICATE_ROW_RATE]
        path = folder / f"hubspot-crm-exports-{name}-{date}.csv"
        everything = np.r_[positions, doubled]

        def frame(first: int, behind: int, rows=everything, times=times) -> pl.DataFrame:
            return _frame(rows[first:behind], people, records, story, times)

        write_rows(path, len(everything), frame, encoding=encoding, separator=separator)
        repeated = int((created[positions] <= full_at).sum()) if times is late else 0
        ledger.add(
            path,
            "contacts",
            len(everything),
            doubled=len(doubled),
            repeated=repeated,
            encoding=encoding,
        )


def stage_times(records: Records, story: Story, cutoff: int) -> np.ndarray:
    """Return when each record entered each of STAGES (records × stages), 0 = not by the cutoff."""
    outcomes = story.outcomes
    person = records.person
    columns = [
        outcomes.mql_at,
        outcomes.sql_at,
        outcomes.opportunity_at,
        np.where(outcomes.is_won, outcomes.close_at, 0),
        outcomes.disqualified_at,
        outcomes.nurture_at,
    ]
    times = np.stack([records.created_at, *(column[person] for column in columns)], axis=1)
    # Stage dates stay with the person's own record; second records only know their creation.
    times[records.is_second, 1:] = 0
    return np.where(times <= cutoff, times, 0)


def updated_at(records: Records, times: np.ndarray) -> np.ndarray:
    """Return the last change of each record: its owner's assignment or its newest stage."""
    return np.maximum(times.max(axis=1), records.created_at + SECONDS_TO_ASSIGNMENT)


def _frame(
    rows: np.ndarray,
    people: People,
    records: Records,
    story: Story,
    times: np.ndarray,
) -> pl.DataFrame:
    person = records.person[rows]
    at = times[rows]
    current = _current_stage(at)
    status = _status(records.luck[rows], person, current, story)
    channel = [item.hubspot_word for item in world.CHANNELS]
    sources = [*channel, world.OFFLINE_WORD, world.UNKNOWN_SOURCE]
    first = np.where(people.first_channel[person] < 0, len(channel), people.first_channel[person])
    last = np.where(people.last_channel[person] < 0, len(channel), people.last_channel[person])
    disqualified = current == STAGES.index("Descalificado")
    frame = {
        "ID de registro": record_ids(rows),
        "Nombre": _first_names(people, person),
        "Apellidos": words(list(names.LAST_NAMES), people.last_name[person]),
        "Correo": records.email.gather(rows),
        "Número de teléfono": _phones(people, person),
        "Nombre de la empresa": words(
            names.company_names(people.companies), people.company[person]
        ),
        "Cargo": words([title or None for title in names.JOB_TITLES], people.job_title[person]),
        "País/región": _countries(people, person, records.luck[rows]),
        "Ciudad": _cities(people, person),
        "Propietario del contacto": records.owner_word.gather(rows),
        "Fecha de asignación del propietario": pl.Series(
            records.created_at[rows] + SECONDS_TO_ASSIGNMENT
        ),
        "Fecha de creación": pl.Series(records.created_at[rows]),
        "Fecha de última modificación": pl.Series(updated_at(records, times)[rows]),
        "Etapa del ciclo de vida": words(list(STAGES), current),
        "Estado del lead": words([*STATUS_OF_STAGE, ATTEMPTED, "Zombi"], status),
        "Motivo de descalificación": words(
            list(world.DISQUALIFIED_REASONS),
            np.where(disqualified, story.outcomes.reason[person], -1),
        ),
        "Fuente de tráfico original": words(
            sources, np.where(has_unknown_source(records)[rows], len(sources) - 1, first)
        ),
        "Última fuente de tráfico": words(sources, last),
        "Primera conversión": _offers(people, person),
        "Primera página vista": words(
            [item.landing_page for item in world.LEAD_TYPES],
            np.where(people.web[person], people.lead_type[person], -1),
        ),
        "Producto de interés": words(list(world.PRODUCTS), people.product[person]),
        "Próxima actividad": pl.Series(_next_activity(rows, current, at)),
        "Dado de baja de todos los correos electrónicos": _opted_out(person, people, story, times),
        "ID de registro de destino de la fusión": record_ids(records.merged_into[rows]),
        "Associated Company IDs (Primary)": company_ids(people.company[person]),
        "Mensaje": records.note.gather(rows),
        "Tamaño del equipo a capacitar": words(["1-5", "6-20", "21-50"], person % 5 % 4 - 1),
    }
    for code, stage in enumerate(STAGES):
        frame[STAGE_COLUMN.format(stage)] = pl.Series(at[:, code])
    dates = [name for name, values in frame.items() if values.dtype == pl.Int64]
    return pl.DataFrame(frame).with_columns(
        local_minutes(pl.col(name)).alias(name) for name in dates
    )


def _current_stage(at: np.ndarray) -> np.ndarray:
    """Return the stage entered last; customers stay customers."""
    won = at[:, STAGES.index("Cliente")] > 0
    # Of stages entered in the same minute the later one counts.
    newest = at.shape[1] - 1 - np.argmax(at[:, ::-1], axis=1)
    return np.where(won, STAGES.index("Cliente"), newest)


def _status(luck, person, current, story):
    attempted = np.zeros(len(story.outcomes.mql_at), dtype=bool)
    attempted[story.episodes.person[story.episodes.first_attempt_at > 0]] = True
    early = (current <= 1) & attempted[person]
    code = np.where(early, len(STATUS_OF_STAGE), current)
    return np.where(luck < 0.0005, len(STATUS_OF_STAGE) + 1, code)


def _first_names(people: People, person: np.ndarray) -> pl.Series:
    """Return first names; one in a thousand tries to be a formula or a script."""
    hostile = person % 1_000 == 5
    code = np.where(
        hostile,
        len(names.FIRST_NAMES) + person // 1_000 % len(names.HOSTILE_NAMES),
        people.first_name[person],
    )
    return words([*names.FIRST_NAMES, *names.HOSTILE_NAMES], code)


def _phones(people: People, person: np.ndarray) -> pl.Series:
    has = (people.mailbox[person] == 3) | (person % 5 < 2)
    prefix = words(list(names.PHONE_PREFIXES), np.where(has, people.country[person], -1))
    return prefix + pl.Series(person.astype(np.int64)).cast(pl.String).str.zfill(8)


def _countries(people: People, person: np.ndarray, odd: np.ndarray) -> pl.Series:
    code = people.country[person].astype(np.int64)
    code = np.where((odd > 0.01) & (odd < 0.02), code + len(world.COUNTRIES), code)
    return words([*world.COUNTRIES, *ODD_COUNTRIES], code)


def _cities(people: People, person: np.ndarray) -> pl.Series:
    flat = [city for cities in names.CITIES for city in cities]
    return words(flat, people.country[person].astype(np.int64) * 3 + person % 3)


def _offers(people: People, person: np.ndarray) -> pl.Series:
    flat = [offer for item in world.LEAD_TYPES for offer in item.offers]
    first = np.r_[0, np.cumsum([len(item.offers) for item in world.LEAD_TYPES])[:-1]]
    return words(flat, first[people.lead_type[person]] + people.offer[person])


def _next_activity(rows: np.ndarray, current: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the next step's time of 40 % of the leads in work; some are overdue."""
    newest = at.max(axis=1)
    has = (current >= 1) & (current <= 3) & (rows % 5 < 2)
    return np.where(has, newest + (3 + rows % 17) * clock.SECONDS_PER_DAY, 0)


def _opted_out(person, people, story, times):
    asked = story.outcomes.opted_out_at[person]
    known = people.opted_out[person] & (asked <= times.max())
    return pl.Series(np.where(known, "true", "false"))


def write_companies(folder: Path, people: People, ledger: Ledger) -> None:
    """Write the company export, which completes the contacts with industry and employees."""
    codes = np.arange(people.companies)
    path = folder / f"hubspot-crm-exports-todas-las-empresas-{world.LATE_EXPORT_DATE}.csv"

    def frame(first: int, behind: int) -> pl.DataFrame:
        chosen = codes[first:behind]
        return pl.DataFrame(
            {
                "ID de registro": pl.Series(chosen + FIRST_COMPANY_ID).cast(pl.String),
                "Nombre de la empresa": names.company_names(people.companies)[first:behind],
                "Nombre de dominio de la empresa": names.company_domains(people.companies)[
                    first:behind
                ],
                "Sector": words(list(names.INDUSTRIES), names.industry_of(chosen)),
                "Número de empleados": pl.Series(names.employees_of(chosen)).cast(pl.String),
                "Propietario de la empresa": words([rep.name for rep in world.REPS], chosen % 6),
            }
        )

    write_rows(path, len(codes), frame)
    ledger.add(path, "companies", len(codes))
