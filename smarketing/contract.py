"""The raw contract: entities and their columns, read from the dbt source YAML.

The YAML files in `models/staging/sources/` are the only place where the contract is written;
loader, expectations, templates and docs read it through this module, without importing dbt.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from smarketing.errors import SmarketingError
from smarketing.paths import PROJECT
from smarketing.text.yaml_files import read_own_yaml

SOURCES_FOLDER = PROJECT / "models" / "staging" / "sources"


@dataclass(frozen=True)
class Column:
    """One canonical column: its SQL type, whether it must be filled, its closed vocabulary."""

    name: str
    data_type: str
    description: str = ""
    is_required: bool = False
    values: tuple[str, ...] = ()
    default: str | None = None
    is_personal: bool = False
    is_telephone: bool = False
    may_be_future: bool = False
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Entity:
    """One raw table: its columns in order, its key, and the columns with a role.

    `link` columns: at least one must be filled. `event_time`, `recorded_time`, `updated_at` and
    `range_end` are column names or None.
    """

    name: str
    description: str
    columns: dict[str, Column]
    key: tuple[str, ...] = ()
    link: tuple[str, ...] = ()
    event_time: str | None = None
    recorded_time: str | None = None
    updated_at: str | None = None
    range_end: str | None = None

    @property
    def own_id(self) -> str | None:
        """Name of the column that holds the record's own id, None where there is none."""
        return next((name for name in reversed(self.key) if name.endswith("_id")), None)

    @property
    def required(self) -> list[str]:
        """Names of the columns that a file must have and a row must fill."""
        return [column.name for column in self.columns.values() if column.is_required]


def _column(description: dict) -> Column:
    meta = (description.get("config") or {}).get("meta") or {}
    return Column(
        name=description["name"],
        data_type=description["data_type"],
        description=description.get("description", ""),
        is_required=bool(meta.get("required")),
        values=tuple(meta.get("values") or ()),
        default=meta.get("default"),
        is_personal=bool(meta.get("personal")),
        is_telephone=bool(meta.get("telephone")),
        may_be_future=bool(meta.get("may_be_future")),
        minimum=meta.get("min"),
        maximum=meta.get("max"),
    )


def _entity(table: dict) -> Entity:
    meta = (table.get("config") or {}).get("meta") or {}
    columns = {column["name"]: _column(column) for column in table["columns"]}
    return Entity(
        name=table["name"],
        description=table.get("description", ""),
        columns=columns,
        key=tuple(meta.get("key") or ()),
        link=tuple(meta.get("link") or ()),
        event_time=meta.get("event_time"),
        recorded_time=meta.get("recorded_time"),
        updated_at=meta.get("updated_at") or ("updated_at" if "updated_at" in columns else None),
        range_end=meta.get("range_end"),
    )


@cache
def _raw_tables(folder: Path) -> list[dict]:
    tables = []
    for path in sorted(folder.glob("*.yml")):
        document = read_own_yaml(path) or {}
        for source in document.get("sources") or []:
            if source.get("schema", source["name"]) == "raw":
                tables += source.get("tables") or []
    if not tables:
        raise SmarketingError(f"{folder} holds no dbt source with schema raw.")
    return tables


@cache
def load_contract(folder: Path = SOURCES_FOLDER) -> dict[str, Entity]:
    """Return the entities of the contract by name.

    Tables whose name starts with an underscore are the loader's own and not part of it.
    """
    tables = _raw_tables(folder)
    return {t["name"]: _entity(t) for t in tables if not t["name"].startswith("_")}


@cache
def load_ledger_tables(folder: Path = SOURCES_FOLDER) -> dict[str, dict[str, str]]:
    """Return the loader's own tables (`_files`, `_rejects` …) as {table: {column: SQL type}}."""
    tables = _raw_tables(folder)
    return {
        t["name"]: {c["name"]: c["data_type"] for c in t["columns"]}
        for t in tables
        if t["name"].startswith("_")
    }


def columns_of_table(name: str) -> dict[str, str]:
    """Return {column: SQL type} of a model, a setting or a table of the loader's own, as typed.

    Only files that name the table are read: all of them take longer than most pages.
    """
    if name.startswith("_"):
        return load_ledger_tables().get(name, {})
    found = {}
    for path, text in _descriptions().items():
        if f"- name: {name}\n" in text:
            found |= _typed_tables(path).get(name, {})
    return found


@cache
def _descriptions() -> dict[Path, str]:
    paths = [*PROJECT.glob("models/**/*.yml"), *PROJECT.glob("seeds/*.yml")]
    return {path: path.read_text(encoding="utf-8") for path in paths}


@cache
def _typed_tables(path: Path) -> dict[str, dict[str, str]]:
    document = read_own_yaml(path) or {}
    tables = {}
    for table in [*(document.get("models") or []), *(document.get("seeds") or [])]:
        typed = (table.get("config") or {}).get("column_types") or {}
        columns = {c["name"]: c.get("data_type") for c in table.get("columns") or []}
        tables[table["name"]] = {column: kind for column, kind in columns.items() if kind} | typed
    return tables
