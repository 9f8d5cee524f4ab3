"""Reads what an entry of a spec says of its columns: headers, constants, words, unpivoted ones."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from smarketing.contract import Entity
from smarketing.loading.spec_values import SpecValues
from smarketing.loading.specs import HeaderOption, Locale, Unpivot, as_tuple
from smarketing.text.words import nearest, shown

OPTION_KEYS = {
    "header", "timezone", "unit", "separator", "part", "strip_prefix", "extract", "only", "with",
    "joined_by",
}  # fmt: skip
LOCALE_KEYS = {"timezone", "dates", "decimal", "currency"}
UNITS = {
    "seconds": 1.0,
    "minutes": 60.0,
    "hours": 3600.0,
    "milliseconds": 0.001,
    "millionths": 1e-6,
}


class SpecColumns(SpecValues):
    """Turns the parts of an entry that are about columns into what the loader reads."""

    def locale(self, given: Any, base: Locale) -> Locale:
        """Return `base` with what the YAML says of time zone, dates, decimal sign and currency."""
        given = self.check_keys({} if given is None else given, LOCALE_KEYS, "locale")
        texts = {
            key: None if text is None else self.text(text, f"locale.{key}")
            for key, text in given.items()
        }
        locale = replace(base, **texts)
        if locale.timezone is None:
            raise self.refuse("locale.timezone is empty; write a name such as America/Guayaquil.")
        try:
            ZoneInfo(locale.timezone)
        except (KeyError, ValueError, OSError):
            raise self.refuse(
                f"locale.timezone `{locale.timezone}` is not a time zone; "
                "write a name such as America/Guayaquil."
            ) from None
        if locale.dates not in (None, "ymd", "dmy", "mdy"):
            raise self.refuse(f"locale.dates `{locale.dates}` should be ymd, dmy or mdy.")
        if locale.decimal not in (None, ".", ","):
            raise self.refuse(f'locale.decimal `{locale.decimal}` should be "." or ",".')
        if locale.currency is not None and not re.fullmatch("[A-Z]{3}", str(locale.currency)):
            raise self.refuse(
                f"locale.currency `{locale.currency}` should be three capitals such as USD."
            )
        return locale

    def option(self, given: Any, place: str) -> HeaderOption:
        """Return one way to find a column: a header, or a header and how to read it."""
        if not isinstance(given, dict):
            return HeaderOption(self.word(given, place))
        self.check_keys(given, OPTION_KEYS, place)
        if given.get("header") is None:
            raise self.refuse(f"{place} has an item without `header`.")
        if given.get("unit") is not None and str(given["unit"]) not in UNITS:
            raise self.refuse(
                f"{place}: unit `{shown(str(given['unit']))}` should be one of {', '.join(UNITS)}."
            )
        if given.get("timezone") is not None:
            self.locale({"timezone": given["timezone"]}, Locale())
        texts = {
            "with_header" if key == "with" else key: self.word(text, f"{place}, {key}")
            for key, text in given.items()
            if key not in ("part", "only") and text is not None
        }
        if "extract" in texts:
            self.one_group(texts["extract"], f"{place}, extract", "the part of the cell to read")
        part = given.get("part")
        return HeaderOption(
            **texts,
            part=None if part is None else self.number(part, f"{place}, part"),
            only=self.words(given.get("only"), f"{place}, only"),
        )

    def columns(
        self, given: Any, entity: Entity, place: str
    ) -> dict[str, tuple[HeaderOption, ...]]:
        """Return {column: the ways to find it, in order of preference}."""
        return {
            self.canonical(column, entity, f"{place}, columns"): tuple(
                self.option(item, f"{place}, {column}") for item in as_tuple(headers)
            )
            for column, headers in self.pairs(given, f"{place}, columns").items()
        }

    def one_group(self, pattern: str, place: str, what: str) -> str:
        """Return a pattern that has one group; `what` is what the group should find."""
        try:
            is_fit = not pattern or re.compile(pattern).groups == 1
        except re.error:
            is_fit = False
        if not is_fit:
            raise self.refuse(
                f"{place} `{shown(pattern)}` should be a pattern with one group, {what}."
            )
        return pattern

    def canonical(self, column: Any, entity: Entity, place: str) -> str:
        """Return the name of an entity's column; DataRefused names the nearest one."""
        column = self.word(column, place)
        if column not in entity.columns:
            near = nearest([str(column)], entity.columns)
            hint = f"Did you mean `{near}`?" if near else f"It has {', '.join(entity.columns)}."
            raise self.refuse(f"{place}: `{entity.name}` has no column `{column}`. {hint}")
        return column

    def unpivot(self, given: dict, entity: Entity, place: str) -> Unpivot:
        """Return which headers become rows, and which columns take what they say."""
        if not isinstance(given, dict) or not {"header", "value"} <= set(given):
            raise self.refuse(
                f"{place}: unpivot needs `header` (a pattern) and `value` (a column)."
            )
        patterns = self.texts(given["header"], f"{place}, unpivot header")
        value = self.canonical(given["value"], entity, f"{place}, unpivot")
        groups = {
            self.canonical(column, entity, f"{place}, unpivot"): self.number(
                group, f"{place}, unpivot {column}"
            )
            for column, group in given.items()
            if column not in ("header", "value")
        }
        for pattern in patterns:
            try:
                group_count = re.compile(pattern).groups
            except re.error as error:
                raise self.refuse(
                    f"{place}: unpivot header `{pattern}` is no pattern: {error}."
                ) from None
            if any(group > group_count for group in groups.values()):
                raise self.refuse(
                    f"{place}: unpivot header `{pattern}` has only {group_count} groups."
                )
        return Unpivot(patterns, groups, value)

    def row_words(self, given: Any, place: str) -> tuple[dict[str, tuple[str, ...]], ...]:
        """Return alternatives of {header: words} that tell rows; pairs alone are the only one."""
        alternatives = []
        for either in given if isinstance(given, list) else [given] if given is not None else []:
            words = {
                header: self.words(cells, f"{place}, {shown(header)}")
                for header, cells in self.pairs(either, place).items()
            }
            for header, cells in words.items():
                if not cells:
                    raise self.refuse(f"{place}: `{shown(header)}` names no word of the rows.")
            alternatives.append(words)
        return tuple(alternatives)

    def values(self, given: Any, entity: Entity, place: str) -> dict:
        """Return per column, and word of it, the words that the export uses."""
        place = f"{place}, values"
        result: dict[str, dict[str, tuple[str, ...]]] = {}
        for column, words in self.pairs(given, place).items():
            vocabulary = entity.columns[self.canonical(column, entity, place)].values
            pairs = self.pairs(words, f"{place}, {column}")
            for word in pairs:
                if vocabulary and word not in vocabulary:
                    raise self.refuse(
                        f"{place}: `{shown(word)}` is no value of {column}; "
                        f"it takes {', '.join(vocabulary)}."
                    )
            result[column] = {
                word: self.words(raws, f"{place}, {column}, {shown(word)}")
                for word, raws in pairs.items()
            }
        return result

    def constants(self, given: Any, entity: Entity, place: str) -> dict[str, str]:
        """Return per column the text that every row has."""
        place = f"{place}, constants"
        result = {}
        for name, constant in self.pairs(given, place).items():
            column = entity.columns[self.canonical(name, entity, place)]
            text = self.word(constant, f"{place}, {name}")
            if column.values and text not in column.values:
                raise self.refuse(
                    f"{place}: `{shown(text)}` is no value of {name}; "
                    f"it takes {', '.join(column.values)}."
                )
            if not can_cast(text, column.data_type):
                raise self.refuse(
                    f"{place}: `{shown(text)}` is no {column.data_type}, which {name} takes; "
                    "write dates as 2026-03-31 and numbers with a dot."
                )
            result[name] = text
        return result


def can_cast(text: str, data_type: str) -> bool:
    """Return whether a text can stand for a value of an SQL type."""
    if data_type == "varchar":
        return True
    query = f"select try_cast(? as {data_type}) is not null"
    return duckdb.connect().execute(query, [text]).fetchone()[0]
