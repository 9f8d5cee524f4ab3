"""The list of the team: who is in it, and the rows and keys it asks of the settings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import duckdb

from smarketing.mapping import hints
from smarketing.mapping.entities import LARGEST_TEAM, Decision
from smarketing.mapping.evidence import ColumnEvidence
from smarketing.mapping.folder import MeasuredFile
from smarketing.mapping.locale import TODO, calling_code, locale_lines
from smarketing.mapping.scores import OWNER_COLUMNS
from smarketing.paths import PROJECT

NAME_PHRASES = ("full name", "nombre completo", "nom complet", "name", "nombre", "nom", "nome")


def settings_lines(
    decisions: list[Decision], connection: duckdb.DuckDBPyConnection
) -> Iterator[str]:
    """Yield, as comments, the settings that the files ask for: zone, currency, team."""
    lines = {line.key: line for line in locale_lines(decisions, connection)}
    given = {}
    if lines["timezone"].value != TODO:
        given["timezone"] = lines["timezone"].value
    if "currency" in lines and lines["currency"].value != TODO:
        given["reporting_currency"] = lines["currency"].value
    elif code := _most_frequent_currency(decisions, connection):
        given["reporting_currency"] = code
    code = calling_code([column for one in decisions for column in one.file.columns])
    if code:
        given["calling_code"] = f'"{code}"'
    elif any(one.roles and "phone" in one.roles.chosen for one in decisions):
        given["calling_code"] = f'{TODO}  # the telephones name no country; "55" is Brazil\'s'
    teams = [one.file for one in decisions if one.kind == "team"]
    owners = [] if teams else _owners(decisions, connection)
    if not given and not teams and not owners:
        return
    yield ""
    yield "# Settings that these files ask for: save them in a folder and name it as SETTINGS."
    if given:
        yield "# settings.yml:"
        yield '#   company_name: ""                  # write it: it stands on every page'
    for name, value in given.items():
        yield f"#   {name}: {value}"
    if "timezone" in given:
        yield "# business_hours.add.csv, for the working hours of that zone (check the hours):"
        yield "#   calendar_id,timezone,weekday,opens,closes"
        for weekday in range(1, 6):
            yield f"#   default,{given['timezone']},{weekday},09:00,18:00"
    for file in teams:
        yield f"# team_members.csv, from {file.name}:"
        for line in _team_rows(file, connection):
            yield f"#   {line}"
    if owners:
        yield "# team_members.csv, of the owners that the files name (take out who doesn't sell):"
        for line in _as_rows([(owner, "") for owner in owners]):
            yield f"#   {line}"


def _most_frequent_currency(
    decisions: list[Decision], connection: duckdb.DuckDBPyConnection
) -> str | None:
    """Return the code that most rows name in a column of currencies."""
    for decision in decisions:
        role = decision.roles.chosen.get("currency") if decision.roles else None
        if role and not role.is_todo:
            column = decision.file.named(role.headers[0])
            code = connection.execute(
                f"select upper(mode({column.sql})) from {column.table}"
            ).fetchone()[0]
            return code if code and re.fullmatch("[A-Z]{3}", code) else None
    return None


def team_key(file: MeasuredFile) -> ColumnEvidence:
    """Return the column of ids: the first unique one that is no e-mail, else the first unique."""
    unique = [column for column in file.columns if column.is_unique]
    return next((column for column in unique if column.kind in ("number", "text")), unique[0])


def team_name(file: MeasuredFile) -> ColumnEvidence:
    """Return the column with people's names, else the one with their e-mails."""
    best = max(
        (column for column in file.columns if column.kind in ("text", "email")),
        key=lambda column: (hints.fit(NAME_PHRASES, column.header), column.kind == "text"),
        default=None,
    )
    return best or team_key(file)


def _owners(decisions: list[Decision], connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the owners named by the mapped columns, none where they are too many for a team."""
    queries = [
        f"select {one.file.named(header).sql} as owner from {one.file.named(header).table}"
        for one in decisions
        if one.roles
        for name in OWNER_COLUMNS
        for header in (one.roles.chosen[name].headers if name in one.roles.chosen else ())
    ]
    if not queries:
        return []
    rows = connection.execute(
        f"select distinct owner from ({' union all '.join(queries)}) where owner is not null "
        f"order by owner limit {LARGEST_TEAM + 1}"
    ).fetchall()
    return [] if len(rows) > LARGEST_TEAM else [owner for (owner,) in rows]


def _team_rows(file: MeasuredFile, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the lines of team_members.csv; DuckDB joins each member's ids and e-mail."""
    name, key = team_name(file), team_key(file)
    aliases = [key, *(column for column in file.columns if column.kind == "email")]
    aliases = [column.sql for column in aliases if column.header != name.header]
    joined = f"concat_ws('|', {', '.join(aliases)})" if aliases else "''"
    rows = connection.execute(f"select {name.sql}, {joined} from {key.table} order by rowid")
    return _as_rows(rows.fetchall())


def _as_rows(members: list[tuple[str, str]]) -> list[str]:
    """Return lines of team_members.csv. members: (owner, aliases)."""
    with (PROJECT / "seeds" / "team_members.csv").open(encoding="utf-8") as shipped:
        header = next(csv.reader(shipped))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    filled = {"owner": 0, "aliases": 1}
    writer.writerows(
        [row[filled[column]] if column in filled else "" for column in header] for row in members
    )
    return buffer.getvalue().splitlines()
