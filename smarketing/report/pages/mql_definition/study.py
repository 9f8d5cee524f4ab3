"""What the notebook `mql_definition` reads and computes: frames of the qualification marts.

Everything here is counts and points of unnamed leads; no personal data leaves the warehouse.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from smarketing.errors import DataRefused
from smarketing.paths import PROJECT
from smarketing.report.frame.context import Report
from smarketing.report.pages.mql_definition.candidate_scores import candidate_scores

MARTS = {
    "matrix": "rpt_value_interest_matrix",
    "activities": "rpt_activity_close_rates",
    "backtest": "rpt_mql_definition_backtest",
    "acceptance": "rpt_mql_acceptance",
    "values": "rpt_mql_values",
    "events": "rpt_event_close_rates",
}
TRAIN, TEST = "train", "test"
LEADS = """
select
    leads.lead_key,
    row_number() over (order by leads.lead_key) as lead,
    leads.split,
    leads.lead_type,
    leads.created_date,
    leads.is_won,
    coalesce(leads.value_per_win, 0) as value_per_win,
    coalesce(leads.cost_per_lead, 0) as cost_per_lead,
    scores.fit_points as fit,
    scores.interest_points as interest,
    case when met.lead_key is not null
        then coalesce(met.score >= met.own_threshold, false) end as is_current
from intermediate.int_backtest_leads as leads
inner join intermediate.int_decision_scores as scores on leads.lead_key = scores.lead_key
left join intermediate.int_definition_scores as met
    on leads.lead_key = met.lead_key
    and met.definition_id = (
        select definition_id from settings.mql_definitions where is_current
    )
order by lead
"""
# What the models may know: activities done in time and checks of fit rules passed.
FEATURES = """
with numbered as (
    select lead_key, cut_at, split, row_number() over (order by lead_key) as lead
    from intermediate.int_backtest_leads
),

-- by a hash of the key, so that the same leads are taken in every run
chosen as (
    select * from numbered
    qualify row_number() over (partition by split order by md5(lead_key)) <= $model_leads
)

select distinct
    chosen.lead, chosen.split,
    case when touches.asset is null then touches.touch_type
        else touches.touch_type || ':' || touches.asset end as feature
from chosen
inner join core.dim_leads as leads on chosen.lead_key = leads.lead_key
inner join core.fct_touchpoints as touches on chosen.lead_key = touches.lead_key
where
    not touches.is_implied
    and touches.occurred_at >= leads.created_at
    and touches.occurred_at < chosen.cut_at
union
select chosen.lead, chosen.split, 'fit:' || rules.rule_id
from chosen
inner join intermediate.int_person_checks as checks on chosen.lead_key = checks.lead_key
inner join intermediate.int_scoring_rules as rules
    on checks.check_id = rules.check_id and rules.dimension = 'fit'
union
select chosen.lead, chosen.split, '' from chosen
order by all
"""


@dataclass(frozen=True)
class Worth:
    """From when an activity is worth points, and how many: the vars of the build.

    leads, leads_share, wins: how many leads, of all, and how many wins it takes at least.
    points_to_double_odds: points that double the odds of buying.
    """

    leads: int
    leads_share: float
    wins: int
    lift: float
    q_value: float
    points_to_double_odds: float

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Worth:
        """Return the thresholds that these vars set."""
        return cls(
            leads=values["minimum_sample"],
            leads_share=values["activity_minimum_support_share"],
            wins=values["activity_minimum_wins"],
            lift=values["activity_minimum_lift"],
            q_value=values["activity_maximum_q_value"],
            points_to_double_odds=values["points_to_double_odds"],
        )


@dataclass(frozen=True)
class Study:
    """The frames of one study of the MQL definition.

    matrix, activities, backtest, acceptance, values, events: the marts of those names.
    leads: one row per mature lead: lead (number), split, lead_type, created_date, is_won,
    value_per_win, cost_per_lead, fit, interest (points when somebody had to decide),
    candidate_fit, candidate_interest; is_current: met the definition in force by then (null for
    leads between calibration and test).
    features: lead, feature (an activity done in time, or a fit check passed) of the leads that
    the models are made and tried on, at most `model_leads` of each split.
    rules: the scoring rules in force. worth: when an activity is worth points.
    fit_threshold, interest_threshold: the definition's.
    """

    matrix: pl.DataFrame
    activities: pl.DataFrame
    backtest: pl.DataFrame
    acceptance: pl.DataFrame
    values: pl.DataFrame
    events: pl.DataFrame
    leads: pl.DataFrame
    features: pl.DataFrame
    rules: pl.DataFrame
    worth: Worth
    current_definition: str
    definitions: dict[str, str]
    fit_threshold: float
    interest_threshold: float
    candidate_fit_threshold: float
    candidate_interest_threshold: float
    has_candidate: bool
    capacity_per_month: float
    model_leads: int

    def months(self, split: str) -> float:
        """Return how many months of leads a split holds."""
        days = self.leads.filter(pl.col("split") == split)["created_date"]
        if not days.len():
            return 0.0
        return ((days.max() - days.min()).days + 1) / 30.4375


def open_study(
    report: Report,
    *,
    fit_threshold: float | None = None,
    interest_threshold: float | None = None,
    rules_file: str = "",
    capacity_per_month: float = 100,
    model_leads: int = 20_000,
) -> Study:
    """Read the study from the warehouse and score the candidate definition.

    The candidate is the current definition with other thresholds (None: the current one's) and,
    if given, the scoring rules of the CSV `rules_file`, run through the project's own models in a
    private copy. Raises DataRefused for a rules file that is not there or not in order.
    """
    thresholds = report.read("intermediate.int_score_thresholds").row(0)
    definitions = report.read("settings.mql_definitions")
    leads = report.query(LEADS)
    if rules_file:
        scores = candidate_scores(
            report.data.warehouse.path,
            existing_file(rules_file),
            vars_in_force=report.data.run.vars,
        )
    else:
        scores = leads.select(
            "lead_key",
            pl.col("fit").alias("candidate_fit"),
            pl.col("interest").alias("candidate_interest"),
        )
    leads = leads.join(scores, on="lead_key", how="left").drop("lead_key")
    label = f"label_{report.fmt.language}"
    return Study(
        **{name: _mart(report, table) for name, table in MARTS.items()},
        leads=leads,
        features=report.query(FEATURES, {"model_leads": model_leads}),
        rules=report.read("settings.lead_scoring_rules"),
        worth=Worth.of(report.data.run.vars),
        current_definition=definitions.filter(pl.col("is_current"))["definition_id"][0],
        definitions=dict(zip(definitions["definition_id"], definitions[label], strict=True)),
        fit_threshold=thresholds[0],
        interest_threshold=thresholds[1],
        candidate_fit_threshold=thresholds[0] if fit_threshold is None else fit_threshold,
        candidate_interest_threshold=(
            thresholds[1] if interest_threshold is None else interest_threshold
        ),
        has_candidate=bool(rules_file)
        or fit_threshold not in (None, thresholds[0])
        or interest_threshold not in (None, thresholds[1]),
        capacity_per_month=capacity_per_month,
        model_leads=model_leads,
    )


def existing_file(name: str) -> Path:
    """Return the path of a file, relative ones from the project where they are not found here.

    Raises DataRefused where there is no such file.
    """
    path = Path(name)
    if not path.is_absolute() and not path.exists():
        path = PROJECT / path
    if not path.exists():
        raise DataRefused(f"{name}: there is no such file; give its path in the notebook's cell.")
    return path


def _mart(report: Report, table: str) -> pl.DataFrame:
    frame = report.read(f"qualification.{table}")
    return frame.sort(frame.columns, nulls_last=True)
