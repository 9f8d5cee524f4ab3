"""The same exports give the same bytes: whatever the order of rows, with one thread or several."""

import graphlib
import json
import shutil

import duckdb
import pytest

pytestmark = pytest.mark.long


def same_bytes(column: str, data_type: str) -> str:
    """An expression that is equal only for values of equal bits: −0.0 is not 0.0."""
    if data_type != "DOUBLE":
        return f'"{column}"'
    return f'printf(\'%a\', "{column}") as "{column}"'


def columns_of(connection, catalog: str, node: dict) -> list[tuple[str, str]]:
    return connection.execute(
        "select column_name, data_type from information_schema.columns where table_catalog = ?"
        " and table_schema = ? and table_name = ? order by ordinal_position",
        [catalog, node["schema"], node["alias"]],
    ).fetchall()


def different_rows(connection, one: str, other: str, columns: list[tuple[str, str]]) -> int:
    """Count the rows of either relation that the other lacks, to the last bit."""
    values = ", ".join(same_bytes(*column) for column in columns)
    first, second = (f"(select {values} from {relation})" for relation in (one, other))
    return connection.execute(
        f"select count(*) from (({first} except all {second}) union all"
        f" ({second} except all {first}))"
    ).fetchone()[0]


def rebuild_shuffled(connection, models: list[dict], compiled) -> None:
    """Run the models' SQL again, on one thread and on raw tables in another order of rows."""
    connection.execute(
        "set threads = 1; set timezone = 'UTC'; set preserve_insertion_order = false"
    )
    raw = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'raw'"
    ).fetchall()
    for (name,) in raw:
        connection.execute(
            f'create or replace table raw."{name}" as from raw."{name}" order by hash(rowid)'
        )
    for node in models:
        table = f'"{node["schema"]}"."{node["alias"]}"'
        columns = columns_of(connection, "build", node)
        typed = ", ".join(f'"{name}" {data_type}' for name, data_type in columns)
        names = ", ".join(f'"{name}"' for name, _ in columns)
        sql = (compiled / node["original_file_path"]).read_text()
        connection.execute(f"create or replace table {table} ({typed})")
        connection.execute(f"insert into {table} ({names}) select {names} from ({sql})")


@pytest.fixture(scope="module")
def tables(sample_company) -> list[dict]:
    """dbt's nodes of the models that are tables, each after those it reads."""
    nodes = {
        key: node
        for key, node in json.loads(sample_company.manifest.read_text())["nodes"].items()
        if node["resource_type"] == "model"
    }
    reads = {key: set(node["depends_on"]["nodes"]) & set(nodes) for key, node in nodes.items()}
    order = graphlib.TopologicalSorter(reads).static_order()
    return [nodes[key] for key in order if nodes[key]["config"]["materialized"] == "table"]


def test_marts_are_the_same_to_the_last_bit_in_any_order_of_rows(sample_company, tables, tmp_path):
    again = tmp_path / "build.duckdb"
    shutil.copyfile(sample_company.build_file, again)
    with duckdb.connect(str(again)) as connection:
        rebuild_shuffled(
            connection, tables, sample_company.work / "dbt" / "compiled" / "smarketing"
        )
    with duckdb.connect() as connection:
        connection.execute(f"attach '{sample_company.build_file}' as first (read_only)")
        connection.execute(f"attach '{again}' as second (read_only)")
        public = [node for node in tables if node["access"] == "public"]
        assert len(public) > 40
        different = {}
        for node in public:
            name = f'"{node["schema"]}"."{node["alias"]}"'
            columns = columns_of(connection, "first", node)
            different[name] = different_rows(connection, f"first.{name}", f"second.{name}", columns)
        assert {name: count for name, count in different.items() if count} == {}


def test_no_mart_holds_a_negative_zero(sample_company, tables):
    with duckdb.connect(str(sample_company.build_file), read_only=True) as connection:
        catalog = connection.execute("select current_database()").fetchone()[0]
        found = [
            f"{node['schema']}.{node['alias']}.{name}"
            for node in tables
            if node["access"] == "public"
            for name, data_type in columns_of(connection, catalog, node)
            if data_type == "DOUBLE"
            and connection.execute(
                f'select count(*) from "{node["schema"]}"."{node["alias"]}"'
                f' where "{name}" = 0 and signbit("{name}")'
            ).fetchone()[0]
        ]
    assert found == []


@pytest.mark.parametrize(
    ("other", "rows"),
    [("1.0, 0.0", 0), ("nextafter(1.0::double, 2.0), 0.0", 2), ("1.0, -(0.0::double)", 2)],
)
def test_the_comparison_sees_the_last_bit(other, rows):
    with duckdb.connect() as connection:
        for name, values in (("one", "1.0, 0.0"), ("other", other)):
            connection.execute(f"create table {name} (a double, b double)")
            connection.execute(f"insert into {name} values ({values})")
        columns = [("a", "DOUBLE"), ("b", "DOUBLE")]
        assert different_rows(connection, "one", "other", columns) == rows
