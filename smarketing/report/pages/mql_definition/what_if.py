"""The definition of an MQL: what a candidate would change, before anyone adopts it.

Without a candidate in the parameters an example is shown: the points that the data suggest, with
the threshold that gives sales as many leads as today.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, missing_figure, table
from smarketing.report.frame.intervals import wilson
from smarketing.report.frame.parts import section, sources
from smarketing.report.pages.mql_definition.change import (
    flagged_leads,
    people_figure,
    volume_figure,
)
from smarketing.report.pages.mql_definition.labels import renamed
from smarketing.report.pages.mql_definition.study import TEST, Study

NORMAL_QUANTILE = 1.959964


def example_study(study: Study) -> Study | None:
    """Return the study with the data's points as its candidate, at today's volume.

    The points come from the training leads alone; only the leads that the models look at are kept.
    None where the data suggest no points, or today's definition flags nobody.
    """
    from smarketing.report.pages.mql_definition.models import training_points

    points = training_points(study).filter(~pl.col("feature").str.starts_with("fit:"))
    scores = (
        study.features.join(points, on="feature", how="left")
        .group_by(pl.col("lead").cast(pl.Int64))
        .agg(candidate_interest=pl.col("points").sum())
    )
    leads = (
        study.leads.drop("candidate_interest")
        .with_columns(pl.col("lead").cast(pl.Int64), candidate_fit=pl.col("fit"))
        .join(scores, on="lead", how="inner")
    )
    tested = flagged_leads(replace(study, leads=leads)).filter(pl.col("split") == TEST)
    today = tested["current"].sum()
    tested = tested.filter(pl.col("fit") >= study.fit_threshold)
    steps = (
        tested.group_by("candidate_interest")
        .len()
        .sort("candidate_interest", descending=True)
        .with_columns(apart=(pl.col("len").cum_sum().cast(pl.Int64) - today).abs())
        .filter(pl.col("candidate_interest") > 0)
        .sort("apart", "candidate_interest")
    )
    if not today or not steps.height:
        return None
    return replace(
        study,
        leads=leads,
        candidate_fit_threshold=study.fit_threshold,
        candidate_interest_threshold=steps["candidate_interest"][0],
    )


def what_if(study: Study) -> dict[str, dict]:
    """Return what the current and the candidate definition flag among the test leads.

    Keys current, candidate: flagged, per_month, wins, precision, interval, value; and enters,
    leaves, stays: leads and wins among them.
    """
    months = study.months(TEST)
    leads = flagged_leads(study).filter(pl.col("split") == TEST)

    def counted(rows: pl.DataFrame) -> dict:
        flagged, wins = rows.height, int(rows["is_won"].sum())
        won_value = float(rows.filter(pl.col("is_won"))["value_per_win"].sum())
        return {
            "flagged": flagged,
            "wins": wins,
            "per_month": flagged / months if months else None,
            "precision": wins / flagged if flagged else None,
            "interval": wilson(wins, flagged) if flagged else None,
            "value": won_value - float(rows["cost_per_lead"].sum()),
        }

    now, then = pl.col("current"), pl.col("candidate")
    return {
        "current": counted(leads.filter(now)),
        "candidate": counted(leads.filter(then)),
        "enters": counted(leads.filter(then & ~now)),
        "leaves": counted(leads.filter(now & ~then)),
        "stays": counted(leads.filter(now & then)),
    }


def gain_interval(study: Study) -> tuple[float, float]:
    """Return the 95 % interval of what the candidate is worth more than the current definition.

    Only who enters and who leaves makes a difference; each lead's worth varies by itself.
    """
    leads = flagged_leads(study).filter(
        (pl.col("split") == TEST) & (pl.col("current") != pl.col("candidate"))
    )
    worth = leads.select(
        sign=pl.when(pl.col("candidate")).then(1.0).otherwise(-1.0),
        worth=pl.col("is_won").cast(pl.Float64) * pl.col("value_per_win") - pl.col("cost_per_lead"),
    )
    gain = float((worth["sign"] * worth["worth"]).sum())
    variances = worth.group_by("sign").agg(total=pl.len() * pl.col("worth").var())
    reach = NORMAL_QUANTILE * float(variances["total"].fill_null(0).sum()) ** 0.5
    return gain - reach, gain + reach


def what_if_title(report: Report, study: Study, effect: dict[str, dict]) -> str:
    """Say how many leads the candidate flags, and whether it is worth more beyond chance."""
    current, candidate = effect["current"], effect["candidate"]
    if not current["flagged"] or not candidate["flagged"]:
        return report.msg.text("mql.what_if_empty")
    gain = candidate["value"] - current["value"]
    texts = {
        "before": report.fmt.number(current["per_month"]),
        "after": report.fmt.number(candidate["per_month"]),
        "value": report.fmt.money(abs(gain), report.data.run.reporting_currency, compact=True),
    }
    key = "mql.what_if" if study.has_candidate else "mql.what_if_example"
    lower, upper = gain_interval(study)
    if lower <= 0 <= upper:
        return report.msg.text(f"{key}_unclear", **texts)
    return report.msg.text(f"{key}_more" if gain > 0 else f"{key}_less", **texts)


def what_if_figure(report: Report, study: Study) -> Figure:
    """Return the effect of the candidate definition before anyone adopts it."""
    msg, fmt = report.msg, report.fmt
    effect = what_if(study)
    names = ("flagged", "flagged_per_month", "wins", "precision", "expected_value")
    rows, numbers = [], []
    for name, values in effect.items():
        interval = values["interval"]
        precision = msg.text("mql.too_few", count=values["flagged"])
        if interval is not None and values["flagged"] >= report.data.run.minimum_sample:
            bounds = fmt.percent_range(interval.lower, interval.upper)
            precision = f"{fmt.percent(values['precision'])} ({bounds})"
        rows.append(
            [
                msg.text(f"mql.group_{name}"),
                fmt.number(values["flagged"]),
                fmt.number(values["per_month"], 1),
                fmt.number(values["wins"]),
                precision,
                fmt.number(values["value"]),
            ]
        )
        numbers.append(
            {
                "group": msg.text(f"mql.group_{name}"),
                "flagged": values["flagged"],
                "flagged_per_month": values["per_month"],
                "wins": values["wins"],
                "precision": values["precision"],
                "expected_value": values["value"],
            }
        )
    currency = report.data.run.reporting_currency
    lower, upper = (fmt.money(value, currency) for value in gain_interval(study))
    gain_text = msg.text("mql.what_if_gain", lower=lower, upper=upper)
    headers = [(msg.text("mql_column.group"), "l")]
    headers += [(msg.text(f"mql_column.{name}"), "") for name in names]
    return figure(
        report,
        "f-quepasaria",
        what_if_title(report, study, effect),
        msg.text(
            "mql.what_if_subtitle" if study.has_candidate else "mql.what_if_example_subtitle",
            fit=fmt.number(study.candidate_fit_threshold),
            interest=fmt.number(study.candidate_interest_threshold),
        ),
        body=table(msg.text("mql.what_if_name"), "", headers, rows),
        frame=renamed(report, pl.DataFrame(numbers), "group", *names),
        note=f"{gain_text} {msg.text('mql.what_if_note')}",
        source=sources(report, "leads", "touchpoints", "opportunities"),
        is_wide=True,
    )


def candidate(report: Report, study: Study) -> Block:
    """Return the section: what would change with the candidate definition, or an example."""
    shown = study if study.has_candidate else example_study(study)
    if shown is None:
        msg = report.msg
        none = missing_figure(
            report, "f-quepasaria", msg.text("mql.what_if_none"), msg.text("mql.what_if_note")
        )
        return section(report, "mql_quepasaria", none)
    return section(
        report,
        "mql_quepasaria",
        what_if_figure(report, shown),
        volume_figure(report, shown),
        people_figure(report, shown),
    )
