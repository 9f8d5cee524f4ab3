"""A build by recorded statements gives what dbt gives, and dbt is asked where it may not."""

import json
import shutil
from dataclasses import replace

import duckdb
import pytest
from load_helpers import built_tables
from small_project import SmallProject

from smarketing.errors import DataRefused, SmarketingError
from smarketing.loading import load
from smarketing.paths import PROJECT
from smarketing.warehouse import build as building
from smarketing.warehouse.dbt_command import Project
from smarketing.warehouse.recorded_build import recorded_steps

pytestmark = pytest.mark.long

MODELS_YAML = """
version: 2
models:
  - name: cleaned
    data_tests:
      - rules: {name: rules_of_cleaned, arguments: {key: [id]}}
      - few: {config: {severity: warn}}
  - name: counted
    config: {contract: {enforced: true}}
    columns: [{name: ids, data_type: bigint, constraints: [{type: not_null}]}]
  - name: run_arguments
"""
FEW = "{% test few(model) %} select * from {{ model }} where id > 100 {% endtest %}"
MODELS = {
    "models.yml": MODELS_YAML,
    "cleaned.sql": "select cast(id as integer) as id from raw.given",
    "shown.sql": "{{ config(materialized='view') }} select * from {{ ref('cleaned') }}",
    "counted.sql": "select count(*) as ids from {{ ref('shown') }}",
    "run_arguments.sql": (PROJECT / "models" / "run_arguments.sql").read_text(),
}


class World:
    """A small project on a table that the test fills; builds say whether dbt was asked."""

    def __init__(self, folder, monkeypatch):
        self.small = SmallProject(folder, MODELS)
        (folder / "macros").mkdir()
        (folder / "macros" / "few.sql").write_text(FEW)
        text = (folder / "dbt_project.yml").read_text()
        paths = text.replace("macro-paths: [", f'macro-paths: ["{folder}/macros", ')
        (folder / "dbt_project.yml").write_text(paths)
        self.commands = []
        self.take_over(monkeypatch)

    def take_over(self, monkeypatch):
        """Be what the package builds, until the monkeypatch ends."""
        self.project = self.small.as_the_house(monkeypatch)
        invoke = building.invoke

        def counting(project, arguments, **options):
            self.commands.append(arguments[0])
            return invoke(project, arguments, **options)

        monkeypatch.setattr(building, "invoke", counting)

    def build(self, *ids, **options):
        with duckdb.connect(str(self.small.file)) as connection:
            connection.execute("create schema if not exists raw")
            connection.execute("create or replace table raw.given (id varchar)")
            connection.executemany("insert into raw.given values (?)", [[str(id_)] for id_ in ids])
        self.commands.clear()
        variables = {"as_of": "", "as_of_default": "newest_event", "settings_hash": "abc"}
        variables |= {"code_version": "1"} | options.pop("variables", {})
        return building.build(replace(self.project, vars=variables), say=lambda _: None, **options)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A world of which dbt has built two rows, so that its statements are kept."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        world = World(tmp_path_factory.mktemp("world"), monkeypatch)
        world.first = world.build(1, 2)
    assert world.commands == ["build"]
    return world


@pytest.fixture
def world(kept, monkeypatch):
    kept.take_over(monkeypatch)
    kept.build(1, 2)
    assert kept.commands == []
    return kept


def test_other_rows_and_another_day_are_built_without_dbt(world):
    first = world.first
    second = world.build(1, 2, 3, variables={"as_of": "2026-03-31", "code_version": "2"})
    assert world.commands == []
    assert (second.built, second.passed, second.warnings) == (first.built, first.passed, [])
    assert second.relations == first.relations
    assert world.small.rows("from counted") == [(3,)]
    assert world.small.rows("from shown order by id") == [(1,), (2,), (3,)]
    nullable = "select is_nullable from duckdb_columns() where table_name = 'counted'"
    assert world.small.rows(nullable) == [(False,)]


def test_what_a_run_was_asked_for_is_written_as_dbt_writes_it(world):
    asked = {"as_of": " 2026-03-31 ", "company_name": 'Café "Ñ" d\'Or', "trial": [1, 2.5, None]}
    world.build(1, variables=asked, by_dbt=True)
    by_dbt = world.small.rows("from run_arguments")
    world.build(1, variables=asked)
    assert world.commands == []
    assert world.small.rows("from run_arguments") == by_dbt
    assert json.loads(by_dbt[0][-1])["company_name"] == asked["company_name"]


def test_another_setting_or_model_is_dbt_s(world):
    world.build(1, variables={"company_name": "Andes"})
    assert world.commands == ["build"]
    more = world.small.folder / "models" / "more.sql"
    more.write_text("select 1 as one")
    assert world.build(1).built == world.first.built + 1
    assert world.commands == ["build"]
    more.unlink()
    world.build(1, by_dbt=True)
    assert world.commands == ["build"]


def test_a_broken_rule_is_told_in_the_same_words(world):
    with pytest.raises(DataRefused) as by_dbt:
        world.build(1, 1, by_dbt=True)
    with pytest.raises(DataRefused) as recorded:
        world.build(1, 1)
    assert world.commands == ["test"]
    assert str(recorded.value) == str(by_dbt.value)
    assert "no two rows have the same id" in str(recorded.value)


def test_a_warning_is_told_in_the_same_words(world):
    (by_dbt,) = world.build(1, 101, by_dbt=True).warnings
    recorded = world.build(1, 101)
    assert world.commands == ["test"]
    assert recorded.warnings == [by_dbt]
    assert recorded.passed == 0


def test_what_breaks_a_rule_is_never_published_unexplained(world, monkeypatch):
    monkeypatch.setattr(building, "invoke", lambda *_, **__: [])
    with pytest.raises(SmarketingError, match=r"cleaned.*none when asked again"):
        world.build(1, 1)


def test_a_statement_that_fails_is_explained_by_dbt(world):
    with pytest.raises(SmarketingError, match=r"cleaned .* could not run: .*one"):
        world.build("one")
    assert world.commands == ["build"]


def test_a_failed_build_is_not_kept(world):
    with pytest.raises(SmarketingError):
        world.build("one", variables={"company_name": "Sierra"})
    world.build(1, variables={"company_name": "Sierra"})
    assert world.commands == ["build"]


def test_a_view_of_another_version_where_a_table_is_due_is_dbt_s(world):
    with duckdb.connect(str(world.small.file)) as connection:
        connection.execute("drop table counted; create view counted as select 1 as ids")
    world.build(1, 2)
    assert world.commands == ["build"]
    assert world.small.rows("from counted") == [(2,)]


def test_simple_selections_need_no_dbt(world):
    for select, names in (
        (["shown"], {"shown"}),
        (["shown+"], {"shown", "counted"}),
        (["+shown"], {"cleaned", "shown"}),
        (["+cleaned+"], {"cleaned", "shown", "counted"}),
        (["run_arguments", "counted"], {"run_arguments", "counted"}),
        (["cleaned+,+shown", "run_arguments"], {"run_arguments", "cleaned", "shown"}),
        (["cleaned,shown", "shown"], {"shown"}),
        (["cleaned+,tag:daily"], None),
        (["tag:daily"], None),
        (["nobody"], None),
        (["+counted", "-cleaned"], {"shown", "counted"}),
        (["-shown+"], {"run_arguments", "cleaned"}),
        (["+counted", "-tag:daily"], None),
    ):
        exclude = [word[1:] for word in select if word.startswith("-")]
        select = [word for word in select if not word.startswith("-")]
        steps = recorded_steps(world.project, select, exclude)
        assert (steps and {step.name for step in steps if not step.is_test}) == names, select


def test_a_whole_company_comes_out_the_same(tmp_path, monkeypatch):
    exports = tmp_path / "exports"
    shutil.copytree(PROJECT / "tests" / "fixtures" / "company", exports / "template")
    tables = {}
    for way in ("by dbt", "recorded"):
        build_file = tmp_path / way / "build.duckdb"
        load(exports, build_file, say=lambda _: None)
        variables = {"as_of": "2026-03-31"}
        project = Project(build_file, PROJECT / "seeds", tmp_path / way / "work", variables)
        building.build(project, by_dbt=way == "by dbt", say=lambda _: None)
        tables[way] = built_tables(build_file)
        monkeypatch.setattr(building, "invoke", _no_dbt)
    assert len(tables["by dbt"]) > 250
    assert tables["by dbt"] == tables["recorded"]
    assert len(tables["by dbt"]["core", "dim_leads"]) == 9


def _no_dbt(*_, **__):
    pytest.fail("dbt was asked")
