"""The subcommand `write-back`: files that a CRM or an advertising platform imports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from smarketing.outgoing.write_back import check_systems, write_files
from smarketing.paths import PROJECT, resolve_locales, resolve_places, shown
from smarketing.warehouse import publish

Say = Callable[[str], None]
FOLDER = "write_back"


def write_back(
    variables: Mapping[str, str],
    systems: Sequence[str],
    folder: Path | None,
    *,
    say: Say = print,
) -> list[Path]:
    """Write what each system has not been told yet, from the published warehouse.

    systems: the CRMs by default. folder: `write_back/` of the project by default, never the
    reports': the files are about people. Raises DataRefused for a system without files.
    """
    wanted = check_systems(systems)
    places = resolve_places(variables)
    home = folder.expanduser().resolve() if folder else PROJECT / FOLDER
    if places.is_sample:
        home = home / "sample"
    with publish.writer_lock(home, say=say):
        language = resolve_locales(variables)[0].split("-")[0]
        written = write_files(places.warehouse, home, wanted, language)
    for file, rows in written.items():
        say(f"{shown(file)}: {rows:,} rows")
    if not written:
        say(f"Nothing new for {', '.join(wanted)} since the last files in {shown(home)}.")
    return list(written)
