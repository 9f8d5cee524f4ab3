"""The sample in every CRM's accent: what is loaded is what the HubSpot sample gives."""

import hashlib
from pathlib import Path

import pytest

from smarketing.errors import DataRefused
from smarketing.sample import write_sample
from smarketing.sample.accent import read_accent

SCALE = 0.05
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
