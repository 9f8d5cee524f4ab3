"""The validation page: one offline HTML file for whoever owns the exports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from smarketing.validation.reading import ROWS_TO_EXPECTATIONS
from smarketing.validation.result import CheckResult, ValidationResult, grouped

TEMPLATE = Path(__file__).with_name("page.html.j2")
# fmt: off
TEXTS = {
    "es": {
        "lang": "es",
        "title": "Validación de las exportaciones",
        "ok": "Todo en orden: {passed} pruebas sin observaciones.",
        "warnings_only": "Se puede publicar, con {warnings} advertencias por revisar.",
        "errors": "No se publica: {errors} errores por corregir.",
        "lead": "Cada fila nombra el archivo, la columna y las filas por revisar, con el número "
        "que muestra una hoja de cálculo. Esta página no contiene ningún dato de personas.",
        "bounded": "En tablas de más de {rows} filas, las cantidades se cuentan sobre todas las "
        "filas y Great Expectations evalúa una selección: las filas con problemas y una muestra.",
        "error_heading": "Errores",
        "warning_heading": "Advertencias",
        "note_heading": "Para tener en cuenta",
        "passed_heading": "Pruebas sin observaciones",
        "none": "Sin casos.",
        "columns": (
            "Estado", "Archivo", "Tabla", "Columna", "Casos", "Filas (ejemplos)",
            "Qué pasa y qué hacer",
        ),
        "passed_columns": ("Tabla", "Columna", "Prueba", "Archivo", "Revisadas"),
        "error": "Error",
        "warning": "Advertencia",
        "note": "Nota",
        "could_not_check": "No se pudo comprobar",
        "all_files": "todos",
    },
    "en": {
        "lang": "en",
        "title": "Validation of the exports",
        "ok": "All in order: {passed} checks found nothing.",
        "warnings_only": "Fit to publish, with {warnings} warnings to look at.",
        "errors": "Not published: {errors} errors to correct.",
        "lead": "Each row names the file, the column and the rows to look at, numbered as a "
        "spreadsheet shows them. This page holds no personal data.",
        "bounded": "In tables of more than {rows} rows, counts are of all rows and Great "
        "Expectations judges a selection: the rows with problems and a sample.",
        "error_heading": "Errors",
        "warning_heading": "Warnings",
        "note_heading": "Good to know",
        "passed_heading": "Checks that found nothing",
        "none": "None.",
        "columns": (
            "State", "File", "Table", "Column", "Cases", "Rows (examples)",
            "What it is and what to do",
        ),
        "passed_columns": ("Table", "Column", "Check", "File", "Checked"),
        "error": "Error",
        "warning": "Warning",
        "note": "Note",
        "could_not_check": "Could not check",
        "all_files": "all",
    },
}
# fmt: on


def page_html(result: ValidationResult, locale: str = "es", company: str = "") -> str:
    """Return the page of a validation, in Spanish unless the locale is English.

    It names files, columns, counts and row numbers, and never a value of the data. company: whose
    exports they are.
    """
    language = "en" if locale.lower().startswith("en") else "es"
    texts = TEXTS[language]
    passed = [check for check in result.checks if check.status == "passed"]
    counts = {
        "errors": len(result.errors),
        "warnings": len(result.warnings),
        "passed": len(passed),
    }
    state = "errors" if result.errors else "warnings_only" if result.warnings else "ok"
    return _template().render(
        texts=texts,
        company=company,
        headline=texts[state].format(**counts),
        bounded=texts["bounded"].format(rows=grouped(ROWS_TO_EXPECTATIONS, language)),
        state=state,
        groups=(
            (texts["error_heading"], _sorted(result.errors)),
            (texts["warning_heading"], _sorted(result.warnings)),
            (texts["note_heading"], _sorted(result.notes)),
        ),
        passed=sorted(passed, key=lambda check: (check.entity, check.column_name, check.kind)),
        language=language,
        number=lambda value: grouped(value, language),
    )


def _sorted(checks: list[CheckResult]) -> list[CheckResult]:
    return sorted(checks, key=lambda check: (-check.failing, check.file, check.check_id))


@cache
def _template():  # jinja2 is imported only where a page is made
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
