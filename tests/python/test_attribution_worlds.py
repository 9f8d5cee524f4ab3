"""The effects planted in a company of four times the leads, and a company without any effect."""

import json

import duckdb
import pytest

from smarketing.loading import load
from smarketing.sample import write_sample
from smarketing.settings.schema import SEEDS
from smarketing.warehouse import build as dbt_build

pytestmark = pytest.mark.slow


def credits_of(folder, goals, **world):
    """Return what was planted and, by goal and channel, the game's credit with its bounds."""
    write_sample(folder, say=lambda _: None, **world)
    build_file = folder / "build.duckdb"
    load(folder / "exports", build_file, say=lambda _: None)
    project = dbt_build.Project(build_file, SEEDS, folder / "work", {"as_of": "2026-10-31"})
    dbt_build.build(
        project, select=["+rpt_channel_attribution"], with_data_tests=False, say=lambda _: None
    )
    with duckdb.connect(str(build_file), read_only=True) as connection:
        rows = connection.execute(
            "select goal, channel, conversions, conversions_lower, conversions_upper"
            " from attribution.rpt_channel_attribution where model = 'shapley'"
        ).fetchall()
    planted = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["planted"]
    games = {
        name: {row[1]: row[2:] for row in rows if row[0] == name and row[1] in planted["channels"]}
        for name in goals
    }
    assert all(len(game) == 9 for game in games.values())
    return planted, games


def test_the_full_order_of_the_planted_effects_is_recovered(tmp_path):
    planted, games = credits_of(tmp_path, ["customer"], scale=4)
    game = games["customer"]
    order = planted["channel_order_by_effect"]
    assert len(order) == 4
    # Display is planted as a correlate: it meets buyers and makes none, and no model can tell.
    effects = {name for name, item in planted["channels"].items() if item["log_odds_win"]}
    correlates = {name for name, item in planted["channels"].items() if item["is_correlate"]}
    credited = [game[name][0] for name in order]
    assert credited == sorted(credited, reverse=True)
    assert all(game[name][1] > 0 for name in order)
    without = game.keys() - effects - correlates
    assert len(without) == 4
    for name in without:
        assert game[name][1] <= 0 <= game[name][2], name
        assert game[name][0] < min(credited), name


def test_where_no_channel_does_anything_no_interval_says_otherwise(tmp_path):
    planted, games = credits_of(tmp_path, ["lead", "customer"], scale=1, null_world=True)
    assert planted["null_world"]
    assert not any(item["log_odds_win"] for item in planted["channels"].values())
    for goal, game in games.items():
        # without effects all are worth the same, however often they are met
        fair = sum(item[0] for item in game.values()) / len(game)
        outside = [name for name, item in game.items() if not item[1] <= fair <= item[2]]
        assert len(outside) <= 1, (goal, fair, game)  # of nine 95 % intervals one may miss
    beyond = [name for name, item in games["customer"].items() if not item[1] <= 0 <= item[2]]
    assert len(beyond) <= 1, games["customer"]
