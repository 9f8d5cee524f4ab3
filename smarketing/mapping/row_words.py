"""What words of single rows ask of a draft: rows that are tasks, a status beside the stage."""

from __future__ import annotations

import duckdb

from smarketing.contract import load_contract
from smarketing.mapping import hints
from smarketing.mapping.evidence import ColumnEvidence
from smarketing.mapping.folder import MeasuredFile
from smarketing.mapping.links import Link
from smarketing.mapping.roles import SURE_FROM, Role, Roles, find_roles
from smarketing.mapping.scores import WORDS_KNOWN, Shares
from smarketing.mapping.vocabularies import MOST_WORDS, count_words, share_known
from smarketing.text.conventions import FALSE_WORDS
from smarketing.text.words import fold

ENDS = ("won", "lost")
ENDED = (
    "won", "ganado", "ganada", "ganho", "gagne", "lost", "perdido", "perdida", "perdu",
)  # fmt: skip
FIRST_WORD, FURTHER_WORDS = r"^(\S+)", r"^\S+\s+(.+)$"
FULL_NAMES = 0.6
# [(header, cells)]: a row is meant whose cell under one of the headers is one of its cells.
Conditions = list[tuple[str, list[str]]]


def rows_to_do(file: MeasuredFile, connection: duckdb.DuckDBPyConnection) -> Conditions:
    """Return the rows of a list of activities that are tasks or only planned."""
    words = hints.to_do_words()
    columns = hints.column_hints("tasks")
    found = []
    for column in file.columns:
        if column.kind not in ("boolean", "text") or column.distinct > MOST_WORDS:
            continue
        cells = _cells(column, connection)
        if column.kind == "boolean" and hints.fit(words["done"], column.header):
            found.append((column.header, [c for c in cells if fold(c) in FALSE_WORDS]))
        elif hints.fit(columns["type"], column.header):
            found.append((column.header, _known(cells, words["task"])))
        elif hints.fit(columns["status"], column.header):
            found.append((column.header, _known(cells, words["planned"])))
    return [(header, cells) for header, cells in found if cells]


def _known(cells: list[str], words: tuple[str, ...]) -> list[str]:
    known = {hints.phrase_key(word) for word in words}
    return [cell for cell in cells if hints.phrase_key(cell) in known]


def task_roles(
    file: MeasuredFile, links: list[Link], kinds: dict[str, str], shares: Shares
) -> Roles | None:
    """Return how the rows of a list of activities that are tasks are read; None if they can't."""
    roles = find_roles(file, load_contract()["tasks"], links, kinds, shares)
    times = [column.header for column in file.columns if column.kind == "time"]
    if len(times) == 1:
        roles.chosen["due_at"] = Role("due_at", times, "the only date of the file")
        roles.chosen.pop("created_at", None)
    done = hints.to_do_words()["done"]
    for column in file.columns:
        if column.kind == "boolean" and hints.fit(done, column.header):
            roles.chosen.setdefault("status", Role("status", [column.header], column.words()))
    return None if roles.missing() else roles


def say_how_it_ended(
    roles: Roles, file: MeasuredFile, connection: duckdb.DuckDBPyConnection
) -> None:
    """Read a deal's stage from its status where that says won or lost, and the stage doesn't."""
    role = roles.chosen.get("stage")
    if role is None or role.is_todo:
        return
    phrases = hints.column_hints("opportunities")["stage"]
    stage = file.named(role.headers[0])
    for other in file.columns:
        if other.kind != "text" or other.distinct > MOST_WORDS or other.header in roles.used():
            continue
        if hints.fit(phrases, other.header) < SURE_FROM:
            continue
        for status, progress in ((other, stage), (stage, other)):
            ended = _ends(status, connection)
            if ended and not _ends(progress, connection):
                why = f'"{status.header}" says which are won or lost, "{progress.header}" the rest'
                headers = [status.header, progress.header]
                roles.chosen["stage"] = Role("stage", headers, why, 1.0, {status.header: ended})
                return


def part_full_names(
    roles: Roles, file: MeasuredFile, connection: duckdb.DuckDBPyConnection
) -> None:
    """Read the first word of a person's only name as the first name, the others as the last."""
    role = roles.chosen.get("first_name")
    if role is None or role.is_todo or "last_name" in roles.chosen:
        return
    column = file.named(role.headers[0])
    parted = connection.execute(
        f"select count(*) from {column.table} where regexp_matches({column.sql}, '{FURTHER_WORDS}')"
    ).fetchone()[0]
    if parted >= FULL_NAMES * column.filled:
        why = f"{parted:,} of {column.filled:,} have several words: the first is the first name"
        for name, part in (("first_name", FIRST_WORD), ("last_name", FURTHER_WORDS)):
            roles.chosen[name] = Role(name, role.headers, why, role.score, extract=part)


def add_closing_dates(roles: Roles, file: MeasuredFile) -> None:
    """Read when a deal was closed from the date it was won or the one it was lost."""
    role = roles.chosen.get("closed_at")
    if role is None or role.is_todo or not hints.fit(ENDED, role.headers[0]):
        return
    for column in file.columns:
        is_free = column.kind == "time" and column.header not in roles.used()
        if is_free and hints.fit(ENDED, column.header):
            role.headers.append(column.header)


def _ends(column: ColumnEvidence, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the cells that mean won or lost, of a column most of whose words are known."""
    words = count_words(column, "opportunities", "stage", connection)
    cells = [cell for end in ENDS for cell, _ in words.known.get(end, ())]
    return cells if share_known(words) >= WORDS_KNOWN else []


def _cells(column: ColumnEvidence, connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        f"select {column.sql} as cell from {column.table} where {column.sql} is not null "
        "group by cell order by count(*) desc, cell"
    ).fetchall()
    return [cell for (cell,) in rows]
