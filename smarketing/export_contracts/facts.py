"""Facts about exported files, as tables of DuckDB: one row per file and what is counted.

A series is a file's name without its numbers: `contacts-2026-10-31.csv` and
`contacts-2026-11-30.csv` are two exports of one series, and so is the copy `contacts (1).csv`.
No value of the data leaves these tables but the words of columns that are vocabularies.
"""

from __future__ import annotations

import duckdb

from smarketing.contract import Entity, load_contract

# Beside the closed vocabularies of the contract: words that somebody sets up in the system.
VOCABULARIES = (
    "lifecycle_stage", "status", "stage", "pipeline", "currency", "lost_reason", "platform",
    "network", "lead_type",
)  # fmt: skip
NUMBERS = ("bigint", "double", "decimal(18,2)", "decimal")
MOST_WORDS = 60  # a column with more different words is free text

MACROS = r"""
create or replace temp macro series_of(file) as regexp_replace(
    regexp_replace(file, '\s*\(\d+\)', '', 'g'), '\d+([-_. T:]+\d+)*', '#', 'g'
);
"""
FILES = """
create or replace temp table file_facts as
select
    files.file,
    series_of(files.file) as series,
    min(files.system) as system,
    min(files.sha256) as sha256,
    max(files.exported_at)::date as exported_on
from raw._files as files
where files.file not in (select file from known_files)
group by 1;

create or replace temp table cell_facts as
select
    files.series,
    cells.file,
    cells.position,
    cells.header,
    min(cells.used_as) as used_as,
    sum(cells.cells) as looked_at,
    coalesce(sum(cells.cells) filter (where cell_kind = 'empty'), 0) as empty,
    coalesce(sum(cells.cells) filter (where cell_kind = 'text'), 0) as text,
    coalesce(sum(cells.cells) filter (where cell_kind like 'day%'), 0)
    + coalesce(sum(cells.cells) filter (where cell_kind like 'month%'), 0) as day,
    coalesce(sum(cells.cells) filter (
        where cell_kind in ('whole_number', 'decimal_point', 'decimal_comma')
    ), 0) as number,
    coalesce(sum(cells.cells) filter (where cell_kind = 'day_first'), 0) as day_first,
    coalesce(sum(cells.cells) filter (where cell_kind = 'month_first'), 0) as month_first,
    coalesce(sum(cells.cells) filter (where cell_kind = 'day_year_first'), 0) as year_first,
    coalesce(sum(cells.cells) filter (where cell_kind = 'decimal_point'), 0) as decimal_point,
    coalesce(sum(cells.cells) filter (where cell_kind = 'decimal_comma'), 0) as decimal_comma
from raw._cells as cells
inner join file_facts as files on cells.file = files.file
group by 1, 2, 3, 4
"""


def measure(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables of facts of every file that isn't in the table known_files.

    file_facts, cell_facts (file × header), entity_facts (file × entity), word_facts (file ×
    entity × column × word), number_facts and unread_facts (file × entity × column).
    """
    connection.execute(MACROS)
    connection.execute(FILES)
    present = {
        name
        for (name,) in connection.execute(
            "select distinct entity from raw._files semi join file_facts using (file) "
            "where entity is not null and rows_loaded > 0"
        ).fetchall()
    }
    entities = [entity for name, entity in load_contract().items() if name in present]
    _make(connection, "entity_facts", _ENTITY_EMPTY, [_entity_rows(e) for e in entities])
    words = [_words(e, c) for e in entities for c in e.columns if _is_vocabulary(e, c)]
    _make(connection, "word_facts", _WORDS_EMPTY, words)
    numbers = [
        _numbers(e, c.name)
        for e in entities
        for c in e.columns.values()
        if c.data_type.startswith(NUMBERS)
    ]
    _make(connection, "number_facts", _NUMBERS_EMPTY, numbers)
    connection.execute(
        "create or replace temp table unread_facts as "
        "select files.series, cells.file, cells.entity, cells.column_name, count(*) as cells, "
        "list_sort(list(distinct cells.raw_value))[:3] as words "
        "from raw._rejected_values as cells inner join file_facts as files using (file) "
        "group by all"
    )


_ENTITY_EMPTY = (
    "select '' as series, '' as file, '' as entity, 0::bigint as rows, 0::bigint as repeated, "
    "null::date as first_day, null::date as last_day"
)
_WORDS_EMPTY = (
    "select '' as series, '' as file, '' as entity, '' as column_name, '' as word, "
    "0::bigint as rows"
)
_NUMBERS_EMPTY = (
    "select '' as series, '' as file, '' as entity, '' as column_name, 0::bigint as cells, "
    "0::double as mean_log, 0::double as spread_log"
)


def _make(
    connection: duckdb.DuckDBPyConnection, table: str, empty: str, selects: list[str]
) -> None:
    body = " union all ".join([f"select * from ({empty}) where false", *selects])
    connection.execute(f"create or replace temp table {table} as {body}")


def _entity_rows(entity: Entity) -> str:
    has_id = entity.own_id and entity.columns[entity.own_id].is_required
    repeated = f"count(*) - count(distinct ({', '.join(entity.key)}))" if has_id else "0"
    day = f"{entity.event_time}::date" if entity.event_time else "null::date"
    return (
        f"select files.series, _file, '{entity.name}', count(*), {repeated}, min({day}), "
        f"max({day}) from raw.{entity.name} inner join file_facts as files on _file = files.file "
        "group by 1, 2"
    )


def _is_vocabulary(entity: Entity, column: str) -> bool:
    return bool(entity.columns[column].values) or column in VOCABULARIES


def _words(entity: Entity, column: str) -> str:
    return (
        f"select files.series, _file, '{entity.name}', '{column}', trim({column}), count(*) "
        f"from raw.{entity.name} inner join file_facts as files on _file = files.file "
        f"where {column} is not null group by 1, 2, 5"
    )


def _numbers(entity: Entity, column: str) -> str:
    size = f"ln(abs({column})::double)"
    return (
        f"select files.series, _file, '{entity.name}', '{column}', count(*), avg({size}), "
        f"coalesce(var_samp({size}), 0) "
        f"from raw.{entity.name} inner join file_facts as files on _file = files.file "
        f"where {column} <> 0 group by 1, 2"
    )
