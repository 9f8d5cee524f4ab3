"""`make spark`: the models of a published warehouse once more on Spark, and what differs.

The warehouse's raw rows and settings go to Spark as Parquet, with the vars of its build; dbt-spark
builds the same models in a session of this process; each public mart is compared cell by cell.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from smarketing.dev.spark_compare import Mart, difference
from smarketing.errors import SmarketingError
from smarketing.paths import PROJECT
from smarketing.warehouse.dbt_command import QUIET

Say = Callable[[str], None]
FOLDER = PROJECT / "target" / "spark"
PREFIX = "smarketing_"  # of the schemas on Spark: profiles.yml and generate_schema_name
# Two cores, small tables: one core plans while the other computes, and no code is generated for
# queries that end sooner than it compiles. docs/scale.md says what a cluster needs instead.
SESSION = {
    "spark.driver.memory": "3g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:+UseSerialGC",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    # seconds; a busy or sleeping laptop is late, not broken
    "spark.sql.broadcastTimeout": "36000",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # what the numbers need: times are UTC, DuckDB's plain timestamps are instants
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.cteRecursionLevelLimit": "100000",
}
# Unit tests that ask what only DuckDB's form of a macro has.
UNIT_TESTS_LEFT_OUT = {
    "squarings_add_up_all_paths": "Spark sums all powers of a chain at once and keeps none of them",
}


def compare_with_spark(warehouse: Path, *, with_unit_tests: bool = True, say: Say = print) -> int:
    """Build on Spark what a published warehouse holds, and return 1 if a mart or test differs."""
    if not warehouse.exists():
        raise SmarketingError(f"{warehouse} does not exist; run `make warehouse` first.")
    spark = _session()
    shutil.rmtree(FOLDER, ignore_errors=True)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        variables = export(connection, FOLDER / "parquet")
        for path in sorted((FOLDER / "parquet").iterdir()):
            schema, name = path.stem.split(".")
            schema = schema if schema == "raw" else PREFIX + schema
            spark.sql(f"create database if not exists {schema}")
            spark.sql(f"create table {schema}.{name} using parquet location '{path}'")
        say("Building the models on Spark (minutes)")
        manifest = _dbt(["parse"], variables)
        failed = _failures(_dbt(["run"], variables), say)
        differing = _compare(connection, spark, manifest, say)
    if with_unit_tests:
        say("Asking the models' unit tests on Spark")
        for name, reason in UNIT_TESTS_LEFT_OUT.items():
            say(f"{name} is left out: {reason}.")
        asked = ["test", "--select", "test_type:unit", "--exclude", *UNIT_TESTS_LEFT_OUT]
        failed += _failures(_dbt(asked, variables), say)
    return 1 if failed or differing else 0


def export(connection: duckdb.DuckDBPyConnection, folder: Path) -> str:
    """Write raw rows and settings as Parquet, and return the vars of the build as JSON.

    `<schema>.<table>.parquet`: Spark reads no file whose name begins with an underscore.
    """
    folder.mkdir(parents=True)
    tables = connection.execute(
        "select table_schema, table_name from information_schema.tables"
        " where table_schema in ('raw', 'settings') and table_catalog = current_database()"
    ).fetchall()
    for schema, name in tables:
        file = folder / f"{schema}.{name}.parquet"
        connection.execute(f'copy "{schema}"."{name}" to \'{file}\' (format parquet)')
    row = connection.execute("select vars_given from core.run").fetchone()
    return row[0] if row else "{}"


def marts_of(manifest: Any) -> dict[Mart, bool]:
    """Return the public marts of a project with their keys; True where a mart is a view."""
    keys = {
        test.attached_node: tuple(test.test_metadata.kwargs.get("key") or ())
        for test in manifest.nodes.values()
        if getattr(test, "test_metadata", None) and test.test_metadata.name == "rules"
    }
    return {
        Mart(node.schema.removeprefix(PREFIX), node.name, keys.get(node.unique_id, ())): (
            node.config.materialized == "view"
        )
        for node in manifest.nodes.values()
        if str(node.resource_type) == "model" and str(node.access) == "public"
    }


def _compare(connection: duckdb.DuckDBPyConnection, spark: Any, manifest: Any, say: Say) -> int:
    """Say what differs in each public mart and return in how many."""
    differing = 0
    marts = marts_of(manifest)
    for mart, is_view in sorted(marts.items(), key=lambda item: (item[0].schema, item[0].name)):
        folder = FOLDER / "warehouse" / f"{PREFIX}{mart.schema}.db" / mart.name
        if is_view:
            folder = FOLDER / "views" / mart.name
            spark.table(f"{PREFIX}{mart.schema}.{mart.name}").write.parquet(str(folder))
        if not folder.exists():
            found = "was not built"
        elif (told := difference(connection, mart, folder)) is not None:
            found = f"{told.rows} rows differ, such as {told.example}"
        else:
            continue
        say(f"{mart.schema}.{mart.name}: {found}")
        differing += 1
    say(f"{len(marts) - differing} of {len(marts)} public marts are equal on DuckDB and Spark.")
    return differing


def _failures(results: Any, say: Say) -> int:
    """Say what could not be built or did not pass, and return how many did not."""
    results = list(results)
    failed = [result for result in results if str(result.status) in ("error", "fail")]
    for result in failed:
        text = re.sub(r"JVM stacktrace.*", "", result.message or "", flags=re.DOTALL)
        said = " ".join(line.strip() for line in text.splitlines()[:12] if line.strip())
        say(f"{result.node.name}: {said[:400]}")
    say(f"{len(results) - len(failed)} of {len(results)} steps went well.")
    return len(failed)


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SmarketingError(
            "pyspark is not installed; `make spark` installs requirements/spark.lock."
        ) from None
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.master("local[2]").appName("smarketing")
    for name, value in {**SESSION, "spark.sql.warehouse.dir": str(FOLDER / "warehouse")}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:  # no Java, or one that is too old: py4j has many words for it
        raise SmarketingError(
            f"Spark did not start; it needs Java 17 or newer on PATH. ({str(error)[:200]})"
        ) from None


def _dbt(arguments: Sequence[str], variables: str) -> Any:
    """Run one dbt command on the target spark, in this process, and return its result."""
    from dbt.cli.main import dbtRunner  # dbt takes seconds to import

    outcome = dbtRunner().invoke(
        [
            *arguments,
            *QUIET,
            *("--log-level-file", "none"),
            *("--target", "spark", "--vars", json.dumps(json.loads(variables))),
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
            *("--target-path", str(FOLDER / "dbt"), "--log-path", str(FOLDER / "logs")),
        ]
    )
    if outcome.exception is not None:
        raise SmarketingError(f"dbt could not run on Spark: {str(outcome.exception)[:500]}")
    return outcome.result
