"""What a failed test or model says: which rule is broken, by how many rows and by which."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb

SHOWN_ROWS = 3
PERSONAL_COLUMNS = {"email", "phone", "first_name", "last_name", "notes", "raw_text", "raw_value"}
BROKEN_RULES = """
    select rule, count(*), list(failing_row)[:?] from ({})
    group by rule order by rule
"""


def sentence_of_failed_test(build_file: Path, result) -> str:
    """Say what a failed test expects, how many rows break it, and show the first of them.

    result: dbt's result of the test. People's data are left out of the rows. A test that asks
    several rules (tests/generic/rules.sql) gets a sentence for each rule that is broken. Of a unit
    test, which asks a model's code, dbt's own table says which rows differ.
    """
    if is_rules_test(result.node):
        broken = _broken_rules(build_file, result.node)
        if broken:
            table = result.node.attached_node.rsplit(".", 1)[-1]
            return "; and ".join(
                _sentence(f"{table}: {rule}", count, rows) for rule, count, rows in broken
            )
    if str(result.node.resource_type) == "unit_test":
        model = result.node.tested_node_unique_id.rsplit(".", 1)[-1]
        where = f"of {model} ({result.node.original_file_path})"
        signs = "+++ is what the model gives, --- what the test expects"
        return f"unit test {result.node.name} {where}; {signs}:\n{_table(result.message or '')}"
    described = re.sub(r"\s+", " ", (result.node.description or "").strip()).rstrip(".")
    what = f"{result.node.name}: {described}" if described else result.node.name
    return _sentence(what, result.failures or 0, _failing_rows(build_file, result.node))


def is_rules_test(node) -> bool:
    """Say whether a node of dbt is a test of several rules of one table."""
    metadata = getattr(node, "test_metadata", None)
    return metadata is not None and metadata.name == "rules"


def breaks_its_rules(result) -> bool:
    """Say whether a model is built and stopped the run by a rule (macro refuse_broken_rules)."""
    return f"{result.node.name} breaks its rules" in (result.message or "")


def sentence_of_error(result) -> str:
    """Say which model or test could not run, and dbt's reason."""
    message = plain(result.message or "")
    return f"{result.node.name} ({result.node.original_file_path}) could not run: {message}"


def plain(message: str) -> str:
    """Return dbt's message without colours and blank lines, shortened to what a person reads."""
    return " ".join(_lines(message))[:600]


def _table(message: str) -> str:
    return "\n".join(f"    {line}" for line in _lines(message))


def _lines(message: str) -> list[str]:
    lines = re.sub(r"\x1b\[[0-9;]*m", "", message).splitlines()
    return [line.strip() for line in lines if line.strip()]


def _sentence(what: str, count: int, rows: list[dict]) -> str:
    sentence = f"{what} ({count} row{'s' if count != 1 else ''} found)"
    examples = [
        ", ".join(
            f"{name} {value}"
            for name, value in row.items()
            if value is not None and name not in PERSONAL_COLUMNS
        )
        for row in rows
    ]
    return f"{sentence}: {'; '.join(examples)}" if examples else sentence


def _broken_rules(build_file: Path, node) -> list[tuple[str, int, list[dict]]]:
    """Return each broken rule, its number of rows and the first of them."""
    _, rows = _query(build_file, node, BROKEN_RULES, [SHOWN_ROWS])
    return [(rule, count, [json.loads(text) for text in texts]) for rule, count, texts in rows]


def _failing_rows(build_file: Path, node) -> list[dict]:
    names, rows = _query(build_file, node, "select * from ({}) limit ?", [SHOWN_ROWS])
    return [dict(zip(names, row, strict=True)) for row in rows]


def _query(build_file: Path, node, sql: str, values: list) -> tuple[list[str], list[tuple]]:
    """Run a query around a test's own SQL; nothing is returned where it can't be run again."""
    code = getattr(node, "compiled_code", None)
    if not code or str(node.resource_type) != "test":
        return [], []
    try:
        with duckdb.connect(str(build_file), read_only=True) as connection:
            cursor = connection.execute(sql.format(code), values)
            return [column[0] for column in cursor.description], cursor.fetchall()
    except duckdb.Error:
        return [], []
