"""The money in MQLs: what one of each lead type is worth, and what a month delivered."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, table
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.mql_definition.charts import dots_with_intervals
from smarketing.report.pages.mql_definition.labels import renamed
from smarketing.report.pages.mql_definition.study import Study


def delivered_mqls(report: Report) -> pl.DataFrame:
    """Return, per lead type, what the ledger of the agreement says of the report's month.

    lead_type, mqls, mql_value, lower, upper, rejected and delivered_value (less the rejected). An
    empty frame where the warehouse has no ledger.
    """
    if not report.data.warehouse.has("sla.rpt_marketing_sla_daily"):
        return pl.DataFrame()
    return report.query(
        """
        with month_end as (
            select *
            from sla.rpt_marketing_sla_daily
            where month = $month and not is_ahead and lead_type <> 'all'
            qualify day = max(day) over ()
        ),

        types as (
            select
                lead_type,
                max(actual_cumulative) filter (where measure = 'mqls') as mqls,
                max(rejected_cumulative) filter (where measure = 'mqls') as rejected,
                max(actual_cumulative) filter (where measure = 'mql_value') as delivered_value
            from month_end
            group by 1
        )

        select
            types.lead_type,
            cast(types.mqls as bigint) as mqls,
            cast(amounts.mql_value as double) as mql_value,
            cast(amounts.mql_value_lower as double) as mql_value_lower,
            cast(amounts.mql_value_upper as double) as mql_value_upper,
            types.rejected,
            types.delivered_value
        from types
        left join qualification.rpt_mql_values as amounts on types.lead_type = amounts.lead_type
        where types.mqls > 0 or types.rejected > 0
        order by types.delivered_value desc nulls last, types.lead_type
        """,
        {"month": report.data.month},
    )


def value_goal(report: Report) -> float | None:
    """Return the MQL value that the agreement asks of marketing in the month; None for no goal."""
    goals = report.read(
        "sla.rpt_marketing_sla_daily",
        "month_goal",
        where="month = $month and lead_type = 'all' and measure = 'mql_value'",
        parameters={"month": report.data.month},
    )["month_goal"].drop_nulls()
    return goals[0] if len(goals) else None


def delivered_title(
    report: Report, mqls: int, rejected: int, value: float, goal: float | None
) -> str:
    """Say what the month's MQLs are worth, and how much of the goal that is."""
    msg, fmt, currency = report.msg, report.fmt, report.data.run.reporting_currency
    texts = {
        "mqls": fmt.number(mqls),
        "rejected": fmt.number(rejected),
        "month": fmt.month_name(report.data.month),
        "value": fmt.money(value, currency, compact=True),
    }
    if goal is None:
        return msg.text("mql.delivered_title", **texts)
    key = "mql.delivered_met" if value >= goal else "mql.delivered_missed"
    texts |= {
        "goal": fmt.money(goal, currency, compact=True),
        "share": fmt.percent(value / goal, 0),
    }
    return msg.text(key, **texts)


def delivered_figure(report: Report, rows: pl.DataFrame, goal: float | None) -> Figure:
    """Return the value that marketing delivered in the month, by lead type, and its goal."""
    msg, fmt = report.msg, report.fmt
    if not rows.height or rows["mql_value"].null_count() == rows.height:
        return missing_figure(
            report, "f-lcm", msg.text("mql.delivered_name"), msg.text("mql.no_data")
        )
    currency = report.data.run.reporting_currency
    total = rows["delivered_value"].sum()
    names = (
        *("mqls", "mql_value", "mql_value_lower", "mql_value_upper"),
        *("rejected", "delivered_value"),
    )
    cells = [
        [report.lead_type(row["lead_type"]), *[fmt.number(row[name]) for name in names]]
        for row in rows.iter_rows(named=True)
    ]
    headers = [(msg.text("mql_column.lead_type"), "")]
    headers += [(msg.text(f"mql_column.{name}"), "") for name in names]
    title = delivered_title(report, rows["mqls"].sum(), rows["rejected"].sum(), total, goal)
    totals = [msg.text("mql.delivered_total"), fmt.number(rows["mqls"].sum()), "", "", ""]
    totals.append(fmt.number(rows["rejected"].sum()))
    note = msg.text("mql.delivered_note")
    if goal is None:
        note = f"{note} {msg.text('mql.delivered_no_goal')}"
    return figure(
        report,
        "f-lcm",
        title,
        msg.text("mql.delivered_subtitle", currency=currency),
        body=table(
            msg.text("mql.delivered_name"),
            "",
            headers,
            cells,
            total=[*totals, fmt.number(total)],
        ),
        frame=renamed(report, rows, "lead_type", *names),
        note=note,
        source=sources(report, "leads", "opportunities"),
    )


def delivered_value(report: Report) -> Block:
    """Return the monthly report's section on the MQLs delivered."""
    rows = delivered_mqls(report)
    goal = value_goal(report)
    return section(report, "mql_entregado", delivered_figure(report, rows, goal))


def value_title(report: Report, values: pl.DataFrame) -> str:
    """Say which lead type is worth most, where that is beyond chance."""
    enough = values.filter(pl.col("mqls") >= report.data.run.minimum_sample)
    ranked = enough.drop_nulls("mql_value").sort("mql_value", descending=True)
    if ranked.height < 2:
        return report.msg.text("mql.values_few")
    first, second = ranked.row(0, named=True), ranked.row(1, named=True)
    texts = {
        "first": report.lead_type(first["lead_type"]),
        "second": report.lead_type(second["lead_type"]),
    }
    if first["mql_value_lower"] > second["mql_value_upper"]:
        value = report.fmt.money(first["mql_value"], report.data.run.reporting_currency)
        return report.msg.text("mql.values_clear", value=value, **texts)
    return report.msg.text("mql.values_unclear", **texts)


def value_figure(report: Report, study: Study) -> Figure:
    """Return what an MQL of each lead type is worth, with its bootstrap interval."""
    msg, fmt = report.msg, report.fmt
    rows = study.values.filter(pl.col("mqls") >= report.data.run.minimum_sample).sort(
        "mql_value", descending=True, nulls_last=True
    )
    if not rows.height:
        return missing_figure(
            report, "f-valor", msg.text("mql.values_name"), msg.text("mql.values_few")
        )
    numbers = [pl.col(name).cast(pl.Float64) for name in ("mql_value",)]
    rows = rows.with_columns(
        *numbers,
        pl.col("mql_value_lower").cast(pl.Float64),
        pl.col("mql_value_upper").cast(pl.Float64),
    )
    frame = pl.DataFrame(
        {
            "label": [report.lead_type(name) for name in rows["lead_type"]],
            "value": rows["mql_value"],
            "lower": rows["mql_value_lower"],
            "upper": rows["mql_value_upper"],
            "reference": [None] * rows.height,
            "is_strong": [True] * rows.height,
            "text": [fmt.number(value) for value in rows["mql_value"]],
        },
        schema_overrides={"reference": pl.Float64},
    )
    shown = ("lead_type", "mqls", "customers", "close_rate", "average_revenue", "mql_value")
    shown += ("mql_value_lower", "mql_value_upper", "mql_value_shrunk", "maturity_days")
    table_frame = study.values.with_columns(*[pl.col(name).cast(pl.Float64) for name in shown[4:9]])
    return figure(
        report,
        "f-valor",
        value_title(report, rows),
        msg.text("mql.values_subtitle", currency=report.data.run.reporting_currency),
        chart=dots_with_intervals(report, frame, axis_format=",.0f"),
        frame=renamed(report, table_frame, *shown),
        note=msg.text("mql.values_note"),
        source=sources(report, "leads", "opportunities"),
    )


def values(report: Report, study: Study) -> Block:
    """Return the section: the money in an MQL."""
    return section(report, "mql_valor", value_figure(report, study))
