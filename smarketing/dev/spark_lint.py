"""Whether Spark can read the models: what DuckDB alone understands is refused, with file and line.

Engine words belong into macros/, which have a form for each engine. A word is looked for in the
model as it stands; then the model is parsed as Spark's, as dbt would render it there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import sqlglot
from sqlglot import exp

from smarketing.dev.spark_sql import rendered_models

# What DuckDB alone understands, or understands otherwise, and what to write.
_ENGINE_WORDS = {
    r"::": "write cast(… as …)",
    r"(?<!:)//": "Spark has no //: shift bits, or cast(floor(…) as bigint)",
    r"\*\s*exclude\b": "write * except (…)",
    r"\*\s*replace\b": "name the columns",
    r"\bas\s+time\b|\btime\s+'": "Spark's tables hold no time of day: macro clock_time",
    r"/\s*\d+\.\d+(?![\de])|(?<![\w.])\d+\.\d+\)?\s*/": "Spark cuts such quotients: write 60e0",
    r"\b(?:list|array)_\w+\s*\(": "macro sorted_texts or ordered_list",
    r"\bstring_agg\s*\(|dbt\.listagg": "macro ordered_list",
    r"\bread_\w+\s*\(": "files are read by the loader",
    r"\b(?:unnest|generate_series)\s*\(": "macro date_series, number_rows or split_rows",
    r"\b(?:date_diff|epoch\w*|timezone|strftime|strptime)\s*\(": "macros of macros/portable",
    r"\b(?:regexp_replace|regexp_matches)\s*\(": "macro replace_pattern",
    r"\b(?:quantile_cont|quantile_disc)\s*\(": "macro quantile",
    r"\bby\s+name\b": "name the columns",
    r"\bover\s+[a-z_]+\s+-": "to Spark a name with a hyphen: put (… over …) in parentheses",
}
# Functions that Spark has and sqlglot has no name of its own for.
_KNOWN_TO_SPARK = {
    "bit_count",
    "conv",
    "isnull",
    "make_dt_interval",
    "make_ym_interval",
    "named_struct",
    "try_url_decode",
    "url_encode",
    "xxhash64",
}
_COMMENTS = re.compile(r"{#.*?#}|--[^\n]*", re.DOTALL)
# what jinja computes while it renders: Python's // is none of SQL's
_RENDERED = re.compile(r"{{.*?}}|{%.*?%}", re.DOTALL)


def complaints() -> Iterator[str]:
    """Yield a sentence for each place of a model that Spark doesn't understand."""
    for path, sql in rendered_models():
        text = path.read_text(encoding="utf-8")
        yield from engine_words(path, text)
        yield from unknown_to_spark(path, text, sql)


def engine_words(path: Path, text: str) -> Iterator[str]:
    """Yield a sentence for each engine word in a model's text."""
    code = _COMMENTS.sub(_as_blanks, text)
    for pattern, remedy in _ENGINE_WORDS.items():
        searched = _RENDERED.sub(_as_blanks, code) if "//" in pattern else code
        for found in re.finditer(pattern, searched, re.IGNORECASE):
            line = code.count("\n", 0, found.start()) + 1
            yield f"{path}:{line}: `{found.group().strip()}` is DuckDB's alone; {remedy}"


def unknown_to_spark(path: Path, text: str, sql: str) -> Iterator[str]:
    """Yield a sentence for what sqlglot can't parse as Spark's in the rendered SQL of a model."""
    try:
        statement = sqlglot.parse_one(sql, read="spark")
    except sqlglot.ParseError as error:
        first = error.errors[0]
        yield (
            f"{path}:{_line(text, first['highlight'])}: not Spark's SQL near "
            f"`{first['start_context'][-40:].strip()} {first['highlight']}`: {first['description']}"
        )
        return
    unknown = {
        call.name.lower()
        for call in statement.find_all(exp.Anonymous)
        if call.name.lower() not in _KNOWN_TO_SPARK
    }
    for name in sorted(unknown):
        yield (
            f"{path}:{_line(text, name)}: no function `{name}` is known of Spark; write a macro, "
            "or name it in smarketing/dev/spark_lint.py if Spark has it"
        )


def _line(text: str, word: str) -> int:
    """Return the line of a model that has a word; 1 where a macro wrote it."""
    place = text.lower().find(word.lower())
    return text.count("\n", 0, place) + 1 if place >= 0 else 1


def _as_blanks(found: re.Match) -> str:
    """Blank out a match without moving what follows."""
    return re.sub(r"[^\n]", " ", found.group())
