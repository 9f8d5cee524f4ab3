"""Finds the spec of a folder of exports: the built-in one of its name, its mapping, or both."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

from smarketing.contract import Entity
from smarketing.errors import DataRefused
from smarketing.loading.spec_reading import as_spec, named_system
from smarketing.loading.specs import MAPPING_NAMES, Spec
from smarketing.text.system_labels import SYSTEMS_FOLDER
from smarketing.text.yaml_files import read_own_words, read_yaml


def built_in_systems() -> list[str]:
    """Return the names of the systems that need no mapping."""
    return sorted(path.stem for path in SYSTEMS_FOLDER.glob("*.yml"))


def built_in_spec(system: str, contract: dict[str, Entity]) -> Spec | None:
    """Return the shipped spec of a system, or None."""
    path = SYSTEMS_FOLDER / f"{system}.yml"
    if not path.is_file():
        return None
    where = f"smarketing/systems/{path.name}"
    return as_spec(_shipped(path), where, contract, None, system)


@cache
def _shipped(path: Path) -> Any:
    return read_own_words(path)


def read_spec(folder: Path, contract: dict[str, Entity]) -> Spec:
    """Return the spec for a folder of exports: its mapping over the built-in one of its name.

    A mapping whose `system` names a built-in system starts from that one. Raises DataRefused when
    the system is unknown and has no mapping, or when the mapping has a slip.
    """
    mapping = next((folder / n for n in MAPPING_NAMES if os.path.lexists(folder / n)), None)
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
    document = read_yaml(mapping, where)
    system = named_system(document, where, name)
    base = built_in_spec(system, contract) or built_in_spec(name, contract)
    spec = as_spec(document, where, contract, base, system)
    if not spec.entries:
        raise DataRefused(f"{where}: `files` is missing, so no file of this folder can be read.")
    return spec
