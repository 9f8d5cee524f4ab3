"""What leadership reads names nobody: texts of the exports lose people before a page sees them.

E-mail addresses, telephone numbers and names of known people reach campaigns, pages and reasons
through forms and notes. Employees may be named; an employee known by an address keeps the part
before its @.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import phonenumbers
import polars as pl

from smarketing.report.frame.safety import EMAIL, VEIL
from smarketing.report.frame.warehouse import Warehouse
from smarketing.text.words import fold

# Columns of keys hold no words, and columns of employees no other people.
KEYS = re.compile(r"_(key|id|hash|at|date)$|^(sha256|hash|day|month|date)$")
EMPLOYEES = ("owner", "rep", "suggested_owner")
DIGITS_OF_A_NUMBER = 7
DATE_DIGITS = re.compile(r"(19|20)\d{6}")
WORD = re.compile(r"[^\W\d_]+")
# A person is two names next to each other, first and last or the other way round.
NAMES = """
    with people as (
        select distinct
            string_split(lower(strip_accents(trim(first_name))), ' ') as first_names,
            string_split(lower(strip_accents(trim(last_name))), ' ') as last_names
        from raw.leads
        where length(trim(first_name)) > 1 and length(trim(last_name)) > 1
    ),

    employees as (
        select distinct lower(strip_accents(trim(owner))) as name from settings.team_members
    ),

    names as (
        select first_names[1] || ' ' || last_names[1] as name from people
        union
        select first_names[-1] || ' ' || last_names[1] from people
        union
        select last_names[1] || ' ' || first_names[1] from people
        union
        select last_names[-1] || ' ' || first_names[1] from people
        union
        select first_names[1] || ' ' || first_names[2] from people where len(first_names) > 1
        union
        select last_names[1] || ' ' || last_names[2] from people where len(last_names) > 1
    )

    select name
    from names
    where name in (select unnest($pairs)) and name not in (select name from employees)
"""


class LeadershipWarehouse(Warehouse):
    """A published warehouse whose texts name no people; worklists read the plain one."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        # opening the file costs more than the question: each pair of words is asked for once
        self._is_name: dict[str, bool] = {}

    def query(self, sql: str, parameters: dict | None = None) -> pl.DataFrame:
        """Run a query and return its rows, people veiled in every column of words."""
        frame = super().query(sql, parameters)
        texts = {
            name: set(frame[name].unique().drop_nulls())
            for name, kind in frame.schema.items()
            if kind == pl.String and not KEYS.search(name)
        }
        others = {text for name, found in texts.items() if name not in EMPLOYEES for text in found}
        names = self._known_names(others)
        veiled = {text: without_people(text, names, self._region) for text in others}
        return frame.with_columns(
            pl.col(name).replace(
                {text: text.split("@")[0] for text in found if EMAIL.fullmatch(text)}
                if name in EMPLOYEES
                else {text: veiled[text] for text in found if veiled[text] != text}
            )
            for name, found in texts.items()
        )

    def _known_names(self, texts: set[str]) -> set[str]:
        pairs = {pair for text in texts for pair, _ in _pairs(text)}
        unasked = pairs - set(self._is_name)
        if unasked and self.has("raw.leads", "first_name", "last_name"):
            names = set(super().query(NAMES, {"pairs": sorted(unasked)})["name"])
            self._is_name |= {pair: pair in names for pair in unasked}
        return {pair for pair in pairs if self._is_name.get(pair)}

    @cached_property
    def _region(self) -> str:
        if not self.has("core.run", "calling_code"):
            return "ZZ"
        code = super().query("select calling_code from core.run")["calling_code"][0]
        return phonenumbers.region_code_for_country_code(int(code or 0))


def without_people(text: str, names: set[str] = frozenset(), region: str = "ZZ") -> str:
    """Return a text with people's addresses, telephone numbers and names veiled.

    names: folded pairs of words that are somebody's. region: ISO 3166 code of numbers that name
    no country; ZZ knows none.
    """
    named = [span for pair, span in _pairs(text) if pair in names]
    # from the end, so that what stands before keeps its place; neighbours are one person
    for start, end in reversed(_joined(named)):
        text = f"{text[:start]}{VEIL}{text[end:]}"
    text = EMAIL.sub(VEIL, text)
    if sum(sign.isdigit() for sign in text) < DIGITS_OF_A_NUMBER:
        return text
    spaced = text.replace("%2B", "+").replace("%2b", "+").replace("%20", " ")
    numbers = [
        match.raw_string
        for match in phonenumbers.PhoneNumberMatcher(spaced, region)
        if not DATE_DIGITS.fullmatch(match.raw_string)
    ]
    for number in numbers:
        spaced = spaced.replace(number, VEIL)
    return spaced if numbers else text


def _pairs(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Return each two neighbouring words, folded, with where they stand in the text."""
    words = list(WORD.finditer(text))
    return [
        (fold(f"{left[0]} {right[0]}"), (left.start(), right.end()))
        for left, right in pairwise(words)
    ]


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
