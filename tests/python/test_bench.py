"""The bench: what it calls one more month, and that its attribution part runs to its end."""

import pytest

from smarketing.dev import bench_attribution
from smarketing.dev.bench_month import newest_files

OLDER = (
    "hubspot/contactos-2026-10-25.csv",
    "hubspot/contactos-historico-2025-10-31.csv",
    "template/touches-2026-09.csv",
    "template/2026-10-31-copy-of-2026-09-30.csv",
    "template/notes.csv",
)
NEWEST = (
    "hubspot/contactos-2026-10-31 (1).csv",
    "hubspot/contactos-2026-10-31.csv",
    "template/touches-2026-10-31.csv",
    "template/touches-2026-10.csv",
)


def test_the_newest_files_are_those_of_the_newest_day_and_month(tmp_path):
    for name in OLDER + NEWEST:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = {str(path.relative_to(tmp_path)) for path in newest_files(tmp_path)}
    assert found == set(NEWEST)


@pytest.mark.long
def test_attribution_is_measured_at_two_sizes_whether_packages_are_installed_or_not(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(bench_attribution, "BENCH_FOLDER", tmp_path)
    said = []
    bench_attribution.bench_attribution(20_000, say=said.append)
    assert sum("touches, 20 channels, per million" in line for line in said) == 2
    assert any(line.startswith("ours: median") for line in said)
    for package in ("channelattribution", "marketing_attribution_models"):
        assert any(line.startswith(package) for line in said)
