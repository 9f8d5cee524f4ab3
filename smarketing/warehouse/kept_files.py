"""Files kept from one run to the next, the newest few of a folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# A company's and the sample's settings, and those of trials beside them, of each kind.
KEPT = 12


def keep(path: Path, content: bytes) -> None:
    """Write a file, of which others of its suffix and folder that were not used lately go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Beside its name first: other runs may read or write the same.
    with tempfile.NamedTemporaryFile(
        dir=path.parent, suffix=path.suffix, delete=False
    ) as unfinished:
        unfinished.write(content)
    Path(unfinished.name).replace(path)
    # also what a killed run left unfinished
    for old in sorted(path.parent.glob(f"*{path.suffix}"), key=_used_at)[:-KEPT]:
        old.unlink(missing_ok=True)


def read_kept(path: Path) -> bytes:
    """Return what is kept, which is then used now and so among the last to go; raises OSError."""
    content = path.read_bytes()
    os.utime(path)
    return content


def _used_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another run took it away just now
        return 0
