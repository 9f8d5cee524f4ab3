"""A dbt project of a few models of a test's own, with this project's macros and generic tests."""

import json
from pathlib import Path

import duckdb

from smarketing.paths import PROJECT
from smarketing.warehouse import dbt_command, parsed_project, profile
from smarketing.warehouse.dbt_command import Project, close_connections

FOLDERS = ("macros/materializations", "macros/portable", "tests/generic")
PROJECT_YAML = f"""
name: small
version: "1.0"
config-version: 2
profile: small
query-comment: null
macro-paths: {json.dumps([str(PROJECT / folder) for folder in FOLDERS])}
models: {{+materialized: table, +persist_docs: {{relation: true, columns: true}}}}
"""
PROFILE = """
small:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "FILE", schema: main, threads: 2}
"""


class SmallProject:
    """Writes the project into a folder; build() runs dbt, rows() queries what it made."""

    def __init__(self, folder: Path, models: dict[str, str]):
        self.folder = folder
        self.file = folder / "small.duckdb"
        (folder / "models").mkdir()
        (folder / "dbt_project.yml").write_text(PROJECT_YAML)
        (folder / "profiles.yml").write_text(PROFILE.replace("FILE", str(self.file)))
        for name, text in models.items():
            (folder / "models" / name).write_text(text)

    def build(self, **variables) -> dict:
        """Run `dbt build` with vars; return dbt's results by model, of tests by what they test."""
        from dbt.cli.main import dbtRunner

        folders = ["--project-dir", str(self.folder), "--profiles-dir", str(self.folder)]
        quiet = ["--quiet", "--log-level", "none", "--log-level-file", "none"]
        outcome = dbtRunner().invoke(["build", *folders, *quiet, "--vars", json.dumps(variables)])
        close_connections()
        assert outcome.exception is None, outcome.exception
        return {result.node.name: result for result in outcome.result}

    def as_the_house(self, monkeypatch) -> Project:
        """Make the package take this project for its own; return what its builds work on."""
        for module in (dbt_command, parsed_project, profile):
            monkeypatch.setattr(module, "PROJECT", self.folder)
        monkeypatch.setattr(parsed_project, "FOLDER", self.folder / "kept")
        return Project(self.file, self.folder / "models", self.folder / "work")

    def rows(self, sql: str) -> list[tuple]:
        """Return what a query of the built file gives."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(sql).fetchall()
