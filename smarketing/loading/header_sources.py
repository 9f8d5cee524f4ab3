"""Finds the columns of a file whose headers a spec accepts for a canonical column."""

from __future__ import annotations

from dataclasses import dataclass

from smarketing.loading.sniff import Layout
from smarketing.loading.specs import HeaderOption
from smarketing.text.words import match_key


@dataclass(frozen=True)
class Source:
    """One place where a canonical column finds its cell: a column of the staged file.

    `beside` is the column whose cell the option's `with` adds to it.
    """

    reference: str
    option: HeaderOption
    header: str
    is_machine: bool = False
    beside: str | None = None

    def positions(self) -> set[int]:
        """Return the positions of the file's columns that the source reads."""
        return {int(name[1:]) for name in (self.reference, self.beside) if name}


def column_name(index: int) -> str:
    """Return the name of a file's column in its staging table."""
    return f"c{index}"


def header_index(headers: list[str]) -> dict[str, int]:
    """Return {match key: first position} of the headers that have a text."""
    index: dict[str, int] = {}
    for position, header in enumerate(headers):
        if match_key(header):
            index.setdefault(match_key(header), position)
    return index


def find_sources(
    options: tuple[HeaderOption, ...], layout: Layout, index: dict[str, int]
) -> tuple[list[Source], str | None]:
    """Return the sources that a file has, in order of preference, and a currency in a header."""
    sources, currency = [], None
    for option in options:
        beside = index.get(match_key(option.with_header)) if option.with_header else None
        if option.with_header and beside is None:
            continue
        if "{currency}" in option.header:
            hits = [(p, option.matches(h)) for h, p in index.items() if option.matches(h)]
        else:
            position = index.get(match_key(option.header))
            hits = [] if position is None else [(position, None)]
        for position, match in hits:
            if any(s.reference == column_name(position) and s.option == option for s in sources):
                continue
            sources.append(
                Source(
                    reference=column_name(position),
                    option=option,
                    header=layout.headers[position],
                    is_machine=position in layout.machine_columns,
                    beside=None if beside is None else column_name(beside),
                )
            )
            if match:
                currency = match[1].upper()
    return sources, currency
