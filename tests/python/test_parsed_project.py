"""What dbt parsed is kept between runs, and never used where parsing would give something else."""

import re

import pytest

from smarketing.paths import PROJECT
from smarketing.settings.variables import RUN_VARS
from smarketing.warehouse import kept_files, parsed_project
from smarketing.warehouse.parsed_project import parsed


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
    """The vars of each time that dbt was asked to parse."""
    return []


def parse(asked, variables, database="build"):
    def of_dbt(settled):
        asked.append(settled)
        return Parsed("parsed")

    return parsed(variables, database, of_dbt)


def test_another_day_or_version_parses_nothing(project, asked):
    first = {"as_of": "2026-01-31", "code_version": "1", "timezone": "America/Bogota"}
    parse(asked, first)
    assert parse(asked, {**first, "as_of": "2026-02-28", "code_version": "2"}) == "parsed"
    assert asked == [{"timezone": "America/Bogota"}]


def test_another_rows_of_a_setting_parse_nothing(project, asked):
    parse(asked, {})
    (project / "seeds" / "stages.csv").write_text("stage\nsql\n")
    parse(asked, {})
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
    parse(asked, {})
    change(project)
    parse(asked, {})
    assert len(asked) == 2


def test_another_setting_or_name_of_the_build_file_is_parsed(project, asked):
    parse(asked, {})
    parse(asked, {"timezone": "America/Bogota"})
    parse(asked, {}, database="another")
    assert len(asked) == 3


def test_a_file_cut_short_is_parsed_again(tmp_path):
    cut = tmp_path / "cut.msgpack"
    cut.write_bytes(b"\x93\x01")
    assert parsed_project._read(cut) is None


def test_few_are_kept(project, asked):
    for day in range(kept_files.KEPT + 3):
        parse(asked, {"episode_gap_days": day})
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
