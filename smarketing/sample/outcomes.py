"""What becomes of the leads: qualification, sales work, wins, losses, disqualification.

Planted: win odds by channel, activity and intent; stage delays; re-entered leads; customers of
before their lead row; wins that come 15 days or more after creation, when the landmark has passed.
"""

from dataclasses import dataclass

import numpy as np

from smarketing.sample import activities, attempts, clock, world
from smarketing.sample.attempts import Attempts, Episodes
from smarketing.sample.journeys import effect_of
from smarketing.sample.people import People
from smarketing.sample.randomness import stream

DAY = clock.SECONDS_PER_DAY


@dataclass
class Outcomes:
    """Per person, UTC seconds with 0 = never (times may lie after the end of history).

    reason: code of world.DISQUALIFIED_REASONS. win_source: 1 worked, 2 self-service, 3 before lead.
    """

    mql_at: np.ndarray
    sql_at: np.ndarray
    opportunity_at: np.ndarray
    close_at: np.ndarray
    is_won: np.ndarray
    disqualified_at: np.ndarray
    nurture_at: np.ndarray
    reason: np.ndarray
    opted_out_at: np.ndarray
    win_source: np.ndarray


@dataclass
class Story:
    """Everything that happens to the people, kept for the writers and for truth.json."""

    outcomes: Outcomes
    episodes: Episodes
    attempts: Attempts
    acts: activities.Acts
    reentries: Episodes
    reentry_attempts: Attempts
    win_probability: np.ndarray
    activity_effect: np.ndarray


def tell(people: People, seed: int, *, null_world: bool) -> Story:
    """Play the whole history of the people."""
    generator = stream(seed, "outcomes")
    count = len(people)
    created = people.created_at
    types = world.LEAD_TYPES
    mql_factor = np.array([world.MQL_FACTOR[band] for band in world.FIT_BANDS])
    mql_rate = np.array([item.mql_rate for item in types])[people.lead_type]
    is_mql = generator.random(count) < mql_rate * mql_factor[people.fit_band]
    hours = np.array([item.mql_delay_hours for item in types])[people.lead_type]
    delay = np.minimum(generator.exponential(1, count) * hours * 3_600, 8 * DAY) + 600
    mql_at = np.where(is_mql, clock.whole_minutes(created + delay), 0)
    passed = generator.random(count) < world.PASS_THROUGH_RATE
    clock_at = np.where(
        is_mql, mql_at, created + clock.whole_minutes(delay + generator.exponential(DAY, count))
    )
    worked = np.flatnonzero(is_mql | passed)
    episodes = attempts.make_episodes(
        people, worked, created[worked], clock_at[worked], np.zeros(len(worked)), is_reentry=False
    )
    first_minute = attempts.plan_first_attempts(people, episodes, seed, "first")
    acts, activity_effect = _activities(
        people, episodes, first_minute, mql_at, seed, null_world=null_world
    )
    effect = activity_effect.copy()
    if not null_world:
        effect += effect_of(people.channel_set, [item.log_odds_win for item in world.CHANNELS])
        effect += world.INTENT_LOG_ODDS_WIN * people.intent
    win_probability = attempts.calibrated_win_probability(people, effect)
    episodes.win_probability = win_probability[worked]
    rows = attempts.work(people, episodes, first_minute, seed, "first", null_world=null_world)
    outcomes = _empty(count)
    outcomes.mql_at = mql_at
    _settle(people, episodes, outcomes, stream(seed, "settle first"))
    _self_service(people, outcomes, worked, stream(seed, "self-service"))
    reentries, reentry_rows = _reenter(
        people, episodes, outcomes, win_probability, seed, null_world=null_world
    )
    return Story(
        outcomes, episodes, rows, acts, reentries, reentry_rows, win_probability, activity_effect
    )


def _empty(count: int) -> Outcomes:
    def times() -> np.ndarray:
        return np.zeros(count, dtype=np.int64)

    return Outcomes(
        times(),
        times(),
        times(),
        times(),
        np.zeros(count, dtype=bool),
        times(),
        times(),
        np.zeros(count, dtype=np.int8),
        times(),
        np.zeros(count, dtype=np.int8),
    )


def _activities(people, episodes, first_minute, mql_at, seed, *, null_world):
    """Draw what people do before sales first calls them (and before they qualify)."""
    until = people.created_at + 9 * DAY
    planned = np.where(
        first_minute >= 0, clock.from_working_minutes(np.maximum(first_minute, 0)), 2**60
    )
    until[episodes.person] = np.minimum(until[episodes.person], planned)
    until = np.where(mql_at > 0, np.minimum(until, mql_at), until)
    return activities.make_acts(people, until, seed, null_world=null_world)


def _settle(
    people: People, episodes: Episodes, outcomes: Outcomes, generator: np.random.Generator
) -> None:
    """Decide what follows a contact or the end of the attempts."""
    count = len(episodes.person)
    person = episodes.person
    connected = episodes.connected_at > 0
    wins = connected & (generator.random(count) < episodes.win_probability)
    sql = connected & (wins | (generator.random(count) < world.SQL_GIVEN_CONNECT_LOST))
    opportunity = sql & (wins | (generator.random(count) < world.OPPORTUNITY_GIVEN_SQL_LOST))
    to_sql = (0.1 + generator.exponential(1.2, count)) * DAY
    to_opportunity = (0.2 + generator.exponential(2.0, count)) * DAY
    to_close = (6 + generator.gamma(2.5, 6.0, count)) * DAY
    sql_at = episodes.connected_at + np.minimum(to_sql, 6 * DAY)
    opportunity_at = sql_at + np.minimum(to_opportunity, 9 * DAY)
    close_at = np.maximum(
        opportunity_at + np.minimum(to_close, 40 * DAY),
        episodes.started_at + 15 * DAY + generator.random(count) * 5 * DAY,
    )
    sql_at = _office_hours(sql_at, generator, 0)
    opportunity_at = _office_hours(opportunity_at, generator, 61)
    close_at = _office_hours(close_at, generator, 122)
    _put(outcomes.sql_at, person, sql, sql_at)
    _put(outcomes.opportunity_at, person, opportunity, opportunity_at)
    _put(outcomes.close_at, person, opportunity, close_at)
    outcomes.is_won[person[wins]] = True
    outcomes.win_source[person[wins]] = 1
    # Sales says no 15 days after creation or later, so that the landmark's risk set is unselected.
    judged_at = np.maximum(episodes.connected_at, episodes.started_at + 15 * DAY) + to_close / 3
    refused = connected & ~opportunity & (generator.random(count) < 0.8)
    _put(outcomes.disqualified_at, person, refused, judged_at)
    outcomes.reason[person] = generator.integers(0, len(world.DISQUALIFIED_REASONS) - 1, count)
    given_up = episodes.end == 1
    lost = opportunity & ~wins & (generator.random(count) < 0.7)
    _put(outcomes.nurture_at, person, lost, close_at + DAY)
    _put(outcomes.nurture_at, person, given_up, episodes.ended_at + DAY)
    _put(outcomes.disqualified_at, person, episodes.end >= 2, episodes.ended_at + 600)
    for end, reason in ((2, "Datos falsos"), (3, world.OPT_OUT_REASON)):
        outcomes.reason[person[episodes.end == end]] = world.DISQUALIFIED_REASONS.index(reason)
    _put(outcomes.opted_out_at, person, episodes.end == 3, episodes.ended_at + 60)
    people.opted_out[person[episodes.end == 3]] = True


def _office_hours(at: np.ndarray, generator: np.random.Generator, after: int) -> np.ndarray:
    """Move times into working hours; `after` minutes keep stages of one weekend in order."""
    minutes = clock.to_working_minutes(at) + after + generator.integers(0, 60, len(at))
    return clock.from_working_minutes(minutes)


def _put(target: np.ndarray, person: np.ndarray, where: np.ndarray, at: np.ndarray) -> None:
    target[person[where]] = clock.whole_minutes(at[where])


def _reenter(people, episodes, outcomes, win_probability, seed, *, null_world):
    """Let some people fill in a form again, after long silence or after being disqualified."""
    generator = stream(seed, "re-entry")
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    count = len(people)
    never_connected = np.ones(count, dtype=bool)
    never_connected[episodes.person[episodes.connected_at > 0]] = False
    # A shared mailbox names nobody, so a second form from it could not be told apart.
    never_connected &= (outcomes.win_source == 0) & (people.mailbox < 2)
    last_seen = np.maximum(people.created_at + 10 * DAY, outcomes.nurture_at)
    silent = never_connected & (outcomes.disqualified_at == 0) & people.web & ~people.opted_out
    silent &= generator.random(count) < world.REENTRY_SILENT_RATE
    rejected = never_connected & (outcomes.disqualified_at > 0) & people.web & ~people.opted_out
    rejected &= generator.random(count) < world.REENTRY_DISQUALIFIED_RATE
    wait = np.where(rejected, generator.uniform(20, 60, count), generator.uniform(190, 270, count))
    again_at = np.where(rejected, outcomes.disqualified_at, last_seen) + wait * DAY
    person = np.flatnonzero((silent | rejected) & (again_at < ends - DAY))
    started_at = clock.whole_minutes(again_at[person])
    reentries = attempts.make_episodes(
        people, person, started_at, started_at + 3_600, win_probability[person], is_reentry=True
    )
    first_minute = attempts.plan_first_attempts(people, reentries, seed, "again")
    rows = attempts.work(people, reentries, first_minute, seed, "again", null_world=null_world)
    before = outcomes.disqualified_at.copy(), outcomes.nurture_at.copy(), outcomes.reason.copy()
    _settle(people, reentries, outcomes, stream(seed, "settle again"))
    # HubSpot keeps one date per stage: the first spell's exits stay as they were.
    for now, then in zip((outcomes.disqualified_at, outcomes.nurture_at), before, strict=False):
        now[person] = np.where(then[person] > 0, then[person], now[person])
    outcomes.reason[person] = before[2][person]
    return reentries, rows


def _self_service(
    people: People, outcomes: Outcomes, worked: np.ndarray, generator: np.random.Generator
) -> None:
    """Add wins that no rep made, and customers of before their lead row."""
    count = len(people)
    draw = generator.random(count)
    idle = np.ones(count, dtype=bool)
    idle[worked] = False
    buys = idle & (draw < world.SELF_SERVICE_WIN_RATE)
    after = people.created_at + (15 + generator.gamma(2, 10, count)) * DAY
    old = ~buys & (outcomes.close_at == 0) & (draw > 1 - world.CUSTOMER_BEFORE_LEAD_RATE)
    old &= people.created_at > clock.utc_seconds(world.HISTORY_STARTS) + 60 * DAY
    before = people.created_at - (5 + generator.random(count) * 30) * DAY
    parked = idle & ~buys & (generator.random(count) < 0.7)
    outcomes.nurture_at[parked] = people.created_at[parked] + 30 * DAY
    for chosen, at, code in ((buys, after, 2), (old, before, 3)):
        outcomes.close_at[chosen] = clock.whole_minutes(at[chosen])
        outcomes.opportunity_at[chosen] = outcomes.close_at[chosen] - 3 * 3_600
        outcomes.is_won[chosen] = True
        outcomes.win_source[chosen] = code
    for times in (outcomes.sql_at, outcomes.disqualified_at, outcomes.nurture_at):
        times[old] = 0
