"""Reads what a spec says of tables that complete other files, and of files left out."""

from __future__ import annotations

import re
from typing import Any

from smarketing.loading.spec_columns import SpecColumns
from smarketing.loading.specs import HeaderOption, Lookup, Skip, as_tuple
from smarketing.text.words import shown

LOOKUP_KEYS = {
    "pattern", "recognised_by", "not_recognised_by", "key", "columns", "many", "keep_unknown",
    "unique", "also_rows",
}  # fmt: skip


class SpecLookups(SpecColumns):
    """Turns the keys `lookups` and `skip` into what the loader reads."""

    def lookup(self, name: str, given: Any) -> Lookup:
        """Return a table that completes rows of other files."""
        place = f"lookups, {shown(name)}"
        self.check_keys(given, LOOKUP_KEYS, place)
        if not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise self.refuse(f"{place}: the name of a lookup should be a word of letters a to z.")
        for needed in ("pattern", "key"):
            if not given.get(needed):
                raise self.refuse(f"{place}: `{needed}` is missing.")
        return Lookup(
            name=name,
            patterns=self.texts(given["pattern"], f"{place}, pattern"),
            recognised_by=self.words(given.get("recognised_by"), f"{place}, recognised_by"),
            not_recognised_by=self.words(
                given.get("not_recognised_by"), f"{place}, not_recognised_by"
            ),
            key=tuple(self.key_option(item, f"{place}, key") for item in as_tuple(given["key"])),
            columns={
                column: self.words(headers, f"{place}, {shown(column)}")
                for column, headers in self.pairs(given.get("columns"), f"{place}, columns").items()
            },
            is_many=self.flag(given.get("many") or False, f"{place}, many"),
            keeps_unknown=self.flag(given.get("keep_unknown") or False, f"{place}, keep_unknown"),
            is_unique=self.flag(given.get("unique") or False, f"{place}, unique"),
            is_also_rows=self.flag(given.get("also_rows") or False, f"{place}, also_rows"),
        )

    def skip(self, given: Any) -> tuple[Skip, ...]:
        """Return the files that hold nothing needed."""
        found = []
        for number, item in enumerate(as_tuple(given), start=1):
            place = f"skip, item {number}"
            self.check_keys(item, {"pattern", "without", "reason"}, place)
            found.append(
                Skip(
                    self.texts(item.get("pattern"), f"{place}, pattern"),
                    self.word(item.get("reason") or "skipped", f"{place}, reason"),
                    self.words(item.get("without"), f"{place}, without"),
                )
            )
        return tuple(found)

    def key_option(self, given: Any, place: str) -> HeaderOption:
        """Return a header of a key: one cell, or two with a space between, such as a full name."""
        if isinstance(given, dict):
            self.check_keys(given, {"header", "with"}, place)
        return self.option(given, place)
