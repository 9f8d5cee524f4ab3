"""From lead to customer: the same people followed through the stages, and cohorts at equal age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import FUNNEL_STAGES, Report
from smarketing.report.frame.html import figure, interval_track, missing_figure, part
from smarketing.report.frame.intervals import Interval, rate_difference, wilson
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.monthly_marketing_report.cohorts import (
    close_cohorts,
    close_rate_figure,
    cohort_figure,
)

POOLED_COHORTS = 3
# The widest bar, in per cent of its cell: its number stands beside it.
FULL_BAR = 80
# Columns of the monthly mart that count recorded entries into a stage.
RECORDED = {"mql": "mqls", "sql": "sqls", "opportunity": "opportunities", "customer": "customers"}


@dataclass(frozen=True)
class Step:
    """A stage of the pooled cohorts and how many came there from the stage before."""

    stage: str
    reached: int
    pending: int
    before_stage: str | None = None
    before: int = 0

    @property
    def rate(self) -> float | None:
        """The share of the stage before, or None at the start and from nobody."""
        return self.reached / self.before if self.before_stage and self.before else None

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval of the rate."""
        return wilson(self.reached, self.before) if self.before_stage else None


def pooled_months(report: Report, *, skip: int = 0) -> tuple[list[date], bool]:
    """Return the newest mature cohorts (`skip` of them left out) and whether they are mature.

    Where none is mature yet, the oldest ones there are.
    """
    cohorts = close_cohorts(report.data).filter(pl.col("entered") > 0)
    mature = cohorts.filter(pl.col("is_mature"))["cohort_month"].to_list()
    if mature:
        end = len(mature) - skip
        return mature[max(end - POOLED_COHORTS, 0) : max(end, 0)], True
    return cohorts["cohort_month"].to_list()[:POOLED_COHORTS], False


def recorded_stages(report: Report) -> list[str]:
    """Return the stages somebody was recorded to enter; an imputed stage alone is no evidence."""
    totals = report.data.monthly.filter(pl.col("channel") == "all")
    return ["lead"] + [
        stage for stage in FUNNEL_STAGES[1:] if (totals[RECORDED[stage]].sum() or 0) > 0
    ]


def funnel_steps(report: Report, months: list[date]) -> list[Step]:
    """Return one step per recorded stage, for the leads that entered in `months`."""
    pairs = report.data.cohorts.filter(
        pl.col("cohort_month").is_in(months) & (pl.col("from_stage") == "lead")
    )
    sums = {
        row["to_stage"]: row
        for row in pairs.group_by("to_stage")
        .agg(pl.col("entered", "reached", "pending").sum())
        .iter_rows(named=True)
    }
    if not sums:
        return []
    entered = int(max(row["entered"] or 0 for row in sums.values()))
    steps = [Step("lead", entered, 0)]
    for stage in recorded_stages(report)[1:]:
        row = sums.get(stage)
        if row is not None:
            last = steps[-1]
            reached, pending = int(row["reached"] or 0), int(row["pending"] or 0)
            steps.append(Step(stage, reached, pending, last.stage, last.reached))
    return steps


def funnel_title(report: Report, steps: list[Step], earlier: list[Step]) -> str:
    """Return the finding: a transition that clearly changed, else the clearly narrowest one."""
    msg, fmt = report.msg, report.fmt
    before = {step.stage: step for step in earlier if step.before}
    for step in steps[1:]:
        old = before.get(step.stage)
        if old is None or step.rate is None or step.before < report.data.run.minimum_sample:
            continue
        gap = rate_difference(step.reached, step.before, old.reached, old.before)
        if gap is not None and not gap.contains(0):
            return msg.text(
                "funnel.changed",
                start=report.stage_code(step.before_stage),
                end=report.stage_code(step.stage),
                now=fmt.percent(step.rate, 0 if step.rate >= 0.1 else 1),
                before=fmt.percent(old.rate, 0 if step.rate >= 0.1 else 1),
            )
    rated = [step for step in steps[1:] if step.interval is not None]
    if len(rated) > 1:
        narrow = min(rated, key=lambda step: step.rate)
        others = [step.interval.lower for step in rated if step is not narrow]
        if narrow.interval.upper < min(others):
            return msg.text(
                "funnel.narrowest",
                start=report.stage_code(narrow.before_stage),
                end=report.stage_code(narrow.stage),
                rate=fmt.percent(narrow.rate, 0 if narrow.rate >= 0.1 else 1),
            )
    if not steps or steps[0].reached < report.data.run.minimum_sample:
        return msg.text("funnel.few")
    if len(steps) == 1:
        return msg.text("funnel.only_stage", stage=report.stage_code(steps[0].stage))
    share = fmt.percent(steps[-1].reached / steps[0].reached)
    return msg.text("funnel.share", share=share, stage=report.stage_code(steps[-1].stage))


def _rate_cell(report: Report, step: Step) -> Markup:
    if step.before_stage is None:
        return part("stage_rate")
    counts = report.msg.text(
        "figure.of", part=report.fmt.number(step.reached), whole=report.fmt.number(step.before)
    )
    if step.before < report.data.run.minimum_sample or step.interval is None:
        return part("stage_rate", counts=counts, few=report.msg.text("figure.few"))
    decimals = 0 if step.rate >= 0.1 else 1
    return part(
        "stage_rate",
        counts=counts,
        rate=report.fmt.percent(step.rate, decimals),
        track=interval_track(step.rate, *step.interval),
        interval=report.fmt.percent_range(*step.interval, decimals),
    )


def _funnel_body(report: Report, steps: list[Step]) -> Markup:
    msg, fmt = report.msg, report.fmt
    medians = dict(
        zip(report.data.durations["stage"], report.data.durations["median_days"], strict=True)
    )
    heads = [msg.text(f"funnel.head_{name}") for name in ("stage", "people", "rate", "days")]
    rows = []
    widest = max(step.reached + step.pending for step in steps) or 1
    for step in steps:
        pending = pending_width = ""
        # The hatch shows who may still come; the start has nobody to wait for.
        if step.pending and step.stage == steps[-1].stage:
            share = min(step.pending / widest, 1 - step.reached / widest)
            pending_width = f"{share * FULL_BAR:.2f}"
            pending = msg.text(
                "funnel.pending", count=step.pending, number=fmt.number(step.pending)
            )
        median = medians.get(step.stage)
        days = (
            "–" if median is None else msg.text("unit.days", count=median, days=fmt.number(median))
        )
        rows.append(
            {
                "stage": report.stage(step.stage),
                "width": f"{step.reached / widest * FULL_BAR:.2f}",
                "pending_width": pending_width,
                "reached": fmt.number(step.reached),
                "pending": pending,
                "rate": _rate_cell(report, step),
                "days": days,
                "has_days": median is not None,
            }
        )
    return part("funnel", msg.text("funnel.label"), heads, msg.text("funnel.median"), rows)


def _naive_note(report: Report) -> str:
    row = report.data.month_row(report.data.month)
    leads, customers = row.get("leads") or 0, row.get("customers") or 0
    if leads < report.data.run.minimum_sample:
        return report.msg.text("funnel.note")
    rate = report.fmt.percent(customers / leads)
    return report.msg.text("funnel.naive", rate=rate)


def _frame(report: Report, steps: list[Step], earlier: list[Step]) -> pl.DataFrame:
    column = report.column
    before = {step.stage: step.rate for step in earlier}
    return pl.DataFrame(
        {
            column("stage"): [report.stage(step.stage) for step in steps],
            column("reached"): [step.reached for step in steps],
            column("pending"): [step.pending for step in steps],
            column("rate"): [step.rate for step in steps],
            column("rate_lower"): [s.interval.lower if s.interval else None for s in steps],
            column("rate_upper"): [s.interval.upper if s.interval else None for s in steps],
            column("earlier_rate"): [before.get(step.stage) for step in steps],
        },
        schema_overrides={
            column(name): pl.Float64
            for name in ("rate", "rate_lower", "rate_upper", "earlier_rate")
        },
    )


def funnel_figure(report: Report) -> Figure:
    """Return the funnel of the newest mature cohorts."""
    msg = report.msg
    months, is_mature = pooled_months(report)
    steps = funnel_steps(report, months)
    if not steps or not steps[0].reached:
        return missing_figure(
            report, "f-embudo", msg.text("funnel.none_title"), msg.text("funnel.none")
        )
    earlier = (
        funnel_steps(report, pooled_months(report, skip=POOLED_COHORTS)[0]) if is_mature else []
    )
    first, last = report.fmt.short_month(months[0]), report.fmt.short_month(months[-1])
    period = first if first == last else f"{first} – {last}"
    unrecorded = [s for s in FUNNEL_STAGES if s not in recorded_stages(report)]
    source = sources(report, "leads", "lead_stage_changes", "opportunities")
    if any(step.pending for step in steps):
        source.append(msg.text("funnel.hatched"))
    if unrecorded:
        names = report.listed(report.stage(stage) for stage in unrecorded)
        source.append(msg.text("funnel.unrecorded", stages=names))
    return figure(
        report,
        "f-embudo",
        funnel_title(report, steps, earlier),
        msg.text("funnel.mature" if is_mature else "funnel.immature", period=period),
        body=_funnel_body(report, steps),
        frame=_frame(report, steps, earlier),
        note=_naive_note(report),
        source=source,
        is_wide=True,
    )


def funnel(report: Report) -> Block:
    """Return the section: funnel, close rate by cohort, cohorts at equal age."""
    return section(
        report, "embudo", funnel_figure(report), close_rate_figure(report), cohort_figure(report)
    )
