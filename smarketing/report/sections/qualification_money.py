"""The money in MQLs: what one of each lead type is worth, and what a month delivered."""

from __future__ import annotations

import polars as pl

from smarketing.report.blocks import Block, Figure
from smarketing.report.context import Report
from smarketing.report.html import figure, missing_figure, table
from smarketing.report.safety import clean_label
from smarketing.report.sections.parts import section, sources
from smarketing.report.sections.qualification import _renamed
from smarketing.report.sections.qualification_charts import dots_with_intervals
from smarketing.report.sections.qualification_study import Study, existing_file
from smarketing.report.warehouse import Warehouse


def delivered_mqls(report: Report, warehouse: str) -> pl.DataFrame:
    """Return lead_type, mqls of the report's month, mql_value, lower, upper and delivered value.

    An empty frame where the warehouse has no MQL values.
    """
    with Warehouse(existing_file(warehouse)) as source:
        if not source.has("qualification.rpt_mql_values", "lead_type", "mql_value"):
            return pl.DataFrame()
        return source.query(
            """
            with month_mqls as (
                select lead_type, count(*) as mqls
                from core.dim_leads
                where
                    mql_at is not null
                    and date_trunc(
                        'month', cast(mql_at at time zone 'UTC' at time zone $zone as date)
                    ) = $month
                group by 1
            )

            select
                month_mqls.lead_type,
                month_mqls.mqls,
                cast(amounts.mql_value as double) as mql_value,
                cast(amounts.mql_value_lower as double) as mql_value_lower,
                cast(amounts.mql_value_upper as double) as mql_value_upper,
                month_mqls.mqls * cast(amounts.mql_value as double) as delivered_value
            from month_mqls
            left join qualification.rpt_mql_values as amounts
                on month_mqls.lead_type = amounts.lead_type
            order by delivered_value desc nulls last, lead_type
            """,
            {"zone": report.data.run.timezone, "month": report.data.month},
        )


def delivered_figure(report: Report, rows: pl.DataFrame) -> Figure:
    """Return the value that marketing delivered in the month, by lead type."""
    msg, fmt = report.msg, report.fmt
    if not rows.height or rows["mql_value"].null_count() == rows.height:
        return missing_figure(
            report, "f-lcm", msg.text("mql.delivered_name"), msg.text("mql.no_data")
        )
    currency = report.data.run.reporting_currency
    total = rows["delivered_value"].sum()
    labels = {
        row["lead_type"]: row[f"label_{fmt.language}"]
        for row in report.data.seeds["lead_types"].iter_rows(named=True)
    }
    names = ("mqls", "mql_value", "mql_value_lower", "mql_value_upper", "delivered_value")
    named = rows.with_columns(
        pl.col("lead_type").map_elements(
            lambda name: clean_label(labels.get(name) or name), return_dtype=pl.String
        )
    )
    cells = [
        [row["lead_type"], *[fmt.number(row[name]) for name in names]]
        for row in named.iter_rows(named=True)
    ]
    headers = [(msg.text("mql_column.lead_type"), "")]
    headers += [(msg.text(f"mql_column.{name}"), "") for name in names]
    title = msg.text(
        "mql.delivered_title",
        mqls=fmt.number(rows["mqls"].sum()),
        month=fmt.month_name(report.data.month),
        value=fmt.money(total, currency, compact=True),
    )
    return figure(
        report,
        "f-lcm",
        title,
        msg.text("mql.delivered_subtitle", currency=currency),
        body=table(msg.text("mql.delivered_name"), "", headers, cells),
        frame=_renamed(report, named, "lead_type", *names),
        note=msg.text("mql.delivered_note"),
        source=sources(report, "leads", "opportunities"),
    )


def delivered_value(report: Report, warehouse: str) -> Block:
    """Return the monthly report's section on the MQLs delivered."""
    rows = delivered_mqls(report, warehouse)
    return section(report, "mql_entregado", delivered_figure(report, rows))


def value_title(report: Report, values: pl.DataFrame) -> str:
    """Say which lead type is worth most, where that is beyond chance."""
    enough = values.filter(pl.col("mqls") >= report.data.run.minimum_sample)
    ranked = enough.drop_nulls("mql_value").sort("mql_value", descending=True)
    if ranked.height < 2:
        return report.msg.text("mql.values_few")
    first, second = ranked.row(0, named=True), ranked.row(1, named=True)
    texts = {
        "first": _type(report, first["lead_type"]),
        "second": _type(report, second["lead_type"]),
    }
    if first["mql_value_lower"] > second["mql_value_upper"]:
        value = report.fmt.money(first["mql_value"], report.data.run.reporting_currency)
        return report.msg.text("mql.values_clear", value=value, **texts)
    return report.msg.text("mql.values_unclear", **texts)


def _type(report: Report, name: str) -> str:
    seed = report.data.seeds["lead_types"].filter(pl.col("lead_type") == name)
    label = seed[f"label_{report.fmt.language}"][0] if seed.height else None
    return clean_label(label or name)


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
            "label": [_type(report, name) for name in rows["lead_type"]],
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
        frame=_renamed(report, table_frame, *shown),
        note=msg.text("mql.values_note"),
        source=sources(report, "leads", "opportunities"),
    )


def values(report: Report, study: Study) -> Block:
    """Return the section: the money in an MQL."""
    return section(report, "mql_valor", value_figure(report, study))
