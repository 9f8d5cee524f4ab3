"""Parts of a page from plain data: the macros of the folder templates, escaped.

All HTML of the reports is in those templates; templates/README.md says how to add a part.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.runtime import Macro
from markupsafe import Markup

from smarketing.report.frame.assets import TEMPLATES
from smarketing.report.frame.blocks import Figure, Table
from smarketing.report.frame.context import Report
from smarketing.report.frame.messages import rate_names
from smarketing.report.frame.rule_changes import chart_changes, marked
from smarketing.report.frame.safety import neutralise_frame
from smarketing.report.frame.unanswered import unknown_words

EMPTY = Markup("")
ROWS_SHOWN = 60


# Beside a tag or an expression a line break of a template is nothing, elsewhere one space.
BREAK_AT_TAG = re.compile(r"(?<=[>}])\n\s*|\n\s*(?=[<{])")
BREAK = re.compile(r"\n\s*")


class OneLine(Extension):
    """Lets templates be indented without a space of it reaching the page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return a template's source as one line."""
        del name, filename  # jinja2 gives them; the rule is the same for all
        return BREAK.sub(" ", BREAK_AT_TAG.sub("", source.strip()))


@cache
def macros() -> dict[str, Macro]:
    """Return every macro of the templates by its name, which only one file may use."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[OneLine],
    )
    found: dict[str, Macro] = {}
    for path in sorted(TEMPLATES.glob("*.html.j2")):
        for name, macro in vars(environment.get_template(path.name).module).items():
            if name in found:
                raise ValueError(f"{path.name}: another template has a macro {name}, too.")
            if isinstance(macro, Macro):
                found[name] = macro
    return found


def part(macro: str, *values: object, **named: object) -> Markup:
    """Return what a macro of the templates makes of the values: texts are escaped, parts not."""
    return macros()[macro](*values, **named)


def join(parts: Sequence[Markup | str], between: str = "") -> Markup:
    """Concatenate parts, escaping plain strings."""
    return Markup(between).join(parts)


def share_bar(text: str, value: float, widest: float) -> Markup:
    """Return a number with the bar it draws; `widest` is what fills the cell, 0 for no bar."""
    return part("bar", text, f"{value / widest * 100:.1f}" if widest else "")


def tag(kind: str, icon_name: str, text: str) -> Markup:
    """Return a state as glyph and word on a wash; kind: g, b, w, p (good, bad, warn, pending)."""
    return part("tag", kind, icon_name, text)


def interval_track(rate: float, lower: float, upper: float, scale: float = 1.0) -> Markup:
    """Return a dot with its interval on a track from 0 to `scale`."""
    left, right = lower / scale * 100, min(upper / scale, 1) * 100
    dot = min(rate / scale, 1) * 100
    return part("interval_track", f"{left:.1f}", f"{right - left:.1f}", f"{dot:.1f}")


def table(
    label: str,
    caption: str,
    headers: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[Markup | str]],
    *,
    total: Sequence[Markup | str] | None = None,
    css_class: str = "",
) -> Markup:
    """Return a scrolling table. headers: (text, css class); the first cell of a row is its name."""
    lines = [*rows] if total is None else [*rows, total]
    if any(len(cells) != len(headers) for cells in lines):
        raise ValueError(f"{label}: a row has more or fewer cells than there are headers")
    return part("table", label, caption, headers, rows, total, css_class)


def key_item(shape: str, role: str, text: str, fill: str = "none") -> Markup:
    """Return one line of a chart's key; `shape` is one of those in parts.html.j2."""
    return part("key_item", shape, role, text, fill)


def csv_bytes(report: Report, frame: pl.DataFrame) -> bytes:
    """Return a frame as the CSV a spreadsheet of the locale opens, safe to open."""
    has_decimal_comma = report.fmt.decimal_sign == ","
    text = neutralise_frame(frame).write_csv(
        separator=";" if has_decimal_comma else ",", decimal_comma=has_decimal_comma
    )
    return b"\xef\xbb\xbf" + text.encode()


def _cell(report: Report, value: object) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return report.fmt.number(value, 0 if float(value).is_integer() else 3)
    return str(value)


def data_details(report: Report, data: Table) -> Markup:
    """Return "Ver los datos": the table behind a figure, and its CSV as a download."""
    file_name = f"{data.name}.csv"
    encoded = base64.b64encode(csv_bytes(report, data.frame)).decode()
    headers = [(name, "") for name in data.frame.columns]
    rows = [
        [_cell(report, value) for value in row] for row in data.frame.head(ROWS_SHOWN).iter_rows()
    ]
    return part(
        "data_details",
        report.msg.text("figure.see_data"),
        table(data.title, "", headers, rows),
        file_name,
        encoded,
        report.msg.text("figure.download", file=file_name),
    )


def figure(
    report: Report,
    figure_id: str,
    title: str,
    subtitle: str,
    *,
    body: Markup = EMPTY,
    chart: dict | None = None,
    frame: pl.DataFrame | None = None,
    description: str = "",
    note: Markup | str = "",
    keys: Sequence[Markup] = (),
    source: Sequence[Markup | str] = (),
    is_wide: bool = False,
) -> Figure:
    """Return a figure: its title is the finding, `description` what a chart says without eyes.

    A chart along time shows where a rule changed; its note and description say so, too.
    `frame` holds the numbers behind it, in translated columns; it becomes the table, the CSV and a
    sheet of the workbook.
    """
    if chart is not None:
        changes = chart_changes(report, chart)
        if changes:
            chart = marked(report, chart, changes)
            said = " ".join(change.sentence for change in changes)
            note = join([note, said] if note else [said], " ")
            description = f"{description}. {said}" if description else said
        body += part("plot", figure_id, f"{title}. {description}".strip())
    table_ = None
    if frame is not None:
        names = rate_names(report.fmt.language)
        rates = tuple(name for name in frame.columns if name in names)
        table_ = Table(figure_id.removeprefix("f-"), title, frame, rates)
    details = data_details(report, table_) if table_ is not None else EMPTY
    html = part("figure", figure_id, title, subtitle, keys, note, body, source, details, is_wide)
    return Figure(html, figure_id, chart, table_, title)


def missing_figure(
    report: Report, figure_id: str, title: str, sentence: str, *, settings_file: str = ""
) -> Figure:
    """Return a figure without data and why: on a page, a line of "what the data can answer".

    settings_file: where its words are translated; words it lacks are a truer reason than `sentence`
    where many rows have them.
    """
    reason = unknown_words(report, settings_file) or sentence
    shown = figure(report, figure_id, title, "", body=part("missing", reason))
    return replace(shown, missing=reason)
