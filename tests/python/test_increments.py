"""A run upon the last one gives what a run from scratch gives, whatever came, went or changed."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from load_helpers import Exports, built_tables, work_folder

from smarketing.errors import DataRefused
from smarketing.loading import load
from smarketing.loading.telephones import Numbering
from smarketing.paths import PROJECT
from smarketing.warehouse import build as dbt_build
from smarketing.warehouse.dbt_command import Project

pytestmark = pytest.mark.long

LEADS = "lead_id,created_at,email,phone,country\n"
MERGED = "lead_id,created_at,email,merged_into_id\n"
TOUCHES = "touchpoint_id,lead_id,occurred_at,type,source,medium\n"
CALLS = "attempt_id,lead_id,occurred_at,channel,outcome\n"
CONTACTS = "Record ID,Create Date,Email,Phone Number,Associated Company IDs (Primary)\n"
COMPANIES = "Record ID,Company name,Company owner\n"
DEALS = "Record ID,Create Date,Deal Stage,Amount,Close Date\n"

# Of each file what it may hold, from export to export; None: it is not there.
VERSIONS = {
    "template/leads.csv": [
        LEADS + "1,2026-03-01 10:00,ana@example.com,0991234567,Ecuador\n",
        LEADS
        + "1,2026-03-01 10:00,ana@example.com,55 1234 5678,Mexico\n2,2026-06-05,,0991234567,\n",
        LEADS + "1,,,,\n3,2026-02-05,x@example.com,,\n",
        None,
    ],
    "template/leads-2026-04-15.csv": [
        None,
        LEADS + "1,2026-03-01 10:00,ana@example.com,,\n4,2026-04-11,eva@example.com,,Peru\n",
    ],
    "template/leads-2026-05-15.csv": [
        None,
        MERGED + "1,2026-03-01 10:00,ana@example.com,4\n4,2026-04-11,eva@example.com,\n",
    ],
    "template/touchpoints-2026-03.csv": [
        TOUCHES + "a,1,2026-03-01 09:59,visit,google,cpc\nb,3,2026-02-01 09:00,visit,,\n",
    ],
    "template/touchpoints-2026-04.csv": [
        None,
        # the second came late
        TOUCHES + "c,1,2026-04-01 09:59,form,facebook,paid\nd,1,2026-02-27 09:59,visit,bing,cpc\n",
    ],
    "template/contact_attempts.csv": [
        CALLS + "a,1,2026-03-02 09:00,call,connected\n",
        CALLS + "a,1,2026-07-02 09:00,call,no answer\nb,1,yesterday,call,\n",
        None,
    ],
    "template/mapping.yml": [None, "locale: {timezone: America/Lima}\n"],
    # 03/04/2026 is told by the other files of the system, in one order or in the other
    "hubspot/contacts.csv": [
        CONTACTS + "7,03/04/2026 10:00,a@example.com,,11\n8,05/04/2026,b@example.com,,12\n",
        CONTACTS + "7,13/04/2026 10:00,a@example.com,,11\n",
        None,
    ],
    "hubspot/deals.csv": [
        DEALS + "1,13/04/2026,closedwon,100,14/04/2026\n",
        DEALS + "1,04/13/2026,closedwon,100,04/14/2026\n",
        DEALS + "1,04/03/2026,closedwon,100,\n",
        None,
    ],
    # 3/4/26 is told by another chat of the folder
    "whatsapp/WhatsApp Chat with +593 99 123 4567.txt": [
        "3/4/26, 10:00 - Eva: Hola\n3/4/26, 10:05 - +593 99 123 4567: Hola\n",
        "3/4/26, 10:00 - Eva: Hola\n13/4/26, 10:05 - +593 99 123 4567: Hola\n",
        None,
    ],
    "whatsapp/WhatsApp Chat with Ana.txt": [
        "25/4/26, 10:00 - Eva: Hola\n26/4/26, 10:05 - Ana: Hola\n",
        "4/25/26, 10:00 - Eva: Hola\n4/26/26, 10:05 - Ana: Hola\n",
        None,
    ],
    "whatsapp/contacts.csv": [
        "name,phone,rep\nAna,099 765 4321,\nEva,,Eva\n",
        "name,phone,rep\nAna,099 765 0000,\nEva,,Eva\n",
    ],
    "hubspot/companies.csv": [
        COMPANIES + "11,Acme,Eva\n12,Bolt,\n",
        COMPANIES + "11,Acme S.A.,Eva\n",
        None,
    ],
}
TELL_THE_ORDER = {"hubspot/deals.csv", "whatsapp/WhatsApp Chat with Ana.txt"}
CALLING_CODES = ["593", "52"]
CHANGES = st.one_of(
    st.sampled_from(
        [(name, v) for name, versions in VERSIONS.items() for v in range(len(versions))]
    ),
    st.sampled_from([("calling code", n) for n in range(len(CALLING_CODES))]),
)


class Company:
    """A folder of exports that changes, and the build file into which all of it is loaded."""

    def __init__(self, folder: Path):
        self.exports = Exports(folder)
        self.calling_code = CALLING_CODES[0]
        for name in VERSIONS:
            self.change(name, 0)

    def change(self, name: str, version: int) -> None:
        if name == "calling code":
            self.calling_code = CALLING_CODES[version]
        elif VERSIONS[name][version] is None:
            (self.exports.folder / name).unlink(missing_ok=True)
        else:
            self.exports.write(name, VERSIONS[name][version])

    def load(self, build_file: Path) -> dict[str, list[tuple]] | str:
        """Return the rows of every raw table, or what the load was refused with."""
        numbering = Numbering.of_settings(PROJECT / "seeds", self.calling_code)
        try:
            load(self.exports.folder, build_file, numbering=numbering, say=lambda _: None)
        except DataRefused as refusal:
            return str(refusal)
        with duckdb.connect(str(build_file), read_only=True) as connection:
            tables = connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'raw' order by 1"
            ).fetchall()
            return {
                table: sorted(connection.execute(f"from raw.{table}").fetchall(), key=repr)
                for (table,) in tables
            }

    def build(self, build_file: Path, seeds: Path) -> dict[tuple[str, str], list[tuple]]:
        """Build upon what is loaded and return the rows of every table and view."""
        work = self.exports.folder.with_name("work")
        dbt_build.build(
            Project(build_file, seeds, work, {"as_of_default": "newest_event"}), say=lambda _: None
        )
        return built_tables(build_file)


@pytest.mark.parametrize("seed", range(2))
def test_a_build_upon_the_last_one_is_a_build_from_scratch(tmp_path, seed):
    generator = random.Random(seed)
    company = Company(tmp_path)
    kept, fresh = tmp_path / "kept" / "build.duckdb", tmp_path / "fresh" / "build.duckdb"
    company.load(kept)
    assert len(company.build(kept, PROJECT / "seeds")["core", "dim_leads"]) == 3
    seeds = tmp_path / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds)
    # without those two nobody knows the order of some days, and the load is refused
    names = [name for name in VERSIONS if name not in TELL_THE_ORDER]
    for name in generator.sample(names, 5):
        company.change(name, generator.randrange(len(VERSIONS[name])))
    rules = seeds / "channel_rules.csv"
    rules.write_text("".join(rules.read_text().splitlines(keepends=True)[:10]))
    assert company.load(kept) == company.load(fresh)
    assert company.build(kept, seeds) == company.build(fresh, seeds)


@settings(max_examples=15, derandomize=True, deadline=None)
@given(st.lists(CHANGES, min_size=1, max_size=4))
# others explain days in another order, or not any more; in files and in chats
@example([("hubspot/deals.csv", 1), ("hubspot/deals.csv", 2)])
@example([("whatsapp/WhatsApp Chat with Ana.txt", 1), ("whatsapp/WhatsApp Chat with Ana.txt", 2)])
# a newer event dates undated files
@example([("template/contact_attempts.csv", 1)])
@example([("calling code", 1)])
# nobody needs the companies for a while
@example([("hubspot/contacts.csv", 2), ("hubspot/contacts.csv", 0)])
def test_a_load_upon_the_last_one_is_a_load_from_scratch(changes):
    folder = work_folder()
    try:
        company = Company(folder)
        kept = folder / "kept.duckdb"
        found = company.load(kept)
        assert found["leads"] and found["contact_attempts"] and found["opportunities"]
        for change in changes:
            company.change(*change)
            fresh = folder / "fresh.duckdb"
            fresh.unlink(missing_ok=True)
            assert company.load(kept) == company.load(fresh)
    finally:
        shutil.rmtree(folder)
