"""The house's plan: folders of models and rooms of the Python each form a ladder."""

import ast
import collections
import graphlib
import itertools
import json
from pathlib import PurePosixPath

import pytest

from smarketing.loading import loader
from smarketing.paths import PROJECT
from smarketing.settings.schema import load_schemas
from smarketing.warehouse.profile import duckdb_profile

LADDER = [
    ".",
    "staging",
    "intermediate/people",
    "intermediate/activity",
    "intermediate/scoring",
    "marts/core",
    "marts/funnel",
    "marts/sla",
    "marts/contact",
    "marts/qualification",
    "marts/attribution",
    "marts/pipeline",
    "marts/kpi",
    "marts/quality",
]
SHORT_LINES = 25
REASON = "Apart because"


@pytest.fixture(scope="module")
def models(sample_company):
    """dbt's models of this project by unique id."""
    manifest = json.loads((sample_company.manifest).read_text())
    return {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }


def room(node) -> str:
    """A model's folder; a topic and its private steps/ are one room."""
    parts = PurePosixPath(node["original_file_path"]).parent.parts[1:]
    return str(PurePosixPath(*(part for part in parts[:2] if part != "steps")))


def test_folders_form_a_ladder(models):
    assert len(models) > 100
    assert {room(node) for node in models.values()} <= set(LADDER)
    climbs = [
        f"{node['name']} ({room(node)}) reads {models[above]['name']} ({room(models[above])})"
        for node in models.values()
        for above in node["depends_on"]["nodes"]
        if above in models and LADDER.index(room(models[above])) > LADDER.index(room(node))
    ]
    assert climbs == []


def opening_comment(sql: str) -> str:
    """The comment lines a model starts with, as one text."""
    lines = itertools.takewhile(lambda line: line.startswith("--"), sql.lstrip().splitlines())
    return " ".join(line.removeprefix("--").strip() for line in lines)


def test_a_short_model_with_one_reader_says_why_it_is_apart(models):
    readers = collections.Counter(
        above for node in models.values() for above in set(node["depends_on"]["nodes"])
    )
    silent = [
        node["original_file_path"]
        for key, node in models.items()
        if readers[key] == 1
        and len((PROJECT / node["original_file_path"]).read_text().splitlines()) < SHORT_LINES
        and REASON not in opening_comment(node["raw_code"])
    ]
    assert silent == [], f"merge it with its reader, or open with a sentence '{REASON} …'"


def test_marts_are_public_and_nothing_else(models):
    public = {node["name"] for node in models.values() if node["access"] == "public"}
    marts = {
        node["name"]
        for node in models.values()
        if node["name"] == "run"
        or (room(node).startswith("marts/") and "/steps/" not in node["original_file_path"])
    }
    assert len(marts) > 40
    assert public == marts


def test_rules_left_out_as_steps_are_asked_elsewhere(sample_company):
    """Where a table is built (macro require_rules); of a seed, as its settings are read."""
    nodes = json.loads(sample_company.manifest.read_text())["nodes"]
    schemas = load_schemas()
    rules = [
        node for node in nodes.values() if (node.get("test_metadata") or {}).get("name") == "rules"
    ]
    assert len(rules) > 80
    assert len({test["attached_node"] for test in rules}) == len(rules), "a table asks one test"
    for test in rules:
        asked = nodes[test["attached_node"]]
        assert (test["config"]["severity"], test["config"].get("where")) == ("ERROR", None)
        if asked["resource_type"] == "model":
            hooks = str(asked["config"]["post-hook"])
            asks = asked["config"]["materialized"] == "table" or "require_rules(this)" in hooks
            assert asks, f"{asked['name']} asks no rules"
            continue
        seed = schemas[asked["name"]]
        asks = {name: value for name, value in test["test_metadata"]["kwargs"].items() if value}
        assert set(asks) <= {"model", "key", "filled"}, f"{seed.name}: settings ask less"
        assert set(asks["key"]) == set(seed.key)
        required = {column.name for column in seed.columns if column.meta.get("required")}
        assert set(asks.get("filled", [])) <= required, f"{seed.name}: settings ask less"


# From the ground up: a room of the Python reads its own modules and those of the rooms before it.
PYTHON_LADDER = [
    "errors",
    "paths",
    "now_and_then",
    "text",
    "contract",
    "loading",
    "mapping",
    "settings",
    "validation",
    "export_contracts",
    "warehouse",
    "sample",
    "report.frame",
    "report.pages",
    "report.portal",
    "report",
    "outgoing",
    "run",
    "dev",
    "lab",
    "command_line",
    "cli",
    "__main__",
]


@pytest.fixture(scope="module")
def imports():
    """Every module of the package with the modules of the package it imports, also inside defs."""
    package = PROJECT / "smarketing"
    paths = {
        ".".join(path.relative_to(package).with_suffix("").parts)
        .removesuffix("__init__")
        .strip("."): path
        for path in package.rglob("*.py")
    }
    return {name: imported_by(path) & (set(paths) - {""}) for name, path in paths.items() if name}


def imported_by(path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("smarketing"):
            module = node.module.removeprefix("smarketing").strip(".")
            found.add(module)
            found |= {f"{module}.{name.name}".strip(".") for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name.removeprefix("smarketing.") for name in node.names}
    return found


def python_room(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "report" else parts[0]


def test_rooms_of_the_python_form_a_ladder(imports):
    assert len(imports) > 100
    assert {python_room(module) for module in imports} <= set(PYTHON_LADDER)
    climbs = [
        f"{module} imports {above}"
        for module, read in imports.items()
        for above in read
        if PYTHON_LADDER.index(python_room(above)) > PYTHON_LADDER.index(python_room(module))
    ]
    assert climbs == []


def test_no_modules_import_each_other_in_a_circle(imports):
    # a package's own __init__ offers what its modules hold, so only modules count
    packages = {module.rpartition(".")[0] for module in imports}
    graph = {module: read - packages for module, read in imports.items() if module not in packages}
    assert list(graphlib.TopologicalSorter(graph).static_order())


def test_pages_of_reports_do_not_read_each_other(imports):
    pages = {module: module.split(".")[2] for module in imports if module.count(".") > 1}
    pages = {module: page for module, page in pages.items() if module.startswith("report.pages.")}
    assert len(set(pages.values())) > 4
    crossings = [
        f"{module} imports {other}"
        for module, page in pages.items()
        for other in imports[module]
        if pages.get(other, page) != page
    ]
    assert crossings == []


def test_loading_and_building_keep_to_the_same_memory():
    _, options = duckdb_profile()
    assert options["memory_limit"] == loader.MEMORY_LIMIT
