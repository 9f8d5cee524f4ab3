"""The project's own `table` keeps what dbt's promises, tried in a project of a few models."""

import pytest
from small_project import SmallProject

pytestmark = pytest.mark.long

MODELS_YAML = """
version: 2
models:
  - name: agreed
    description: Table under a contract.
    config:
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

TURNED = "{{ config(materialized=var('kind', 'table')) }} select id from {{ ref('agreed') }}"


@pytest.fixture
def project(tmp_path) -> SmallProject:
    return SmallProject(
        tmp_path, {"models.yml": MODELS_YAML, "agreed.sql": AGREED, "turned.sql": TURNED}
    )


def test_contract_comments_indexes_and_hooks_hold_when_a_table_is_replaced(project):
    project.build()
    project.build(id=7)
    assert project.rows("from agreed") == [(7, pytest.approx(2.5))]
    assert project.rows(
        "select column_name, data_type, is_nullable, comment from duckdb_columns()"
        " where table_name = 'agreed'"
    ) == [("id", "BIGINT", False, "Key."), ("amount", "DECIMAL(18,2)", True, "")]
    comments = project.rows("select comment from duckdb_tables() where table_name = 'agreed'")
    assert comments == [("Table under a contract.",)]
    indexes = project.rows("select table_name, is_unique from duckdb_indexes()")
    assert indexes == [("agreed", True)]
    assert project.rows("from hooked") == [("agreed",), ("agreed",)]


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"type": "double"}, "contract"),
        ({"fails": True}, "halfway"),
        ({"id": "null"}, "NOT NULL"),
    ],
)
def test_a_model_that_fails_leaves_the_table_as_it_was(project, variables, said):
    project.build()
    failed = project.build(**variables)["agreed"]
    assert str(failed.status) == "error"
    assert said in failed.message
    assert project.rows("select id from agreed") == [(1,)]


def test_a_view_becomes_a_table_and_a_table_a_view(project):
    for kind, table_type in (("table", "BASE TABLE"), ("view", "VIEW"), ("table", "BASE TABLE")):
        assert str(project.build(kind=kind)["turned"].status) == "success"
        assert project.rows(
            "select table_type from information_schema.tables where table_name = 'turned'"
        ) == [(table_type,)]
