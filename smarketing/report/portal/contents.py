"""What lies in the folder of reports: months and days, each with its pages, newest first."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from smarketing.report.frame.stamped_pages import STAMP_FILE, read_stamps

MONTH = re.compile(r"\d{4}-\d{2}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAYS_FOLDER = "daily"
REPORT, STUDY, PERSONAL = "report", "study", "personal"
KINDS = {
    "channel_attribution": STUDY,
    "contact_attempt_curve": STUDY,
    "mql_definition": STUDY,
    "data_quality": STUDY,
    # they name people: for the reps they are about, never for whoever reads the reports
    "lead_timeline": PERSONAL,
    "worklist": PERSONAL,
}
ORDER = (REPORT, STUDY, PERSONAL)
# Stamps written before they named their notebook.
NOTEBOOKS = {"index": "monthly_marketing_report"}


@dataclass(frozen=True)
class PageFiles:
    """One page in its languages.

    kind: report, study or personal. title: as its stamp gives it. links: locale → path below the
    folder of the reports, as are those of workbooks and failed (how far a later try came).
    """

    notebook: str
    kind: str
    title: str
    links: Mapping[str, str]
    workbooks: Mapping[str, str]
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Folder:
    """A month's or a day's pages. period: its first day; as_of: the newest of its pages."""

    period: date
    as_of: date
    pages: tuple[PageFiles, ...]


@dataclass(frozen=True)
class Contents:
    """Everything below a folder of reports, and what its pages say of the company."""

    months: tuple[Folder, ...]
    days: tuple[Folder, ...]
    company: str
    number_locale: str
    is_sample: bool

    @property
    def locales(self) -> list[str]:
        """The locales that pages are written in, those of the newest first."""
        folders = sorted((*self.months, *self.days), key=lambda folder: folder.as_of, reverse=True)
        pages = [page for folder in folders for page in folder.pages]
        return list(dict.fromkeys(locale for page in pages for locale in page.links))


def read_contents(out: Path) -> Contents:
    """Return what lies below a folder of reports, from the stamps beside the pages."""
    stamps: list[dict] = []
    months = _folders(out, out, MONTH, stamps)
    days = _folders(out, out / DAYS_FOLDER, DAY, stamps)
    newest = sorted(stamps, key=lambda facts: facts["as_of"], reverse=True)
    return Contents(
        months,
        days,
        company=next((facts["company"] for facts in newest if facts.get("company")), ""),
        number_locale=newest[0].get("number_locale", "es") if newest else "es",
        is_sample=any(facts.get("is_sample") for facts in stamps),
    )


def _folders(out: Path, home: Path, name: re.Pattern, stamps: list[dict]) -> tuple[Folder, ...]:
    found = []
    for path in sorted(home.glob(f"*/{STAMP_FILE}"), reverse=True):
        folder = path.parent
        if not name.fullmatch(folder.name):
            continue
        entries = {stem: facts for stem, facts in read_stamps(path).items() if _is_whole(facts)}
        stamps += entries.values()
        pages = [_page(out, folder, stem, facts) for stem, facts in entries.items()]
        pages = [page for page in pages if page.links or page.failed]
        if pages:
            found.append(
                Folder(
                    date.fromisoformat(f"{folder.name}-01"[:10]),
                    max(date.fromisoformat(facts["as_of"]) for facts in entries.values()),
                    tuple(sorted(pages, key=lambda page: (ORDER.index(page.kind), page.title))),
                )
            )
    return tuple(found)


def _is_whole(facts: object) -> bool:
    """Say whether an entry can be shown: one that somebody edited must not stop every run."""
    if not (isinstance(facts, dict) and {"as_of", "title", "files"} <= set(facts)):
        return False
    files = facts["files"]
    return (
        bool(DAY.fullmatch(str(facts["as_of"])))
        and isinstance(files, dict)
        and all(Path(str(file)).name == file for file in files.values())
    )


def _page(out: Path, folder: Path, stem: str, facts: dict) -> PageFiles:
    notebook = facts.get("notebook") or NOTEBOOKS.get(stem, stem)
    pages = {locale: folder / file for locale, file in facts["files"].items()}
    workbooks = {locale: page.with_suffix(".xlsx") for locale, page in pages.items()}
    failed = [page.with_name(f"{page.stem}.failed.html") for page in pages.values()]
    return PageFiles(
        notebook,
        next((kind for name, kind in KINDS.items() if notebook.startswith(name)), REPORT),
        facts["title"],
        links=_present(out, pages),
        workbooks=_present(out, workbooks),
        failed=tuple(_present(out, dict(enumerate(failed))).values()),
    )


def _present(out: Path, paths: Mapping) -> dict:
    return {key: path.relative_to(out).as_posix() for key, path in paths.items() if path.is_file()}
