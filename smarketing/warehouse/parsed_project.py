"""The models as dbt parsed them, kept between runs.

dbt parses all its files anew, four to ten seconds, as soon as a var or the place of the build file
is another one, although no var names another model (tests/python/test_parsed_project.py). What it
parsed is therefore kept under a fingerprint of all that parsing depends on; any other change
parses again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from smarketing.paths import PROJECT
from smarketing.settings.variables import RUN_VARS, project_vars
from smarketing.warehouse.kept_files import keep, read_kept

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

FOLDER = PROJECT / "target" / "parsed"
PACKAGES = ("dbt-core", "dbt-adapters", "dbt-duckdb")
FOLDERS = ("models", "macros", "tests", "analyses", "seeds")


def parsed(database: str, parse: Callable[[], Manifest]) -> Manifest:
    """Return the parsed project: the kept one, else what `parse` gives, which is kept.

    database: the build file's name without suffix, which stands in every table's address.
    """
    kept = kept_file(database, ".msgpack")
    return _read(kept) or _keep(parse(), kept)


def kept_file(database: str, suffix: str, variables: Mapping[str, object] | None = None) -> Path:
    """Return where something is kept that is good as long as what dbt reads stays the same.

    database: as that of `parsed`. variables: dbt vars laid over dbt_project.yml, for what depends
    on those that people set.
    """
    return FOLDER / f"{_fingerprint(database, _settled(variables or {}))}{suffix}"


def _fingerprint(database: str, settled: Mapping[str, object]) -> str:
    """Hash everything that dbt reads, and the vars."""
    parts = [database, json.dumps(settled, sort_keys=True, default=str)]
    parts += [f"{package} {version(package)}" for package in PACKAGES]
    digest = hashlib.sha256("\n".join(parts).encode())
    for path in [PROJECT / "dbt_project.yml", PROJECT / "profiles.yml", *_files()]:
        digest.update(f"\n{path.relative_to(PROJECT)}\n".encode())
        if path.suffix != ".csv":  # a seed's name counts, its rows are loaded without dbt
            digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _settled(variables: Mapping[str, object]) -> dict[str, object]:
    """Return the vars that make another project: a default that somebody wrote down makes none."""
    defaults = {name: repr(value) for name, value in project_vars().items()}
    return {
        name: value
        for name, value in variables.items()
        if name not in RUN_VARS and repr(value) != defaults.get(name)
    }


def _files() -> list[Path]:
    kinds = (".sql", ".yml", ".md", ".csv")
    return sorted(
        path
        for folder in FOLDERS
        for path in (PROJECT / folder).rglob("*")
        if path.suffix in kinds and "fixtures" not in path.parts
    )


def _read(kept: Path) -> Manifest | None:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    try:
        manifest = Manifest.from_msgpack(read_kept(kept), decoder=extended_mashumuro_decoder)
    except (OSError, ValueError, LookupError, TypeError):  # none, or not whole
        return None
    manifest.build_parent_and_child_maps()
    manifest.build_flat_graph()
    return manifest


def _keep(manifest: Manifest, kept: Path) -> Manifest:
    from dbt.parser.manifest import extended_mashumaro_encoder

    keep(kept, manifest.to_msgpack(extended_mashumaro_encoder))
    return manifest
