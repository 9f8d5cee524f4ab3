"""What a notebook cell shows: HTML for the page, and beside it the charts and data it needs.

The exporter collects the parts under `BUNDLE_TYPE` from the executed notebook. In JupyterLab the
same object shows its HTML and then its charts, in plain colours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl
from markupsafe import Markup

BUNDLE_TYPE = "application/vnd.smarketing.block+json"
# JupyterLab draws Vega-Lite up to this version of the type.
LAB_CHART_TYPE = "application/vnd.vegalite.v5+json"


@dataclass(frozen=True)
class Table:
    """The data behind a figure: a frame whose columns are already in the reader's language.

    rates: columns that a workbook shows as percentages; rate_rows: in these rows only, else in all.
    """

    name: str
    title: str
    frame: pl.DataFrame
    rates: tuple[str, ...] = ()
    rate_rows: tuple[int, ...] | None = None

    def bundle(self) -> dict:
        """Return the table as JSON, for the workbook."""
        return {
            "name": self.name,
            "title": self.title,
            "columns": self.frame.columns,
            "rows": [list(row) for row in self.frame.iter_rows()],
            "rates": list(self.rates),
            "rate_rows": None if self.rate_rows is None else list(self.rate_rows),
        }


@dataclass(frozen=True)
class Figure:
    """One figure: its HTML, its chart (a Vega-Lite spec) if it has one, and its data.

    missing: why there is nothing to show, empty where there is.
    """

    html: Markup
    figure_id: str
    chart: dict | None = None
    table: Table | None = None
    title: str = ""
    missing: str = ""

    def unanswered(self) -> dict:
        """Return a figure without data as JSON; its HTML is for pages that have no list of them."""
        return {
            "id": self.figure_id,
            "title": self.title,
            "missing": self.missing,
            "html": str(self.html),
        }


@dataclass
class Block:
    """The output of one cell. `place` says where it goes: header, main, footer, or mail.

    tables: sheets of the workbook that belong to no figure. stem: name of the file of a mail that
    is a page of its own, titled `page.<stem>`; without one it is the page's version for a mail.
    """

    html: Markup
    place: str = "main"
    section_id: str = ""
    section_title: str = ""
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    page: dict = field(default_factory=dict)
    is_page: bool = True
    stem: str = ""

    def bundle(self) -> dict:
        """Return what the exporter needs beside the HTML, as JSON."""
        charts = {f.figure_id: f.chart for f in self.figures if f.chart is not None}
        tables = self.tables + [f.table for f in self.figures if f.table is not None]
        return {
            "place": self.place,
            "stem": self.stem,
            "section": {"id": self.section_id, "title": self.section_title},
            "charts": charts,
            "unanswered": [figure.unanswered() for figure in self.figures if figure.missing],
            "tables": [table.bundle() for table in tables],
            "page": self.page,
        }

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if self.is_page:
            display({"text/html": str(self.html), BUNDLE_TYPE: self.bundle()}, raw=True)
            return
        display({"text/html": str(self.html), "text/plain": self.section_title}, raw=True)
        for figure in self.figures:
            if figure.chart is not None:
                display({LAB_CHART_TYPE: figure.chart, "text/plain": figure.figure_id}, raw=True)
