"""Landing pages, calls to action and what customers had seen before they bought."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, table
from smarketing.report.frame.parts import sources
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.channel_attribution.data import Attribution

PAGES_SHOWN = 12
ASSISTS_SHOWN = 12


def assets_title(report: Report, assets: pl.DataFrame) -> str:
    """Say which page's submission rate is clearly above that of all of them together."""
    msg, fmt = report.msg, report.fmt
    enough = assets.filter(pl.col("views") >= report.data.run.minimum_sample)
    if not enough.height:
        return msg.text("attribution.assets_few")
    overall = enough["submissions"].sum() / enough["views"].sum()
    better = enough.filter(pl.col("submission_rate_lower") > overall)
    if not better.height:
        return msg.text("attribution.assets_alike")
    best = better.sort("submission_rate", "name", descending=[True, False]).row(0, named=True)
    return msg.text(
        "attribution.assets_best",
        page=clean_label(best["title"] or best["name"]),
        rate=fmt.percent(best["submission_rate"], 0),
        overall=fmt.percent(overall, 0),
    )


def assets_figure(report: Report, attribution: Attribution) -> Figure:
    """Return the month's landing pages: views, submissions, contacts, customers, revenue."""
    msg, fmt = report.msg, report.fmt
    pages = attribution.assets.filter(
        (pl.col("kind") == "page") & (pl.col("new_contacts") > 0)
    ).sort("new_contacts", "views", "name", descending=[True, True, False])
    title = assets_title(report, pages)
    if not pages.height:
        return missing_figure(report, "f-paginas", title, msg.text("attribution.assets_none"))
    shown = pages.head(PAGES_SHOWN)
    names = ("views", "submissions", "submission_rate", "new_contacts", "new_contact_rate")
    names += ("cta_click_rate", "customers", "revenue")
    minimum = report.data.run.minimum_sample

    def rate(row: dict, name: str) -> str:
        if row[name] is None:
            return "–"
        # Calls to action have views of their own, which only the page report counts.
        if (row["views"] or 0) < minimum:
            return msg.text("figure.few")
        return fmt.percent(row[name])

    rows = [
        [clean_label(row["title"] or row["name"])]
        + [
            rate(row, name) if name.endswith("_rate") else fmt.number(row[name] or 0)
            for name in names
        ]
        for row in shown.iter_rows(named=True)
    ]
    headers = [(msg.text("attribution_column.page"), "")]
    headers += [(msg.text(f"attribution_column.{name}"), "") for name in names]
    frame = pages.select(
        pl.col("name").map_elements(clean_label, return_dtype=pl.String).alias(headers[0][0]),
        *[pl.col(name).alias(msg.text(f"attribution_column.{name}")) for name in names],
    )
    return figure(
        report,
        "f-paginas",
        title,
        msg.text("attribution.assets_subtitle", month=fmt.month(report.data.month)),
        body=table(msg.text("attribution.assets_label"), "", headers, rows),
        frame=frame,
        source=sources(report, "page_performance", "touchpoints", "leads"),
        is_wide=True,
    )


def _clearest_assist(report: Report, assists: pl.DataFrame) -> dict | None:
    """Return what customers had seen before their deal clearly more often than leads have."""
    clear = assists.filter(
        (pl.col("share_before_deal_lower") > pl.col("share_of_leads_upper"))
        & (pl.col("customers_before_deal") >= report.data.run.minimum_sample)
    )
    more_often = pl.col("share_before_deal") / pl.col("share_of_leads")
    top = clear.sort(more_often, pl.col("name"), descending=[True, False])
    return top.row(0, named=True) if top.height else None


def assists_title(report: Report, assists: pl.DataFrame) -> str:
    """Say what customers had clearly seen more often than leads do, before there was a deal.

    What sales sends with an offer is seen by nearly all customers, and proves nothing.
    """
    msg, fmt = report.msg, report.fmt
    if (
        not assists.height
        or (assists["customers_total"].max() or 0) < report.data.run.minimum_sample
    ):
        return msg.text("attribution.assists_few")
    top = _clearest_assist(report, assists)
    if top is None:
        return msg.text("attribution.assists_alike")
    return msg.text(
        "attribution.assists_clear",
        page=clean_label(top["name"]),
        customers=fmt.percent(top["share_before_deal"], 0),
        leads=fmt.percent(top["share_of_leads"], 0),
    )


def assists_figure(report: Report, attribution: Attribution) -> Figure:
    """Return the pages and assets that customers had seen before they bought."""
    msg, fmt = report.msg, report.fmt
    title = assists_title(report, attribution.assists)
    top = _clearest_assist(report, attribution.assists) or {}
    frame = attribution.assists.filter(pl.col("customers_who_viewed") > 0).sort(
        # what the title speaks of stands first
        pl.col("name") != top.get("name", ""),
        -pl.col("customers_who_viewed"),
        "name",
    )
    if not frame.height:
        return missing_figure(report, "f-asistencias", title, msg.text("attribution.assists_none"))
    names = (
        "customers_who_viewed",
        "share_of_customers",
        "share_before_deal",
        "share_of_leads",
        "lift",
    )
    headers = [(msg.text("attribution_column.page"), "")]
    headers += [(msg.text(f"attribution_column.{name}"), "") for name in names]
    rows = [
        [
            clean_label(row["name"]),
            f"{fmt.number(row['customers_who_viewed'])} / {fmt.number(row['customers_total'])}",
            fmt.percent(row["share_of_customers"]),
            fmt.percent(row["share_before_deal"]),
            fmt.percent(row["share_of_leads"]),
            fmt.number(row["lift"], 2) if row["lift"] is not None else "–",
        ]
        for row in frame.head(ASSISTS_SHOWN).iter_rows(named=True)
    ]
    shown = frame.select(
        pl.col("name").map_elements(clean_label, return_dtype=pl.String).alias(headers[0][0]),
        *[pl.col(name).alias(msg.text(f"attribution_column.{name}")) for name in names],
    )
    return figure(
        report,
        "f-asistencias",
        title,
        msg.text("attribution.assists_subtitle"),
        body=table(msg.text("attribution.assists_label"), "", headers, rows),
        frame=shown,
        note=msg.text("attribution.assists_note"),
        source=sources(report, "touchpoints", "leads", "opportunities"),
        is_wide=True,
    )
