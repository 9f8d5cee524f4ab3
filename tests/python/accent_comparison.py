"""Compares what two accents of the sample load: the same rows, word for word."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

from smarketing.contract import load_contract
from smarketing.loading import load
from smarketing.sample.accent import Accent, read_accent
from smarketing.text.words import match_key

# Rows that a system repeats in every export count once; of the others each one has to be there.
ONCE = ("lead_stage_changes", "opportunity_stage_changes")
TABLES = ("leads", "opportunities", "contact_attempts", "tasks", *ONCE)
LINEAGE = ("_source_system", "_file", "_row", "_exported_at", "extra")


def raw_tables(exports: Path, build_file: Path, system: str) -> dict[str, pl.DataFrame]:
    """Load an accent's exports and return its raw tables in plain words."""
    load(exports, build_file, say=lambda _line: None)
    accent = read_accent(system)
    with duckdb.connect(str(build_file), read_only=True) as connection:
        tables = {name: _bare_ids(_own_rows(connection, name, system), accent) for name in TABLES}
    leads = tables["leads"]
    persons = leads.filter(pl.col("contact_id").is_not_null() & (pl.col("record_type") == "lead"))
    lead_of = dict(persons.select("contact_id", "lead_id").iter_rows())
    # Where a deal is a lead by itself, its own row says nothing that the deal doesn't.
    leads = leads.join(
        tables["opportunities"], left_on="lead_id", right_on="opportunity_id", how="anti"
    )
    persons = leads.filter(pl.col("record_type") == "lead")
    if len(persons):
        tables["leads"] = persons
    else:  # the system calls everybody a contact
        tables["leads"] = leads.with_columns(record_type=pl.lit("lead"))
        lead_of = {contact: contact for contact in leads["lead_id"]}
    return {name: _plain(name, table, accent, lead_of) for name, table in tables.items()}


def _own_rows(connection: duckdb.DuckDBPyConnection, table: str, system: str) -> pl.DataFrame:
    query = f"select * exclude ({', '.join(LINEAGE)}) from raw.{table} where _source_system = ?"
    return pl.from_arrow(connection.sql(query, params=[system]).to_arrow_table())


def id_pattern(accent: Accent) -> str:
    """Return what an accent's ids look like: a prefix, the id, and Salesforce's check signs."""
    cells = [cell for file in accent.files for cell in file.columns.values()]
    spelt = {one.prefix for cell in cells for one in (cell, *cell.others) if one.prefix}
    return rf"^(?:{'|'.join(sorted(spelt)) or '-'})([0-9]+)(?:[A-Z]{{3}})?$"


def _bare_ids(table: pl.DataFrame, accent: Accent) -> pl.DataFrame:
    ids = [name for name in table.columns if name.endswith("_id")]
    return table.with_columns(pl.col(ids).str.replace(id_pattern(accent), "$1"))


def _plain(name: str, table: pl.DataFrame, accent: Accent, lead_of: dict) -> pl.DataFrame:
    """Put plain words for the system's, and the lead for the contact that it was converted to."""
    spoken = {column: _plain_words(accent, name, column) for column in table.columns}
    table = table.with_columns(
        pl.col(column).replace(words) for column, words in spoken.items() if words
    )
    if "contact_id" in table.columns and name != "leads":
        lead = pl.col("contact_id").replace_strict(lead_of, default=None)
        table = table.with_columns(lead_id=pl.coalesce(lead, "lead_id"))
    return table.unique() if name in ONCE else table


def _plain_words(accent: Accent, table: str, column: str) -> dict[str, str]:
    """Return {the system's word: the plain word} of a column whose words the loader keeps."""
    kept = load_contract()[table].columns.get(column)
    if kept is None or kept.values:  # a closed vocabulary is plain already
        return {}
    frames = {
        "leads": ("leads",),
        "opportunities": ("deals",),
        "tasks": ("tasks",),
        "lead_stage_changes": ("leads", "lead_stages"),
        "opportunity_stage_changes": ("deals", "deal_stages"),
    }.get(table, ())
    found: dict[str, str] = {}
    for file in accent.files:
        if file.frame in frames:
            is_stage = column == "stage" and table == "lead_stage_changes"
            names = (column, "lifecycle_stage") if is_stage else (column,)
            for name in names:
                found |= {word: plain for plain, word in file.words.get(name, {}).items()}
    return found


def differences(
    wanted: dict[str, pl.DataFrame], found: dict[str, pl.DataFrame], cannot_say: dict[str, str]
) -> dict[str, list]:
    """Return {table.column: first differing rows} of what HubSpot's tables say, {} if nothing."""
    if "leads.merged_into_id" in cannot_say:
        wanted = _without_merged(wanted)
    result = {}
    for name in TABLES:
        if name in cannot_say:
            continue
        key = list(load_contract()[name].key) or [wanted[name].columns[0]]
        for column in wanted[name].columns:
            is_said = wanted[name][column].null_count() < len(wanted[name])
            if not is_said or f"{name}.{column.removesuffix('_is_date_only')}" in cannot_say:
                continue
            columns = list(dict.fromkeys([*key, column]))
            here, there = (_counted(side[name], columns) for side in (wanted, found))
            differing = pl.concat(
                [
                    here.join(there, on=here.columns, how="anti", nulls_equal=True),
                    there.join(here, on=here.columns, how="anti", nulls_equal=True),
                ]
            )
            if len(differing):
                result[f"{name}.{column}"] = [len(differing), *differing.head(4).rows()]
    return result


def _without_merged(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Leave out the records that were merged into another: the system no longer has them."""
    merged = tables["leads"].filter(pl.col("merged_into_id").is_not_null())["lead_id"].implode()
    own = ("leads", "lead_stage_changes")
    return tables | {n: tables[n].filter(~pl.col("lead_id").is_in(merged)) for n in own}


def _counted(table: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    return table.group_by(columns).len()


def said_words(system: str) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, plain word, the system's word) of stages and sources that seeds must know."""
    accent = read_accent(system)
    for file in accent.files:
        kinds = {
            "leads": (("lead", "lifecycle_stage"), ("lead", "status"), ("source", "source")),
            "deals": (("opportunity", "stage"),),
        }.get(file.frame, ())
        for kind, column in kinds:
            for plain, word in file.words.get(column, {}).items():
                yield kind, plain, word


def stage_of(system: str, kind: str, word: str, stages: pl.DataFrame) -> str | None:
    """Return the stage that seed stage_map gives a word, null if it does not know it."""
    for owner in (system, "*"):
        rows = stages.filter(
            (pl.col("system") == owner)
            & (pl.col("object") == kind)
            & (pl.col("raw_stage").map_elements(match_key, pl.String) == match_key(word))
        )
        if len(rows):
            return rows["stage"][0] or ""
    return None
