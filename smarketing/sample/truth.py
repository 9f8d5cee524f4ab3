"""truth.json: what was planted, and exact counts of what was written.

`planted` repeats the world's effects, so that tests can ask whether a mart recovers them; `counts`
are computed from the generator's own arrays, never from the files, so that both can be compared.
"""

import numpy as np

from smarketing.sample import clock, world
from smarketing.sample.attempts import Attempts, Episodes, connect_table
from smarketing.sample.deals import Deals, usd_of
from smarketing.sample.journeys import Sessions
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People


def planted(people: People, sessions: Sessions, story: Story, *, null_world: bool) -> dict:
    """Return the effects that marts may be asked to recover."""
    on = 0.0 if null_world else 1.0
    return {
        "null_world": null_world,
        "channels": {
            item.name: {
                "log_odds_lead": on * item.log_odds_lead,
                "log_odds_win": on * item.log_odds_win,
                "share_of_sessions": item.share,
                "is_correlate": item.name == world.CORRELATE_CHANNEL and not null_world,
                "incremental_customers": incremental_customers(people, story, code)
                if not null_world
                else 0.0,
            }
            for code, item in enumerate(world.CHANNELS)
        },
        "channel_order_by_effect": []
        if null_world
        else [
            item.name
            for item in sorted(world.CHANNELS, key=lambda item: -item.log_odds_win)
            if item.log_odds_win
        ],
        "activities": _activities(on),
        "activities_mixed": [
            *("download", "page_view", "email_click"),
            "webinar_registration:webinar-tendencias",  # who registers may attend
        ],
        "activities_leaking_in_part": ["pricing_view", "form"],
        "activities_circular": sorted({item.form_type for item in world.LEAD_TYPES}),
        "attempts": attempt_truth(people, story, null_world=null_world),
        "speed_to_lead": {
            "fast_minutes": world.FAST_MINUTES,
            "connect_odds_ratio_at_first_attempt": 1.0
            if null_world
            else world.FAST_CONNECT_ODDS_RATIO,
        },
        "owners": [
            {
                "owner": rep.name,
                "team": rep.team,
                "habit": rep.habit,
                "median_response_working_minutes": rep.median_response_minutes,
                "attempt_cap": rep.attempt_cap,
                "give_up_rate": {"low": rep.give_up_low_fit, "high": rep.give_up_high_fit},
            }
            for rep in world.REPS
        ],
        "delays_days": {
            "created_to_win_minimum": 15,
            "connect_to_sql": "0.1 + exponential(1.2), at most 6",
            "sql_to_opportunity": "0.2 + exponential(2), at most 9",
            "opportunity_to_close": "6 + gamma(2.5, 6), at most 40",
        },
        "stage_rates": {
            item.name: {"mql_rate": _share(story.outcomes.mql_at > 0, people.lead_type == code)}
            for code, item in enumerate(world.LEAD_TYPES)
        },
        "fit": {
            "points_by_title_word": world.FIT_POINTS,
            "points_many_employees": world.FIT_POINTS_MANY_EMPLOYEES,
            "points_free_mail": world.FIT_POINTS_FREE_MAIL,
            "threshold": world.FIT_THRESHOLD,
            "high_share": float(people.fit_band.mean()),
        },
        "sessions": len(sessions.at),
    }


def _activities(on: float) -> list[dict]:
    """Return the verdict that a definition should reach on each activity."""
    verdicts = [
        {
            "activity": f"{item.type}:{item.asset}" if item.asset else item.type,
            "log_odds_win": on * item.log_odds_win,
            "kind": "real" if on * item.log_odds_win else "null",
        }
        for item in world.ACTIVITIES
    ]
    return verdicts + [
        {"activity": f"{item.type}:{item.asset}", "log_odds_win": 0.0, "kind": "leak"}
        for item in world.LEAKS
        if item.asset
    ]


def _share(event: np.ndarray, base: np.ndarray) -> float:
    return float(event[base].mean()) if base.any() else 0.0


def incremental_customers(people: People, story: Story, code: int) -> float:
    """Return the won leads that the channel caused: odds with its effects against without."""
    item = world.CHANNELS[code]
    has = (people.channel_set >> code & 1).astype(bool) & (story.outcomes.win_source == 1)
    chance = story.win_probability[has]
    odds = chance / (1 - chance) * np.exp(-item.log_odds_win)
    without = odds / (1 + odds) * np.exp(-item.log_odds_lead)
    return float((1 - without / chance).sum())


def attempt_truth(people: People, story: Story, *, null_world: bool) -> dict:
    """Return the hazards per lead type, standardised over the fit band, and the true optimum.

    hazard_n = P(two-way contact at n) × P(win | contact); survival falls by contacts, wrong
    numbers and refusals. Costs and values as in world.py; the mean over first attempts includes the
    bonus of the fast ones.
    """
    table = connect_table()
    person = story.episodes.person
    entered = story.episodes.first_attempt_at > 0
    removal = sum(world.QUIT_AFTER_FAILURE.values())
    result = {}
    for code, item in enumerate(world.LEAD_TYPES):
        mine = entered & (people.lead_type[person] == code)
        survival, shares, wins, connects = [], [], [], []
        for band in range(len(world.FIT_BANDS)):
            inside = mine & (people.fit_band[person] == band)
            connect = table[code, band].copy()
            if not null_world and inside.any():
                connect[0] = _first_connect(story.episodes, inside, connect[0])
            shares.append(inside.sum())
            connects.append(connect)
            wins.append(_mean(story.win_probability[person[inside]]))
            stay = 1 - connect - (1 - connect) * removal
            survival.append(np.r_[1, np.cumprod(stay)[:-1]])
        weight = np.array(shares)[:, None] / max(sum(shares), 1) * np.array(survival)
        connect = _weighted(np.array(connects), weight)
        hazard = _weighted(np.array(connects) * np.array(wins)[:, None], weight)
        result[item.name] = _economics(item, connect, hazard, weight.sum(axis=0)) | {
            "win_given_connect": dict(zip(world.FIT_BANDS, wins, strict=True)),
            "connect_hazard_by_band": dict(
                zip(world.FIT_BANDS, np.array(connects).tolist(), strict=True)
            ),
            "episodes": int(sum(shares)),
        }
    return result


def _first_connect(episodes: Episodes, inside: np.ndarray, chance: float) -> float:
    fast = episodes.first_attempt_at - episodes.started_at <= world.FAST_MINUTES * 60
    odds = chance / (1 - chance) * world.FAST_CONNECT_ODDS_RATIO
    return float(np.where(fast[inside], odds / (1 + odds), chance).mean())


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else 0.0


def _weighted(values: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return (values * weight).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-12)


def _economics(item, connect: np.ndarray, hazard: np.ndarray, survival: np.ndarray) -> dict:
    value = item.amount_usd * world.GROSS_MARGIN
    cost = (
        world.HOURLY_COST_USD
        * (1 / world.ATTEMPTS_PER_HOUR + connect * world.TALK_MINUTES_PER_CONNECT / 60)
        + world.TOOL_COST_PER_ATTEMPT_USD
    )
    marginal = hazard * value - cost
    cumulative = np.cumsum(survival * marginal)
    best = int(np.argmax(cumulative)) + 1 if cumulative.max() > 0 else 0
    return {
        "connect_hazard": connect.tolist(),
        "hazard": hazard.tolist(),
        "survival_before": survival.tolist(),
        "value_per_win_usd": value,
        "cost_per_attempt_usd": cost.tolist(),
        "break_even_hazard": (cost / value).tolist(),
        "cumulative_value_usd": cumulative.tolist(),
        "recommended_attempts": best,
    }


def by_month(seconds: np.ndarray, weights: np.ndarray | None = None) -> dict:
    """Return the count (or the sum of weights) per local month of UTC seconds."""
    is_money = weights is not None and weights.dtype.kind == "f"
    months, position = np.unique(clock.local_month(seconds), return_inverse=True)
    sums = np.bincount(position, weights=weights, minlength=len(months))
    return {
        clock.month_name(month): round(float(value), 2) if is_money else int(value)
        for month, value in zip(months, sums, strict=True)
    }


def attempt_counts(people: People, *spells: tuple[Episodes, Attempts]) -> dict:
    """Return attempts and contacts per lead type and attempt number, as they happened."""
    lead_type = np.concatenate(
        [people.lead_type[episodes.person[attempts.episode]] for episodes, attempts in spells]
    )
    number = np.concatenate([attempts.number for _, attempts in spells])
    outcome = np.concatenate([attempts.outcome for _, attempts in spells])
    result = {}
    for code, item in enumerate(world.LEAD_TYPES):
        mine = lead_type == code
        size = world.MAX_ATTEMPTS + 1
        result[item.name] = {
            "at_risk": np.bincount(number[mine], minlength=size)[1:].tolist(),
            "connects": np.bincount(number[mine & (outcome == 1)], minlength=size)[1:].tolist(),
        }
    return result


def won_by_month(deals: Deals) -> dict:
    """Return won amounts in US dollars per local month of the close, all deal types."""
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    won = deals.is_won & (deals.close_at <= ends)
    return by_month(deals.close_at[won], usd_of(deals)[won])
