"""The attempt curve on leads whose truth is known: hand-computed, real, and simulated ones."""

import pytest
from contact_world import TRUE_OPTIMUM, WAYS_TO_STOP, CurveWorld, counted, simulate

# (attempts, how they ended, leads): 100, 80, 60, 40, 20 at risk; wins 10, 4, 3, 1, 0
HAND = [
    (1, "connect", 10), (1, "disqualified", 4), (1, "gave_up", 6),
    (2, "connect", 4), (2, "disqualified", 4), (2, "gave_up", 12),
    (3, "connect", 3), (3, "disqualified", 3), (3, "gave_up", 14),
    (4, "connect", 1), (4, "disqualified", 2), (4, "gave_up", 17),
    (5, "disqualified", 1), (5, "gave_up", 19),
]  # fmt: skip
# UCI Bank Marketing, 4,119 rows: clients by number of contacts, and those who subscribed
BANK = [(1764, 219), (1039, 119), (549, 62), (291, 32), (142, 9), (99, 4)]
BANK_LATER = 4119 - sum(clients for clients, _ in BANK)
LEADS = 400_000
SEEDS = 50


@pytest.fixture(scope="module")
def curve(tmp_path_factory):
    world = CurveWorld(tmp_path_factory.mktemp("curve"))
    world.add("hand", counted(HAND), value=1000, cost=20, policy=3)
    bank = [(k, "connect", wins) for k, (_, wins) in enumerate(BANK, 1)]
    bank += [(k, "gave_up", clients - wins) for k, (clients, wins) in enumerate(BANK, 1)]
    world.add("bank", counted([*bank, (7, "gave_up", BANK_LATER)]), value=100, cost=1)
    for seed, way in enumerate(WAYS_TO_STOP, 1):
        world.add(way, simulate(LEADS, way, seed), value=350, cost=5)
    with world.run() as connection:
        yield connection


def column(curve, lead_type, name):
    """Return a column of the curve of a lead type, in order of the attempts."""
    rows = curve.execute(
        f"select {name} from contact.rpt_contact_attempt_curve"
        " where lead_type = ? order by attempt_number",
        [lead_type],
    ).fetchall()
    assert rows, f"the curve has no rows for {lead_type}"
    return [row[0] for row in rows]


def recommendation(curve, lead_type):
    """Return the recommendation of a lead type as a dict."""
    found = curve.execute(
        "select * from contact.rpt_contact_attempt_recommendation where lead_type = ?", [lead_type]
    )
    names = [item[0] for item in found.description]
    rows = found.fetchall()
    assert len(rows) == 1
    return dict(zip(names, rows[0], strict=True))


def test_hand_computed_counts_and_hazards(curve):
    assert column(curve, "hand", "at_risk") == [100, 80, 60, 40, 20]
    assert column(curve, "hand", "wins") == [10, 4, 3, 1, 0]
    assert column(curve, "hand", "disqualified") == [4, 4, 3, 2, 1]
    assert column(curve, "hand", "gave_up") == [6, 12, 14, 17, 19]
    assert column(curve, "hand", "hazard") == pytest.approx([0.10, 0.05, 0.05, 0.025, 0])
    assert column(curve, "hand", "hazard_standardised") == pytest.approx(
        [0.10, 0.05, 0.05, 0.025, 0]
    )


def test_hand_computed_survival_and_wins(curve):
    survival = [1, 0.86, 0.774, 0.6966, 0.644355]
    assert column(curve, "hand", "survival_before") == pytest.approx(survival, abs=1e-12)
    wins = [0.1, 0.143, 0.1817, 0.199115, 0.199115]
    assert column(curve, "hand", "cumulative_wins") == pytest.approx(wins, abs=1e-10)


def test_hand_computed_money(curve):
    assert column(curve, "hand", "break_even_hazard") == pytest.approx([0.02] * 5)
    assert column(curve, "hand", "marginal_value") == pytest.approx([80, 30, 30, 5, -20])
    values = [80, 105.8, 129.02, 132.503, 119.6159]
    assert column(curve, "hand", "cumulative_value") == pytest.approx(values, abs=1e-9)


def test_hand_computed_chance_to_pay_and_zones(curve):
    chances = [0.99999, 0.95756, 0.93633, 0.65802, 0.36568]
    assert column(curve, "hand", "probability_pays") == pytest.approx(chances, abs=1e-5)
    assert column(curve, "hand", "zone") == ["pays"] * 3 + ["undecided"] * 2


def test_hand_computed_naive_reading(curve):
    assert column(curve, "hand", "naive_close_rate") == pytest.approx([0.5, 0.2, 0.15, 0.05, 0])
    literal = [50, 25, 16.6666666667, 12.5, 10]
    assert column(curve, "hand", "naive_profitability") == pytest.approx(literal)
    assert column(curve, "hand", "naive_net_value") == pytest.approx([480, 160, 90, -30, -100])


def test_hand_computed_recommendation(curve):
    row = recommendation(curve, "hand")
    assert row["recommended_attempts"] == 4
    assert row["attempts_lower"] <= 4 <= row["attempts_upper"]
    assert row["value_per_lead_at_recommended"] == pytest.approx(132.503, abs=1e-9)
    assert row["value_per_lead_at_current"] == pytest.approx(129.02, abs=1e-9)
    assert row["expected_attempts_per_lead"] == pytest.approx(3.3306, abs=1e-9)
    assert row["naive_attempts"] == 3
    assert row["at_data_limit"] is False


def test_jeffreys_interval_is_exact_to_a_millionth(curve):
    # 3 wins of 60 and 0 of 20, by the incomplete beta function
    lower, upper = column(curve, "hand", "hazard_lower"), column(curve, "hand", "hazard_upper")
    assert (lower[2], upper[2]) == pytest.approx((0.01428123, 0.12744563), abs=1e-6)
    assert (lower[4], upper[4]) == pytest.approx((0, 0.11663898), abs=1e-6)


def test_real_contacts_give_the_published_hazards(curve):
    at_risk = [4119, 2355, 1316, 767, 476, 334]
    wins = [219, 119, 62, 32, 9, 4]
    assert column(curve, "bank", "at_risk")[:6] == at_risk
    hazards = [won / risk for won, risk in zip(wins, at_risk, strict=True)]
    assert column(curve, "bank", "hazard")[:6] == pytest.approx(hazards, abs=1e-6)
    naive = [0.124, 0.115, 0.113, 0.110, 0.063, 0.040]
    assert column(curve, "bank", "naive_close_rate")[:6] == pytest.approx(naive, abs=5e-4)


@pytest.mark.parametrize("way", WAYS_TO_STOP)
def test_the_recommendation_does_not_depend_on_how_reps_stop(curve, way):
    row = recommendation(curve, way)
    assert abs(row["recommended_attempts"] - TRUE_OPTIMUM) <= 1
    assert row["attempts_lower"] <= TRUE_OPTIMUM <= row["attempts_upper"]


def test_the_raw_hazard_misleads_where_reps_choose_whom_to_persist_with(curve):
    def raw_optimum(way):
        values = column(curve, way, "cumulative_value")
        return values.index(max(values)) + 1

    assert raw_optimum("persist_on_high") >= TRUE_OPTIMUM + 3
    assert raw_optimum("persist_on_low") < TRUE_OPTIMUM


def test_true_hazards_are_recovered(curve):
    truth = [0.0476, 0.0386, 0.0320, 0.0270, 0.0231, 0.0200, 0.0174, 0.0153]
    for way in ("cap_12", "random", "persist_on_high", "persist_on_low", "immature"):
        found = column(curve, way, "hazard_standardised")[:8]
        assert found == pytest.approx(truth, abs=0.0025), way


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS_TO_STOP)
def test_the_interval_covers_the_truth_about_as_often_as_it_says(tmp_path, way):
    world = CurveWorld(tmp_path)
    first_seed = 1000 * (1 + list(WAYS_TO_STOP).index(way))
    for seed in range(SEEDS):
        world.add(f"seed_{seed:02}", simulate(2000, way, first_seed + seed), value=350, cost=5)
    with world.run() as connection:
        rows = connection.execute(
            "select attempts_lower, recommended_attempts, attempts_upper"
            " from contact.rpt_contact_attempt_recommendation where lead_type <> 'all'"
        ).fetchall()
    assert len(rows) == SEEDS
    covered = sum(lower <= TRUE_OPTIMUM <= upper for lower, _, upper in rows)
    found = sorted(attempts for _, attempts, _ in rows)
    # nominal 90 %: 45 of 50, give or take three standard errors
    assert covered >= 39
    # no bias: half of the recommendations are the truth or beside it on either side
    assert abs(found[SEEDS // 2] - TRUE_OPTIMUM) <= 2
