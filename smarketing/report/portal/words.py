"""What the portal says, in one language: titles of pages, moments, how a run went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from markupsafe import Markup

from smarketing.report.frame.formatting import MISSING, Formatter, capitalised
from smarketing.report.frame.html import tag
from smarketing.report.frame.messages import Messages
from smarketing.report.frame.safety import clean_label
from smarketing.report.portal.contents import Contents, Folder, PageFiles
from smarketing.report.portal.run_log import Run
from smarketing.text.system_labels import system_labels

MINUTE = 60


class Words:
    """Says the portal's words in one locale, moments in the time zone of the reports."""

    def __init__(self, locale: str, contents: Contents, runs: Sequence[Run]) -> None:
        self.locale = locale
        self.language = locale.split("-")[0]
        self._msg = Messages(self.language)
        self._fmt = Formatter(locale, contents.number_locale)
        self._zone = next((run.timezone for run in runs if run.is_good), "UTC")
        self._written = _moments_written(runs)

    def word(self, key: str, **values: object) -> str:
        """Return a text of the portal's section of the catalogue."""
        return self._msg.text(f"portal.{key}", **values)

    def page_text(self, key: str) -> str:
        """Return a text that all pages share."""
        return self._msg.text(f"page.{key}")

    def language_name(self, locale: str) -> str:
        """Return the name of a language in that language."""
        return capitalised(Locale.parse(locale.replace("-", "_")).get_display_name() or locale)

    def month(self, folder: Folder) -> str:
        """Return the name of a month's folder."""
        return capitalised(self._fmt.month(folder.period))

    def day(self, day: date | str | None) -> str:
        """Return a day, a dash for none."""
        return self._fmt.day(date.fromisoformat(str(day)[:10])) if day else MISSING

    def moment(self, moment: datetime | None) -> str:
        """Return a moment as a local time."""
        if moment is None:
            return MISSING
        local = moment.astimezone(ZoneInfo(self._zone))
        return f"{self._fmt.day(local.date())}, {local:%H:%M}"

    @property
    def zone(self) -> str:
        """The place whose time the moments are in."""
        return self._fmt.zone(self._zone)

    def number(self, value: int | None) -> str:
        """Return a count."""
        return self._fmt.number(value)

    def title(self, page: PageFiles) -> str:
        """Return a page's title in this language, as its stamp gives it where it has no other."""
        key = f"page.{page.notebook}"
        if page.notebook == "worklist":
            return self._msg.text("worklist.team_title")
        return self._msg.text(key) if self._msg.has(key) else clean_label(page.title)

    def links(self, page: PageFiles) -> list[tuple[str, str]]:
        """Return (locale, path) of a page: the one in this language first."""

        def distance(locale: str) -> int:
            return (locale != self.locale) + (locale.split("-")[0] != self.language)

        return sorted(page.links.items(), key=lambda link: distance(link[0]))

    def workbook(self, page: PageFiles) -> str:
        """Return the workbook beside the page that `links` names first, empty without one."""
        first = next((locale for locale, _ in self.links(page)), "")
        return page.workbooks.get(first, "")

    def made(self, folder: Folder) -> str:
        """Return until when a folder's data are, and when its newest page was made."""
        until = self._msg.text("page.as_of", day=self.day(folder.as_of))
        homes = {path.rpartition("/")[0] for page in folder.pages for path in page.links.values()}
        moments = [
            moment
            for path, moment in self._written.items()
            if any(path.startswith(f"{home}/") for home in homes)
        ]
        if not moments:
            return until
        return f"{until} · {self.word('made', moment=self.moment(max(moments)))}"

    def system(self, name: str) -> str:
        """Return the name of a source system."""
        if name == "template":
            return self._msg.text("label.system_template")
        return system_labels().get(name, clean_label(name))

    def command(self, run: Run) -> str:
        """Return what a run was to do."""
        key = f"portal.command_{run.command}"
        return self._msg.text(key) if self._msg.has(key) else clean_label(run.command)

    def state(self, run: Run) -> Markup:
        """Return how a run went, as a tag."""
        if run.is_good:
            return tag("g", "ok", self.word("state_good"))
        if run.is_interrupted:
            return tag("b", "no", self.word("state_interrupted"))
        if run.ended is None:
            return tag("p", "clock", self.word("state_running"))
        return tag("b", "no", self.word("state_refused" if run.exit_code == 2 else "state_failed"))

    def duration(self, run: Run) -> str:
        """Return how long a run took."""
        if run.ended is None:
            return MISSING
        seconds = int((run.ended - run.started).total_seconds())
        return f"{seconds // MINUTE}:{seconds % MINUTE:02d}"


def _moments_written(runs: Sequence[Run]) -> dict[str, datetime]:
    """Return path → when the newest good run wrote it."""
    moments: dict[str, datetime] = {}
    for run in runs:
        if run.is_good and run.ended is not None:
            for path in run.files:
                moments.setdefault(path, run.ended.astimezone(UTC))
    return moments
