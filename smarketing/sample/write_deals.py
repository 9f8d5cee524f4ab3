"""HubSpot's Spanish screen export of deals, with stage dates in columns.

Planted dirt: a late file with newer versions of deals already exported, and a copy of that file.
"""

import shutil
from pathlib import Path

import numpy as np
import polars as pl

from smarketing.sample import clock, names, world
from smarketing.sample.csv_files import Ledger, local_minutes, money_text, words, write_rows
from smarketing.sample.deals import FROZEN, LOST, STAGES, TYPES, WON, Deals
from smarketing.sample.people import People
from smarketing.sample.records import record_ids

STAGE_COLUMN = 'Fecha de ingreso en "{} (Pipeline de ventas)"'
FIRST_DEAL_ID = 5_000_001


def deal_ids(positions: np.ndarray) -> pl.Series:
    """Return the HubSpot ids of deals by position."""
    return pl.Series(np.asarray(positions, dtype=np.int64) + FIRST_DEAL_ID).cast(pl.String)


def write_deals(folder: Path, people: People, deals: Deals, ledger: Ledger) -> None:
    """Write the full export of the 25th and the late one, which repeats what changed since."""
    full_at = clock.utc_seconds(f"{world.FULL_EXPORT_DATE}T23:59")
    late_at = clock.utc_seconds(world.HISTORY_ENDS)
    overlap_from = clock.utc_seconds(f"{world.LATE_OVERLAP_FROM}T00:00")
    changed = np.where(deals.stage_at <= late_at, deals.stage_at, 0).max(axis=1)
    exports = (
        (
            "todos-los-negocios",
            world.FULL_EXPORT_DATE,
            deals.created_at <= full_at,
            full_at,
            "utf-8-sig",
        ),
        ("negocios-modificados", world.LATE_EXPORT_DATE, changed >= overlap_from, late_at, "utf-8"),
    )
    for name, date, inside, cutoff, encoding in exports:
        positions = np.flatnonzero(inside)
        path = folder / f"hubspot-crm-exports-{name}-{date}.csv"

        def frame(first: int, behind: int, rows=positions, cutoff=cutoff) -> pl.DataFrame:
            return _frame(rows[first:behind], people, deals, cutoff)

        write_rows(path, len(positions), frame, encoding=encoding)
        if cutoff == late_at:
            # Somebody downloaded it twice: a copy of a file counts once.
            shutil.copyfile(path, path.with_name(f"{path.stem} (1).csv"))
        repeated = int((deals.created_at[positions] <= full_at).sum())
        ledger.add(path, "deals", len(positions), repeated=repeated if cutoff == late_at else 0)


def _frame(rows: np.ndarray, people: People, deals: Deals, cutoff: int) -> pl.DataFrame:
    person = deals.person[rows]
    at = deals.stage_at[rows]
    at = np.where(at <= cutoff, at, 0)
    newest = at.shape[1] - 1 - np.argmax(at[:, ::-1], axis=1)
    closed = newest >= WON
    stage = np.where(deals.is_frozen[rows] & ~closed, FROZEN, newest)
    cents = deals.amount_cents[rows]
    company = words(names.company_names(people.companies), people.company[person])
    product = words(list(world.PRODUCTS), people.product[person])
    title = (
        pl.DataFrame({"product": product, "company": company})
        .select(pl.concat_str(["product", "company"], separator=" - ", ignore_nulls=True))
        .to_series()
    )
    frame = {
        "ID de registro": deal_ids(rows),
        "Nombre del negocio": title,
        "Pipeline": ["Pipeline de ventas"] * len(rows),
        "Etapa del negocio": words([*STAGES, "Congelado"], stage),
        "Valor": money_text(cents),
        "Moneda": words(list(world.CURRENCIES), deals.currency[rows]),
        "Fecha de creación": pl.Series(deals.created_at[rows]),
        "Fecha de cierre": pl.Series(deals.close_at[rows]),
        "¿Está cerrado el negocio?": pl.Series(np.where(closed, "true", "false")),
        "Está cerrado ganado": pl.Series(np.where(newest == WON, "true", "false")),
        "Propietario del negocio": words(
            [rep.name for rep in world.REPS], closer_of(people, person)
        ),
        "Tipo de negocio": words(list(TYPES), deals.type[rows]),
        "Motivo de cierre perdido": words(
            list(world.LOST_REASONS), np.where(newest == LOST, deals.reason[rows], -1)
        ),
        "Próximo paso": words(
            ["Enviar propuesta", "Llamar al decisor", "Revisar contrato"],
            np.where(closed, -1, rows % 5 % 4 - 1),
        ),
        "Fecha de última modificación": pl.Series(at.max(axis=1)),
        "Associated Contact IDs": record_ids(person),
        "Associated Company": company,
    }
    for code, name in enumerate(STAGES):
        frame[STAGE_COLUMN.format(name)] = pl.Series(at[:, code])
    dates = [
        name
        for name, values in frame.items()
        if isinstance(values, pl.Series) and values.dtype == pl.Int64
    ]
    return pl.DataFrame(frame).with_columns(
        local_minutes(pl.col(name)).alias(name) for name in dates
    )


def closer_of(people: People, person: np.ndarray) -> np.ndarray:
    """Return who closes the deals: the person's rep, or the closer for a third of them."""
    closer = len(world.REPS) - 1
    return np.where(person % 3 == 0, closer, people.owner[person])
