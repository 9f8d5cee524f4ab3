"""Rules about the repository itself: what every file in it keeps to."""

import json
import re
import subprocess
from collections import Counter

import pytest
import yaml

from smarketing.paths import PROJECT

MEBIBYTE = 2**20
CLOCK_IN_SQL = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtimestamp|now\s*\(|today\s*\(|getdate\s*\(|"
    r"sysdate|run_started_at|modules\.datetime)",
    re.IGNORECASE,
)
CLOCK_IN_PYTHON = re.compile(
    r"\b(datetime\.now|date\.today|datetime\.utcnow|time\.time\(|pd\.Timestamp\.now)"
)
SQL_COMMENT = re.compile(r"--[^\n]*|\{#.*?#\}", re.DOTALL)


def repository_files() -> list:
    """Every file that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "-C", str(PROJECT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = [PROJECT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


FILES = repository_files()
MODELS = [path for path in FILES if path.suffix == ".sql" and "models" in path.parts]
MACROS = [path for path in FILES if path.suffix == ".sql" and "macros" in path.parts]
MODULES = [path for path in FILES if path.suffix == ".py" and "smarketing" in path.parts]
NOTEBOOKS = [path for path in FILES if path.suffix == ".ipynb"]
LOCKS = [path for path in FILES if path.suffix == ".lock"]


def name_of(path) -> str:
    return str(path.relative_to(PROJECT))


def line_count(path) -> int:
    return len(path.read_text().splitlines())


def test_there_is_something_to_check():
    assert len(MODELS) > 20
    assert len(MODULES) > 20
    assert len(LOCKS) == 5
    assert NOTEBOOKS


def test_no_large_file():
    assert [name_of(path) for path in FILES if path.stat().st_size > MEBIBYTE] == []


@pytest.mark.parametrize("lock", LOCKS, ids=name_of)
def test_locks_have_hashes_and_no_addresses(lock):
    text = lock.read_text()
    assert "--hash=sha256:" in text
    assert not re.search(r"https?://|index-url|find-links|trusted-host|file:", text)
    requirements = re.findall(r"^[A-Za-z0-9][^\n]*", text, flags=re.MULTILINE)
    assert requirements
    unpinned = [line for line in requirements if "==" not in line]
    assert unpinned == []


def test_no_index_addresses_in_what_installs():
    for path in [PROJECT / "Makefile", PROJECT / "pyproject.toml", PROJECT / ".ci" / "run"]:
        assert not re.search(r"https?://|--index-url|--find-links", path.read_text()), path


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=name_of)
def test_notebooks_are_thin_and_hold_no_outputs(notebook):
    cells = json.loads(notebook.read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"]] == []
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    lines = sum(len("".join(cell["source"]).splitlines()) for cell in code)
    assert len(code) <= 20
    assert lines <= 80


def test_sizes_of_modules_and_models():
    limits = [(MODULES, 350), (MODELS, 200), (MACROS, 120)]
    too_long = [
        f"{name_of(path)}: {line_count(path)} lines, at most {limit}"
        for paths, limit in limits
        for path in paths
        if line_count(path) > limit
    ]
    assert too_long == []


def test_nothing_reads_the_clock():
    sql = [path for path in [*MODELS, *MACROS] if CLOCK_IN_SQL.search(without_comments(path))]
    python = [path for path in NOTEBOOKS if CLOCK_IN_PYTHON.search(path.read_text())]
    assert [name_of(path) for path in [*sql, *python]] == []


def without_comments(path) -> str:
    return SQL_COMMENT.sub("", path.read_text())


def documented_models() -> dict:
    """Model name → its entry in a properties file."""
    entries = {}
    for path in FILES:
        if path.suffix in (".yml", ".yaml") and "models" in path.parts:
            for model in (yaml.safe_load(path.read_text()) or {}).get("models", []) or []:
                entries[model["name"]] = model
    return entries


def test_every_model_is_described():
    described = documented_models()
    missing = [
        name_of(path) for path in MODELS if not described.get(path.stem, {}).get("description")
    ]
    assert missing == []


def test_public_marts_describe_every_column():
    described = documented_models()
    marts = [path for path in MODELS if "marts" in path.parts and "steps" not in path.parts]
    assert marts
    bare = [
        f"{path.stem}.{column['name']}"
        for path in marts
        for column in described.get(path.stem, {}).get("columns", [])
        if not column.get("description")
    ]
    assert bare == []


def test_no_path_of_one_machine_and_no_secret():
    suspicious = re.compile(r"/(home|Users|root)/[a-z]|BEGIN (RSA|OPENSSH) PRIVATE KEY")
    texts = (".py", ".sql", ".yml", ".yaml", ".md", ".toml", ".csv", ".ipynb", ".j2", "")
    found = [
        name_of(path)
        for path in FILES
        if path.suffix in texts and path.name != "test_repository.py"
        if suspicious.search(path.read_text(errors="replace"))
    ]
    assert found == []


def test_the_makefile_lists_its_targets():
    output = subprocess.run(
        ["make", "-C", str(PROJECT)], capture_output=True, text=True, check=True
    ).stdout
    for target in ("report", "warehouse", "test", "lab", "check-exports", "settings", "bench"):
        assert f"make {target} " in output


def test_readme_is_short_enough_to_read():
    assert line_count(PROJECT / "README.md") <= 150


def test_recurring_columns_are_described_once():
    """A column that occurs in many tables has one wording, in models/columns.md."""
    wordings = Counter(
        (column["name"], column["description"])
        for model in documented_models().values()
        for column in model.get("columns", [])
        if column.get("description") and "doc(" not in column["description"]
    )
    assert wordings
    assert [words for words, count in wordings.items() if count > 3] == []
