"""Writes the CRM's exports in one system's accent."""

import datetime
import shutil
from pathlib import Path

import numpy as np
import polars as pl

from smarketing.sample import crm_activities, crm_deals, crm_leads
from smarketing.sample.accent import Accent, AccentFile, PartFile
from smarketing.sample.accent_cells import rendered
from smarketing.sample.crm import Company, Frame, Part
from smarketing.sample.csv_files import Ledger, write_rows
from smarketing.sample.workbooks import write_workbook

FRAMES = crm_leads.FRAMES | crm_deals.FRAMES | crm_activities.FRAMES


def write_crm(exports: Path, accent: Accent, company: Company, ledger: Ledger) -> None:
    """Write every file of the accent into its system's folder."""
    for file in accent.files:
        frame = FRAMES[file.frame]
        parts = frame.parts(company)
        for name, written in file.parts.items():
            _write_part(exports / accent.system, file, frame, parts[name], written, company, ledger)


def _write_part(
    folder: Path,
    file: AccentFile,
    frame: Frame,
    part: Part,
    written: PartFile,
    company: Company,
    ledger: Ledger,
) -> None:
    path = folder / written.name.format(date=datetime.date.fromisoformat(part.date))
    rows = _chosen(file, frame, part, company)

    def cells(first: int, behind: int) -> pl.DataFrame:
        return rendered(frame.cells(company, rows[first:behind], part.known_until), file)

    if path.suffix == ".xlsx":
        write_workbook(path, cells(0, len(rows)))
    else:
        write_rows(
            path,
            len(rows),
            cells,
            encoding=written.encoding,
            separator=written.separator,
            quote_style=file.style.quotes,
            preamble=file.style.preamble,
            footer=file.style.footer,
        )
    if written.copy:
        # Somebody downloaded it twice: a copy of a file counts once.
        shutil.copyfile(path, path.with_name(written.copy.format(stem=path.stem) + path.suffix))
    encoding = {"encoding": written.encoding} if file.frame == "leads" else {}
    ledger.add(path, frame.kind, len(rows), **part.notes, **encoding)


def _chosen(file: AccentFile, frame: Frame, part: Part, company: Company) -> np.ndarray:
    """Return the rows that the file's `rows_where` leaves, by position."""
    if not file.rows_where:
        return part.rows
    cells = frame.cells(company, part.rows, part.known_until)
    condition = pl.all_horizontal(
        _condition(column, wanted) for column, wanted in file.rows_where.items()
    )
    return part.rows[cells.select(condition.fill_null(False)).to_series().to_numpy()]


def _condition(column: str, wanted: object) -> pl.Expr:
    if wanted == "empty":
        return pl.col(column).is_null()
    if wanted == "filled":
        return pl.col(column).is_not_null()
    if isinstance(wanted, list):
        return pl.col(column).is_in(wanted)
    return pl.col(column) == wanted
