"""Owners that neither settings nor exports list, and origins that no rule gives a channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb
import polars

from smarketing.settings.table_checks import CleanTable

OWNERS = {"leads": "owner", "opportunities": "owner", "tasks": "owner", "contact_attempts": "rep"}
ORIGINS = ("channel", "source", "medium", "campaign")
WORDS_SHOWN = 6
TEAM_REMEDY = (
    "add them to team_members.csv in SETTINGS, under `owner` or `aliases`; their team is Unknown "
    "until then"
)
EMPTY_REMEDY = "fill it in the system; nobody is measured or reminded by them"
# A column that most rows fill says by its empty cells that something was forgotten.
USUALLY_FILLED = 0.5
CHANNEL_REMEDY = (
    "write them into channel_rules.add.csv in SETTINGS (columns priority,source_pattern,channel); "
    "they are Unassigned until then"
)


def oddities_of_words(
    connection: duckdb.DuckDBPyConnection,
    settings: Mapping[str, CleanTable],
    entities: tuple[str, ...],
    shown_rows: int,
) -> Iterator[tuple]:
    """Yield (file, entity, column, count, first rows, what, remedy) of unknown words."""
    for name in ("team_members", "channel_rules", "channels"):
        columns = [column.name for column in settings[name].seed.columns]
        table = polars.DataFrame(
            [[row[column] for column in columns] for row in settings[name].rows],
            schema=dict.fromkeys(columns, polars.String),
            orient="row",
        )
        connection.register(f"settings_{name}", table.to_arrow())
    team = (
        "select word from ("
        "select lower(trim(unnest(list_append(string_split(replace(aliases, '|', ';'), ';'), owner"
        ")))) as word from settings_team_members "
        "union select lower(trim(unnest([user_id, name, email]))) from raw.users"
        ") where word is not null"
    )
    for entity, column in OWNERS.items():
        if entity in entities:
            word = f"lower(trim({column}))"
            rows = f"select *, {column} as word from raw.{entity} where {word} not in ({team})"
            yield from _found(
                connection, rows, entity, column, shown_rows, "not in the team", TEAM_REMEDY
            )
            rows = (
                f"select * from raw.{entity} qualify {column} is null and "
                f"count({column}) over (partition by _file) "
                f">= {USUALLY_FILLED} * count(*) over (partition by _file)"
            )
            found = connection.execute(
                f"select _file, count(*), list(_row order by _row)[:{shown_rows}] from ({rows}) "
                "group by _file"
            ).fetchall()
            for file, count, first in found:
                yield (file, entity, column, count, tuple(first), "empty", EMPTY_REMEDY)
    if "leads" in entities:
        yield from _found(
            connection,
            _WITHOUT_CHANNEL,
            "leads",
            "source",
            shown_rows,
            "without a channel",
            CHANNEL_REMEDY,
        )


def _found(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    entity: str,
    column: str,
    shown_rows: int,
    what: str,
    remedy: str,
) -> Iterator[tuple]:
    found = connection.execute(
        f"select _file, count(*), list(_row order by _row)[:{shown_rows}], "
        f"list_sort(list(distinct word)) from ({rows}) where word is not null group by _file"
    ).fetchall()
    for file, count, first, words in found:
        listed = ", ".join(f"“{word}”" for word in words[:WORDS_SHOWN])
        more = f" and {len(words) - WORDS_SHOWN} more" if len(words) > WORDS_SHOWN else ""
        yield (file, entity, column, count, tuple(first), f"{what}: {listed}{more}", remedy)


# As the models judge it: a rule fits if all its filled patterns do, `*` is any run of characters.
_FITS = " and ".join(
    f"(nullif({field}_pattern, '') is null or list_bool_or(list_transform("
    f"string_split({field}_pattern, '|'), lambda one: lower(trim(origins.{field})) like "
    "replace(replace(replace(replace(lower(trim(one)), '^', '^^'), '%', '^%'), '_', '^_'), "
    "'*', '%') escape '^')))"
    for field in ORIGINS
)
_SAME = " and ".join(f"leads.{field} is not distinct from bad.{field}" for field in ORIGINS)
_WITHOUT_CHANNEL = f"""
with origins as (
    select distinct _source_system, {", ".join(ORIGINS)} from raw.leads
    where coalesce({", ".join(ORIGINS)}) is not null
),
bad as (
    select * from origins
    where
        not exists (
            select 1 from settings_channel_rules as rules
            where
                (
                    nullif(lower(trim(rules.system)), '') is null
                    or lower(trim(rules.system)) in ('*', origins._source_system)
                )
                and {_FITS}
        )
        and lower(trim(coalesce(origins.channel, ''))) not in (
            select lower(unnest([channel, label_es, label_en])) from settings_channels
        )
)
select leads.*, coalesce({", ".join(f"leads.{field}" for field in ORIGINS)}) as word
from raw.leads as leads
inner join bad on leads._source_system = bad._source_system and {_SAME}
"""
