"""One person's history by month, for the rep who calls next. The CRM shows the name by the id."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from smarketing.report.blocks import Block
from smarketing.report.context import Report
from smarketing.report.html import figure, missing_figure, table
from smarketing.report.safety import clean_label
from smarketing.report.sections.parts import section
from smarketing.report.warehouse import Warehouse

EVENTS = """
select
    cast(date_trunc('month', timeline.occurred_at) as date) as month,
    timeline.event_type,
    count(*) as events,
    max(cast(timeline.occurred_at as date)) as last_date,
    max_by(timeline.description, timeline.occurred_at) as description,
    max(leads.current_stage) as stage
from core.fct_lead_timeline as timeline
inner join core.dim_leads as leads on timeline.lead_key = leads.lead_key
where $lead_id in (leads.lead_id, leads.lead_key)
group by all
order by month desc, events desc, event_type
"""


def history(report: Report, warehouse: str, lead_id: str) -> Block:
    """Return a lead's events by month. lead_id: its id in the CRM, or its lead_key."""
    msg, fmt = report.msg, report.fmt
    with Warehouse(Path(warehouse)) as source:
        rows = source.query(EVENTS, {"lead_id": lead_id})
    if not rows.height:
        return section(
            report,
            "historia",
            missing_figure(
                report, "f-historia", msg.text("section.historia"), msg.text("timeline.none")
            ),
        )
    names = ("month", "event", "count", "last", "detail")
    headers = [(msg.text(f"timeline.column_{name}"), "") for name in names]
    lines = [
        [
            fmt.month(row["month"]),
            row["event_type"].replace("_", " "),
            fmt.number(row["events"]),
            fmt.day(row["last_date"]),
            clean_label(row["description"] or ""),
        ]
        for row in rows.iter_rows(named=True)
    ]
    title = msg.text(
        "timeline.title", count=int(rows["events"].sum()), day=fmt.day(rows["month"].min())
    )
    shown = figure(
        report,
        "f-historia",
        title,
        msg.text("timeline.subtitle", stage=report.stage(rows["stage"][0])),
        body=table(title, msg.text("timeline.caption"), headers, lines),
        frame=pl.DataFrame(lines, schema=[text for text, _ in headers], orient="row"),
        is_wide=True,
    )
    return section(report, "historia", shown)
