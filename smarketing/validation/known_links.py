"""By what records are known, and what a link says, as SQL on schema raw: as identity reads them.

Every text may be a list. Each query gives `word`: an id, an address, a number or a company's name
in the form in which two of them are equal.
"""

from __future__ import annotations

import re
from functools import cache

from smarketing.paths import PROJECT
from smarketing.text.yaml_files import read_own_yaml

IDS = {
    "leads": ("lead_id", "contact_id", "merged_into_id", "merged_ids"),
    "opportunities": ("opportunity_id",),
    "companies": ("company_id",),
}


def known_ids(target: str) -> str:
    """Return a query of the ids by which a record of leads, deals or companies is known."""
    tables = [("leads", column) for column in IDS[target]]
    if target == "opportunities":
        tables += [("opportunities", "opportunity_id"), ("opportunities", "merged_ids")]
    # HubSpot may write the moment of the merge behind an id
    bare = r"regexp_replace(word, ':\d{13}$', '')"
    parts = [_listed(f"select {column} as item from raw.{table}", bare) for table, column in tables]
    return " union all ".join(parts)


def known_words(link: str) -> str:
    """Return a query of the words of a link column under which some record is known."""
    if link in ("lead_id", "contact_id"):
        return known_ids("leads")
    if link in ("opportunity_id", "company_id"):
        return known_ids("opportunities" if link == "opportunity_id" else "companies")
    # each text once: many people write one company's name
    items = f"select distinct {link} as item from raw.leads"
    if link == "email":
        items += " union all select distinct other_emails from raw.leads"
    return said_words(items, link)


def said_words(items: str, link: str) -> str:
    """Return a query of item and word: what the texts of `items` (item) say of a link column."""
    if link == "email":
        separated = (
            f"select item, translate(item, ' ,|<>\"()\n', ';;;;;;;;;') as list from ({items})"
        )
        return _listed(separated, "lower(word)", "list")
    if link == "phone":
        # without a country's code, which only one of the two may name
        return (
            "select said.item, right(numbers.national_number, 8) as word "
            f"from ({_listed(items, 'word')}) as said "
            "inner join raw._telephones as numbers on said.word = numbers.number_as_given"
        )
    if link == "company":
        return _listed(items, _company_word("word"))
    return _listed(items, "lower(word)" if link == "company_domain" else "word")


def _listed(items: str, word: str, column: str = "item") -> str:
    split = f"select item, trim(unnest(string_split({column}, ';'))) as word from ({items})"
    return f"select item, {word} as word from ({split}) where {word} <> ''"


def _company_word(name: str) -> str:
    """Return what the macro company_word makes of a name."""
    folded = f"strip_accents(lower(replace(replace({name}, '.', ''), '&', ' y ')))"
    folded = f"trim(regexp_replace({folded}, '[^a-z0-9]+', ' ', 'g'))"
    return f"trim(regexp_replace({folded}, '{_around_a_name()}', '', 'g'))"


@cache
def _around_a_name() -> str:
    forms = read_own_yaml(PROJECT / "dbt_project.yml")["vars"]["company_legal_forms"]
    return f"^(compania|cia) |( ({'|'.join(re.escape(form) for form in forms)}))+$"
