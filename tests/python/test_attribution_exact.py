"""The attribution models against a second, independent solution, on journeys of many shapes."""

import random
from datetime import date, datetime, timedelta

import duckdb
import pytest
from attribution_reference import journeys_of, markov, rules, shapley

from smarketing import attribution_chain

AS_OF = date(2026, 3, 31)
WINDOW_STARTS_ON = date(2025, 4, 1)
MATURITY_DAYS = 30
CHANNELS = ("Direct", "Paid Search", "Email", "Referral", "Display", "Organic Search", "Offline")
VARIABLES = {"timezone": "America/Guayaquil", "attribution_replicates": 40}
PEOPLE = 20_000


def random_company(seed: int, people: int):
    """Return touches and conversions: ties, repeats, long loops, buyers without touches."""
    draw = random.Random(seed)
    start = datetime(2025, 1, 15)
    touches, conversions = [], []
    for number in range(people):
        is_lead = draw.random() < 0.7
        person = f"lead-{number}" if is_lead else f"visitor-{number}"
        count = (
            draw.choice((0, 1, 1, 2, 3, 4, 6, 9)) if draw.random() < 0.98 else draw.randint(20, 80)
        )
        favourite = draw.choice(CHANNELS)
        begin = start + timedelta(seconds=draw.randrange(400 * 86400))
        moments = []
        for step in range(count):
            moment = begin + timedelta(seconds=draw.choice((0, 3600, 90000, 900000)) * step)
            channel = favourite if draw.random() < 0.4 else draw.choice(CHANNELS)
            moments.append(moment)
            key = f"t|{draw.randrange(10**9)}-{number}-{step}"
            touches.append((person, key, moment, channel, draw.choice(("visit", "form"))))
            if draw.random() < 0.05:  # the same touch exported twice, under another id
                touches.append((person, key + "x", moment, channel, touches[-1][4]))
        if is_lead and draw.random() < 0.3:
            for repeat in range(draw.choice((1, 1, 1, 2, 3))):
                moment = draw.choice(moments) if moments else begin
                moment += timedelta(seconds=draw.choice((0, 60, 2_000_000)) + repeat)
                conversions.append((person, f"c{number}-{repeat}", moment, draw.randrange(1, 900)))
    end = datetime(2026, 4, 1, 5)
    conversions.append((None, "nobody", datetime(2026, 1, 1), 77))
    return [item for item in touches if item[2] < end], [
        item for item in conversions if item[2] < end
    ]


def fill(connection, touches, conversions):
    """Write the company into the input tables of the chain."""
    attribution_chain.create_inputs(connection)
    connection.execute("insert into core.run values ('2026-03-31', '2026-04-01 05:00:00', 'USD')")
    connection.executemany(
        "insert into settings.channels values (?, ?)",
        [(name, name == "Direct") for name in CHANNELS],
    )
    connection.execute(
        "insert into intermediate.int_maturities select from_stage, to_stage, '*', ? from"
        " (values ('lead', 'mql'), ('lead', 'opportunity'), ('lead', 'customer'))"
        " as pairs(from_stage, to_stage)",
        [MATURITY_DAYS],
    )
    frame = _frame(
        ("key", "lead", "visitor", "moment", "kind", "channel"),
        [
            (key, person, None, moment, kind, channel)
            if person.startswith("lead")
            else (key, None, person, moment, kind, channel)
            for person, key, moment, channel, kind in touches
        ],
    )
    connection.execute("insert into core.fct_touchpoints select *, null from frame")
    frame = _frame(
        ("goal", "key", "lead", "moment", "is_date_only", "value"),
        [
            ("customer", key, person, moment, False, value)
            for person, key, moment, value in conversions
        ],
    )
    connection.execute("insert into intermediate.int_conversion_events select * from frame")
    return frame


def _frame(names, rows):
    import polars as pl

    return pl.DataFrame(rows, schema=list(names), orient="row", infer_schema_length=None)


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    return attribution_chain.compiled_steps(tmp_path_factory.mktemp("compile"), VARIABLES)


def results(folder, steps, touches, conversions):
    """Run the chain; return {model: {channel: (conversions, value)}} of goal customer."""
    with duckdb.connect(str(folder / "build.duckdb")) as connection:
        fill(connection, touches, conversions)
        attribution_chain.run_steps(connection, steps)
        rows = connection.execute(
            "select model, channel, conversions, value from intermediate.int_attribution_results"
            " where goal = 'customer' and replicate = 0"
        ).fetchall()
    found = {}
    for model, channel, count, value in rows:
        found.setdefault(model, {})[channel] = (count, value)
    return found


@pytest.fixture(scope="module")
def company():
    return random_company(7, PEOPLE)


@pytest.fixture(scope="module")
def solved(tmp_path_factory, steps, company):
    return results(tmp_path_factory.mktemp("chain"), steps, *company)


@pytest.fixture(scope="module")
def journeys(company):
    found = journeys_of(
        *company,
        as_of=AS_OF,
        window_starts_on=WINDOW_STARTS_ON,
        lookback_days=90,
        maturity_days=MATURITY_DAYS,
    )
    assert len(found) > 10_000
    assert sum(journey.value is not None and not journey.channels for journey in found) > 50
    return found


def test_markov_equals_the_linear_solution(solved, journeys):
    expected = markov(journeys)
    assert len(expected) == len(CHANNELS)
    for channel, (conversions, value) in expected.items():
        assert solved["markov"][channel] == pytest.approx((conversions, value), rel=1e-9), channel


def test_shapley_equals_all_coalitions(solved, journeys):
    for channel, conversions in shapley(journeys).items():
        assert solved["shapley"][channel][0] == pytest.approx(conversions, abs=1e-6), channel


def test_rules_equal_the_definitions(solved, journeys):
    expected = rules(journeys, "Direct")
    assert len(expected) == 7
    for rule, channels in expected.items():
        for channel, conversions in channels.items():
            assert solved[rule][channel][0] == pytest.approx(conversions, abs=1e-6), (rule, channel)


def test_every_model_gives_all_conversions_and_their_value(solved, journeys):
    converted = [journey for journey in journeys if journey.value is not None]
    assert len(solved) == 10
    for model, channels in solved.items():
        assert sum(item[0] for item in channels.values()) == pytest.approx(len(converted)), model
        total = sum(journey.value for journey in converted)
        assert sum(item[1] for item in channels.values()) == pytest.approx(total), model
        if model != "shapley":
            assert min(item[0] for item in channels.values()) >= 0, model


def test_order_of_rows_changes_nothing(tmp_path, steps):
    touches, conversions = random_company(11, 1500)
    first = results(tmp_path, steps, touches, conversions)
    random.Random(1).shuffle(touches)
    second = results(tmp_path, steps, touches, conversions[::-1])
    assert first.keys() == second.keys()
    for model in first:
        for channel, credit in first[model].items():
            assert second[model][channel] == pytest.approx(credit, abs=1e-9), (model, channel)


def test_renamed_channels_get_the_same(tmp_path, steps):
    touches, conversions = random_company(11, 1500)
    names = dict(zip(CHANNELS[1:], reversed(CHANNELS[1:]), strict=True)) | {"Direct": "Direct"}
    first = results(tmp_path, steps, touches, conversions)
    renamed = [(*touch[:3], names[touch[3]], touch[4]) for touch in touches]
    second = results(tmp_path, steps, renamed, conversions)
    for model in first:
        for channel, credit in first[model].items():
            assert second[model][names.get(channel, channel)] == pytest.approx(credit, abs=1e-9)


def test_twice_the_journeys_twice_the_credit(tmp_path, steps):
    touches, conversions = random_company(13, 1000)
    twins = [(f"{item[0]}-b", f"{item[1]}-b", *item[2:]) for item in touches]
    deals = [(item[0] and f"{item[0]}-b", f"{item[1]}-b", *item[2:]) for item in conversions]
    first = results(tmp_path, steps, touches, conversions)
    second = results(tmp_path, steps, touches + twins, conversions + deals)
    for model in first:
        for channel, (conversions_once, _) in first[model].items():
            assert second[model][channel][0] == pytest.approx(2 * conversions_once, abs=1e-6)


def test_without_journeys_that_led_nowhere_rules_stay_and_markov_moves(tmp_path, steps):
    touches, conversions = random_company(17, 2000)
    buyers = {item[0] for item in conversions}
    first = results(tmp_path, steps, touches, conversions)
    only = results(tmp_path, steps, [item for item in touches if item[0] in buyers], conversions)
    for channel, credit in first["linear"].items():
        assert only["linear"][channel] == pytest.approx(credit), channel
    assert only["markov"]["Email"][0] != pytest.approx(first["markov"]["Email"][0], rel=1e-3)


def test_one_channel_and_no_conversions(tmp_path, steps):
    moment = datetime(2025, 9, 1)
    touches = [
        ("lead-1", "t|1", moment, "Email", "visit"),
        ("lead-2", "t|2", moment, "Email", "visit"),
    ]
    one = results(tmp_path, steps, touches, [("lead-1", "c", moment, 10)])
    assert {model: channels["Email"][0] for model, channels in one.items()} == dict.fromkeys(
        one, 1.0
    )
    assert len(one) == 10
    nothing = results(tmp_path, steps, touches, [])
    assert all(credit[0] == 0 for channels in nothing.values() for credit in channels.values())


def test_value_that_is_not_positive_follows_conversions(tmp_path, steps):
    touches, conversions = random_company(19, 800)
    free = [(*item[:3], 0) for item in conversions]
    found = results(tmp_path, steps, touches, free)
    assert sum(value for _, value in found["markov"].values()) == 0
    assert sum(count for count, _ in found["markov"].values()) > 50


def test_where_channels_do_nothing_no_interval_says_otherwise(tmp_path, steps):
    draw = random.Random(23)
    touches, conversions = [], []
    for number in range(6000):
        moment = datetime(2025, 6, 1) + timedelta(seconds=draw.randrange(200 * 86400))
        for step in range(draw.choice((1, 2, 3, 4))):
            channel = draw.choice(CHANNELS)
            at = moment + timedelta(hours=step)
            touches.append((f"lead-{number}", f"t|{number}-{step}", at, channel, "visit"))
        if draw.random() < 0.15:
            conversions.append((f"lead-{number}", f"c{number}", moment + timedelta(days=1), 100))
    fair = len(conversions) / len(CHANNELS)
    assert fair > 100
    results(tmp_path, steps, touches, conversions)
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        bounds = connection.execute(
            "select model, channel, conversions_lower, conversions_upper"
            " from intermediate.int_attribution_intervals where goal = 'customer'"
            " and model in ('linear', 'markov', 'shapley')"
        ).fetchall()
    assert len(bounds) == 3 * len(CHANNELS)
    outside = [row for row in bounds if not row[2] <= fair <= row[3]]
    # 95 % intervals: of 21 one is expected to miss, and the three models miss together
    assert len(outside) <= 4, outside
