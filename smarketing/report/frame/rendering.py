"""Run a parameterised notebook with papermill and put its pages where readers find them."""

from __future__ import annotations

import ast
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from nbformat import NotebookNode

from smarketing.errors import DataRefused, SmarketingError
from smarketing.paths import PROJECT, temporary_folder
from smarketing.report.frame.assets import write_atomically
from smarketing.report.frame.export import (
    OtherPage,
    collect,
    export_mails,
    export_page,
    export_workbook,
)
from smarketing.report.frame.formatting import capitalised, check_locales
from smarketing.report.frame.messages import Messages
from smarketing.report.frame.stamped_pages import page_stamp, write_stamp

NOTEBOOKS = PROJECT / "notebooks"
# The report leadership opens is the folder's index; others are named after their notebook.
STEMS = {"monthly_marketing_report": "index"}
TRIES = 3
START_TIMEOUT_SECONDS = 15
SET_HERE = ("warehouse", "locale", "output")


@dataclass(frozen=True)
class Page:
    """A finished page and its workbook, not yet where readers look."""

    locale: str
    file_name: str
    html: str
    workbook_name: str
    workbook: bytes
    mails: dict[str, str]
    facts: dict


@dataclass(frozen=True)
class Rendered:
    """A notebook's finished pages, one per locale; what it is called, the stem of its files."""

    report: str
    stem: str
    pages: list[Page]


def render_pages(
    notebook: str,
    *,
    warehouse: Path,
    out_dir: Path,
    parameters: dict,
    locales: list[str],
    say: Callable[[str], None] = print,
) -> Rendered:
    """Render a notebook of `notebooks/` once per locale, for `out_dir/<YYYY-MM>/`.

    A page of a day goes into `out_dir/daily/<YYYY-MM-DD>/`, with its mail as `<page>_mail.html`.
    Each kind of a notebook with a parameter `kind` is a report of its own: `meeting_weekly`; and
    so is each system of one with a parameter `system`.

    The first locale's page is `index.html`, another's `index.<locale>.html`; a workbook with the
    data of the figures lies beside each. `put_in_place` writes them once all are ready.

    Raises DataRefused for an unknown parameter, locale or a refusal inside the notebook, and
    SmarketingError when a cell fails: then `<page>.failed.html` shows how far it came and the last
    good page stays.
    """
    names = check_locales(locales)
    source = _notebook_path(notebook)
    known = _check_parameters(source, parameters)
    report = source.stem
    if "kind" in known:
        report += f"_{parameters.get('kind') or ast.literal_eval(known['kind']['default'])}"
    if parameters.get("system"):
        report += f"_{_system_name(parameters['system'])}"
    stem = STEMS.get(report, report)
    files = {name: _file_name(stem, name, names[0]) for name in names}
    pages = []
    for name in names:
        started = time.perf_counter()
        values = {**parameters, "warehouse": str(warehouse.resolve()), "locale": name}
        executed = _execute(source, {**values, "output": "page"})
        others = [OtherPage(o, _language_name(o), files[o]) for o in names if o != name]
        error = _error(executed)
        if error is not None:
            _keep_failed(executed, files[name], out_dir, parameters, locale=name, say=say)
            raise error
        workbook_name = Path(files[name]).with_suffix(".xlsx").name
        html = export_page(executed, locale=name, other_pages=others, workbook=workbook_name)
        facts = collect(executed).page
        mails = export_mails(executed, locale=name)
        workbook = export_workbook(executed)
        pages.append(Page(name, files[name], html, workbook_name, workbook, mails, facts))
        say(f"Rendered {source.stem} ({name}) in {time.perf_counter() - started:.1f} s.")
    return Rendered(report, stem, pages)


def _system_name(given: object) -> str:
    if not re.fullmatch(r"\w[\w-]*", str(given)):
        raise DataRefused(f"system={given} is no system's name; write a folder's of the exports.")
    return str(given)


def put_in_place(rendered: Rendered, out_dir: Path) -> list[Path]:
    """Write finished pages and return their paths.

    Each replacement is atomic, and `report.json` beside them says what they are: it is read and
    written, so one notebook's pages are put in place after another's, never at the same time.
    """
    pages, stem = rendered.pages, rendered.stem
    first = pages[0].facts
    folder = out_dir / first["folder"]
    written = []
    for page in pages:
        write_atomically(folder / page.workbook_name, page.workbook)
        write_atomically(folder / page.file_name, page.html.encode())
        for own_stem, mail in page.mails.items():
            name = page.file_name.replace(stem, own_stem or f"{stem}_mail", 1)
            write_atomically(folder / name, mail.encode())
        written.append(folder / page.file_name)
        (folder / f"{Path(page.file_name).stem}.failed.html").unlink(missing_ok=True)
    files = {page.locale: page.file_name for page in pages}
    write_stamp(folder, stem, page_stamp(rendered.report, first["report_title"], first, files))
    for own_stem in filter(None, pages[0].mails):
        title = Messages(pages[0].locale.split("-")[0]).text(f"page.{own_stem}")
        mails = {name: file.replace(stem, own_stem, 1) for name, file in files.items()}
        write_stamp(folder, own_stem, page_stamp(own_stem, title, first, mails))
    return written


def _notebook_path(notebook: str) -> Path:
    path = NOTEBOOKS / f"{notebook}.ipynb"
    if not path.is_file():
        path = Path(notebook)
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in NOTEBOOKS.glob("*.ipynb")))
        raise SmarketingError(f"There is no notebook '{notebook}'; there are: {known}.")
    return path


def _check_parameters(source: Path, parameters: dict) -> dict:
    """Return the parameters a notebook has; refuse one it has not."""
    import papermill

    found = papermill.inspect_notebook(str(source))
    known = [name for name in found if name not in SET_HERE]
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        raise DataRefused(
            f"{source.name} has no parameter {', '.join(unknown)}; it has {', '.join(known)}."
        )
    return found


def _file_name(stem: str, locale: str, default_locale: str) -> str:
    return f"{stem}.html" if locale == default_locale else f"{stem}.{locale}.html"


def _language_name(locale: str) -> str:
    name = Locale.parse(locale.replace("-", "_")).get_display_name() or locale
    return capitalised(name)


def _execute(source: Path, parameters: dict) -> NotebookNode:
    """Return the executed notebook, also when a cell failed: then an output holds the error."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    _quiet()
    with temporary_folder("report") as folder:
        output = folder / source.name
        for attempt in range(1, TRIES + 1):
            try:
                papermill.execute_notebook(
                    str(source),
                    str(output),
                    parameters=parameters,
                    progress_bar=False,
                    request_save_on_cell_execute=False,
                    start_timeout=START_TIMEOUT_SECONDS,
                    cwd=str(PROJECT),
                    kernel_name="python3",
                    extra_arguments=["--log-level=CRITICAL"],
                )
            except PapermillExecutionError:
                pass
            except RuntimeError as problem:
                # A kernel now and then loses the race for its ports and never answers.
                if attempt == TRIES:
                    raise SmarketingError(
                        f"{source.name}: the notebook kernel did not start in {TRIES} tries"
                        f" ({problem})."
                    ) from problem
                continue
            break
        return nbformat.read(output, as_version=4)


def _quiet() -> None:
    for name in ("papermill", "traitlets", "blib2to3"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _error(executed: NotebookNode) -> SmarketingError | None:
    """Return the exception that an executed notebook's error output stands for."""
    for number, cell in enumerate(executed.cells):
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                if output.ename == "DataRefused":
                    return DataRefused(output.evalue)
                if output.ename == "SmarketingError":
                    return SmarketingError(output.evalue)
                return SmarketingError(
                    f"The report stopped in cell {number}: {output.ename}: {output.evalue}"
                )
    return None


def _keep_failed(
    executed: NotebookNode,
    file_name: str,
    out_dir: Path,
    parameters: dict,
    *,
    locale: str,
    say: Callable[[str], None],
) -> None:
    asked = str(parameters.get("month") or parameters.get("as_of") or "")[:7]
    if not re.fullmatch(r"\d{4}-\d{2}", asked):
        asked = "failed"
    folder = collect(executed).page.get("folder", asked)
    target = out_dir / folder / f"{Path(file_name).stem}.failed.html"
    html = export_page(executed, locale=locale, other_pages=[], failed=True)
    write_atomically(target, html.encode())
    say(f"The report failed; how far it came: {target}")
