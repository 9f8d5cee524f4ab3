"""Finds the files of an exports folder and says what each one is, without reading rows."""

from __future__ import annotations

import calendar
import datetime
import gzip
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.loading.specs import MAPPING_NAMES
from smarketing.text.words import fold, shown

TABLE_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".parquet")
CHUNK_BYTES = 1 << 22
# An archive may unpack to so many bytes, or to so many times its size: tables reach 100 times.
UNPACKED_BYTES = 256 << 20
UNPACKED_TIMES = 200


@dataclass(frozen=True)
class ExportFile:
    """One file under exports/<system>/: path, name relative to exports, folder of its system."""

    path: Path
    name: str
    folder: Path
    is_table: bool

    @property
    def base_name(self) -> str:
        """File name without the ending .gz."""
        return re.sub(r"\.gz$", "", self.path.name, flags=re.IGNORECASE)

    def matches(self, patterns: tuple[str, ...]) -> bool:
        """Return whether the name, with or without its ending, fits one of the patterns."""
        name = fold(self.base_name)
        stem = name.rsplit(".", 1)[0]
        return any(
            fnmatchcase(text, fold(pattern)) for pattern in patterns for text in (name, stem)
        )


@dataclass(frozen=True)
class Content:
    """What one pass over a file's bytes shows.

    Damaged: UTF-8 with some broken bytes. Blank lines: empty lines before the last row. Odd line
    ends: a CR without LF. Odd spaces: tabs or no-break spaces, which may pad cells. May be padded:
    some space stands beside what may begin or end a cell. line_ends: how often LF occurs.
    """

    is_utf8: bool
    is_damaged: bool
    has_blank_lines: bool
    has_odd_line_ends: bool
    has_odd_spaces: bool
    may_be_padded: bool
    line_ends: int


def find_files(exports: Path) -> list[ExportFile]:
    """Return the files below the system folders, ordered by name.

    Raises DataRefused if the folder is missing or empty, holds tables outside a system folder, or
    holds a folder or name that can't be read.
    """
    if not exports.is_dir():
        raise DataRefused(
            f"{exports} is not a folder; EXPORTS should name the folder with the exports."
        )
    found, loose = [], []
    for path in sorted(_walk(exports), key=lambda p: p.relative_to(exports).as_posix()):
        relative = path.relative_to(exports)
        hidden = any(part.startswith((".", "~$")) for part in relative.parts)
        if hidden or not path.is_file() or path.name in MAPPING_NAMES:
            continue
        is_table = re.sub(r"\.gz$", "", path.name.lower()).endswith(TABLE_ENDINGS)
        if len(relative.parts) == 1:
            loose += [relative.name] if is_table else []
            continue
        _check_name(relative.as_posix())
        folder = exports / relative.parts[0]
        found.append(ExportFile(path, relative.as_posix(), folder, is_table))
    if loose:
        raise DataRefused(
            f"{loose[0]} lies directly in {exports.name}/; put it in a folder named after the "
            f"system it comes from, for example {exports.name}/hubspot/{loose[0]}."
        )
    if not any(file.is_table or file.path.suffix.lower() == ".zip" for file in found):
        raise DataRefused(
            f"{exports} holds no export that can be read (CSV, Excel .xlsx or Parquet in a folder "
            f"named after its system, for example {exports.name}/hubspot/contacts.csv)."
        )
    return found


def _walk(exports: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise DataRefused(
            f"{error.filename} can't be opened ({error.strerror}); let the person who runs this "
            "open the folder, or take it out of the exports."
        )

    for folder, _, names in os.walk(exports, onerror=refuse):
        for name in names:
            path = Path(folder) / name
            try:
                path.stat()
            except PermissionError as error:
                refuse(error)
            except OSError:
                continue  # a link that leads nowhere
            yield path


def _check_name(name: str) -> None:
    """Raise DataRefused for a name that no text can hold as it is."""
    if any(ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF for sign in name):
        shown = os.fsencode(name).decode("utf-8", "backslashreplace").encode("unicode_escape")
        raise DataRefused(
            f"{shown.decode()}: the file's name holds a byte that is not UTF-8 text, or a line "
            "break; rename the file."
        )


def exported_at(name: str) -> datetime.date | None:
    """Return the date in a file's name; a month means its last day; None where there is none.

    Of several the latest: an export from one day to another is no older than its last rows.
    """
    days = re.findall(r"(?<!\d)(20\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)", name)
    if days:
        dates = [_day(year, month, day) for year, _, month, day in days]
        return max((date for date in dates if date), default=None)
    moment = _day_before_its_time(name)
    if moment:
        return moment
    months = re.findall(r"(?<!\d)(20\d\d)[-_.](0[1-9]|1[0-2])(?!\d)", name)
    if months:
        year, number = max((int(year), int(number)) for year, number in months)
        return datetime.date(year, number, calendar.monthrange(year, number)[1])
    # Salesforce names the export of a report by the milliseconds since 1970.
    moment = re.fullmatch(r"report(1\d{12})(?: ?\(\d+\))?\.\w+", name, re.IGNORECASE)
    if moment:
        return datetime.datetime.fromtimestamp(int(moment[1]) / 1000, datetime.UTC).date()
    return None


def _day(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _day_before_its_time(name: str) -> datetime.date | None:
    """Return the day of `View 31-3-2026 15-42-10`, as Dynamics names exports in the user's format.

    Where both numbers could be the month, a time with PM is an American's, who writes it first.
    """
    found = re.search(
        r"(?<![\d-])(\d\d?)-(\d\d?)-(20\d\d)[ _]\d\d?-\d\d-\d\d(?!\d)(?P<noon> ?[AP]M(?![a-z]))?",
        name,
    )
    if not found:
        return None
    first, second, year = found[1], found[2], found[3]
    is_month_first = int(second) > 12 or (int(first) <= 12 and bool(found["noon"]))
    month, day = (first, second) if is_month_first else (second, first)
    return _day(year, month, day)


def kind_of(file: ExportFile, path: Path) -> str:
    """Return `xlsx`, `parquet`, `gzip` or `text` by the first bytes; DataRefused for the rest."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if not head:
        raise DataRefused(f"{file.name} is empty (0 bytes); export it again.")
    if head.startswith(b"PK\x03\x04"):
        if re.search(r"\.(xlsx|xlsm)$", file.base_name, re.IGNORECASE) or b"xl/" in head:
            return "xlsx"
        raise DataRefused(
            f"{file.name} is a zip archive; unpack it and put the files in the folder."
        )
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataRefused(f"{file.name} is an old Excel file (.xls); save it as .xlsx or CSV.")
    if re.search(r"\.(xlsx|xlsm|parquet)$", file.base_name, re.IGNORECASE):
        raise DataRefused(
            f"{file.name} can't be read: its ending says {file.base_name.rsplit('.')[-1]}, but its "
            "content is something else; export it again."
        )
    return "text"


def check_unpacked(name: str, packed_bytes: int, unpacked_bytes: int) -> None:
    """Raise DataRefused for an archive that unpacks to much more than a table does."""
    if unpacked_bytes > max(UNPACKED_BYTES, packed_bytes * UNPACKED_TIMES):
        raise DataRefused(
            f"{name} unpacks to more than {UNPACKED_TIMES} times its size (and to more than "
            f"{UNPACKED_BYTES >> 20} MB), which no export does; export it again, or unpack it "
            "yourself if that is right."
        )


def unpack(file: ExportFile, target: Path) -> None:
    """Unpack a gzip file to `target`; raises DataRefused if it is damaged or has no end."""
    packed_bytes, unpacked_bytes = file.path.stat().st_size, 0
    try:
        with gzip.open(file.path, "rb") as packed, target.open("wb") as plain:
            while chunk := packed.read(CHUNK_BYTES):
                unpacked_bytes += len(chunk)
                check_unpacked(file.name, packed_bytes, unpacked_bytes)
                plain.write(chunk)
    except (OSError, EOFError, zlib.error) as error:
        what = shown(str(error), 200)
        raise DataRefused(f"{file.name} can't be unpacked ({what}); export it again.") from None
