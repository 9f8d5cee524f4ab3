"""What the CRM says of a person, on a lead as on the contact that it becomes."""

import numpy as np
import polars as pl

from smarketing.sample import names, world
from smarketing.sample.csv_files import words
from smarketing.sample.people import People
from smarketing.sample.records import company_ids

ODD_COUNTRIES = ("ecuador", "COLOMBIA", "CL", "Rep. de El Salvador")


def person_cells(people: People, person: np.ndarray) -> dict:
    """Return the columns that a lead and the contact it becomes share."""
    company = people.company[person]
    named = company >= 0
    return {
        "first_name": _first_names(people, person),
        "last_name": words(list(names.LAST_NAMES), people.last_name[person]),
        "phone": _phones(people, person),
        "company": words(names.company_names(people.companies), company),
        "company_id": company_ids(company),
        "company_domain": words(names.company_domains(people.companies), company),
        "industry": words(
            list(names.INDUSTRIES), np.where(named, names.industry_of(np.abs(company)), -1)
        ),
        "employees": pl.Series(np.where(named, names.employees_of(np.abs(company)), -1))
        .cast(pl.String)
        .replace("-1", None),
        "job_title": words([title or None for title in names.JOB_TITLES], people.job_title[person]),
        "city": _cities(people, person),
    }


def _first_names(people: People, person: np.ndarray) -> pl.Series:
    """Return first names; one in a thousand tries to be a formula or a script."""
    hostile = person % 1_000 == 5
    code = np.where(
        hostile,
        len(names.FIRST_NAMES) + person // 1_000 % len(names.HOSTILE_NAMES),
        people.first_name[person],
    )
    return words([*names.FIRST_NAMES, *names.HOSTILE_NAMES], code)


def _phones(people: People, person: np.ndarray) -> pl.Series:
    has = (people.mailbox[person] == 3) | (person % 5 < 2)
    prefix = words(list(names.PHONE_PREFIXES), np.where(has, people.country[person], -1))
    return prefix + pl.Series(person.astype(np.int64)).cast(pl.String).str.zfill(8)


def countries(people: People, person: np.ndarray, odd: np.ndarray) -> pl.Series:
    """Return countries; of one record in a hundred as nobody should write them."""
    code = people.country[person].astype(np.int64)
    code = np.where((odd > 0.01) & (odd < 0.02), code + len(world.COUNTRIES), code)
    return words([*world.COUNTRIES, *ODD_COUNTRIES], code)


def _cities(people: People, person: np.ndarray) -> pl.Series:
    flat = [city for cities in names.CITIES for city in cities]
    return words(flat, people.country[person].astype(np.int64) * 3 + person % 3)


def offers(people: People, person: np.ndarray) -> pl.Series:
    """Return what each person asked for."""
    flat = [offer for item in world.LEAD_TYPES for offer in item.offers]
    first = np.r_[0, np.cumsum([len(item.offers) for item in world.LEAD_TYPES])[:-1]]
    return words(flat, first[people.lead_type[person]] + people.offer[person])
