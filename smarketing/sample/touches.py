"""All web touches as arrays of codes, in order of time: what the company's web tracker keeps.

Who attends a webinar registered for it: leads of type webinar for their own, everybody else for
the open one, on the page that thanks for the first form; others register there and stay away.

The tracker is sticky: what a known person does later carries the source that brought the person.
So e-mail opens and the leaks add no channel, and the planted channel effects stay clean.
"""

from dataclasses import dataclass

import numpy as np

from smarketing.sample import activities, clock, world
from smarketing.sample.journeys import Sessions
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.randomness import stream

_COLUMNS = ("at", "visitor", "mail", "type", "pair", "campaign", "page", "asset")


@dataclass
class Touches:
    """One entry per touch, ordered by time.

    at (UTC seconds), visitor, mail (the address is shown: forms), type, pair, campaign (-1 none),
    page and asset (codes of pages() and assets(); asset -1 none).
    """

    at: np.ndarray
    visitor: np.ndarray
    mail: np.ndarray
    type: np.ndarray
    pair: np.ndarray
    campaign: np.ndarray
    page: np.ndarray
    asset: np.ndarray


def pages() -> list[str]:
    """Return the path of every page code."""
    return [
        *world.PLAIN_PAGES,
        *(item.landing_page for item in world.LEAD_TYPES),
        *(item.page for item in (*world.ACTIVITIES, *world.LEAKS)),
    ]


def assets() -> list[str]:
    """Return the name of every asset code: the offers, then activities and leaks."""
    offers = [offer for item in world.LEAD_TYPES for offer in item.offers]
    return [*offers, *(item.asset for item in (*world.ACTIVITIES, *world.LEAKS))]


def type_code(name: str) -> int:
    """Return the code of a touch type."""
    return world.TOUCH_TYPES.index(name)


def make_touches(people: People, sessions: Sessions, story: Story, seed: int) -> Touches:
    """Put together sessions, page views, ad clicks, forms, activities and leaks."""
    generator = stream(seed, "touches")
    leads = sessions.leads
    last = sessions.last[:leads]
    # A lead's last session opens shortly before the form, which creates the record.
    sessions.at[last] = people.created_at[:leads] - generator.integers(120, 900, leads)
    np.maximum(sessions.at, clock.utc_seconds(world.HISTORY_STARTS) + 2, out=sessions.at)
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    parts = [_visits(generator, sessions), _page_views(generator, sessions)]
    parts.append(_ad_clicks(generator, sessions))
    parts.append(_forms(people, sessions, np.arange(leads), people.created_at[:leads]))
    again = story.reentries
    parts.append(_forms(people, sessions, again.person, again.started_at))
    acts = _acts(sessions, story.acts, world.ACTIVITIES, 0, ends)
    actors = story.acts.person[story.acts.at <= ends]
    parts += [acts, _webinars(people, sessions, acts, actors, ends, seed)]
    outcomes = story.outcomes
    leaks = activities.make_leaks(
        outcomes.opportunity_at, outcomes.close_at, outcomes.is_won, people, ends, seed
    )
    parts.append(_acts(sessions, leaks, world.LEAKS, len(world.ACTIVITIES), ends))
    touches = {name: np.concatenate([part[name] for part in parts]) for name in _COLUMNS}
    del parts
    order = np.argsort(touches["at"], kind="stable")
    for name in _COLUMNS:
        touches[name] = touches[name][order]
    hostile = generator.integers(0, len(order), max(3, len(order) // 50_000))
    touches["campaign"][hostile] = sum(len(item.campaigns) for item in world.CHANNELS)
    return Touches(**touches)


def _of(sessions: Sessions, position: np.ndarray, kind: str, **more: np.ndarray) -> dict:
    size = len(position)
    part = {
        "at": sessions.at[position],
        "visitor": sessions.visitor[position],
        "mail": np.zeros(size, dtype=bool),
        "type": np.full(size, type_code(kind), dtype=np.int8),
        "pair": sessions.pair[position],
        "campaign": sessions.campaign[position],
        "page": np.zeros(size, dtype=np.int8),
        "asset": np.full(size, -1, dtype=np.int8),
    }
    return part | more


def _visits(generator: np.random.Generator, sessions: Sessions) -> dict:
    position = np.arange(len(sessions.at))
    page = generator.integers(0, len(world.PLAIN_PAGES), len(position)).astype(np.int8)
    return _of(sessions, position, "visit", page=page)


def _page_views(generator: np.random.Generator, sessions: Sessions) -> dict:
    count = np.minimum(generator.poisson(0.85, len(sessions.at)), 4)
    position = np.repeat(np.arange(len(sessions.at)), count)
    page = generator.integers(0, len(world.PLAIN_PAGES), len(position)).astype(np.int8)
    at = sessions.at[position] + generator.integers(5, 110, len(position))
    return _of(sessions, position, "page_view", at=at, page=page)


def _ad_clicks(generator: np.random.Generator, sessions: Sessions) -> dict:
    paid = np.array([item.is_paid for item in world.CHANNELS])[sessions.channel]
    position = np.flatnonzero(paid & (generator.random(len(paid)) < 0.6))
    return _of(sessions, position, "ad_click", at=sessions.at[position] - 2)


def _forms(people: People, sessions: Sessions, person: np.ndarray, at: np.ndarray) -> dict:
    kinds = np.array([type_code(item.form_type) for item in world.LEAD_TYPES], dtype=np.int8)
    lead_type = people.lead_type[person]
    return _of(
        sessions,
        sessions.last[person],
        "form",
        at=at,
        mail=np.ones(len(person), dtype=bool),
        type=kinds[lead_type],
        page=(len(world.PLAIN_PAGES) + lead_type).astype(np.int8),
        asset=_offers_of(people, person),
    )


def _offers_of(people: People, person: np.ndarray) -> np.ndarray:
    offers = np.array([len(item.offers) for item in world.LEAD_TYPES])
    first_offer = np.r_[0, np.cumsum(offers)[:-1]]
    return (first_offer[people.lead_type[person]] + people.offer[person]).astype(np.int8)


def _webinars(
    people: People, sessions: Sessions, acts: dict, person: np.ndarray, ends: int, seed: int
) -> dict:
    """Name the webinar of each attendance in `acts`; return the registrations for the open one."""
    generator = stream(seed, "webinars")
    kinds = [item.form_type for item in world.LEAD_TYPES]
    own_type = kinds.index("webinar_registration")
    attended = acts["type"] == type_code("webinar_attendance")
    own = attended & (people.lead_type[person] == own_type)
    registered = people.web & (people.lead_type != own_type) & (people.created_at < ends - 75)
    registered &= generator.random(len(people)) < world.WEBINAR_NO_SHOW_SHARE
    registered[person[attended & ~own]] = True
    acts["asset"][own] = _offers_of(people, person[own])
    registrants = np.flatnonzero(registered)
    size = len(registrants)
    return _of(
        sessions,
        sessions.last[registrants],
        "webinar_registration",
        at=people.created_at[registrants] + generator.integers(20, 70, size),
        mail=np.ones(size, dtype=bool),
        page=np.full(size, len(world.PLAIN_PAGES) + own_type, dtype=np.int8),
        asset=np.full(size, assets().index("webinar-tendencias"), dtype=np.int8),
    )


def _acts(sessions: Sessions, acts: activities.Acts, kinds: tuple, before: int, ends: int) -> dict:
    inside = acts.at <= ends
    person, activity = acts.person[inside], acts.activity[inside]
    type_codes = np.array([type_code(kind.type) for kind in kinds], dtype=np.int8)
    offers = sum(len(item.offers) for item in world.LEAD_TYPES)
    asset = np.array(
        [offers + before + code if kind.asset else -1 for code, kind in enumerate(kinds)], np.int8
    )
    page = len(world.PLAIN_PAGES) + len(world.LEAD_TYPES) + before
    return _of(
        sessions,
        sessions.last[person],
        "visit",
        at=acts.at[inside],
        type=type_codes[activity],
        page=(page + activity).astype(np.int8),
        asset=asset[activity],
    )
