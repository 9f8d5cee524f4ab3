"""What each file of a folder is: an entity, the list of the team, or undecided."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb

from smarketing.contract import load_contract
from smarketing.mapping import hints
from smarketing.mapping.folder import MeasuredFile
from smarketing.mapping.links import Link
from smarketing.mapping.roles import LINK_COLUMNS, Roles, find_roles
from smarketing.mapping.row_words import (
    Conditions,
    add_closing_dates,
    part_full_names,
    rows_to_do,
    say_how_it_ended,
    task_roles,
)
from smarketing.mapping.scores import Shares
from smarketing.mapping.vocabularies import shares_of_known_words

# An entity is taken only if it fits so well, and so much better than the next one.
ENOUGH = 2.0
AHEAD = 0.35
LARGEST_TEAM = 500
# A column of another vocabulary says that a file is something else.
TELLING_WORDS = {
    "contact_attempts": "outcome",
    "opportunities": "stage",
    "touchpoints": "type",
}


@dataclass
class Decision:
    """A file and what it is: entity with its roles, `team`, or neither with the candidates.

    rows_where, rows_except: the rows that it is about, or isn't.
    """

    file: MeasuredFile
    kind: str | None
    roles: Roles | None
    why: str
    candidates: tuple[str, ...] = ()
    rows_where: Conditions = field(default_factory=list)
    rows_except: Conditions = field(default_factory=list)


def decide(
    files: list[MeasuredFile], links: list[Link], connection: duckdb.DuckDBPyConnection
) -> list[Decision]:
    """Return a decision per file; the team comes first, because the others point to it."""
    kinds: dict[str, str] = {}
    decisions: dict[str, Decision] = {}
    for file in files:
        why = _is_team(file, links)
        if why:
            kinds[file.name] = "team"
            decisions[file.name] = Decision(file, "team", None, why)
    # Twice: the second time, links to what the first time decided are known.
    for _ in range(2):
        links = _known_links(links, decisions)
        for file in files:
            if kinds.get(file.name) == "team":
                continue
            decision = _decide_one(file, links, kinds, connection)
            decisions[file.name] = decision
            kinds.pop(file.name, None)
            if decision.kind:
                kinds[file.name] = decision.kind
    found = []
    for file in files:
        decision = decisions[file.name]
        found.append(decision)
        if decision.kind == "opportunities":
            say_how_it_ended(decision.roles, file, connection)
            add_closing_dates(decision.roles, file)
        if decision.kind == "leads":
            part_full_names(decision.roles, file, connection)
        if decision.kind == "contact_attempts":
            found += _tasks_among(decision, links, kinds, connection)
    return found


def _known_links(links: list[Link], decisions: dict[str, Decision]) -> list[Link]:
    """Return the links by ids, e-mails, telephones and names: a company's name is nobody's id."""
    known = []
    for link in links:
        target = decisions.get(link.target)
        if link.is_by_name or not target or target.kind not in LINK_COLUMNS:
            known.append(link)
            continue
        column = next(
            (name for name, role in target.roles.chosen.items() if link.key in role.headers), ""
        )
        if column in (target.roles.entity.own_id, "email", "phone"):
            known.append(replace(link, column=column))
    return known


def _tasks_among(
    decision: Decision,
    links: list[Link],
    kinds: dict[str, str],
    connection: duckdb.DuckDBPyConnection,
) -> list[Decision]:
    """Leave out the activities that are tasks; return them as a decision of their own."""
    file = decision.file
    decision.rows_except = rows_to_do(file, connection)
    if not decision.rows_except:
        return []
    own = [link for link in links if link.file == file.name]
    roles = task_roles(file, own, kinds, shares_of_known_words(file.columns, connection))
    if roles is None:
        return []
    why = "the other rows of the file"
    return [Decision(file, "tasks", roles, why, rows_where=decision.rows_except)]


def _is_team(file: MeasuredFile, links: list[Link]) -> str | None:
    """Return why a file lists the people who sell, or None."""
    if file.rows > LARGEST_TEAM:
        return None
    sources = sorted({link.file for link in links if link.target == file.name and link.is_sure})
    is_called = hints.fit(hints.file_hints()["team"], file.stem) > 0
    has_people = any(
        column.kind == "email" or hints.fit(("name", "nombre", "nom", "nome"), column.header)
        for column in file.columns
    )
    has_id = any(column.is_unique for column in file.columns)
    if is_called and has_people and has_id:
        pointing = f"; {', '.join(sources)} point to it" if sources else ""
        return f"its name says so{pointing}"
    return None


def _decide_one(
    file: MeasuredFile,
    links: list[Link],
    kinds: dict[str, str],
    connection: duckdb.DuckDBPyConnection,
) -> Decision:
    own = [link for link in links if link.file == file.name]
    shares = shares_of_known_words(file.columns, connection)
    scored = []
    for name, entity in load_contract().items():
        roles = find_roles(file, entity, own, kinds, shares)
        score, reasons = _score(file, roles, links, kinds, shares)
        scored.append((score, name, roles, reasons))
    scored.sort(key=lambda one: (-one[0], one[1]))
    score, name, roles, reasons = scored[0]
    rivals = tuple(other for value, other, *_ in scored[1:4] if value > score - AHEAD)
    if score < ENOUGH or rivals:
        return Decision(file, None, None, "", (name, *rivals))
    return Decision(file, name, roles, "; ".join(reasons))


def _score(
    file: MeasuredFile,
    roles: Roles,
    links: list[Link],
    kinds: dict[str, str],
    shares: Shares,
) -> tuple[float, list[str]]:
    entity = roles.entity
    reasons = []
    score = 0.0
    called = hints.fit(hints.file_hints().get(entity.name, ()), file.stem)
    if called:
        score += 1.2 * called
        reasons.append(f'the file is called "{file.stem}"')
    elif any(hints.fit(words, file.stem) for words in hints.file_hints().values()):
        score -= 0.8  # its name says that it is something else
    required = [*entity.required]
    missing = roles.missing()
    score += sum(1.0 for name in required if name not in missing) / max(len(required), 1) * 2
    score -= 1.2 * len(missing) + 0.3 * roles.has_key_of_cells
    others = [r for c, r in roles.chosen.items() if c not in required and not r.is_todo]
    score += 0.3 * sum(role.score for role in others)
    telling = TELLING_WORDS.get(entity.name)
    if telling in roles.chosen and not roles.chosen[telling].is_todo:
        header = roles.chosen[telling].headers[0]
        share = shares.get((entity.name, telling, header), 0.0)
        if share >= 0.5:
            score += 1.5 * share
            reasons.append(f"{share:.0%} of the cells of {telling} are known words")
    if entity.link:
        known = roles.chosen.keys() | {role.column for role in roles.lookups.values()}
        linked = [name for name in entity.link if name in known]
        score += 0.4 if linked else -1.2
        for name in linked[:1]:
            reasons.append(f"it points to people by {name}")
    if entity.name == "leads":
        pointing = sorted({one.file for one in links if one.target == file.name and one.is_sure})
        if pointing:
            score += 0.8
            reasons.append(f"{', '.join(pointing)} point to it")
        if {"email", "phone"} & set(roles.chosen):
            score += 0.6
            reasons.append("it has e-mails or telephones of its own")
        else:
            score -= 0.8
        if any(kinds.get(one.target) == "leads" for one in links if one.file == file.name):
            score -= 1.5  # it points to the leads, so it isn't them
    return score, reasons
