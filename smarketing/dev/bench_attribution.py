"""Attribution against other packages, on the same journeys, in the same run.

A package gets what it likes best: ready-made path strings, in memory, one row per journey, and
again with equal paths added up. Ours starts from ordered touches; putting them in order is shown
apart. Medians of alternating runs, because a single one may be off by far. A quarter of the size
runs first, which shows how cost grows.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import duckdb

from smarketing.dev import attribution_chain, bench_peers
from smarketing.paths import PROJECT

Say = Callable[[str], None]
BENCH_FOLDER = PROJECT / "target" / "bench" / "attribution"
TOUCHES_PER_JOURNEY = 5
CHANNEL_COUNT = 20
RUNS = 4
# One goal, and no replicates: what the packages compute.
VARIABLES = {"attribution_replicates": 0, "attribution_goals": ["customer"], "timezone": "UTC"}
MEMORY_LIMIT = "4GB"
# Twenty channels by popularity, journeys of geometric length, half of the steps on the same
# channel as the one before; later touches and good channels convert a little more often.
SYNTHETIC_TOUCHES = """
    with lengths as (
        select
            range as journey,
            1 + cast(floor(ln(1 - {uniform_journey}) / ln(0.8)) as int) as length,
            cast(hash(range, 'start') % 20000000 as int) as start_seconds
        from range({journeys})
    ),
    steps as (select *, unnest(range(length)) as step from lengths),
    chosen as (
        select
            *,
            -- a step that stays takes the channel of an earlier one of its pair
            case
                when hash(journey, step, 'stay') % 100 < 45 then step - step % 2 else step
            end as drawn
        from steps
    )
    select
        'bench|' || (journey * 1000 + step) as touchpoint_key,
        'lead' || journey as lead_key,
        null as visitor_id,
        timestamp '2025-06-01' + interval 1 second * (start_seconds + step * 20000) as occurred_at,
        'visit' as touch_type,
        'Channel ' || lpad(cast(1 + least({channels} - 1, cast(floor({channels} * power(
            (hash(journey, drawn, 'channel') >> 11) / 9007199254740992.0, 2.2
        )) as int)) as varchar), 2, '0') as channel,
        null as campaign
    from chosen
    order by hash(journey, step)
"""
SYNTHETIC_CONVERSIONS = """
    select
        'customer', 'deal' || lead_key, lead_key, max(occurred_at) + interval 60 second, false,
        cast(100 + hash(lead_key) % 900 as decimal(18, 2))
    from core.fct_touchpoints
    group by lead_key
    having hash(lead_key, 'converts') % 1000 < 30 + 2 * count(*) + 3 * count(distinct channel)
"""


def bench_attribution(touches: int = 10_000_000, *, say: Say = print) -> None:
    """Time all rules and the exact chain on synthetic touches, then the packages' default runs.

    A quarter of the touches is timed first, so that the seconds per million touches of both sizes
    tell how cost grows.
    """
    BENCH_FOLDER.mkdir(parents=True, exist_ok=True)
    build_file = BENCH_FOLDER / "build.duckdb"
    build_file.unlink(missing_ok=True)
    try:
        steps = attribution_chain.compiled_steps(BENCH_FOLDER, VARIABLES)
        with _journeys(build_file, touches // 4) as own:
            ordering = attribution_chain.run_steps(own, steps, attribution_chain.ORDERED)
            modelling = statistics.median(_model_seconds(own, steps) for _ in range(RUNS))
            say(_growth(own, ordering, modelling))
        with _journeys(build_file, touches) as own:
            say(_growth(own, *_compare(own, steps, say)))
    finally:
        build_file.unlink(missing_ok=True)
        Path(f"{build_file}.wal").unlink(missing_ok=True)


@contextlib.contextmanager
def _journeys(build_file: Path, touches: int) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection to a fresh build file with about so many touches."""
    build_file.unlink(missing_ok=True)
    settings = {"threads": 2, "memory_limit": MEMORY_LIMIT, "preserve_insertion_order": False}
    with duckdb.connect(str(build_file), config=settings) as connection:
        connection.execute("set enable_progress_bar = false")
        _fill(connection, touches)
        yield connection


def _model_seconds(
    connection: duckdb.DuckDBPyConnection, steps: attribution_chain.Steps, say: Say | None = None
) -> float:
    return attribution_chain.run_steps(
        connection,
        steps,
        attribution_chain.MODELLED,
        after=attribution_chain.ORDERED,
        say=say,
    )


def _growth(connection: duckdb.DuckDBPyConnection, ordering: float, modelling: float) -> str:
    """Return the sentence that tells what a million touches cost at this size."""
    count = "select count(*) from intermediate.int_touch_sequence"
    touches = connection.execute(count).fetchone()[0]
    million = touches / 1e6
    return (
        f"{touches:,} touches, {CHANNEL_COUNT} channels, per million: putting them in order"
        f" {ordering / million:.3f} s, all models {modelling / million:.3f} s"
    )


def _fill(connection: duckdb.DuckDBPyConnection, touches: int) -> None:
    attribution_chain.create_inputs(connection)
    connection.execute("insert into core.run values ('2026-05-31', '2026-06-01 00:00:00', 'USD')")
    connection.execute(
        "insert into intermediate.int_maturities values ('lead', 'customer', '*', 30)"
    )
    connection.execute(
        "insert into core.fct_touchpoints "
        + SYNTHETIC_TOUCHES.format(
            journeys=touches // TOUCHES_PER_JOURNEY,
            channels=CHANNEL_COUNT,
            uniform_journey="(hash(range, 'length') >> 11) / 9007199254740992.0",
        )
    )
    connection.execute("insert into intermediate.int_conversion_events " + SYNTHETIC_CONVERSIONS)


def _compare(
    connection: duckdb.DuckDBPyConnection, steps: attribution_chain.Steps, say: Say
) -> tuple[float, float]:
    """Tell ours and the packages' seconds; return ours, to put in order and (median) to model."""
    ordering = attribution_chain.run_steps(connection, steps, attribution_chain.ORDERED, say=say)
    seconds = [_model_seconds(connection, steps, say)]
    _say_seconds("ours, first run", seconds, say)
    single, summed = _paths(connection, steps, say)
    runs = {
        "channelattribution": ("channelattribution", single),
        "channelattribution, paths added up": ("channelattribution", summed),
        "marketing_attribution_models, paths added up": ("marketing_attribution_models", summed),
    }
    there = [package for package in bench_peers.MARKOV if bench_peers.is_there(package, say)]
    theirs: dict[str, list] = {name: [] for name, (package, _) in runs.items() if package in there}
    for _ in range(RUNS - 1):
        seconds.append(_model_seconds(connection, steps))
        for name in theirs:
            package, paths = runs[name]
            run = partial(bench_peers.MARKOV[package], paths)
            theirs[name].append(bench_peers.attempt(package, run, say))
    _say_seconds("ours", seconds, say)
    for name, measured in theirs.items():
        if all(measured):
            _say_seconds(name, [one[1] for one in measured], say)
    simulated = theirs.get("channelattribution", [])
    if simulated and all(simulated):
        _say_difference(connection, simulated[0][0], say)
    return ordering, statistics.median(seconds)


def _say_seconds(name: str, values: list[float], say: Say) -> None:
    say(
        f"{name}: median {statistics.median(values):.2f} s"
        f" ({min(values):.2f}-{max(values):.2f}, {len(values)} runs)"
    )


def _paths(connection: duckdb.DuckDBPyConnection, steps: attribution_chain.Steps, say: Say):
    """Return the journeys of the goal as the packages want them, one row each and added up."""
    attribution_chain.run_steps(
        connection, steps, attribution_chain.RULES, after=attribution_chain.ORDERED
    )
    started = time.monotonic()
    connection.execute(
        """
        create or replace temp table journey_paths as
        with touches as (
            select
                conversion_hash as journey, channel_id, touch_number as position, true as converts
            from intermediate.int_converting_touches
            union all
            select sequence.person_hash, sequence.channel_id, epoch_us(occurred_at), false
            from intermediate.int_touch_sequence as sequence
            inner join intermediate.int_person_tails as tails
                on sequence.person_hash = tails.person_hash
            where occurred_at >= customer_starts_at
        )
        select
            string_agg(channel_id, ' > ' order by position) as path,
            max(converts::int) as conversions,
            1 - max(converts::int) as nulls
        from touches
        group by journey, converts
        """
    )
    say(f"  path strings for the packages: {time.monotonic() - started:.2f} s, not counted")
    single = connection.execute("select * from journey_paths").df()
    summed = connection.execute(
        "select path, sum(conversions)::bigint as conversions, sum(nulls)::bigint as nulls"
        " from journey_paths group by path"
    ).df()
    connection.execute("drop table journey_paths")
    return single, summed


def _say_difference(connection: duckdb.DuckDBPyConnection, theirs, say: Say) -> None:
    """Tell how far channelattribution's simulated answer is from the exact one."""
    theirs = theirs["result"] if isinstance(theirs, dict) else theirs
    names = list(theirs.columns)
    simulated = {int(row[0]): float(row[1]) for row in theirs[names[:2]].itertuples(index=False)}
    exact = dict(
        connection.execute(
            "select channel_id, conversions from intermediate.int_markov_credits"
        ).fetchall()
    )
    total = sum(exact.values())
    off = sum(abs(exact[channel] - simulated.get(channel, 0)) for channel in exact)
    say(
        f"channelattribution's default answer is {off / total:.2%} of all conversions"
        " away from the exact one"
    )
