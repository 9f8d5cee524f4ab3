"""The planted effects can be seen in the generated history, and only where they are planted."""

import numpy as np
import pytest

from smarketing.sample import journeys, outcomes, people, truth, world

LEADS = 60_000


def history(*, null_world: bool):
    web_count = LEADS - round(LEADS * world.OFFLINE_SHARE)
    sessions = journeys.make_sessions(web_count, 7, null_world=null_world)
    crowd = people.make_people(LEADS, sessions, 7)
    story = outcomes.tell(crowd, 7, null_world=null_world)
    return sessions, crowd, story


@pytest.fixture(scope="module")
def real():
    return history(null_world=False)


@pytest.fixture(scope="module")
def null():
    return history(null_world=True)


def log_odds_ratio(event: np.ndarray, exposed: np.ndarray) -> tuple[float, float]:
    """Return the log odds ratio of exposed against the rest, and its standard error."""
    cells = [
        (event & exposed).sum(),
        (~event & exposed).sum(),
        (event & ~exposed).sum(),
        (~event & ~exposed).sum(),
    ]
    a, b, c, d = (float(cell) for cell in cells)
    return np.log(a * d / (b * c)), np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def won_of(story) -> np.ndarray:
    return story.outcomes.is_won & (story.outcomes.win_source == 1)


def channel_ratios(crowd, story) -> dict[str, tuple[float, float]]:
    web = crowd.web
    return {
        item.name: log_odds_ratio(won_of(story)[web], (crowd.channel_set[web] >> code & 1) > 0)
        for code, item in enumerate(world.CHANNELS)
    }


def test_channels_raise_the_win_rate_in_the_planted_order(real) -> None:
    _, crowd, story = real
    found = channel_ratios(crowd, story)
    planted = sorted(world.CHANNELS, key=lambda item: -item.log_odds_win)
    order = [item.name for item in planted if item.log_odds_win]
    assert sorted(order, key=lambda name: -found[name][0]) == order
    for item in planted:
        if not item.log_odds_win and item.name != world.CORRELATE_CHANNEL:
            assert abs(found[item.name][0]) < 3.5 * found[item.name][1]


def test_null_world_shows_no_channel_effect(null) -> None:
    sessions, crowd, story = null
    for name, (ratio, error) in channel_ratios(crowd, story).items():
        assert abs(ratio) < 3.5 * error, name
    is_lead = np.arange(len(sessions.channel_set)) < sessions.leads
    for code, item in enumerate(world.CHANNELS):
        ratio, error = log_odds_ratio(is_lead, (sessions.channel_set >> code & 1) > 0)
        assert abs(ratio) < 3.5 * error, item.name


def test_only_real_activities_raise_the_win_rate(real) -> None:
    _, crowd, story = real
    for code, item in enumerate(world.ACTIVITIES):
        did = np.zeros(len(crowd), dtype=bool)
        did[story.acts.person[story.acts.activity == code]] = True
        ratio, error = log_odds_ratio(won_of(story)[crowd.web], did[crowd.web])
        assert (ratio > 5 * error) if item.log_odds_win else (abs(ratio) < 3.5 * error)


def test_activities_come_before_qualification_and_the_first_attempt(real) -> None:
    _, crowd, story = real
    person = story.acts.person
    first = np.full(len(crowd), np.iinfo(np.int64).max)
    called = story.episodes.first_attempt_at > 0
    first[story.episodes.person[called]] = story.episodes.first_attempt_at[called]
    qualified = np.where(story.outcomes.mql_at > 0, story.outcomes.mql_at, first)
    assert len(person) > LEADS
    late = story.acts.at >= np.minimum(first, qualified)[person]
    assert late.mean() < 0.001
    assert (story.acts.at > crowd.created_at[person]).all()


def test_contact_hazards_equal_the_truth_after_standardising(real) -> None:
    _, crowd, story = real
    planted = truth.attempt_truth(crowd, story, null_world=False)
    attempts, person = story.attempts, story.episodes.person
    lead_type = crowd.lead_type[person[attempts.episode]]
    band = crowd.fit_band[person[attempts.episode]]
    for code, item in enumerate(world.LEAD_TYPES[:5]):
        for position, name in enumerate(world.FIT_BANDS):
            mine = (lead_type == code) & (band == position)
            for number in (1, 2, 3):
                rows = mine & (attempts.number == number)
                found = (attempts.outcome[rows] == 1).mean()
                true = planted[item.name]["connect_hazard_by_band"][name][number - 1]
                error = np.sqrt(true * (1 - true) / rows.sum())
                assert abs(found - true) < 4 * error, (item.name, name, number)


def test_wins_come_after_the_landmark(real) -> None:
    _, crowd, story = real
    won = won_of(story)
    days = (story.outcomes.close_at - crowd.created_at)[won] / 86_400
    assert len(days) > 1_000
    assert days.min() >= 15
    assert np.mean(days <= 90) > 0.95
