"""What these exports can and can't answer yet, and which export would change that."""

from __future__ import annotations

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import join, part, table, tag
from smarketing.report.frame.parts import section

# Entities that open a question, in the order a company usually adds them.
NEEDS = (
    "leads",
    "lead_stage_changes",
    "opportunities",
    "web_traffic",
    "touchpoints",
    "contact_attempts",
    "ad_spend",
    "invoices",
    "nps_responses",
)


def missing_needs(report: Report) -> list[str]:
    """Return the entities that no export fills."""
    loaded = report.data.quality.loaded_by_entity()
    return [entity for entity in NEEDS if not loaded.get(entity)]


def coverage(report: Report) -> Block:
    """Return the section: one row per kind of data, its rows, the question it opens, the remedy."""
    msg, loaded = report.msg, report.data.quality.loaded_by_entity()
    missing = missing_needs(report)
    rows = []
    for entity in NEEDS:
        is_missing = entity in missing
        state = (
            tag("w", "none", msg.text("coverage.missing"))
            if is_missing
            else tag("g", "ok", msg.text("coverage.present"))
        )
        remedy = msg.text(f"coverage.remedy_{entity}") if is_missing else "–"
        count = report.fmt.number(loaded.get(entity, 0))
        rows.append(
            [msg.text(f"entity.{entity}"), count, state, msg.text(f"coverage.{entity}"), remedy]
        )
    headers = [
        (msg.text("coverage.entity"), ""),
        (msg.text("coverage.rows"), ""),
        (msg.text("coverage.state"), "l"),
        (msg.text("coverage.question"), "l wrap"),
        (msg.text("coverage.remedy"), "l wrap"),
    ]
    key = "coverage.all" if not missing else "coverage.some"
    lead = part("paragraph", msg.text(key, count=len(missing)), "intro")
    later, day = report.data.quality.later_states, report.fmt.long_day(report.data.run.as_of)
    if later:
        text = msg.text("coverage.later_states", people=report.fmt.number(later), day=day)
        lead += part("paragraph", text, "intro")
    slot = part("unanswered_slot")
    body = join([lead, slot, table(msg.text("section.limites"), "", headers, rows)])
    return section(report, "limites", body=body)
