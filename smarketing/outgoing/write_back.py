"""Files for other systems from the published warehouse: only what they have not been told yet.

What each was told is kept beside the files as hashes, in `state/`; a second run writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from smarketing.errors import DataRefused, SmarketingError
from smarketing.outgoing.layouts import LAYOUTS, Layout
from smarketing.report.frame.messages import catalogue

SQL = Path(__file__).parent / "sql"
CRMS = ("hubspot", "zoho")
CONVERSION_NAMES = {"mql_name": "Marketing qualified lead", "sale_name": "Sale"}
MACROS = r"""
create temp macro plain_text(cell) as
    case when regexp_matches(cell, '^\s*[=+@-]') then '''' || cell else cell end;
create temp macro local_of(moment) as
    timezone((select timezone from core.run), timezone('UTC', moment));
create temp macro offset_minutes(moment) as date_diff('minute', moment, local_of(moment));
create temp macro local_time(moment) as
    strftime(local_of(moment), '%Y-%m-%d %H:%M:%S')
    || if(offset_minutes(moment) < 0, '-', '+')
    || lpad((abs(offset_minutes(moment)) // 60)::varchar, 2, '0') || ':'
    || lpad((abs(offset_minutes(moment)) % 60)::varchar, 2, '0');
"""


def check_systems(names: Sequence[str]) -> list[str]:
    """Return the systems to write for, the CRMs by default; raises DataRefused for others."""
    wanted = [name.strip() for text in names for name in text.split(",") if name.strip()]
    unknown = [name for name in wanted if name not in LAYOUTS]
    if unknown:
        raise DataRefused(
            f"There are no files for {unknown[0]}; there are for {', '.join(LAYOUTS)}."
        )
    return list(dict.fromkeys(wanted)) or list(CRMS)


def write_files(
    warehouse: Path, folder: Path, systems: Sequence[str], language: str = "es"
) -> dict[Path, int]:
    """Write each system's new rows into its files; return file → rows, only of files with rows.

    language: of the next steps. A row is written before it is noted as told: after a crash it is
    written again, never lost. Raises SmarketingError without a warehouse, DataRefused
    where no lead is from the CRMs and where a system was told of a later day already.
    """
    if not warehouse.is_file():
        raise SmarketingError(f"{warehouse} is not there yet; run `make warehouse` first.")
    try:
        return _write(warehouse, folder, systems, language)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise SmarketingError(
            f"{warehouse} was published by another version ({str(error).splitlines()[0]}); run "
            "`make warehouse` first."
        ) from None


def _write(warehouse: Path, folder: Path, systems: Sequence[str], language: str) -> dict[Path, int]:
    written = {}
    with _opened(warehouse, systems, language) as connection:
        as_of = connection.execute("select as_of from core.run").fetchone()[0]
        for layout in (layout for system in systems for layout in LAYOUTS[system]):
            file = _free_name(folder, f"{layout.name}-{as_of}")
            rows = _write_news(connection, layout, file, folder / "state" / layout.name, as_of)
            if rows:
                written[file] = rows
    return written


@contextmanager
def _opened(warehouse: Path, systems: Sequence[str], language: str):
    texts = catalogue(language)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(MACROS)
        zone, as_of = connection.execute("select timezone, as_of from core.run").fetchone()
        tables: dict[str, dict] = {}
        if set(systems) & set(CRMS):
            _require_leads(connection, systems)
            _load_words(connection, texts)
            connection.execute(_sql("crm_records"))
            connection.execute(_sql("crm_steps"), {"zone": zone})
            tables["crm_people"] = {"nothing": texts["outgoing.nothing"]}
            tables["crm_tasks"] = {"as_of": as_of}
        if set(systems) - set(CRMS):
            connection.execute(_sql("conversions"))
            given = {"as_of": as_of, **CONVERSION_NAMES}
            tables["google_ads"], tables["meta_ads"] = given, {"as_of": as_of}
        for name, values in tables.items():
            connection.execute(f"create temp table {name} as {_sql(name)}", values)
        yield connection


def _require_leads(connection: duckdb.DuckDBPyConnection, systems: Sequence[str]) -> None:
    rows = connection.execute("select distinct source_system from staging.stg_leads order by 1")
    present = [name for (name,) in rows.fetchall()]
    if not set(systems) & set(present):
        raise DataRefused(
            f"No lead comes from {' or '.join(name for name in systems if name in CRMS)}, so "
            "nothing was written; leads come from "
            f"{', '.join(present) or 'nowhere'}. A CRM is known by its folder of exports."
        )


def _load_words(connection: duckdb.DuckDBPyConnection, texts: Mapping[str, str | dict]) -> None:
    """Load the names of actions and channels that the worklists use, too."""
    for table, prefix in (("actions", "worklist.action_"), ("channels", "worklist.channel_")):
        words = [
            [key.removeprefix(prefix), text]
            for key, text in texts.items()
            if key.startswith(prefix)
        ]
        connection.execute(f"create temp table {table} (name varchar, label varchar)")
        connection.executemany(f"insert into {table} values (?, ?)", words)


def _write_news(
    connection: duckdb.DuckDBPyConnection, layout: Layout, file: Path, state: Path, as_of: date
) -> int:
    """Write the rows a system has not been told of, note them as told, and return how many."""
    state = state.with_suffix(".parquet")
    state.parent.mkdir(parents=True, exist_ok=True)
    told = (
        f"from '{_quoted(state)}'"
        if state.exists()
        else "select '' as told, null::date as told_as_of where false"
    )
    cells = ", ".join(f'{cell} as "{header}"' for header, cell in layout.headers.items())
    connection.execute(f"""
        create or replace temp table now as
        select *, sha256(concat({layout.key}, chr(31), {layout.news})) as told
        from {layout.query} where {layout.where}
    """)
    connection.execute(f"create or replace temp table before as {told}")
    newest = connection.execute("select max(told_as_of) from before").fetchone()[0]
    if newest is not None and newest > as_of:
        raise DataRefused(
            f"{layout.name} was told of {newest} and the warehouse is of {as_of}; nothing is told "
            f"from an earlier day. Build the newer day, or remove {state} to start afresh."
        )
    count = connection.execute("select count(*) from now anti join before using (told)").fetchone()
    if count[0]:
        part = file.with_name(f".{file.name}.part")
        connection.execute(
            f"copy (select {cells} from now anti join before using (told) order by all)"
            f" to '{_quoted(part)}' (header, delimiter ',')"
        )
        _put(part, file)
    kept = f"select told, date '{as_of}' as told_as_of from now"
    if layout.memory == "all":
        kept += " union all from before anti join now using (told)"
    part = state.with_name(f".{state.name}.part")
    connection.execute(f"copy (from ({kept}) order by told) to '{_quoted(part)}' (format parquet)")
    _put(part, state)
    return count[0]


def _put(part: Path, file: Path) -> None:
    # about people: for whoever imports it, and nobody else on the machine
    part.chmod(0o600)
    part.replace(file)


def _free_name(folder: Path, stem: str) -> Path:
    """Return a file that is not there yet: an earlier one may not have been imported."""
    folder.mkdir(parents=True, exist_ok=True)
    path, number = folder / f"{stem}.csv", 2
    while path.exists():
        path, number = folder / f"{stem}-{number}.csv", number + 1
    return path


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
