"""Reads and checks spec files, so that a slip in a mapping.yml gives one clear sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from smarketing.contract import Entity
from smarketing.errors import DataRefused
from smarketing.loading.specs import (
    MAPPING_NAMES,
    SYSTEMS_FOLDER,
    Entry,
    HeaderOption,
    Locale,
    Lookup,
    Spec,
    Unpivot,
    as_tuple,
    contract_entries,
)
from smarketing.text.headers import nearest

SPEC_KEYS = {
    "system", "locale", "nulls", "files", "lookups", "skip", "list_separator",
    "range_from_preamble", "account_in_preamble", "how_to_export",
}  # fmt: skip
ENTRY_KEYS = {
    "pattern", "recognised_by", "entity", "columns", "constants", "values", "unpivot",
    "lookups", "total_when_empty", "locale",
}  # fmt: skip
LOOKUP_KEYS = {"pattern", "recognised_by", "key", "columns", "many"}
OPTION_KEYS = {"header", "timezone", "unit", "separator", "part", "strip_prefix"}
LOCALE_KEYS = {"timezone", "dates", "decimal", "currency"}
UNITS = {
    "seconds": 1.0,
    "minutes": 60.0,
    "hours": 3600.0,
    "milliseconds": 0.001,
    "millionths": 1e-6,
}


class _SpecReader:
    """Turns one YAML document into a Spec; `where` names the file in every message."""

    def __init__(self, where: str, contract: dict[str, Entity]):
        self.where = where
        self.contract = contract

    def refuse(self, text: str) -> DataRefused:
        return DataRefused(f"{self.where}: {text}")

    def pattern(self, given: Any) -> str:
        """Return a regular expression with one group, as text."""
        text = str(given or "")
        try:
            is_fit = not text or re.compile(text).groups == 1
        except re.error:
            is_fit = False
        if not is_fit:
            raise self.refuse(
                f"account_in_preamble is {text!r}; expected a regular expression with one group, "
                "the account's name."
            )
        return text

    def check_keys(self, given: Any, known: set[str], place: str) -> dict:
        if not isinstance(given, dict):
            raise self.refuse(f"{place} should be `key: value` pairs, but is {given!r}.")
        for key in given:
            if key not in known:
                near = nearest([str(key)], known)
                hint = f" Did you mean `{near}`?" if near else ""
                raise self.refuse(
                    f"{place} has an unknown key `{key}`; "
                    f"it takes {', '.join(sorted(known))}.{hint}"
                )
        return given

    def locale(self, given: Any, base: Locale) -> Locale:
        given = self.check_keys(given or {}, LOCALE_KEYS, "locale")
        locale = replace(base, **given)
        try:
            ZoneInfo(str(locale.timezone))
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
        if not isinstance(given, dict):
            return HeaderOption(str(given))
        self.check_keys(given, OPTION_KEYS, place)
        if "header" not in given:
            raise self.refuse(f"{place} has an item without `header`.")
        if given.get("unit") is not None and given["unit"] not in UNITS:
            raise self.refuse(
                f"{place}: unit `{given['unit']}` should be one of {', '.join(UNITS)}."
            )
        return HeaderOption(**{**given, "header": str(given["header"])})

    def canonical(self, column: str, entity: Entity, place: str) -> str:
        if column not in entity.columns:
            near = nearest([str(column)], entity.columns)
            hint = f"Did you mean `{near}`?" if near else f"It has {', '.join(entity.columns)}."
            raise self.refuse(f"{place}: `{entity.name}` has no column `{column}`. {hint}")
        return column

    def unpivot(self, given: dict, entity: Entity, place: str) -> Unpivot:
        if not isinstance(given, dict) or not {"header", "value"} <= set(given):
            raise self.refuse(
                f"{place}: unpivot needs `header` (a pattern) and `value` (a column)."
            )
        patterns = tuple(str(p) for p in as_tuple(given["header"]))
        groups = {k: v for k, v in given.items() if k not in ("header", "value")}
        for column in [*groups, given["value"]]:
            self.canonical(column, entity, f"{place}, unpivot")
        for pattern in patterns:
            try:
                group_count = re.compile(pattern).groups
            except re.error as error:
                raise self.refuse(
                    f"{place}: unpivot header `{pattern}` is no pattern: {error}."
                ) from None
            if any(not isinstance(g, int) or g > group_count for g in groups.values()):
                raise self.refuse(
                    f"{place}: unpivot header `{pattern}` has only {group_count} groups."
                )
        return Unpivot(patterns, groups, given["value"])

    def values(self, given: Any, entity: Entity, place: str) -> dict:
        result: dict[str, dict[str, tuple[str, ...]]] = {}
        for column, words in (given or {}).items():
            vocabulary = entity.columns[self.canonical(column, entity, f"{place}, values")].values
            for word in words or {}:
                if vocabulary and word not in vocabulary:
                    raise self.refuse(
                        f"{place}: `{word}` is no value of {column}; "
                        f"it takes {', '.join(vocabulary)}."
                    )
            result[column] = {
                str(word): tuple(str(raw) for raw in as_tuple(raws)) for word, raws in words.items()
            }
        return result

    def entry(self, given: Any, number: int, locale: Locale) -> Entry:
        place = f"files, entry {number}"
        self.check_keys(given, ENTRY_KEYS, place)
        name = given.get("entity")
        if name not in self.contract:
            near = nearest([str(name)], self.contract)
            hint = (
                f" Did you mean `{near}`?" if near else f" It is one of {', '.join(self.contract)}."
            )
            raise self.refuse(f"{place}: there is no entity `{name}`.{hint}")
        if not given.get("pattern"):
            raise self.refuse(f'{place}: `pattern` is missing, for example pattern: "{name}*.csv".')
        entity = self.contract[name]
        place = f"{place} ({name})"
        columns = given.get("columns") or {}
        if not isinstance(columns, dict):
            raise self.refuse(f"{place}: `columns` should be `canonical column: [headers]`.")
        constants = given.get("constants") or {}
        for column in [*constants, *as_tuple(given.get("total_when_empty"))]:
            self.canonical(column, entity, place)
        for column, constant in constants.items():
            vocabulary = entity.columns[column].values
            if vocabulary and str(constant) not in vocabulary:
                raise self.refuse(
                    f"{place}: `{constant}` is no value of {column}; "
                    f"it takes {', '.join(vocabulary)}."
                )
        return Entry(
            entity=name,
            patterns=tuple(str(p) for p in as_tuple(given["pattern"])),
            recognised_by=tuple(str(h) for h in as_tuple(given.get("recognised_by"))),
            columns={
                self.canonical(column, entity, f"{place}, columns"): tuple(
                    self.option(item, f"{place}, {column}") for item in as_tuple(headers)
                )
                for column, headers in columns.items()
            },
            constants={
                k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in constants.items()
            },
            values=self.values(given.get("values"), entity, place),
            unpivot=self.unpivot(given["unpivot"], entity, place) if given.get("unpivot") else None,
            lookups={
                lookup: tuple(as_tuple(by["by"] if isinstance(by, dict) else by))
                for lookup, by in (given.get("lookups") or {}).items()
            },
            total_when_empty=as_tuple(given.get("total_when_empty")),
            locale=self.locale(given.get("locale"), locale),
        )

    def lookup(self, name: str, given: Any) -> Lookup:
        self.check_keys(given, LOOKUP_KEYS, f"lookups, {name}")
        return Lookup(
            name=name,
            patterns=as_tuple(given.get("pattern")),
            recognised_by=as_tuple(given.get("recognised_by")),
            key=as_tuple(given.get("key")),
            columns={c: as_tuple(h) for c, h in (given.get("columns") or {}).items()},
            is_many=bool(given.get("many")),
        )

    def spec(self, document: Any, base: Spec | None, folder_name: str) -> Spec:
        document = self.check_keys(document or {}, SPEC_KEYS, "the file")
        base = base or Spec(folder_name, Locale(), ())
        locale = self.locale(document.get("locale"), base.locale)
        files = document.get("files")
        if files == "contract":
            own = contract_entries(self.contract, locale)
        else:
            if files is not None and not isinstance(files, list):
                raise self.refuse(
                    "`files` should be a list of entries that begin with `- pattern:`."
                )
            own = tuple(self.entry(e, n, locale) for n, e in enumerate(files or [], start=1))
        replaced = {entry.entity for entry in own}
        kept = tuple(
            replace(e, locale=self.locale(document.get("locale"), e.locale))
            for e in base.entries
            if e.entity not in replaced
        )
        lookups = {n: self.lookup(n, g) for n, g in (document.get("lookups") or {}).items()}
        lookups = {**base.lookups, **lookups}
        for entry in own:
            for name in entry.lookups:
                if name not in lookups:
                    raise self.refuse(
                        f"{entry.entity} names a lookup `{name}` that is not defined."
                    )
        skip = tuple(
            (tuple(str(p) for p in as_tuple(s.get("pattern"))), str(s.get("reason", "")))
            for s in document.get("skip") or []
        )
        nulls = document.get("nulls")
        return Spec(
            system=str(document.get("system") or base.system),
            locale=locale,
            entries=own + kept,
            lookups=lookups,
            skip=skip + base.skip,
            nulls=base.nulls if nulls is None else tuple(str(n) for n in as_tuple(nulls)),
            list_separator=str(document.get("list_separator") or base.list_separator),
            is_range_in_preamble=bool(
                document.get("range_from_preamble", base.is_range_in_preamble)
            ),
            account_in_preamble=self.pattern(
                document.get("account_in_preamble", base.account_in_preamble)
            ),
            how_to_export=str(document.get("how_to_export") or base.how_to_export),
        )


def _document(path: Path, where: str) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is not YAML"
        raise DataRefused(f"{where} is not valid YAML{line}: {problem}.") from None
    except UnicodeDecodeError:
        raise DataRefused(f"{where} is not UTF-8 text; save it as UTF-8.") from None


def built_in_systems() -> list[str]:
    """Return the names of the systems that need no mapping."""
    return sorted(path.stem for path in SYSTEMS_FOLDER.glob("*.yml"))


def built_in_spec(system: str, contract: dict[str, Entity]) -> Spec | None:
    """Return the shipped spec of a system, or None."""
    path = SYSTEMS_FOLDER / f"{system}.yml"
    if not path.is_file():
        return None
    where = f"smarketing/systems/{path.name}"
    return _SpecReader(where, contract).spec(_document(path, where), None, system)


def read_spec(folder: Path, contract: dict[str, Entity]) -> Spec:
    """Return the spec for a folder of exports: its mapping over the built-in one of its name.

    A mapping whose `system` names a built-in system starts from that one. Raises DataRefused when
    the system is unknown and has no mapping, or when the mapping has a slip.
    """
    mapping = next((folder / n for n in MAPPING_NAMES if (folder / n).is_file()), None)
    name = folder.name.lower()
    if mapping is None:
        spec = built_in_spec(name, contract)
        if spec is None:
            raise DataRefused(
                f"{folder.name}/: there is no built-in system of this name (there are "
                f"{', '.join(built_in_systems())}); rename the folder, or write "
                f"{folder.name}/mapping.yml (`make mapping FILE=…` drafts one)."
            )
        return spec
    where = f"{folder.name}/{mapping.name}"
    document = _document(mapping, where)
    reader = _SpecReader(where, contract)
    reader.check_keys(document or {}, SPEC_KEYS, "the file")
    system = str((document or {}).get("system") or name)
    base = built_in_spec(system, contract) or built_in_spec(name, contract)
    spec = reader.spec(document, base, system)
    if not spec.entries:
        raise DataRefused(f"{where}: `files` is missing, so no file of this folder can be read.")
    return spec
