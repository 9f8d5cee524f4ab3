"""Files that complete others in the draft: the team's ids as names, and people by their names."""

from __future__ import annotations

from collections.abc import Iterator

from smarketing.mapping.entities import Decision
from smarketing.mapping.lines import commented, plain, quoted
from smarketing.mapping.links import Link
from smarketing.mapping.team import team_key, team_name

STEMS = {"leads": "people", "opportunities": "deals", "team": "team"}


def lookup_names(decisions: list[Decision]) -> dict[str, str]:
    """Return {file that others need: name of its lookup}."""
    needed = {
        target for one in decisions if one.roles for target in one.roles.lookups
    }  # fmt: skip
    names: dict[str, str] = {}
    for decision in decisions:
        if decision.file.name in needed:
            stem = STEMS[decision.kind]
            number = sum(name.startswith(stem) for name in names.values()) + 1
            names[decision.file.name] = stem if number == 1 else f"{stem}_{number}"
    return names


def lookup_lines(decisions: list[Decision], links: list[Link]) -> Iterator[str]:
    """Yield `lookups:` with the files that some other file points to by more than an own id."""
    names = lookup_names(decisions)
    if names:
        yield "lookups:"
    for decision in decisions:
        if decision.file.name not in names:
            continue
        name = names[decision.file.name]
        if decision.kind == "team":
            yield from _team(decision, name)
        else:
            yield from _named_rows(decision, name, decisions, links)


def _team(decision: Decision, name: str) -> Iterator[str]:
    file = decision.file
    key, shown = team_key(file), team_name(file)
    yield commented(f"  {name}:", f"the team: {decision.why}")
    yield f"    pattern: {quoted(file.pattern)}"
    yield commented(f"    key: [{plain(key.header)}]", f"{key.distinct} of {key.rows} unique")
    yield commented("    keep_unknown: true", "an id that the list lacks stays as it is")
    yield f"    columns: {{owner: [{plain(shown.header)}], rep: [{plain(shown.header)}]}}"


def _named_rows(
    decision: Decision, name: str, decisions: list[Decision], links: list[Link]
) -> Iterator[str]:
    file, roles = decision.file, decision.roles
    pointing = sorted(
        one.file.name for one in decisions if one.roles and file.name in one.roles.lookups
    )
    columns = {one.roles.lookups[file.name].column for one in decisions
               if one.roles and file.name in one.roles.lookups}  # fmt: skip
    keys = dict.fromkeys(
        one.key_headers
        for one in links
        if one.target == file.name and one.is_by_name and one.is_sure and one.file in pointing
    )
    own = roles.chosen[roles.entity.own_id].headers
    yield commented(f"  {name}:", f"{', '.join(pointing)} name these rows without their id")
    yield f"    pattern: {quoted(file.pattern)}"
    yield f"    key: [{', '.join(_key(headers) for headers in keys)}]"
    for column in sorted(columns):
        yield f"    columns: {{{column}: [{', '.join(plain(header) for header in own)}]}}"
    yield commented("    unique: true", "a name that several bear leads to none of them")
    yield commented("    also_rows: true", "the file is read as rows, too")


def _key(headers: tuple[str, ...]) -> str:
    if len(headers) == 1:
        return plain(headers[0])
    return f"{{header: {plain(headers[0])}, with: {plain(headers[1])}}}"
