"""What looks odd in loaded exports though it loads: for `check-exports`, with what to do.

Nothing here stops a run or drops a row. Each check is one query that returns the file, the column,
how many rows, and the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow

from smarketing.contract import Entity, load_contract
from smarketing.loading.telephones import can_exist
from smarketing.loading.typing_sql import identifier, literal
from smarketing.settings.table_checks import CleanTable
from smarketing.validation.assumed_currency import assumed_currencies
from smarketing.validation.known_links import known_ids
from smarketing.validation.unknown_words import oddities_of_words
from smarketing.validation.unread_emails import unread_emails

SHOWN_ROWS = 3
# A value is far out if it is so many times what 95 of 100 rows have at most.
FAR_OUT = 10
FAR_OUT_FROM_ROWS = 30
FIRST_CREDIBLE_DAY = "2000-01-01"
MEASURES = ("amount", "cost", "duration_seconds", "employees")
LINKS = {"lead_id": "leads", "contact_id": "leads", "opportunity_id": "opportunities"}
ACTIVITIES = ("contact_attempts", "tasks")
REMEDIES = {
    "repeated": "a repeated id is read as a newer version of the same row; if they are different "
    "rows, map another column or write `key: hash`",
    "no_people": "export the people as well: without them these rows belong to nobody, and nobody "
    "enters the funnel",
    "unlinked": "export what they belong to as well, or correct the ids; the rows stay, unlinked",
    "no_at": "map the column that holds the addresses, or correct the cells",
    "telephone": "correct them in the system, or set `calling_code` in settings.yml if they are of "
    "another country; nobody is found or called by them",
    "negative": "correct them in the system; they count as given",
    "before_lead": "correct one of the two dates; such attempts and deals belong to no episode",
    "far_out": "check them: one such value can carry a whole average",
    "old": "correct the year, or the order of day and month (`dates` in mapping.yml)",
}


@dataclass(frozen=True)
class Oddity:
    """One finding: where, how many rows, the first of them, what it is, what to do."""

    file: str
    entity: str
    column: str
    count: int
    rows: tuple[int, ...]
    what: str
    remedy: str

    def sentence(self) -> str:
        """Return the finding as a line for people."""
        listed = ", ".join(str(row) for row in self.rows)
        where = f"{self.file}, {self.column}"
        rows = f"rows {listed}" if self.count == len(self.rows) else f"such as rows {listed}"
        return f"{where}: {self.count:,} × {self.what} ({rows}): {self.remedy}."


def find_oddities(
    connection: duckdb.DuckDBPyConnection, settings: Mapping[str, CleanTable], currency: str
) -> list[Oddity]:
    """Return what looks odd in schema raw, file by file.

    settings: name the team and channels. currency: which amounts that name none are taken for.
    """
    filled = {
        name: entity
        for name, entity in load_contract().items()
        if connection.execute(f"select count(*) from raw.{identifier(name)}").fetchone()[0]
    }
    connection.register("real_numbers", _real_numbers(connection))
    found = [one for entity in filled.values() for one in _of_entity(connection, entity, filled)]
    words = oddities_of_words(connection, settings, tuple(filled), SHOWN_ROWS)
    found += [Oddity(*row) for row in (*words, *unread_emails(connection, SHOWN_ROWS))]
    found += [
        Oddity(
            *(one.file, one.entity, one.column, one.count, one.rows),
            what=f"no currency, taken as {currency}",
            remedy=one.remedy(),
        )
        for one in assumed_currencies(connection, SHOWN_ROWS)
    ]
    return sorted(found, key=lambda one: (one.file, one.entity, one.column, one.what))


def _real_numbers(connection: duckdb.DuckDBPyConnection) -> pyarrow.Table:
    """Return the telephone numbers that can exist, each looked up once."""
    numbers = connection.execute(
        "select distinct phone_number from raw._telephones where phone_number is not null"
    ).fetchall()
    real = [number for (number,) in numbers if can_exist(number)]
    return pyarrow.table({"phone_number": pyarrow.array(real, pyarrow.string())})


def _of_entity(
    connection: duckdb.DuckDBPyConnection, entity: Entity, filled: Mapping[str, Entity]
) -> Iterator[Oddity]:
    for column, condition, what, remedy, source in _checks(entity, filled):
        rows = source or f"select * from raw.{entity.name}"
        found = connection.execute(
            f"select _file, count(*), list(_row order by _row)[:{SHOWN_ROWS}] "
            f"from ({rows}) where {condition} group by _file"
        ).fetchall()
        for file, count, first in found:
            yield Oddity(file, entity.name, column, count, tuple(first), what, REMEDIES[remedy])


def _checks(
    entity: Entity, filled: Mapping[str, Entity]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield (column, SQL that is true for an odd row, what it is, remedy, rows if not raw)."""
    name, columns = entity.name, entity.columns
    if entity.own_id and columns[entity.own_id].is_required:
        same = f"partition by _file, {', '.join(entity.key)}"
        source = f"select *, count(*) over ({same}) as copies from raw.{name}"
        yield entity.own_id, "copies > 1", "a repeated id", "repeated", source
    if "lead_id" in columns and name in (*ACTIVITIES, "opportunities") and "leads" not in filled:
        person = "coalesce(lead_id, contact_id)"
        yield "lead_id", f"{person} is not null", "of people whom no file lists", "no_people", ""
    links = {
        column: target
        for column, target in LINKS.items()
        if column in columns and target in filled and column != entity.own_id
    }
    # One cell of an activity often feeds several of them ("Related To"): a row is told of once, and
    # only where none of its links leads anywhere.
    found = [_known(column, target) for column, target in links.items()]
    if "company_id" in columns and "leads" in filled:
        found.append(_known("company_id", "companies"))
    told = ""
    for column, target in links.items():
        is_lost = (
            f"not ({' or '.join(found)}){told}"
            if name in ACTIVITIES
            else f"not {_known(column, target)}"
        )
        yield column, f"{column} is not null and {is_lost}", f"of unknown {target}", "unlinked", ""
        told += f" and {column} is null"
    if "email" in columns:
        yield "email", "email not like '%@%'", "without an @", "no_at", ""
    if "phone" in columns:
        source = (
            f"select one.* from raw.{name} as one semi join ("
            "select number_as_given from raw._telephones "
            "left join real_numbers using (phone_number) group by 1 "
            "having count(real_numbers.phone_number) = 0"
            ") as bad on trim(one.phone) = bad.number_as_given"
        )
        yield "phone", "phone is not null", "no telephone that can exist", "telephone", source
    for column in (one for one in MEASURES if one in columns):
        yield column, f"{column} < 0", "negative", "negative", ""
        limit = f"{FAR_OUT} * quantile_cont(abs({column}), 0.95) over (partition by _file)"
        filled_rows = f"count({column}) over (partition by _file)"
        source = f"select *, {limit} as far, {filled_rows} as filled_rows from raw.{name}"
        yield (
            column,
            f"{column} > far and far > 0 and filled_rows >= {FAR_OUT_FROM_ROWS}",
            f"more than {FAR_OUT} times what 95 of 100 rows have",
            "far_out",
            source,
        )
    event = entity.event_time
    if event:
        yield (
            event,
            f"{event} < {literal(FIRST_CREDIBLE_DAY)}",
            "before the year 2000",
            "old",
            "",
        )
    if event and "lead_id" in columns and name in ("contact_attempts", "opportunities", "tasks"):
        earlier = f"date_trunc('day', one.{event}) < date_trunc('day', lead.created_at) or ("
        earlier += f"not one.{event}_is_date_only and not lead.created_at_is_date_only "
        earlier += f"and one.{event} < lead.created_at)"
        source = (
            f"select one.* from raw.{name} as one semi join ("
            "select _source_system, lead_id, min(created_at) as created_at, "
            "bool_or(created_at_is_date_only) as created_at_is_date_only "
            "from raw.leads group by all) as lead "
            f"on one._source_system = lead._source_system and one.lead_id = lead.lead_id "
            f"and ({earlier})"
        )
        yield event, "true", "before its lead was created", "before_lead", source


def _known(column: str, target: str) -> str:
    """Return SQL that is true where one of a cell's ids is a record's."""
    return (
        f"coalesce(list_has_any(list_transform(string_split({column}, ';'), lambda x: trim(x)), "
        f"(select coalesce(list(distinct word), []) from ({known_ids(target)}))), false)"
    )
