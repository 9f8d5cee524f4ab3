"""The settings in force: the shipped seeds with a person's folder laid over them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from smarketing.errors import DataRefused
from smarketing.settings.additions import added_rows, notes_of, seed_name, take_shipped
from smarketing.settings.references import check_references, notes_of_targets, notes_of_zones
from smarketing.settings.schema import PROPERTIES_PATTERN, SEEDS, Seed, load_schemas
from smarketing.settings.table_checks import CleanTable, clean_table
from smarketing.settings.tables import Table, read_csv, read_workbook
from smarketing.settings.variables import RUN_VARS, project_vars
from smarketing.text.words import did_you_mean

WORKBOOK_NAME = "settings.xlsx"
VARS_NAMES = ("settings.yml", "settings.yaml")
PROBLEMS_SHOWN = 40


@dataclass(frozen=True)
class Settings:
    """The settings of one run.

    seeds_dir: folder with every seed as a clean CSV (UTF-8, comma, dot) and their YAML; dbt's
    SMARKETING_SETTINGS_DIR, which must be relative to the project (given an absolute path, dbt
    1.11 writes its compiled SQL over the CSVs). vars: those that settings.yml sets. hash: of all
    content and vars.
    given: seeds that come from SETTINGS. notes: sentences worth telling, none of them an error.
    """

    seeds_dir: Path
    vars: Mapping[str, Any]
    hash: str
    given: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def effective_settings(
    overlay: Path | None, out: Path, *, defaults: Path | None = None
) -> Settings:
    """Check the settings and write them to `out`, where dbt reads them.

    overlay: folder whose CSVs, sheets of settings.xlsx and settings.yml replace shipped settings
    one by one (a <seed>.add.csv adds to the shipped rows), or None. defaults: folder of CSVs that
    stand for the shipped seeds of the same name (the sample company's team and goals). Files of
    `out` whose content stays the same are left untouched, so that dbt's caches stay valid. Raises
    DataRefused naming everything that is wrong, line by line.
    """
    tables, variables, notes = checked_tables(overlay, defaults)
    out.mkdir(parents=True, exist_ok=True)
    texts = {f"{name}.csv": csv_text(table) for name, table in tables.items()}
    texts |= {
        path.name: path.read_text(encoding="utf-8") for path in SEEDS.glob(PROPERTIES_PATTERN)
    }
    for name, text in texts.items():
        _write_if_changed(out / name, text)
    for path in out.iterdir():
        if path.is_file() and path.name not in texts:
            path.unlink()
    return Settings(
        seeds_dir=out,
        vars=variables,
        hash=_hash(texts, variables),
        given=tuple(
            name for name, table in tables.items() if table.is_given or table.added_from is not None
        ),
        notes=tuple(notes),
    )


def checked_tables(
    overlay: Path | None, defaults: Path | None = None
) -> tuple[dict[str, CleanTable], dict[str, Any], list[str]]:
    """Return every seed's table in force, the vars that are set, and notes; raises DataRefused."""
    schemas = load_schemas()
    problems: list[str] = []
    notes: list[str] = []
    read = _read_overlay(overlay, schemas, problems) if overlay else ({}, {}, {})
    given, added, variables = read
    tables, shipped_tables = {}, {}
    for name, seed in schemas.items():
        shipped = SEEDS / f"{name}.csv"
        if defaults is not None and (defaults / shipped.name).is_file():
            shipped = defaults / shipped.name
        table = read_csv(shipped, seed.names, f"{shipped.parent.name}/{shipped.name}")
        shipped_tables[name] = clean_table(table, seed, is_given=False, problems=problems)
        tables[name] = shipped_tables[name]
        if name in given:
            tables[name] = clean_table(given[name], seed, is_given=True, problems=problems)
            take_shipped(tables[name], given[name].header, shipped_tables[name])
        if name in added:
            tables[name] = added_rows(added[name], seed, tables[name], problems)
    notes += notes_of(tables, shipped_tables)
    notes += notes_of_zones(tables, {**project_vars(), **variables})
    if not problems:  # a table that couldn't be read would make everything else look wrong
        check_references(tables, problems, notes)
        notes += notes_of_targets(tables)
    if problems:
        raise DataRefused(_joined(problems))
    return tables, variables, notes


def csv_text(table: CleanTable) -> str:
    """Return a table as the CSV that dbt reads."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    names = [column.name for column in table.seed.columns]
    writer.writerow(names)
    writer.writerows([row[name] for name in names] for row in table.rows)
    return buffer.getvalue()


def _read_overlay(
    overlay: Path, schemas: Mapping[str, Seed], problems: list[str]
) -> tuple[dict[str, Table], dict[str, Table], dict[str, Any]]:
    """Return the tables that replace shipped ones, those whose rows are added, and the vars."""
    if not overlay.is_dir():
        raise DataRefused(
            f"SETTINGS={overlay} is not a folder; give one with CSVs named after seeds."
        )
    tables: dict[str, Table] = {}
    added: dict[str, Table] = {}
    variables: dict[str, Any] = {}
    vars_file = ""
    for path in sorted(overlay.iterdir()):
        name = path.name.lower()
        if name.startswith((".", "~$", "readme", "leame")) or name in ("thumbs.db", "desktop.ini"):
            continue
        if fnmatch(name, PROPERTIES_PATTERN):
            continue  # seeds/ copied whole: its descriptions stay those of the project
        if path.is_file() and name in VARS_NAMES:
            if vars_file:
                problems.append(f"{path.name}: {vars_file} is there too; keep one.")
            vars_file = path.name
            from smarketing.settings.vars_file import read_vars_file  # pydantic takes its time

            variables = read_vars_file(path, problems)
        elif path.is_file() and (name == WORKBOOK_NAME or path.suffix.lower() == ".csv"):
            for table in _tables_of(path, schemas, problems):
                is_added = path.suffix.lower() == ".csv" and seed_name(path)[1]
                _add(table, added if is_added else tables, schemas, problems)
        else:
            known = [f"{seed}.csv" for seed in schemas] + [WORKBOOK_NAME, VARS_NAMES[0]]
            problems.append(
                f"{path.name}: not a settings file{did_you_mean(path.name, known)}; SETTINGS holds "
                f"CSVs named after the files of seeds/, {WORKBOOK_NAME} and {VARS_NAMES[0]}. "
                "Rename it or take it out."
            )
    return tables, added, variables


def _tables_of(path: Path, schemas: Mapping[str, Seed], problems: list[str]) -> Iterator[Table]:
    try:
        if path.suffix.lower() != ".csv":
            yield from read_workbook(path, path.name)
            return
        seed = schemas.get(seed_name(path)[0])
        if seed is None:
            problems.append(_unknown(path.name, "file", [f"{name}.csv" for name in schemas]))
        else:
            yield replace(read_csv(path, seed.names, path.name), seed=seed.name)
    except DataRefused as error:
        problems.append(str(error))


def _add(
    table: Table, tables: dict[str, Table], schemas: Mapping[str, Seed], problems: list[str]
) -> None:
    if table.seed not in schemas:
        problems.append(_unknown(table.origin, "sheet", schemas))
    elif table.seed not in tables:
        tables[table.seed] = table
    elif not _is_same(tables[table.seed], table, schemas[table.seed]):
        problems.append(
            f"{table.origin}: {tables[table.seed].origin} sets the same table differently; "
            "delete the one that is out of date."
        )


def _unknown(origin: str, kind: str, known: Mapping[str, Seed] | list[str]) -> str:
    word = origin.rsplit("sheet ", 1)[-1]
    return (
        f"{origin}: no settings {kind} has that name{did_you_mean(word, known)}; "
        "the names are those of the files in seeds/. Rename it or take it out."
    )


def _is_same(one: Table, other: Table, seed: Seed) -> bool:
    cleaned = [clean_table(table, seed, is_given=True, problems=[]) for table in (one, other)]
    return cleaned[0].rows == cleaned[1].rows


def _write_if_changed(path: Path, text: str) -> None:
    content = text.encode()
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def _hash(texts: Mapping[str, str], variables: Mapping[str, Any]) -> str:
    in_force = {
        name: value
        for name, value in (project_vars() | dict(variables)).items()
        if name not in RUN_VARS
    }
    content = {name: text for name, text in texts.items() if name.endswith(".csv")}
    document = json.dumps([content, in_force], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(document.encode()).hexdigest()[:12]


def _joined(problems: list[str]) -> str:
    shown = problems[:PROBLEMS_SHOWN]
    if len(problems) > len(shown):
        shown.append(f"… and {len(problems) - len(shown)} more problems.")
    return "\n".join(shown)
