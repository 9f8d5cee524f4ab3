"""The part of docs/mapping.md that lists each entity's columns, written from the contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from smarketing.contract import Column, Entity, load_contract
from smarketing.paths import PROJECT

PAGE = PROJECT / "docs" / "mapping.md"
BEGIN = "<!-- columns: written by `make fix` from models/staging/sources, don't edit -->"
END = "<!-- end of columns -->"
TYPES = {"varchar": "text", "timestamp": "time", "bigint": "whole number", "double": "number"}


def page_in_force(page: Path = PAGE) -> str:
    """Return the page as it should be: its prose as it stands, its tables from the contract."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = "\n".join(line for entity in load_contract().values() for line in _table(entity))
    return f"{before}{BEGIN}\n\n{tables}\n{END}{after}"


def write_page(page: Path = PAGE) -> bool:
    """Write the page if the contract has changed; return whether it has."""
    wanted = page_in_force(page)
    is_changed = page.read_text(encoding="utf-8") != wanted
    if is_changed:
        page.write_text(wanted, encoding="utf-8")
    return is_changed


def _table(entity: Entity) -> Iterator[str]:
    yield f"### {entity.name}"
    yield ""
    yield entity.description
    yield ""
    if entity.own_id:
        yield f"`key: hash` can make its `{entity.own_id}`."
    if entity.link:
        names = ", ".join(f"`{name}`" for name in entity.link)
        yield f"At least one of {names} must be filled."
    if entity.own_id or entity.link:
        yield ""
    yield "| column | holds | meaning |"
    yield "|---|---|---|"
    for column in entity.columns.values():
        yield f"| `{column.name}`{' *' if column.is_required else ''} | {_holds(column)} | " + (
            _meaning(column) + " |"
        )
    yield ""


def _holds(column: Column) -> str:
    kind = column.data_type
    return "number" if kind.startswith("decimal") else TYPES.get(kind, kind)


def _meaning(column: Column) -> str:
    parts = [column.description]
    if column.values:
        parts.append("One of " + ", ".join(f"`{word}`" for word in column.values) + ".")
    if column.default:
        parts.append(f"Empty means `{column.default}`.")
    return " ".join(" ".join(parts).split()).replace("|", "\\|")
