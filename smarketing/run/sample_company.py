"""Keeps the sample company's exports on disk: written once, again when its generator changes."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.paths import PROJECT

STAMP_NAME = "written_by.json"


def ensure(folder: Path, *, scale: float = 1.0, say: Callable[[str], None] = print) -> None:
    """Write the sample company unless the same code has written one there, at whatever scale."""
    if (folder / "exports").is_dir() and _written_by(folder) == _code_hash():
        return
    write(folder, scale=scale, say=say)


def write(
    folder: Path,
    *,
    scale: float = 1.0,
    seed: int = 7,
    system: str = "hubspot",
    say: Callable[[str], None] = print,
) -> None:
    """Write the sample company into a folder of its own, replacing it in one step.

    scale: 1 is about 12,000 leads. system: the CRM whose exports it writes. Only a folder that this
    function wrote is ever replaced; raises DataRefused for another one.
    """
    from smarketing.sample import write_sample

    if folder.exists() and _written_by(folder) is None and any(folder.iterdir()):
        raise DataRefused(
            f"{folder} holds files that are not the sample company, so it is left alone; "
            "name another folder or empty it yourself."
        )
    unfinished = folder.with_name(f".{folder.name}-unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir(parents=True)
    say(f"Writing the sample company to {folder}")
    write_sample(unfinished, scale=scale, seed=seed, system=system, say=say)
    written = {"code": _code_hash(), "scale": scale, "seed": seed, "system": system}
    (unfinished / STAMP_NAME).write_text(json.dumps(written) + "\n")
    if folder.exists():
        shutil.rmtree(folder)
    unfinished.rename(folder)


def _written_by(folder: Path) -> str | None:
    """Return the hash of the code that wrote the folder, None where nothing says so."""
    try:
        return json.loads((folder / STAMP_NAME).read_text())["code"]
    except (OSError, ValueError, KeyError):
        return None


def _code_hash() -> str:
    """Return a hash over the generator's source files."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT / "smarketing" / "sample").rglob("*")):
        if path.suffix in (".py", ".yml", ".csv", ".json"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
