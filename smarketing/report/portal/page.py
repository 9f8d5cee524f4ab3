"""The portal as pages: `index.html` in the first language of the run, one more per other language.

No script: links between files of the folder, so it works from a disk, a share or a web server.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from smarketing.paths import LOCALES
from smarketing.report.frame.assets import TEMPLATES, content_policy, style, write_atomically
from smarketing.report.portal.contents import Contents, read_contents
from smarketing.report.portal.run_log import Run, read_runs
from smarketing.report.portal.words import Words

HERE = Path(__file__).parent
VALIDATION_PAGE = "validation.html"
DEFAULT_LOCALE = "es"
RUNS_SHOWN = 12
DAYS_UNFOLDED = 14


def write_portal(out: Path, locale: str = "") -> Path:
    """Write the portal of a folder of reports and return its first page.

    locale: the first language; that of the newest run where it is empty.
    """
    contents, runs = read_contents(out), read_runs(out)
    locale = locale or next((run.locale for run in runs if run.locale), DEFAULT_LOCALE)
    locales = one_per_language([locale, *contents.locales])
    files = {name: "index.html" if name == locale else f"index.{name}.html" for name in locales}
    for name, file in files.items():
        html = _page(out, contents, runs, Words(name, contents, runs), files)
        write_atomically(out / file, html.encode())
    for name in LOCALES:
        if name not in files or name == locale:
            (out / f"index.{name}.html").unlink(missing_ok=True)
    return out / files[locale]


def one_per_language(locales: Sequence[str]) -> list[str]:
    """Return the first locale of each language: `es-EC, en, es` is `es-EC, en`."""
    found: dict[str, str] = {}
    for locale in locales:
        found.setdefault(locale.split("-")[0], locale)
    return list(found.values())


def newest_of_each_command(runs: Sequence[Run]) -> dict[str, Run]:
    """Return the newest run of each command that ended; runs are the newest first."""
    found: dict[str, Run] = {}
    for run in runs:
        if run.ended is not None or run.is_interrupted:
            found.setdefault(run.command, run)
    return found


def _page(out: Path, contents: Contents, runs: list[Run], words: Words, files: dict) -> str:
    title = words.word("title")
    newest = newest_of_each_command(runs)
    failures = [
        (run, next((good for good in runs if good.is_good and good.command == command), None))
        for command, run in newest.items()
        if run.has_failed
    ]
    data = next((run for run in runs if run.is_good and run.sources), None)
    return _template().render(
        words=words,
        contents=contents,
        failures=failures,
        data=data,
        runs=runs[:RUNS_SHOWN],
        days_unfolded=DAYS_UNFOLDED,
        validation=VALIDATION_PAGE if (out / VALIDATION_PAGE).is_file() else "",
        other_pages=[(name, words.language_name(name), file) for name, file in files.items()],
        title=title,
        style=style(title),
        css=(HERE / "portal.css").read_text(encoding="utf-8"),
        policy=content_policy([]),
    )


@cache
def _template():
    environment = Environment(
        loader=FileSystemLoader([HERE, TEMPLATES, TEMPLATES / "informe"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("portal.html.j2")
