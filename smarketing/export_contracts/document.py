"""One contract as a document of the Open Data Contract Standard, and back to counts.

People read `schema`, `quality` and `slaProperties`; the comparison reads the counts, which stand
in custom properties under the name `counts`. A word that a person adds to `validValues` counts as
known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from smarketing.contract import load_contract
from smarketing.errors import DataRefused
from smarketing.text.words import fold
from smarketing.text.yaml_files import read_yaml

API_VERSION = "v3.1.0"
ENDING = ".odcs.yaml"
COUNTS = "counts"
LOGICAL_TYPES = {"day": "timestamp", "number": "number", "text": "string"}


def file_of(folder: Path, system: str) -> Path:
    """Return the file that holds a system's contract."""
    return folder / f"{system}{ENDING}"


def document_of(system: str, label: str, version: str, series: list[dict]) -> dict[str, Any]:
    """Return the document; series: per series its files, entities, cells, words, numbers, unread.

    Lists of plain rows, as `writing` reads them.
    """
    return {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": f"smarketing-{system}",
        "name": f"Exports of {label}",
        "version": version,
        "status": "active",
        "description": {
            "purpose": "What the files of this system looked like when they were last accepted; "
            "later loads are compared with it.",
            "usage": "`smarketing contract` writes it anew from what is loaded. A word may be "
            "added to validValues by hand.",
        },
        "schema": [_object(one) for one in series],
        "customProperties": [_counts({"system": system})],
    }


def _counts(value: Any) -> dict[str, Any]:
    return {"property": COUNTS, "value": value}


def _object(one: dict) -> dict[str, Any]:
    rows = [entity["rows"] for entity in one["entities"]]
    words: dict[str, list[dict]] = {}
    for row in one["words"]:
        words.setdefault(f"{row['entity']}.{row['column_name']}", []).append(row)
    quality = [
        {
            "metric": "rowCount",
            "mustBeGreaterThan": 0,
            "description": f"{sum(rows)} rows in {len(one['files'])} files when it was written.",
        }
    ]
    return {
        "name": _name(one["series"]),
        "physicalName": one["series"],
        "physicalType": "file",
        "logicalType": "object",
        "quality": quality if rows else [],
        "properties": [_property(cell, words) for cell in one["cells"]],
        "customProperties": [
            _counts({key: one[key] for key in ("files", "entities", "words", "numbers", "unread")})
        ],
    }


def _property(cell: dict, words: Mapping[str, list[dict]]) -> dict[str, Any]:
    filled = cell["looked_at"] - cell["empty"]
    kind = max(LOGICAL_TYPES, key=lambda name: cell[name])
    used = (cell["used_as"] or "").split(", ") if cell["used_as"] else []
    known = [row["word"] for column in used for row in words.get(column, ())]
    quality: list[dict[str, Any]] = []
    if filled:
        empty = round(100 * cell["empty"] / cell["looked_at"], 1)
        quality.append({"metric": "nullValues", "mustBeLessOrEqualTo": empty, "unit": "percent"})
    if known:
        quality.append(
            {
                "metric": "invalidValues",
                "mustBe": 0,
                "arguments": {"validValues": sorted(set(known))},
            }
        )
    return {
        "name": _name(cell["header"]),
        "physicalName": cell["header"],
        "logicalType": LOGICAL_TYPES[kind],
        "physicalType": "text",
        "required": any(_is_required(column) for column in used),
        "unique": any(_is_own_id(column) for column in used),
        "quality": quality,
        "customProperties": [_counts({k: v for k, v in cell.items() if k != "header" and v})],
    }


def _name(text: str) -> str:
    return re.sub(r"\W+", "_", fold(text)).strip("_") or "column"


def _is_required(used: str) -> bool:
    entity, column = used.split(".")
    return load_contract()[entity].columns[column].is_required


def _is_own_id(used: str) -> bool:
    entity, column = used.split(".")
    # leads and contacts of one id are two records
    return set(load_contract()[entity].key) - {"record_type"} == {column}


def write_document(document: Mapping[str, Any], file: Path) -> None:
    """Write a document so that people can read it: short lists and counts on one line."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(
        document, sort_keys=False, allow_unicode=True, default_flow_style=None, width=100
    )
    file.write_text(text, encoding="utf-8")


def read_documents(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (system, document) of each contract in a folder.

    Raises DataRefused for a file that is none.
    """
    for file in sorted(folder.glob(f"*{ENDING}")):
        document = read_yaml(file, file.name)
        try:
            yield counts_of(document)["system"], document
        except (TypeError, KeyError, AttributeError):
            raise DataRefused(
                f"{file.name} is no contract that `smarketing contract` wrote; write it anew with "
                "that command, or take it out of the folder."
            ) from None


def counts_of(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the counts of a document, one of its objects or one of its properties."""
    return {item["property"]: item["value"] for item in part["customProperties"]}[COUNTS]
