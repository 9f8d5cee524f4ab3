"""Names of the built-in systems as people write them: the `label` in each system's YAML."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

SYSTEMS_FOLDER = Path(__file__).resolve().parent.parent / "systems"


@cache
def system_labels() -> dict[str, str]:
    """Return {system: label} of every shipped spec that has one."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in SYSTEMS_FOLDER.glob("*.yml")}
    labels = {name: re.search(r"^label: (.+)$", text, re.MULTILINE) for name, text in texts.items()}
    return {name: label[1].strip("\"' ") for name, label in labels.items() if label}
