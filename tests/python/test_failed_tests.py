"""A data test that asks several rules names each one that is broken, and never a person."""

import pytest
from small_project import SmallProject

from smarketing.errors import DataRefused
from smarketing.warehouse import build
from smarketing.warehouse.failed_tests import sentence_of_failed_test

PEOPLE = """
select *
from (
    values
        (1, 'a@b.example', 'high', 2, 3),
        (1, 'a@b.example', 'low', 2, 3),
        (2, null, 'wrong', 4, 3),
        (3, null, null, null, 3)
) as people (id, email, band, wins, leads)
"""
PEOPLE_YAML = """
version: 2
models:
  - name: people
    data_tests:
      - rules:
          name: rules_of_people
          arguments:
            key: [id]
            filled: [email]
            accepted: {band: [high, low]}
            holds: ["wins <= leads", "band <> 'it''s'"]
  - name: nobody
    data_tests:
      - rules: {name: rules_of_nobody, arguments: {key: [id, band], holds: ["wins <= leads"]}}
"""
SENTENCES = [
    "people: band is one of high, low (1 row found): id 2, band wrong, wins 4, leads 3",
    "people: email is filled (2 rows found): id 2, band wrong, wins 4, leads 3; id 3, leads 3",
    "people: no two rows have the same id (1 row found): id 1, row_count 2",
    "people: wins <= leads (1 row found): id 2, band wrong, wins 4, leads 3",
]


@pytest.fixture
def project(tmp_path) -> SmallProject:
    models = {
        "models.yml": PEOPLE_YAML,
        "people.sql": PEOPLE,
        "nobody.sql": "select 1 as id, 'high' as band, 2 as wins, 2 as leads",
        "reader.sql": "select * from {{ ref('people') }}",
    }
    return SmallProject(tmp_path, models)


def test_each_broken_rule_is_named_with_rows_without_personal_data(project):
    results = project.build()
    assert str(results["rules_of_nobody"].status) == "pass"
    failed = results["rules_of_people"]
    assert str(failed.status) == "fail"
    assert failed.failures == 5
    sentence = sentence_of_failed_test(project.file, failed)
    assert sorted(sentence.split("; and ")) == SENTENCES


def test_a_run_asks_a_table_where_it_is_built_and_says_the_same(project, monkeypatch):
    small = project.as_the_house(monkeypatch)
    with pytest.raises(DataRefused) as refused:
        build.build(small)
    said = str(refused.value).partition("- ")[2]
    assert sorted(said.split("; and ")) == SENTENCES
    assert project.rows("select count(*) from people, nobody") == [(4,)]
    tables = project.rows("select table_name from duckdb_tables() order by all")
    assert tables == [("nobody",), ("people",)], "nobody reads what breaks a rule"
    small = build.build(small, select=["nobody"])
    assert (small.built, small.passed) == (1, 0)


UNIT_TEST_YAML = """
version: 2
models:
  - name: doubled
unit_tests:
  - name: a_number_is_doubled
    model: doubled
    given:
      - input: ref('numbers')
        rows: [{id: 1}, {id: 2}]
    expect:
      rows: [{doubled: 2}, {doubled: 5}]
"""


def test_a_failed_unit_test_names_its_model_its_file_and_what_differs(tmp_path, monkeypatch):
    models = {
        "models.yml": UNIT_TEST_YAML,
        "numbers.sql": "select 1 as id",
        "doubled.sql": "select 2 * id as doubled from {{ ref('numbers') }}",
    }
    small = SmallProject(tmp_path, models).as_the_house(monkeypatch)
    with pytest.raises(DataRefused) as refused:
        build.build(small, with_unit_tests=True)
    said = str(refused.value)
    assert said.startswith("1 test failed, so nothing was published")
    assert (
        "unit test a_number_is_doubled of doubled (models/models.yml); +++ is what the model"
        in said
    )
    assert "+++,4" in said
    assert "---,5" in said
