"""Header and footer: what the page is about, and the stamp every number stands under."""

from __future__ import annotations

from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.coverage import missing_needs
from smarketing.report.frame.formatting import capitalised
from smarketing.report.frame.html import part
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
    return part("lines", [places, report.msg.text("stamp.all_channels")])


def _stamp(report: Report, *, has_link: bool) -> list[tuple[str, str, Markup]]:
    """Return the facts under which every number of the page stands: (no id, name, value)."""
    run, quality, fmt, msg = report.data.run, report.data.quality, report.fmt, report.msg
    rejected = quality.total("rows_rejected")
    return [
        ("", msg.text("stamp.scope"), _scope(report)),
        (
            "",
            msg.text("stamp.until"),
            msg.html("stamp.until_value", day=fmt.day(run.data_until), zone=fmt.zone(run.timezone)),
        ),
        (
            "",
            msg.text("stamp.money"),
            msg.html("stamp.money_value", currency=run.reporting_currency),
        ),
        (
            "",
            msg.text("stamp.rows"),
            msg.html(
                "stamp.rows_value" if has_link else "stamp.rows_plain",
                count=rejected,
                loaded=fmt.number(quality.total("rows_loaded")),
                read=fmt.number(quality.total("rows_read")),
                rejected=fmt.number(rejected),
            ),
        ),
    ]


def header(
    report: Report,
    notebook: str = "monthly_marketing_report",
    *,
    of: str = "",
    is_daily: bool = False,
    has_data_sections: bool = True,
    is_slides: bool = False,
) -> Block:
    """Return the page's header, with the words the page itself needs (title, language, footer).

    `notebook` picks the title: the text `page.<notebook>` of the catalogue, and of: what the page
    is about, if not everything. is_daily: the page is
    about its day and lies in the day's folder, not about a month. has_data_sections: sections on
    the data follow, to lead to. is_slides: printed lying, each section on a sheet of its own.
    """
    data, msg = report.data, report.msg
    title = ": ".join(filter(None, (msg.text(f"page.{notebook}"), of)))
    period = report.fmt.long_day(data.run.as_of) if is_daily else report.fmt.month(data.month)
    until = report.fmt.long_day(data.run.data_until)
    missing = len(missing_needs(report)) if has_data_sections and not is_daily else 0
    html = part(
        "header",
        brand=report.company,
        title=title,
        period=capitalised(period),
        running="" if is_daily or data.is_month_complete else msg.text("page.running", day=until),
        facts=_stamp(report, has_link=has_data_sections and not is_daily),
        missing=msg.html("page.missing_entities", count=missing) if missing else "",
    )
    page = {
        "title": " · ".join(part for part in (title, period, report.company) if part),
        "footer": " · ".join(part for part in (report.company, title, period) if part),
        "report_title": title,
        "period": period,
        "month": f"{data.month:%Y-%m}",
        "folder": f"daily/{data.run.as_of}" if is_daily else f"{data.month:%Y-%m}",
        "as_of": data.run.as_of.isoformat(),
        "language": report.locale,
        "number_locale": data.run.number_locale,
        "is_sample": data.run.is_sample,
        "company": report.company,
        "is_slides": is_slides,
    }
    return Block(html, place="header", page=page, is_page=report.is_page)


def footer(report: Report) -> Block:
    """Return the footer: as-of date, code and settings of the build."""
    return Block(part("footer", build_stamp(report)), place="footer", is_page=report.is_page)
