"""Scores of the leads under candidate scoring rules, by the project's own dbt models.

The rules replace the shipped seed in a private copy of the warehouse, where only the models from
the rules to the scores at the moment of decision are built again.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from smarketing.paths import temporary_folder
from smarketing.report.frame.warehouse import Warehouse
from smarketing.settings import effective_settings

SEED = "lead_scoring_rules"
SCORES = "int_decision_scores"
# Who is judged and when stays as published: it lies outside the folder, between rules and scores.
REBUILT = (SEED, f"{SEED}+,+{SCORES},path:models/intermediate/scoring", SCORES)


def candidate_scores(
    warehouse: Path, rules_file: Path, *, vars_in_force: Mapping[str, Any]
) -> pl.DataFrame:
    """Return lead_key, candidate_fit, candidate_interest under the rules of a CSV.

    The CSV has the columns of the seed lead_scoring_rules and is checked like it: DataRefused
    names row, column and remedy. vars_in_force: those of the build that is tried.
    """
    from smarketing.warehouse import build

    with temporary_folder("candidate") as folder:
        overlay = folder / "settings"
        overlay.mkdir()
        shutil.copyfile(rules_file, overlay / f"{SEED}.csv")
        settings = effective_settings(overlay, folder / "seeds")
        copy = folder / "candidate.duckdb"
        shutil.copyfile(warehouse, copy)
        project = build.Project(copy, settings.seeds_dir, folder / "dbt", dict(vars_in_force))
        build.build(project, select=REBUILT, with_data_tests=False, say=lambda _: None)
        with Warehouse(copy) as source:
            return source.query(
                "select lead_key, fit_points as candidate_fit, interest_points as"
                " candidate_interest from intermediate.int_decision_scores"
            )
