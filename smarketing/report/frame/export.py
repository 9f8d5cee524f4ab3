"""From an executed notebook to one self-contained page, through nbconvert and our own template."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import nbformat
from markupsafe import Markup

from smarketing.report.frame.assets import (
    TEMPLATES,
    chart_script,
    content_policy,
    style,
    vega_bundle,
)
from smarketing.report.frame.blocks import BUNDLE_TYPE
from smarketing.report.frame.first_mention import explain_first
from smarketing.report.frame.formatting import Formatter
from smarketing.report.frame.html import EMPTY, part
from smarketing.report.frame.mail import mail_page
from smarketing.report.frame.messages import Messages
from smarketing.report.frame.safety import json_for_html, neutralise
from smarketing.report.frame.theme import STATIC_WIDTH_PX

PLACEHOLDER = re.compile(r"<!--(chart|missing|empty|unanswered):([\w-]+)-->")
SHEET_NAME_LENGTH = 31


@dataclass(frozen=True)
class OtherPage:
    """The same report in another language."""

    locale: str
    name: str
    file: str


@dataclass(frozen=True)
class Parts:
    """What the blocks of an executed notebook add up to."""

    header: str
    footer: str
    mails: dict[str, str]
    sections: list[dict]
    charts: dict[str, dict]
    tables: list[dict]
    page: dict
    unanswered: list[dict]
    has_list: bool


def collect(notebook: nbformat.NotebookNode) -> Parts:
    """Gather the blocks of a notebook's outputs, in order."""
    header = footer = ""
    mails: dict[str, str] = {}
    sections, charts, tables, page = [], {}, [], {}
    unanswered, has_list = [], False
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            bundle = output.get("data", {}).get(BUNDLE_TYPE)
            if bundle is None:
                continue
            html = output["data"]["text/html"]
            if bundle["place"] == "header":
                header += html
            elif bundle["place"] == "footer":
                footer += html
            elif bundle["place"] == "mail":
                mails[bundle["stem"]] = html
            if bundle["section"]["id"]:
                sections.append(bundle["section"])
            charts |= bundle["charts"]
            tables += bundle["tables"]
            page |= bundle["page"]
            unanswered += bundle["unanswered"]
            has_list |= "<!--unanswered:" in html
    return Parts(header, footer, mails, sections, charts, tables, page, unanswered, has_list)


def _static_pictures(parts: Parts, chart_locale: dict) -> dict[str, str]:
    if not parts.charts:
        return {}
    import vl_convert

    pictures = {}
    for figure_id, spec in parts.charts.items():
        # A picture has no container to fit: it gets the width of a desktop's plot.
        still = {key: value for key, value in spec.items() if key != "autosize"}
        pictures[figure_id] = vl_convert.vegalite_to_svg(
            json.dumps(still | {"width": STATIC_WIDTH_PX}),
            format_locale=chart_locale["number"],
            time_format_locale=chart_locale["time"],
        )
    return pictures


def export_page(
    notebook: nbformat.NotebookNode,
    *,
    locale: str,
    other_pages: list[OtherPage],
    workbook: str = "",
    failed: bool = False,
) -> str:
    """Return the page of an executed notebook as HTML.

    A notebook that failed gives a page with its error in it and a warning at the top.
    """
    from nbconvert import HTMLExporter, TemplateExporter

    parts = collect(notebook)
    formatter = Formatter(locale, parts.page.get("number_locale", "es"))
    messages = Messages(formatter.language)
    chart_locale = {
        "number": formatter.vega_number_locale(),
        "time": formatter.vega_time_locale(),
    }
    pictures = _static_pictures(parts, chart_locale)

    figures = {one["id"]: one["html"] for one in parts.unanswered}

    def filled(kind: str, name: str) -> str:
        if kind == "chart":
            return pictures.get(name, "")
        if kind == "missing":
            return "" if parts.has_list else figures[name]
        if kind == "empty":
            return part("missing", messages.html("coverage.see")) if parts.has_list else ""
        title = messages.text("coverage.unanswered")
        return part("unanswered", title, parts.unanswered) if parts.unanswered else ""

    def page_block(output: nbformat.NotebookNode) -> Markup:
        bundle = output.get("data", {}).get(BUNDLE_TYPE)
        if bundle is None or bundle["place"] != "main":
            return EMPTY
        html = output["data"]["text/html"]
        return Markup(PLACEHOLDER.sub(lambda match: filled(*match.groups()), html))

    scripts = [vega_bundle(), chart_script()] if parts.charts else []
    texts = ("skip", "sample_band", "sections", "failed", "workbook")
    page = {
        **parts.page,
        "title": parts.page.get("title", messages.text("page.failed")),
        "language": locale,
        "header": parts.header,
        "footer_html": parts.footer,
        "sections": parts.sections,
        "style": style(parts.page.get("footer", ""), is_slides=parts.page.get("is_slides", False)),
        "policy": content_policy(scripts),
        "texts": {name: messages.text(f"page.{name}") for name in texts},
        "other_pages": other_pages,
        "workbook": workbook,
        "failed": failed,
        "charts": json_for_html(parts.charts),
        "chart_locale": json_for_html(chart_locale),
        "scripts": scripts,
    }
    exporter = HTMLExporter(
        template_name="informe",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    exporter.register_filter("page_block", page_block)
    exporter.environment.autoescape = True
    # The template exporter's own method: HTMLExporter would parse and rewrite the finished page to
    # add alternative texts, which every figure here has.
    html, _ = TemplateExporter.from_notebook_node(exporter, notebook, resources={"page": page})
    return explain_first(html, messages)


def export_mails(notebook: nbformat.NotebookNode, *, locale: str) -> dict[str, str]:
    """Return the mails that an executed notebook holds, by their stems: none for most.

    The stem is empty for the page's own version for a mail.
    """
    parts = collect(notebook)
    formatter = Formatter(locale, parts.page.get("number_locale", "es"))
    messages = Messages(formatter.language)
    return {
        stem: explain_first(mail_page(html, parts.charts, formatter), messages)
        for stem, html in parts.mails.items()
    }


def export_workbook(notebook: nbformat.NotebookNode) -> bytes:
    """Return the data behind tiles and figures as an Excel file, one sheet each."""
    import xlsxwriter

    parts = collect(notebook)
    buffer = BytesIO()
    workbook = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # The day of the data, not of the run: the same data give the same file. (A date without a time
    # would be ignored.)
    created = datetime.fromisoformat(parts.page.get("as_of", "2000-01-01"))
    workbook.set_properties({"title": parts.page.get("title", ""), "created": created})
    bold = workbook.add_format({"bold": True})
    percent = workbook.add_format({"num_format": "0.0%"})
    for table in parts.tables:
        sheet = workbook.add_worksheet(table["name"][:SHEET_NAME_LENGTH])
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(table["columns"]):
            sheet.write_string(0, column, neutralise(name), bold)
        rates = {index for index, name in enumerate(table["columns"]) if name in table["rates"]}
        for line, row in enumerate(table["rows"], 1):
            has_rates = table["rate_rows"] is None or line - 1 in table["rate_rows"]
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(line, column, neutralise(value))
                elif value is not None:
                    is_rate = has_rates and column in rates
                    sheet.write(line, column, value, percent if is_rate else None)
        sheet.autofit()
    if not parts.tables:
        workbook.add_worksheet()
    workbook.close()
    return buffer.getvalue()
