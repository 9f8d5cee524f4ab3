"""The dashboard for a mail: what matters of it without scripts, style sheets or outside files."""

from __future__ import annotations

from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import EMPTY, join, part
from smarketing.report.frame.palette import LIGHT
from smarketing.report.frame.parts import build_stamp
from smarketing.report.pages.smarketing_dashboard.advice import (
    MEASURES,
    advice_sentence,
    state_sentence,
)
from smarketing.report.pages.smarketing_dashboard.agreement import (
    CLAUSES,
    WAITING,
    clause_name,
    clause_title,
    group_name,
    is_agreed,
    ordered,
    people_title,
)
from smarketing.report.pages.smarketing_dashboard.data import DayData
from smarketing.report.pages.smarketing_dashboard.goals import goal_title
from smarketing.report.pages.smarketing_dashboard.rates import rate_words
from smarketing.report.pages.smarketing_dashboard.today import (
    all_help,
    nobody_stands_out,
    sentences,
)
from smarketing.report.pages.smarketing_dashboard.waiting import (
    REASONS,
    alert_name,
    waiting_title,
)

# Mail programs have both glyphs; the page draws its own.
STANDINGS = {"below": ("▼", "bad"), "above": ("▲", "good")}
COUNTS = ("breached", "messages_waiting", "stalled", "with_alert")


def mail(report: Report, data: DayData) -> Block:
    """Return the whole mail; the exporter writes it beside the page as `<page>_mail.html`."""
    msg = report.msg
    title = msg.text("page.smarketing_dashboard")
    html = part(
        "mail_document",
        language=report.locale,
        title=title,
        brand=report.company,
        band=msg.text("page.sample_band") if report.data.run.is_sample else "",
        period=report.fmt.long_day(report.data.run.as_of),
        parts=_parts(report, data),
        stamp=join([*build_stamp(report), msg.text("dashboard.mail_full")], " · "),
        c=LIGHT,
    )
    return Block(html, place="mail", is_page=report.is_page)


def _parts(report: Report, data: DayData) -> list[Markup]:
    msg = report.msg
    helps = [one.text for one in all_help(report, data)]
    found = [part("mail_paragraph", one, LIGHT) for one in sentences(report, data)]
    found.append(part("mail_heading", msg.text("section.ayuda"), LIGHT))
    if helps:
        found.append(part("mail_list", helps))
    else:
        found.append(part("mail_paragraph", nobody_stands_out(report, data), LIGHT))
    found.append(part("mail_heading", msg.text("section.meta"), LIGHT))
    for measure in MEASURES:
        row = data.today(measure)
        if row is not None:
            found.append(
                part(
                    "mail_figure",
                    f"f-meta-{measure.replace('_', '-')}",
                    goal_title(report, measure, row),
                    state_sentence(report, measure, row).striptags(),
                    advice_sentence(report, data, measure, row),
                    LIGHT,
                )
            )
    found.append(part("mail_heading", msg.text("section.acuerdo"), LIGHT))
    found += [_clauses(report, data), _people(report, data)]
    found.append(part("mail_heading", msg.text("section.espera"), LIGHT))
    found.append(_waiting(report, data))
    return found


def _rate(report: Report, row: dict, *, shrunk: bool = False) -> Markup | str:
    """Return a rate, its interval and its cases; the cases alone where they are too few."""
    if not row:
        return "–"
    words = rate_words(report, row, shrunk=shrunk)
    cell = part("mail_lines", [words.text, words.counts])
    if words.bounds is not None and row["standing"] in STANDINGS:
        glyph, role = STANDINGS[row["standing"]]
        state = report.msg.text(f"dashboard.standing_{row['standing']}")
        cell += part("mail_state", state, glyph, role, LIGHT)
    return cell


def _counts(report: Report, row: dict) -> Markup | str:
    """Return what waits for somebody, a line each: columns are too wide for a phone."""
    lines = [
        report.msg.text(
            "dashboard.mail_count",
            name=report.msg.text(f"dashboard.column_{name}"),
            count=report.fmt.number(row[name]),
        )
        for name in COUNTS
        if row[name]
    ]
    return part("mail_lines", lines) if lines else "–"


def _clauses(report: Report, data: DayData) -> Markup:
    msg, fmt = report.msg, report.fmt
    headers = [
        (msg.text("dashboard.column_clause"), False),
        (msg.text("dashboard.column_kept"), False),
        (msg.text("dashboard.column_open"), True),
    ]
    rows = []
    for clause in CLAUSES:
        row = data.standing_of(clause)
        kept = _rate(report, row) if row else msg.text(f"dashboard.nothing_{clause}")
        waiting = fmt.number(data.waiting.get(WAITING[clause]) or 0)
        rows.append([clause_name(report, data, clause), kept, waiting])
    return part("mail_table", clause_title(report, data), headers, rows, "", LIGHT)


def _people(report: Report, data: DayData) -> Markup:
    msg = report.msg
    if not data.work.height or not is_agreed(data, "first_attempt"):
        return EMPTY
    headers = [
        (msg.text("dashboard.column_owner"), False),
        (clause_name(report, data, "first_attempt"), False),
        (msg.text("section.espera"), False),
    ]
    rows = [
        [
            group_name(report, row["owner"]),
            _rate(report, data.standing_of("first_attempt", "owner", row["owner"]), shrunk=True),
            _counts(report, row),
        ]
        for row in ordered(data, "owner").iter_rows(named=True)
    ]
    note = " ".join([msg.text("dashboard.groups_caption"), msg.text("dashboard.groups_note")])
    return part("mail_table", people_title(report, data), headers, rows, note, LIGHT)


def _waiting(report: Report, data: DayData) -> Markup:
    msg, fmt, row = report.msg, report.fmt, data.waiting
    if not row:
        return part("mail_paragraph", msg.text("dashboard.no_open_leads"), LIGHT)
    reasons = [[msg.text(f"dashboard.reason_{name}"), fmt.number(row[name])] for name in REASONS]
    leads = (msg.text("dashboard.column_leads"), True)
    tables = [
        part(
            "mail_table",
            waiting_title(report, data),
            [(msg.text("dashboard.column_reason"), False), leads],
            reasons,
            "",
            LIGHT,
        )
    ]
    if data.alerts.height:
        alerts = data.alerts.to_dicts()
        tables.append(
            part(
                "mail_table",
                msg.text("dashboard.alerts_label"),
                [(msg.text("dashboard.column_alert"), False), leads],
                [[alert_name(report, one), fmt.number(one["leads"])] for one in alerts],
                "",
                LIGHT,
            )
        )
    return join(tables)
