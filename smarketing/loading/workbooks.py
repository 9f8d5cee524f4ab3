"""Reads the sheet of an Excel workbook whose header is best known, as rows of text."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Sequence
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.loading.files import check_unpacked
from smarketing.loading.open_quotes import TextRow
from smarketing.loading.sniff import Layout, header_position, is_bare_comment
from smarketing.text.words import shown

# What a sheet can hold; a damaged one may claim more.
MAXIMUM_ROWS, MAXIMUM_COLUMNS = 1 << 20, 1 << 14


def _cell_text(cell: object, number_format: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime.datetime):
        has_time = cell.time() != datetime.time() or "h" in (number_format or "").lower()
        return cell.isoformat(sep=" ") if has_time else cell.date().isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    if isinstance(cell, datetime.timedelta):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def _machine_columns(is_text: list[list[bool]], width: int) -> set[int]:
    """Return the columns without any text cell: their numbers have a dot, whatever the locale."""
    return {
        column
        for column in range(width)
        if not any(len(cells) > column and cells[column] for cells in is_text)
    }


def sheet_rows(
    path: Path, name: str, known: set[str], after: Sequence[str] = ()
) -> tuple[Layout, list[TextRow]]:
    """Return the layout and the numbered data rows of the sheet whose header is best known.

    Raises DataRefused if the workbook can't be read or is empty.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked_bytes = sum(part.file_size for part in archive.infolist())
        check_unpacked(name, path.stat().st_size, unpacked_bytes)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and links, which are no cells
            best = _best_sheet(path, known, after)
    except DataRefused:
        raise
    except MemoryError:
        raise DataRefused(f"{name} is too large for Excel to be its format; export CSV.") from None
    except Exception as error:  # openpyxl and its parsers raise many kinds for a damaged file
        what = shown(str(error), 200) or type(error).__name__
        raise DataRefused(f"{name} can't be opened as Excel ({what}); export it again.") from None
    if best is None:
        raise DataRefused(f"{name} is empty; export it again.")
    (_, _, index, rows, kinds), others = best
    headers = _header(rows[index][1])
    preamble = [" ".join(cells) for _, cells in rows[:index]]
    layout = Layout("utf-8", "", rows[index][0], headers, preamble)
    layout.machine_columns = _machine_columns(kinds[index + 1 :], len(headers))
    layout.unread_sheets = _same_tables(rows, index, others)
    data = rows[index + 1 :]
    return layout, [TextRow(n, c) for n, c in data if any(c) and not is_bare_comment(c)]


def _header(cells: list[str]) -> list[str]:
    headers = [cell.strip() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    return headers


def _same_tables(rows: list[tuple[int, list[str]]], index: int, others: list[tuple]) -> list[str]:
    """Return the titles of the sheets under the same header that hold rows the read one lacks."""
    header = _header(rows[index][1])
    read = {tuple(_header(cells)) for _, cells in rows[index + 1 :]}
    return [
        title
        for _, title, position, further, _ in others
        if _header(further[position][1]) == header
        and any(any(c) and tuple(_header(c)) not in read for _, c in further[position + 1 :])
    ]


def _best_sheet(path: Path, known: set[str], after: Sequence[str]) -> tuple | None:
    """Return the best sheet and the others that have a header.

    Each is (headers known, title, row index of the header, rows, which cells are text).
    """
    import openpyxl

    sheets = []
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        # A hidden sheet is the program's own: lists of choices, or a copy of the table.
        shown_sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in shown_sheets or book.worksheets:
            # Exports often carry a wrong sheet size, which read-only mode would believe.
            sheet.reset_dimensions()
            rows, kinds = [], []
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                if number > MAXIMUM_ROWS or len(cells) > MAXIMUM_COLUMNS:
                    raise ValueError(f"row {number} lies outside a sheet")
                texts = [_cell_text(c.value, getattr(c, "number_format", "")) for c in cells]
                rows.append((number, texts))
                kinds.append([isinstance(c.value, str) for c in cells])
            hits, _, index = header_position(rows, known, after)
            if index >= 0:
                sheets.append((hits, sheet.title, index, rows, kinds))
    finally:
        book.close()
    if not sheets:
        return None
    best = max(sheets, key=lambda sheet: sheet[0])
    if _has_formulas(path):
        _show_formulas(path, best[1], best[3])
    return best, [sheet for sheet in sheets if sheet is not best]


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if "worksheets/" in name]
        return any(b"<f" in archive.read(name) for name in sheets)


def _show_formulas(path: Path, title: str, rows: list[tuple[int, list[str]]]) -> None:
    """Let a formula whose result the file doesn't hold stand in its cell, instead of nothing."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    try:
        sheet = book[title]
        sheet.reset_dimensions()
        for (_, texts), cells in zip(rows, sheet.iter_rows(), strict=False):
            for position, cell in enumerate(cells[: len(texts)]):
                if cell.data_type == "f" and not texts[position]:
                    texts[position] = str(cell.value or "=")
    finally:
        book.close()
