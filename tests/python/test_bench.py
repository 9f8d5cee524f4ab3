"""What the bench calls one more month: the files named after the newest day, or its whole month."""

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
