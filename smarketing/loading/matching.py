"""Decides which entries of a system, or which lookup, read a file."""

from __future__ import annotations

from collections.abc import Iterable

from smarketing.loading.files import ExportFile
from smarketing.loading.specs import Entry, Lookup, Spec
from smarketing.text.words import match_key


def _has_any(headers: list[str], wanted: Iterable[str]) -> bool:
    keys = {match_key(header) for header in headers}
    return any(match_key(word) in keys for word in wanted)


def _may_read(headers: list[str], item: Entry | Lookup) -> bool:
    """Return whether nothing in the headers says that the file is another one's."""
    return not _has_any(headers, item.not_recognised_by)


def matching_entries(file: ExportFile, headers: list[str], spec: Spec) -> list[Entry | Lookup]:
    """Return the entries (one per entity, the first in the spec) and lookups that read a file.

    Names decide; where several entries fit the name, those that recognise the headers win; where
    none fits, headers alone decide. A known table to skip gives an empty list.
    """
    everything = [i for i in [*spec.entries, *spec.lookups.values()] if _may_read(headers, i)]
    everything = [i for i in everything if isinstance(i, Entry) or not i.is_also_rows]
    named = [item for item in everything if file.matches(item.patterns)]
    if skipped_because(file, headers, spec):
        exact = [i for i in named if "*" not in {p[0] for p in i.patterns}]
        return _one_per_entity(exact)
    recognised = [i for i in named if _has_any(headers, i.recognised_by)]
    if recognised:
        named = [i for i in named if i in recognised or not i.recognised_by]
    if not named:
        named = [i for i in everything if _has_any(headers, i.recognised_by)]
    lookups = [i for i in named if isinstance(i, Lookup)]
    if lookups and len(named) > len(lookups) and not recognised:
        # A connector's link table such as deal_contact: its own columns say which it is.
        fitting = [i for i in lookups if _has_lookup_columns(headers, i)]
        if fitting:
            return fitting[:1]
        named = [i for i in named if not isinstance(i, Lookup)]
    return _without_strangers(headers, _one_per_entity(named))


def skipped_because(file: ExportFile, headers: list[str], spec: Spec) -> str | None:
    """Return why the spec passes a file over, None if it does not."""
    for skip in spec.skip:
        if file.matches(skip.patterns) and not _has_any(headers, skip.without):
            return skip.reason
    return None


def side_lookups(file: ExportFile, headers: list[str], spec: Spec) -> list[Lookup]:
    """Return the lookups that a file completes although entries read it."""
    return [
        lookup
        for lookup in spec.lookups.values()
        if lookup.is_also_rows
        and _may_read(headers, lookup)
        and (file.matches(lookup.patterns) or _has_any(headers, lookup.recognised_by))
        and _has_lookup_columns(headers, lookup)
    ]


def _without_strangers(headers: list[str], items: list[Entry | Lookup]) -> list[Entry | Lookup]:
    """Leave out entries for some rows where no column tells them and others read the file."""
    told = [
        item
        for item in items
        if isinstance(item, Lookup)
        or not item.rows_where
        or _has_any(headers, [header for either in item.rows_where for header in either])
    ]
    return told or items


def _has_lookup_columns(headers: list[str], lookup: Lookup) -> bool:
    return _has_any(headers, [option.header for option in lookup.key]) and _has_any(
        headers, [header for options in lookup.columns.values() for header in options]
    )


def _one_per_entity(items: list[Entry | Lookup]) -> list[Entry | Lookup]:
    chosen: dict[str, Entry | Lookup] = {}
    for item in items:
        chosen.setdefault(item.entity if isinstance(item, Entry) else item.name, item)
    return list(chosen.values())
