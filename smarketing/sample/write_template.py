"""What no system of the sample exports, as template files: pages, invoices, answers and so on."""

from pathlib import Path

import numpy as np
import polars as pl

from smarketing.sample import clock, names, world
from smarketing.sample.csv_files import Ledger, iso_times, money_text, words, write_rows
from smarketing.sample.deals import Deals
from smarketing.sample.outcomes import Story
from smarketing.sample.people import People
from smarketing.sample.randomness import stream
from smarketing.sample.records import deal_ids
from smarketing.sample.touches import Touches

DAY = clock.SECONDS_PER_DAY
NETWORKS = (("instagram", 5_200, 9), ("linkedin", 3_100, 6), ("facebook", 8_400, 3))


def write_template(
    folder: Path,
    people: People,
    emails: pl.Series,
    story: Story,
    deals: Deals,
    touches: Touches,
    seed: int,
    ledger: Ledger,
) -> dict:
    """Write all template files but the touches; return what truth.json says of them."""
    tables = {
        "page_performance": _pages(people, story),
        "invoices": _invoices(people, emails, deals, seed),
        "nps_responses": _answers(people, story, seed),
        "job_applications": _applications(seed, len(people)),
        "media_presence": _media(),
    }
    for entity, table in tables.items():
        path = folder / f"{entity}-{world.LATE_EXPORT_DATE}.csv"
        write_rows(
            path,
            len(table),
            lambda first, behind, table=table: table.slice(first, behind - first),
            quote_style="necessary",
        )
        ledger.add(path, entity, len(table), refused=int(entity == "job_applications"))
    return {
        "invoiced_rows": len(tables["invoices"]),
        "qualified_applications": tables["job_applications"]["qualified_at"].count(),
        "touches": len(touches.at),
    }


def _day_text(days: np.ndarray) -> pl.Series:
    return pl.from_epoch(pl.Series(days.astype(np.int32)), time_unit="d").dt.strftime("%Y-%m-%d")


def _pages(people: People, story: Story) -> pl.DataFrame:
    """Count forms per landing page and month; new contacts are the first forms."""
    web = people.web
    first = pl.DataFrame(
        {
            "month": clock.local_month(people.created_at[web]),
            "lead_type": people.lead_type[web],
            "is_new": 1,
        }
    )
    again = pl.DataFrame(
        {
            "month": clock.local_month(story.reentries.started_at),
            "lead_type": people.lead_type[story.reentries.person],
            "is_new": 0,
        },
        schema=first.schema,
    )
    counted = (
        pl.concat([first, again])
        .group_by("month", "lead_type")
        .agg(pl.len().cast(pl.Int64).alias("submissions"), pl.col("is_new").sum())
        .sort("month", "lead_type")
    )
    month = counted["month"].to_numpy().astype("datetime64[M]")
    kind = counted["lead_type"].to_numpy()
    submissions = counted["submissions"]
    return pl.DataFrame(
        {
            "date": _day_text(month.astype("datetime64[D]").astype(np.int64)),
            "date_end": _day_text((month + 1).astype("datetime64[D]").astype(np.int64) - 1),
            "page": words([item.landing_page for item in world.LEAD_TYPES], kind),
            "title": words([item.offers[0] for item in world.LEAD_TYPES], kind),
            "is_live": words(["true", "false"], (kind == len(world.LEAD_TYPES) - 1).astype(int)),
            "updated_at": iso_times(month.astype("datetime64[s]").astype(np.int64) - 40 * DAY),
            "views": submissions * (4 + counted["lead_type"]) + 25,
            "submissions": submissions,
            "new_contacts": counted["is_new"],
            "cta_views": submissions * 9 + 40,
            "cta_clicks": submissions * 2 + 3,
        }
    )


def _invoices(people: People, emails: pl.Series, deals: Deals, seed: int) -> pl.DataFrame:
    """Invoice most won deals; platform customers for a year, courses for a quarter."""
    generator = stream(seed, "invoices")
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    issued = deals.close_at + generator.integers(1, 6, len(deals)) * DAY
    won = deals.is_won & (issued <= ends) & (generator.random(len(deals)) > 0.04)
    rows = np.flatnonzero(won)
    person = deals.person[rows]
    issued = issued[rows]
    paid = issued + generator.integers(3, 50, len(rows)) * DAY
    paid = np.where((generator.random(len(rows)) < 0.92) & (paid <= ends), paid, 0)
    start = clock.local_day(issued)
    platform = [item.name for item in world.LEAD_TYPES].index("demo")
    return pl.DataFrame(
        {
            "invoice_id": pl.Series(rows + 1).cast(pl.String).str.zfill(9).str.replace("^", "001-"),
            "issued_at": iso_times(issued),
            "amount": money_text(deals.amount_cents[rows]),
            "currency": words(list(world.CURRENCIES), deals.currency[rows]),
            "opportunity_id": deal_ids(rows),
            "email": emails.gather(person),
            "company": words(names.company_names(people.companies), people.company[person]),
            "paid_at": iso_times(paid),
            "period_start": _day_text(start),
            "period_end": _day_text(
                start + np.where(people.lead_type[person] == platform, 364, 89)
            ),
            "status": words(["pagada", "pendiente"], (paid == 0).astype(int)),
        }
    )


def _answers(people: People, story: Story, seed: int) -> pl.DataFrame:
    generator = stream(seed, "answers")
    ends = clock.utc_seconds(world.HISTORY_ENDS)
    at = story.outcomes.close_at + 30 * DAY
    asked = story.outcomes.is_won & (at <= ends) & (generator.random(len(at)) < 0.4)
    person = np.flatnonzero(asked)
    score = generator.choice(
        11, len(person), p=[0.01, 0.01, 0.01, 0.02, 0.02, 0.04, 0.06, 0.12, 0.21, 0.27, 0.23]
    )
    comments = ["Muy buen instructor", "=1+1", "Faltaron\nejercicios", "<b>excelente</b>"]
    return pl.DataFrame(
        {
            "response_id": pl.Series(np.arange(len(person)) + 1).cast(pl.String),
            "responded_at": iso_times(at[person]),
            "score": pl.Series(score),
            "company": words(names.company_names(people.companies), people.company[person]),
            "comment": words(comments, np.where(person % 4 == 0, person // 4 % 4, -1)),
        }
    )


def _applications(seed: int, leads: int) -> pl.DataFrame:
    generator = stream(seed, "applications")
    starts, ends = clock.utc_seconds(world.HISTORY_STARTS), clock.utc_seconds(world.HISTORY_ENDS)
    count = max(18, leads // 40)
    at = np.sort(generator.integers(starts, ends, count))
    qualified = at + generator.integers(1, 15, count) * DAY
    qualified = np.where(
        (generator.random(count) < 0.3) & (qualified <= ends) & (np.arange(count) != 7),
        qualified,
        0,
    )
    return pl.DataFrame(
        {
            "application_id": pl.Series(np.arange(count) + 1).cast(pl.String),
            # One application without its date: a row that the loader has to refuse.
            "applied_at": iso_times(np.where(np.arange(count) == 7, 0, at)),
            "position": words(
                ["Instructor de ventas", "Asesor comercial", "Diseñador instruccional"],
                np.arange(count) % 3,
            ),
            "source": words(["LinkedIn", "Sitio web", "Referido"], np.arange(count) % 7 % 3),
            "status": words(["calificada", "recibida"], (qualified == 0).astype(int)),
            "qualified_at": iso_times(qualified),
        }
    )


def _media() -> pl.DataFrame:
    days = np.arange(
        np.datetime64(world.HISTORY_STARTS[:10]), np.datetime64(world.LATE_EXPORT_DATE) + 1
    ).astype(np.int64)
    number = np.arange(len(days))
    parts = [
        pl.DataFrame(
            {
                "date": _day_text(days),
                "network": [network] * len(days),
                "followers": followers + number * daily + number % 5,
                "impressions": followers // 3 + number * 2 + number * 37 % 900,
                "engagements": followers // 40 + number * 13 % 70,
                "mentions": number * 7 % 6,
            }
        )
        for network, followers, daily in NETWORKS
    ]
    return pl.concat(parts)
