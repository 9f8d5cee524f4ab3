"""How fast leads are followed up, and five steps of marketing and sales working as one."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, share_bar, table, tag
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.waits import NEVER, edge_minutes, soon_edge, wait_words, within

STEPS = ("data", "stages", "mql", "agreement", "seen")
MARKETING_ENTITIES = ("web_traffic", "touchpoints", "ad_spend", "page_performance")
SALES_ENTITIES = ("opportunities", "contact_attempts")
STATES = {"done": ("g", "ok"), "open": ("w", "warn"), "unknown": ("p", "none")}


@dataclass(frozen=True)
class Step:
    """One step of the checklist: done, open or unknown, with the sentence that says why."""

    name: str
    state: str
    evidence: str


def waits(report: Report) -> pl.DataFrame:
    """Return mature leads by the wait for their first attempt: bucket, leads, share."""
    rows = report.read(
        "contact.rpt_speed_to_lead",
        *("bucket", "sort_order", "leads"),
        where="stratum = 'all' and clock = 'wall'",
    )
    total = rows["leads"].sum() or 1
    return rows.sort("sort_order").with_columns(share=pl.col("leads") / total)


def waits_title(report: Report, rows: pl.DataFrame) -> str:
    """Say what share of leads had an attempt within a day or so, and what share had none."""
    edge = soon_edge(report)

    def share(shown: pl.DataFrame) -> str:
        return report.fmt.percent(shown["share"].sum(), 0)

    soon = [
        name
        for name in rows["bucket"]
        if name.startswith("under_") and (edge_minutes(name) or 0) <= edge
    ]
    return report.msg.text(
        "together.waits_title",
        within=within(report, edge),
        soon=share(rows.filter(pl.col("bucket").is_in(soon))),
        never=share(rows.filter(pl.col("bucket") == NEVER)),
    )


def waits_figure(report: Report) -> Figure:
    """Return the distribution of the wait for the first attempt."""
    msg, fmt = report.msg, report.fmt
    rows = waits(report)
    if (rows["leads"].sum() or 0) < report.data.run.minimum_sample:
        return missing_figure(
            report, "f-espera", msg.text("together.waits"), msg.text("together.waits_few")
        )
    rows = rows.with_columns(
        label=pl.col("bucket").map_elements(
            lambda name: wait_words(report, name), return_dtype=pl.String
        )
    )
    widest = rows["share"].max()
    headers = [
        (msg.text("together.wait"), ""),
        (report.column("leads"), ""),
        (msg.text("together.share"), ""),
    ]
    lines = [
        [
            row["label"],
            fmt.number(row["leads"]),
            share_bar(fmt.percent(row["share"]), row["share"], widest),
        ]
        for row in rows.iter_rows(named=True)
    ]
    names = [header for header, _ in headers]
    return figure(
        report,
        "f-espera",
        waits_title(report, rows),
        msg.text("together.waits_subtitle", count=fmt.number(rows["leads"].sum())),
        body=table(msg.text("together.waits"), "", headers, lines),
        frame=rows.select(
            *[
                pl.col(column).alias(name)
                for column, name in zip(("label", "leads", "share"), names, strict=True)
            ]
        ),
        source=sources(report, "leads", "contact_attempts"),
    )


def steps(report: Report) -> list[Step]:
    """Return the five steps, each judged by the data of the month."""
    return [_data(report), _stages(report), _definition(report), _agreement(report), _seen(report)]


def _step(report: Report, name: str, state: str, **values: object) -> Step:
    return Step(name, state, report.msg.text(f"together.{name}_{state}", **values))


def _data(report: Report) -> Step:
    files = report.data.quality.files
    loaded = set(files.filter(pl.col("rows_loaded") > 0)["entity"])
    missing = [
        report.msg.text(f"together.side_{side}")
        for side, entities in (("marketing", MARKETING_ENTITIES), ("sales", SALES_ENTITIES))
        if not loaded & set(entities)
    ]
    if missing:
        return _step(report, "data", "open", sides=report.listed(missing))
    return _step(report, "data", "done")


def _stages(report: Report) -> Step:
    words = report.read(
        "quality.rpt_unmapped_values",
        *("value", "row_count"),
        where="settings_file = 'stage_map.csv'",
    )
    if words.height:
        rows = report.fmt.number(words["row_count"].sum())
        return _step(report, "stages", "open", count=words.height, rows=rows)
    return _step(report, "stages", "done")


def _definition(report: Report) -> Step:
    mqls = report.read(
        "kpi.rpt_kpi_monthly",
        "value",
        where="kpi_id = 'mqls' and segment_name = 'all' and month = $month and value > 0",
        parameters={"month": report.data.month},
    )
    if not mqls.height:
        return _step(report, "mql", "open")
    return _step(report, "mql", "done", count=report.fmt.number(mqls["value"][0]))


def _agreement(report: Report) -> Step:
    goals = report.read(
        "sla.rpt_marketing_sla_daily",
        "month_goal",
        where="month = $month and month_goal is not null",
        parameters={"month": report.data.month},
    )
    if not goals.height:
        return _step(report, "agreement", "open")
    return _step(report, "agreement", "done")


def _seen(report: Report) -> Step:
    return _step(report, "seen", "unknown")


def steps_figure(report: Report) -> Figure:
    """Return the checklist as a table: step, state, evidence."""
    msg = report.msg
    rows = steps(report)
    left = {"step": "l", "state": "l", "evidence": "l wrap"}
    headers = [(msg.text(f"together.{name}"), css) for name, css in left.items()]
    lines = [
        [
            msg.text(f"together.step_{step.name}"),
            tag(*STATES[step.state], msg.text(f"together.state_{step.state}")),
            step.evidence,
        ]
        for step in rows
    ]
    done = sum(step.state == "done" for step in rows)
    title = msg.text("together.steps_title", done=done, steps=len(STEPS))
    shown = {
        headers[0][0]: [line[0] for line in lines],
        headers[1][0]: [msg.text(f"together.state_{step.state}") for step in rows],
        headers[2][0]: [step.evidence for step in rows],
    }
    return figure(
        report,
        "f-pasos",
        title,
        msg.text("together.steps_subtitle"),
        body=table(title, "", headers, lines),
        frame=pl.DataFrame(shown),
        is_wide=True,
    )


def together(report: Report) -> Block:
    """Return the section: the wait for a first attempt, and the five steps."""
    return section(report, "juntos", waits_figure(report), steps_figure(report))
