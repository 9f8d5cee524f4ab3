"""Reads the files of one system's folder into staging and measures them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused
from smarketing.loading.copy_cells import sniff_file, stage
from smarketing.loading.decoding import hash_bytes
from smarketing.loading.files import TABLE_ENDINGS, ExportFile
from smarketing.loading.specs import MAPPING_NAMES
from smarketing.loading.workshop import Workshop
from smarketing.mapping import hints
from smarketing.mapping.evidence import ColumnEvidence, measure
from smarketing.paths import temporary_folder

MACHINE_MADE = r"(?<![a-z0-9])(?=[a-z0-9]{6,})(?:[a-z]+\d+[a-z]|\d+[a-z]+\d)[a-z0-9]*"


@dataclass
class MeasuredFile:
    """One file, standing for all files of the same pattern; `others` are their names."""

    name: str
    stem: str
    pattern: str
    rows: int
    columns: list[ColumnEvidence]
    others: list[str] = field(default_factory=list)

    def named(self, header: str) -> ColumnEvidence:
        """Return the column of a header."""
        return next(column for column in self.columns if column.header == header)


@contextmanager
def measured_files(
    place: Path,
) -> Iterator[tuple[list[MeasuredFile], duckdb.DuckDBPyConnection]]:
    """Yield the files of a folder, or one file, and the connection that holds their cells.

    Files whose names differ in digits alone are one kind: the last by name is measured. Raises
    DataRefused if there is nothing to read.
    """
    paths = _tables(place)
    with (
        temporary_folder("mapping") as folder,
        duckdb.connect(config={"autoinstall_known_extensions": False}) as connection,
    ):
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("attach ':memory:' as loading_scratch")
        workshop = Workshop(folder, connection)
        found: dict[str, MeasuredFile] = {}
        for path in paths:
            pattern = _pattern(path)
            others = [*found[pattern].others, found[pattern].name] if pattern in found else []
            found[pattern] = _measured(path, pattern, others, workshop)
        yield list(found.values()), connection


def _tables(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise DataRefused(f"FILE={place} is not there; name one export, or the folder of a system.")
    paths = [
        path
        for path in sorted(place.rglob("*"))
        if path.is_file()
        and path.name not in MAPPING_NAMES
        and not any(part.startswith((".", "~$")) for part in path.relative_to(place).parts)
        and re.sub(r"\.gz$", "", path.name.lower()).endswith(TABLE_ENDINGS)
    ]
    systems = sorted({path.relative_to(place).parts[0] for path in paths if path.parent != place})
    if len(systems) > 1 and all(path.parent != place for path in paths):
        raise DataRefused(
            f"FILE={place} holds several systems ({', '.join(systems)}); a mapping is of one: name "
            f"one of its folders, such as {place.name}/{systems[0]}."
        )
    if not paths:
        raise DataRefused(
            f"FILE={place} holds no export that can be read (CSV, Excel .xlsx or Parquet)."
        )
    return paths


def _pattern(path: Path) -> str:
    """Return a pattern for files of the same name with other dates."""
    stem = re.sub(r"\.gz$", "", path.name, flags=re.IGNORECASE).rsplit(".", 1)[0]
    # a word of letters and digits in turn is made by a machine, and is another one next time
    stem = re.sub(MACHINE_MADE, "0", stem, flags=re.IGNORECASE)
    return re.sub(r"[-_. ]*(\d+[-_. ]*)+", "*", stem).rstrip("*") + "*"


def _measured(path: Path, pattern: str, others: list[str], workshop: Workshop) -> MeasuredFile:
    export = ExportFile(path, path.name, path.parent, True)
    sha256 = hash_bytes(path, path.name)
    sniffed = sniff_file(export, sha256, set(hints.all_known_headers()), workshop)
    staged = stage(sniffed, workshop)
    columns = measure(staged, workshop.connection)
    rows = columns[0].rows if columns else 0
    return MeasuredFile(path.name, pattern.rstrip("*"), pattern, rows, columns, others)
