"""Small pieces of HTML that several parts of a page share. Values are escaped by markupsafe."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Figure, Table
from smarketing.report.frame.context import Report
from smarketing.report.frame.safety import neutralise_frame

EMPTY = Markup("")
ROWS_SHOWN = 60


def icon(name: str) -> Markup:
    """Return an inline icon; the symbols are defined once by the page template."""
    return Markup(
        '<svg class="ic" viewBox="0 0 12 12" aria-hidden="true"><use href="#i-{}"/></svg>'
    ).format(name)


def join(parts: Sequence[Markup | str]) -> Markup:
    """Concatenate HTML, escaping plain strings."""
    return EMPTY.join(parts)


def tag(kind: str, icon_name: str, text: str) -> Markup:
    """Return a state as glyph and word on a wash; kind: g, b, w, p (good, bad, warn, pending)."""
    return Markup('<span class="tag {}">{}{}</span>').format(kind, icon(icon_name), text)


def hidden(text: str) -> Markup:
    """Return a text for screen readers only."""
    return Markup('<span class="vh">{}</span>').format(text)


def interval_track(rate: float, lower: float, upper: float, scale: float = 1.0) -> Markup:
    """Return a dot with its interval on a track from 0 to `scale`."""
    left, right = lower / scale * 100, min(upper / scale, 1) * 100
    return Markup(
        '<div class="iv" aria-hidden="true"><i style="left:{}%;width:{}%"></i>'
        '<em style="left:{}%"></em></div>'
    ).format(f"{left:.1f}", f"{right - left:.1f}", f"{min(rate / scale, 1) * 100:.1f}")


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
    cap = Markup('<p class="cap" aria-hidden="true">{}</p>').format(caption) if caption else EMPTY
    head = join(
        [Markup('<th scope="col" class="{}">{}</th>').format(css, text) for text, css in headers]
    )

    def line(cells: Sequence[Markup | str]) -> Markup:
        first = Markup('<tr><th scope="row" class="{}">{}</th>').format(headers[0][1], cells[0])
        pairs = zip(cells[1:], headers[1:], strict=True)
        rest = [Markup('<td class="{}">{}</td>').format(css, cell) for cell, (_, css) in pairs]
        return first + join(rest) + Markup("</tr>")

    foot = Markup("<tfoot>{}</tfoot>").format(line(total)) if total is not None else EMPTY
    return cap + Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table class="{}">'
        '<caption class="vh">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody>{}</table>'
        "</div>"
    ).format(label, css_class, caption or label, head, join([line(row) for row in rows]), foot)


def key_item(shape: str, role: str, text: str, fill: str = "none") -> Markup:
    """Return one line of a chart's key; `shape` is one of those below."""
    shapes = {
        "circle": '<circle cx="8" cy="8" r="6"/>',
        "square": '<path d="M3 3h10v10H3Z"/>',
        "diamond": '<path d="M8 1 14.5 8 8 15 1.5 8Z"/>',
        "triangle": '<path d="M8 2 14 13H2Z"/>',
        "tick": '<path d="M2 9 6 13 14 3"/>',
        "cross": '<path d="M3 3 13 13M13 3 3 13"/>',
        "line": '<path d="M0 8H20"/>',
        "dash": '<path d="M0 8H20" stroke-dasharray="5 3"/>',
        "band": '<rect x="0" y="4" width="20" height="9" stroke="none"/>',
    }
    fill_value = "none" if fill == "none" else f"var(--{fill})"
    return Markup(
        '<li><svg width="20" height="16" viewBox="0 0 20 16" aria-hidden="true"'
        ' style="stroke:var(--{});fill:{};stroke-width:2">{}</svg>{}</li>'
    ).format(role, fill_value, Markup(shapes[shape]), text)


def key(items: Sequence[Markup]) -> Markup:
    """Return a chart's key."""
    return Markup('<ul class="key">{}</ul>').format(join(items)) if items else EMPTY


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
    return Markup(
        '<details><summary>{}</summary>{}<p><a download="{}" href="data:text/csv;base64,{}">{}</a>'
        "</p></details>"
    ).format(
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

    `frame` holds the numbers behind it, in translated columns; it becomes the table, the CSV and a
    sheet of the workbook.
    """
    plot = body
    if chart is not None:
        plot += Markup(
            '<div class="plot" id="{}-p" role="img" aria-label="{}"><!--chart:{}--></div>'
        ).format(figure_id, f"{title}. {description}".strip(), figure_id)
    table_ = Table(figure_id.removeprefix("f-"), title, frame) if frame is not None else None
    html = Markup(
        '<figure class="fig{}" id="{}" aria-labelledby="{}-t"><figcaption><h3 id="{}-t">{}</h3>'
        '<p class="sub">{}</p>{}{}</figcaption><div class="plotbox">{}{}{}</div></figure>'
    ).format(
        " wide" if is_wide else "",
        figure_id,
        figure_id,
        figure_id,
        title,
        subtitle,
        key(keys),
        Markup('<p class="note">{}</p>').format(note) if note else EMPTY,
        plot,
        Markup('<p class="src">{}</p>').format(
            join([Markup("<span>{}</span>").format(part) for part in source])
        )
        if source
        else EMPTY,
        data_details(report, table_) if table_ is not None else EMPTY,
    )
    return Figure(html, figure_id, chart, table_)


def missing_figure(report: Report, figure_id: str, title: str, sentence: str) -> Figure:
    """Return the sentence that stands in a figure's place when its data is not there."""
    body = Markup('<p class="nodata">{}{}</p>').format(icon("none"), sentence)
    return figure(report, figure_id, title, "", body=body)
