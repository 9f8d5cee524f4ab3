"""Decides how a file becomes an entity: which header feeds which column, which rows are read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from smarketing.contract import Entity
from smarketing.errors import DataRefused
from smarketing.loading.files import ExportFile
from smarketing.loading.header_sources import Source, column_name, find_sources, header_index
from smarketing.loading.sniff import Layout
from smarketing.loading.specs import Entry, HeaderOption, Spec
from smarketing.text.words import match_key, nearest, shown


@dataclass
class EntryPlan:
    """How one file becomes one entity: sources per column in order of preference, constants."""

    entry: Entry
    entity: Entity
    spec: Spec
    sources: dict[str, list[Source]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    unpivot_columns: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    lookup_keys: dict[str, list[int]] = field(default_factory=dict)
    consumed: set[int] = field(default_factory=set)
    key_cells: list[str] = field(default_factory=list)
    rows_where: list[dict[int, tuple[str, ...]]] = field(default_factory=list)
    rows_except: list[dict[int, tuple[str, ...]]] = field(default_factory=list)
    negative_where: list[dict[int, tuple[str, ...]]] = field(default_factory=list)
    # The plan whose rows this one doesn't read.
    rest_of: EntryPlan | None = None


def lookup_column(lookup: str, column: str) -> str:
    """Return the name under which a lookup's column is joined to a staged file."""
    return f"lookup_{lookup}_{column}"


def plan_entry(
    file: ExportFile, layout: Layout, entry: Entry, entity: Entity, spec: Spec
) -> EntryPlan | None:
    """Return how a file feeds an entity; None if it has no header to unpivot or for `rows_with`.

    Raises DataRefused, with the nearest header, if a required column has no source.
    """
    plan = EntryPlan(entry, entity, spec, constants=dict(entry.constants))
    index = header_index(layout.headers)
    if entry.unpivot:
        for position, header in enumerate(layout.headers):
            groups = entry.unpivot.match(header)
            if groups is not None:
                plan.unpivot_columns.append((position, groups))
        if not plan.unpivot_columns:
            return None
        plan.consumed |= {position for position, _ in plan.unpivot_columns}
        plan.sources[entry.unpivot.value] = [Source("unpivot_value", HeaderOption(""), "")]
        for column in entry.unpivot.groups:
            plan.sources[column] = [Source(f"unpivot_{column}", HeaderOption(""), "")]
    for column, options in entry.columns.items():
        sources, currency = find_sources(options, layout, index)
        if sources:
            plan.sources.setdefault(column, []).extend(sources)
            plan.consumed |= set().union(*(s.positions() for s in sources))
        if currency and "currency" in entity.columns:
            plan.constants.setdefault("currency", currency)
    for name, by in entry.lookups.items():
        positions = [index[match_key(h)] for h in by if match_key(h) in index]
        if positions:
            plan.lookup_keys[name] = positions
            for column in spec.lookups[name].columns:
                if column in entity.columns:
                    source = Source(lookup_column(name, column), HeaderOption(""), f"{name} lookup")
                    plan.sources.setdefault(column, []).append(source)
    _take_texts_from_preamble(plan, layout)
    told = plan.sources.keys() | (entry.from_preamble.keys() & plan.constants.keys())
    if not told.issuperset(entry.rows_with):
        return None
    _take_key_from_cells(file, layout, plan, index)
    _take_rows(file, layout, plan, index)
    _let_days_be_days(plan)
    _take_range_from_preamble(plan, layout)
    _take_account_from_preamble(plan, layout)
    _check_required(file, layout, plan)
    return plan


def _take_key_from_cells(
    file: ExportFile, layout: Layout, plan: EntryPlan, index: dict[str, int]
) -> None:
    """Name the cells that the row's id is made from, in an order that no export changes."""
    entry = plan.entry
    for header in entry.key_headers:
        if match_key(header) not in index:
            near = nearest([header], [h for h in layout.headers if h])
            hint = f' Did you mean "{shown(near)}"?' if near else ""
            raise DataRefused(
                f'{file.name}: the id of {entry.entity} is made from "{header}" (key), which is no '
                f"header of the file.{hint}"
            )
    if entry.key_headers:
        plan.key_cells = [column_name(index[match_key(h)]) for h in entry.key_headers]
    elif entry.is_key_hashed and not entry.key_columns:
        cells = [s.reference for name in plan.entity.columns for s in plan.sources.get(name, ())]
        plan.key_cells = [cell for cell in dict.fromkeys(cells) if cell[1:].isdigit()]


def _take_texts_from_preamble(plan: EntryPlan, layout: Layout) -> None:
    """A column that only the lines above the header name has their text in every row."""
    for column, pattern in plan.entry.from_preamble.items():
        text = layout.preamble_text(pattern)
        if text and column not in plan.sources:
            plan.constants[column] = text


def _take_rows(file: ExportFile, layout: Layout, plan: EntryPlan, index: dict[str, int]) -> None:
    """Note which cells say whether a row is read; headers that the file lacks say nothing."""
    plan.rows_where = _row_words(plan.entry.rows_where, index)
    plan.rows_except = _row_words(plan.entry.rows_except, index)
    plan.negative_where = _row_words(plan.entry.negative_where, index)
    if plan.entry.rows_where and not plan.rows_where:
        headers = [header for either in plan.entry.rows_where for header in either]
        asked = " or ".join(f'"{shown(header)}"' for header in headers)
        found = ", ".join(f'"{shown(header)}"' for header in layout.headers[:12] if header)
        raise DataRefused(
            f"{file.name}: {plan.entity.name} is read from some rows of the file, told by the "
            f"header {asked} (rows_where); found {found}."
        )
    for either in plan.rows_where + plan.rows_except + plan.negative_where:
        plan.consumed |= set(either)


def _row_words(
    wanted: tuple[dict[str, tuple[str, ...]], ...], index: dict[str, int]
) -> list[dict[int, tuple[str, ...]]]:
    """Return the alternatives of a condition on rows, by position, that the file can tell."""
    found = []
    for either in wanted:
        words: dict[int, tuple[str, ...]] = {}
        for header in either:
            if match_key(header) in index:
                position = index[match_key(header)]
                words[position] = words.get(position, ()) + either[header]
        if words:
            found.append(words)
    return found


def _let_days_be_days(plan: EntryPlan) -> None:
    """Beside a column of days, the report's first and last day are no range of the row."""
    end = plan.entity.range_end
    if end and len(plan.sources.get("date", ())) > 1:
        plan.sources.pop(end, None)


def _take_range_from_preamble(plan: EntryPlan, layout: Layout) -> None:
    """Without a day column, the range that the preamble names dates every row of the table."""
    wants = plan.spec.is_range_in_preamble and plan.entity.range_end and "date" not in plan.sources
    if wants and layout.date_range:
        first, last = layout.date_range
        check_same_month(first, last)
        plan.constants["date"] = first.isoformat()
        plan.constants["date_end"] = last.isoformat()


def _take_account_from_preamble(plan: EntryPlan, layout: Layout) -> None:
    """Without an account column, the account that the preamble names is every row's."""
    account = layout.preamble_text(plan.spec.account_in_preamble)
    if account and "account" in plan.entity.columns and "account" not in plan.sources:
        plan.constants.setdefault("account", account)


def check_same_month(first: datetime.date, last: datetime.date) -> bool:
    """Return whether a range of days lies in one calendar month."""
    return (first.year, first.month) == (last.year, last.month)


def _check_required(file: ExportFile, layout: Layout, plan: EntryPlan) -> None:
    entity, entry = plan.entity, plan.entry
    found = [header for header in layout.headers if header]
    headers = ", ".join(f'"{shown(header)}"' for header in found[:12]) + (
        " …" if len(found) > 12 else ""
    )
    how = f" {plan.spec.how_to_export}" if plan.spec.how_to_export else ""
    for column in entity.required:
        if column in plan.sources or column in plan.constants:
            continue
        if (plan.key_cells or entry.key_columns) and column == entity.own_id:
            continue
        options = [option.header for option in entry.columns.get(column, ())]
        unused = [h for p, h in enumerate(layout.headers) if p not in plan.consumed]
        near = nearest([column, *options], unused)
        hint = f' Did you mean "{shown(near)}"?' if near else ""
        wanted = " or ".join(f'"{option}"' for option in options[:4]) or f'"{column}"'
        raise DataRefused(
            f"{file.name}: required column {column} of {entity.name} is missing; expected a header "
            f"{wanted}, found {headers}.{hint}{how if column in ('date', entity.own_id) else ''}"
        )
    if entity.link and not any(c in plan.sources or c in plan.constants for c in entity.link):
        options = [o.header for c in entity.link for o in entry.columns.get(c, ())]
        near = nearest([*entity.link, *options], found)
        hint = f' Did you mean "{shown(near)}"?' if near else ""
        wanted = ", ".join(f'"{option}"' for option in options[:6]) or ", ".join(entity.link)
        raise DataRefused(
            f"{file.name}: {entity.name} needs at least one of {', '.join(entity.link)}; expected "
            f"a header such as {wanted}, found {headers}.{hint}"
        )
