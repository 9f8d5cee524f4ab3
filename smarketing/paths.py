"""Where one run reads and writes: the variables of every command, resolved once.

EXPORTS, SETTINGS, WAREHOUSE, MONTH, AS_OF, LOCALE and OUT come from flags or the environment.
Paths a person gives are relative to the folder they stand in, defaults to the project.
"""

from __future__ import annotations

import calendar
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from smarketing.errors import DataRefused

VARIABLE_NAMES = (
    "EXPORTS",
    "SETTINGS",
    "WAREHOUSE",
    "MONTH",
    "AS_OF",
    "LOCALE",
    "OUT",
    "ALLOW_MISSING",
    "FAIL_IF_OLDER_THAN",
    "FULL_REFRESH",
)
PROJECT = Path(__file__).resolve().parent.parent
SAMPLE_EXPORTS = PROJECT / "sample" / "exports"
SAMPLE_MARKER = ".sample"
SAMPLE_SETTINGS = PROJECT / "smarketing" / "sample" / "settings"
LOCALES = ("es", "es-EC", "es-CL", "es-CO", "es-MX", "es-SV", "en")
BUILD_FILE_NAME = "build.duckdb"


@dataclass(frozen=True)
class Places:
    """The folders and files of one run.

    exports: folder of the systems' folders. is_sample: it holds the sample company.
    settings: folder laid over seeds/, or None. warehouse: the published file.
    warehouse_is_given: a person named it, so it is built for whatever month they ask for.
    out: folder of the reports (the sample's are in a folder of their own below OUT).
    """

    exports: Path
    is_sample: bool
    settings: Path | None
    warehouse: Path
    warehouse_is_given: bool
    out: Path

    @property
    def build_file(self) -> Path:
        """The file that load fills and dbt builds: build.duckdb beside the warehouse."""
        return self.warehouse.parent / BUILD_FILE_NAME

    @property
    def contracts(self) -> Path:
        """Folder beside the warehouse for what each system's exports should look like."""
        return self.warehouse.with_suffix(".contracts")

    @property
    def work(self) -> Path:
        """Folder under target/ for what one warehouse's runs leave: settings, dbt, logs, page."""
        digest = hashlib.sha256(str(self.warehouse).encode()).hexdigest()[:6]
        return PROJECT / "target" / "runs" / f"{self.warehouse.stem}-{digest}"


@dataclass(frozen=True)
class Period:
    """What a run reports on: as_of is None where the data decides (newest month or event).

    is_month: a month was asked for, and as_of is its last day.
    """

    as_of: date | None
    is_month: bool = False


@contextmanager
def temporary_folder(purpose: str) -> Iterator[Path]:
    """Yield a folder below target/ that is gone afterwards; what killed runs left goes now.

    Not in the system's folder for temporary files, where nobody would look for a killed run's.
    """
    home = PROJECT / "target" / "temporary"
    home.mkdir(parents=True, exist_ok=True)
    for leftover in home.iterdir():
        process = leftover.name.rsplit("-", 1)[-1]
        if not (process.isdigit() and _is_running(int(process))):
            shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{purpose}-", suffix=f"-{os.getpid()}", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True


def resolve_places(variables: Mapping[str, str]) -> Places:
    """Return the places of a run from EXPORTS, SETTINGS, WAREHOUSE and OUT.

    Raises DataRefused where EXPORTS or SETTINGS is given and has nothing to read.
    """
    exports, is_sample = _resolve_exports(variables)
    settings = _given_path(variables, "SETTINGS")
    if settings is not None and not settings.is_dir():
        raise DataRefused(
            f"SETTINGS={settings} is not a folder; it should hold CSVs named after seeds, "
            "settings.xlsx or settings.yml. Create it or leave SETTINGS out."
        )
    warehouse = _given_path(variables, "WAREHOUSE")
    warehouse_is_given = warehouse is not None
    if warehouse is None:
        name = "sample.duckdb" if is_sample else "smarketing.duckdb"
        warehouse = PROJECT / "warehouse" / name
    if warehouse.name == BUILD_FILE_NAME or warehouse.is_dir():
        raise DataRefused(
            f"WAREHOUSE={warehouse} can't be published to: it must be a file, and not "
            f"{BUILD_FILE_NAME}, which holds the build. Choose another file name."
        )
    out = resolve_out(variables)
    if is_sample:
        out = out / "sample"
    return Places(exports, is_sample, settings, warehouse, warehouse_is_given, out)


def resolve_out(variables: Mapping[str, str]) -> Path:
    """Return the folder of a company's reports; the sample's is in it."""
    return _given_path(variables, "OUT") or PROJECT / "reports"


def published_warehouse(variables: Mapping[str, str]) -> Path:
    """Return the warehouse to read: the one WAREHOUSE or EXPORTS name, else the company's.

    The sample's where the company's is not published. A relative WAREHOUSE that is not below the
    folder one stands in is looked for in the project: notebooks stand in `notebooks/`.
    """
    if variables.get("WAREHOUSE", "").strip():
        path = Path(variables["WAREHOUSE"]).expanduser()
        below_project = PROJECT / path
        return path.resolve() if path.exists() or not below_project.exists() else below_project
    if "EXPORTS" in variables:
        return resolve_places(variables).warehouse
    company = PROJECT / "warehouse" / "smarketing.duckdb"
    return company if company.is_file() else company.with_name("sample.duckdb")


def resolve_period(variables: Mapping[str, str]) -> Period:
    """Return the period asked for: AS_OF beats MONTH, whose last day it is otherwise.

    Raises DataRefused for anything but YYYY-MM and YYYY-MM-DD.
    """
    month_text = variables.get("MONTH", "").strip()
    as_of_text = variables.get("AS_OF", "").strip()
    month_end = _parse_month(month_text) if month_text else None
    return Period(_parse_day(as_of_text)) if as_of_text else Period(month_end, bool(month_text))


def resolve_locales(variables: Mapping[str, str]) -> list[str]:
    """Return the locales asked for, `es` by default; raises DataRefused for an unknown one."""
    by_lower = {locale.lower(): locale for locale in LOCALES}
    locales = []
    for word in variables.get("LOCALE", "").split(","):
        name = word.strip().replace("_", "-").lower()
        if not name:
            continue
        if name not in by_lower:
            raise DataRefused(f"LOCALE={word.strip()} is not one of {', '.join(LOCALES)}.")
        if by_lower[name] not in locales:
            locales.append(by_lower[name])
    return locales or ["es"]


def has_files(folder: Path) -> bool:
    """Say whether a folder holds any file that isn't hidden, at any depth."""
    return any(
        path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        for path in folder.rglob("*")
    )


def shown(path: Path) -> str:
    """Return a path as a person in the project's folder would type it."""
    return str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path)


def _resolve_exports(variables: Mapping[str, str]) -> tuple[Path, bool]:
    if "EXPORTS" not in variables:
        exports = PROJECT / "exports"
        if exports.is_dir() and has_files(exports):
            return exports, (exports / SAMPLE_MARKER).exists()
        return SAMPLE_EXPORTS, True
    if not variables["EXPORTS"].strip():
        raise DataRefused(
            "EXPORTS is given but blank; name the folder with the exports, or leave EXPORTS out."
        )
    exports = _given_path(variables, "EXPORTS")
    if not exports.is_dir():
        raise DataRefused(
            f"EXPORTS={exports} is not a folder; it should hold one folder per system, "
            "such as hubspot/ or ga4/, with the files that system exported."
        )
    if not has_files(exports):
        raise DataRefused(
            f"EXPORTS={exports} is empty; put each system's files in a folder of its own there, "
            "such as hubspot/contacts.csv, or leave EXPORTS out to try the sample company."
        )
    return exports, (exports / SAMPLE_MARKER).exists()


def _given_path(variables: Mapping[str, str], name: str) -> Path | None:
    text = variables.get(name, "")
    return Path(text).expanduser().resolve() if text.strip() else None


def _parse_month(text: str) -> date:
    match = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not match or not 1 <= int(match[2]) <= 12 or int(match[1]) < 1:
        raise DataRefused(f"MONTH={text} is not a month; write it as YYYY-MM, such as 2026-10.")
    year, month = int(match[1]), int(match[2])
    return date(year, month, calendar.monthrange(year, month)[1])


def _parse_day(text: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise DataRefused(
            f"AS_OF={text} is not a day; write it as YYYY-MM-DD, such as 2026-10-31."
        ) from None
