"""The sample in every CRM's accent: what is loaded is what the HubSpot sample gives."""

import hashlib
from pathlib import Path

import polars as pl
import pytest
from accent_comparison import differences, raw_tables, said_words, stage_of
from accent_marts import mart_differences, marts_of

from smarketing.errors import DataRefused
from smarketing.paths import PROJECT
from smarketing.sample import write_sample
from smarketing.sample.accent import accents, read_accent

pytestmark = pytest.mark.long

SCALE = 0.05
OTHERS = [system for system in accents() if system != "hubspot"]
# Of every byte of the HubSpot files, as the sample has always written them.
HUBSPOT_BYTES = "143e203c82ccc6ee21402795544cd8f217c29437384f8d7e42c04e3e0bba9948"


def quiet(_line: str) -> None:
    """Swallow what the writer says."""


@pytest.fixture(scope="module")
def hubspot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hubspot")
    write_sample(folder, scale=SCALE, say=quiet)
    return folder


def test_hubspots_files_keep_their_bytes(hubspot: Path) -> None:
    digest = hashlib.sha256()
    for path in sorted((hubspot / "exports" / "hubspot").iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    assert digest.hexdigest() == HUBSPOT_BYTES


def test_an_unknown_system_is_refused_with_the_known_ones() -> None:
    with pytest.raises(DataRefused, match=r"no accent `hubspt` .did you mean “hubspot”.*hubspot"):
        read_accent("hubspt")


@pytest.fixture(scope="module")
def wanted(hubspot: Path) -> dict:
    return raw_tables(hubspot / "exports", hubspot / "build.duckdb", "hubspot")


@pytest.mark.parametrize("system", OTHERS)
def test_an_accent_loads_what_hubspots_files_load(system: str, wanted: dict, tmp_path) -> None:
    write_sample(tmp_path, scale=SCALE, system=system, say=quiet)
    found = raw_tables(tmp_path / "exports", tmp_path / "build.duckdb", system)
    assert differences(wanted, found, read_accent(system).cannot_say.get("raw", {})) == {}


@pytest.mark.parametrize("system", OTHERS)
def test_an_accents_stages_mean_in_the_seed_what_hubspots_mean(system: str) -> None:
    stages = pl.read_csv(PROJECT / "seeds" / "stage_map.csv", infer_schema=False)
    meant = {
        name: {
            (kind, plain): stage_of(name, kind, word, stages)
            for kind, plain, word in said_words(name)
            if kind != "source"
        }
        for name in ("hubspot", system)
    }
    said = {key: stage for key, stage in meant[system].items() if key in meant["hubspot"]}
    assert said == {key: meant["hubspot"][key] for key in said}


@pytest.fixture(scope="module")
def hubspots_marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return marts_of("hubspot", tmp_path_factory.mktemp("hubspot_marts"), SCALE)


@pytest.mark.slow
@pytest.mark.parametrize("system", OTHERS)
def test_the_marts_of_an_accent_are_hubspots(system: str, hubspots_marts: Path, tmp_path) -> None:
    found = marts_of(system, tmp_path, SCALE)
    cannot_say = read_accent(system).cannot_say.get("marts", {})
    assert mart_differences(hubspots_marts, found, cannot_say) == {}
