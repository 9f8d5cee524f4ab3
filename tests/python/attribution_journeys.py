"""Journeys of many shapes, and the chain of attribution models run on them."""

import random
from datetime import date, datetime, timedelta

import duckdb
import polars as pl

from smarketing.dev import attribution_chain

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
    return pl.DataFrame(rows, schema=list(names), orient="row", infer_schema_length=None)


def results(folder, steps, touches, conversions):
    """Run the chain; return {model: {channel: (conversions, value)}} of goal customer."""
    with duckdb.connect(str(folder / "build.duckdb")) as connection:
        fill(connection, touches, conversions)
        attribution_chain.run_steps(connection, steps)
        rows = connection.execute(
            "select model, channel, conversions, value from intermediate.int_attribution_results"
            " where goal = 'customer'"
        ).fetchall()
    found = {}
    for model, channel, count, value in rows:
        found.setdefault(model, {})[channel] = (count, value)
    return found
