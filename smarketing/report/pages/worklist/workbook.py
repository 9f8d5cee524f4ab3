"""A worklist as an Excel file: every lead of a rep, with what the page has no room for."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

import polars as pl

from smarketing.report.frame.safety import neutralise
from smarketing.report.pages.worklist.phrases import Words

SHOWN = (
    *("rank", "person_name", "company", "job_title", "country", "product_interest"),
    *("lead_type", "stage", "action", "contact_channel", "next_touch_at"),
    *("is_sla_breach", "breached_clauses", "breached_deadline_at", "reply_due_at"),
    *(
        "is_touch_due",
        "is_stalled",
        "is_overdue",
        "has_no_next_step",
        "alerts",
        "offer_until",
        "offer_note",
    ),
    *("attempts", "last_attempt_at", "days_since_progress", "days_without_response"),
    *("next_step_at", "deal_note", "win_chance", "expected_value", "suggested_owner"),
    *("notes", "source_system", "lead_id"),
)
DATES_OF_DAYS = ("next_touch_at", "offer_until")


def workbook(words: Words, rows: pl.DataFrame) -> bytes:
    """Return an owner's whole list as an Excel file; times are local, text never runs."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # The date of the data, not of the run: the same data give the same file.
    book.set_properties({"created": datetime.combine(words.run.as_of, time())})
    sheet = book.add_worksheet(words.msg.text("worklist.sheet"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats = {
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "expected_value": book.add_format({"num_format": "#,##0.00"}),
        "win_chance": book.add_format({"num_format": "0.0%"}),
    }
    for column, name in enumerate(SHOWN):
        heading = words.msg.text(f"worklist_column.{name}", currency=words.run.reporting_currency)
        sheet.write_string(0, column, heading, bold)
    for line, row in enumerate(rows.iter_rows(named=True), 1):
        for column, name in enumerate(SHOWN):
            _write(sheet, (line, column), _cell(words, name, row), name, formats)
    sheet.autofit()
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, rows.height, len(SHOWN) - 1)
    book.close()
    return buffer.getvalue()


def _cell(words: Words, name: str, row: dict) -> object:
    """Return a cell in the reader's words."""
    value, text = row[name], words.msg.text
    if name == "action":
        return words.action({**row, "contact_channel": None})
    if value is None:
        return None
    if isinstance(value, bool):
        return text("worklist.yes") if value else None
    if isinstance(value, datetime):
        local = words.local(value)
        return local.date() if name in DATES_OF_DAYS else local
    if name in ("lead_type", "stage"):
        return words.label(name, value)
    if name == "alerts":
        return "; ".join(words.alerts(value))
    if name == "breached_clauses":
        return words.clauses(value)
    if name == "contact_channel":
        return text(f"worklist.channel_{value}")
    return value


def _write(sheet, place: tuple[int, int], value: object, name: str, formats: dict) -> None:
    if isinstance(value, str):
        sheet.write_string(*place, neutralise(value))
    elif isinstance(value, datetime):
        sheet.write_datetime(*place, value, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, formats["day"])
    elif value is not None:
        sheet.write_number(*place, value, formats.get(name))
