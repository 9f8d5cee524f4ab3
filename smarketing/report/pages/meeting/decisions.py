"""What management has to decide: each a rule with figures; none where nothing is certain."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from markupsafe import Markup

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import part
from smarketing.report.frame.outlook import outlook
from smarketing.report.frame.stamp import add_months
from smarketing.report.pages.meeting.acceptance import reason_name
from smarketing.report.pages.meeting.indicators import (
    clear_changes,
    compared_month,
    interval_shown,
    read_indicators,
    shown,
)
from smarketing.report.pages.meeting.metrics import AREAS
from smarketing.report.pages.meeting.quality_evidence import Evidence, load_evidence
from smarketing.report.pages.meeting.quantity import FINAL, month_ends

REASON_SHARE = 0.25
UNNAMED_SHARE = 0.5
MONTHS_MISSED = 2
MOST_TARGETS = 3
OWNERS = {"marketing": "marketing", "sales": "sales", "follow_up": "sales", "people": "data"}


@dataclass(frozen=True)
class Decision:
    """A decision to take: what, who owns it, and the figure that shows why."""

    text: Markup
    owner: str
    link: str


def drift_decision(report: Report, evidence: Evidence) -> Decision | None:
    """Ask to review the definition where sales clearly accepts less than before."""
    drift = evidence.drift
    if drift is None or drift.direction >= 0:
        return None
    text = report.msg.html(
        "meeting.decide_drift",
        stage=report.stage_code("mql"),
        before=report.fmt.percent(drift.before, 0),
        now=report.fmt.percent(drift.rate, 0),
    )
    return Decision(text, report.msg.text("owner.marketing"), "f-aceptacion")


def owners_decision(report: Report, evidence: Evidence) -> Decision | None:
    """Ask to review cases together where somebody clearly accepts less than the others."""
    rows = [row for row in evidence.owners.iter_rows(named=True) if evidence.standing(row) < 0]
    if not rows:
        return None
    named = [
        report.msg.text(
            "meeting.owner_rate",
            name=row["owner"],
            rate=report.fmt.percent(row["accepted"] / (row["accepted"] + row["rejected"]), 0),
        )
        for row in rows
    ]
    text = report.msg.html(
        "meeting.decide_owners",
        count=len(rows),
        names=report.listed(named),
        stage=report.stage_code("mql"),
    )
    return Decision(text, report.msg.text("owner.sales"), "f-rechazos")


def reason_decision(report: Report, evidence: Evidence) -> Decision | None:
    """Ask for a remedy where one named reason explains a quarter of enough rejections."""
    total = evidence.reasons["rejected"].sum() or 0
    rows = evidence.reasons.filter(~pl.col("is_unnamed")).to_dicts()
    if total < evidence.minimum or not rows or rows[0]["share"] < REASON_SHARE:
        return None
    text = report.msg.html(
        "meeting.decide_reason",
        reason=reason_name(report, rows[0]["reason"]),
        count=rows[0]["rejected"],
        number=report.fmt.number(rows[0]["rejected"]),
        total=report.fmt.number(total),
        share=report.fmt.percent(rows[0]["share"], 0),
    )
    return Decision(text, report.msg.text("owner.marketing"), "f-motivos-rechazo")


def unnamed_decision(report: Report, evidence: Evidence) -> Decision | None:
    """Ask for reasons where half of enough rejections have none: then nothing can be settled."""
    total = evidence.reasons["rejected"].sum() or 0
    unnamed = evidence.reasons.filter("is_unnamed")["rejected"].sum() or 0
    if total < evidence.minimum or unnamed < UNNAMED_SHARE * total:
        return None
    text = report.msg.html(
        "meeting.decide_unnamed",
        count=unnamed,
        number=report.fmt.number(unnamed),
        total=report.fmt.number(total),
        share=report.fmt.percent(unnamed / total, 0),
    )
    return Decision(text, report.msg.text("owner.sales"), "f-motivos-rechazo")


def quantity_decision(report: Report, rows: list[dict]) -> Decision | None:
    """Ask to change plan or goal where the value owed was missed two months that are over."""
    over = [row for row in rows if outlook(row).state in FINAL][-MONTHS_MISSED:]
    if len(over) < MONTHS_MISSED or any(outlook(row).state != "missed" for row in over):
        return None
    actual = sum(row["actual_cumulative"] for row in over)
    goal = sum(row["month_goal"] for row in over)
    text = report.msg.html(
        "meeting.decide_quantity",
        stage=report.stage_code("mql"),
        actual=shown(report, "money", actual),
        goal=shown(report, "money", goal),
        share=report.fmt.percent(actual / goal, 0),
    )
    return Decision(text, report.msg.text("owner.marketing"), "f-cantidad-mql-value")


def is_surely_off(row: dict) -> bool:
    """Tell whether a KPI misses its target with its whole interval."""
    if row["status"] != "off_target" or row["target"] is None or row["value_lower"] is None:
        return False
    if row["direction"] == "down":
        return row["value_lower"] > row["target"]
    return row["value_upper"] < row["target"]


def target_decisions(report: Report, indicators: dict[str, dict]) -> list[Decision]:
    """Ask for a plan, or another target, for the KPIs surely off theirs, the furthest first."""
    off = [row for row in indicators.values() if is_surely_off(row)]
    off.sort(key=lambda row: (-abs(row["value"] / row["target"] - 1), row["kpi_id"]))
    areas = {
        row["kpi_id"]: (row["areas"] or "").split(";")[0]
        for row in report.data.seeds["kpis"].iter_rows(named=True)
    }
    found = []
    for row in off[:MOST_TARGETS]:
        area = areas.get(row["kpi_id"], "")
        area = area if area in AREAS else "people"
        text = report.msg.html(
            "meeting.decide_target",
            name=report.kpi(row["kpi_id"]),
            value=shown(report, row["unit"], row["value"]),
            interval=interval_shown(report, row),
            target=shown(report, row["unit"], row["target"]),
        )
        link = f"f-area-{area.replace('_', '-')}"
        found.append(Decision(text, report.msg.text(f"owner.{OWNERS[area]}"), link))
    return found


def all_decisions(
    report: Report, evidence: Evidence, indicators: dict[str, dict]
) -> list[Decision]:
    """Return everything there is to decide: disputes first, then targets."""
    disputes = [
        drift_decision(report, evidence),
        owners_decision(report, evidence),
        reason_decision(report, evidence),
        unnamed_decision(report, evidence),
        quantity_decision(report, month_ends(report, "mql_value")),
    ]
    return [*(one for one in disputes if one is not None), *target_decisions(report, indicators)]


def sentences(report: Report, indicators: dict[str, dict]) -> list[Markup]:
    """Say how many targets are met, then the largest clear change for the worse and the better."""
    judged = [row for row in indicators.values() if row["status"] in ("on_target", "off_target")]
    month = compared_month(report)
    said = []
    if judged:
        met = sum(row["status"] == "on_target" for row in judged)
        said.append(
            report.msg.html(
                "meeting.summary_targets",
                met=met,
                count=len(judged),
                month=report.fmt.month(report.data.month),
            )
        )
    now, before = (read_indicators(report, add_months(month, -back)) for back in (0, 1))
    changes = clear_changes(report, now, before)
    for key, better in (("worse", False), ("better", True)):
        first = next((change for change in changes if change.better is better), None)
        if first is not None:
            said.append(
                report.msg.html(
                    f"meeting.summary_{key}",
                    name=report.kpi(first.kpi_id),
                    before=shown(report, first.unit, first.before),
                    now=shown(report, first.unit, first.now),
                )
            )
    return said or [report.msg.html("meeting.summary_nothing")]


def decisions(report: Report) -> Block:
    """Return the first screen: the month in sentences beside what is to decide."""
    msg = report.msg
    indicators = read_indicators(report, report.data.month)
    html = part(
        "overview",
        title=msg.text("section.resumen"),
        sentences=sentences(report, indicators),
        note=msg.text("meeting.generated"),
        decide_title=msg.text("section.decidir"),
        proposals=all_decisions(report, load_evidence(report), indicators),
        see=msg.text("decide.see"),
        nothing=msg.text("meeting.decide_nothing"),
    )
    return Block(html, is_page=report.is_page)
