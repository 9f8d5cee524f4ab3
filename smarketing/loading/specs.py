"""System specs: what one system's exports look like, as data.

A spec is `smarketing/systems/<system>.yml`, a `mapping.yml` in the folder of the exports, or the
second laid over the first. docs/mapping.md describes every key. A mapping's entries for an entity
replace all built-in entries of that entity; its `locale` keys and lookups replace one by one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, is_dataclass
from functools import cache
from typing import Any

from smarketing.text.words import match_key

_STRAIGHT_QUOTES = dict.fromkeys(map(ord, "'‘’‚‛“”„‟«»‹›`´″′"), '"')
# The lookup that says who goes by which name in a chat.
CONTACTS = "contacts"
MAPPING_NAMES = ("mapping.yml", "mapping.yaml")


@dataclass(frozen=True)
class Locale:
    """Conventions of the values: time zone, day/month order, decimal sign, currency (or None)."""

    timezone: str = "UTC"
    dates: str | None = None
    decimal: str | None = None
    currency: str | None = None


@dataclass(frozen=True)
class HeaderOption:
    """One accepted header of a canonical column, and how its cells differ from the usual.

    `{currency}` in the text matches a code such as USD, which becomes the row's currency.
    """

    header: str
    timezone: str | None = None
    unit: str | None = None
    separator: str | None = None
    part: int | None = None
    strip_prefix: str | None = None
    # What the group of this pattern finds in the cell; nothing where it doesn't fit.
    extract: str | None = None
    # The header counts only where its cell is one of these words.
    only: tuple[str, ...] = ()
    # Another header, whose cell is put behind the first one's: a day and its time.
    with_header: str | None = None
    joined_by: str = " "

    def matches(self, text: str) -> re.Match | None:
        """Return a match (group 1: currency, if the header has a place for it) or None."""
        return re.fullmatch(_header_pattern(self.header), match_key(text))


def _header_pattern(header: str) -> str:
    return re.escape(match_key(header)).replace(r"\{currency\}", "([a-z]{3})")


@cache
def _any_of(headers: tuple[str, ...]) -> re.Pattern:
    patterns = (_header_pattern(header).replace(r"\{stage\}", ".+") for header in headers)
    return re.compile("|".join(patterns))


@dataclass(frozen=True)
class Unpivot:
    """Wide history columns to rows: header patterns, {canonical column: group}, value column."""

    patterns: tuple[str, ...]
    groups: dict[str, int]
    value: str

    def match(self, header: str) -> dict[str, str] | None:
        """Return the columns' texts by the first pattern that covers the whole header, or None.

        Quotes of any kind (straight, single, curly, Spanish) are the same in header and pattern.
        """
        header = header.strip()
        plain = header.translate(_STRAIGHT_QUOTES)
        for pattern in self.patterns:
            match = re.fullmatch(pattern.translate(_STRAIGHT_QUOTES), plain, re.IGNORECASE)
            if match:
                spans = {column: match.span(group) for column, group in self.groups.items()}
                return {
                    column: header[max(first, 0) : max(last, 0)].strip()
                    for column, (first, last) in spans.items()
                }
        return None


@dataclass(frozen=True)
class Lookup:
    """A table whose cells complete rows of other files: key headers, columns, one or many.

    keeps_unknown: a key that the table lacks stands for itself. is_unique: a key whose rows differ
    says nothing. is_also_rows: entries read its files, too. A key may be two cells: a first name
    with the last name behind it.
    """

    name: str
    patterns: tuple[str, ...]
    recognised_by: tuple[str, ...]
    not_recognised_by: tuple[str, ...]
    key: tuple[HeaderOption, ...]
    columns: dict[str, tuple[str, ...]]
    is_many: bool = False
    keeps_unknown: bool = False
    is_unique: bool = False
    is_also_rows: bool = False

    def headers(self) -> list[str]:
        """Return every header that its key and its columns name."""
        keys = [h for option in self.key for h in (option.header, option.with_header) if h]
        return [*keys, *(header for headers in self.columns.values() for header in headers)]


@dataclass(frozen=True)
class Skip:
    """Files that hold nothing needed, and why; `without`: only those with none of these headers."""

    patterns: tuple[str, ...]
    reason: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One `files:` entry: which files it reads and how they become one entity."""

    entity: str
    patterns: tuple[str, ...]
    columns: dict[str, tuple[HeaderOption, ...]]
    recognised_by: tuple[str, ...] = ()
    # A file with one of these headers is never read by the entry.
    not_recognised_by: tuple[str, ...] = ()
    constants: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    unpivot: Unpivot | None = None
    lookups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    total_when_empty: tuple[str, ...] = ()
    # Only rows whose cell under each header of one of these is one of its words; not the others.
    rows_where: tuple[dict[str, tuple[str, ...]], ...] = ()
    rows_except: tuple[dict[str, tuple[str, ...]], ...] = ()
    # The amount of such rows is taken away, whichever sign it has.
    negative_where: tuple[dict[str, tuple[str, ...]], ...] = ()
    # Only rows that say something of these columns; only rows that the entity's entry leaves.
    rows_with: tuple[str, ...] = ()
    rows_left_by: str = ""
    locale: Locale = Locale()
    # What the entry itself says of the locale, which the file's `locale` doesn't change.
    own_locale: tuple[str, ...] = ()
    # The row's id is made from the cells of these headers; of every mapped one where empty.
    key_headers: tuple[str, ...] = ()
    key_columns: tuple[str, ...] = ()
    # {column: pattern whose group is its text in the lines above the header}
    from_preamble: dict[str, str] = field(default_factory=dict)
    is_key_hashed: bool = False
    connected_from_seconds: float | None = None


@dataclass(frozen=True)
class Chat:
    """How a system's chats are told apart: patterns of their lines, the telephone's owner.

    named_by: of file names, with a group for the name. notices: lines that are no message; groups:
    notices that only a group of people has. media, deleted, forwarded: what stands for a message.
    """

    named_by: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    forwarded: tuple[str, ...] = ()
    owner: str | None = None


@dataclass(frozen=True)
class Spec:
    """Everything the loader knows about one system."""

    system: str
    locale: Locale
    entries: tuple[Entry, ...]
    lookups: dict[str, Lookup] = field(default_factory=dict)
    skip: tuple[Skip, ...] = ()
    nulls: tuple[str, ...] = ()
    list_separator: str = ";"
    is_range_in_preamble: bool = False
    account_in_preamble: str = ""
    how_to_export: str = ""
    chat: Chat | None = None
    # What to do about a row or cell that can't be read.
    remedy: str = ""
    label: str = ""
    # {entity: address of a record's page}, with {id} and perhaps {account} in it
    record_urls: dict[str, str] = field(default_factory=dict)
    unconfirmed: tuple[str, ...] = ()
    id_style: str = ""
    footer: str = ""
    # Of several tables in a file the one below a line of one of these words is read.
    table_after: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def is_unconfirmed(self, header: str) -> bool:
        """Return whether the spec says of a header that nobody has seen it in a real export."""
        is_listed = self.unconfirmed and _any_of(self.unconfirmed).fullmatch(match_key(header))
        return bool(is_listed)

    def is_ignored(self, header: str) -> bool:
        """Return whether the spec says of a header that it holds nothing."""
        return bool(self.ignored and _any_of(self.ignored).fullmatch(match_key(header)))

    def known_headers(self) -> set[str]:
        """Return the match keys of every header some entry or lookup accepts."""
        known = {
            match_key(option.header)
            for entry in self.entries
            for options in entry.columns.values()
            for option in options
        }
        known |= {
            match_key(header)
            for entry in self.entries
            for either in (*entry.rows_where, *entry.rows_except, *entry.negative_where)
            for header in either
        }
        for lookup in self.lookups.values():
            known |= {match_key(header) for header in lookup.headers()}
        return known | {match_key(header) for header in self.ignored}

    def fingerprint(self) -> str:
        """Return a text that changes when anything in the spec does."""
        return json.dumps(self, sort_keys=True, default=_plain)


def _plain(value: Any) -> Any:
    return vars(value) if is_dataclass(value) else str(value)


def as_tuple(value: Any) -> tuple:
    """Return a YAML scalar or list as a tuple."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)
