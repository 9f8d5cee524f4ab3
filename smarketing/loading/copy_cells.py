"""Copies a file's cells, as text, into a staging table: DuckDB parses, in parallel and in order.

Row numbers come from the staging table's rowid, which keeps the order of the file; numbering the
rows while reading would make the read serial (measured: half the speed).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused
from smarketing.loading import rows
from smarketing.loading.decoding import inspect_bytes, transcode
from smarketing.loading.files import Content, ExportFile, kind_of, unpack
from smarketing.loading.header_sources import column_name
from smarketing.loading.open_quotes import TextRow
from smarketing.loading.sniff import Layout, find_layout
from smarketing.loading.typing_sql import file_name, identifier, literal
from smarketing.loading.workbooks import sheet_rows
from smarketing.loading.workshop import Workshop
from smarketing.text.words import match_key, shown


@dataclass
class Sniffed:
    """A file whose layout is known: its kind, the text or Parquet file to read, its hash.

    name: what a chat is called, which may stand in an archive or folder.
    """

    file: ExportFile
    sha256: str
    kind: str
    path: Path
    content: Content
    layout: Layout
    sheet: list[TextRow] | None = None
    name: str = ""


@dataclass
class Staged:
    """A staging table: name, SQL of the row number, width.

    `has_faults`: it has the columns `fault` (why a row can't be split) and `beyond` (what stands
    beyond the header). `tidy_columns`: columns where no cell begins or ends with a space, so
    nothing has to be trimmed. `has_broken_bytes`: some cell holds a byte that can't be read.
    `day_order`: that of the times, where it was found out while staging.
    """

    sniffed: Sniffed
    table: str
    row_number: str
    width: int
    has_faults: bool = False
    tidy_columns: set[str] = field(default_factory=set)
    has_broken_bytes: bool = False
    day_order: str | None = None

    def cells(self) -> list[str]:
        """Return the columns that hold what a row says."""
        names = [column_name(position) for position in range(self.width)]
        return [*names, "beyond"] if self.has_faults else names


def sniff_file(
    file: ExportFile,
    sha256: str,
    known: set[str],
    workshop: Workshop,
    after: Sequence[str] = (),
) -> Sniffed:
    """Return what a file is; raises DataRefused if it can't be read.

    `sha256` is its hash, `known` the headers that some entry accepts, `after` the
    words of the line above the table, where a file has several tables.
    """
    path, kind = file.path, kind_of(file, file.path)
    if kind == "gzip":
        path = workshop.new_path("-unpacked")
        unpack(file, path)
        kind = kind_of(file, path)
    content = inspect_bytes(path, file.name)
    if kind == "xlsx":
        layout, data = sheet_rows(path, file.name, known, after)
        return Sniffed(file, sha256, kind, path, content, layout, data)
    if kind == "parquet":
        return Sniffed(file, sha256, kind, path, content, _parquet_layout(path, file, workshop))
    layout = find_layout(path, file.name, known, content.is_utf8, after)
    return Sniffed(file, sha256, kind, path, content, layout)


def _parquet_layout(path: Path, file: ExportFile, workshop: Workshop) -> Layout:
    query = f"describe select * from read_parquet({file_name(path)})"
    try:
        names = [row[0] for row in workshop.connection.execute(query).fetchall()]
    except duckdb.Error as error:
        raise _not_parquet(file, error) from None
    return Layout("parquet", "", 1, names, machine_columns=set(range(len(names))))


def _not_parquet(file: ExportFile, error: Exception) -> DataRefused:
    what = shown(str(error).split("\n", 1)[0], 200)
    return DataRefused(f"{file.name} can't be read as Parquet ({what}); export it again.")


def stage(sniffed: Sniffed, workshop: Workshop) -> Staged:
    """Copy a file into a staging table of text columns c0, c1 …; DataRefused if it can't be read.

    Also refused: the same header twice with different content.
    """
    table = workshop.new_table("file")
    width = len(sniffed.layout.headers)
    if sniffed.kind == "parquet":
        staged = _stage_parquet(sniffed, table, workshop)
    elif sniffed.kind == "xlsx":
        staged = _stage_rows(sniffed, iter(sniffed.sheet or []), table, width, workshop)
    else:
        staged = _stage_text(sniffed, table, width, workshop)
    _find_tidy_columns(staged, workshop)
    _check_repeated_headers(staged, workshop)
    return staged


def _find_tidy_columns(staged: Staged, workshop: Workshop) -> None:
    """Trimming every cell costs more than looking once which columns need it."""
    is_direct = staged.sniffed.kind == "text" and not staged.has_faults
    content = staged.sniffed.content
    if not is_direct or content.has_odd_spaces:
        return
    names = [column_name(position) for position in range(staged.width)]
    if content.is_utf8 and not content.may_be_padded:
        staged.tidy_columns = set(names)
        return
    checks = ", ".join(f"coalesce(bool_or({name} <> trim({name})), false)" for name in names)
    padded = workshop.connection.execute(f"select {checks} from {staged.table}").fetchone()
    staged.tidy_columns = {name for name, one in zip(names, padded, strict=True) if not one}


def _stage_parquet(sniffed: Sniffed, table: str, workshop: Workshop) -> Staged:
    source = f"read_parquet({file_name(sniffed.path)})"
    described = workshop.connection.execute(f"describe select * from {source}").fetchall()
    columns = []
    for position, (name, kind, *_) in enumerate(described):
        text = f"{identifier(name)}::varchar"
        if kind.endswith("[]"):
            text = f"array_to_string({identifier(name)}, ';')"
        columns.append(f"{text} as {column_name(position)}")
    try:
        workshop.connection.execute(
            f"create table {table} as select {', '.join(columns)} from {source}"
        )
    except duckdb.Error as error:
        raise _not_parquet(sniffed.file, error) from None
    return Staged(sniffed, table, "rowid + 2", len(described))


def _stage_text(sniffed: Sniffed, table: str, width: int, workshop: Workshop) -> Staged:
    layout, content, path = sniffed.layout, sniffed.content, sniffed.path
    is_broken = content.is_damaged
    if content.is_damaged or not layout.encoding.startswith("utf-8"):
        path = workshop.new_path("-utf8.csv")
        is_broken = transcode(sniffed.path, layout.encoding, path)
        if layout.encoding.startswith("utf-16"):
            # Blank lines and odd line ends show only now.
            content = inspect_bytes(path, sniffed.file.name)
    if not (layout.needs_rows or content.has_blank_lines or content.has_odd_line_ends):
        try:
            _read_csv(path, table, width, layout, workshop)
            staged = Staged(sniffed, table, f"rowid + {layout.header_row + 1}", width)
            staged.has_broken_bytes = is_broken
            if not _may_swallow_rows(staged, content.line_ends, workshop):
                return staged
        except duckdb.Error:
            pass
        # Rows with too few or too many cells, stray quotes: read row by row.
        workshop.connection.execute(f"drop table if exists {table}")
    data = rows.text_rows(sniffed.path, layout, sniffed.file.name)
    staged = _stage_rows(sniffed, data, table, width, workshop)
    staged.has_broken_bytes = is_broken
    return staged


def _read_csv(path: Path, table: str, width: int, layout: Layout, workshop: Workshop) -> None:
    columns = ", ".join(f"'{column_name(p)}': 'VARCHAR'" for p in range(width))
    workshop.connection.execute(
        f"create table {table} as from read_csv({file_name(path)}, header = false, "
        f"skip = {layout.header_row}, delim = {literal(layout.delimiter)}, quote = '\"', "
        f"escape = '\"', auto_detect = false, max_line_size = 16000000, columns = {{{columns}}})"
    )


def _may_swallow_rows(staged: Staged, line_ends: int, workshop: Workshop) -> bool:
    """Return whether some cell runs over line ends and holds as many delimiters as rows do."""
    delimiter = literal(staged.sniffed.layout.delimiter)
    count = f"select count(*) from {staged.table}"
    row_count = workshop.connection.execute(count).fetchone()[0]
    if row_count + staged.sniffed.layout.header_row >= line_ends or staged.width < 2:
        return False
    checks = []
    for position in range(staged.width):
        name, enough = column_name(position), position or staged.width - 1
        later_lines = f"string_split({name}, chr(10))[2:]"
        delimiters = f"len(x) - len(replace(x, {delimiter}, ''))"
        looks_so = (
            f"list_bool_or(list_transform({later_lines}, lambda x: {delimiters} >= {enough}))"
        )
        checks.append(f"(contains({name}, chr(10)) and {looks_so})")
    return workshop.connection.execute(f"{count} where {' or '.join(checks)}").fetchone()[0] > 0


def _stage_rows(sniffed: Sniffed, data, table: str, width: int, workshop: Workshop) -> Staged:
    path = workshop.new_path("-rows.csv")
    rows.write_rows(data, width, sniffed.layout.delimiter or ";", path)
    names = ["fault", *(column_name(p) for p in range(width)), "beyond"]
    columns = "'file_row': 'BIGINT', " + ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    workshop.connection.execute(
        f"create table {table} as from read_csv({file_name(path)}, header = false, delim = ',', "
        f"quote = '\"', escape = '\"', new_line = '\\n', auto_detect = false, "
        f"max_line_size = 64000000, columns = {{{columns}}})"
    )
    path.unlink()
    return Staged(sniffed, table, "file_row", width, has_faults=True)


def _check_repeated_headers(staged: Staged, workshop: Workshop) -> None:
    seen: dict[str, int] = {}
    for position, header in enumerate(staged.sniffed.layout.headers):
        key = match_key(header)
        if not key:
            continue
        if key not in seen:
            seen[key] = position
            continue
        first, second = column_name(seen[key]), column_name(position)
        differing = workshop.connection.execute(
            f"select min({staged.row_number}) from {staged.table} "
            f"where nullif(trim({first}), '') is distinct from nullif(trim({second}), '')"
        ).fetchone()[0]
        if differing is not None:
            raise DataRefused(
                f'{staged.sniffed.file.name}: the header "{shown(header)}" occurs twice (columns '
                f"{seen[key] + 1} and {position + 1}) with different content, first in row "
                f"{differing}; rename or remove one of the two columns."
            )
