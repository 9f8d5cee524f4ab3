"""What several sections share: the frame of a section, sources and cut-off date."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from smarketing.report.frame.blocks import Block, Figure, Table
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import EMPTY, part


def section(
    report: Report,
    section_id: str,
    *figures: Figure,
    body: Markup = EMPTY,
    css_class: str = "",
    tables: Sequence[Table] = (),
) -> Block:
    """Return a section: its heading, then `body`, then the figures.

    tables: sheets of the workbook for what `body` shows.
    """
    title = report.msg.text(f"section.{section_id}")
    shown = [
        part("folded", figure.figure_id) if figure.missing and report.is_page else figure.html
        for figure in figures
    ]
    if figures and not body and report.is_page and all(figure.missing for figure in figures):
        shown.append(part("folded_section"))
    html = part("section", section_id, css_class, title, body, shown)
    return Block(
        html,
        section_id=section_id,
        section_title=report.msg.text(f"nav.{section_id}"),
        figures=list(figures),
        tables=list(tables),
        is_page=report.is_page,
    )


def sources(report: Report, *entities: str) -> list[Markup | str]:
    """Return the source line of a figure: the systems that gave its entities, and the cut-off."""
    files = report.data.quality.files
    systems = sorted(
        {
            row["system"]
            for row in files.iter_rows(named=True)
            if row["entity"] in entities and row["system"]
        }
    )
    cut_off = report.msg.text("figure.cut_off", day=report.fmt.day(report.data.run.as_of))
    if not systems:
        return [cut_off]
    names = report.listed(report.system(name) for name in systems)
    return [report.msg.text("figure.source", systems=names), cut_off]


def build_stamp(report: Report) -> list[Markup | str]:
    """Return what the numbers were made with: cut-off day, code version, settings."""
    run, msg = report.data.run, report.msg
    return [
        msg.text("footer.as_of", day=report.fmt.day(run.data_until)),
        msg.text("footer.code", version=run.code_version or "–"),
        msg.text("footer.settings", version=run.settings_hash[:12] or "–"),
    ]
