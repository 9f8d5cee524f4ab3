"""Rewrites files that DuckDB can't read as they are: irregular text, rows of Excel sheets.

The result is a plain UTF-8 CSV without header: the row's number, why it can't be split, its cells,
and what stands beyond the header.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.loading.decoding import text_lines
from smarketing.loading.open_quotes import (
    MAXIMUM_LINES_OF_A_ROW,
    NOT_CLOSED,
    EndlessQuoteError,
    TextRow,
    split_rows,
)
from smarketing.loading.sniff import Layout, is_bare_comment

OTHER_TABLE = "row of another table below the report"


def text_rows(path: Path, layout: Layout, name: str) -> Iterator[TextRow]:
    """Yield the data rows; blank rows and comment lines are left out.

    In a report that opens with comments the next comment ends the table.

    Raises DataRefused if a quotation mark stays open for thousands of lines.
    """
    width = len(layout.headers)
    has_begun = has_ended = False
    try:
        for row in split_rows(text_lines(path, layout.encoding), layout.delimiter, width):
            if row.number <= layout.header_row or not any(row.cells):
                continue
            if is_bare_comment(row.cells):
                has_ended = has_ended or (has_begun and layout.is_commented)
                continue
            has_begun = True
            yield replace(row, fault=OTHER_TABLE) if has_ended else row
    except EndlessQuoteError as error:
        raise DataRefused(
            f"{name}, row {error}: {NOT_CLOSED} in the {MAXIMUM_LINES_OF_A_ROW:,} lines that "
            "follow; correct the row or export the file again."
        ) from None
    except csv.Error as error:
        raise DataRefused(f"{name} can't be read ({error}); export it again.") from None


def write_rows(rows: Iterable[TextRow], width: int, delimiter: str, target: Path) -> None:
    """Write rows with `width` cells; filled cells beyond them become one cell, nothing is lost."""
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for row in rows:
            cells, beyond = row.cells[:width], row.cells[width:]
            if row.fault:
                cells, beyond = [], row.cells
            text = delimiter.join(beyond) if any(cell.strip() for cell in beyond) else ""
            padding = [""] * (width - len(cells))
            writer.writerow([row.number, row.fault or "", *cells, *padding, text])
