"""Generated sentences. Each comes from a rule with a condition on the frame that draws its figure.

A rule returns None where its condition does not hold; nothing here states a cause.
"""

from __future__ import annotations

import polars as pl
from markupsafe import Markup, escape

from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import capitalised
from smarketing.report.frame.html import EMPTY, join
from smarketing.report.frame.indicators import NO_DATA, PENDING, SHOWN, Indicator
from smarketing.report.frame.intervals import count_difference
from smarketing.report.frame.stamp import add_months
from smarketing.report.frame.tiles import STAGE_FILE, change_text, value_text
from smarketing.report.frame.unanswered import unknown_words
from smarketing.report.pages.monthly_marketing_report.decisions import UNASSIGNED

Indicators = dict[str, Indicator]
SAID_BEFORE = ("leads", "mqls", "sales_revenue")


def _names(report: Report) -> dict[str, str]:
    month = report.data.month
    name = report.fmt.month_name(month)
    return {
        "month": name,
        "Month": capitalised(name),
        "previous": report.fmt.month_name(add_months(month, -1)),
    }


def target_clause(report: Report, indicator: Indicator) -> Markup:
    """Return how the value stands to its target, or nothing without one."""
    if indicator.target is None or indicator.meets_target is None or not indicator.target:
        return EMPTY
    key = "summary.target_met" if indicator.meets_target else "summary.target_missed"
    share = report.fmt.percent((indicator.value or 0) / indicator.target, 0)
    return report.msg.html(key, target=value_text(report, indicator, indicator.target), share=share)


def volume_sentence(report: Report, indicators: Indicators) -> Markup | None:
    """Say how many leads came, against the month before and the target."""
    leads = indicators["leads"]
    if leads.state != SHOWN or not leads.value:
        return report.msg.html("summary.no_leads", **_names(report))
    texts = _names(report) | {
        "leads": report.msg.text(
            "summary.leads_count", count=leads.value, leads=report.fmt.number(leads.value)
        ),
        "target_clause": target_clause(report, leads),
    }
    change = leads.change
    if not report.data.is_month_complete:
        until = report.fmt.day(report.data.run.as_of)
        return report.msg.html("summary.leads_running", until=until, **texts)
    if change is None or change.relative is None:
        return report.msg.html("summary.leads_only", **texts)
    texts["change"] = change_text(report, leads, change)
    if not change.is_clear:
        return report.msg.html("summary.leads_unclear", **texts)
    key = "summary.leads_up" if change.direction > 0 else "summary.leads_down"
    return report.msg.html(key, **texts)


def fastest_channel(report: Report) -> tuple[str, float] | None:
    """Return the channel whose leads grew most, clearly and from enough leads, and its growth."""
    data = report.data
    best: tuple[str, float] | None = None
    for row in data.monthly.filter(pl.col("month") == data.month).iter_rows(named=True):
        if row["channel"] in ("all", "(none)", *UNASSIGNED):
            continue
        before = data.month_row(add_months(data.month, -1), row["channel"]).get("leads") or 0
        now = row["leads"] or 0
        if min(now, before) < data.run.minimum_sample:
            continue
        growth = now / before - 1
        if count_difference(now, before).lower > 0 and (best is None or growth > best[1]):
            best = (row["channel"], growth)
    return best


def quality_sentence(report: Report, indicators: Indicators) -> Markup | None:
    """Say how many leads qualified, and which channel grew most."""
    mqls = indicators["mqls"]
    if mqls.state == NO_DATA:
        unknown = unknown_words(report, STAGE_FILE)
        return escape(unknown) if unknown else report.msg.html("summary.no_mqls")
    texts = _names(report) | {
        "mqls": report.fmt.number(mqls.value),
        "target_clause": target_clause(report, mqls),
    }
    change = mqls.change
    if change is not None and change.is_clear:
        texts["change"] = change_text(report, mqls, change)
        key = "summary.mqls_up" if change.direction > 0 else "summary.mqls_down"
    else:
        key = "summary.mqls_unclear" if change is not None else "summary.mqls_only"
    sentence = report.msg.html(key, **texts)
    fastest = fastest_channel(report) if report.data.is_month_complete else None
    if fastest is not None:
        channel, growth = report.channel(fastest[0]), report.fmt.percent(fastest[1])
        grew = report.msg.html("summary.fastest_channel", channel=channel, growth=growth)
        return join([sentence, grew], " ")
    return sentence


def money_sentence(report: Report, indicators: Indicators) -> Markup | None:
    """Say what was sold, against the quota, else against the month before."""
    revenue = indicators["sales_revenue"]
    if revenue.state == NO_DATA:
        return None
    texts = _names(report) | {"revenue": value_text(report, revenue, revenue.value or 0)}
    if revenue.target:
        texts["share"] = report.fmt.percent((revenue.value or 0) / revenue.target, 0)
        return report.msg.html("summary.revenue_quota", **texts)
    change = revenue.change
    if change is None or not change.is_clear or change.relative is None:
        return report.msg.html("summary.revenue_only", **texts)
    texts["change"] = change_text(report, revenue, change)
    key = "summary.revenue_up" if change.direction > 0 else "summary.revenue_down"
    return report.msg.html(key, **texts)


def worsening_sentence(report: Report, indicators: Indicators) -> Markup | None:
    """Name the indicator, not yet spoken of, that clearly worsened most; or say none did."""
    compared = [i for i in indicators.values() if i.change is not None]
    if not compared:
        return None
    worse = [i for i in compared if i.change.goodness < 0 and i.kpi_id not in SAID_BEFORE]

    def size(indicator: Indicator) -> float:
        before = (indicator.value or 0) - indicator.change.difference
        return abs(indicator.change.difference / before) if before else 0

    if not worse:
        if any(i.change.goodness < 0 for i in compared):
            return None
        return report.msg.html("summary.none_worse", **_names(report))
    worst = max(worse, key=size)
    value = worst.value or 0
    return report.msg.html(
        "summary.worst",
        name=report.kpi(worst.kpi_id),
        before=value_text(report, worst, value - worst.change.difference),
        now=value_text(report, worst, value),
    )


def summary(report: Report, indicators: Indicators) -> list[Markup]:
    """Return the sentences of the summary, at most four."""
    rules = (volume_sentence, quality_sentence, money_sentence, worsening_sentence)
    sentences = [rule(report, indicators) for rule in rules]
    return [sentence for sentence in sentences if sentence is not None]


def pending_note(report: Report, indicators: Indicators) -> Markup:
    """Return the line under the summary: that it is generated, and what is pending."""
    close = indicators["close_rate"]
    note = report.msg.html("summary.generated")
    if close.state == PENDING and close.details["matures_on"] is not None:
        day = report.fmt.day(close.details["matures_on"])
        pending = report.msg.html("summary.close_pending", day=day, **_names(report))
        return join([note, pending], " ")
    return note
