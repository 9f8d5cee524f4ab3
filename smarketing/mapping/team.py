"""The list of the team: a lookup that turns its ids into names, and rows for the settings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import duckdb

from smarketing.mapping import hints
from smarketing.mapping.entities import Decision
from smarketing.mapping.evidence import ColumnEvidence
from smarketing.mapping.folder import MeasuredFile
from smarketing.mapping.lines import commented, plain, quoted
from smarketing.mapping.locale import TODO, calling_code, locale_lines
from smarketing.paths import PROJECT

NAME_PHRASES = ("full name", "nombre completo", "nom complet", "name", "nombre", "nom", "nome")


def team_names(decisions: list[Decision]) -> dict[str, str]:
    """Return {file of a team: name of its lookup}."""
    files = [decision.file.name for decision in decisions if decision.kind == "team"]
    return {file: "team" if at == 1 else f"team_{at}" for at, file in enumerate(files, start=1)}


def lookup_lines(decisions: list[Decision]) -> Iterator[str]:
    """Yield `lookups:` with the lists of the team that some file points to."""
    pointed = {
        target: role.headers
        for decision in decisions
        if decision.roles
        for target, role in decision.roles.lookups.items()
    }
    used = [one for one in decisions if one.kind == "team" and one.file.name in pointed]
    if used:
        yield "lookups:"
    for decision in used:
        file = decision.file
        key, name = _key(file), _name(file)
        yield commented(f"  {team_names(decisions)[file.name]}:", f"the team: {decision.why}")
        yield f"    pattern: {quoted(file.pattern)}"
        yield commented(f"    key: [{plain(key.header)}]", f"{key.distinct} of {key.rows} unique")
        yield commented("    keep_unknown: true", "an id that the list lacks stays as it is")
        yield f"    columns: {{owner: [{plain(name.header)}], rep: [{plain(name.header)}]}}"


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
    code = calling_code([column for one in decisions for column in one.file.columns])
    if code:
        given["calling_code"] = f'"{code}"'
    teams = [one.file for one in decisions if one.kind == "team"]
    if not given and not teams:
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


def _key(file: MeasuredFile) -> ColumnEvidence:
    """Return the column of ids: the first unique one that is no e-mail, else the first unique."""
    unique = [column for column in file.columns if column.is_unique]
    return next((column for column in unique if column.kind in ("number", "text")), unique[0])


def _name(file: MeasuredFile) -> ColumnEvidence:
    """Return the column with people's names, else the one with their e-mails."""
    best = max(
        (column for column in file.columns if column.kind in ("text", "email")),
        key=lambda column: (hints.fit(NAME_PHRASES, column.header), column.kind == "text"),
        default=None,
    )
    return best or _key(file)


def _team_rows(file: MeasuredFile, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the lines of team_members.csv; DuckDB joins each member's ids and e-mail."""
    with (PROJECT / "seeds" / "team_members.csv").open(encoding="utf-8") as shipped:
        header = next(csv.reader(shipped))
    name, key = _name(file), _key(file)
    aliases = [key, *(column for column in file.columns if column.kind == "email")]
    aliases = [column.sql for column in aliases if column.header != name.header]
    joined = f"concat_ws('|', {', '.join(aliases)})" if aliases else "''"
    rows = connection.execute(f"select {name.sql}, {joined} from {key.table} order by rowid")
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    filled = {"owner": 0, "aliases": 1}
    writer.writerows(
        [row[filled[column]] if column in filled else "" for column in header]
        for row in rows.fetchall()
    )
    return buffer.getvalue().splitlines()
