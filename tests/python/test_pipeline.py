"""The command's contract: variables, paths, exit codes, and sentences instead of tracebacks."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from smarketing import cli, command_line, paths
from smarketing.errors import DataRefused, SmarketingError
from smarketing.run.build_file import require_loaded, require_openable
from smarketing.run.commands import rebuild
from smarketing.run.completeness import resolve_allowances


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """An empty project folder, so that defaults never touch the developer's own files."""
    folder = tmp_path / "project with spaces"
    folder.mkdir()
    monkeypatch.setattr(paths, "PROJECT", folder)
    monkeypatch.setattr(paths, "SAMPLE_EXPORTS", folder / "sample" / "exports")
    monkeypatch.chdir(folder)
    return folder


def write_lead(exports: Path) -> Path:
    (exports / "template").mkdir(parents=True)
    (exports / "template" / "leads.csv").write_text("lead_id,created_at\n1,2026-01-02\n")
    return exports


def test_notebooks_read_the_company_and_only_without_one_the_sample(project, monkeypatch):
    folder = project / "warehouse"
    folder.mkdir()
    (project / "notebooks").mkdir()
    monkeypatch.chdir(project / "notebooks")
    assert paths.published_warehouse({}) == folder / "sample.duckdb"
    (folder / "smarketing.duckdb").touch()
    assert paths.published_warehouse({}) == folder / "smarketing.duckdb"
    named = {"WAREHOUSE": "warehouse/sample.duckdb"}
    (folder / "sample.duckdb").touch()
    assert paths.published_warehouse(named) == folder / "sample.duckdb"
    (project / "notebooks" / "mine.duckdb").touch()
    mine = paths.published_warehouse({"WAREHOUSE": "mine.duckdb"})
    assert mine == project / "notebooks" / "mine.duckdb"


def test_nothing_given_and_no_exports_is_the_sample_in_folders_of_its_own(project):
    places = paths.resolve_places({})
    assert places.is_sample
    assert places.exports == project / "sample" / "exports"
    assert places.warehouse == project / "warehouse" / "sample.duckdb"
    assert places.out == project / "reports" / "sample"
    assert not places.warehouse_is_given


def test_hidden_files_do_not_make_an_export(project):
    (project / "exports" / "hubspot").mkdir(parents=True)
    (project / "exports" / ".gitkeep").touch()
    assert paths.resolve_places({}).is_sample


def test_exports_folder_with_files_is_the_company(project):
    write_lead(project / "exports")
    places = paths.resolve_places({})
    assert not places.is_sample
    assert places.exports == project / "exports"
    assert places.warehouse == project / "warehouse" / "smarketing.duckdb"
    assert places.build_file == project / "warehouse" / "build.duckdb"
    assert places.out == project / "reports"


@pytest.mark.parametrize("shape", ["absolute", "relative"])
def test_given_paths_are_relative_to_where_the_person_stands(project, tmp_path, shape):
    write_lead(tmp_path / "mis datos")

    def given(name: str) -> str:
        return str(tmp_path / name) if shape == "absolute" else f"../{name}"

    (tmp_path / "ajustes").mkdir()
    places = paths.resolve_places(
        {
            "EXPORTS": given("mis datos"),
            "SETTINGS": given("ajustes"),
            "WAREHOUSE": given("w.duckdb"),
            "OUT": given("out"),
        }
    )
    assert places.exports == tmp_path / "mis datos"
    assert places.settings == tmp_path / "ajustes"
    assert places.warehouse == tmp_path / "w.duckdb"
    assert places.build_file == tmp_path / "build.duckdb"
    assert places.out == tmp_path / "out"
    assert places.warehouse_is_given


def test_the_sample_given_by_path_is_still_the_sample(project):
    exports = write_lead(project / "elsewhere")
    (exports / ".sample").touch()
    places = paths.resolve_places({"EXPORTS": str(exports), "OUT": "out"})
    assert places.is_sample
    assert places.warehouse.name == "sample.duckdb"
    assert places.out == project / "out" / "sample"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"EXPORTS": "empty"}, "is empty"),
        ({"EXPORTS": "missing"}, "is not a folder"),
        ({"EXPORTS": " "}, "blank"),
        ({"EXPORTS": "full", "SETTINGS": "missing"}, "SETTINGS=.* is not a folder"),
        ({"EXPORTS": "full", "WAREHOUSE": "build.duckdb"}, "can't be published to"),
        ({"EXPORTS": "full", "MONTH": "2026-13"}, "MONTH=2026-13 is not a month"),
        ({"EXPORTS": "full", "MONTH": "octubre"}, "YYYY-MM"),
        ({"EXPORTS": "full", "AS_OF": "2026-02-30"}, "AS_OF=2026-02-30 is not a day"),
        ({"EXPORTS": "full", "AS_OF": "20260228"}, "YYYY-MM-DD"),
        ({"EXPORTS": "full", "LOCALE": "es,fr"}, "LOCALE=fr is not one of"),
    ],
)
@pytest.mark.parametrize("command", ["report", "warehouse"])
def test_refusals_exit_2_with_one_sentence(
    project, monkeypatch, capsys, command, variables, sentence
):
    if command == "warehouse" and "LOCALE" in variables:
        pytest.skip("a warehouse has no language")
    (project / "empty").mkdir()
    write_lead(project / "full")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert cli.main([command]) == 2
    errors = capsys.readouterr().err
    assert re.search(sentence, errors), errors
    assert "Traceback" not in errors
    assert len(errors.strip().splitlines()) == 1
    assert not (project / "warehouse").exists(), "nothing was touched"


def test_a_flag_beats_the_environment(monkeypatch):
    monkeypatch.setenv("MONTH", "2026-01")
    monkeypatch.setenv("OUT", "there")
    monkeypatch.setenv("EXPORTS", "")
    seen = {}
    monkeypatch.setattr("smarketing.run.commands.report", lambda given, say: seen.update(given))
    assert cli.main(["report", "--month", "2026-01", "--month", "2026-02"]) == 0
    # blank is given, too: it may be a slip, and the sample must not stand in for a company
    assert seen == {"MONTH": "2026-02", "OUT": "there", "EXPORTS": ""}


def test_as_of_beats_month_and_a_month_means_its_last_day():
    assert paths.resolve_period({}).as_of is None
    assert paths.resolve_period({"MONTH": "", "AS_OF": " "}).as_of is None
    assert paths.resolve_period({"MONTH": "2024-02"}).as_of == date(2024, 2, 29)
    both = paths.resolve_period({"MONTH": "2024-02", "AS_OF": "2024-03-05"})
    assert both.as_of == date(2024, 3, 5)


def test_locales_accept_what_people_write():
    assert paths.resolve_locales({}) == ["es"]
    assert paths.resolve_locales({"LOCALE": "es_cl, EN,es-CL"}) == ["es-CL", "en"]


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [(SmarketingError("it broke"), 1), (DataRefused("bad row"), 2), (ValueError("a bug"), 1)],
)
def test_exit_codes_of_failures(monkeypatch, capsys, error, exit_code, tmp_path):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("smarketing.run.commands.warehouse", fail)
    monkeypatch.setattr(command_line, "CRASH_LOG", tmp_path / "target" / "crash.log")
    assert cli.main(["warehouse"]) == exit_code
    errors = capsys.readouterr().err
    assert str(error) in errors
    assert "Traceback" not in errors
    assert (tmp_path / "target" / "crash.log").exists() == isinstance(error, ValueError)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["report", "--moth", "2026-01"], "--month"),
        (["raport"], "raport"),
        ([], "Missing command"),
        (["trace"], "KPI"),
        (["sample", "--scale", "big"], "big"),
    ],
)
def test_a_wrong_command_line_exits_1(capsys, arguments, sentence):
    with pytest.raises(SystemExit) as exit_:
        cli.main(arguments)
    assert exit_.value.code == 1
    assert sentence in capsys.readouterr().err


def test_one_flag_takes_several_words_as_make_passes_them(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "smarketing.run.commands.rebuild", lambda given, select, say: seen.append(select)
    )
    monkeypatch.setattr(
        "smarketing.run.commands.notebook", lambda given, *named, say: seen.append(named)
    )
    assert cli.main(["rebuild", "--select", "a+", "+b", "--settings", "there"]) == 0
    assert cli.main(["notebook", "x", "-p", "n=1", "names=[a]", "-p", "empty="]) == 0
    assert seen == [["a+", "+b"], ("x", {"empty": None, "n": 1, "names": ["a"]})]


@pytest.mark.parametrize("arguments", [["-h"], ["report", "-h"], ["bench", "--help"]])
def test_help_is_at_hand_and_imports_nothing_heavy(arguments):
    code = (
        "import sys; from smarketing import cli; cli.main(sys.argv[1:]);"
        "heavy = {'duckdb', 'polars', 'dbt', 'pydantic', 'numpy', 'yaml'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    ).stdout
    assert shown.startswith("Usage: smarketing")


def test_a_broken_build_file_starts_afresh(tmp_path):
    build_file = tmp_path / "build.duckdb"
    build_file.write_bytes(b"half a file")
    said = []
    require_openable(build_file, said.append)
    assert not build_file.exists()
    assert "starting afresh" in said[0]


@pytest.mark.parametrize("left", ["", "create schema raw; create table raw._run (is_sample bool)"])
def test_a_build_file_without_a_whole_load_is_not_rebuilt(tmp_path, left):
    build_file = tmp_path / "build.duckdb"
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(left or "select 1")
    with pytest.raises(SmarketingError, match=r"no whole load.*run `make warehouse` first"):
        require_loaded(build_file)
    with pytest.raises(SmarketingError, match="no whole load"):
        rebuild({"WAREHOUSE": str(tmp_path / "smarketing.duckdb"), "AS_OF": "2026-01-31"}, [])
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            "create schema if not exists raw; create or replace table raw._run as select true"
        )
    require_loaded(build_file)


def test_a_build_file_open_elsewhere_is_named_not_deleted(tmp_path):
    build_file = tmp_path / "build.duckdb"
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import duckdb, sys; c = duckdb.connect({str(build_file)!r});"
            "print('open', flush=True); sys.stdin.readline()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "open\n"
    with pytest.raises(SmarketingError, match="open in another program") as failed:
        require_openable(build_file, print)
    assert failed.value.exit_code == 1
    assert str(holder.pid) in str(failed.value)
    holder.communicate("\n", timeout=30)
    assert build_file.exists()


def test_make_passes_variables_unchanged(tmp_path):
    """From the command line and from the environment, spaces included."""
    makefile = (paths.PROJECT / "Makefile").read_text()
    probe = makefile.replace("@$(RUN) warehouse", '@printf "%s|%s\\n" "$$EXPORTS" "$$OUT"')
    assert probe != makefile
    (tmp_path / "Makefile").write_text(probe.replace("warehouse: $(RUNTIME)", "warehouse:"))
    output = subprocess.run(
        ["make", "-C", str(tmp_path), "warehouse", "EXPORTS=../mis datos"],
        env={**os.environ, "OUT": "/srv/el informe"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "../mis datos|/srv/el informe" in output


def test_what_may_be_missing_is_named_once_or_often(monkeypatch):
    seen = {}
    monkeypatch.setattr("smarketing.run.commands.warehouse", lambda given, say: seen.update(given))
    cli.main(["warehouse", "--allow-missing", "hubspot", "--allow-missing", "ga4/tasks"])
    assert resolve_allowances(seen).missing == {"hubspot", "ga4/tasks"}
    assert resolve_allowances({"FAIL_IF_OLDER_THAN": "3"}).older_than_days == 3
    with pytest.raises(DataRefused, match="FAIL_IF_OLDER_THAN=soon is not a number of days"):
        resolve_allowances({"FAIL_IF_OLDER_THAN": "soon"})
