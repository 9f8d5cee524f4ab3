"""A rep's list as a page: the day's promises, then what is worth most, then what can wait."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.assets import STATIC, content_policy, style
from smarketing.report.frame.html import part, tag
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.worklist import contact_links
from smarketing.report.pages.worklist.phrases import OUTCOMES, Words

COMING_UP_SHOWN = 15
BULK_ACTIONS = ("send_to_nurture", "review_deal", "another_day")


def owner_page(words: Words, owner: str, rows: pl.DataFrame, files: Mapping[str, str]) -> str:
    """Return an owner's page: a card for each lead of the day, and in counts what is not.

    files: links to `workbook` and `nurture` where they exist.
    """
    msg, fmt = words.msg, words.fmt
    today = rows.filter("is_due_today")
    promised = today.filter(pl.col("deadline_at").is_not_null())
    worth = today.filter(pl.col("deadline_at").is_null())
    hours = fmt.number(today["minutes_needed"].sum() / 60, 1)
    shown = fmt.number(today.height)
    sentence = msg.text("worklist.day", count=today.height, shown=shown, hours=hours)
    parts = [_opening(words, sentence, files)]
    for key, caption, mine in (
        ("promised", "promised_caption", promised),
        ("worth", _order(rows), worth),
    ):
        if mine.height:
            title = msg.text(f"worklist.{key}", shown=fmt.number(mine.height))
            cards = [_card(words, row) for row in mine.iter_rows(named=True)]
            parts.append(part("cards", title, msg.text(f"worklist.{caption}"), cards))
    if not today.height:
        parts.append(part("paragraph", msg.text("worklist.nothing_today"), "sub"))
    parts += [_rest(words, rows, files), _coming_up(words, rows)]
    title = msg.text("worklist.title", owner=clean_label(owner))
    return document_page(words, title, Markup("").join(parts))


def _order(rows: pl.DataFrame) -> str:
    """Return the text that says what the list is ordered by."""
    if rows["value_of_action"].count():
        return "by_worth"
    # a chance without a value lacks the amount of a sale; without a chance nothing was attempted
    return "by_chance" if rows["win_chance"].count() else "by_age"


def transfer_page(words: Words, rows: pl.DataFrame, files: Mapping[str, str]) -> str:
    """Return the team lead's page of leads that nobody works: whose they were, who should."""
    msg, fmt = words.msg, words.fmt
    title = msg.text("worklist.transfers_title")
    heading = msg.text("worklist.transfers_count", count=rows.height, shown=fmt.number(rows.height))
    cards = [_card(words, row, is_transfer=True) for row in rows.iter_rows(named=True)]
    body = part("cards", msg.text("worklist.transfers"), heading, cards)
    opening = _opening(words, msg.text("worklist.transfers_caption"), files)
    return document_page(words, title, opening + body)


def document_page(words: Words, title: str, body: Markup) -> str:
    """Return a whole page around the parts of a list."""
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


def _opening(words: Words, sentence: str, files: Mapping[str, str]) -> Markup:
    text = words.msg.text
    line = part("with_link", sentence, files.get("workbook", ""), text("worklist.workbook"))
    nobody = part("paragraph", text("worklist.nobody_who_refused"), "sub")
    return part("paragraph", line, "sub") + nobody


def _card(words: Words, row: dict, *, is_transfer: bool = False) -> Markup:
    msg = words.msg
    due = row["deadline_at"]
    deadline = tag("b", "clock", words.until(due)) if due else ""
    codes = [(code, msg.text(f"timeline.outcome_{code}")) for code in OUTCOMES]
    return part(
        "lead_card",
        words.fmt.number(row["rank"]),
        clean_label(row["person_name"] or row["lead_id"]),
        " · ".join(clean_label(text) for text in (row["company"], row["job_title"]) if text),
        words.action(row),
        deadline,
        row[f"explanation_{words.fmt.language}"],
        words.reasons(row),
        _links(words, row),
        words.facts(row, is_transfer=is_transfer),
        msg.text("worklist.outcome_codes"),
        codes,
    )


def _links(words: Words, row: dict) -> list[tuple[str, str]]:
    phone, email = row["phone"], row["email"]
    number = contact_links.shown_number(phone)
    found = (
        (contact_links.call_link(phone), words.msg.text("worklist.call", number=number)),
        (contact_links.whatsapp_link(phone), "WhatsApp"),
        (contact_links.mail_link(email), words.msg.text("worklist.write")),
        (contact_links.record_link(row["record_url"]), words.msg.text("worklist.record")),
    )
    return [(href, text) for href, text in found if href]


def _rest(words: Words, rows: pl.DataFrame, files: Mapping[str, str]) -> Markup:
    """Return what has no room today or isn't worth it: how many, and what to do with all."""
    found = []
    for name in BULK_ACTIONS:
        count = rows.filter(pl.col("bulk_action") == name).height
        if count:
            shown = words.fmt.number(count)
            text = words.msg.text(f"worklist.bulk_{name}", count=count, shown=shown)
            href = files.get("nurture", "") if name == "send_to_nurture" else ""
            found.append(part("with_link", text, href, words.msg.text("worklist.nurture_file")))
    return part("plain_list", words.msg.text("worklist.not_today"), found) if found else Markup("")


def _coming_up(words: Words, rows: pl.DataFrame) -> Markup:
    coming = rows.filter(pl.col("due_state") == "coming_up")
    coming = coming.with_columns(
        pl.min_horizontal("next_touch_at", "next_step_at").alias("coming_at")
    ).sort("coming_at", "rank")
    lines = [
        " · ".join(
            [
                words.day(row["coming_at"]) if row["coming_at"] else "",
                clean_label(row["person_name"] or row["lead_id"]),
                words.action(row),
            ]
        )
        for row in coming.head(COMING_UP_SHOWN).iter_rows(named=True)
    ]
    if coming.height > COMING_UP_SHOWN:
        more = words.fmt.number(coming.height - COMING_UP_SHOWN)
        lines.append(words.msg.text("worklist.coming_more", shown=more))
    return part("plain_list", words.msg.text("worklist.coming_up"), lines) if lines else Markup("")
