"""What a seed must look like, read from the YAML beside the CSVs (the only place that says it)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smarketing.paths import PROJECT
from smarketing.text.yaml_files import read_own_yaml

SEEDS = PROJECT / "seeds"
PROPERTIES_PATTERN = "_seeds__*.yml"


@dataclass(frozen=True)
class Reference:
    """Where the values of a column must exist.

    targets: (seed, column) by the value of `depends_on`, or by "" where it depends on nothing.
    is_open: other words are allowed, and only noted.
    """

    targets: Mapping[str, tuple[str, str]]
    depends_on: str | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a seed: its type in DuckDB and what its cells must be (config.meta)."""

    name: str
    data_type: str
    description: str
    meta: Mapping[str, Any]
    reference: Reference | None = None

    @property
    def kind(self) -> str:
        """text, whole, number, boolean, date, month or time."""
        if self.meta.get("format") in ("month", "time"):
            return self.meta["format"]
        base = re.sub(r"\(.*", "", self.data_type)
        return {"bigint": "whole", "double": "number", "decimal": "number"}.get(
            base, base if base in ("boolean", "date") else "text"
        )

    @property
    def decimals(self) -> int | None:
        """Digits after the point of a decimal column; None where there is no limit."""
        match = re.fullmatch(r"decimal\(\d+,(\d+)\)", self.data_type)
        return int(match[1]) if match else None


@dataclass(frozen=True)
class Seed:
    """One seed: its columns in order, the columns that identify a row, and what it describes."""

    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    exactly_one: str | None = None
    names: frozenset[str] = field(default_factory=frozenset)


def load_schemas(folder: Path = SEEDS) -> dict[str, Seed]:
    """Return every seed that the YAML files of a folder describe, in the order of their names."""
    seeds: dict[str, Seed] = {}
    for path in sorted(folder.glob(PROPERTIES_PATTERN)):
        document = read_own_yaml(path)
        for entry in document["seeds"]:
            seeds[entry["name"]] = _seed(entry)
    return dict(sorted(seeds.items()))


def _seed(entry: Mapping[str, Any]) -> Seed:
    types = entry["config"]["column_types"]
    described = {column["name"]: column for column in entry["columns"]}
    if list(types) != list(described):
        raise ValueError(
            f"seed {entry['name']}: column_types lists {list(types)}, columns {list(described)}"
        )
    meta = entry["config"].get("meta", {})
    columns = tuple(_column(name, types[name], described[name]) for name in types)
    return Seed(
        name=entry["name"],
        description=" ".join(entry["description"].split()),
        columns=columns,
        key=tuple(meta.get("key", ())),
        exactly_one=meta.get("exactly_one"),
        names=frozenset(types),
    )


def _column(name: str, data_type: str, entry: Mapping[str, Any]) -> Column:
    meta = (entry.get("config") or {}).get("meta") or {}
    reference = meta.get("references")
    if isinstance(reference, str):
        reference = Reference({"": _target(reference)}, is_open=bool(meta.get("open")))
    elif reference:
        targets = {value: _target(text) for value, text in reference["by_value"].items()}
        reference = Reference(targets, depends_on=reference["column"])
    return Column(name, data_type, entry["description"], meta, reference)


def _target(text: str) -> tuple[str, str]:
    seed, column = text.split(".")
    return seed, column
