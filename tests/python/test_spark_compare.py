"""A mart that Spark built is compared with DuckDB's cell by cell: checked without Java."""

import duckdb
import pytest

from smarketing.dev.spark_compare import Mart, difference
from smarketing.dev.spark_run import export

OURS = """
    select 1 as id, 0.1::double as share, 'a' as word, timestamp '2026-01-05 15:00:00' as moment
    union all select 2, null, null, null
    union all select 3, 3e6, 'c', timestamp '2026-01-06 00:00:00'
"""
MART = Mart("core", "words", ("id",))


@pytest.fixture
def compare(tmp_path):
    """Compare OURS with another query, as if Spark had written its rows."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'; create schema core")
        connection.execute(f"create table core.words as {OURS}")

        def told(theirs, mart=MART):
            (tmp_path / "words").mkdir()
            file = tmp_path / "words" / "part-0.parquet"
            connection.execute(f"copy ({theirs}) to '{file}' (format parquet)")
            return difference(connection, mart, tmp_path / "words")

        yield told


def changed(old, new):
    return OURS.replace(old, new)


def test_the_same_rows_in_other_types_and_order_are_equal(compare):
    columns = "id::bigint as id, share, word, moment::timestamptz as moment"
    assert compare(f"select {columns} from ({OURS}) order by id desc") is None


def test_doubles_may_differ_in_their_tenth_figure(compare):
    assert compare(changed("3e6", "3000000.002")) is None


def test_a_tenth_decimal_may_be_rounded_the_other_way(compare):
    assert compare(changed("0.1::double", "0.1000000001::double")) is None


def test_doubles_that_differ_in_their_eighth_figure_are_told(compare):
    told = compare(changed("3e6", "3000000.02"))
    assert (told.rows, told.example) == (1, "3: share: 3000000.0 and 3000000.02")


def test_nothing_is_no_text(compare):
    told = compare(changed("2, null, null", "2, null, ''"))
    assert (told.rows, told.example) == (1, "2: word: nothing and ")


def test_a_row_that_one_of_them_lacks_is_told(compare):
    told = compare(changed("union all select 2, null, null, null", ""))
    assert (told.rows, told.example) == (1, "2: only DuckDB has it")


def test_without_a_key_rows_are_paired_in_their_order(compare):
    told = compare(changed("'c'", "'d'"), Mart("core", "words", ()))
    assert told.rows == 1
    assert told.example.endswith("word: c and d")


def test_a_column_that_one_of_them_lacks_is_told(compare):
    assert compare(f"select * exclude (word) from ({OURS})").example.endswith("has: word")


def test_tables_are_exported_under_names_that_spark_reads(tmp_path):
    with duckdb.connect() as connection:
        connection.execute("create schema raw; create schema settings; create schema core")
        connection.execute("create table raw._run as select 1 as a")
        connection.execute("create table settings.stages as select 2 as b")
        connection.execute("""create table core.run as select '{"as_of": ""}' as vars_given""")
        assert export(connection, tmp_path / "parquet") == '{"as_of": ""}'
    names = sorted(path.name for path in (tmp_path / "parquet").iterdir())
    assert names == ["raw._run.parquet", "settings.stages.parquet"]
