"""Accents: how one system's exports say what the sample's CRM holds.

accents/README.md lists the keys.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from smarketing.errors import DataRefused
from smarketing.text.words import did_you_mean
from smarketing.text.yaml_files import read_yaml

FOLDER = Path(__file__).with_name("accents")
KEYS = {"system", "style", "words", "files", "cannot_say"}
FILE_KEYS = {"frame", "parts", "columns", "stage_dates", "words", "style", "rows_where"}
PART_KEYS = {"name", "encoding", "separator", "copy"}
CELL_KEYS = {"column", "constant", "prefix", "as", "words"}


@dataclass(frozen=True)
class Style:
    """How cells are written: strftime formats, zone, numbers, booleans (true, false), lines."""

    times: str = "%Y-%m-%d %H:%M:%S"
    timezone: str = "America/Guayaquil"
    durations: str = "seconds"
    decimal: str = "."
    thousands: str = ""
    booleans: tuple[str, str] = ("true", "false")
    quotes: str = "always"
    preamble: str = ""
    footer: str = ""


@dataclass(frozen=True)
class Cell:
    """What a header shows: a column of the frame, or the same text in every row.

    style: a strftime format of a time, or the unit of a duration, where it differs. others: what it
    shows where that is empty.
    """

    column: str | None = None
    constant: str | None = None
    prefix: str = ""
    style: str | None = None
    words: dict[str, str] | None = None
    others: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class PartFile:
    """The file of one export: its name with {date}, encoding, separator, name of a second copy."""

    name: str
    encoding: str = "utf-8"
    separator: str = ","
    copy: str = ""


@dataclass(frozen=True)
class AccentFile:
    """A kind of file: which frame it shows, a file per part of it, and a cell per header."""

    frame: str
    parts: dict[str, PartFile]
    columns: dict[str, Cell]
    words: dict[str, dict[str, str]]
    style: Style
    rows_where: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Accent:
    """One system's accent; cannot_say: {raw or marts: {table or table.column: why}}."""

    system: str
    files: tuple[AccentFile, ...]
    cannot_say: dict[str, dict[str, str]]


def accents() -> list[str]:
    """Return the names of the systems that the sample can be written for."""
    return sorted(path.stem for path in FOLDER.glob("*.yml"))


def read_accent(system: str) -> Accent:
    """Return the accent of a system; DataRefused if there is none or its file has a slip."""
    path = FOLDER / f"{system}.yml"
    if system not in accents():
        raise DataRefused(
            f"The sample has no accent `{system}`{did_you_mean(system, accents())}; it is written "
            f"for {', '.join(accents())}."
        )
    where = f"smarketing/sample/accents/{path.name}"
    document = _checked(read_yaml(path, where), KEYS, where)
    style = _style(Style(), document.get("style"), where)
    words = document.get("words") or {}
    return Accent(
        document["system"],
        tuple(_file(given, style, words, where) for given in document["files"]),
        document.get("cannot_say") or {},
    )


def _checked(given: dict, known: set[str], where: str) -> dict:
    for key in given:
        if key not in known:
            raise DataRefused(f"{where}: unknown key `{key}`{did_you_mean(key, known)}.")
    return given


def _style(base: Style, given: dict | None, where: str) -> Style:
    given = _checked(given or {}, set(Style.__dataclass_fields__), where)
    if "booleans" in given:
        given = given | {"booleans": tuple(given["booleans"])}
    return replace(base, **given)


def _file(given: dict, style: Style, words: dict, where: str) -> AccentFile:
    where = f"{where}, {given.get('frame')}"
    _checked(given, FILE_KEYS, where)
    columns = {header: _cell(cell, where) for header, cell in given["columns"].items()}
    dates = given.get("stage_dates")
    if dates:
        columns |= {
            dates["header"].format(stage=word): Cell(f"{stage}_at")
            for stage, word in dates["words"].items()
        }
    return AccentFile(
        given["frame"],
        {
            part: PartFile(
                **_checked({"name": file} if isinstance(file, str) else file, PART_KEYS, where)
            )
            for part, file in given["parts"].items()
        },
        columns,
        words | (given.get("words") or {}),
        _style(style, given.get("style"), where),
        given.get("rows_where") or {},
    )


def _part(given: str | dict, where: str) -> PartFile:
    if isinstance(given, str):
        return PartFile(given)
    return PartFile(**_checked(given, PART_KEYS, where))


def _cell(given: str | dict | list, where: str) -> Cell:
    if isinstance(given, str):
        return Cell(given)
    if isinstance(given, list):
        first, *others = (_cell(one, where) for one in given)
        return replace(first, others=tuple(others))
    _checked(given, CELL_KEYS, where)
    return Cell(
        given.get("column"),
        given.get("constant"),
        given.get("prefix", ""),
        given.get("as"),
        given.get("words"),
    )
