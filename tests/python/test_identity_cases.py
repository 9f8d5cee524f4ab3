"""People and companies of small exports whose right values were worked out by hand.

The cases of one build are companies of their own that share a folder; what each is about, and
why its values are right, stands in its expect.md under tests/fixtures/cases.
"""

# ruff: noqa: E501 - queries are as wide as they are
from __future__ import annotations

import hashlib
import shutil

import duckdb
import pytest

from smarketing.loading import load
from smarketing.paths import PROJECT
from smarketing.warehouse import build as dbt_build

pytestmark = pytest.mark.long

CASES = PROJECT / "tests" / "fixtures" / "cases"
TOGETHER = (
    "05-hubspot-additional-emails",
    "09-meeting-with-two-contacts",
    "10-deal-with-several-contacts",
    "12-deal-with-company-id",
    "15-facebook-lead-form",
    "22-hubspot-merged-ids",
    "people-and-companies",
)


def exports_of(cases, folder):
    """Copy the exports of several cases into one folder, and their settings over the seeds."""
    seeds = folder / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds)
    for number, case in enumerate(cases):
        for path in (CASES / case / "exports").glob("*/*"):
            target = folder / "exports" / path.parent.name / name_of_case(number, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        for path in (CASES / case / "settings").glob("*.csv"):
            shutil.copy(path, seeds / path.name)
    return folder / "exports"


def name_of_case(number, path):
    """A name of its own that still says the entity or the day of the export."""
    if path.suffix == ".yml":
        return path.name
    is_template = path.parent.name == "template"
    return f"{path.stem}-{number}{path.suffix}" if is_template else f"{number}-{path.name}"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """The folder with the loaded build file and the settings of all cases."""
    folder = tmp_path_factory.mktemp("identity")
    load(exports_of(TOGETHER, folder), folder / "build.duckdb", say=lambda _: None)
    return folder


def built(folder, as_of):
    build_file = folder / as_of / "build.duckdb"
    build_file.parent.mkdir()
    shutil.copy(folder / "build.duckdb", build_file)
    project = dbt_build.Project(build_file, folder / "seeds", folder / "work", {"as_of": as_of})
    dbt_build.build(project, say=lambda _: None)
    return duckdb.connect(str(build_file), read_only=True)


@pytest.fixture(scope="module")
def april(loaded):
    with built(loaded, "2026-04-30") as connection:
        yield connection


@pytest.fixture(scope="module")
def march(loaded):
    with built(loaded, "2026-03-31") as connection:
        yield connection


def people_of(connection, ids):
    """The people (each as its sorted record ids) that these records are."""
    return connection.execute(
        """
        select string_agg(lead_id, ' ' order by lead_id)
        from intermediate.int_person_records
        where list_contains(?, lead_id)
        group by lead_key
        order by 1
        """,
        [ids.split()],
    ).fetchall()


def leads_of(connection, query):
    """[(id of a thing, ids of the first records of its people)]; query gives thing, lead_key."""
    return connection.execute(
        f"""
        select things.thing, string_agg(coalesce(leads.lead_id, '-'), ' ' order by leads.lead_id)
        from ({query}) as things(thing, lead_key)
        left join core.dim_leads as leads on things.lead_key = leads.lead_key
        group by 1 order by 1
        """
    ).fetchall()


ATTEMPTS = "select split_part(attempt_key, '|', 2), lead_key from core.fct_contact_attempts where attempt_key like '%{}'"
DEALS = "select opportunity_id, lead_key from core.fct_opportunities where opportunity_id like '{}'"


def test_additional_addresses_are_the_contact_s(april):
    assert people_of(april, "101 102 B1") == [("101 B1",), ("102",)]
    assert leads_of(april, ATTEMPTS.format("|e_")) == [("e1", "101"), ("e2", "102")]
    touches = "select split_part(touchpoint_key, '|', 2), lead_key from core.fct_touchpoints where not is_implied"
    assert leads_of(april, touches) == [("w1", "101"), ("w2", "101"), ("w3", "102")]


def test_addresses_come_in_any_list(april):
    hashes = {
        hashlib.md5(f"email|{e}".encode()).hexdigest()
        for e in ("mona@casa.example", "mona.r@trabajo.example")
    }
    rows = april.execute(
        "select value_hash from core.dim_lead_identities where lead_id = '3107' and kind = 'email'"
    ).fetchall()
    assert {row[0] for row in rows} == hashes


def test_merged_ids_are_the_survivor_s_from_the_merge_on(april, march):
    assert people_of(april, "221 222 223") == [("221 222",), ("223",)]
    assert people_of(march, "221 222 223") == [("221",), ("222",), ("223",)]
    assert leads_of(april, ATTEMPTS.format("|9301")) == [("9301", "221")]
    assert leads_of(march, ATTEMPTS.format("|9301")) == [("9301", "222")]


def test_chains_of_merges_end_at_one_person(april, march):
    assert people_of(april, "3101 3102 3103") == [("3101 3102 3103",)]
    assert people_of(march, "3101 3102 3103") == [("3101",), ("3102",), ("3103",)]
    assert leads_of(april, ATTEMPTS.format("|880_"))[:2] == [("8801", "3101"), ("8802", "3101")]
    assert leads_of(march, ATTEMPTS.format("|880_"))[:2] == [("8801", "3102"), ("8802", "3103")]


def test_what_an_older_version_tied_stays_tied(april, march):
    assert people_of(march, "3106 L1") == people_of(april, "3106 L1") == [("3106 L1",)]
    assert people_of(april, "3106 L1") == [("3106 L1",)]


def test_a_switchboard_joins_nobody(april):
    assert people_of(april, "3111 3112 3113 3114") == [("3111",), ("3112 3114",), ("3113",)]
    assert leads_of(april, ATTEMPTS.format("|8804")) == [("8804", "-")]
    review = "select reason, records, people, settings_line from quality.rpt_identity_review where kind = 'phone'"
    assert ("shared_number", 4, 3, "phone,+59322550100,join,") in april.execute(review).fetchall()


def test_settings_join_and_part_by_hand(april):
    assert people_of(april, "3121 3122") == [("3121 3122",)]
    assert people_of(april, "3131 3132") == [("3131",), ("3132",)]
    assert april.execute(
        "select reason, records, people, settings_line from quality.rpt_identity_review"
        " where reason like '%by_hand' or reason = 'matches_nothing' order by 1"
    ).fetchall() == [
        ("join_by_hand", 2, 1, "record,3121,join,hubspot|lead|3122"),
        ("matches_nothing", 0, 0, "phone,+593 99 000 1234,split,"),
        ("split_by_hand", 2, 2, "email,familia@casa.example,split,"),
    ]


def test_identities_say_what_joined_records(april):
    rows = april.execute(
        "select lead_id, kind, set_aside_because from core.dim_lead_identities"
        " where joined_by is not null and lead_id in ('101', 'B1', '222', '3112', '3122', '3131') order by all"
    ).fetchall()
    assert rows == [
        ("101", "email", None),
        ("222", "record", None),
        ("3112", "phone", "shared_number"),
        ("3122", "by_hand", None),
        ("B1", "email", None),
    ]


def test_a_meeting_reaches_everybody_listed_and_is_one_contact(april):
    assert leads_of(april, ATTEMPTS.format("|91__")) == [("9101", "501 502"), ("9102", "503")]
    assert leads_of(april, ATTEMPTS.format("|8803")) == [("8803", "3101 3107")]
    tasks = "select split_part(task_key, '|', 2), lead_key from intermediate.int_task_people"
    assert leads_of(april, tasks) == [("8901", "3101 3107")]
    met = """
        select leads.lead_id, sla.state from sla.fct_lead_sla as sla
        inner join core.dim_leads as leads on sla.lead_key = leads.lead_key
        where sla.clause = 'first_attempt' and leads.lead_id in ('501', '502', '503') order by 1
    """
    assert april.execute(met).fetchall() == [("501", "met"), ("502", "met"), ("503", "met")]
    first_contacts = """
        select count(*) from contact.fct_followup_status as status
        inner join core.dim_leads as leads on status.lead_key = leads.lead_key
        where status.suggested_action = 'first_contact' and leads.lead_id in ('501', '502', '503')
    """
    assert april.execute(first_contacts).fetchone() == (0,)
    week = "select contacts, leads_attempted, leads_reached from contact.rpt_followup_weekly where week = '2026-04-06' and owner = 'all'"
    assert april.execute(week).fetchone() == (2, 3, 2)


def test_a_deal_is_that_of_who_existed_before_it(april):
    assert leads_of(april, DEALS.format("8_0")) == [(f"8{n}0", f"6{n}1") for n in range(1, 7)]
    assert leads_of(april, DEALS.format("870_"))[2:] == [("8703", "3141"), ("8704", "3101")]


def test_a_deal_of_a_company_is_its_earliest_open_lead_s(april):
    assert leads_of(april, DEALS.format("82_")) == [
        ("820", "621"),
        ("821", "811"),
        ("822", "813"),
        ("823", "811"),
    ]
    assert leads_of(april, DEALS.format("870_"))[:2] == [("8701", "T10"), ("8702", "T11")]
    keys = "select customer_key from core.dim_leads where lead_id in ('811', '812', '813', 'T11') order by lead_id"
    assert [row[0] for row in april.execute(keys).fetchall()] == [
        "logandina.example", "logandina.example", "frutasvalle.example", "ventus.example",
    ]  # fmt: skip


def test_consumers_of_one_provider_are_customers_each(april):
    won = "select count(distinct customer_key) from core.fct_opportunities where opportunity_id like 'V__'"
    assert april.execute(won).fetchone() == (12,)
    review = "select records, settings_line from quality.rpt_identity_review where reason = 'consumer_domain'"
    assert april.execute(review).fetchall() == [(12, "domain,vecinos.example,join,")]


def test_people_of_a_lead_form(april):
    form = "select lead_id from intermediate.int_person_records where source_system = 'facebook_leads' order by 1"
    assert len(april.execute(form).fetchall()) == 3
    assert people_of(april, "912345678901235 151 152") == [("151 912345678901235",), ("152",)]
