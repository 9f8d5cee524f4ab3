"""Settings stand in a build file as dbt's seeds would, and what older models left goes."""

import duckdb
import pytest

from smarketing.paths import SAMPLE_SETTINGS
from smarketing.settings import effective_settings
from smarketing.warehouse import build, relations

pytestmark = pytest.mark.long

TABLES = """
    select table_name, column_name, data_type, column_index from duckdb_columns()
    where database_name = '{}' and schema_name = 'settings' order by all
"""


@pytest.mark.parametrize("defaults", [None, SAMPLE_SETTINGS], ids=["shipped", "sample"])
def test_settings_are_loaded_as_dbt_loads_seeds(tmp_path, defaults):
    settings = effective_settings(None, tmp_path / "settings", defaults=defaults)
    seeded = build.Project(tmp_path / "seeded.duckdb", settings.seeds_dir, tmp_path / "work")
    results = build.invoke(seeded, ["seed"])
    assert {str(result.status) for result in results} == {"success"}
    loaded = relations.load_settings(tmp_path / "loaded.duckdb", settings.seeds_dir)
    again = relations.load_settings(tmp_path / "loaded.duckdb", settings.seeds_dir)
    assert loaded == again == {(result.node.schema, result.node.alias) for result in results}
    with duckdb.connect(str(tmp_path / "loaded.duckdb")) as connection:
        connection.execute(f"attach '{tmp_path / 'seeded.duckdb'}' as seeded (read_only)")
        tables = connection.execute(TABLES.format("loaded")).fetchall()
        assert tables == connection.execute(TABLES.format("seeded")).fetchall()
        for schema, name in loaded:
            differences = f"""
                (from loaded.{schema}.{name} except all from seeded.{schema}.{name})
                union all (from seeded.{schema}.{name} except all from loaded.{schema}.{name})
            """
            assert connection.execute(differences).fetchall() == []


def test_what_older_models_left_goes_and_raw_stays(tmp_path):
    file = tmp_path / "build.duckdb"
    with duckdb.connect(str(file)) as connection:
        for schema in ("raw", "core"):
            connection.execute(f"create schema {schema}; create table {schema}.kept as select 1")
        connection.execute("create table core.old as select 1; create view core.seen as select 1")
    assert sorted(relations.drop_orphans(file, {("core", "kept")})) == ["core.old", "core.seen"]
    with duckdb.connect(str(file)) as connection:
        left = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
    assert sorted(left) == [("core", "kept"), ("raw", "kept")]
