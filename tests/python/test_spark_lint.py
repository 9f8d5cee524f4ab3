"""The models are written in what DuckDB and Spark share: checked without Java."""

from pathlib import Path

import pytest

from smarketing.dev.spark_lint import complaints, engine_words, unknown_to_spark

MODEL = Path("models/a.sql")


@pytest.mark.parametrize(
    "line",
    [
        "select a::int from t",
        "select cell // 64 from t",
        "select * exclude (a) from t",
        "select * replace (1 as a) from t",
        "select cast(opens as time) from t",
        "select seconds / 60.0 from t",
        "select 60.0 / calls from t",
        "select (wins + 0.5) / cases from t",
        "select sum(a) over w - a from t",
        "select list_sort(a) from t",
        "select unnest(a) from t",
        "select * from read_csv('a.csv')",
        "select {{ dbt.listagg('a', \"', '\") }} from t",
    ],
)
def test_a_word_of_one_engine_is_refused_with_its_line(line):
    (sentence,) = engine_words(MODEL, f"-- a comment says // and ::\nselect 1\n{line}\n")
    assert sentence.startswith("models/a.sql:3: ")


@pytest.mark.parametrize(
    "line",
    [
        "select seconds / 60e0, 0.5 * a, 'https://b.example' from t",
        "select cell >> {{ 4096 // 1024 }} from t {# list_sort(a) #}",
        "select * except (a), cast(a as timestamp) from t",
    ],
)
def test_what_both_engines_read_passes(line):
    assert list(engine_words(MODEL, line)) == []


def test_what_sqlglot_cannot_read_as_sparks_is_refused():
    sql = "select a\nfrom t\nwhere a // 2 = 1"
    assert next(unknown_to_spark(MODEL, sql, sql)).startswith("models/a.sql:3: not Spark's SQL")
    sql = "select\n    arg_of_nobody(a)\nfrom t"
    assert next(unknown_to_spark(MODEL, sql, sql)).startswith("models/a.sql:2: no function")


def test_every_model_is_sparks_too():
    assert list(complaints()) == []
