"""The project's own `table` keeps what dbt's promises, tried in a project of a few models."""

import json

import duckdb
import pytest

from smarketing.paths import PROJECT
from smarketing.warehouse.build import _close_connections

PROJECT_YAML = f"""
name: small
version: "1.0"
config-version: 2
profile: small
macro-paths: ["{PROJECT / "macros" / "materializations"}"]
models: {{+persist_docs: {{relation: true, columns: true}}}}
"""

PROFILE = """
small:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "FILE", schema: main, threads: 2}
"""

MODELS_YAML = """
version: 2
models:
  - name: agreed
    description: Table under a contract.
    config:
      materialized: table
      contract: {enforced: true}
      indexes: [{columns: [id], unique: true}]
      pre_hook: "create table if not exists hooked (model_name varchar)"
      post_hook: "insert into hooked values ('{{ this.identifier }}')"
    columns:
      - {name: id, data_type: bigint, description: Key., constraints: [{type: not_null}]}
      - {name: amount, data_type: "decimal(18,2)"}
"""

AGREED = """
select
    cast({{ var('id', 1) }} as bigint) as id,
    cast(2.5 as {{ var('type', 'decimal(18,2)') }}) as amount
{% if var('fails', false) %} where error('halfway') is null{% endif %}
"""


@pytest.fixture
def small_project(tmp_path):
    """A function that builds a small project with vars and returns status and message by model."""
    from dbt.cli.main import dbtRunner

    models = tmp_path / "models"
    models.mkdir()
    (tmp_path / "dbt_project.yml").write_text(PROJECT_YAML)
    (tmp_path / "profiles.yml").write_text(PROFILE.replace("FILE", str(tmp_path / "s.duckdb")))
    (models / "models.yml").write_text(MODELS_YAML)
    (models / "agreed.sql").write_text(AGREED)
    (models / "turned.sql").write_text(
        "{{ config(materialized=var('kind', 'table')) }} select id from {{ ref('agreed') }}"
    )

    def build(**variables):
        folders = ["--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]
        quiet = ["--quiet", "--log-level", "none", "--log-level-file", "none"]
        outcome = dbtRunner().invoke(["run", *folders, *quiet, "--vars", json.dumps(variables)])
        _close_connections()
        assert outcome.exception is None, outcome.exception
        return {result.node.name: (str(result.status), result.message) for result in outcome.result}

    build.file = tmp_path / "s.duckdb"
    return build


def rows(build, sql: str) -> list[tuple]:
    with duckdb.connect(str(build.file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_contract_comments_indexes_and_hooks_hold_when_a_table_is_replaced(small_project):
    small_project()
    small_project(id=7)
    assert rows(small_project, "from agreed") == [(7, pytest.approx(2.5))]
    assert rows(
        small_project,
        "select column_name, data_type, is_nullable, comment from duckdb_columns()"
        " where table_name = 'agreed'",
    ) == [("id", "BIGINT", False, "Key."), ("amount", "DECIMAL(18,2)", True, "")]
    assert rows(
        small_project, "select comment from duckdb_tables() where table_name = 'agreed'"
    ) == [("Table under a contract.",)]
    assert rows(small_project, "select count(*), bool_and(is_unique) from duckdb_indexes()") == [
        (1, True)
    ]
    assert rows(small_project, "from hooked") == [("agreed",), ("agreed",)]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"type": "double"}, "contract"),
        ({"fails": True}, "halfway"),
        ({"id": "null"}, "NOT NULL"),
    ],
)
def test_a_model_that_fails_leaves_the_table_as_it_was(small_project, variables, said):
    small_project()
    status, message = small_project(**variables)["agreed"]
    assert status == "error"
    assert said in message
    assert rows(small_project, "select id from agreed") == [(1,)]


def test_a_view_becomes_a_table_and_a_table_a_view(small_project):
    for kind, table_type in (("table", "BASE TABLE"), ("view", "VIEW"), ("table", "BASE TABLE")):
        assert small_project(kind=kind)["turned"][0] == "success"
        assert rows(
            small_project,
            "select table_type from information_schema.tables where table_name = 'turned'",
        ) == [(table_type,)]
