"""Which pages lie in a folder of reports: `report.json` there, one entry per page."""

from __future__ import annotations

import json
from pathlib import Path

from smarketing.report.frame.assets import write_atomically

STAMP_FILE = "report.json"
COPIED = ("month", "as_of", "is_sample", "company", "number_locale")


def page_stamp(notebook: str, title: str, page: dict, files: dict[str, str]) -> dict:
    """Return an entry. page: what its header says of it; files: locale → file, the first first."""
    return {
        **{key: page[key] for key in COPIED},
        "notebook": notebook,
        "title": title,
        "files": files,
    }


def write_stamp(folder: Path, stem: str, facts: dict) -> None:
    """Note in a folder which page lies there; one entry per page's file stem."""
    path = folder / STAMP_FILE
    entries = read_stamps(path)
    entries[stem] = facts
    text = json.dumps(entries, ensure_ascii=False, indent=2, sort_keys=True)
    write_atomically(path, f"{text}\n".encode())


def read_stamps(path: Path) -> dict:
    """Return the entries of a folder; none where the file is absent or unreadable."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}
