"""How many attempts pay: the curves, the recommendation, the guide's reading, speed."""

from __future__ import annotations

import polars as pl
from markupsafe import Markup

from smarketing.report.blocks import Block, Figure
from smarketing.report.contact_data import ContactData
from smarketing.report.context import Report
from smarketing.report.html import figure, join, key_item, missing_figure, table
from smarketing.report.sections.contact_charts import attempt_curve
from smarketing.report.sections.parts import section, sources

EVERYTHING = "all"
ENTITIES = ("contact_attempts", "leads", "opportunities")
LIMITS = ("limits_1", "limits_2", "limits_3", "limits_4")


def _label(report: Report, data: ContactData, lead_type: str) -> str:
    return data.label(lead_type, report.fmt.language, report.msg.text("contact.all"))


def _range(row: dict) -> str:
    low, high = row["attempts_lower"], row["attempts_upper"]
    return f"{low}–{high}" if low != high else f"{low}"


def recommendation_title(report: Report, row: dict, label: str) -> str:
    """Say what the recommendation of a lead type is, never without its interval or limit."""
    if row["recommended_attempts"] is None:
        return report.msg.text("contact.no_value", type=label)
    if row["recommended_attempts"] == 0:
        return report.msg.text("contact.none_pays", type=label)
    if row["at_data_limit"]:
        return report.msg.text("contact.at_limit", type=label, attempts=row["recommended_attempts"])
    return report.msg.text(
        "contact.clear",
        type=label,
        attempts=row["recommended_attempts"],
        lower=row["attempts_lower"],
        upper=row["attempts_upper"],
    )


def curve_figure(report: Report, data: ContactData, row: dict) -> Figure:
    """Return the curve of one lead type. row: its recommendation."""
    msg, fmt, lead_type = report.msg, report.fmt, row["lead_type"]
    curve = data.curve.filter(pl.col("lead_type") == lead_type)
    title = recommendation_title(report, row, _label(report, data, lead_type))
    texts = [
        msg.text(
            "contact.describe",
            attempt=item["attempt_number"],
            rate=fmt.percent(item["hazard"], 2),
            lower=fmt.percent(item["hazard_lower"], 2),
            upper=fmt.percent(item["hazard_upper"], 2),
            zone=msg.text(f"contact.zone_{item['zone']}") if item["zone"] else "–",
        )
        for item in curve.iter_rows(named=True)
    ]
    shown = curve.select(
        pl.col("attempt_number").alias(msg.text("contact.column_attempt")),
        pl.col("at_risk").alias(msg.text("contact.column_at_risk")),
        pl.col("wins").alias(msg.text("contact.column_wins")),
        pl.col("hazard").alias(msg.text("contact.column_hazard")),
        pl.col("naive_close_rate").alias(msg.text("contact.column_naive_rate")),
        pl.col("naive_profitability").alias(msg.text("contact.column_profitability")),
    )
    return figure(
        report,
        f"f-intentos-{lead_type}",
        title,
        msg.text("contact.subtitle"),
        chart=attempt_curve(
            report,
            curve.with_columns(pl.Series("text", texts)),
            row["recommended_attempts"],
            row["current_policy_attempts"],
        ),
        frame=shown,
        description="; ".join(texts[:8]),
        note=msg.text("contact.note", naive=row["naive_attempts"]),
        keys=[
            key_item("circle", "actual", msg.text("contact.key_hazard"), "actual"),
            key_item("dash", "bad", msg.text("contact.key_break_even")),
            key_item("line", "actual", msg.text("contact.key_recommended")),
            key_item("dash", "ink3", msg.text("contact.key_policy")),
        ],
        source=sources(report, *ENTITIES),
        is_wide=lead_type == EVERYTHING,
    )


def attempt_curves(report: Report, data: ContactData) -> Block:
    """Return the section with one curve per lead type that has enough leads; `all` first."""
    rows = data.recommendation.filter(pl.col("recommended_attempts").is_not_null())
    if not data.curve.height:
        reason = "contact.no_attempts"
    elif not (data.curve["connects"].sum() or 0):
        reason = "contact.no_outcomes"
    else:
        reason = ""
    if reason or not rows.height:
        sentence = report.msg.text(reason or "contact.table_none")
        empty = missing_figure(report, "f-intentos", report.msg.text("section.intentos"), sentence)
        return section(report, "intentos", empty)
    leads = dict(
        data.curve.filter(pl.col("attempt_number") == 1).select("lead_type", "at_risk").iter_rows()
    )
    ordered = sorted(
        (row for row in rows.iter_rows(named=True)),
        key=lambda row: (row["lead_type"] != EVERYTHING, -leads.get(row["lead_type"], 0)),
    )
    figures = [
        curve_figure(report, data, row)
        for row in ordered
        if leads.get(row["lead_type"], 0) >= report.data.run.minimum_sample
    ]
    return section(report, "intentos", *figures)


def _attempts(report: Report, row: dict) -> str:
    if row["recommended_attempts"] is None:
        return "–"
    if row["at_data_limit"]:
        return report.msg.text("contact.at_least", attempts=row["recommended_attempts"])
    return f"{row['recommended_attempts']} ({_range(row)})"


def recommendation(report: Report, data: ContactData) -> Block:
    """Return the table to write the service agreement from, and the guide's reading beside it."""
    msg, fmt, currency = report.msg, report.fmt, report.data.run.reporting_currency
    types = data.recommendation.filter(pl.col("lead_type") != EVERYTHING).sort(
        "value_per_lead_at_recommended", descending=True, nulls_last=True
    )
    known = types["recommended_attempts"].drop_nulls()
    if not len(known):
        empty = missing_figure(
            report,
            "f-recomendacion",
            msg.text("contact.table_none"),
            msg.text("contact.no_attempts"),
        )
        return section(report, "recomendacion", empty)
    low, high = known.min(), known.max()
    title = msg.text(
        "contact.table_same" if low == high else "contact.table_title", low=low, high=high
    )
    names = ("type", "recommended", "value", "policy", "value_today", "naive", "capacity")
    headers = [(msg.text(f"contact.column_{name}"), "") for name in names]

    def number(value: int | None) -> str:
        return "–" if value is None else fmt.number(value)

    def money(value: float | None) -> str:
        return "–" if value is None else fmt.number(value, 2)

    lines = [
        [
            _label(report, data, row["lead_type"]),
            _attempts(report, row),
            money(row["value_per_lead_at_recommended"]),
            number(row["current_policy_attempts"]),
            money(row["value_per_lead_at_current"]),
            number(row["naive_attempts"]),
            number(row["recommended_attempts_at_capacity"]),
        ]
        for row in types.iter_rows(named=True)
    ]
    frame = pl.DataFrame(lines, schema=[text for text, _ in headers], orient="row")
    main = figure(
        report,
        "f-recomendacion",
        title,
        msg.text("contact.table_subtitle"),
        body=table(title, msg.text("contact.table_caption", currency=currency), headers, lines),
        frame=frame,
        note=msg.text("contact.write"),
        source=sources(report, *ENTITIES),
        is_wide=True,
    )
    return section(report, "recomendacion", main, naive_figure(report, data))


def naive_figure(report: Report, data: ContactData) -> Figure:
    """Return the guide's reading and the right one side by side, all lead types together."""
    msg, fmt = report.msg, report.fmt
    curve = data.curve.filter((pl.col("lead_type") == EVERYTHING) & pl.col("is_supported"))
    names = ("attempt", "at_risk", "naive_rate", "hazard", "profitability")
    headers = [(msg.text(f"contact.column_{name}"), "") for name in names]
    lines = [
        [
            fmt.number(row["attempt_number"]),
            fmt.number(row["at_risk"]),
            fmt.percent(row["naive_close_rate"]),
            fmt.percent(row["hazard"], 2),
            fmt.number(row["naive_profitability"], 1),
        ]
        for row in curve.iter_rows(named=True)
    ]
    title = msg.text("contact.naive_title")
    return figure(
        report,
        "f-guia",
        title,
        msg.text("contact.naive_subtitle"),
        body=table(title, "", headers, lines),
        frame=pl.DataFrame(lines, schema=[text for text, _ in headers], orient="row"),
        note=msg.text("contact.naive_note"),
        source=sources(report, *ENTITIES),
        is_wide=True,
    )


def speed_to_lead(report: Report, data: ContactData) -> Block:
    """Return how fast the first attempt comes, and what is left of its effect once adjusted."""
    msg, fmt, minimum = report.msg, report.fmt, report.data.run.minimum_sample
    rows = data.speed.filter((pl.col("clock") == "wall") & (pl.col("leads") > 0))
    enough = rows.filter((pl.col("leads") >= minimum) & (pl.col("bucket") != "never"))
    if not enough.height:
        empty = missing_figure(
            report, "f-rapidez", msg.text("section.rapidez"), msg.text("contact.speed_few")
        )
        return section(report, "rapidez", empty)

    def bucket(name: str) -> str:
        key = f"contact.bucket_{name}"
        return msg.text(key) if msg.has(key) else name.replace("_", " ")

    first = enough.row(0, named=True)
    title = msg.text(
        "contact.speed_title", bucket=bucket(first["bucket"]), rate=fmt.percent(first["rate"])
    )
    names = ("bucket", "leads", "wins", "rate", "crude", "adjusted")
    headers = [(msg.text(f"contact.column_{name}"), "") for name in names]

    def ratio(row: dict) -> str:
        if row["odds_ratio_adjusted"] is None or row["leads"] < minimum:
            return "–"
        text = fmt.number(row["odds_ratio_adjusted"], 2)
        if row["odds_ratio_lower"] is None:
            return text
        low, high = (fmt.number(row[f"odds_ratio_{end}"], 2) for end in ("lower", "upper"))
        return f"{text} ({low}–{high})"

    lines = [
        [
            bucket(row["bucket"]),
            fmt.number(row["leads"]),
            fmt.number(row["wins"]),
            fmt.percent(row["rate"]) if row["leads"] >= minimum else "–",
            fmt.number(row["odds_ratio_crude"], 2) if row["odds_ratio_crude"] is not None else "–",
            ratio(row),
        ]
        for row in rows.iter_rows(named=True)
    ]
    shown = figure(
        report,
        "f-rapidez",
        title,
        msg.text("contact.speed_subtitle"),
        body=table(title, "", headers, lines),
        frame=pl.DataFrame(lines, schema=[text for text, _ in headers], orient="row"),
        note=msg.text("contact.speed_note"),
        source=sources(report, *ENTITIES),
        is_wide=True,
    )
    return section(report, "rapidez", shown)


def limits(report: Report) -> Block:
    """Return what these data can't say."""
    items = [Markup("<li>{}</li>").format(report.msg.text(f"contact.{name}")) for name in LIMITS]
    return section(report, "no_dice", body=Markup("<ul>{}</ul>").format(join(items)))
