"""Builds the marts of the sample in an accent, and compares them with another's, cell for cell."""

import csv
import shutil
from functools import partial
from pathlib import Path
from unittest import mock

import duckdb
from accent_comparison import id_pattern

from smarketing.paths import PROJECT
from smarketing.run import commands
from smarketing.sample import write_sample
from smarketing.sample.accent import read_accent

SYSTEM = "crm"  # the name of every CRM here: keys and what hangs on their hash are the same then
SEEDS_BY_SYSTEM = ("stage_map", "channel_rules")
SCHEMAS = (
    "attribution",
    "contact",
    "core",
    "funnel",
    "kpi",
    "pipeline",
    "qualification",
    "quality",
    "sla",
)
# Whatever the CRM: these name files or the run.
NEVER_THE_SAME = {
    "core.run": "the folder of the exports",
    "quality.rpt_load_reconciliation": "a row per file",
    "conversion_key": "made of the person's key",
    "record_url": "addresses in the CRM",
    "source_file": "names of files",
    "source_row": "rows of files",
    "file": "names of files",
}


def marts_of(system: str, folder: Path, scale: float) -> Path:
    """Write the sample in an accent, build its warehouse and return the published file."""
    write_sample(folder, scale=scale, system=system, say=_quiet)
    (folder / "exports" / system).rename(folder / "exports" / SYSTEM)
    systems = folder / "systems"
    shutil.copytree(PROJECT / "smarketing" / "systems", systems)
    spec = (systems / f"{system}.yml").read_text(encoding="utf-8")
    assert f"\nsystem: {system}\n" in f"\n{spec}"
    renamed = f"\n{spec}".replace(f"\nsystem: {system}\n", f"\nsystem: {SYSTEM}\n")
    (systems / f"{SYSTEM}.yml").write_text(renamed, encoding="utf-8")
    settings = folder / "settings"
    shutil.copytree(PROJECT / "smarketing" / "sample" / "settings", settings)
    for seed in SEEDS_BY_SYSTEM:
        _rename_system(PROJECT / "seeds" / f"{seed}.csv", settings / f"{seed}.csv", system)
    file = folder / "warehouse" / "marts.duckdb"
    given = {
        "EXPORTS": folder / "exports",
        "SETTINGS": settings,
        "WAREHOUSE": file,
        "OUT": folder / "reports",
    }
    # Keys hold ids, so those of every system are the same numbers here.
    bare = partial(_bare_id, id_pattern(read_accent(system)))
    with (
        mock.patch("smarketing.loading.spec_files.SYSTEMS_FOLDER", systems),
        mock.patch("smarketing.loading.reading.in_style", bare),
        mock.patch("smarketing.loading.lookups.in_style", bare),
    ):
        commands.warehouse({name: str(path) for name, path in given.items()}, say=_quiet)
    return file


def _bare_id(pattern: str, text: str, _style: str) -> str:
    return f"regexp_replace({text}, '{pattern}', '\\1')"


def _quiet(_line: str) -> None:
    """Swallow what is said."""


def _rename_system(seed: Path, settings: Path, system: str) -> None:
    with seed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["system"] = SYSTEM if row["system"] == system else row["system"]
    with settings.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def mart_differences(wanted: Path, found: Path, cannot_say: dict[str, str]) -> dict[str, str]:
    """Return {mart: which columns differ, and in how many rows}, {} where all marts are equal.

    cannot_say: what is left out and why: a column's name, a mart, mart.column, or rows as
    `mart where condition`.
    """
    left_out = NEVER_THE_SAME | cannot_say
    with duckdb.connect() as connection:
        for name, file in (("wanted", wanted), ("found", found)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
            # Which record names the person depends on the kinds of records that a system has.
            connection.execute(
                f"create table {name}_people as select lead_key, coalesce("
                "min(lead_id) filter (where record_type = 'lead'), min(lead_id)) as known_as "
                f"from {name}.core.dim_lead_identities group by 1"
            )
        marts = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            f"where table_catalog = 'wanted' and table_schema in {SCHEMAS} order by all"
        ).fetchall()
        assert len(marts) > 40
        said = {mart: _said(connection, mart, left_out) for (mart,) in marts}
    return {mart: text for mart, text in said.items() if text}


def _said(connection: duckdb.DuckDBPyConnection, mart: str, left_out: dict[str, str]) -> str:
    if mart in left_out:
        return ""
    columns = [
        (name, kind)
        for name, kind, *_ in connection.execute(f"describe wanted.{mart}").fetchall()
        if name not in left_out and f"{mart}.{name}" not in left_out
    ]
    cells = {n: f'round("{n}", 9) + 0.0' if k == "DOUBLE" else f'"{n}"' for n, k in columns}
    if "lead_key" in cells:
        cells["lead_key"] = "coalesce(known_as, lead_key)"
    rows = [
        f"not ({key.split(' where ')[1]})" for key in left_out if key.startswith(f"{mart} where ")
    ]
    condition = " and ".join(rows) or "true"
    differing = _count_differing(connection, mart, ", ".join(cells.values()), condition)
    if not differing:
        return ""
    alone = {n: _count_differing(connection, mart, cell, condition) for n, cell in cells.items()}
    return f"{differing} rows: " + ", ".join(f"{name} {n}" for name, n in alone.items() if n)


def _count_differing(
    connection: duckdb.DuckDBPyConnection, mart: str, cells: str, condition: str
) -> int:
    with_people = "lead_key" in cells
    here, there = (
        f"select {cells} from {name}.{mart}"
        + (f" left join {name}_people as people using (lead_key)" if with_people else "")
        + f" where {condition}"
        for name in ("wanted", "found")
    )
    return connection.execute(
        f"select (select count(*) from ({here} except all {there}))"
        f" + (select count(*) from ({there} except all {here}))"
    ).fetchone()[0]
