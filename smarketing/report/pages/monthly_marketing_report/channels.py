"""Channels: leads over the year, and visits, leads, customers and revenue by channel."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.charts import monthly_volume
from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import capitalised
from smarketing.report.frame.html import figure, missing_figure, part, share_bar, table
from smarketing.report.frame.indicators import HISTORY_MONTHS, Change, indicator
from smarketing.report.frame.intervals import count_difference
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.sparkline import sparkline
from smarketing.report.frame.stamp import add_months
from smarketing.report.frame.tiles import delta
from smarketing.report.pages.monthly_marketing_report.decisions import UNASSIGNED
from smarketing.report.pages.monthly_marketing_report.findings import fastest_channel
from smarketing.report.pages.monthly_marketing_report.origins import origin_figure

LAST = ("(none)", *UNASSIGNED)
QUARTER_MONTHS = 3


def volume_title(report: Report, frame: pl.DataFrame) -> str:
    """Compare the leads of the last three months with those of the three before."""
    msg, fmt = report.msg, report.fmt
    leads = frame["leads"].fill_null(0).to_list()
    if len(leads) < 2 * QUARTER_MONTHS:
        return msg.text("volume.short")
    now, before = sum(leads[-3:]), sum(leads[-6:-3])
    if not now:
        return msg.text("volume.nobody")
    interval = count_difference(now, before)
    if not before or interval.contains(0):
        return msg.text("volume.unclear")
    change = fmt.percent(abs(now / before - 1), 0)
    return msg.text("volume.up" if now > before else "volume.down", change=change)


def volume_figure(report: Report) -> Figure:
    """Return the chart of leads and MQLs per month."""
    msg, data = report.msg, report.data
    months = data.months(HISTORY_MONTHS)
    frame = (
        data.monthly.filter((pl.col("channel") == "all") & pl.col("month").is_in(months))
        .select("month", "leads", "mqls")
        .sort("month")
    )
    if not frame.height or not frame["leads"].sum():
        return missing_figure(
            report, "f-volumen", msg.text("volume.title"), msg.text("volume.none")
        )
    if not frame["mqls"].sum():
        frame = frame.with_columns(mqls=pl.lit(None, dtype=pl.Float64))
    shown = frame.select(
        pl.col("month").dt.strftime("%Y-%m").alias(report.column("month")),
        pl.col("leads").alias(report.column("leads")),
        pl.col("mqls").alias(report.column("mqls")),
    )
    last = frame.row(-1, named=True)
    return figure(
        report,
        "f-volumen",
        volume_title(report, frame),
        msg.text("volume.subtitle"),
        chart=monthly_volume(report, frame),
        frame=shown,
        description=msg.text(
            "volume.description",
            month=report.fmt.month(last["month"]),
            leads=report.fmt.number(last["leads"]),
            mqls=report.fmt.number(last["mqls"]),
        ),
        source=sources(report, "leads", "lead_stage_changes"),
    )


def channel_title(report: Report) -> str:
    """Return who grew most, clearly; else that nothing is clear."""
    msg, fmt = report.msg, report.fmt
    fastest = fastest_channel(report) if report.data.is_month_complete else None
    if fastest is None:
        return msg.text("channels.unclear")
    growth = fmt.percent(fastest[1], 0)
    return msg.text("channels.fastest", channel=report.channel(fastest[0]), growth=growth)


def _change_cell(report: Report, now: float, before: float | None) -> Markup | str:
    if not report.data.is_month_complete:
        return "–"
    if before is None or min(now, before) < report.data.run.minimum_sample:
        return part("few", report.msg.text("figure.few"))
    interval = count_difference(now, before)
    is_clear = not interval.contains(0)
    sign = (now > before) - (now < before)
    change = Change(now - before, now / before - 1, is_clear, sign if is_clear else 0)
    return delta(report, change, report.fmt.percent(abs(now / before - 1)))


def _rate_cell(report: Report, row: dict) -> Markup | str:
    rate, visits = row["visit_to_lead_rate"], row["visits"] or 0
    if rate is None or not visits:
        return "–"
    if visits < report.data.run.minimum_sample:
        return part("few", report.msg.text("figure.few"))
    if rate > 1:
        # More leads than visits: the visits of this channel are not all measured.
        return "–"
    lower, upper = row["visit_to_lead_rate_lower"], row["visit_to_lead_rate_upper"]
    small = report.fmt.percent_range(lower, upper) if lower is not None else ""
    return part("two_lines", report.fmt.percent(rate), small)


def _line(report: Report, row: dict, widest: float, *, has_spark: bool) -> list[Markup | str]:
    fmt, data = report.fmt, report.data
    channel, leads = row["channel"], row["leads"] or 0
    before = data.month_row(add_months(data.month, -1), channel).get("leads")
    history = [data.month_row(month, channel).get("leads") or 0 for month in data.months(12)]
    name = report.msg.text("channels.total") if channel == "all" else report.channel(channel)
    label = report.msg.text(
        "channels.history", channel=name, first=fmt.number(history[0]), last=fmt.number(history[-1])
    )
    return [
        name,
        fmt.number(row["visits"]) if row["visits"] else "–",
        share_bar(fmt.number(leads), leads, widest),
        _change_cell(report, leads, before),
        _rate_cell(report, row),
        fmt.number(row["customers"] or 0),
        fmt.number(row["revenue"]) if row["revenue"] else "–",
        sparkline(history, label, css_class="spk") if has_spark else "",
    ]


def channel_rows(report: Report) -> list[dict]:
    """Return the month's rows by channel: most leads first, the unassigned ones last."""
    data = report.data
    year = data.monthly.filter(
        (pl.col("channel") != "all") & pl.col("month").is_in(data.months(12))
    )
    totals = year.group_by("channel").agg(pl.col("visits", "leads", "customers").sum())
    active = totals.filter(pl.sum_horizontal("visits", "leads", "customers") > 0)
    of_year = dict(zip(active["channel"], active["leads"], strict=True))
    empty = dict.fromkeys(data.monthly.columns)
    rows = [
        empty | data.month_row(data.month, channel) | {"channel": channel} for channel in of_year
    ]
    return sorted(
        rows,
        key=lambda row: (
            row["channel"] in LAST,
            -(row["leads"] or 0),
            -(of_year[row["channel"]] or 0),
            row["channel"],
        ),
    )


def _total_row(report: Report) -> dict:
    """Return the row of all channels: its rate is the tile's, without leads no visit can bring."""
    rate = indicator(report, "visitor_conversion_rate")
    lower, upper = (rate.interval.lower, rate.interval.upper) if rate.interval else (None, None)
    row = report.data.month_row(report.data.month)
    return row and row | {
        "visit_to_lead_rate": rate.value,
        "visit_to_lead_rate_lower": lower,
        "visit_to_lead_rate_upper": upper,
    }


def channel_figure(report: Report) -> Figure:
    """Return the table of channels."""
    msg, data = report.msg, report.data
    rows = channel_rows(report)
    if not rows:
        return missing_figure(
            report,
            "f-canales",
            msg.text("channels.title"),
            msg.text("channels.none"),
            settings_file="channel_rules.csv",
        )
    widest = max(row["leads"] or 0 for row in rows)
    previous = report.fmt.short_month(add_months(data.month, -1))
    currency = data.run.reporting_currency
    headers = [
        (report.column("channel"), ""),
        (report.column("visits"), ""),
        (report.column("leads"), "l"),
        (msg.text("channels.versus", month=previous), ""),
        (report.column("visit_to_lead"), ""),
        (report.column("customers"), ""),
        (msg.text("channels.revenue", currency=currency), ""),
        (msg.text("channels.year"), ""),
    ]
    total = _total_row(report)
    body = table(
        msg.text("channels.label"),
        msg.text(
            "channels.caption",
            month=capitalised(report.fmt.month(data.month)),
            minimum=report.fmt.number(data.run.minimum_sample),
        ),
        headers,
        [_line(report, row, widest, has_spark=True) for row in rows],
        total=_line(report, total, 0, has_spark=False) if total else None,
    )
    before = add_months(data.month, -1)
    rows = [
        row | {"leads_before": data.month_row(before, row["channel"]).get("leads")} for row in rows
    ]
    names = ("visits", "leads", "leads_before", "customers", "revenue", "visit_to_lead_rate")
    shown = pl.DataFrame(
        {report.column("channel"): [report.channel(row["channel"]) for row in rows]}
        | {report.column(name): [row[name] for row in rows] for name in names},
        schema_overrides={report.column(name): pl.Float64 for name in names},
    )
    return figure(
        report,
        "f-canales",
        channel_title(report),
        msg.text("channels.subtitle"),
        body=body,
        frame=shown,
        source=sources(report, "leads", "web_traffic", "opportunities", "touchpoints"),
        is_wide=True,
    )


def channels(report: Report) -> Block:
    """Return the section: the month by channel, the funnel by origin, leads over the year."""
    return section(
        report, "canales", channel_figure(report), origin_figure(report), volume_figure(report)
    )
