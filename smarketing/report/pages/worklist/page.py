"""A worklist as a page: one rep's leads in order, and the page that leads to every rep's."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.assets import STATIC, content_policy, style
from smarketing.report.frame.html import part, table
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.worklist.phrases import Words

ROWS_SHOWN = 60
ROWS_OF_EACH_REASON = 10
NOBODY = "(none)"
OTHER_TYPE = "other"
COUNTS = {
    "is_sla_breach": "count_breaches",
    "reply_due_at": "count_waiting",
    "is_touch_due": "count_touches",
    "is_stalled": "count_stalled",
    "has_no_next_step": "count_no_next_step",
    "alerts": "count_alerts",
    "offer_until": "count_offers",
}


def counts(rows: pl.DataFrame) -> dict[str, int]:
    """Return how many leads of a list have each reason; the keys are those of COUNTS."""
    found = {}
    for name in COUNTS:
        cells = rows[name]
        is_flag = cells.dtype == pl.Boolean
        found[name] = int(cells.fill_null(False).sum()) if is_flag else cells.count()
    return found


def rows_shown(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the most valuable rows, and of each reason the most valuable, in the list's order."""
    is_shown = pl.int_range(pl.len()) < ROWS_SHOWN
    for name in COUNTS:
        has_reason = pl.col(name) if rows[name].dtype == pl.Boolean else pl.col(name).is_not_null()
        has_reason = has_reason.fill_null(False)
        is_shown |= has_reason & (has_reason.cast(pl.Int64).cum_sum() <= ROWS_OF_EACH_REASON)
    return rows.filter(is_shown)


def owner_page(words: Words, owner: str, rows: pl.DataFrame, workbook_name: str) -> str:
    """Return an owner's page: the first rows of the list; all are in the workbook beside it.

    workbook_name: its file, empty where there is none.
    """
    msg, fmt = words.msg, words.fmt
    has_value = rows["expected_value"].count() > 0
    has_chance = rows["win_chance"].count() > 0
    order = "by_value" if has_value else "by_chance" if has_chance else "by_day"
    names = ("person", "todo", "why", "about", "attempts", "value" if has_value else "chance")
    headers = [(msg.text(f"worklist.{name}"), "") for name in names]
    on_page = rows_shown(rows)
    lines = [_line(words, row) for row in on_page.iter_rows(named=True)]
    key = "title_nobody" if owner == NOBODY else "title"
    title = msg.text(f"worklist.{key}", owner=_who(words, owner))
    reasons = [
        msg.text(f"worklist.{COUNTS[name]}", count=number, shown=fmt.number(number))
        for name, number in counts(rows).items()
        if number
    ]
    shown = msg.text(
        "worklist.shown", shown=fmt.number(on_page.height), all=fmt.number(rows.height)
    )
    body = part(
        "owner_list",
        reasons,
        shown,
        workbook_name,
        msg.text("worklist.workbook"),
        table(title, msg.text(f"worklist.{order}"), headers, lines, css_class="work"),
    )
    return _page(words, title, body)


def team_page(words: Words, owners: Sequence[tuple[str, str, pl.DataFrame]]) -> str:
    """Return the page of all owners, with counts and no lead's name. owners: name, link, rows."""
    msg, fmt = words.msg, words.fmt
    headers = [(msg.text(f"worklist.{name}"), "") for name in ("owner", "leads")]
    headers += [(msg.text(f"worklist.head_{name}"), "") for name in COUNTS]
    lines = []
    for owner, link, rows in owners:
        name = part("link", link, _who(words, owner))
        numbers = [rows.height, *counts(rows).values()]
        lines.append([name, *(fmt.number(number) for number in numbers)])
    title = msg.text("worklist.team_title")
    note = part("paragraph", msg.text("worklist.team_caption"), "sub")
    body = note + table(title, "", headers, lines)
    return _page(words, title, body)


def _who(words: Words, owner: str) -> str:
    return words.msg.text("worklist.nobody") if owner == NOBODY else clean_label(owner)


def _line(words: Words, row: dict) -> list[Markup | str]:
    msg, fmt = words.msg, words.fmt
    person = part(
        "two_lines",
        clean_label(row["person_name"] or row["lead_id"]),
        " · ".join(clean_label(text) for text in (row["company"], row["job_title"]) if text),
    )
    about = (
        row["product_interest"],
        words.label("lead_type", row["lead_type"]) if row["lead_type"] != OTHER_TYPE else None,
        row["country"],
        row["offer_note"] if row["offer_until"] else None,
        row["deal_note"],
        row["notes"],
    )
    todo = part("two_lines", words.action(row), words.label("stage", row["stage"]))
    last = row["last_attempt_at"]
    attempts = part(
        "two_lines",
        fmt.number(row["attempts"]),
        msg.text("worklist.last_attempt", day=words.day(last)) if last else "",
    )
    value, chance = row["expected_value"], row["win_chance"]
    cells = [
        person,
        todo,
        words.reasons(row),
        " · ".join(clean_label(text) for text in about if text),
        attempts,
        fmt.money(value, words.run.reporting_currency)
        if value is not None
        else (fmt.percent(chance) if chance is not None else "–"),
    ]
    # on a phone each cell is a line of its own, under the words that head its column
    names = ("todo", "why", "about", "attempts", "value" if value is not None else "chance")
    labelled = [
        part("labelled", msg.text(f"worklist.{name}"), cell)
        for name, cell in zip(names, cells[1:], strict=True)
    ]
    return [person, *labelled]


def _page(words: Words, title: str, body: Markup) -> str:
    msg, fmt, run = words.msg, words.fmt, words.run
    return part(
        "document",
        language=fmt.locale,
        title=title,
        brand=run.company_name,
        subtitle=msg.text("page.as_of", day=fmt.long_day(run.as_of)),
        body=body,
        sample_band=msg.text("page.sample_band") if run.is_sample else "",
        policy=content_policy([]),
        styles=[style(title), (STATIC / "worklist.css").read_text(encoding="utf-8")],
    )
