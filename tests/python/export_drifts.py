"""Plants known changes in exported files; each drift says what should be named, and where."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

Table = list[list[str]]  # header first


@dataclass(frozen=True)
class Drift:
    """What was done to a file: any of `kinds` at `header` (None: anywhere) names it."""

    name: str
    kinds: frozenset[str]
    header: str | None


@dataclass(frozen=True)
class Series:
    """One exported file and the headers that a drift may touch."""

    path: str
    droppable: tuple[str, ...]
    words: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    decimals: tuple[str, ...] = ()
    identity: str | None = None


HUBSPOT = "hubspot/hubspot-crm-exports-"
SERIES = (
    Series(
        f"{HUBSPOT}contactos-actuales-2026-10-25.csv",
        ("Correo", "Cargo", "Ciudad", "Estado del lead", "Fuente de tráfico original", "Mensaje"),
        ("Etapa del ciclo de vida", "Estado del lead"),
        days=("Fecha de última modificación", "Fecha de asignación del propietario"),
        identity="ID de registro",
    ),
    Series(
        f"{HUBSPOT}todos-los-negocios-2026-10-25.csv",
        ("Valor", "Propietario del negocio", "Moneda", "Fecha de última modificación"),
        ("Etapa del negocio", "Moneda"),
        ("Valor",),
        ("Fecha de última modificación",),
        ("Valor",),
        "ID de registro",
    ),
    Series(
        f"{HUBSPOT}llamadas-historial-2026-10-25.csv",
        ("Dirección de la llamada", "Actividad asignada a", "Fecha de creación"),
        ("Resultado de la llamada",),
        days=("Fecha de creación",),
        identity="ID de registro",
    ),
    Series(
        "meta_ads/Andes-Capacita-Campañas_2026-10-25.csv",
        ("Impresiones", "Clics en el enlace", "Entrega de la campaña"),
        (),
        ("Importe gastado (USD)", "Impresiones"),
        decimals=("Importe gastado (USD)",),
    ),
)


ROWS = 300  # of a file, and
COLUMNS = 26  # before those that hold a history: enough for every drift


def read_table(path: Path) -> Table:
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    return [row[:COLUMNS] for row in rows][: ROWS + 1]


def write_table(table: Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(table)


def changed_cells(table: Table, header: str, change: Callable[[str], str]) -> Table:
    at = table[0].index(header)
    return [table[0]] + [
        [*row[:at], change(row[at]) if row[at] else row[at], *row[at + 1 :]] for row in table[1:]
    ]


def drop_column(table, series, dice):
    header = dice.choice(series.droppable)
    at = table[0].index(header)
    yield [row[:at] + row[at + 1 :] for row in table], {"changed_header_gone"}, header


def rename_column(table, series, dice):
    header = dice.choice(series.droppable)
    renamed = [f"{name} (nuevo)" if name == header else name for name in table[0]]
    yield [renamed, *table[1:]], {"changed_header_gone"}, header


def new_column(table, series, dice):
    rows = [[*row, f"x{number}"] for number, row in enumerate(table[1:])]
    yield [[*table[0], "Columna nueva"], *rows], {"changed_header_new"}, "Columna nueva"


def one_of(headers: tuple[str, ...], dice: random.Random) -> list[str]:
    return [dice.choice(headers)] if headers else []


def new_word(table, series, dice):
    for header in one_of(series.words, dice):
        at = table[0].index(header)
        counted = sorted({row[at] for row in table[1:] if row[at]})
        frequent = [word for word in counted if sum(row[at] == word for row in table) >= 5]
        word = dice.choice(frequent)
        kinds = {"changed_words", "changed_currency", "changed_unread"}
        fresh = "MXN" if header == "Moneda" else f"{word} 2.0"
        renamed = {word: fresh}
        yield changed_cells(table, header, partial(swap, renamed)), kinds, header


def swap(words: dict[str, str], cell: str) -> str:
    return words.get(cell, cell)


def empty_column(table, series, dice):
    header = dice.choice(
        [h for h in series.droppable if h in table[0] and filled_share(table, h) > 0.1]
    )
    share = dice.choice((0.6, 0.8, 1.0)) if filled_share(table, header) > 0.7 else 1.0
    yield (
        changed_cells(table, header, lambda c: "" if dice.random() < share else c),
        {"changed_fill"},
        header,
    )


def filled_share(table: Table, header: str) -> float:
    at = table[0].index(header)
    return sum(bool(row[at]) for row in table[1:]) / (len(table) - 1)


def words_for_numbers(table, series, dice):
    for header in series.numbers[:1]:
        kinds = {"changed_unread", "changed_type"}
        yield changed_cells(table, header, lambda c: f"aprox {c} dólares"), kinds, header


def another_day_order(table, series, dice):
    for header in one_of(series.days, dice):

        def turned(cell: str) -> str:
            year, month, day = cell[:10].split("-")
            return f"{day}/{month}/{year}{cell[10:]}"

        yield changed_cells(table, header, turned), {"changed_day_order"}, header


def another_decimal_sign(table, series, dice):
    turned = str.maketrans(",.", ".,")
    for header in series.decimals:
        yield (
            changed_cells(table, header, lambda c: c.translate(turned)),
            {"changed_decimal_sign"},
            header,
        )


def repeated_ids(table, series, dice):
    if series.identity:
        again = dice.sample(table[1:], max(5, len(table) // 20))
        yield table + again, {"changed_ids"}, None


def cut_off(table, series, dice):
    rows = sorted(table[1:])
    share = dice.choice((0.05, 0.15, 0.25))
    kept = rows[: int(share * len(rows))]
    if dice.random() < 0.5:
        kept = dice.sample(rows, len(kept))
    yield [table[0], *kept], {"changed_rows", "changed_end"}, None


def another_unit(table, series, dice):
    for header in one_of(series.numbers, dice):
        factor = dice.choice((100, 1000, 0.01))
        yield changed_cells(table, header, partial(scaled, factor)), {"changed_unit"}, header


def scaled(factor: float, cell: str) -> str:
    sign = "," if "," in cell else "."
    number = float(cell.replace(",", ".")) * factor
    return f"{number:.2f}".replace(".", sign) if sign in cell else str(round(number))


def another_currency(table, series, dice):
    if "Moneda" in series.words:
        yield changed_cells(table, "Moneda", lambda _: "EUR"), {"changed_currency"}, "Moneda"
    if any("(USD)" in name for name in table[0]):
        renamed = [name.replace("USD", "EUR") for name in table[0]]
        yield [renamed, *table[1:]], {"changed_currency", "changed_header_gone"}, None


# What is planted in one file together, each in another of its columns.
TOGETHER = (
    (drop_column, new_word, repeated_ids),
    (rename_column, words_for_numbers, another_day_order, new_column),
    (cut_off,),
    (empty_column, another_decimal_sign, repeated_ids),
    (another_unit, new_word, another_day_order),
    (another_currency, drop_column, new_column),
)


def planted(tables: dict[Series, Table], wanted: int, seed: int) -> Iterator[tuple]:
    """Yield (series, table, drifts), round by round over all plants and series.

    Each is planted in another month's rows, for two files of one content count once.
    """
    dice = random.Random(seed)
    done = 0
    while done < wanted:
        for plants in TOGETHER:
            for series, whole in tables.items():
                table, drifts = another_month(whole, dice), []
                for plant in plants:
                    untouched = without(series, {drift.header for drift in drifts})
                    for changed, kinds, header in [*plant(table, untouched, dice)]:
                        table = changed
                        drifts.append(Drift(plant.__name__, frozenset(kinds), header))
                if drifts and done < wanted:
                    done += len(drifts)
                    yield series, table, drifts


def without(series: Series, touched: set[str | None]) -> Series:
    left = {
        name: tuple(header for header in getattr(series, name) if header not in touched)
        for name in ("droppable", "words", "numbers", "days", "decimals")
    }
    return replace(series, **left)


def another_month(table: Table, dice: random.Random) -> Table:
    """Return rows as another clean export has them: eight of ten, in another order."""
    rows = [row for row in table[1:] if dice.random() < 0.8]
    dice.shuffle(rows)
    return [table[0], *rows]
