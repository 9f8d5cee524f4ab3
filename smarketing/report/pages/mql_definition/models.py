"""Champion and challengers: hand points, points from the data, penalised logistic regression.

All are drawn up on the training leads and tried once on the later test leads. The models see what
was known when somebody had to decide: activities in time and the checks of the fit rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from smarketing.report.pages.mql_definition.study import TEST, TRAIN, Study, Worth

CALIBRATION_BINS = 10
POINTS = {"feature": pl.String, "points": pl.Float64}


@dataclass(frozen=True)
class Challenge:
    """How each way of scoring did on the test leads.

    results: model (hand, suggested, logistic), auc, precision, recall, calibration_error,
    observed_over_expected. flagged: leads that sales can work in the test period. train, test:
    leads used. points: feature, points of the suggested rules, from the training leads alone.
    """

    results: pl.DataFrame
    flagged: int
    train: int
    test: int
    points: pl.DataFrame


def auc(scores: np.ndarray, won: np.ndarray) -> float | None:
    """Return the chance that a winner outscores a loser, ties at half; None without both."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(won, scores)) if 0 < won.sum() < len(won) else None


def suggested_points(
    matrix: np.ndarray, won: np.ndarray, names: list[str], worth: Worth
) -> pl.DataFrame:
    """Return the features worth points in the training leads: feature, points."""
    from scipy.stats import false_discovery_control, hypergeom

    if not names:
        return pl.DataFrame(schema=POINTS)
    leads, wins = len(won), int(won.sum())
    with_leads = matrix.sum(axis=0)
    with_wins = matrix[won].sum(axis=0)
    p_values = hypergeom.sf(with_wins - 1, leads, wins, with_leads)
    base = max(wins / max(leads, 1), 1e-12)
    lift = with_wins / np.maximum(with_leads, 1) / base
    keep = (
        (with_leads >= max(worth.leads, worth.leads_share * leads))
        & (with_wins >= worth.wins)
        & (lift >= worth.lift)
        & (false_discovery_control(p_values, method="bh") <= worth.q_value)
    )
    a, b = with_wins + 0.5, with_leads - with_wins + 0.5
    c, d = wins - with_wins + 0.5, leads - wins - with_leads + with_wins + 0.5
    points = np.round(worth.points_to_double_odds / np.log(2) * np.log(a * d / (b * c)))
    rows = [(names[i], float(points[i])) for i in np.flatnonzero(keep)]
    return pl.DataFrame(rows, schema=POINTS, orient="row")


def _calibration(probability: np.ndarray, won: np.ndarray) -> tuple[float, float]:
    order = np.argsort(probability, kind="stable")
    bins = np.array_split(order, CALIBRATION_BINS)
    error = sum(abs(won[i].sum() - probability[i].sum()) for i in bins) / len(won)
    return float(error), float(won.sum() / max(probability.sum(), 1e-12))


def _features_matrix(study: Study) -> tuple[np.ndarray, np.ndarray, list[str]]:
    rows = study.features.with_columns(pl.lit(1, dtype=pl.Int8).alias("one"))
    wide = rows.pivot("feature", index=["lead", "split"], values="one").fill_null(0).sort("lead")
    names = sorted(set(wide.columns) - {"lead", "split", ""})
    # of no columns a frame has no rows either
    matrix = wide.select(names).to_numpy() if names else np.zeros((wide.height, 0))
    return matrix.astype(bool), wide["lead"].to_numpy(), names


def training_points(study: Study) -> pl.DataFrame:
    """Return the features worth points in the training leads: feature, points."""
    matrix, numbers, names = _features_matrix(study)
    leads = pl.DataFrame({"lead": numbers}).join(
        study.leads.with_columns(pl.col("lead").cast(pl.Int64)), on="lead", how="left"
    )
    train = (leads["split"] == TRAIN).to_numpy()
    won = leads["is_won"].to_numpy().astype(bool)
    return suggested_points(matrix[train], won[train], names, study.worth)


def challenge(study: Study) -> Challenge | None:
    """Fit and compare; None where there are too few leads or wins to train on and to test."""
    from sklearn.linear_model import LogisticRegression

    matrix, numbers, names = _features_matrix(study)
    leads = pl.DataFrame({"lead": numbers}).join(
        study.leads.with_columns(pl.col("lead").cast(pl.Int64)), on="lead", how="left"
    )
    won = leads["is_won"].to_numpy().astype(bool)
    train = (leads["split"] == TRAIN).to_numpy()
    test = (leads["split"] == TEST).to_numpy()
    if min(won[train].sum(), won[test].sum()) < study.worth.leads or not names:
        return None
    points = suggested_points(matrix[train], won[train], names, study.worth)
    is_activity = pl.col("feature").str.starts_with("fit:").not_()
    weights = dict(points.filter(is_activity).iter_rows())
    interest = matrix @ np.array([weights.get(name, 0.0) for name in names])
    fit = leads["fit"].to_numpy()
    model = LogisticRegression(C=0.5, max_iter=500).fit(matrix[train], won[train])
    logistic = model.decision_function(matrix)
    scores = {
        "hand": fit + leads["interest"].to_numpy(),
        "suggested": fit + interest,
        "logistic": logistic,
    }
    flagged = max(1, min(round(study.capacity_per_month * study.months(TEST)), int(test.sum())))
    rows = []
    for name, score in scores.items():
        # points become a probability by a straight line in log odds, drawn on the training leads
        line = LogisticRegression(C=1e6, max_iter=500).fit(score[train, None], won[train])
        probability = line.predict_proba(score[test, None])[:, 1]
        best = np.argsort(-score[test], kind="stable")[:flagged]
        hits = int(won[test][best].sum())
        error, ratio = _calibration(probability, won[test])
        area = auc(score[test], won[test])
        rows.append((name, area, hits / flagged, hits / int(won[test].sum()), hits, error, ratio))
    columns = ("model", "auc", "precision", "recall", "hits", "calibration_error")
    results = pl.DataFrame(rows, schema=[*columns, "observed_over_expected"], orient="row")
    return Challenge(results, flagged, int(train.sum()), int(test.sum()), points)
