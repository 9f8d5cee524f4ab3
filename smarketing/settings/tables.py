"""Reading settings as people save them: CSV from any spreadsheet program, sheets of a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from smarketing.errors import DataRefused
from smarketing.text.conventions import DELIMITERS

README_SHEET = "LEAME"
_IGNORED_SHEETS = {"leame", "léame", "readme"}


@dataclass(frozen=True)
class Table:
    """One settings table as found, before any check.

    seed: name as given. origin: file or sheet, for messages. header: header texts.
    rows: (row number as a spreadsheet counts it, cells); blank rows are left out.
    is_semicolon: separated by `;`, as programs set to decimal commas save.
    """

    seed: str
    origin: str
    header: list[str]
    rows: list[tuple[int, list[Any]]]
    is_semicolon: bool = False


def read_csv(path: Path, known_columns: Collection[str], origin: str) -> Table:
    """Read a CSV in any usual encoding and delimiter.

    known_columns: names that its header should have; the delimiter that finds most of them wins.
    Raises DataRefused for a file without a header or that isn't text.
    """
    text = _decode(path.read_bytes(), origin)
    first, _, rest = text.partition("\n")
    offset = 0
    if first.strip().lower().startswith("sep="):  # a line that Excel reads and writes
        text, offset = rest, 1
    delimiter = max(DELIMITERS, key=lambda sign: _columns_found(text, sign, known_columns))
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        numbered = [(number + offset, cells) for number, cells in enumerate(records, start=1)]
    except csv.Error as error:
        raise DataRefused(
            f"{origin} is not a readable CSV ({error}); save it again as “CSV UTF-8”."
        ) from None
    return _table(path.stem.lower(), origin, numbered, is_semicolon=delimiter == ";")


def read_workbook(path: Path, origin: str) -> Iterator[Table]:
    """Yield a table for every sheet of a workbook but the one that explains and empty ones.

    Raises DataRefused for a file that isn't a workbook.
    """
    import openpyxl

    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever its zip and XML readers raise
        raise DataRefused(
            f"{origin} can't be read as an Excel workbook ({type(error).__name__}); open it, "
            "save it as .xlsx, or write a new one with `make settings`."
        ) from None
    try:
        for sheet in workbook.worksheets:
            if sheet.title.strip().lower() in _IGNORED_SHEETS:
                continue
            sheet.reset_dimensions()  # other programs write wrong ones
            numbered = [
                (number, [_plain(cell) for cell in cells])
                for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1)
            ]
            if any(_is_filled(cells) for _, cells in numbered):
                yield _table(
                    sheet.title.strip().lower(), f"{origin}, sheet {sheet.title}", numbered
                )
    finally:
        workbook.close()


def _table(
    seed: str, origin: str, numbered: list[tuple[int, list[Any]]], *, is_semicolon: bool = False
) -> Table:
    filled = [(number, cells) for number, cells in numbered if _is_filled(cells)]
    if not filled:
        raise DataRefused(
            f"{origin} is empty; it needs at least its header row. "
            "Delete it to use the shipped table."
        )
    header = [str(cell).strip().lower() if cell is not None else "" for cell in filled[0][1]]
    while header and not header[-1]:
        header.pop()
    return Table(seed, origin, header, filled[1:], is_semicolon)


def _is_filled(cells: list[Any]) -> bool:
    return any(cell is not None and str(cell).strip() != "" for cell in cells)


def _columns_found(text: str, delimiter: str, known_columns: Collection[str]) -> int:
    line = next((line for line in text.splitlines() if line.strip()), "")
    header = next(csv.reader([line], delimiter=delimiter), [])
    return sum(cell.strip().lower() in known_columns for cell in header)


def _decode(content: bytes, origin: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    elif content[1:2] == b"\0":
        encodings = ("utf-16-le",)
    else:
        encodings = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise DataRefused(f"{origin} is not a text file; save it again as “CSV UTF-8”.")


def _plain(cell: Any) -> Any:
    """Turn a workbook's cell into a value whose text is what a CSV would hold."""
    if isinstance(cell, datetime):
        if cell.time() == time(0):
            return cell.date()
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time | bool) or cell is None:
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell
