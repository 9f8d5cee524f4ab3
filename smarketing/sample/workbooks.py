"""Writing exports that are workbooks."""

import datetime
from pathlib import Path

import polars as pl

CREATED = datetime.datetime(2026, 10, 31)  # so that the same seed gives the same bytes


def write_workbook(path: Path, table: pl.DataFrame) -> None:
    """Write a table of texts to the only sheet of an .xlsx file."""
    import xlsxwriter

    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"created": CREATED})
        table.write_excel(workbook, autofilter=False, table_style="Table Style Light 1")
