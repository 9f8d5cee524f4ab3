"""One person's history, for the rep who calls next. The CRM shows the name by the id."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, part, table
from smarketing.report.frame.parts import section
from smarketing.report.frame.safety import clean_label
from smarketing.warehouse.local_time import local_time, local_times

EVENTS_SHOWN = 200
CONTACTS = ("contact_attempt", "inbound_contact")
# what a person's record proves or what we did is no interaction of theirs
NO_INTERACTION = (
    "implied",
    "stage",
    "task",
    "opportunity_created",
    "opportunity_stage",
    "opportunity_won",
    "opportunity_lost",
    "invoice",
)
# An id may be that of any record of the person, or of two people in two systems.
PEOPLE = """
select distinct lead_key
from intermediate.int_person_records
where $lead_id in (lead_id, lead_key)
order by lead_key
"""
EVENTS = """
select occurred_at, event_type, description, channel
from core.fct_lead_timeline
where lead_key = $lead_key
order by occurred_at desc, event_type, description
"""
STAGE = """
select leads.current_stage as stage, max(visits.entered_at) as entered_at
from core.dim_leads as leads
left join core.fct_stage_visits as visits
    on leads.lead_key = visits.lead_key and visits.is_open and not visits.is_skip_imputed
    and leads.current_stage = visits.stage
where leads.lead_key = $lead_key
group by 1
"""


def history(report: Report, lead_id: str) -> Block:
    """Return a lead's history: facts, events by month, every event. lead_id: id or lead_key."""
    people = report.query(PEOPLE, {"lead_id": lead_id})["lead_key"].to_list()
    if len(people) != 1:
        return _no_history(report, lead_id, people)
    stage = report.query(STAGE, {"lead_key": people[0]}).row(0, named=True)
    events = report.query(EVENTS, {"lead_key": people[0]}).with_columns(
        local_times("occurred_at", report.data.run.timezone)
    )
    return section(
        report,
        "historia",
        _by_month(report, events),
        _every_event(report, events),
        body=_facts(report, events, stage),
    )


def _no_history(report: Report, lead_id: str, people: list[str]) -> Block:
    msg = report.msg
    if people:
        text = msg.text("timeline.several", lead_id=clean_label(lead_id), keys=", ".join(people))
    elif lead_id:
        text = msg.text("timeline.unknown", lead_id=clean_label(lead_id))
    else:
        text = msg.text("timeline.none")
    missing = missing_figure(report, "f-historia", msg.text("section.historia"), text)
    return section(report, "historia", missing)


def _facts(report: Report, events: pl.DataFrame, stage: dict) -> Markup:
    """Return first seen, stage since, interactions, last answer: what to know before calling."""
    msg, fmt = report.msg, report.fmt
    first = events.row(-1, named=True)
    kinds = events["event_type"]
    day = fmt.day(first["occurred_at"].date())
    channels = events.filter(pl.col("channel").is_not_null() & ~kinds.is_in(CONTACTS))["channel"]
    known = [name for name in channels.reverse().to_list() if name not in ("Unknown", "Unassigned")]
    name = "first_seen" if known else "first_seen_somehow"
    facts = [
        msg.text(f"timeline.{name}", day=day, channel=report.channel(known[0]) if known else "")
    ]
    name, entered_at = report.stage(stage["stage"]), stage["entered_at"]
    if entered_at is not None:
        since = local_time(entered_at, report.data.run.timezone)
        facts.append(msg.text("timeline.stage_since", stage=name, day=fmt.day(since.date())))
    else:
        facts.append(msg.text("timeline.stage", stage=name))
    counts = {
        "interactions": events.filter(~kinds.is_in(NO_INTERACTION)).height,
        "attempts": (kinds == "contact_attempt").sum(),
        "answers": (kinds == "inbound_contact").sum(),
    }
    facts.append(
        msg.text(
            "timeline.interactions", **{key: fmt.number(value) for key, value in counts.items()}
        )
    )
    last = fmt.day(events.row(0, named=True)["occurred_at"].date())
    facts.append(msg.text("timeline.last_event", day=last))
    return part("paragraph", " ".join(facts), "intro")


def _event(report: Report, name: str) -> str:
    key = f"timeline.event_{name}"
    return report.msg.text(key) if report.msg.has(key) else name.replace("_", " ")


def _detail(report: Report, row: dict) -> str:
    """Return what an event was: words of our own vocabularies in the reader's language."""
    parts = [part for part in (row["description"] or "").split(", ") if part]
    if row["event_type"] == "stage" and parts:
        parts[0] = report.stage(parts[0])
    elif row["event_type"] in CONTACTS:
        keys = [f"timeline.outcome_{part}" for part in parts]
        parts = [
            report.msg.text(key) if report.msg.has(key) else part
            for key, part in zip(keys, parts, strict=True)
            if part != row["channel"]
        ]
    return clean_label(", ".join(parts))


def _channel(report: Report, row: dict) -> str:
    if not row["channel"]:
        return "–"
    if row["event_type"] in CONTACTS:
        return report.msg.text(f"worklist.channel_{row['channel']}")
    return report.channel(row["channel"])


def _by_month(report: Report, events: pl.DataFrame):
    msg, fmt = report.msg, report.fmt
    months = (
        events.group_by(
            pl.col("occurred_at").dt.date().dt.truncate("1mo").alias("month"), "event_type"
        )
        .agg(pl.len().alias("events"), pl.col("occurred_at").max().dt.date().alias("last"))
        .sort(["month", "events", "event_type"], descending=[True, True, False])
    )
    headers = [(msg.text(f"timeline.column_{name}"), "l wrap") for name in ("month", "event")]
    headers += [(msg.text(f"timeline.column_{name}"), "") for name in ("count", "last")]
    lines = [
        [
            fmt.month(row["month"]),
            _event(report, row["event_type"]),
            fmt.number(row["events"]),
            fmt.day(row["last"]),
        ]
        for row in months.iter_rows(named=True)
    ]
    first = fmt.day(events["occurred_at"].min().date())
    title = msg.text("timeline.title", count=events.height, day=first)
    return figure(
        report,
        "f-historia",
        title,
        msg.text("timeline.subtitle"),
        body=table(title, "", headers, lines),
        frame=pl.DataFrame(lines, schema=[text for text, _ in headers], orient="row"),
        is_wide=True,
    )


def _every_event(report: Report, events: pl.DataFrame):
    msg, fmt = report.msg, report.fmt
    names = ("when", "event", "detail", "channel")
    headers = [(msg.text(f"timeline.column_{name}"), "l wrap") for name in names]
    lines = [
        [
            f"{fmt.day(row['occurred_at'].date())}, {row['occurred_at']:%H:%M}",
            _event(report, row["event_type"]),
            _detail(report, row),
            _channel(report, row),
        ]
        for row in events.head(EVENTS_SHOWN).iter_rows(named=True)
    ]
    name = "every_title" if events.height <= EVENTS_SHOWN else "newest_title"
    title = msg.text(f"timeline.{name}", count=EVENTS_SHOWN)
    return figure(
        report,
        "f-eventos",
        title,
        msg.text("timeline.every_subtitle", zone=report.fmt.zone(report.data.run.timezone)),
        body=table(title, "", headers, lines),
        frame=pl.DataFrame(lines, schema=[text for text, _ in headers], orient="row"),
        is_wide=True,
    )
