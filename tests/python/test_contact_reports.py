"""Sentences of the attempt report on both sides of their conditions, and the reps' worklists."""

from types import SimpleNamespace

import polars as pl
import pytest

from smarketing.report.frame.formatting import Formatter
from smarketing.report.frame.messages import Messages
from smarketing.report.pages.contact_attempt_curve.attempts import advice, speed_title
from smarketing.report.pages.contact_attempt_curve.curves import (
    counting_note,
    recommendation_title,
    value_title,
)
from smarketing.report.pages.contact_attempt_curve.data import ContactData
from smarketing.report.pages.worklist.worklists import file_stem

CLEAR = {
    "recommended_attempts": 8,
    "attempts_lower": 6,
    "attempts_upper": 12,
    "at_data_limit": False,
}


@pytest.fixture(params=["es", "en"])
def report(request):
    data = SimpleNamespace(run=SimpleNamespace(reporting_currency="USD"))
    return SimpleNamespace(msg=Messages(request.param), fmt=Formatter(request.param), data=data)


def test_a_recommendation_never_stands_without_its_interval(report):
    title = recommendation_title(report, CLEAR, "Demo")
    assert "8" in title
    assert "6–12" in title


def test_the_edge_of_the_data_is_said(report):
    title = recommendation_title(report, CLEAR | {"at_data_limit": True}, "Demo")
    assert "6–12" not in title
    assert "al menos 8" in title or "at least 8" in title


@pytest.mark.parametrize(("attempts", "key"), [(0, "none_pays"), (None, "no_value")])
def test_no_number_where_there_is_none_to_give(report, attempts, key):
    title = recommendation_title(report, CLEAR | {"recommended_attempts": attempts}, "Demo")
    assert title == report.msg.text(f"contact.{key}", type="Demo")


@pytest.mark.parametrize(
    ("policy", "at_data_limit", "key"),
    [
        (None, False, "set"),
        (5, False, "raise"),
        (6, False, "keep"),
        (12, False, "keep"),
        (13, False, "lower"),
        (13, True, "measure"),
    ],
)
def test_the_agreement_is_judged_by_the_interval(report, policy, at_data_limit, key):
    row = CLEAR | {"current_policy_attempts": policy, "at_data_limit": at_data_limit}
    expected = report.msg.text(f"contact.advice_{key}", attempts=8, policy=policy)
    assert advice(report, row) == expected


@pytest.mark.parametrize(
    ("policy", "says_today"), [(5, True), (8, False), (15, False), (None, False)]
)
def test_no_value_is_said_of_an_agreement_beyond_the_data(report, policy, says_today):
    row = CLEAR | {
        "current_policy_attempts": policy,
        "last_supported_attempt": 12,
        "value_per_lead_at_recommended": 4.62,
        "value_per_lead_at_current": 4.31,
    }
    title = value_title(report, row, "Demo")
    assert report.fmt.number(4.62, 2) in title
    assert (report.fmt.number(4.31, 2) in title) == says_today


@pytest.mark.parametrize(("minutes", "is_said"), [(30, True), (0, False)])
def test_who_counts_calls_by_hand_is_told_what_makes_one_attempt(report, minutes, is_said):
    report.data.run.vars = {"attempt_burst_minutes": minutes}
    assert ("30 minut" in counting_note(report)) == is_said
    assert "no cuentan" in counting_note(report) or "don’t count" in counting_note(report)


@pytest.mark.parametrize(
    ("lower", "upper", "key"),
    [(1.1, 2.0, "holds"), (0.9, 2.0, "vanishes"), (0.2, 0.9, "reversed"), (None, None, "alone")],
)
def test_calling_early_is_praised_only_among_similar_leads(report, lower, upper, key):
    row = {"rate": 0.1, "odds_ratio_lower": lower, "odds_ratio_upper": upper}
    expected = report.msg.text(f"contact.speed_{key}", bucket="x", rate=report.fmt.percent(0.1))
    assert speed_title(report, row, "x") == expected


def test_owners_become_file_names():
    assert file_stem("María Paredes") == "maria-paredes"
    assert file_stem("../Ñandú/x") == "nandu-x"
    assert file_stem("(none)") == "none"


def test_calls_without_amounts_are_not_said_to_be_missing():
    curve = pl.DataFrame({"connects": [5, 2], "value_per_win": [None, None]}, strict=False)
    recommendation = pl.DataFrame(
        {"recommended_attempts": [None]}, schema={"recommended_attempts": pl.Int64}
    )

    def data(rows):
        return ContactData(rows, recommendation, pl.DataFrame())

    assert data(curve).missing() == "contact.no_amounts"
    assert data(curve.with_columns(connects=pl.lit(0))).missing() == "contact.no_outcomes"
    assert data(curve.clear()).missing() == "contact.no_attempts"
