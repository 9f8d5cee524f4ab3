"""Today's worklists: one page and one workbook per rep, from `contact.rpt_worklist`.

They name people, so they are files of their own, never part of a report. People who refused
contact are not in the mart. Leads of nobody and of who left are on a list of their own.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from smarketing.errors import DataRefused
from smarketing.paths import published_warehouse
from smarketing.report.frame.assets import write_atomically
from smarketing.report.frame.formatting import check_locales
from smarketing.report.frame.stamped_pages import page_stamp, write_stamp
from smarketing.report.pages.worklist.day import read_day
from smarketing.report.pages.worklist.nurture import nurture_files
from smarketing.report.pages.worklist.page import owner_page, transfer_page
from smarketing.report.pages.worklist.team_page import TRANSFERS, team_page
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
    *,
    id_headers: Mapping[str, str] | None = None,
) -> list[Path]:
    """Write `<owner>.html` and `<owner>-<day>.xlsx` into `out_dir/worklists`; return their paths.

    The first locale's files carry the owner's name only, the others `<owner>.<locale>.…`; a CSV per
    CRM holds the silent leads to move to nurture. Beside the folder, `worklists.html` is the team
    lead's page and leads to every list. Lists left by an earlier run go: who has refused contact
    since must not stay on one. id_headers: system → how its imports head ids. Raises DataRefused
    for an unknown locale and SmarketingError without a warehouse.
    """
    names = check_locales(locales)
    day = read_day(warehouse)
    stems = file_stems([*day.lists, TRANSFERS])
    folder = out_dir / FOLDER
    written, teams = [], {}
    for locale in names:
        suffix = "" if locale == names[0] else f".{locale}"
        words = day.words(locale)
        bulk = (
            nurture_files(words, pl.concat(day.lists.values()), id_headers or {})
            if day.lists
            else {}
        )
        for name, content in bulk.items():
            path = folder / (name if not suffix else name.replace(".csv", f"{suffix}.csv"))
            write_atomically(path, content)
            written.append(path)
        nurture = written[-1].name if len(bulk) == 1 else ""
        for owner, mine in [*day.lists.items(), (TRANSFERS, day.transfers)]:
            if not mine.height:
                continue
            stem = f"{stems[owner]}{suffix}"
            # with its day, so that the lists of several days can come back into one folder
            book_name = f"{stems[owner]}-{day.run.as_of}{suffix}.xlsx"
            files = {"workbook": book_name, "nurture": nurture}
            is_plan = mine["is_due_today"] if owner != TRANSFERS else pl.lit(value=True)
            book = workbook(words, mine.filter(is_plan), mine.filter(~is_plan))
            write_atomically(folder / book_name, book)
            page = (
                transfer_page(words, mine, files)
                if owner == TRANSFERS
                else owner_page(words, owner, mine, files)
            )
            write_atomically(folder / f"{stem}.html", page.encode())
            written += [folder / f"{stem}.html", folder / book_name]
        links = {
            owner: f"{FOLDER}/{stems[owner]}{suffix}.html" for owner in [*day.lists, TRANSFERS]
        }
        path = out_dir / f"{TEAM_STEM}{suffix}.html"
        write_atomically(path, team_page(words, day, links).encode())
        teams[locale] = path.name
    _remove_others(folder, written)
    page = {
        "month": f"{day.run.as_of:%Y-%m}",
        "as_of": day.run.as_of.isoformat(),
        "is_sample": day.run.is_sample,
        "company": day.run.company_name,
        "number_locale": day.run.number_locale,
    }
    write_stamp(out_dir, TEAM_STEM, page_stamp("worklist", TEAM_STEM, page, teams))
    say(f"Wrote the worklists of {len(day.lists)} owners to {folder}.")
    return written


def show(warehouse: str = "", *, locale: str = "es", owner: str = "") -> HTML:
    """Return an owner's worklist for a notebook, the first owner's by default; writes nothing.

    warehouse: the published one by default. Raises DataRefused for an owner without a list.
    """
    from IPython.display import HTML

    given = {"WAREHOUSE": warehouse} if warehouse else {}
    day = read_day(published_warehouse(os.environ | given))
    words = day.words(check_locales([locale])[0])
    if not day.lists:
        return HTML(team_page(words, day, {}))
    name = owner or next(iter(day.lists))
    if name not in day.lists:
        known = ", ".join(day.lists)
        raise DataRefused(f"owner: {name} has no worklist; choose one of {known}.")
    return HTML(owner_page(words, name, day.lists[name], {}))


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
    """Remove the files of the folder that this run did not write."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.suffix in (".html", ".xlsx", ".csv") and path not in written:
            path.unlink()
