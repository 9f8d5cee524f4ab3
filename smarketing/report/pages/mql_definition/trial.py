"""The definition of an MQL, second half: the back-test, thresholds, challengers."""

from __future__ import annotations

import polars as pl

from smarketing.report.frame.blocks import Block, Figure
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import figure, key_item, missing_figure, table
from smarketing.report.frame.parts import section, sources
from smarketing.report.frame.safety import clean_label
from smarketing.report.pages.mql_definition.charts import dots_with_intervals, threshold_curve
from smarketing.report.pages.mql_definition.labels import renamed
from smarketing.report.pages.mql_definition.study import TEST, Study

AUC_MARGIN = 0.02


def _definition(study: Study, name: str) -> str:
    return clean_label(study.definitions.get(name) or name)


def own_rows(study: Study) -> pl.DataFrame:
    """Return how each definition did on the test leads at its own threshold."""
    return study.backtest.filter((pl.col("split") == TEST) & pl.col("is_own_threshold"))


def trial_title(report: Report, study: Study) -> str:
    """Say whether leads of the definition in force buy clearly more often than leads at large."""
    rows = own_rows(study).filter(pl.col("definition_id") == study.current_definition)
    if not rows.height or (rows["flagged"][0] or 0) < report.data.run.minimum_sample:
        return report.msg.text("mql.trial_few")
    row = rows.row(0, named=True)
    texts = {
        "precision": report.fmt.percent(row["precision"]),
        "base": report.fmt.percent(row["base_rate"]),
        "lift": report.fmt.number(row["lift"], 1),
    }
    is_clear = row["precision_lower"] > row["base_rate"]
    return report.msg.text("mql.trial_clear" if is_clear else "mql.trial_unclear", **texts)


def trial_figure(report: Report, study: Study) -> Figure:
    """Return the precision of each definition on leads it was not drawn up on."""
    msg, fmt = report.msg, report.fmt
    rows = own_rows(study)
    enough = rows.filter(pl.col("flagged") >= report.data.run.minimum_sample)
    if not enough.height:
        return missing_figure(
            report, "f-prueba", msg.text("mql.trial_few"), msg.text("mql.no_data")
        )
    enough = enough.sort("precision", descending=True)
    frame = pl.DataFrame(
        {
            "label": [_definition(study, name) for name in enough["definition_id"]],
            "value": enough["precision"],
            "lower": enough["precision_lower"],
            "upper": enough["precision_upper"],
            "reference": enough["base_rate"],
            "is_strong": enough["definition_id"] == study.current_definition,
            "text": [
                msg.text(
                    "mql.trial_text",
                    precision=fmt.percent(row["precision"]),
                    recall=fmt.percent(row["recall"], 0),
                    month=fmt.number(row["flagged_per_month"]),
                )
                for row in enough.iter_rows(named=True)
            ],
        }
    )
    shown = ("definition_id", "threshold", "leads", "wins", "flagged", "true_positives")
    shown += ("false_positives", "false_negatives", "precision", "recall", "lift", "volume_share")
    shown += ("acceptance_rate", "expected_value", "brier_score", "auc")
    values = rows.with_columns(pl.col("expected_value").cast(pl.Float64))
    return figure(
        report,
        "f-prueba",
        trial_title(report, study),
        msg.text("mql.trial_subtitle", leads=fmt.number(rows["leads"].max())),
        chart=dots_with_intervals(report, frame, axis_format=".0%"),
        frame=renamed(report, values, *shown),
        keys=[
            key_item("circle", "actual", msg.text("mql.key_current"), "actual"),
            key_item("circle", "neutral", msg.text("mql.key_other"), "neutral"),
            key_item("dash", "ink", msg.text("mql.key_base")),
        ],
        note=msg.text("mql.trial_note"),
        source=sources(report, "leads", "touchpoints", "opportunities"),
        is_wide=True,
    )


def threshold_rows(study: Study) -> pl.DataFrame:
    """Return the thresholds of the current definition on the test leads; the best one is marked."""
    rows = study.backtest.filter(
        (pl.col("split") == TEST) & (pl.col("definition_id") == study.current_definition)
    ).with_columns(pl.col("expected_value").cast(pl.Float64))
    fitting = rows.filter(pl.col("flagged_per_month") <= study.capacity_per_month)
    best = fitting.sort("expected_value", "threshold", descending=[True, False]).head(1)[
        "threshold"
    ]
    chosen = best[0] if best.len() else None
    is_best = (
        pl.col("threshold") == chosen
        if chosen is not None
        else pl.lit(value=False, dtype=pl.Boolean)
    )
    return rows.with_columns(is_best.alias("is_best")).sort("threshold")


def threshold_figure(report: Report, study: Study) -> Figure:
    """Return what each interest threshold earns within what sales can work."""
    msg, fmt = report.msg, report.fmt
    rows = threshold_rows(study)
    best = rows.filter(pl.col("is_best"))
    if rows.height < 2 or not best.height:
        return missing_figure(
            report, "f-umbral", msg.text("mql.threshold_name"), msg.text("mql.threshold_none")
        )
    texts = {
        "best": fmt.number(best["threshold"][0]),
        "own": fmt.number(study.interest_threshold),
        "month": fmt.number(best["flagged_per_month"][0]),
        "capacity": fmt.number(study.capacity_per_month),
    }
    is_own = bool(best["is_own_threshold"][0])
    frame = rows.select("threshold", "expected_value", "is_own_threshold", "is_best").with_columns(
        pl.Series(
            "text",
            [
                msg.text(
                    "mql.threshold_text",
                    value=fmt.number(row["expected_value"]),
                    month=fmt.number(row["flagged_per_month"]),
                    precision=fmt.percent(row["precision"]),
                )
                for row in rows.iter_rows(named=True)
            ],
        )
    )
    shown = ("threshold", "flagged", "flagged_per_month", "precision", "recall", "expected_value")
    return figure(
        report,
        "f-umbral",
        msg.text("mql.threshold_own" if is_own else "mql.threshold_other", **texts),
        msg.text("mql.threshold_subtitle", currency=report.data.run.reporting_currency),
        chart=threshold_curve(report, frame, msg.text("mql_column.threshold")),
        frame=renamed(report, rows, *shown),
        keys=[
            key_item("circle", "second", msg.text("mql.key_own"), "paper"),
            key_item("circle", "good", msg.text("mql.key_best", **texts), "good"),
        ],
        note=msg.text("mql.threshold_note"),
        source=sources(report, "leads", "touchpoints"),
    )


def challenge_title(report: Report, results: dict[str, dict]) -> str:
    """Say whether points from the data, or the model, rank clearly better than the hand points."""
    hand, points, model = (results[name]["auc"] for name in ("hand", "suggested", "logistic"))
    texts = {
        name: report.fmt.number(value, 2)
        for name, value in (("hand", hand), ("points", points), ("model", model))
    }
    if points - hand > AUC_MARGIN and model - points <= AUC_MARGIN:
        return report.msg.text("mql.challenge_points", **texts)
    if model - max(hand, points) > AUC_MARGIN:
        return report.msg.text("mql.challenge_model", **texts)
    return report.msg.text("mql.challenge_none", **texts)


def challenge_figure(report: Report, study: Study) -> Figure:
    """Return hand points against points from the data and a penalised logistic regression."""
    msg, fmt = report.msg, report.fmt
    try:
        from smarketing.report.pages.mql_definition.models import challenge

        result = challenge(study)
    except ImportError:
        return missing_figure(
            report, "f-retadores", msg.text("mql.challenge_name"), msg.text("mql.challenge_missing")
        )
    if result is None:
        return missing_figure(
            report, "f-retadores", msg.text("mql.challenge_name"), msg.text("mql.challenge_few")
        )
    by_model = {row["model"]: row for row in result.results.iter_rows(named=True)}
    names = ("auc", "precision", "recall", "calibration_error", "observed_over_expected")
    cells = [
        [
            msg.text(f"mql.model_{row['model']}"),
            fmt.number(row["auc"], 3),
            fmt.percent(row["precision"]),
            fmt.percent(row["recall"]),
            fmt.percent(row["calibration_error"]),
            fmt.number(row["observed_over_expected"], 2),
        ]
        for row in result.results.iter_rows(named=True)
    ]
    headers = [(msg.text("mql_column.model"), "l")]
    headers += [(msg.text(f"mql_column.{name}"), "") for name in names]
    sample = msg.text(
        "mql.challenge_note",
        train=fmt.number(result.train),
        test=fmt.number(result.test),
        limit=fmt.number(study.model_leads),
        flagged=fmt.number(result.flagged),
    )
    frame = result.results.with_columns(
        pl.col("model").map_elements(lambda m: msg.text(f"mql.model_{m}"), return_dtype=pl.String)
    )
    return figure(
        report,
        "f-retadores",
        challenge_title(report, by_model),
        msg.text("mql.challenge_subtitle", flagged=fmt.number(result.flagged)),
        body=table(msg.text("mql.challenge_name"), "", headers, cells),
        frame=renamed(report, frame, "model", *names),
        note=sample,
        source=sources(report, "leads", "touchpoints"),
        is_wide=True,
    )


def trial(report: Report, study: Study) -> Block:
    """Return the section: how each definition does on later leads, thresholds and challengers."""
    return section(
        report,
        "mql_prueba",
        trial_figure(report, study),
        threshold_figure(report, study),
        challenge_figure(report, study),
    )
