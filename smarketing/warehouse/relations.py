"""What a build file holds besides what dbt makes in a run: settings, and what older models left."""

from __future__ import annotations

from pathlib import Path

import duckdb

from smarketing.settings.schema import load_schemas

SCHEMA = "settings"


def load_settings(build_file: Path, settings_dir: Path) -> set[tuple[str, str]]:
    """Fill a build file with the seeds of a folder as `dbt seed` would, and return their relations.

    At once, because a step of dbt for each costs more than their rows.
    settings_dir: folder of the effective seeds, already checked, with the YAML that types them.
    """
    seeds = load_schemas(settings_dir).values()
    build_file.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(f"begin; create schema if not exists {SCHEMA}")
        for seed in seeds:
            columns = ", ".join(f'"{column.name}" {column.data_type}' for column in seed.columns)
            connection.execute(f'create or replace table {SCHEMA}."{seed.name}" ({columns})')
            copy = f"copy {SCHEMA}.\"{seed.name}\" from ? (format csv, header true, delimiter ',')"
            connection.execute(copy, [str(settings_dir / f"{seed.name}.csv")])
        connection.execute("commit")
    return {(SCHEMA, seed.name) for seed in seeds}


def drop_orphans(build_file: Path, project_relations: set[tuple[str, str]]) -> list[str]:
    """Drop what earlier versions of the models left, and return the names dropped.

    project_relations: (schema, name) of every seed and model that the project has now. Schema raw
    is the loader's and stays.
    """
    dropped = []
    with duckdb.connect(str(build_file)) as connection:
        relations = connection.execute(
            "select table_schema, table_name, table_type from information_schema.tables"
            " where table_catalog = current_database() and table_schema <> 'raw'"
        ).fetchall()
        for schema, name, kind in relations:
            if (schema, name) not in project_relations:
                relation_type = "view" if kind == "VIEW" else "table"
                connection.execute(f'drop {relation_type} "{schema}"."{name}" cascade')
                dropped.append(f"{schema}.{name}")
    return dropped
