"""Sales' side of the agreement: how well it is kept month by month, and clause by clause."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, interval_track, missing_figure, part, table, tag
from smarketing.report.frame.intervals import rate_difference, wilson
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.safety import clean_label
from smarketing.report.frame.stamp import add_months
from smarketing.report.pages.monthly_sales_report.charts import month_line

COUNTS = ("met", "late", "open_breach")
CLAUSES = ("first_attempt", "attempts", "next_reply")
TAGS = {"above": ("g", "ok"), "below": ("b", "no"), "like_others": ("p", "flat")}


def month_rows(report: Report) -> pl.DataFrame:
    """Return month, met, judged of the deadlines of thirteen months, all owners and types."""
    days = report.read(
        "sla.rpt_sales_sla_daily",
        *("day", *COUNTS),
        where="owner = 'all' and lead_type = 'all' and day between $first and $last",
        parameters={"first": add_months(report.data.month, -12), "last": report.data.month_end},
    )
    sums = days.group_by(month=pl.col("day").dt.truncate("1mo")).agg(pl.col(COUNTS).sum())
    return (
        sums.with_columns(judged=pl.sum_horizontal(COUNTS))
        .filter(pl.col("judged") > 0)
        .select("month", "met", "judged")
        .sort("month")
    )


def agreement_title(report: Report, rows: pl.DataFrame) -> str:
    """Return how much of the month was kept; the change only where it is clear."""
    msg, fmt, minimum = report.msg, report.fmt, report.data.run.minimum_sample
    months = {row["month"]: row for row in rows.to_dicts()}
    now, before = (months.get(add_months(report.data.month, back)) for back in (0, -1))
    if now is None or now["judged"] < minimum:
        return msg.text("sales.sla_few")
    rate = now["met"] / now["judged"]
    texts = {"rate": fmt.percent(rate, 0), "month": fmt.month_name(report.data.month)}
    gap = None
    if before is not None and before["judged"] >= minimum:
        gap = rate_difference(now["met"], now["judged"], before["met"], before["judged"])
    if gap is None or gap.contains(0):
        return msg.text("sales.sla_unclear", **texts)
    texts["before"] = fmt.percent(before["met"] / before["judged"], 0)
    return msg.text("sales.sla_better" if gap.lower > 0 else "sales.sla_worse", **texts)


def month_figure(report: Report) -> Figure:
    """Return the share of clauses kept, by the month of their deadline."""
    msg, fmt, rows = report.msg, report.fmt, month_rows(report)
    if not rows.height:
        return missing_figure(report, "f-acuerdo", msg.text("sales.sla_name"), _nothing(report))
    bounds = [wilson(met, judged) for met, judged in rows.select("met", "judged").rows()]
    texts = [
        f"{fmt.percent(met / judged)} ({_counts(report, met, judged)})"
        for met, judged in rows.select("met", "judged").rows()
    ]
    frame = rows.select(
        "month",
        value=pl.col("met") / pl.col("judged"),
        lower=pl.Series([bound.lower for bound in bounds]),
        upper=pl.Series([bound.upper for bound in bounds]),
        is_few=pl.col("judged") < report.data.run.minimum_sample,
        text=pl.Series(texts),
    )
    shown = rows.select(
        pl.col("month").dt.strftime("%Y-%m").alias(report.column("month")),
        pl.col("met").alias(msg.text("sales_column.met")),
        pl.col("judged").alias(msg.text("sales_column.judged")),
        (pl.col("met") / pl.col("judged")).alias(msg.text("sales_column.met_rate")),
    )
    return figure(
        report,
        "f-acuerdo",
        agreement_title(report, rows),
        msg.text("sales.sla_subtitle"),
        chart=month_line(report, frame, value_format=".0%", top=1.0),
        frame=shown,
        description=texts[-1],
        source=sources(report, "contact_attempts", "leads"),
    )


def standing_rows(report: Report) -> pl.DataFrame:
    """Return the standing of teams and people by clause, as it is today."""
    rows = report.read("sla.rpt_sales_sla_standing")
    kinds = {"all": 0, "team": 1, "owner": 2}
    order = pl.col("group_kind").replace_strict(kinds, default=3)
    clauses = pl.col("clause").replace_strict(
        {clause: position for position, clause in enumerate(CLAUSES)}, default=9
    )
    return (
        rows.filter(pl.col("judged") > 0)
        .with_columns(clause_order=clauses, kind_order=order)
        .sort("clause_order", "kind_order", "group_value")
    )


def below(report: Report) -> list[dict]:
    """Return the people and teams that keep a clause clearly less than the others."""
    return standing_rows(report).filter(pl.col("standing") == "below").to_dicts()


def standing_title(report: Report) -> str:
    """Name who is clearly below the others at the first attempt; else that nobody is."""
    low = [row for row in below(report) if row["group_kind"] == "owner"]
    names = list(dict.fromkeys(clean_label(row["group_value"]) for row in low))
    if not names:
        return report.msg.text("sales.standing_alike")
    return report.msg.text("sales.standing_low", count=len(names), names=report.listed(names))


def standing_figure(report: Report) -> Figure:
    """Return the table of how each team and person keeps each clause."""
    msg, fmt, rows = report.msg, report.fmt, standing_rows(report)
    if not rows.height:
        return missing_figure(
            report, "f-acuerdo-equipos", msg.text("sales.standing_name"), _nothing(report)
        )
    lines = []
    for row in rows.to_dicts():
        is_few = row["judged"] < report.data.run.minimum_sample or row["rate_lower"] is None
        kind, icon = TAGS.get(row["standing"], ("p", "none"))
        lines.append(
            [
                _group(report, row),
                msg.text(f"sales.clause_{row['clause']}"),
                _counts(report, row["met"], row["judged"]),
                part("few", msg.text("figure.few"))
                if is_few
                else part(
                    "two_lines",
                    fmt.percent(row["rate"]),
                    fmt.percent_range(row["rate_lower"], row["rate_upper"]),
                ),
                "" if is_few else interval_track(row["rate"], row["rate_lower"], row["rate_upper"]),
                ""
                if row["group_kind"] == "all"
                else tag(kind, icon, msg.text(f"sales.standing_{row['standing'] or 'too_few'}")),
            ]
        )
    names = ("group", "clause", "kept", "met_rate", "interval", "standing")
    left = ("group", "clause", "interval", "standing")
    headers = [
        (msg.text(f"sales_column.{name}"), "l" if name in left and name != "group" else "")
        for name in names
    ]
    shown = rows.select(
        pl.Series([line[0] for line in lines]).alias(msg.text("sales_column.group")),
        pl.Series([line[1] for line in lines]).alias(msg.text("sales_column.clause")),
        pl.col("met").alias(msg.text("sales_column.met")),
        pl.col("judged").alias(msg.text("sales_column.judged")),
        pl.col("rate").alias(msg.text("sales_column.met_rate")),
        pl.col("rate_shrunk").alias(msg.text("sales_column.shrunk_rate")),
    )
    return figure(
        report,
        "f-acuerdo-equipos",
        standing_title(report),
        msg.text("sales.standing_subtitle"),
        body=table(msg.text("sales.standing_name"), "", headers, lines),
        frame=shown,
        note=msg.text("sales.standing_note"),
        source=sources(report, "contact_attempts", "leads"),
        is_wide=True,
    )


def _counts(report: Report, met: int, judged: int) -> str:
    fmt = report.fmt
    return report.msg.text("figure.of", part=fmt.number(met), whole=fmt.number(judged))


def _group(report: Report, row: dict) -> str:
    if row["group_kind"] == "all":
        return report.msg.text("sales.everybody")
    if row["group_value"] in ("(none)", "Unknown"):
        key = "sales.no_team" if row["group_kind"] == "team" else "sales.nobody"
        return report.msg.text(key)
    return clean_label(row["group_value"])


def _nothing(report: Report) -> str:
    has_attempts = report.data.quality.has_attempts
    return report.msg.text("sales.sla_no_policy" if has_attempts else "sales.sla_no_attempts")


def agreement(report: Report) -> Block:
    """Return the section: sales' side of the agreement."""
    return section(report, "acuerdo", month_figure(report), standing_figure(report))
