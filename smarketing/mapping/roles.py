"""Which column of a file feeds which column of an entity, with the evidence for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from smarketing.contract import Entity
from smarketing.mapping import hints
from smarketing.mapping.evidence import ColumnEvidence
from smarketing.mapping.folder import MeasuredFile
from smarketing.mapping.links import Link
from smarketing.mapping.scores import (
    OWNER_COLUMNS,
    TOLD_APART_BY_WORDS,
    WORDS_KNOWN,
    Shares,
    score_of,
)

# Below it a column is not mapped; two that are nearer to each other than MARGIN are not told apart.
SURE_FROM = 0.6
MARGIN = 0.04
ID_WORDS = ("id", "codigo", "code", "numero", "number", "num", "nro", "ref", "folio", "key", "cle")
# A score, a canonical column, a column of the file.
Pair = tuple[float, str, ColumnEvidence]
LINK_COLUMNS = {"leads": "lead_id", "opportunities": "opportunity_id"}


@dataclass
class Role:
    """One line of the draft: a canonical column, its headers (none: a TODO), why, how sure.

    only: {header: the words for which it counts}. extract: the part of the cells that is read.
    """

    column: str
    headers: list[str]
    why: str
    score: float = 1.0
    only: dict[str, list[str]] = field(default_factory=dict)
    extract: str = ""

    @property
    def is_todo(self) -> bool:
        """Whether a person has to decide."""
        return not self.headers


@dataclass
class Roles:
    """What a file would be as one entity. `lookups`: {file that completes it: what names its key}.

    That file is the team's list, or one whose rows are named here and not by their ids.
    """

    entity: Entity
    chosen: dict[str, Role] = field(default_factory=dict)
    constants: dict[str, tuple[str, str]] = field(default_factory=dict)
    lookups: dict[str, Role] = field(default_factory=dict)
    has_key_of_cells: bool = False

    def used(self) -> set[str]:
        """Return the headers that some line uses."""
        lines = [*self.chosen.values(), *self.lookups.values()]
        return {header for role in lines for header in role.headers}

    def missing(self) -> list[str]:
        """Return the required columns that nothing feeds."""
        return [
            name
            for name in self.entity.required
            if name not in self.constants
            and (name not in self.chosen or self.chosen[name].is_todo)
            and not (self.has_key_of_cells and name == self.entity.own_id)
        ]


def find_roles(
    file: MeasuredFile,
    entity: Entity,
    links: list[Link],
    kinds: dict[str, str],
    shares: Shares,
) -> Roles:
    """Return the lines of a draft that reads a file as an entity.

    links: of this file. kinds: {file name: entity, or team} of the files decided so far. shares: of
    each column's cells that are known words of a vocabulary.
    """
    roles = Roles(entity)
    _add_links(roles, links, kinds)
    _add_key(roles, file)
    _add_by_header(roles, file, shares)
    _add_event_time(roles, file)
    _add_channel(roles, file)
    return roles


def _add_links(roles: Roles, links: list[Link], kinds: dict[str, str]) -> None:
    columns = roles.entity.columns
    named: list[tuple[str, Role]] = []
    for link in links:
        target = kinds.get(link.target)
        if target == "team":
            owner = next((name for name in OWNER_COLUMNS if name in columns), None)
            if owner is None or not link.is_sure:
                continue
            if link.is_by_name or _is_of_emails(link):
                roles.chosen.setdefault(owner, Role(owner, [link.header], link.words()))
            elif link.target not in roles.lookups:
                roles.lookups[link.target] = Role(owner, [link.header], link.words())
                roles.chosen.pop(owner, None)
        elif target in LINK_COLUMNS and link.is_sure and target != roles.entity.name:
            name = "email" if _is_of_emails(link) else LINK_COLUMNS[target]
            name = link.column if link.column in ("email", "phone") else name
            if name not in columns:
                continue
            role = Role(name, [link.header], link.words())
            if link.is_by_name:
                named.append((link.target, role))
            else:
                roles.chosen.setdefault(name, role)
    for target, role in named:  # an id, where there is one, says more than a name
        if role.column not in roles.chosen:
            roles.lookups.setdefault(target, role)
    for link in links:
        lookup = roles.lookups.get(link.target)
        if lookup and roles.chosen.get(lookup.column, lookup) is not lookup:
            del roles.chosen[lookup.column]  # the team's list gives the name


def _is_of_emails(link: Link) -> bool:
    return "@" in link.key or hints.fit(("email", "mail", "correo", "courriel"), link.key) > 0


def _add_key(roles: Roles, file: MeasuredFile) -> None:
    name = roles.entity.own_id
    if name is None or name in roles.chosen:
        return
    own = (*hints.file_hints().get(roles.entity.name, ()), *hints.words_of(file.stem))
    best, best_score = None, 0.0
    for at, column in enumerate(file.columns):
        if column.kind not in ("number", "text") or column.header in roles.used():
            continue
        if column.kind == "number" and column.whole < column.filled:
            continue
        if _is_another(roles.entity, name, column.header):
            continue
        is_id = any(word in ID_WORDS for word in hints.words_of(column.header))
        is_own = hints.fit(own, column.header) > 0
        score = 0.4 * is_id + 0.2 * is_own + 0.1 * (at == 0) + 0.4 * column.is_unique
        score += 0.6 * (hints.header_fit(roles.entity.name, name, column.header) == 1)
        if (is_id or is_own or column.is_unique) and score > best_score:
            best, best_score = column, score
    if best is None or best_score < 0.5 or best.filled < best.rows:
        roles.has_key_of_cells = roles.entity.columns[name].is_required
        return
    repeated = "" if best.is_unique else "; a repeated id is a newer version of the same row"
    why = f"{best.distinct:,} of {best.rows:,} unique{repeated}"
    roles.chosen[name] = Role(name, [best.header], why, min(best_score, 1.0))


def _is_another(entity: Entity, name: str, header: str) -> bool:
    """Return whether a header is just what another column of ids is called."""
    others = [other for other in entity.columns if other.endswith("_id") and other != name]
    return hints.header_fit(entity.name, name, header) < 1 and any(
        hints.header_fit(entity.name, other, header) == 1 for other in others
    )


def _add_by_header(roles: Roles, file: MeasuredFile, shares: Shares) -> None:
    free = [c for c in file.columns if c.header not in roles.used() and c.kind != "empty"]
    pairs = sorted(
        (
            (score_of(roles.entity, column, one, shares), name, one)
            for name, column in roles.entity.columns.items()
            if name not in roles.chosen
            and name not in {role.column for role in roles.lookups.values()}
            for one in free
        ),
        key=lambda pair: (-pair[0], pair[2].header),
    )
    taken: set[str] = set()
    for score, name, one in pairs:
        if score < SURE_FROM or name in roles.chosen or one.header in taken:
            continue
        rivals = [
            other.header
            for rival, column, other in pairs
            if column == name
            and rival > score - MARGIN
            and other is not one
            and other.header not in taken
        ]
        if rivals and score < 0.99:
            either = " or ".join(f'"{header}"' for header in [one.header, *rivals])
            roles.chosen[name] = Role(name, [], f"{either}: each would fit", 0.0)
            continue
        if other := _other_column(roles, pairs, score, name, one):
            if not rivals:  # else the other header feeds this column, and this header the other
                why = f'"{one.header}" could be {other} as well: its cells don\'t say which'
                roles.chosen[name] = Role(name, [], why, 0.0)
                taken.add(one.header)
            continue
        roles.chosen[name] = Role(name, [one.header], one.words(), score)
        taken.add(one.header)
    # one column may say two things: "Llamada saliente" is a call, and an outbound one
    for score, name, one in pairs:
        share = shares.get((roles.entity.name, name, one.header), 0.0)
        if share >= WORDS_KNOWN and name not in roles.chosen and roles.entity.columns[name].values:
            roles.chosen[name] = Role(name, [one.header], one.words(), score)


def _other_column(
    roles: Roles, pairs: list[Pair], score: float, name: str, one: ColumnEvidence
) -> str | None:
    """Return the column that a header says as much as this one, and that has no header else."""
    apart = TOLD_APART_BY_WORDS.get(roles.entity.name, ())
    for other in apart if name in apart else ():
        fit = [found for fits, column, found in pairs if column == other and fits > score - MARGIN]
        if fit == [one] and other != name and other not in roles.chosen:
            return other
    return None


def _add_event_time(roles: Roles, file: MeasuredFile) -> None:
    """A file's only date is the date of what it lists, whatever its header says."""
    name = roles.entity.event_time
    if name is None or (name in roles.chosen and not roles.chosen[name].is_todo):
        return
    times = [column for column in file.columns if column.kind == "time"]
    if len(times) == 1:
        why = f"the only date of the file; {times[0].words()}"
        roles.chosen[name] = Role(name, [times[0].header], why, 0.5)
    elif times and name not in roles.chosen:
        either = " or ".join(f'"{column.header}"' for column in times)
        roles.chosen[name] = Role(name, [], f"{either}: nothing says which", 0.0)


def _add_channel(roles: Roles, file: MeasuredFile) -> None:
    """A file of calls says so in its name or the header of its ids."""
    channel = roles.entity.columns.get("channel")
    if channel is None or not channel.values or "channel" in roles.chosen:
        return
    words = hints.vocabulary(roles.entity.name, "channel")
    for text in (file.stem, *(column.header for column in file.columns)):
        for phrase, word in words.items():
            if word != "other" and hints.fit((phrase,), text):
                roles.constants["channel"] = (word, f'"{text}" says so')
                return
