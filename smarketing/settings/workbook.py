"""settings.xlsx: every settings table as a sheet, for people who don't edit CSV."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smarketing.settings.effective import checked_tables
from smarketing.settings.schema import Column, Seed
from smarketing.settings.table_checks import CleanTable
from smarketing.settings.tables import README_SHEET

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SPARE_ROWS = 500  # rows below the last one that are checked too
LONGEST_LIST = 250  # characters that Excel takes in a list written into the cell's rule
EXPLANATION = (
    ("Configuración de Smarketing", "Smarketing settings"),
    (
        "Cada hoja es una tabla de configuración. "
        "Los encabezados explican cada columna: pase el cursor sobre ellos.",
        "Each sheet is a settings table. Headers explain each column: point at them.",
    ),
    (
        "Cambie, agregue o borre filas. No cambie los encabezados ni los nombres de las hojas.",
        "Change, add or delete rows. Do not change headers or names of sheets.",
    ),
    (
        "Las celdas con lista solo aceptan sus valores. Un asterisco (*) significa “cualquiera”. "
        "Una celda vacía significa lo que dice su encabezado.",
        "Cells with a list take its values only. An asterisk (*) means “any”. "
        "An empty cell means what its header says.",
    ),
    (
        "Puede borrar las hojas que no cambie: se usa entonces la tabla original.",
        "You may delete sheets you do not change: the shipped table is then used.",
    ),
    (
        "Guarde el archivo como settings.xlsx en una carpeta y ejecute: "
        "make report SETTINGS=carpeta",
        "Save the file as settings.xlsx in a folder and run: make report SETTINGS=folder",
    ),
    (
        "Los porcentajes se escriben como proporción: 25 % es 0,25. Los meses, como su primer día.",
        "Percentages are written as shares: 25% is 0.25. Months as their first day.",
    ),
)


def write_workbook(out: Path, overlay: Path | None) -> None:
    """Write settings.xlsx with the settings in force.

    overlay: the SETTINGS folder, or None for the shipped settings. Each sheet has comments on its
    headers, drop-downs for closed vocabularies and references, and checked cells. Raises
    DataRefused if the settings in force are wrong.
    """
    import xlsxwriter

    tables, _, _ = checked_tables(overlay)
    out.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(
        out, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    ) as workbook:
        formats = _formats(workbook)
        _write_explanation(workbook, tables, formats)
        for table in tables.values():
            _write_sheet(workbook.add_worksheet(table.seed.name), table, tables, formats)


def _formats(workbook: Workbook) -> dict[str, Any]:
    return {
        "header": workbook.add_format(
            {"bold": True, "bg_color": "#E8EDF2", "border": 1, "border_color": "#C3CBD4"}
        ),
        "title": workbook.add_format({"bold": True, "font_size": 16}),
        "strong": workbook.add_format({"bold": True}),
        "wrapped": workbook.add_format({"text_wrap": True, "valign": "top"}),
        "link": workbook.add_format({"font_color": "#0B5CAD", "underline": 1, "valign": "top"}),
        "text": workbook.add_format({"num_format": "@"}),
        "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "whole": workbook.add_format({"num_format": "0"}),
        "number": workbook.add_format({"num_format": "General"}),
        "boolean": workbook.add_format({}),
    }


def _write_explanation(
    workbook: Workbook, tables: Mapping[str, CleanTable], formats: Mapping[str, Any]
) -> None:
    sheet = workbook.add_worksheet(README_SHEET)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 1, 68, formats["wrapped"])
    for row, pair in enumerate(EXPLANATION):
        for column, text in enumerate(pair):
            sheet.write_string(row, column, text, formats["title" if row == 0 else "wrapped"])
    top = len(EXPLANATION) + 1
    sheet.write_string(top, 0, "Hojas", formats["strong"])
    sheet.write_string(top, 1, "Sheets", formats["strong"])
    for row, table in enumerate(tables.values(), start=top + 1):
        sheet.write_url(
            row, 0, f"internal:'{table.seed.name}'!A1", formats["link"], table.seed.name
        )
        sheet.write_string(row, 1, table.seed.description, formats["wrapped"])


def _write_sheet(
    sheet: Worksheet,
    table: CleanTable,
    tables: Mapping[str, CleanTable],
    formats: Mapping[str, Any],
) -> None:
    last = len(table.rows) + SPARE_ROWS
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.seed.columns) - 1)
    for at, column in enumerate(table.seed.columns):
        style = formats[_style(column)]
        texts = [row[column.name] for row in table.rows]
        longest = max([len(column.name) + 4, *(len(text) + 2 for text in texts)])
        sheet.set_column(at, at, min(longest, 60), style)
        sheet.write_string(0, at, column.name, formats["header"])
        sheet.write_comment(0, at, _comment(column), {"x_scale": 2.2, "y_scale": 1.4, "author": ""})
        rule = _cell_rule(column, tables)
        if rule:
            sheet.data_validation(1, at, last, at, rule)
        for row, text in enumerate(texts, start=1):
            _write_cell(sheet, row, at, text, column, style)


def _style(column: Column) -> str:
    return {"month": "date", "time": "text"}.get(column.kind, column.kind)


def _write_cell(sheet: Worksheet, row: int, at: int, text: str, column: Column, style: Any) -> None:
    if not text:
        return
    if column.kind in ("date", "month"):
        sheet.write_datetime(row, at, date.fromisoformat(text), style)
    elif column.kind == "boolean":
        sheet.write_boolean(row, at, text == "true", style)
    elif column.kind in ("whole", "number"):
        sheet.write_number(row, at, float(text), style)
    else:
        sheet.write_string(row, at, text, style)


def _comment(column: Column) -> str:
    meta = column.meta
    parts = [column.description, "Required." if meta.get("required") else "May be empty."]
    if "values" in meta:
        parts.append("One of: " + ", ".join(meta["values"]) + ".")
    if column.reference:
        targets = sorted({".".join(target) for target in column.reference.targets.values()})
        parts.append(f"See {' or '.join(targets)}.")
    if meta.get("wildcard"):
        parts.append("* = any.")
    return " ".join(parts)


def _cell_rule(column: Column, tables: Mapping[str, CleanTable]) -> dict[str, Any] | None:
    """Return the check that Excel makes while a person types, or None for free text."""
    title, message = column.name[:32], _first_255(column.description)
    rule: dict[str, Any] = {"ignore_blank": True, "error_title": title, "error_message": message}
    meta = column.meta
    if "values" in meta and len(",".join(meta["values"])) <= LONGEST_LIST:
        return rule | {"validate": "list", "source": list(meta["values"])}
    if column.kind == "boolean":
        return rule | {"validate": "list", "source": ["TRUE", "FALSE"]}
    if column.reference and not column.reference.depends_on:
        seed, name = column.reference.targets[""]
        # A range can't hold `*` or open words, so the list then only suggests.
        only_suggests = column.reference.is_open or bool(meta.get("wildcard"))
        return rule | {
            "validate": "list",
            "source": _range_of(tables[seed].seed, name, len(tables[seed].rows)),
            "show_error": not only_suggests,
        }
    if column.kind in ("whole", "number"):
        kind = "integer" if column.kind == "whole" else "decimal"
        low, high = meta.get("min", meta.get("more_than")), meta.get("max")
        if low is not None and high is not None:
            return rule | {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
        if low is not None:
            criteria = ">=" if "min" in meta else ">"
            return rule | {"validate": kind, "criteria": criteria, "value": low}
        return rule | {"validate": kind, "criteria": "between", "minimum": -1e9, "maximum": 1e12}
    if column.kind in ("date", "month"):
        return rule | {"validate": "date", "criteria": ">=", "value": date(1990, 1, 1)}
    return None


def _range_of(seed: Seed, column: str, rows: int) -> str:
    letter = chr(ord("A") + [c.name for c in seed.columns].index(column))
    return f"='{seed.name}'!${letter}$2:${letter}${max(rows, 1) + 1}"


def _first_255(text: str) -> str:
    return text if len(text) <= 255 else text[:254] + "…"
