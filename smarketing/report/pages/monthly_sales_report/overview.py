"""The first screen: the month of sales in sentences, and what to do next.

Each sentence is a rule with a condition on the marts; one whose condition doesn't hold is not said.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import capitalised
from smarketing.report.frame.html import part
from smarketing.report.frame.indicators import SHOWN, Indicator, read_indicators
from smarketing.report.frame.safety import clean_label
from smarketing.report.frame.stamp import add_months
from smarketing.report.frame.tiles import change_text, value_text
from smarketing.report.pages.monthly_sales_report.agreement import below
from smarketing.report.pages.monthly_sales_report.followup import followup_indicators
from smarketing.report.pages.monthly_sales_report.indicators import month_indicators, segment_rows
from smarketing.report.pages.monthly_sales_report.quota import gap_words

MAX_DECISIONS = 3
# Two parts of a change: one is named where it makes up two thirds of it.
MAIN_PART = 2 / 3

Indicators = dict[str, Indicator]


@dataclass(frozen=True)
class Decision:
    """A proposal: what to do, who owns it and the figure that shows why."""

    text: Markup
    owner: str
    link: str


def _months(report: Report) -> dict[str, str]:
    month = report.data.month
    name = report.fmt.month_name(month)
    previous = report.fmt.month_name(add_months(month, -1))
    return {"month": name, "Month": capitalised(name), "previous": previous}


def money_sentence(report: Report, found: Indicators) -> Markup | None:
    """Say what was sold against the quota and the gap; without one, against the month before."""
    revenue, attainment = found["sales_revenue"], found["quota_attainment"]
    if revenue.state != SHOWN:
        return None
    texts = _months(report) | {"revenue": value_text(report, revenue, revenue.value)}
    if not report.data.is_month_complete:
        until = report.fmt.day(report.data.run.as_of)
        return report.msg.html("sales_summary.running", until=until, **texts)
    if attainment.value is not None:
        share = report.fmt.percent(attainment.value, 0)
        gap = gap_words(report, attainment)
        return report.msg.html("sales_summary.quota", share=share, gap=gap, **texts)
    change = revenue.change
    if change is None or not change.is_clear or change.relative is None:
        return report.msg.html("sales_summary.only", **texts)
    key = "sales_summary.up" if change.direction > 0 else "sales_summary.down"
    return report.msg.html(key, change=change_text(report, revenue, change), **texts)


def parts_sentence(report: Report, found: Indicators) -> Markup | None:
    """Say whether more sales or larger ones made a clear change of the money; it is arithmetic."""
    revenue = found["sales_revenue"]
    if revenue.change is None or not revenue.change.is_clear:
        return None
    rows = {
        row["month"]: row
        for row in segment_rows(report, "average_sale_value", "all").to_dicts()
        if row["denominator"] and row["value"] and row["value"] > 0
    }
    now, before = (rows.get(add_months(report.data.month, back)) for back in (0, -1))
    if now is None or before is None:
        return None
    by_number = log(now["denominator"] / before["denominator"])
    by_size = log(now["value"] / before["value"])
    total = by_number + by_size
    if not total:
        return None
    fmt, average = report.fmt, found["average_sale_value"]
    if by_number / total >= MAIN_PART:
        return report.msg.html(
            "sales_summary.by_number",
            now=fmt.number(now["denominator"]),
            before=fmt.number(before["denominator"]),
        )
    if by_size / total >= MAIN_PART:
        return report.msg.html(
            "sales_summary.by_size",
            now=value_text(report, average, now["value"]),
            before=value_text(report, average, before["value"]),
        )
    return None


def worsening_sentence(report: Report, found: Indicators) -> Markup | None:
    """Name the KPI of sales or follow-up that clearly worsened most; none: nothing is said."""
    every = [*found.values(), *followup_indicators(report)]
    worse = [
        one
        for one in every
        if one.kpi_id != "sales_revenue" and one.change is not None and one.change.goodness < 0
    ]

    def size(one: Indicator) -> float:
        before = (one.value or 0) - one.change.difference
        return abs(one.change.difference / before) if before else 0

    if not worse:
        return None
    worst = max(worse, key=size)
    return report.msg.html(
        "summary.worst",
        name=report.kpi(worst.kpi_id),
        before=value_text(report, worst, worst.value - worst.change.difference),
        now=value_text(report, worst, worst.value),
    )


def summary(report: Report) -> list[Markup]:
    """Return the sentences of the summary."""
    found = month_indicators(report)
    rules = (money_sentence, parts_sentence, worsening_sentence)
    sentences = [rule(report, found) for rule in rules]
    return [sentence for sentence in sentences if sentence is not None]


def gap_decision(report: Report) -> Decision | None:
    """Say how many sales of the average value the missing quota is, where it is missing."""
    kpis = read_indicators(report, ("quota_gap", "average_sale_value"))
    gap, average = kpis["quota_gap"], kpis["average_sale_value"]
    if (
        gap.value is None
        or gap.value <= 0
        or not average.value
        or not report.data.is_month_complete
    ):
        return None
    count = max(1, round(gap.value / average.value))
    text = report.msg.html(
        "sales_decide.gap",
        count=count,
        gap=value_text(report, gap, gap.value),
        number=report.fmt.number(count),
        average=value_text(report, average, average.value),
    )
    return Decision(text, report.msg.text("owner.sales"), "f-cuota")


def agreement_decision(report: Report) -> Decision | None:
    """Propose help for who keeps the first attempt clearly less than the others."""
    low = [
        row
        for row in below(report)
        if row["group_kind"] == "owner" and row["clause"] == "first_attempt"
    ]
    if not low:
        return None
    names = report.listed(
        f"{clean_label(row['group_value'])} ({report.fmt.percent(row['rate'], 0)})" for row in low
    )
    common = report.fmt.percent(low[0]["common_rate"], 0)
    text = report.msg.html("sales_decide.agreement", names=names, common=common)
    return Decision(text, report.msg.text("owner.sales"), "f-acuerdo-equipos")


def stalled_decision(report: Report) -> Decision | None:
    """Propose to take up the stalled leads where their share is over its target."""
    stalled = read_indicators(report, ("stalled_leads_rate",))["stalled_leads_rate"]
    if stalled.meets_target is not False:
        return None
    text = report.msg.html(
        "sales_decide.stalled",
        number=report.fmt.number(stalled.numerator),
        total=report.fmt.number(stalled.denominator),
        share=value_text(report, stalled, stalled.value),
        target=value_text(report, stalled, stalled.target),
    )
    return Decision(text, report.msg.text("owner.sales"), "f-seguimiento")


def steps_decision(report: Report) -> Decision | None:
    """Propose to date the next step where fewer leads have one than the target asks."""
    covered = read_indicators(report, ("next_step_coverage",))["next_step_coverage"]
    if covered.meets_target is not False:
        return None
    without = (covered.denominator or 0) - (covered.numerator or 0)
    text = report.msg.html(
        "sales_decide.steps",
        number=report.fmt.number(without),
        share=value_text(report, covered, covered.value),
        target=value_text(report, covered, covered.target),
    )
    return Decision(text, report.msg.text("owner.sales"), "f-seguimiento")


def decisions(report: Report) -> list[Decision]:
    """Return up to three proposals."""
    rules = (gap_decision, agreement_decision, stalled_decision, steps_decision)
    found = [rule(report) for rule in rules]
    return [decision for decision in found if decision is not None][:MAX_DECISIONS]


def overview(report: Report) -> Block:
    """Return the summary beside up to three proposals."""
    msg = report.msg
    html = part(
        "overview",
        title=msg.text("section.resumen"),
        sentences=summary(report) or [msg.text("sales_summary.nothing")],
        note=msg.html("summary.generated"),
        decide_title=msg.text("section.decidir"),
        proposals=decisions(report),
        see=msg.text("decide.see"),
        nothing=msg.text("decide.nothing"),
    )
    return Block(html, is_page=report.is_page)
