"""Every package that the code imports is declared, and every declared one is used."""

import ast
import re
import sys

from smarketing.paths import PROJECT

# what is imported under another name than it is installed by
DISTRIBUTIONS = {
    "IPython": "ipykernel",
    "ChannelAttribution": "channelattribution",
    "dbt": "dbt-core",
    "great_expectations": "great-expectations",
    "sklearn": "scikit-learn",
    "vl_convert": "vl-convert-python",
    "yaml": "pyyaml",
}
# declared though no module of ours imports it
NEEDED_OTHERWISE = {
    "dbt-duckdb": "dbt's adapter, named in profiles.yml",
    "setuptools": "installs this package, without the network",
    "wheel": "installs this package, without the network",
    "tzdata": "time zones where the system has none",
}
FOR_BENCHES_ONLY = {"channelattribution"}
FOR_TESTS_ONLY = {"sqlglot"}
FOR_SPARK_ONLY = {"pyspark"}


def declared(name: str) -> set[str]:
    lines = (PROJECT / "requirements" / f"{name}.in").read_text().splitlines()
    found = [re.match(r"[a-z0-9][a-z0-9-]*", line) for line in lines]
    return {match[0] for match in found if match}


def imported() -> set[str]:
    names = set()
    for path in (PROJECT / "smarketing").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                names |= {name.name.split(".")[0] for name in node.names}
    names -= {"smarketing"} | set(sys.stdlib_module_names)
    return {DISTRIBUTIONS.get(name, name) for name in names}


def test_what_is_imported_is_declared():
    assert len(imported()) > 20
    elsewhere = FOR_BENCHES_ONLY | FOR_TESTS_ONLY | FOR_SPARK_ONLY
    assert imported() - declared("runtime") == elsewhere
    assert declared("bench") >= FOR_BENCHES_ONLY
    assert declared("dev") >= FOR_TESTS_ONLY
    assert declared("spark") >= FOR_SPARK_ONLY


def test_what_is_declared_is_used():
    assert declared("runtime") - imported() == set(NEEDED_OTHERWISE)
