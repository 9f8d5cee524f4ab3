"""Writes the draft: one mapping.yml for a folder, each line with its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb

from smarketing.mapping.entities import Decision, decide
from smarketing.mapping.evidence import ColumnEvidence
from smarketing.mapping.folder import MeasuredFile, measured_files
from smarketing.mapping.lines import commented, plain, quoted
from smarketing.mapping.links import Link, find_links
from smarketing.mapping.locale import TODO, locale_lines
from smarketing.mapping.lookups import lookup_lines, lookup_names
from smarketing.mapping.roles import Role
from smarketing.mapping.team import settings_lines
from smarketing.mapping.vocabularies import WordCounts, count_words

# Columns whose words are translated, besides those with a closed vocabulary.
OPEN_VOCABULARIES = {("opportunities", "stage")}
# `Submitted At (in UTC)` and `created_at_utc`, but not `Created (UTC-5)`.
UNIVERSAL_TIME = re.compile(r"(?<![A-Za-z])(UTC|GMT)(?![A-Za-z]|\s*[-+−–]?\d)", re.IGNORECASE)
UNSURE_LINKS_SHOWN = 4


def draft_mapping(place: Path) -> str:
    """Return the text of a first mapping.yml for one file or for the files of a folder.

    Every line names its evidence; what the cells don't decide is a TODO, which the loader refuses
    until a person writes something. Raises DataRefused if there is nothing to read.
    """
    place = Path(place).resolve()
    folder = place if place.is_dir() else place.parent
    with measured_files(place) as (files, connection):
        links = find_links(files, connection)
        decisions = decide(files, links, connection)
        lines = _lines(folder.name.lower(), decisions, links, connection)
        return "\n".join(lines) + "\n"


def _lines(
    system: str,
    decisions: list[Decision],
    links: list[Link],
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[str]:
    yield "# A draft from the cells of the files: check each line, replace every TODO, save it as"
    yield "# mapping.yml beside the files, then run `make check-exports` (docs/mapping.md)."
    yield f"system: {plain(system or 'my_system')}"
    yield "locale:"
    for line in locale_lines(decisions, connection):
        yield commented(f"  {line.key}: {plain(line.value)}", line.why)
    yield from lookup_lines(decisions, links)
    yield "files:"
    for decision in decisions:
        if decision.kind == "team":
            continue
        yield from _entry(decision, links, decisions, connection)
    yield from settings_lines(decisions, connection)


def _entry(
    decision: Decision,
    links: list[Link],
    decisions: list[Decision],
    connection: duckdb.DuckDBPyConnection,
) -> Iterator[str]:
    file, roles = decision.file, decision.roles
    if roles is None:
        yield from _undecided(decision)
        return
    yield commented(f"  - pattern: {quoted(file.pattern)}", _files_in_words(file))
    yield commented(f"    entity: {roles.entity.name}", decision.why)
    if roles.has_key_of_cells:
        yield commented("    key: hash", f"no column is unique: {roles.entity.own_id} from cells")
    for key in ("rows_where", "rows_except"):
        if conditions := getattr(decision, key):
            words = ", ".join(f"{{{plain(h)}: {_words(cells)}}}" for h, cells in conditions)
            yield commented(f"    {key}: [{words}]", "tasks, and what is only planned")
    yield "    columns:"
    todo = Role("", [], "no column looks like it; write its header here or a value in constants")
    lines = dict(roles.chosen) | {
        name: todo for name in roles.missing() if name not in roles.chosen
    }
    for name in (name for name in roles.entity.columns if name in lines):
        role = lines[name]
        is_required = name in roles.entity.required
        if not role.is_todo:
            headers = ", ".join(_option(file.named(header), role) for header in role.headers)
            yield commented(f"      {name}: [{headers}]", role.why)
        elif is_required:
            yield commented(f"      {name}: [{TODO}]", role.why)
        else:
            yield f"      # {TODO} {name}: {role.why}"
    if roles.lookups:
        names = lookup_names(decisions)
        yield "    lookups:"
        for target, role in roles.lookups.items():
            headers = ", ".join(plain(header) for header in role.headers)
            yield commented(f"      {names[target]}: [{headers}]", f"{role.column}: {role.why}")
    if roles.constants:
        yield "    constants:"
        for name, (value, why) in roles.constants.items():
            yield commented(f"      {name}: {plain(value)}", why)
    yield from _values(decision, connection)
    if "duration_seconds" in roles.chosen and "outcome" not in roles.chosen:
        yield f"    # {TODO} no column says how a call ended; a call that long counts as connected:"
        yield "    # outcome_from_duration: {connected_from_seconds: 30}"
    if roles.entity.name == "opportunities" and "closed_at" not in roles.chosen:
        yield f"    # {TODO} no column says when a deal was won or lost: its export dates it"
    if not decision.rows_where:
        yield from _left_over(decision, links)


def _option(column: ColumnEvidence, role: Role) -> str:
    header = column.header
    words = role.only.get(header)
    if role.extract:
        return f"{{header: {plain(header)}, extract: '{role.extract}'}}"
    # a day without a time is the same day in every zone
    if column.kind == "time" and column.has_time_of_day and UNIVERSAL_TIME.search(header):
        return f"{{header: {plain(header)}, timezone: UTC}}"
    return f"{{header: {plain(header)}, only: {_words(words)}}}" if words else plain(header)


def _words(cells: list[str]) -> str:
    return f"[{', '.join(plain(cell) for cell in cells)}]"


def _undecided(decision: Decision) -> Iterator[str]:
    file = decision.file
    headers = ", ".join(f'"{column.header}"' for column in file.columns)
    yield f"  # {TODO} {file.name}: nothing decides what it is (the nearest:"
    yield f"  # {', '.join(decision.candidates)}). Its columns: {headers}"
    yield f"  # - pattern: {quoted(file.pattern)}"
    yield f"  #   entity: {TODO}"
    yield "  #   columns: {}"


def _files_in_words(file: MeasuredFile) -> str:
    others = f", and {len(file.others)} older of the same name" if file.others else ""
    return f"{file.name}: {file.rows:,} rows{others}"


def _values(decision: Decision, connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Yield the words of each vocabulary: known ones by what they mean, the rest as TODO."""
    roles, begun = decision.roles, False
    for name, role in roles.chosen.items():
        column = roles.entity.columns[name]
        is_open = (roles.entity.name, name) in OPEN_VOCABULARIES
        if role.is_todo or not (column.values or is_open):
            continue
        words = _counted(decision, role, connection)
        if not words.known and not words.unknown:
            continue
        if not begun:
            yield "    values:"
            begun = True
        yield f"      {name}:" if words.known else f"      {name}: {{}}"
        for word, cells in words.known.items():
            raws = ", ".join(plain(cell) for cell, _ in cells)
            rows = sum(count for _, count in cells)
            inside = any(cell in words.by_a_word for cell, _ in cells)
            why = f"{rows:,} rows" + ("; a word in it says so, check it" if inside else "")
            yield commented(f"        {plain(word)}: [{raws}]", why)
        for cell, count in words.unknown:
            takes = ", ".join(words.takes)
            yield f"        # {TODO} {quoted(cell)} ({count:,} rows) is one of {takes}"


def _counted(decision: Decision, role: Role, connection: duckdb.DuckDBPyConnection) -> WordCounts:
    """Return the words of a vocabulary's headers, of the rows and cells that count there."""
    file, entity = decision.file, decision.roles.entity.name
    left_out = dict(decision.rows_except)
    counts = [
        count_words(file.named(header), entity, role.column, connection).without(
            left_out.get(header, ()), role.only.get(header)
        )
        for header in role.headers
    ]
    return sum(counts[1:], counts[0])


def _left_over(decision: Decision, links: list[Link]) -> Iterator[str]:
    used = decision.roles.used()
    rest = [column for column in decision.file.columns if column.header not in used]
    if rest:
        yield "    # Not mapped, kept in extra:"
    for column in rest:
        link = next(
            (
                one
                for one in links
                if (one.file, one.header) == (decision.file.name, column.header) and one.is_sure
            ),
            None,
        )
        yield f"    #   {plain(column.header)}: {link.words() if link else column.words()}"
