"""The build file of a run: whole enough to open, and nobody else's at the moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from smarketing.errors import SmarketingError
from smarketing.paths import shown

Say = Callable[[str], None]


def require_openable(build_file: Path, say: Say) -> None:
    """Start the build file afresh if a killed run broke it; refuse to race with another program."""
    if not build_file.exists():
        return
    try:
        duckdb.connect(str(build_file)).close()
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise SmarketingError(
                f"{build_file} is open in another program (plain dbt or a notebook, perhaps); "
                f"close it and run again. ({str(error).splitlines()[0]})"
            ) from None
        _start_afresh(build_file, say)
    except duckdb.Error:
        _start_afresh(build_file, say)


def require_loaded(build_file: Path) -> None:
    """Raise SmarketingError for a build file that a load has not filled to its end."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        try:
            is_whole = connection.execute("select count(*) > 0 from raw._run").fetchone()[0]
        except duckdb.CatalogException:
            is_whole = False
    if not is_whole:
        raise SmarketingError(
            f"{shown(build_file)} holds no whole load (the last one was interrupted, perhaps); run "
            "`make warehouse` first."
        )


def _start_afresh(build_file: Path, say: Say) -> None:
    say(f"{shown(build_file)} can't be read (a run was interrupted, perhaps): starting afresh.")
    for path in (build_file, build_file.with_name(build_file.name + ".wal")):
        path.unlink(missing_ok=True)
