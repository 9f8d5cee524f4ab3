"""Service agreement and follow-up of a few leads worked out by hand, as of 2026-10-31.

The office is in Madrid, open Monday to Friday from 9 to 18, closed on 2026-04-03; the agreement is
a first attempt within 4 opening hours of creation and 8 attempts within 14 days.
"""

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from ticked_lists import line, ticked

from smarketing.loading import load
from smarketing.settings import effective_settings
from smarketing.settings.schema import SEEDS
from smarketing.warehouse import build as dbt_build

pytestmark = pytest.mark.long

SETTINGS = {
    "sla_policies": "sla_id,lead_type,clock,first_attempt_hours,attempts_required,within_days,"
    """business_hours,valid_from,changed_because,reply_hours
old,*,created,1,2,3,true,2000-01-01,,
agreed,*,created,4,8,14,true,2026-01-01,The guide,4
""",
    "business_hours": "calendar_id,timezone,weekday,opens,closes\n"
    + "".join(f"default,Europe/Madrid,{day},09:00,18:00\n" for day in range(1, 6))
    + "".join(f"NIGHT,Europe/Madrid,{day},00:00,24:00\n" for day in range(1, 8)),
    "holidays": "calendar_id,date,name\ndefault,2026-04-03,Viernes Santo\n",
    "team_members": "owner,aliases,team,role,country,calendar_id,weekly_hours,"
    """active_from,active_to
Ana,,Ventas,sdr,ES,default,40,,
Nora,,Ventas,sdr,ES,NIGHT,40,,
""",
    "followup_policies": "lead_type,stalled_after_days,cadence_attempts,cadence_days,"
    """nurture_after_days,max_active_leads_per_owner,valid_from
*,14,5,10,10,120,2000-01-01
""",
    "cadence_steps": "lead_type,step,day,channel\n*,1,1,call\n*,2,3,email\n*,3,5,linkedin\n",
    "assignment_rules": "priority,country,lead_type,quadrant,product,owner\n10,*,*,*,*,Ana\n",
    "sales_quotas": "month,owner,quota,currency,marketing_share\n",
    "kpi_targets": "kpi_id,month,owner,target\n",
}
# lead: creation (UTC), owner, and more columns
LEADS = {
    "easter": ("2026-04-02T15:00:00", "Ana", {}),
    "spring": ("2026-03-28T11:00:00", "Ana", {}),
    "autumn": ("2026-10-24T10:00:00", "Ana", {}),
    "night_spring": ("2026-03-28T11:00:00", "Nora", {}),
    "before_agreement": ("2025-12-30T09:00:00", "Ana", {}),
    "A": ("2026-09-01T08:00:00", "Ana", {}),
    "B": ("2026-10-11T08:00:00", "Ana", {}),
    "C": ("2026-10-21T08:00:00", "Ana", {}),
    "D": ("2026-09-01T08:00:00", "Ana", {}),
    "E": ("2026-09-01T08:00:00", "Ana", {"disqualified_at": "2026-09-04T08:00:00"}),
    "F": ("2026-09-01T08:00:00", "Ana", {}),
    "step_past": ("2026-10-11T08:00:00", "Nora", {"lead_type": "step"}),
    "step_soon": ("2026-10-26T08:00:00", "Nora", {"lead_type": "step"}),
    "step_none": ("2026-10-02T08:00:00", "Nora", {"lead_type": "step"}),
    "step_later": (
        "2026-10-01T08:00:00",
        "Nora",
        {"lead_type": "step", "next_activity_at": "2026-11-15T08:00:00"},
    ),
    "refused": ("2026-10-20T08:00:00", "Ana", {"opted_out": "true"}),
    "hung_up": ("2026-10-20T08:00:00", "Ana", {"lead_type": "calls"}),
    "no_step_left": ("2026-10-21T08:00:00", "Ana", {"lead_type": "calls"}),
    "wrote_at_night": ("2026-10-05T08:00:00", "Ana", {"lead_type": "writers"}),
    "wrote_twice": ("2026-10-05T08:00:00", "Ana", {"lead_type": "writers"}),
    "left_alone": ("2026-10-05T08:00:00", "Ana", {"lead_type": "alone", "Holdout": " Sí "}),
    "not_left_alone": ("2026-10-05T08:00:00", "Ana", {"lead_type": "alone", "Holdout": "no"}),
}


def after(start: str, **gap) -> str:
    """Return a time some gap after a start, as the template writes it."""
    return (datetime.fromisoformat(start) + timedelta(**gap)).isoformat()


def attempts_of(lead: str, days: list[float], outcome: str = "no_answer", last: str | None = None):
    """Return (lead, time, outcome) for attempts some days after creation."""
    start = LEADS[lead][0]
    rows = [(lead, after(start, days=day, hours=1), outcome) for day in days]
    if last:
        rows[-1] = (*rows[-1][:2], last)
    return rows


ATTEMPTS = [
    ("easter", "2026-04-06T09:00:00", "no_answer"),
    ("spring", "2026-03-30T08:00:00", "no_answer"),
    ("autumn", "2026-10-26T09:00:00", "no_answer"),
    ("night_spring", "2026-03-30T08:00:00", "no_answer"),
    *attempts_of("A", [0, 1, 2, 5, 7, 9, 12, 14]),
    *attempts_of("B", [0, 2, 4, 6, 8]),
    *attempts_of("C", [0, 2, 4, 6, 8]),
    *attempts_of("D", [0, 2, 5], last="connected"),
    *attempts_of("E", [0, 2]),
    *attempts_of("F", [0, 1, 2, 5, 7, 9, 12, 15]),
    *attempts_of("hung_up", [0, 3], last="opted_out"),
    *attempts_of("no_step_left", [0, 2, 4]),
    # the call, its voicemail and a mail within half an hour are one attempt; a reply credits it
    ("step_soon", "2026-10-26T08:30:00", "no_answer"),
    ("step_soon", "2026-10-26T08:35:00", "voicemail"),
    ("step_soon", "2026-10-26T09:00:00", "sent"),
    ("step_soon", "2026-10-26T09:00:01", "no_answer"),
    ("step_none", "2026-10-30T08:00:00", "no_answer"),
    ("step_none", "2026-10-01T08:00:00", "no_answer"),
    ("wrote_at_night", "2026-10-07T11:00:00", "sent"),
    ("wrote_twice", "2026-10-06T10:00:00", "no_answer"),
    ("wrote_twice", "2026-10-06T12:00:01", "connected"),
]
LATE = "breached_late"
# messages of leads: office hours are 7:00 to 16:00 UTC until the 25th
MESSAGES = [
    ("step_soon", "2026-10-28T08:00:00"),
    ("wrote_at_night", "2026-10-06T22:00:00"),
    ("wrote_twice", "2026-10-06T08:00:00"),
    ("wrote_twice", "2026-10-06T09:00:00"),
    ("wrote_twice", "2026-10-30T14:00:00"),
]
TASKS = [("step_past", "2026-10-21T08:00:00"), ("step_soon", "2026-11-02T08:00:00")]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the folder and the dbt project of the company, built."""
    folder = tmp_path_factory.mktemp("contact_company")
    exports, overlay = folder / "exports" / "template", folder / "overlay"
    exports.mkdir(parents=True)
    overlay.mkdir()
    for name, text in SETTINGS.items():
        (overlay / f"{name}.csv").write_text(text)
    (overlay / "settings.yml").write_text("timezone: Europe/Madrid\n")
    extra = ["lead_type", "disqualified_at", "next_activity_at", "opted_out", "Holdout"]
    lines = [",".join(["lead_id", "created_at", "owner", *extra])]
    lines += [
        ",".join([lead, created, owner, *(more.get(name, "") for name in extra)])
        for lead, (created, owner, more) in LEADS.items()
    ]
    (exports / "leads.csv").write_text("\n".join(lines) + "\n")
    lines = ["attempt_id,lead_id,occurred_at,channel,direction,outcome"]
    lines += [
        f"{n},{lead},{at},call,outbound,{result}" for n, (lead, at, result) in enumerate(ATTEMPTS)
    ]
    lines += [f"in{n},{lead},{at},email,inbound,replied" for n, (lead, at) in enumerate(MESSAGES)]
    (exports / "contact_attempts.csv").write_text("\n".join(lines) + "\n")
    lines = ["task_id,lead_id,due_at,created_at"]
    lines += [f"{n},{lead},{due},2026-10-20T08:00:00" for n, (lead, due) in enumerate(TASKS)]
    (exports / "tasks.csv").write_text("\n".join(lines) + "\n")
    build_file = folder / "build.duckdb"
    load(folder / "exports", build_file, say=lambda _: None)
    settings = effective_settings(overlay, folder / "settings")
    project = dbt_build.Project(
        build_file, settings.seeds_dir, folder / "work", settings.vars | {"as_of": "2026-10-31"}
    )
    dbt_build.build(
        project,
        select=["+rpt_sales_sla_daily", "+rpt_followup_weekly", "+rpt_worklist"],
        with_data_tests=False,
        say=lambda _: None,
    )
    return folder, project


@pytest.fixture
def company(built):
    _, project = built
    with duckdb.connect(str(project.build_file), read_only=True) as connection:
        yield connection


def sla(company, lead_id, clause):
    """Return the clause of a lead as a dict."""
    found = company.execute(
        "select sla.* from sla.fct_lead_sla as sla join core.dim_leads using (lead_key)"
        " where lead_id = ? and clause = ?",
        [lead_id, clause],
    )
    names = [item[0] for item in found.description]
    rows = found.fetchall()
    assert len(rows) == 1, (lead_id, clause, rows)
    return dict(zip(names, rows[0], strict=True))


def test_business_minutes_skip_nights_weekends_and_holidays(company):
    easter = sla(company, "easter", "first_attempt")
    assert (easter["business_minutes"], easter["wall_minutes"]) == (180, 90 * 60)
    assert easter["deadline_at"] == datetime(2026, 4, 6, 10)  # Monday 12:00 in Madrid
    assert easter["state"] == "met"


def test_business_minutes_across_both_clock_changes(company):
    spring, autumn = (sla(company, name, "first_attempt") for name in ("spring", "autumn"))
    assert (spring["business_minutes"], spring["wall_minutes"]) == (60, 45 * 60)
    assert (autumn["business_minutes"], autumn["wall_minutes"]) == (60, 47 * 60)


def test_a_calendar_that_never_closes_counts_every_minute(company):
    night = sla(company, "night_spring", "first_attempt")
    assert night["business_minutes"] == night["wall_minutes"] == 45 * 60
    assert night["deadline_at"] == datetime(2026, 3, 28, 15)
    assert night["state"] == "breached_late"


def test_the_policy_is_the_one_in_force_when_the_clock_started(company):
    assert sla(company, "before_agreement", "attempts")["sla_id"] == "old"
    assert sla(company, "easter", "attempts")["sla_id"] == "agreed"


def test_eight_attempts_in_fourteen_days(company):
    states = {lead: sla(company, lead, "attempts")["state"] for lead in "ABCDEF"}
    assert states == {
        "A": "met",
        "B": "breached_open",
        "C": "pending",
        "D": "exempt",
        "E": "exempt",
        "F": "breached_late",
    }
    assert sla(company, "F", "attempts")["attempts_in_window"] == 7


def test_each_message_is_answered_within_four_opening_hours(company):
    rows = company.execute(
        "select lead_id, clock_number, messages, deadline_at, business_minutes, state"
        " from sla.fct_lead_sla join core.dim_leads using (lead_key)"
        " where clause = 'next_reply' order by lead_id, clock_number"
    ).fetchall()
    assert rows == [
        ("step_soon", 1, 1, datetime(2026, 10, 28, 12), None, "breached_open"),
        # at midnight in Madrid the clock waits for 9:00; answered at 13:00 sharp
        ("wrote_at_night", 1, 1, datetime(2026, 10, 7, 11), 240, "met"),
        # two messages, a call nobody took, and a talk one second too late
        ("wrote_twice", 1, 2, datetime(2026, 10, 6, 12), pytest.approx(240 + 1 / 60), LATE),
        # Friday 15:00 and two hours are left: until Monday 10:00
        ("wrote_twice", 2, 1, datetime(2026, 11, 2, 9), None, "pending"),
    ]
    daily = company.execute(
        "select next_reply_met, next_reply_late, next_reply_rate, met"
        " from sla.rpt_sales_sla_daily"
        " where owner = 'all' and lead_type = 'writers' and next_reply_met + next_reply_late > 0"
        " order by day"
    ).fetchall()
    assert daily == [(0, 1, 0.0, 0), (1, 0, 1.0, 1)]
    waiting = company.execute(
        "select lead_id, breached_clauses, reply_due_at from contact.rpt_worklist"
        " where reply_due_at is not null order by lead_id"
    ).fetchall()
    assert waiting == [
        ("step_soon", "next_reply", datetime(2026, 10, 28, 12)),
        ("wrote_twice", None, datetime(2026, 11, 2, 9)),
    ]


def test_the_daily_rate_counts_met_and_breached_only(company):
    rows = company.execute(
        "select day, met, late, open_breach, pending, exempt, rate from sla.rpt_sales_sla_daily"
        " where owner = 'all' and lead_type = 'all' and day = '2026-09-15'"
    ).fetchall()
    # A met, F late, D and E exempt: their fourteenth day is the 15th
    assert rows == [(rows[0][0], 1, 1, 0, 0, 2, 0.5)]


def test_numbering_bursts_and_replies(company):
    rows = company.execute(
        "select attempt_number, is_connect, is_connect_by_reply, contacts"
        " from core.fct_contact_attempts"
        " join core.dim_leads using (lead_key) where lead_id = 'step_soon' order by occurred_at"
    ).fetchall()
    # 30 minutes from the first contact is still the burst; one second more is the next attempt
    assert rows == [(1, False, False, 3), (2, True, True, 1)]


def test_attempts_before_creation_are_flagged_and_not_counted(company):
    rows = company.execute(
        "select attempt_number, is_before_creation from core.fct_contact_attempts"
        " join core.dim_leads using (lead_key) where lead_id = 'step_none' order by occurred_at"
    ).fetchall()
    assert rows == [(None, True), (1, False)]


def test_next_steps_and_stalled_leads(company):
    rows = company.execute(
        "select lead_id, has_next_step, is_overdue, is_stalled from contact.fct_followup_status"
        " join core.dim_leads using (lead_key) where lead_id like 'step%' order by lead_id"
    ).fetchall()
    assert rows == [
        ("step_later", True, False, False),  # snoozed to an agreed day
        ("step_none", False, False, True),  # yesterday's call is no progress
        ("step_past", False, True, True),
        ("step_soon", True, False, False),
    ]


def test_the_cadence_says_what_to_do_next(company):
    rows = company.execute(
        "select lead_id, cadence_state, suggested_action, next_touch_channel"
        " from contact.fct_followup_status join core.dim_leads using (lead_key)"
    ).fetchall()
    found = {row[0]: row[1:] for row in rows}
    assert found["step_later"] == ("paused", "none", None)
    assert found["step_past"] == ("late", "first_contact", "call")
    assert found["step_none"] == ("late", "next_touch", "email")
    assert found["B"] == ("exhausted", "send_to_nurture", None)
    assert found["refused"] == found["hung_up"] == ("paused", "none", None)
    # the policy asks for five attempts in ten days, the steps plan three: any means, day ten
    assert found["no_step_left"] == ("late", "next_touch", None)
    assert "E" not in found  # disqualified


def test_worklists_name_nobody_who_refused_contact(company):
    rows = company.execute("select lead_id, rank from contact.rpt_worklist").fetchall()
    assert "step_none" in {row[0] for row in rows}
    assert not {"refused", "hung_up"} & {row[0] for row in rows}


def test_nobody_is_asked_to_work_who_is_left_alone_by_lot(company):
    worked = company.execute(
        "select lead_id from contact.rpt_worklist where lead_type = 'alone'"
        " union all select lead_id from contact.fct_followup_status"
        " join core.dim_leads using (lead_key) where lead_id like '%left_alone'"
    ).fetchall()
    assert worked == [("not_left_alone",)] * 2
    assert sla(company, "left_alone", "first_attempt")["state"] == "exempt"
    assert sla(company, "not_left_alone", "first_attempt")["state"] == "breached_open"


def test_weekly_report_judges_the_same_state(company):
    row = company.execute(
        "select open_leads, stalled_leads, leads_with_next_step from contact.rpt_followup_weekly"
        " where owner = 'Nora' and week = '2026-10-26'"
    ).fetchone()
    # four steps and the night lead of March
    assert row == (5, 3, 2)


def test_newer_settings_leave_past_weeks_as_they_were(built, tmp_path):
    folder, project = built
    overlay = tmp_path / "overlay"
    shutil.copytree(folder / "overlay", overlay)
    with (overlay / "followup_policies.csv").open("a") as file:
        file.write("*,1,5,10,10,120,2026-10-26\n")
    (overlay / "contact_costs.csv").write_text(
        (SEEDS / "contact_costs.csv").read_text() + "*,99,10,15,0.1,,0.5,USD,2026-10-26\n"
    )
    newer = replace(
        project,
        build_file=Path(shutil.copy(project.build_file, tmp_path / "build.duckdb")),
        settings_dir=effective_settings(overlay, tmp_path / "settings").seeds_dir,
        work=tmp_path / "work",
    )
    changed = ["followup_policies", "int_followup_policies+", "contact_costs", "int_contact_costs+"]
    dbt_build.build(
        newer,
        select=[f"{name},+rpt_followup_weekly" for name in changed],
        with_data_tests=False,
        say=lambda _: None,
    )
    before, after = weeks_of(project.build_file), weeks_of(newer.build_file)
    since = datetime(2026, 10, 26).date()
    assert [row for row in before if row[0] < since] == [row for row in after if row[0] < since]
    assert len(before) == len(after) > 50 and before[-1] != after[-1]


def weeks_of(build_file):
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return connection.execute(
            "select * from contact.rpt_followup_weekly order by week, owner"
        ).fetchall()


def test_a_list_that_comes_back_is_an_attempt_and_a_next_step(built, tmp_path):
    folder, project = built
    exports = tmp_path / "exports"
    shutil.copytree(folder / "exports", exports)
    listed = {"day": date(2026, 10, 30), "system": "template"}
    first = line("step_past", "no contestó", **listed)
    later = line("step_past", "enviado", step=date(2026, 11, 5), agreed="Llamar", **listed)
    other = line("step_none", step=date(2026, 10, 30), agreed="Escribir", **listed)
    (exports / "worklists").mkdir()
    (exports / "worklists" / "nora.xlsx").write_bytes(ticked(first, other))
    (exports / "worklists" / "nora (1).xlsx").write_bytes(ticked(later))
    shutil.copy(project.build_file, tmp_path / "build.duckdb")
    again = replace(project, build_file=tmp_path / "build.duckdb")
    load(exports, again.build_file, say=lambda _: None)
    dbt_build.build(
        again,
        select=["stg_contact_attempts+,+int_next_steps", "stg_tasks+,+int_next_steps"],
        with_data_tests=False,
        say=lambda _: None,
    )
    steps = """select lead_id, due_date, is_open from intermediate.int_next_steps
        join core.dim_leads using (lead_key)
        where lead_id in ('step_past', 'step_none') order by 1, 2"""
    attempts = """select lead_id, contact_channel, outcome, occurred_at
        from intermediate.int_attempt_people join core.dim_leads using (lead_key)
        where int_attempt_people.source_system = 'worklists'"""
    with duckdb.connect(str(again.build_file), read_only=True) as connection:
        # midnight in Madrid, for a day without a time
        assert connection.execute(attempts).fetchall() == [
            ("step_past", "call", "sent", datetime(2026, 10, 29, 23))
        ]
        # what was agreed for step_none on the 30th was done by the call of that day
        assert connection.execute(steps).fetchall() == [
            ("step_none", date(2026, 10, 30), False),
            ("step_past", date(2026, 10, 21), True),
            ("step_past", date(2026, 11, 5), True),
        ]
