"""Our figures beside the totals that each system's own report shows, and what makes the gap."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block
from smarketing.report.frame.context import Report
from smarketing.report.frame.formatting import capitalised
from smarketing.report.frame.html import figure, missing_figure, table
from smarketing.report.frame.parts import section
from smarketing.report.pages.data_quality.score import of_system

REST = "rest"


def totals(report: Report, system: str = "") -> Block:
    """Return the section: one row per total, with the named parts of its gap and the rest."""
    msg, fmt = report.msg, report.fmt
    frame = of_system(report.read("quality.rpt_system_totals"), system)
    title = msg.text("administrator.totals")
    if frame.is_empty():
        nothing = msg.text("administrator.totals_nothing")
        return section(report, "totales", missing_figure(report, "f-totales", title, nothing))
    names = ("system", "month", "measure", "theirs", "ours", "gap", "why")
    css = dict.fromkeys(("system", "month", "measure"), "l") | {"why": "l wraps"}
    headers = [(msg.text(f"administrator.column_{name}"), css.get(name, "")) for name in names]
    keys = ["source_system", "month", "measure", "theirs", "ours", "gap"]
    lines, unexplained = [], 0
    for key, parts in frame.sort(keys).group_by(keys, maintain_order=True):
        source_system, month, measure, theirs, ours, gap = key
        named = parts.filter((pl.col("amount") != 0) & (pl.col("part") != REST))
        rest = parts.filter(pl.col("part") == REST)["amount"].sum()
        unexplained += rest != 0
        said = [
            msg.text(f"administrator.part_{row['part']}", amount=_signed(report, row["amount"]))
            for row in named.iter_rows(named=True)
        ]
        if rest or not said:
            said.append(msg.text("administrator.part_rest", amount=_signed(report, rest)))
        lines.append(
            [
                report.system(source_system),
                capitalised(fmt.month(month)),
                msg.text(f"administrator.measure_{measure}"),
                fmt.number(theirs),
                fmt.number(ours),
                _signed(report, gap),
                "; ".join(said) if gap else msg.text("administrator.equal"),
            ]
        )
    return section(
        report,
        "totales",
        figure(
            report,
            "f-totales",
            msg.text(
                "administrator.totals_title",
                count=unexplained,
                number=fmt.number(unexplained),
                totals=fmt.number(len(lines)),
            ),
            msg.text("administrator.totals_subtitle"),
            body=table(title, "", headers, lines),
            is_wide=True,
        ),
    )


def _signed(report: Report, amount: float) -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return f"{sign}{report.fmt.number(abs(amount))}"
