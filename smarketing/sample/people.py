"""The people who become leads: who they are, what they asked for, whose they are.

Planted: the fit band (from job title, employees and mailbox), which decides hazards; lead type,
fit, country and owner are drawn independently of the channels, so that nothing confounds them.
"""

from dataclasses import dataclass

import numpy as np

from smarketing.sample import clock, names, world
from smarketing.sample.journeys import Sessions, draw_times
from smarketing.sample.randomness import choose, choose_by_row, stream


@dataclass
class People:
    """One entry per person; codes point into the lists of world.py and names.py.

    web: has a web journey (then the person is visitor number `index` of the sessions).
    """

    created_at: np.ndarray
    web: np.ndarray
    lead_type: np.ndarray
    offer: np.ndarray
    first_name: np.ndarray
    last_name: np.ndarray
    company: np.ndarray  # -1 none
    job_title: np.ndarray
    country: np.ndarray
    owner: np.ndarray
    product: np.ndarray
    mailbox: np.ndarray  # 0 company, 1 free, 2 shared, 3 none
    fit_band: np.ndarray  # 0 low, 1 high
    opted_out: np.ndarray
    intent: np.ndarray
    channel_set: np.ndarray
    first_channel: np.ndarray  # -1 offline
    last_channel: np.ndarray
    companies: int

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.created_at)


def make_people(count: int, sessions: Sessions, seed: int) -> People:
    """Draw the attributes of `count` people; the first ones are the sessions' leads."""
    generator = stream(seed, "people")
    web_count = sessions.leads
    offline = count - web_count
    created_at = np.r_[sessions.anchor[:web_count], draw_times(generator, offline)]
    none = np.full(offline, -1, dtype=np.int8)
    lead_type = choose(generator, [item.share for item in world.LEAD_TYPES], count)
    offers = np.array([len(item.offers) for item in world.LEAD_TYPES])
    companies = count // 5 + 10
    company = (generator.random(count) ** 1.6 * companies).astype(np.int32)
    job_title = choose(generator, names.JOB_TITLE_SHARES, count)
    mailbox = _mailboxes(generator, count, web_count)
    company[(mailbox % 2 == 1) & (generator.random(count) < 0.3)] = -1
    country = choose(generator, world.COUNTRY_SHARES, count)
    return People(
        created_at=clock.whole_minutes(created_at),
        web=np.arange(count) < web_count,
        lead_type=lead_type,
        offer=(generator.random(count) * offers[lead_type]).astype(np.int8),
        first_name=generator.integers(0, len(names.FIRST_NAMES), count).astype(np.int8),
        last_name=generator.integers(0, len(names.LAST_NAMES), count).astype(np.int8),
        company=company,
        job_title=job_title,
        country=country,
        owner=choose_by_row(generator, np.array(world.OWNER_SHARES)[country]),
        product=choose(generator, [1] * len(world.PRODUCTS), count),
        mailbox=mailbox,
        fit_band=_fit_band(job_title, company, mailbox),
        opted_out=generator.random(count) < world.OPTED_OUT_RATE,
        intent=np.r_[sessions.intent[:web_count], generator.standard_normal(offline)],
        channel_set=np.r_[sessions.channel_set[:web_count], np.zeros(offline, np.int16)],
        first_channel=np.r_[sessions.channel[sessions.first[:web_count]], none],
        last_channel=np.r_[sessions.channel[sessions.last[:web_count]], none],
        companies=companies,
    )


def _mailboxes(generator: np.random.Generator, count: int, web_count: int) -> np.ndarray:
    draw = generator.random(count)
    mailbox = np.where(draw < world.FREE_MAIL_RATE, 1, 0)
    mailbox[draw > 1 - world.SHARED_MAILBOX_RATE] = 2
    offline = np.arange(count) >= web_count
    mailbox[offline & (generator.random(count) < 0.4)] = 3
    return mailbox.astype(np.int8)


def _fit_band(job_title: np.ndarray, company: np.ndarray, mailbox: np.ndarray) -> np.ndarray:
    title_points = [
        sum(points for word, points in world.FIT_POINTS.items() if word in title.lower())
        for title in names.JOB_TITLES
    ]
    points = np.array(title_points)[job_title]
    points += np.where(names.employees_of(company) > 199, world.FIT_POINTS_MANY_EMPLOYEES, 0)
    points += np.where(mailbox == 1, world.FIT_POINTS_FREE_MAIL, 0)
    return (points >= world.FIT_THRESHOLD).astype(np.int8)
