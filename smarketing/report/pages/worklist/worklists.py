"""Today's worklists: one page and one workbook per rep, from `contact.rpt_worklist`.

They name people, so they are files of their own, never part of a report. People who refused
contact are not in the mart.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from smarketing.errors import DataRefused
from smarketing.paths import published_warehouse
from smarketing.report.frame.assets import write_atomically
from smarketing.report.frame.formatting import Formatter, check_locales
from smarketing.report.frame.stamp import Run, load_run
from smarketing.report.frame.stamped_pages import page_stamp, write_stamp
from smarketing.report.frame.warehouse import Warehouse
from smarketing.report.pages.worklist.page import NOBODY, owner_page, team_page
from smarketing.report.pages.worklist.phrases import Labels, Words, read_labels
from smarketing.report.pages.worklist.workbook import workbook

if TYPE_CHECKING:
    from IPython.display import HTML

FOLDER = "worklists"
TEAM_STEM = "worklists"


def write_worklists(
    warehouse: Path,
    out_dir: Path,
    locales: list[str],
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Write `out_dir/worklists/<owner>.html` and `.xlsx` for every owner; return their paths.

    The first locale's files carry the owner's name only, the others `<owner>.<locale>.…`. Beside
    the folder, `worklists.html` leads to every owner's page. Lists left by an earlier run go: who
    has refused contact since must not stay on one. Raises DataRefused for an unknown locale and
    SmarketingError without a warehouse.
    """
    names = check_locales(locales)
    run, lists, labels = _read(warehouse)
    stems = file_stems(list(lists))
    folder = out_dir / FOLDER
    written, teams = [], {}
    for locale in names:
        suffix = "" if locale == names[0] else f".{locale}"
        words = Words(run, Formatter(locale, run.number_locale), labels)
        for owner, mine in lists.items():
            stem = f"{stems[owner]}{suffix}"
            write_atomically(folder / f"{stem}.xlsx", workbook(words, mine))
            page = owner_page(words, owner, mine, f"{stem}.xlsx")
            write_atomically(folder / f"{stem}.html", page.encode())
            written += [folder / f"{stem}.html", folder / f"{stem}.xlsx"]
        team = [
            (owner, f"{FOLDER}/{stems[owner]}{suffix}.html", mine)
            for owner, mine in sorted(lists.items(), key=lambda item: item[0] == NOBODY)
        ]
        path = out_dir / f"{TEAM_STEM}{suffix}.html"
        write_atomically(path, team_page(words, team).encode())
        teams[locale] = path.name
    _remove_others(folder, written)
    page = {
        "month": f"{run.as_of:%Y-%m}",
        "as_of": run.as_of.isoformat(),
        "is_sample": run.is_sample,
        "company": run.company_name,
        "number_locale": run.number_locale,
    }
    write_stamp(out_dir, TEAM_STEM, page_stamp("worklist", TEAM_STEM, page, teams))
    say(f"Wrote the worklists of {len(lists)} owners to {folder}.")
    return written


def show(warehouse: str = "", *, locale: str = "es", owner: str = "") -> HTML:
    """Return an owner's worklist for a notebook, the first owner's by default; writes nothing.

    warehouse: the published one by default. Raises DataRefused for an owner without a list.
    """
    from IPython.display import HTML

    given = {"WAREHOUSE": warehouse} if warehouse else {}
    run, lists, labels = _read(published_warehouse(os.environ | given))
    words = Words(run, Formatter(check_locales([locale])[0], run.number_locale), labels)
    if not lists:
        return HTML(team_page(words, []))
    name = owner or next(iter(lists))
    if name not in lists:
        raise DataRefused(f"owner: {name} has no worklist; choose one of {', '.join(lists)}.")
    return HTML(owner_page(words, name, lists[name], ""))


def _read(warehouse: Path) -> tuple[Run, dict[str, pl.DataFrame], Labels]:
    with Warehouse(warehouse) as source:
        run = load_run(source, None)
        rows = source.read("contact.rpt_worklist").sort("owner", "rank")
        labels = read_labels(source)
    lists = {str(owner): mine for (owner,), mine in rows.group_by("owner", maintain_order=True)}
    return run, lists, labels


def file_stem(owner: str) -> str:
    """Return an owner's name as a file name: `María Paredes` → `maria-paredes`."""
    plain = unicodedata.normalize("NFKD", owner).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "owner"


def file_stems(owners: Sequence[str]) -> dict[str, str]:
    """Return a file name of its own for each owner: `José` and `Jose` are two people."""
    stems: dict[str, str] = {}
    for owner in sorted(owners):
        plain = stem = file_stem(owner)
        number = 2
        while stem in stems.values():
            stem = f"{plain}-{number}"
            number += 1
        stems[owner] = stem
    return stems


def _remove_others(folder: Path, written: Sequence[Path]) -> None:
    """Remove the pages and workbooks of the folder that this run did not write."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.suffix in (".html", ".xlsx") and path not in written:
            path.unlink()
