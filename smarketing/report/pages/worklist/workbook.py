"""A worklist as an Excel file: the day's plan with cells to tick, and a sheet of all the rest.

What is ticked comes back as attempts and next steps: smarketing/systems/worklists.yml reads the
headers of the first sheet.
"""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

import polars as pl

from smarketing.report.frame.safety import neutralise
from smarketing.report.pages.worklist.contact_links import number_for_sheets, record_link
from smarketing.report.pages.worklist.phrases import CHANNELS, OUTCOMES, Words

TICKS = ("channel_used", "outcome", "done_at", "next_step_on", "next_step_agreed")
PLAN = (
    *("rank", "person_name", "company", "job_title", "action", "contact_channel", "deadline_at"),
    *("explanation", "phone", "email", *TICKS, "to_say", "last_event", "local_hours", "stage"),
    *("attempts", "days_since_progress", "value_of_action", "cost_of_a_day", "win_chance"),
    *("minutes_needed", "record_url", "owner", "list_date", "source_system", "lead_id"),
)
REST = (
    *("rank", "person_name", "company", "stage", "bulk_action", "action", "next_step_at"),
    *("explanation", "phone", "email", "days_since_progress", "value_of_action", "win_chance"),
    *("source_system", "lead_id"),
)
WIDTHS = {"explanation": 60, "to_say": 44, "last_event": 34, "local_hours": 30, "company": 24}
TIME, DAY, MONEY, SHARE = "yyyy-mm-dd hh:mm", "yyyy-mm-dd", "#,##0.00", "0.0%"
FORMATS = {
    "done_at": TIME,
    "deadline_at": TIME,
    "next_step_at": TIME,
    "next_step_on": DAY,
    "list_date": DAY,
    "value_of_action": MONEY,
    "cost_of_a_day": MONEY,
    "win_chance": SHARE,
    "minutes_needed": "0",
}
LAST_LINE = 400  # ticked lines may grow by hand


def workbook(words: Words, plan: pl.DataFrame, rest: pl.DataFrame) -> bytes:
    """Return a list as an Excel file; times are local, text never runs."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # The date of the data, not of the run: the same data give the same file.
    book.set_properties({"created": datetime.combine(words.run.as_of, time())})
    sheet = _sheet(book, words, "sheet", PLAN, plan)
    _offer(sheet, PLAN.index("channel_used"), [_channel(words, name) for name in CHANNELS])
    outcomes = [words.msg.text(f"timeline.outcome_{name}") for name in OUTCOMES]
    _offer(sheet, PLAN.index("outcome"), outcomes)
    if rest.height:
        _sheet(book, words, "rest_sheet", REST, rest)
    book.close()
    return buffer.getvalue()


def _sheet(book, words: Words, title: str, names: tuple[str, ...], rows: pl.DataFrame):
    sheet = book.add_worksheet(words.msg.text(f"worklist.{title}"))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    formats = {name: book.add_format({"num_format": form}) for name, form in FORMATS.items()}
    for column, name in enumerate(names):
        heading = words.msg.text(f"worklist_column.{name}", currency=words.run.reporting_currency)
        sheet.write_string(0, column, heading, head)
        sheet.set_column(column, column, WIDTHS.get(name, 16), formats.get(name))
    for line, row in enumerate(rows.iter_rows(named=True), 1):
        for column, name in enumerate(names):
            _write(sheet, (line, column), _cell(words, name, row), formats.get(name))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(rows.height, 1), len(names) - 1)
    return sheet


def _offer(sheet, column: int, choices: list[str]) -> None:
    sheet.data_validation(
        1, column, LAST_LINE, column, {"validate": "list", "source": choices, "ignore_blank": True}
    )


def _channel(words: Words, name: str) -> str:
    return words.msg.text(f"worklist.channel_{name}")


def _cell(words: Words, name: str, row: dict) -> object:
    """Return a cell in the reader's words."""
    made = {
        "explanation": lambda: row[f"explanation_{words.fmt.language}"],
        "action": lambda: words.msg.text(f"worklist.action_{row['action']}"),
        "contact_channel": lambda: _channel(words, row[name]) if row[name] else None,
        "phone": lambda: number_for_sheets(row[name]),
        "record_url": lambda: record_link(row[name]),
        "to_say": lambda: words.to_say(row),
        "last_event": lambda: words.last_event(row),
        "local_hours": lambda: words.local_hours(row),
        "stage": lambda: words.label("stage", row[name]),
        "list_date": lambda: words.run.as_of,
        "bulk_action": lambda: (
            words.msg.text(f"worklist.bulk_word_{row[name]}") if row[name] else None
        ),
    }
    if name in TICKS:
        return None
    if name in made:
        return made[name]()
    value = row[name]
    return words.local(value) if isinstance(value, datetime) else value


def _write(sheet, place: tuple[int, int], value: object, form) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(*place, neutralise(value))
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, form)
    elif value is not None:
        sheet.write_number(*place, value, form)
