"""Splits lines into rows; a quotation mark that is opened by mistake costs its own row only.

CSV lets a quoted cell run over line ends, so that one stray mark makes the rows behind it part of a
cell. A row that breaks the rules of quoting, or that holds lines which look like rows of the file,
is given up at its first line, and reading goes on with the next one.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

# A row of so many lines is an opened quote that nothing closes, not a note.
MAXIMUM_LINES_OF_A_ROW = 2000
NOT_CLOSED = "a quote is opened and not closed"
NOT_DOUBLED = "quotes inside a cell are not doubled"


@dataclass(frozen=True)
class TextRow:
    """One row: its number, its cells, and why it can't be split (then it has one cell).

    `last_line`: the number of the line on which a row of a text file ends.
    """

    number: int
    cells: list[str]
    fault: str | None = None
    last_line: int = 0


class EndlessQuoteError(ValueError):
    """A quotation mark is opened and nothing closes it; the argument is the row's number."""


class _Lines:
    """An iterator of lines that takes lines back."""

    def __init__(self, lines: Iterator[str]):
        self.lines = lines
        self.returned: deque[str] = deque()
        self.count = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else next(self.lines)
        self.count += 1
        return line

    def take_back(self, lines: list[str]) -> None:
        self.returned.extendleft(reversed(lines))
        self.count -= len(lines)


def split_rows(lines: Iterator[str], delimiter: str, width: int | None) -> Iterator[TextRow]:
    """Yield every row, blank ones too; `width` is the number of the header's cells, if known.

    Raises EndlessQuoteError if a quote is open for more than MAXIMUM_LINES_OF_A_ROW lines.
    """
    source = _Lines(lines)
    for number, line in enumerate(source, start=1):
        if '"' not in line:
            text = line.rstrip("\r\n")
            cells = text.split(delimiter) if text else []
            yield TextRow(number, cells, None, source.count)
            continue
        taken = [line]
        cells = _quoted_row(taken, source, delimiter, number)
        if cells is not None and not _swallows_rows(taken, cells, delimiter, width):
            yield TextRow(number, cells, None, source.count)
            continue
        source.take_back(taken[1:])
        cells, fault = _single_line(line, delimiter, width)
        yield TextRow(number, cells, fault, source.count)


def _quoted_row(taken: list[str], source: _Lines, delimiter: str, number: int) -> list[str] | None:
    """Return the cells of the row that begins with `taken`, which gets the row's other lines."""

    def feed() -> Iterator[str]:
        yield taken[0]
        for line in source:
            taken.append(line)
            if len(taken) > MAXIMUM_LINES_OF_A_ROW:
                raise EndlessQuoteError(number)
            yield line

    try:
        return next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _swallows_rows(taken: list[str], cells: list[str], delimiter: str, width: int | None) -> bool:
    """Return whether a row of several lines holds lines that are rows of the file themselves."""
    if len(taken) == 1 or width is None or width < 2:
        return False
    if any(cell.strip() for cell in cells[width:]):
        return True
    kind = _kind(taken[0].split(delimiter)[0])
    for line in taken[1:]:
        parts = line.split(delimiter)
        if len(parts) == width and '"' not in parts[0] and _kind(parts[0]) == kind:
            return True
    return False


def _kind(cell: str) -> str:
    """Return what a cell looks like: digits as 9, letters as a, each run once."""
    plain = re.sub(r"\d+", "9", cell.strip().strip('"'))
    return re.sub(r"[^\W\d_]+", "a", plain)


def _single_line(line: str, delimiter: str, width: int | None) -> tuple[list[str], str | None]:
    text = line.rstrip("\r\n")
    if text.count('"') % 2:
        return [text], NOT_CLOSED
    # Marks inside a cell that nobody doubled: harmless where the cells come out as many as headers.
    cells = next(csv.reader([text], delimiter=delimiter))
    if width is None or len(cells) == width:
        return cells, None
    return [text], NOT_DOUBLED
