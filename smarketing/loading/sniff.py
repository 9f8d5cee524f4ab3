"""Finds encoding, delimiter, preamble and header of a text file from its beginning."""

from __future__ import annotations

import codecs
import csv
import datetime
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.loading.open_quotes import EndlessQuoteError, split_rows
from smarketing.text.conventions import DELIMITERS, MONTHS
from smarketing.text.words import fold, match_key

SAMPLE_BYTES = 1 << 18
HEADER_WITHIN_ROWS = 60
csv.field_size_limit(1 << 24)


@dataclass
class Layout:
    """How a text file is laid out.

    `header_row` counts rows from 1 as a spreadsheet does; `date_range` is the range of dates that
    the preamble names, or None; `needs_rows` says that DuckDB can't skip the preamble by itself;
    `machine_columns` are typed by the file itself (Excel numbers, Parquet), so written with a dot;
    `unread_sheets` are further sheets of a workbook with the same header and rows of their own.
    """

    encoding: str
    delimiter: str
    header_row: int
    headers: list[str]
    preamble: list[str] = field(default_factory=list)
    needs_rows: bool = False
    machine_columns: set[int] = field(default_factory=set)
    unread_sheets: list[str] = field(default_factory=list)

    @property
    def date_range(self) -> tuple[datetime.date, datetime.date] | None:
        """First and last of the dates in the preamble."""
        dates = [date for line in self.preamble for date in dates_in(line)]
        return (min(dates), max(dates)) if dates else None

    @property
    def covered_days(self) -> tuple[datetime.date, datetime.date] | None:
        """First and last day of the report: the two dates of the preamble, if it has just two.

        A report of several tables repeats them above each.
        """
        dates = [date for line in self.preamble for date in dates_in(line)]
        is_one_pair = bool(dates) and dates == dates[:2] * (len(dates) // 2)
        return (min(dates), max(dates)) if is_one_pair else None

    @property
    def is_commented(self) -> bool:
        """Whether the lines above the header are comments of the kind `# …`."""
        return any(is_comment([line]) for line in self.preamble)

    def preamble_text(self, pattern: str) -> str | None:
        """Return what a pattern's group finds in the lines of the preamble."""
        lines = "\n".join(line.rstrip(f"{self.delimiter} ") for line in self.preamble)
        match = re.search(pattern, lines, re.MULTILINE) if pattern else None
        return match[1].strip() if match else None


def dates_in(text: str) -> list[datetime.date]:
    """Return the dates in a line: ISO, 20261001, `1 de julio de 2026`, `July 1, 2026`."""
    found = []
    plain = fold(text)
    month = r"([a-z]{3})[a-z]*\.?"
    for pattern, order in (
        (r"(?<!\d)(20\d\d)[-/]?(\d\d)[-/]?(\d\d)(?!\d)", "ymd"),
        (rf"(?<!\d)(\d{{1,2}}) (?:de )?{month} (?:de |del )?(20\d\d)", "dmy"),
        (rf"\b{month} (\d{{1,2}}),? (20\d\d)", "mdy"),
    ):
        for match in re.finditer(pattern, plain):
            parts = dict(zip(order, match.groups(), strict=True))
            number = parts["m"] if parts["m"].isdigit() else MONTHS.get(parts["m"], 0)
            try:
                found.append(datetime.date(int(parts["y"]), int(number), int(parts["d"])))
            except ValueError:
                continue
    return found


def find_encoding(path: Path, name: str, is_utf8: bool) -> str:
    """Return utf-8, utf-8-sig, utf-16, utf-16-le, utf-16-be or cp1252; DataRefused for binary."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    control = sum(head.count(bytes([byte])) for byte in (*range(9), *range(14, 32)))
    if head.count(0) or control > len(head) * 0.02:
        raise DataRefused(
            f"{name} can't be read: it is not a text file; expected CSV, Excel (.xlsx) or Parquet."
        )
    return "utf-8" if is_utf8 else "cp1252"


def read_sample(path: Path, encoding: str) -> tuple[str, bool]:
    """Return the decoded beginning of a file, and whether it is the whole file."""
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
        is_whole = not stream.read(1)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(head)
    return text, is_whole


def _rows(text: str, delimiter: str, is_whole: bool) -> list[tuple[int, list[str]]]:
    """Return (line number after the row, cells) of the first rows."""
    rows = []
    try:
        for row in split_rows(iter(io.StringIO(text, newline="")), delimiter, None):
            rows.append((row.last_line, row.cells))
            if len(rows) > HEADER_WITHIN_ROWS * 2:
                return rows
    except (csv.Error, EndlessQuoteError):
        return rows
    return rows if is_whole or len(rows) < 2 else rows[:-1]


def is_comment(cells: list[str]) -> bool:
    """Return whether a row is a comment line of the kind `# …`."""
    return bool(cells) and cells[0].lstrip().startswith("#")


def is_bare_comment(cells: list[str]) -> bool:
    """Return whether a row is a comment and nothing else."""
    return is_comment(cells) and not any(cells[1:])


def header_position(rows: list, known: set[str], after: Sequence[str] = ()) -> tuple[int, int, int]:
    """Return (known headers, cells, row index) of the likeliest header row.

    after: words of the line above the table, where a file has several tables.
    """
    lines = {match_key(word) for word in after}
    for index, (_, cells) in enumerate(rows):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) == 1 and match_key(filled[0]) in lines:
            hits, width, found = header_position(rows[index + 1 :], known)
            return hits, width, found + index + 1 if found >= 0 else -1
    best = (0, 0, -1)
    for index, (_, cells) in enumerate(rows[:HEADER_WITHIN_ROWS]):
        filled = sum(1 for cell in cells if cell.strip())
        if not filled or is_comment(cells):
            continue
        hits = len(
            {match_key(re.sub(r"\([A-Za-z]{3}\)", "({currency})", c)) for c in cells} & known
        )
        hits = max(hits, len({match_key(cell) for cell in cells} & known))
        if hits > best[0]:
            best = (hits, filled, index)
    if best[0]:
        return best
    # No header is known: the first row as wide as most rows.
    widths = [len(cells) for _, cells in rows if not is_comment(cells) and any(cells)]
    usual = max(set(widths), key=lambda w: (widths.count(w), w)) if widths else 0
    for index, (_, cells) in enumerate(rows[:HEADER_WITHIN_ROWS]):
        if len(cells) == usual and not is_comment(cells) and any(cells):
            return 0, usual, index
    return 0, 0, -1


def find_layout(
    path: Path, name: str, known: set[str], is_utf8: bool = True, after: Sequence[str] = ()
) -> Layout:
    """Return encoding, delimiter and header row: the reading with the most known headers.

    after: words of the line above the table, where a file has several tables.

    Raises DataRefused if the file is not text or holds no row.
    """
    encoding = find_encoding(path, name, is_utf8)
    text, is_whole = read_sample(path, encoding)
    if not text.strip("\ufeff \t\r\n"):
        raise DataRefused(f"{name} is empty; export it again.")
    best = None
    for delimiter in DELIMITERS:
        rows = _rows(text.removeprefix("\ufeff"), delimiter, is_whole)
        hits, width, index = header_position(rows, known, after)
        if index >= 0 and (best is None or (hits, width) > best[0]):
            best = ((hits, width), delimiter, index, rows)
    if best is None:
        raise DataRefused(f"{name} has no header row; its first rows hold only comments.")
    _, delimiter, index, rows = best
    return Layout(
        encoding=encoding,
        delimiter=delimiter,
        header_row=index + 1,
        headers=[cell.strip() for cell in rows[index][1]],
        preamble=[delimiter.join(cells) for _, cells in rows[:index]],
        # Blank lines and line breaks inside the preamble or header: rows are not lines.
        needs_rows=rows[index][0] != index + 1 or any(not cells for _, cells in rows[:index]),
    )
