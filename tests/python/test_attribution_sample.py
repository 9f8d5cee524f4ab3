"""What was planted in the sample comes back out of the attribution marts."""

import json

import duckdb
import pytest


@pytest.fixture(scope="module")
def planted(sample_company) -> dict:
    return json.loads(sample_company.truth.read_text(encoding="utf-8"))["planted"]


@pytest.fixture(scope="module")
def shapley(sample_company) -> dict:
    with duckdb.connect(str(sample_company.warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select channel, conversions, conversions_lower, conversions_upper"
            " from attribution.rpt_channel_attribution"
            " where goal = 'customer' and model = 'shapley' and conversions_upper is not null"
        ).fetchall()
    assert len(rows) >= 9
    return {row[0]: row[1:] for row in rows}


def test_the_game_ranks_channels_by_their_planted_effect(planted, shapley):
    # The fourth effect is a quarter of the first and drowns in the noise of one year.
    order = planted["channel_order_by_effect"][:3]
    assert len(order) == 3
    credited = [shapley[name][0] for name in order]
    assert credited == sorted(credited, reverse=True)
    null = [
        name
        for name, channel in planted["channels"].items()
        if not channel["log_odds_win"] and not channel["is_correlate"]
    ]
    assert len(null) >= 3
    assert max(shapley[name][0] for name in null) < min(credited)


def test_strong_channels_are_above_zero_and_null_ones_are_not(planted, shapley):
    for name in planted["channel_order_by_effect"][:3]:
        assert shapley[name][1] > 0, name
    for name, channel in planted["channels"].items():
        if not channel["log_odds_win"] and not channel["is_correlate"]:
            assert shapley[name][1] <= 0 <= shapley[name][2], name
