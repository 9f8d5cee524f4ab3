"""Header and footer: what the page is about, and the stamp every number stands under."""

from __future__ import annotations

from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.coverage import missing_needs
from smarketing.report.frame.formatting import capitalised
from smarketing.report.frame.html import EMPTY, icon, join
from smarketing.report.frame.parts import build_stamp

COUNTRIES_NAMED = 3


def _scope(report: Report) -> Markup:
    countries = report.data.countries
    if not countries:
        places = report.msg.text("stamp.all_countries")
    else:
        names = [report.country(code) for code in countries[:COUNTRIES_NAMED]]
        rest = len(countries) - COUNTRIES_NAMED
        places = (
            report.msg.text("stamp.and_more", places=", ".join(names), count=rest)
            if rest > 0
            else report.listed(names)
        )
    return Markup("{}<br>{}").format(places, report.msg.text("stamp.all_channels"))


def _stamp(report: Report) -> Markup:
    run, quality, fmt, msg = report.data.run, report.data.quality, report.fmt, report.msg
    rejected = quality.total("rows_rejected")
    zone = run.timezone.rsplit("/", 1)[-1].replace("_", " ")
    facts = [
        (msg.text("stamp.scope"), _scope(report)),
        (
            msg.text("stamp.until"),
            msg.html("stamp.until_value", day=fmt.day(run.data_until), zone=zone),
        ),
        (
            msg.text("stamp.money"),
            msg.html("stamp.money_value", currency=run.reporting_currency),
        ),
        (
            msg.text("stamp.rows"),
            msg.html(
                "stamp.rows_value",
                count=rejected,
                loaded=fmt.number(quality.total("rows_loaded")),
                read=fmt.number(quality.total("rows_read")),
                rejected=fmt.number(rejected),
            ),
        ),
    ]
    items = [Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(*fact) for fact in facts]
    return Markup('<dl class="stamp">{}</dl>').format(join(items))


def header(report: Report, notebook: str = "monthly_marketing_report") -> Block:
    """Return the page's header, with the words the page itself needs (title, language, footer).

    `notebook` picks the title: the text `page.<notebook>` of the catalogue.
    """
    data, msg = report.data, report.msg
    title = msg.text(f"page.{notebook}")
    period = report.fmt.month(data.month)
    brand = (
        Markup('<p class="brand">{}</p>').format(report.company)
        if report.company
        else Markup('<p class="brand"></p>')
    )
    running = (
        EMPTY
        if data.is_month_complete
        else Markup('<p class="running">{}{}</p>').format(
            icon("clock"), msg.text("page.running", day=report.fmt.long_day(data.run.data_until))
        )
    )
    missing = (
        Markup('<p class="running">{}</p>').format(
            msg.html("page.missing_entities", count=len(missing_needs(report)))
        )
        if missing_needs(report)
        else EMPTY
    )
    html = Markup(
        '<header class="top">{}<h1>{}</h1><p class="period">{}</p>{}{}{}</header>'
    ).format(brand, title, capitalised(period), running, _stamp(report), missing)
    page = {
        "title": " · ".join(part for part in (title, period, report.company) if part),
        "footer": " · ".join(part for part in (report.company, title, period) if part),
        "report_title": title,
        "period": period,
        "month": f"{data.month:%Y-%m}",
        "as_of": data.run.as_of.isoformat(),
        "language": report.locale,
        "number_locale": data.run.number_locale,
        "is_sample": data.run.is_sample,
        "company": report.company,
    }
    return Block(html, place="header", page=page, is_page=report.is_page)


def footer(report: Report) -> Block:
    """Return the footer: as-of date, code and settings of the build."""
    parts = build_stamp(report)
    html = Markup("<footer>{}</footer>").format(
        join([Markup("<span>{}</span>").format(part) for part in parts])
    )
    return Block(html, place="footer", is_page=report.is_page)
