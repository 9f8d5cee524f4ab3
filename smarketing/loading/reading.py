"""Builds the SQL that reads one staged file as one entity: texts, types, reasons to reject."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import reduce

from smarketing.contract import Column
from smarketing.loading import time_sql, typing_sql
from smarketing.loading.cell_text import cell_text, nulls_of
from smarketing.loading.copy_cells import Staged
from smarketing.loading.decoding import BROKEN_PATTERN
from smarketing.loading.header_sources import Source, column_name
from smarketing.loading.plan import EntryPlan
from smarketing.loading.record_ids import in_style
from smarketing.loading.rows_used import fits
from smarketing.loading.source_rows import may_be_padded, source_rows
from smarketing.loading.time_sql import TimeProfile
from smarketing.loading.typing_sql import identifier, literal, may_be_shortened
from smarketing.text.words import fold

IS_TIME = ("timestamp", "date")


@dataclass
class Faults:
    """How many rows and cells of a reading have which fault."""

    rows_read: int
    empty_rows: int
    reasons: dict[str, int]
    cells: dict[str, int]
    newest_update: datetime.datetime | None


@dataclass
class Reading:
    """One entity of one staged file. Filled step by step: profiles, decimal signs, dictionaries."""

    plan: EntryPlan
    staged: Staged
    lookups: dict[str, str]
    unmapped: list[int]
    footer_from: int | None = None
    profiles: dict[str, TimeProfile] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)  # sources of times that are all midnight
    signs: dict[str, str] = field(default_factory=dict)
    dictionaries: dict[str, dict[str, str]] = field(default_factory=dict)
    spotless: set[str] = field(default_factory=set)
    faults: Faults | None = None

    # ----------------------------------------------------------------------------- texts

    def sources(self, column: str) -> list[tuple[str, Source]]:
        """Return (name of the text column, source) in order of preference."""
        found = self.plan.sources.get(column, [])
        return [(f"{column}__{position}", source) for position, source in enumerate(found)]

    def texts(self, of: Collection[str] | None = None) -> str:
        """Return a query of file_row, the cells as given, and the trimmed text of every source.

        of: names of source texts, which are all that is asked for then: whoever looks at one
        column need not wait until the others are understood.
        """
        rows = source_rows(self.plan, self.staged, self.lookups)
        select = ["*"] if of is None else []
        for column in self.plan.sources:
            nulls = nulls_of(self.plan.entity.columns[column], self.plan.spec.nulls)
            for name, source in self.sources(column):
                if of is not None and name not in of:
                    continue
                reference = identifier(source.reference)
                is_padded = may_be_padded(source.reference, self.plan, self.staged)
                text = cell_text(reference, source.option, nulls, is_padded, source.beside)
                text = time_sql.day_alone(text) if name in self.days else text
                select.append(f"{text} as {identifier(name)}")
        return f"select {', '.join(select)} from ({rows})"

    def raw_text(self, column: str) -> str:
        """Return the text of a canonical column: the first source that is not empty."""
        names = [identifier(name) for name, _ in self.sources(column)]
        if not names:
            return "null::varchar"
        return names[0] if len(names) == 1 else f"coalesce({', '.join(names)})"

    # ------------------------------------------------------------------------ typed values

    def _by_source(self, column: str, expression) -> str:
        """Return the expression of the first source that is not empty."""
        sources = self.sources(column)
        if len(sources) == 1:
            return expression(*sources[0])
        branches = " ".join(
            f"when {identifier(name)} is not null then {expression(name, source)}"
            for name, source in sources
        )
        return f"(case {branches} end)"

    def is_broken(self, text: str) -> str:
        """Return whether a cell holds a byte that can't be read."""
        return f"regexp_matches({text}, '{BROKEN_PATTERN}')"

    def shown(self, text: str) -> str:
        """Return a text as people may see it, with � for a byte that can't be read."""
        if not self.staged.has_broken_bytes:
            return text
        return f"regexp_replace({text}, '{BROKEN_PATTERN}', '\N{REPLACEMENT CHARACTER}', 'g')"

    def _cell(self, column: Column, name: str, source: Source) -> str:
        value = self._sound_cell(column, name, source)
        if not self.staged.has_broken_bytes:
            return value
        return f"(case when not {self.is_broken(identifier(name))} then {value} end)"

    def _sound_cell(self, column: Column, name: str, source: Source) -> str:
        text = identifier(name)
        if column.data_type == "timestamp":
            zone = source.option.timezone or self.plan.entry.locale.timezone
            return time_sql.utc_time(text, self.profiles[name], zone)
        if column.data_type == "date":
            profile = self.profiles[name]
            if profile.is_moments:
                return f"{time_sql.with_offset(text)}::date"
            day = f"{time_sql.naive_time(text, profile)}::date"
            if profile.with_offset:
                instant = time_sql.instant(text)
                return (
                    f"(case when {time_sql.is_instant(text)} then {instant}::date else {day} end)"
                )
            return day
        if column.data_type == "boolean":
            return typing_sql.dictionary(text, self.dictionaries.get(name, {})) + "::boolean"
        if column.data_type != "varchar":
            sign, unit = self.signs[name], source.option.unit
            if column.name.endswith("_seconds"):
                return typing_sql.duration_seconds(text, unit, sign)
            plain = typing_sql.number(text, column.data_type, sign)
            if unit:
                plain = f"({typing_sql.number(text, 'double', sign)} * {typing_sql.UNITS[unit]})"
                plain = f"{plain}::{column.data_type}"
            return plain
        if column.values:
            words = self.dictionaries.get(name, {})
            if name in self.spotless and all(raw == to for raw, to in words.items()):
                return text
            return typing_sql.dictionary(text, words)
        if name in self.dictionaries:
            return typing_sql.dictionary(text, self.dictionaries[name], otherwise=text)
        if may_be_shortened(column):
            kept = text
            separator = self.plan.spec.list_separator
            if separator != ";":
                kept = f"replace({text}, {literal(separator)}, ';')"
            if not column.is_telephone:
                kept = in_style(kept, self.plan.spec.id_style)
            shortened = typing_sql.SCIENTIFIC_ID
            if name in self.spotless:
                return kept
            return (
                f"(case when {text} ilike '%e+%' and "
                f"regexp_full_match({text}, '{shortened}') then null else {kept} end)"
            )
        return text

    def value(self, column: Column) -> str:
        """Return the typed value of a canonical column; null where the cell can't be read."""
        own = self._own_value(column)
        if column.name == self.plan.entity.own_id and (key := self._key_texts()):
            return f"coalesce({own}, {typing_sql.hash_of_cells(key)})"
        if column.name == "amount" and self.plan.negative_where:
            return f"(case when {fits(self.plan.negative_where)} then -abs({own}) else {own} end)"
        seconds = self.plan.entry.connected_from_seconds
        if column.name == "outcome" and seconds is not None:
            duration = self._own_value(self.plan.entity.columns["duration_seconds"])
            return (
                f"(case when {own} is not null then {own} "
                f"when {duration} >= {seconds} then 'connected' "
                f"when {duration} >= 0 then 'no_answer' end)"
            )
        return own

    def is_unreadable(self, column: Column) -> str:
        """Return SQL that is true for a cell that can't be read, over the rows of `typed`."""
        value = identifier(column.name)
        if column.name == "outcome" and self.plan.entry.connected_from_seconds is not None:
            value = self._own_value(column)  # what the duration says is not what the cell says
        return f"({self.raw_text(column.name)} is not null and {value} is null)"

    def _key_texts(self) -> list[str]:
        """Return the texts that the row's own id is made from; none where it has one."""
        columns = self.plan.entity.columns
        values = [f"{self._own_value(columns[c])}::varchar" for c in self.plan.entry.key_columns]
        return [*self.plan.key_cells, *values]

    def _own_value(self, column: Column) -> str:
        """Return the typed value of what the column's own cells say."""
        fallback = self.plan.constants.get(column.name, column.default)
        constant = "null" if fallback is None else literal(str(fallback))
        if column.name == "currency":
            return f"coalesce({', '.join([*self._named_currencies(column), constant])})::varchar"
        if fallback is not None and column.data_type == "timestamp":
            zone = self.plan.entry.locale.timezone
            constant = time_sql.utc_time(constant, TimeProfile(filled=1), zone)
        if not self.sources(column.name):
            return f"{constant}::{column.data_type}"
        if column.is_telephone and self.plan.entity.name == "leads":
            # a person is reached under each of them
            cells, others = [], []
            for source in self.sources(column.name):
                cell = self._cell(column, *source)
                others.append(reduce(lambda text, one: f"nullif({text}, {one})", cells, cell))
                cells.append(cell)
            return f"nullif(concat_ws(';', {', '.join(others)}), '')" if cells[1:] else cells[0]
        typed = self._by_source(column.name, lambda n, s: self._cell(column, n, s))
        if fallback is None:
            return typed
        raw = self.raw_text(column.name)
        return f"(case when {raw} is null then {constant}::{column.data_type} else {typed} end)"

    def _named_currencies(self, column: Column) -> list[str]:
        """Return what a row says of its currency: in a column of its own, else in its amount."""
        named = [
            typing_sql.currency_in(self.raw_text(money))
            for money in typing_sql.MONEY_COLUMNS
            if self.sources(money)
        ]
        if not self.sources(column.name):
            return named
        return [self._by_source(column.name, lambda n, s: self._cell(column, n, s)), *named]

    def is_date_only(self, column: Column) -> str:
        """Return whether a timestamp column's cell holds a date without time."""
        constant = self.plan.constants.get(column.name, column.default)
        is_day = str(constant is not None and ":" not in str(constant)).lower()
        if not self.sources(column.name):
            return is_day
        flag = self._by_source(
            column.name, lambda n, _: time_sql.is_date_only(identifier(n), self.profiles[n])
        )
        if is_day == "true":
            flag = f"(case when {self.raw_text(column.name)} is null then true else {flag} end)"
        if flag == "false":
            return flag
        return f"coalesce({flag} and {identifier(column.name)} is not null, false)"

    def extra(self) -> str:
        """Return a JSON object of the filled cells that no entry of the file uses, or null."""
        headers = self.staged.sniffed.layout.headers
        parts, used = [], set()
        for position in self.unmapped:
            key = fold(headers[position]) or f"column {position + 1}"
            if key in used:
                continue
            used.add(key)
            cell = f"nullif(trim({column_name(position)}), '')"
            name = literal(json.dumps(key, ensure_ascii=False) + ":")
            parts.append(f"{name} || to_json({cell})::varchar")
        if not parts:
            return "null::varchar"
        filled = f"coalesce({', '.join(column_name(p) for p in self.unmapped)}) is not null"
        parts = [self.shown(part) for part in parts]
        members = f"'{{' || concat_ws(',', {', '.join(parts)}) || '}}'"
        return f"(case when {filled} then nullif({members}, '{{}}') end)"

    def typed(self) -> str:
        """Return a query of file_row, the texts, and every canonical column under its own name."""
        columns = self.plan.entity.columns.values()
        select = ["* "]
        select += [f"{self.value(column)} as {identifier(column.name)}" for column in columns]
        return f"select {', '.join(select)} from ({self.texts()})"
