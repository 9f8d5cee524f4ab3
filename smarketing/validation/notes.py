"""What a load relied on or left, told, not judged: headers, sheets, owners of lists of users."""

from __future__ import annotations

import duckdb

from smarketing.loading.unconfirmed import unconfirmed_of
from smarketing.validation.row_checks import Fact

OWNERS_NAMED = 12


def notes_of_load(connection: duckdb.DuckDBPyConnection) -> list[Fact]:
    """Return the notes about the files of a load."""
    return (
        _unconfirmed_headers(connection)
        + _unread_sheets(connection)
        + _owners_from_users(connection)
    )


def _told(
    check_id: str, file: str, names: list[str], *, severity: str = "note", **details: str
) -> Fact:
    """Return the fact that a file has something to tell, of which none would be expected."""
    topic, kind = check_id.split(".")
    entity = topic if topic != "files" else ""
    count = len(names)
    return Fact(
        check_id, entity, kind, severity, count, count, count, file=file, maximum=0, details=details
    )


def _unconfirmed_headers(connection: duckdb.DuckDBPyConnection) -> list[Fact]:
    """Return a note per file that relied on headers that nobody has seen in a real export."""
    files = connection.execute(
        "select distinct file from raw._files where len(unconfirmed_headers) > 0 order by file"
    ).fetchall()
    facts = []
    for (file,) in files:
        headers = unconfirmed_of(connection, file)
        told = ", ".join(headers)
        facts.append(_told("files.unconfirmed_headers", file, headers, headers=told))
    return facts


def _unread_sheets(connection: duckdb.DuckDBPyConnection) -> list[Fact]:
    """Return a warning per workbook of whose sheets under one header only one was read."""
    files = connection.execute(
        "select distinct file, unread_sheets from raw._files where len(unread_sheets) > 0 "
        "order by 1"
    ).fetchall()
    return [
        _told("files.unread_sheets", file, sheets, severity="warning", sheets=", ".join(sheets))
        for file, sheets in files
    ]


def _owners_from_users(connection: duckdb.DuckDBPyConnection) -> list[Fact]:
    """Return a note per list of users that names owners of the records."""
    files = connection.execute(
        """
        with owners as (
            select lower(trim(owner)) as word from raw.leads
            union select lower(trim(owner)) from raw.opportunities
            union select lower(trim(owner)) from raw.tasks
            union select lower(trim(rep)) from raw.contact_attempts
        ),
        users as (
            select _file, case when name not like '%@%' then name else user_id end as name,
                lower(trim(unnest([user_id, email, name]))) as word
            from raw.users
        )
        select _file, list_sort(list(distinct name)) from users semi join owners using (word)
        group by all order by all
        """
    ).fetchall()
    return [
        _told(
            "users.team_from_exports",
            file,
            names,
            owners=", ".join(names[:OWNERS_NAMED] + ["…"] * (len(names) > OWNERS_NAMED)),
        )
        for file, names in files
    ]
