"""Rewrites files that DuckDB can't read as they are: Excel sheets and irregular text.

The result is a plain UTF-8 CSV without header: the row's number, then its cells.
"""

from __future__ import annotations

import codecs
import csv
import datetime
import hashlib
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.loading.files import CHUNK_BYTES, Content
from smarketing.loading.sniff import Layout, header_position, is_comment

# Cells beyond the header; a row that fills one of them is rejected with that reason.
OVERFLOW_COLUMNS = 3
# A row of so many lines is an opened quote that nothing closes, not a note.
MAXIMUM_LINES_OF_A_ROW = 2000


def inspect_bytes(path: Path, name: str) -> Content:
    """Read a file once and return its hash and what its bytes show about lines and spaces."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_blank, is_odd, has_spaces, tail = True, False, False, False, b""
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK_BYTES):
                digest.update(chunk)
                if is_utf8 and not (chunk.isascii() and decoder.getstate()[0] == b""):
                    try:
                        decoder.decode(chunk)
                    except UnicodeDecodeError:
                        is_utf8 = False
                # A line end at the edge of a chunk counts with the next chunk; blank lines at the
                # end of the file don't count at all.
                text = (tail + chunk.lstrip(b"\r\n")[:1]) if tail else b""
                body = chunk.rstrip(b"\r\n")
                tail = chunk[len(body) :] if body else tail + chunk
                for part in (text, body):
                    is_blank = is_blank or b"\n\n" in part
                    if b"\r" in part:
                        is_blank = is_blank or b"\n\r\n" in part
                        is_odd = is_odd or part.count(b"\r") != part.count(b"\r\n")
                    has_spaces = has_spaces or b"\t" in part or b"\xa0" in part
    except OSError as error:
        raise DataRefused(f"{name} can't be opened ({error.strerror}).") from None
    if is_utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            is_utf8 = False
    return Content(digest.hexdigest(), is_utf8, is_blank, is_odd, has_spaces)


def transcode(path: Path, encoding: str, target: Path) -> None:
    """Rewrite a text file as UTF-8, chunk by chunk."""
    decoder = codecs.getincrementaldecoder(_python_encoding(encoding))(errors="replace")
    with path.open("rb") as source, target.open("wb") as out:
        while chunk := source.read(CHUNK_BYTES):
            out.write(decoder.decode(chunk).removeprefix("\ufeff").encode("utf-8"))
        out.write(decoder.decode(b"", final=True).encode("utf-8"))


def _python_encoding(encoding: str) -> str:
    """Windows leaves five bytes undefined; reading them as Latin-1 loses nothing."""
    return "smarketing-cp1252" if encoding == "cp1252" else encoding


def _lenient_cp1252(name: str) -> codecs.CodecInfo | None:
    if name.replace("_", "-") != "smarketing-cp1252":
        return None
    table = "".join(
        bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256)
    )

    class Decoder(codecs.IncrementalDecoder):
        def decode(self, data: bytes, final: bool = False) -> str:  # noqa: ARG002
            return codecs.charmap_decode(data, self.errors, table)[0]

    return codecs.CodecInfo(
        name="smarketing-cp1252",
        encode=codecs.lookup("cp1252").encode,
        decode=lambda data, errors="strict": codecs.charmap_decode(data, errors, table),
        incrementaldecoder=Decoder,
    )


codecs.register(_lenient_cp1252)


def text_rows(path: Path, layout: Layout, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of the data rows; blank rows and comment lines are left out."""
    encoding = _python_encoding(layout.encoding)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    reader = csv.reader(_lines(path, decoder), delimiter=layout.delimiter)
    number, previous_line = 0, 0
    try:
        for cells in reader:
            number += 1
            if reader.line_num - previous_line > MAXIMUM_LINES_OF_A_ROW:
                raise csv.Error("a quote is opened and not closed")
            previous_line = reader.line_num
            if number > layout.header_row and any(cells) and not _is_bare_comment(cells):
                yield number, cells
    except csv.Error as error:
        raise DataRefused(
            f"{name}, row {number + 1}: {error}; correct the row or export the file again."
        ) from None


def _is_bare_comment(cells: list[str]) -> bool:
    return is_comment(cells) and not any(cells[1:])


def _lines(path: Path, decoder: codecs.IncrementalDecoder) -> Iterator[str]:
    """Yield lines with their ends, whichever of CR, LF and CRLF ends them."""
    rest = ""
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            text = rest + decoder.decode(chunk)
            pieces = io.StringIO(text, newline="").readlines()
            rest = pieces.pop() if pieces else ""
            yield from (piece.replace("\x00", "") for piece in pieces)
    rest += decoder.decode(b"", final=True)
    yield from io.StringIO(rest, newline="").readlines()


def write_rows(rows: Iterable[tuple[int, list[str]]], width: int, target: Path) -> None:
    """Write numbered rows as CSV with `width` cells and the overflow columns."""
    columns = width + OVERFLOW_COLUMNS
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, cells in rows:
            cells = cells[:columns]
            writer.writerow([number, *cells, *[""] * (columns - len(cells))])


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
    path: Path, name: str, known: set[str]
) -> tuple[Layout, list[tuple[int, list[str]]]]:
    """Return the layout and the numbered data rows of the sheet whose header is best known.

    Raises DataRefused if the workbook can't be opened or is empty.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for a damaged file
        raise DataRefused(f"{name} can't be opened as Excel ({error}); export it again.") from None
    best = None
    for sheet in book.worksheets:
        # Exports often carry a wrong sheet size, which read-only mode would believe.
        sheet.reset_dimensions()
        rows, kinds = [], []
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            texts = [_cell_text(c.value, getattr(c, "number_format", "")) for c in cells]
            rows.append((number, texts))
            kinds.append([isinstance(c.value, str) for c in cells])
        hits, width, index = header_position(rows, known)
        if index >= 0 and (best is None or hits > best[0]):
            best = (hits, width, index, rows, kinds)
    book.close()
    if best is None:
        raise DataRefused(f"{name} is empty; export it again.")
    _, _, index, rows, kinds = best
    headers = [cell.strip() for cell in rows[index][1]]
    while headers and not headers[-1]:
        headers.pop()
    preamble = [" ".join(cells) for _, cells in rows[:index]]
    layout = Layout("utf-8", "", rows[index][0], headers, preamble)
    layout.machine_columns = _machine_columns(kinds[index + 1 :], len(headers))
    data = [(n, c) for n, c in rows[index + 1 :] if any(c) and not _is_bare_comment(c)]
    return layout, data
