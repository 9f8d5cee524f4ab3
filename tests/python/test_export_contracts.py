"""Contracts for exports: every planted change is named, and clean exports give no alarm."""

import random
from pathlib import Path

import pytest
import yaml
from export_drifts import SERIES, another_month, planted, read_table, write_table

from smarketing.errors import DataRefused
from smarketing.export_contracts import find_changes, write_contracts
from smarketing.loading import load
from smarketing.sample import write_sample

pytestmark = pytest.mark.long

DRIFTS = 200
CLEAN_LOADS = 30


@pytest.fixture(scope="module")
def accepted(tmp_path_factory):
    """A small company's exports, loaded, with the contracts written of them."""
    folder = tmp_path_factory.mktemp("contracts")
    write_sample(folder / "sample", scale=0.05, seed=5)
    tables = {}
    for series in SERIES:
        tables[series] = read_table(folder / "sample" / "exports" / series.path)
        path = folder / "exports" / series.path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_table(tables[series], path)
    build_file = folder / "build.duckdb"
    load(folder / "exports", build_file, say=lambda _: None)
    write_contracts(build_file, folder / "contracts")
    return folder, tables


def later(series, number: int) -> str:
    return series.path.replace("2026-10-25", f"2026-10-25-{number:03}")


def test_every_planted_change_is_named_and_clean_exports_give_no_alarm(accepted):
    """All at once, as files of one load: each is compared with the contract by itself."""
    folder, tables = accepted
    drifts = []
    for number, (series, table, together) in enumerate(planted(tables, DRIFTS, seed=1)):
        drifts += [(later(series, number), drift) for drift in together]
        write_table(table, folder / "exports" / later(series, number))
    dice, clean = random.Random(2), []
    for number in range(DRIFTS, DRIFTS + CLEAN_LOADS):
        series = SERIES[number % len(SERIES)]
        clean.append(later(series, number))
        write_table(another_month(tables[series], dice), folder / "exports" / clean[-1])
    build_file = folder / "build.duckdb"
    load(folder / "exports", build_file, say=lambda _: None)
    found = {}
    for change in find_changes(build_file, folder / "contracts", each_file=True):
        found.setdefault(change.file, []).append(change)
    missed = [
        (file, drift)
        for file, drift in drifts
        if not any(
            change.kind in drift.kinds and drift.header in (None, change.details["header"])
            for change in found.get(file, ())
        )
    ]
    alarms = [(c.file, c.kind, c.details) for file in clean for c in found.get(file, ())]
    assert (len(drifts) >= DRIFTS, missed, alarms) == (True, [], [])


def changes(folder: Path, contracts: Path) -> list:
    load(folder / "exports", folder / "build.duckdb", say=lambda _: None)
    return find_changes(folder / "build.duckdb", contracts)


MAPPING = """
system: acme
files:
  - pattern: "leads*"
    entity: leads
    columns: {lead_id: [id], created_at: [created_at], status: [status], employees: [size]}
  - pattern: "deals*"
    entity: opportunities
    columns: {opportunity_id: [id], created_at: [created_at], stage: [stage], company: [company]}
"""


@pytest.fixture
def acme(tmp_path):
    """A system of two files that are exported every month; September's are the contract."""
    folder = tmp_path / "exports" / "acme"
    folder.mkdir(parents=True)
    (folder / "mapping.yml").write_text(MAPPING)
    month_of(folder, "2026-09-30")
    load(tmp_path / "exports", tmp_path / "build.duckdb", say=lambda _: None)
    write_contracts(tmp_path / "build.duckdb", tmp_path / "contracts")
    return tmp_path


def month_of(folder: Path, day: str, *, header: str = "status", word: str = "open") -> None:
    rows = [f"{n},{day[:7]}-{n % 28 + 1:02},{word if n % 2 else 'new'},9" for n in range(60)]
    (folder / f"leads-{day}.csv").write_text("\n".join([f"id,created_at,{header},size", *rows]))
    rows = [f"{n},{day[:7]}-{n % 28 + 1:02},won,Acme {n}" for n in range(40)]
    (folder / f"deals-{day}.csv").write_text("\n".join(["id,created_at,stage,company", *rows]))


def test_a_change_is_told_once_with_the_day_it_came(acme):
    assert changes(acme, acme / "contracts") == []
    folder = acme / "exports" / "acme"
    month_of(folder, "2026-10-31")
    assert changes(acme, acme / "contracts") == []
    month_of(folder, "2026-11-03", header="state")
    month_of(folder, "2026-11-30", header="state")
    told = changes(acme, acme / "contracts")
    assert [(one.kind, one.file) for one in told] == [
        ("changed_header_gone", "acme/leads-2026-11-03.csv"),
        ("changed_header_new", "acme/leads-2026-11-03.csv"),
    ]
    assert (
        told[0]
        .message("es")
        .startswith(
            "Desde el 3 de noviembre de 2026: la propiedad “status” ya no viene en el archivo"
        )
    )
    assert (
        told[0]
        .message("en")
        .startswith("Since 3 November 2026: the property “status” is no longer in the file")
    )
    # mended in the newest file: nothing to tell any more
    month_of(folder, "2026-12-31")
    assert changes(acme, acme / "contracts") == []


def test_a_new_word_is_named_and_a_person_may_accept_it(acme):
    month_of(acme / "exports" / "acme", "2026-10-31", word="parked")
    [told] = changes(acme, acme / "contracts")
    assert (told.kind, told.failing, told.details["words"]) == ("changed_words", 30, "parked")
    file = acme / "contracts" / "acme.odcs.yaml"
    document = yaml.safe_load(file.read_text())
    for one in document["schema"]:
        for item in one["properties"]:
            if item["physicalName"] == "status":
                item["quality"][-1]["arguments"]["validValues"].append("parked")
    file.write_text(yaml.safe_dump(document, allow_unicode=True))
    assert changes(acme, acme / "contracts") == []


def test_a_file_that_came_with_every_export_is_missed(acme):
    folder = acme / "exports" / "acme"
    month_of(folder, "2026-10-31")
    (folder / "deals-2026-10-31.csv").unlink()
    [told] = changes(acme, acme / "contracts")
    assert (told.kind, told.file, told.details["day"]) == (
        "changed_file_missing",
        "acme/deals-#.csv",
        "2026-10-31",
    )
    # accepted as it is now; the contract counts its versions
    write_contracts(acme / "build.duckdb", acme / "contracts")
    assert changes(acme, acme / "contracts") == []
    document = yaml.safe_load((acme / "contracts" / "acme.odcs.yaml").read_text())
    assert document["version"] == "1.1.0"
    # gone altogether
    for path in folder.glob("deals*"):
        path.unlink()
    [told] = changes(acme, acme / "contracts")
    assert told.kind == "changed_file_missing"


def test_contracts_are_documents_of_the_standard(acme):
    """As far as ODCS v3.1's own JSON schema asks; it was checked with that, too."""
    document = yaml.safe_load((acme / "contracts" / "acme.odcs.yaml").read_text())
    assert document["apiVersion"] == "v3.1.0"
    assert document["kind"] == "DataContract"
    assert {"id", "version", "status", "schema"} <= set(document)
    [deals, leads] = document["schema"]
    assert (leads["physicalName"], leads["logicalType"]) == ("acme/leads-#.csv", "object")
    by_name = {item["name"]: item for item in leads["properties"]}
    assert (by_name["id"]["required"], by_name["id"]["unique"]) == (True, True)
    assert by_name["created_at"]["logicalType"] == "timestamp"
    assert by_name["status"]["quality"][-1]["arguments"] == {"validValues": ["new", "open"]}
    assert {rule["metric"] for rule in deals["quality"]} == {"rowCount"}


def test_a_contract_that_is_none_is_refused_by_name(acme):
    (acme / "contracts" / "acme.odcs.yaml").write_text("schema: []\n")
    with pytest.raises(DataRefused, match=r"acme.odcs.yaml is no contract"):
        changes(acme, acme / "contracts")


@pytest.mark.slow
def test_other_small_companies_give_no_alarm(tmp_path):
    """Thirty companies of the sample's kind, each wholly new and of the same size."""
    write_sample(tmp_path / "first", scale=0.05, seed=100)
    load(tmp_path / "first" / "exports", tmp_path / "first.duckdb", say=lambda _: None)
    write_contracts(tmp_path / "first.duckdb", tmp_path / "contracts")
    alarms = []
    for seed in range(101, 101 + CLEAN_LOADS):
        write_sample(tmp_path / str(seed), scale=0.05, seed=seed)
        build_file = tmp_path / f"{seed}.duckdb"
        load(tmp_path / str(seed) / "exports", build_file, say=lambda _: None)
        found = find_changes(build_file, tmp_path / "contracts")
        alarms += [(seed, one.file, one.kind, dict(one.details)) for one in found]
    assert alarms == []
