"""Who is who in an exported chat: the person it is with, and who of the team wrote.

A name joins nobody by itself. The person is known by the telephone number that stands for a name,
or by the table of contacts beside the chats; the team by its names in the settings or that table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smarketing.loading.chat_parts import folded
from smarketing.loading.progress import Job, Run
from smarketing.loading.telephones import Numbering, read_telephone
from smarketing.loading.workshop import Workshop
from smarketing.text.words import fold

A_NUMBER = r"\+?[\d\s().\-\x{2010}-\x{2015}]{7,24}"
UNKNOWN_CONTACT = (
    "who this chat is with is not known: name the person, as the chat does, with the telephone in "
    "contacts.csv beside the chats"
)
UNKNOWN_SIDE = (
    "which of the two wrote for the company is not known: name who did in team_members (aliases), "
    "or as rep in contacts.csv beside the chats"
)
UNKNOWN_SENDER = (
    "the sender is neither the person of this chat nor anybody of the team: name them in "
    "contacts.csv beside the chats, or in team_members (aliases)"
)


@dataclass(frozen=True)
class Name:
    """What is known of a name: a member of the team (`rep`), or a person's number or id."""

    folded: str
    rep: str | None = None
    phone: str | None = None
    lead_id: str | None = None
    link_system: str | None = None

    @property
    def key(self) -> str | None:
        """What tells this person from others; None where nothing is known."""
        return self.phone or (f"{self.link_system or ''}:{self.lead_id}" if self.lead_id else None)

    def cells(self) -> tuple[str | None, str | None, str | None]:
        """Return the cells that say who the person is."""
        return self.phone, self.lead_id, self.link_system


NOBODY = Name("")


@dataclass(frozen=True)
class People:
    """Who is who in the chats of a folder, by the chat's number.

    contacts: the person it is with. groups: chats of several people. table: chat, sender,
    direction, rep, fault (why the sender's messages can't be taken).
    """

    contacts: dict[int, Name]
    groups: set[int]
    table: str


def team_of(members: Iterable[Mapping[str, str | None]]) -> dict[str, str]:
    """Return {name or alias without case and accents: owner} of rows of team_members."""
    team: dict[str, str] = {}
    for row in members:
        owner = (row.get("owner") or "").strip()
        for alias in (owner, *(row.get("aliases") or "").split("|")):
            if owner and alias.strip():
                team.setdefault(fold(alias), owner)
    return team


def find_people(run: Run, jobs: list[Job], parts: str, contacts: str | None) -> People:
    """Return who is who in the chats of a folder.

    parts: their messages. contacts: table of the names that contacts.csv explains, if there is one.
    """
    chat = jobs[0].spec.chat
    query = f"select distinct chat from {parts} where is_of_group"
    groups = {number for (number,) in run.workshop.connection.execute(query).fetchall()}
    titles = {n: _titles(job.sniffed.name, chat.named_by) for n, job in enumerate(jobs)}
    found = _look_up(run.workshop, parts, titles, contacts)
    persons, sides = {}, []
    for number, names in found.items():
        known = {row["name"]: _known(run, chat.owner, row) for row in names}
        senders = {row["name"]: known[row["name"]] for row in names if row["is_sender"]}
        of_title = (known[t] for t in titles[number] if known[t].key and not known[t].rep)
        mine = _sides(senders, next(of_title, None), chat.owner)
        if mine is None:
            groups.add(number)
            continue
        persons[number] = mine[0]
        sides += [(number, name, *side) for name, side in mine[1].items()]
    columns = ("chat bigint", *(f"{n} varchar" for n in ("sender", "direction", "rep", "fault")))
    return People(persons, groups, run.workshop.table_of("senders", columns, sides))


def _titles(file_name: str, patterns: tuple[str, ...]) -> list[str]:
    """Return the names that a file's name may mean, the likeliest first."""
    stem = re.sub(r"(\.(txt|zip))+$", "", file_name, flags=re.IGNORECASE)
    stem = re.sub(r"[\s_-]*(\(\d+\)|20\d\d-\d\d-\d\d)$", "", stem)
    found = [m[1] for p in patterns if (m := re.fullmatch(p, stem, flags=re.IGNORECASE))]
    return [*found, stem]


def _look_up(
    workshop: Workshop, parts: str, titles: dict[int, list[str]], contacts: str | None
) -> dict[int, list[dict]]:
    """Return per chat what contacts.csv says of the file's names and of everybody who wrote."""
    rows = [(number, title) for number, names in titles.items() for title in names]
    given = workshop.table_of("titles", ("chat bigint", "name varchar"), rows)
    explained = contacts or (
        "(select null as lookup_key, null as phone, null as lead_id, null as link_system, "
        "null as rep where false)"
    )
    found = workshop.connection.execute(
        "with names as (select chat, name, bool_or(is_sender) as is_sender from ("
        f"select chat, sender as name, true as is_sender from {parts} where sender is not null "
        f"union all select chat, name, false from {given}) group by chat, name), "
        f"folded as (select *, {folded('name')} as folded from names) "
        "select chat, name, is_sender, folded, "
        f"regexp_full_match(folded, '{A_NUMBER}') as is_number, "
        "any_value(phone) as phone, any_value(lead_id) as lead_id, "
        "any_value(link_system) as link_system, any_value(rep) as rep "
        f"from folded left join {explained} as explained "
        f"on {folded('explained.lookup_key')} = folded.folded "
        "group by chat, name, is_sender, folded order by chat, name"
    )
    columns = [column[0] for column in found.description]
    result: dict[int, list[dict]] = {}
    for row in found.fetchall():
        result.setdefault(row[0], []).append(dict(zip(columns, row, strict=True)))
    return result


def _known(run: Run, owner: str | None, row: dict) -> Name:
    """Return who a name is, by contacts.csv, the team or the number that it is."""
    plain, phone, rep = row["folded"], row["phone"], row["rep"]
    if not rep and not phone and not row["lead_id"]:
        rep = run.team.get(plain) or (owner if owner and fold(owner) == plain else None)
        phone = row["name"] if row["is_number"] and not rep else None
    return Name(plain, rep, _number(phone, run.numbering), row["lead_id"], row["link_system"])


def _number(phone: str | None, numbering: Numbering) -> str | None:
    """Return a number in one form for all ways of writing it."""
    if not phone or not phone.strip():
        return None
    return read_telephone(phone, None, numbering.default_region).phone_number or phone.strip()


def _sides(
    senders: dict[str, Name], of_title: Name | None, owner: str | None
) -> tuple[Name, dict[str, tuple]] | None:
    """Return the person of a chat, and per sender (direction, rep, fault); None for a group's."""
    team = {name: one for name, one in senders.items() if one.rep}
    persons = {name: one for name, one in senders.items() if not one.rep and one.key}
    others = [name for name in senders if name not in team and name not in persons]
    keys = {one.key for one in persons.values()}
    if len(keys) > 1:
        return None
    contact = next(iter(persons.values()), None) or of_title
    if contact and of_title and of_title.phone and not contact.phone:
        contact = Name(contact.folded, None, of_title.phone, contact.lead_id, contact.link_system)
    sides = {name: ("outbound", one.rep, None) for name, one in team.items()}
    reps = {one.rep for one in team.values()}
    rep = owner or (reps.pop() if len(reps) == 1 else None)
    sides |= dict.fromkeys(persons, ("inbound", rep, None))
    fault = UNKNOWN_SENDER
    if len(others) == 1 and not team and persons:
        sides[others[0]] = ("outbound", owner, None)
    elif len(others) == 1 and team and of_title and not persons:
        sides[others[0]] = ("inbound", rep, None)
    else:
        if not team and not persons:
            fault = UNKNOWN_SIDE
        sides |= dict.fromkeys(others, (None, None, fault))
    if contact is None:
        sides = dict.fromkeys(sides, (None, None, UNKNOWN_CONTACT))
    return contact or NOBODY, sides
