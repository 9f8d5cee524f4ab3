"""What dbt parsed is kept between runs, and never used where parsing would give something else."""

import re
from dataclasses import replace

import pytest

from smarketing.paths import PROJECT
from smarketing.settings.variables import RUN_VARS, project_vars
from smarketing.warehouse import kept_files, parsed_project
from smarketing.warehouse.dbt_command import Project, manifest_of, parse_project
from smarketing.warehouse.parsed_project import kept_file, parsed

# Of settings that are words: what else they may be.
OTHER_WORDS = {
    "America/Guayaquil": "Europe/Madrid",
    "USD": "EUR",
    "es": "es_419",
    "593": "57",
    "crm_then_definition": "crm",
}


class Parsed:
    """Stands in for dbt's manifest, which takes seconds to make."""

    def __init__(self, text):
        self.text = text

    def to_msgpack(self, _encoder):
        return self.text.encode()


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one model, and what was kept of it read back as text."""
    (tmp_path / "models").mkdir()
    (tmp_path / "seeds").mkdir()
    (tmp_path / "models" / "one.sql").write_text("select 1")
    (tmp_path / "seeds" / "stages.csv").write_text("stage\nmql\n")
    for name in ("dbt_project.yml", "profiles.yml"):
        (tmp_path / name).write_text("name: it")
    monkeypatch.setattr(parsed_project, "PROJECT", tmp_path)
    monkeypatch.setattr(parsed_project, "FOLDER", tmp_path / "kept")
    monkeypatch.setattr(
        parsed_project, "_read", lambda kept: kept.read_text() if kept.exists() else None
    )
    return tmp_path


@pytest.fixture
def asked():
    """The build file's name, of each time that dbt was asked to parse."""
    return []


def parse(asked, database="build"):
    def of_dbt():
        asked.append(database)
        return Parsed("parsed")

    return parsed(database, of_dbt)


def test_what_is_kept_is_not_parsed(project, asked):
    parse(asked)
    assert parse(asked) == "parsed"
    assert len(asked) == 1


def test_a_setting_is_another_one_only_where_its_value_is(project):
    def of(**variables):
        return kept_file("build", ".json", variables)

    default = project_vars()["minimum_sample"]
    assert of(as_of="2026-01-31", code_version="1") == of(minimum_sample=default) == of()
    assert len({of(), of(minimum_sample=float(default)), of(timezone="America/Bogota")}) == 3


def other_value(value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value / 2 if isinstance(value, float) else value + 1
    if isinstance(value, list) and len(value) > 3 and isinstance(value[0], str):
        return value[1:]
    return OTHER_WORDS.get(value, value) if isinstance(value, str) else value


def test_no_setting_makes_other_models_or_another_order(tmp_path):
    variables = {
        name: other_value(value) for name, value in project_vars().items() if name not in RUN_VARS
    }
    assert sum(variables[name] != project_vars()[name] for name in variables) > 40
    of_defaults = Project(tmp_path / "build.duckdb", PROJECT / "seeds", tmp_path)
    kept = manifest_of(of_defaults)
    others = parse_project(replace(of_defaults, vars=variables))
    assert others.nodes.keys() == kept.nodes.keys()
    assert len(kept.nodes) > 400
    for unique_id, node in kept.nodes.items():
        other = others.nodes[unique_id]
        assert set(other.depends_on_nodes) == set(node.depends_on_nodes), unique_id
        assert other.config.to_dict() == node.config.to_dict(), unique_id


def test_another_rows_of_a_setting_parse_nothing(project, asked):
    parse(asked)
    (project / "seeds" / "stages.csv").write_text("stage\nsql\n")
    parse(asked)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda project: (project / "models" / "one.sql").write_text("select 2"),
        lambda project: (project / "models" / "one.sql").rename(project / "models" / "two.sql"),
        lambda project: (project / "models" / "one.yml").write_text("models: []"),
        lambda project: (project / "seeds" / "more.csv").write_text("stage\n"),
        lambda project: (project / "profiles.yml").write_text("name: another"),
        lambda project: (project / "dbt_project.yml").write_text("name: another"),
    ],
)
def test_a_changed_file_is_parsed(project, asked, change):
    parse(asked)
    change(project)
    parse(asked)
    assert len(asked) == 2


def test_another_name_of_the_build_file_is_parsed(project, asked):
    parse(asked)
    parse(asked, database="another")
    assert asked == ["build", "another"]


def test_a_file_cut_short_is_parsed_again(tmp_path):
    cut = tmp_path / "cut.msgpack"
    cut.write_bytes(b"\x93\x01")
    assert parsed_project._read(cut) is None


def test_few_are_kept(project, asked):
    for number in range(kept_files.KEPT + 3):
        parse(asked, database=f"file_{number}")
    assert len(list(parsed_project.FOLDER.iterdir())) == kept_files.KEPT


def test_only_one_row_depends_on_what_is_left_out():
    """No model but run_arguments reads the vars that differ from run to run, or all of them."""
    names = "|".join(RUN_VARS)
    read = re.compile(rf"var\(\s*['\"]({names})['\"]|invocation_args_dict")
    sql = [
        path
        for folder in ("models", "macros", "tests")
        for path in (PROJECT / folder).rglob("*.sql")
    ]
    readers = {path.name for path in sql if read.search(path.read_text(encoding="utf-8"))}
    assert readers == {"run_arguments.sql"}
    text = (PROJECT / "models" / "run_arguments.sql").read_text(encoding="utf-8")
    assert not re.search(r"\b(ref|source)\(|{%-? *if", text)
