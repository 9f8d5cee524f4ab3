"""The loader reads the whole sample, and what it refuses is exactly what was planted."""

import json
from pathlib import Path

import duckdb
import pytest

from smarketing.loading import load
from smarketing.sample import write_sample


def quiet(_line: str) -> None:
    """Swallow what the writer and the loader say."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    folder = tmp_path_factory.mktemp("loaded")
    write_sample(folder, scale=0.05, say=quiet)
    load(folder / "exports", folder / "build.duckdb", say=quiet)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return folder / "build.duckdb", truth["counts"]


def ask(loaded: tuple[Path, dict], sql: str) -> list[tuple]:
    with duckdb.connect(loaded[0], read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_row_is_read_and_only_planted_ones_are_refused(loaded) -> None:
    counts = loaded[1]
    rejects = dict(ask(loaded, "select reason, count(*) from raw._rejects group by 1"))
    assert rejects.pop("total row") == counts["total_rows_in_ad_files"]
    assert sum(rejects.values()) == counts["rows_without_required_value"]
    [(unreadable,)] = ask(loaded, "select count(*) from raw._rejected_values")
    assert unreadable == counts["unreadable_cells"]


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        ("leads", ("contacts",)),
        ("opportunities", ("deals",)),
        ("touchpoints", ("touchpoints",)),
        ("web_traffic", ("ga4",)),
        ("ad_spend", ("google_ads", "meta_ads")),
        ("tasks", ("tasks",)),
        ("invoices", ("invoices",)),
        (
            "contact_attempts",
            tuple(f"contacts_log:{k}" for k in ("llamadas", "correos", "reuniones", "mensajes")),
        ),
    ],
)
def test_all_versions_of_all_rows_land(loaded, table: str, kinds: tuple[str, ...]) -> None:
    written = sum(loaded[1]["rows_written"][kind] for kind in kinds)
    [(rows,)] = ask(loaded, f"select count(*) from raw.{table}")
    assert rows == written > 0


def test_times_money_and_words_arrive_as_meant(loaded) -> None:
    counts = loaded[1]
    [(missing_offer, country, employees)] = ask(
        loaded,
        "select count(*) filter (where offer is null), count(country), count(employees) "
        "from raw.leads",
    )
    assert missing_offer == 0
    assert country > employees > 0
    won = dict(
        ask(
            loaded,
            """
            with newest as (
                select * from raw.opportunities
                qualify row_number() over (
                    partition by opportunity_id order by updated_at desc, _exported_at desc) = 1
            )
            select strftime(closed_at - interval 5 hour, '%Y-%m'), sum(amount::double
                * case currency when 'COP' then 0.00024 when 'CLP' then 0.00105 else 1 end)
            from newest where is_won group by 1
            """,
        )
    )
    assert won == pytest.approx(counts["won_usd_by_month"], abs=0.02)
    [(sessions,)] = ask(
        loaded,
        """
        select sum(sessions) from (
            from raw.web_traffic qualify row_number() over (
                partition by date, source, medium, campaign order by _exported_at desc) = 1)
        """,
    )
    assert sessions == sum(counts["sessions_by_month"].values())
    outcomes = ask(loaded, "select distinct outcome from raw.contact_attempts where channel='call'")
    assert {"connected", "no_answer", "voicemail"} <= {outcome for (outcome,) in outcomes}
