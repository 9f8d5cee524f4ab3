"""The shipped channel rules through the models: GA4's default channel groups and words of CRMs.

tests/fixtures/channel_cases.csv holds the origins, as exports give them, and the channel of each.
"""

import csv
from pathlib import Path

import duckdb
import pytest

from smarketing.loading import load
from smarketing.paths import PROJECT
from smarketing.settings.schema import SEEDS
from smarketing.warehouse import build as dbt_build

WORDS = ("channel", "source", "medium", "campaign")


def read_rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


CASES = read_rows(PROJECT / "tests" / "fixtures" / "channel_cases.csv")


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[int, tuple[str, int | None]]:
    """Channel and deciding rule of each case, by its number: every case is a touch of its own."""
    folder = tmp_path_factory.mktemp("channels")
    exports = folder / "exports" / "template"
    exports.mkdir(parents=True)
    with (exports / "touchpoints.csv").open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("touchpoint_id", "visitor_id", "occurred_at", "type", *WORDS))
        for number, case in enumerate(CASES):
            moment = f"2026-01-01T00:{number // 60:02}:{number % 60:02}Z"
            row = (number, f"v{number}", moment, "visit", *(case[word] for word in WORDS))
            writer.writerow(row)
    build_file = folder / "build.duckdb"
    load(folder / "exports", build_file, say=lambda _: None)
    with duckdb.connect(str(build_file)) as connection:
        # as if each system had sent its own file
        connection.executemany(
            "update raw.touchpoints set _source_system = ? where touchpoint_id = ?",
            [(case["system"], str(number)) for number, case in enumerate(CASES)],
        )
    project = dbt_build.Project(build_file, SEEDS, folder / "work", {"as_of": "2026-01-31"})
    dbt_build.build(
        project, select=["+int_origin_channels"], with_data_tests=False, say=lambda _: None
    )
    matches = " and ".join(
        f"origins.{word}_word is not distinct from nullif(lower(trim(touches.{word})), '')"
        for word in WORDS
    )
    with duckdb.connect(str(build_file), read_only=True) as connection:
        rows = connection.execute(
            "select distinct cast(touchpoint_id as int), origins.channel, origins.rule_priority"
            " from raw.touchpoints as touches"
            " inner join intermediate.int_origin_channels as origins"
            f" on origins.source_system = touches._source_system and {matches}"
        ).fetchall()
    assert len(rows) == len(CASES) > 100
    return {number: (channel, priority) for number, channel, priority in rows}


@pytest.mark.parametrize(
    "number", range(len(CASES)), ids=[" / ".join(filter(None, case.values())) for case in CASES]
)
def test_each_origin_has_its_channel(answers, number):
    assert answers[number][0] == CASES[number]["expected"]


def test_every_rule_decides_a_case(answers):
    rules = {int(row["priority"]): row["channel"] for row in read_rows(SEEDS / "channel_rules.csv")}
    assert len(rules) > 100
    decided = {priority for _, priority in answers.values()}
    assert sorted(rules.keys() - decided) == []
    for channel, priority in answers.values():
        assert priority is None or rules[priority] == channel


def test_all_channels_of_the_rules_are_described():
    described = {row["channel"] for row in read_rows(SEEDS / "channels.csv")}
    assert {row["channel"] for row in read_rows(SEEDS / "channel_rules.csv")} <= described
