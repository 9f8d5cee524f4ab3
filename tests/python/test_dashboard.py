"""The daily dashboard: each sentence on both sides of its condition, its folder, and its mail."""

import re
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest
from browser_page import SIGHTS, check_mail, check_page, check_print

from smarketing.report import render
from smarketing.report.frame.formatting import Formatter
from smarketing.report.frame.mail import mail_page, plain_colours
from smarketing.report.frame.messages import Messages
from smarketing.report.pages.smarketing_dashboard.advice import (
    advice_sentence,
    outlook,
    percent_of_chance,
    state_sentence,
)
from smarketing.report.pages.smarketing_dashboard.agreement import (
    below,
    clause_name,
    clause_title,
    people_title,
    rate_cell,
    standing_tag,
)
from smarketing.report.pages.smarketing_dashboard.charts import with_fan
from smarketing.report.pages.smarketing_dashboard.data import DayData
from smarketing.report.pages.smarketing_dashboard.goals import goal_title
from smarketing.report.pages.smarketing_dashboard.today import (
    all_help,
    marketing_help,
    messages_help,
    nobody_stands_out,
    people_help,
    sentences,
    team_help,
)
from smarketing.report.pages.smarketing_dashboard.waiting import waiting_title

pytestmark = pytest.mark.long

MAIL_LIMIT = 102 * 1024
ROW = {
    "day": date(2026, 10, 7),
    "month": date(2026, 10, 1),
    "measure": "leads",
    "lead_type": "all",
    "working_day": 5,
    "working_days": 20,
    "is_ahead": False,
    "actual_cumulative": 90.0,
    "rejected_cumulative": None,
    "rejected_value_cumulative": None,
    "goal_to_date": 100.0,
    "month_goal": 400.0,
    "goal_source": "target",
    "attainment": 0.9,
    "actual_per_day": 18.0,
    "needed_per_day": 20.6666666667,
    "projection": 380.0,
    "projection_lower": 334.0,
    "projection_upper": 429.0,
    "probability_of_goal": 0.207,
}
STANDING = {
    "clause": "first_attempt",
    "group_kind": "owner",
    "owner": "Ana",
    "met": 20,
    "late": 5,
    "open_breach": 75,
    "judged": 100,
    "rate": 0.2,
    "rate_lower": 0.13,
    "rate_upper": 0.29,
    "rate_shrunk": 0.22,
    "rate_shrunk_lower": 0.15,
    "rate_shrunk_upper": 0.31,
    "common_rate": 0.45,
    "standing": "below",
}
EVERYBODY = STANDING | {
    "group_kind": "all",
    "owner": "all",
    "rate": 0.45,
    "standing": None,
    "met": 450,
    "judged": 1000,
}
WORK = {
    "group_kind": "owner",
    "owner": "Ana",
    "team": "Norte",
    "open_leads": 50,
    "max_active_leads": 120,
    "on_worklist": 40,
    "breached": 12,
    "without_first_attempt": 8,
    "short_of_attempts": 6,
    "messages_waiting": 0,
    "touches_due": 9,
    "stalled": 30,
    "without_next_step": 20,
    "with_alert": 2,
    "stalled_share": 0.6,
}
ALL_WORK = WORK | {"group_kind": "all", "owner": "all", "team": "all", "max_active_leads": None}
ACTION = {"date": date(2026, 10, 14), "kind": "webinar", "title_es": "Charla", "title_en": "Talk"}


@pytest.fixture(params=["es", "en"])
def report(request):
    run = SimpleNamespace(
        reporting_currency="USD", minimum_sample=30, vars={"sla_standing_days": 30}
    )
    data = SimpleNamespace(run=run, month_end=date(2026, 10, 31))
    return SimpleNamespace(
        msg=Messages(request.param),
        fmt=Formatter(request.param),
        data=data,
        lead_type=str.title,
        stage_code=lambda _: "LCM",
        listed=", ".join,
    )


def day_of(*rows, by_type=(), standing=(), work=(), actions=(), agreement=None):
    return DayData(
        ledger=pl.DataFrame(list(rows) or [ROW]),
        by_type=pl.DataFrame(list(by_type), schema=pl.DataFrame([ROW]).schema),
        standing=pl.DataFrame(list(standing), schema=pl.DataFrame([STANDING]).schema),
        work=pl.DataFrame(list(work), schema=pl.DataFrame([WORK]).schema),
        alerts=pl.DataFrame(),
        agreement=agreement or {},
        next_actions=pl.DataFrame(list(actions), schema=pl.DataFrame([ACTION]).schema),
    )


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"month_goal": None}, "no_goal"),
        ({"actual_cumulative": 400.0}, "reached"),
        ({"actual_cumulative": 399.0, "working_day": 20}, "missed"),
        ({"actual_cumulative": 400.0, "working_day": 20}, "met"),
        ({"probability_of_goal": None}, "no_projection"),
        ({"probability_of_goal": 0.9}, "sure"),
        ({"probability_of_goal": 0.89}, "open"),
        ({"probability_of_goal": 0.11}, "open"),
        ({"probability_of_goal": 0.1}, "unlikely"),
    ],
)
def test_a_measure_is_judged_on_both_sides_of_each_line(report, change, state):
    row = ROW | change
    assert outlook(row).state == state
    said = str(state_sentence(report, "leads", row))
    assert report.fmt.number(row["actual_cumulative"]) in said
    assert ("400" in said) == (row["month_goal"] is not None)
    assert len(goal_title(report, "mql_value", row)) <= 90


def test_what_to_do_names_the_pace_that_is_needed_and_the_pace_there_is(report):
    said = advice_sentence(report, day_of(actions=[ACTION]), "leads", ROW)
    assert "21" in said
    assert "18" in said
    assert "15" in said
    assert ("Charla" in said) != ("Talk" in said)


def test_above_the_goal_sales_hears_how_many_more_come(report):
    row = ROW | {"probability_of_goal": 0.95, "projection": 450.0}
    said = advice_sentence(report, day_of(actions=[ACTION]), "leads", row)
    assert "50" in said
    assert "Charla" not in said
    assert "Talk" not in said


def test_an_action_after_the_month_does_not_help_it(report):
    late = ACTION | {"date": date(2026, 11, 1)}
    said = advice_sentence(report, day_of(actions=[late]), "leads", ROW)
    assert "Charla" not in said
    assert "Talk" not in said
    assert report.msg.text("dashboard.no_action", month=report.fmt.month_name(late["date"])) != said


@pytest.mark.parametrize(("actual", "is_named"), [(10.0, True), (50.0, False)])
def test_the_type_furthest_behind_its_own_line_is_named(report, actual, is_named):
    kind = ROW | {"lead_type": "demo", "actual_cumulative": actual, "goal_to_date": 50.0}
    other = ROW | {"lead_type": "ebook", "actual_cumulative": 49.0, "goal_to_date": 49.0}
    said = advice_sentence(report, day_of(by_type=[kind, other]), "leads", ROW)
    assert ("Demo" in said) == is_named


@pytest.mark.parametrize(
    ("chance", "key"), [(0.0099, "under_one"), (0.01, ""), (0.99, ""), (0.991, "over_99")]
)
def test_a_chance_is_never_a_certainty(report, chance, key):
    said = percent_of_chance(report, chance)
    expected = report.msg.text(f"dashboard.{key}") if key else report.fmt.percent(chance, 0)
    assert said == expected


def test_what_is_expected_begins_where_the_month_stands():
    days = [date(2026, 10, number) for number in (1, 2, 3)]
    fan = ("expected_lower", "expected_lower_50", "expected_upper_50", "expected_upper")
    rows = pl.DataFrame(
        {
            "day": days,
            "is_ahead": [False, False, True],
            "actual_cumulative": [3.0, 5.0, None],
            "expected_cumulative": [None, None, 8.0],
            **{name: [None, None, 7.0] for name in fan},
        }
    )
    assert with_fan(rows)["expected_lower"].to_list() == [None, 5.0, 7.0]
    closed = rows.head(2)
    assert with_fan(closed)["expected_lower"].to_list() == [None, None]


def test_what_nobody_knows_is_not_judged(report):
    data = day_of(ROW, ROW | {"measure": "mql_value", "actual_cumulative": None})
    assert data.today("leads") == ROW
    assert data.today("mql_value") is None
    assert len(sentences(report, data)) == 1
    assert len(marketing_help(report, data)) == 1


def test_a_company_without_open_leads_has_nothing_that_waits():
    closed = ALL_WORK | dict.fromkeys(["open_leads", "stalled"], 0) | {"stalled_share": None}
    assert day_of(work=[closed]).waiting == {}
    assert day_of(work=[ALL_WORK]).waiting == ALL_WORK


def test_who_is_below_beyond_chance_needs_help_and_nobody_else(report):
    like_others = STANDING | {"owner": "Beto", "standing": "like_others"}
    nobody = STANDING | {"owner": "(none)"}
    data = day_of(standing=[STANDING, like_others, nobody, EVERYBODY], work=[WORK, ALL_WORK])
    [one] = people_help(report, data)
    assert "Ana" in one.text
    assert "22" in one.text
    assert "45" in one.text
    assert "12" in one.text
    assert [row["owner"] for row in below(data)] == ["Ana"]
    assert "Ana" in people_title(report, data)
    alike = day_of(standing=[like_others, EVERYBODY], work=[WORK, ALL_WORK])
    assert people_help(report, alike) == []
    assert people_title(report, alike) == report.msg.text("dashboard.people_alike")
    assert "12" in nobody_stands_out(report, alike)


@pytest.mark.parametrize(("waiting", "is_said"), [(0, False), (1, True)])
def test_messages_that_wait_are_said(report, waiting, is_said):
    data = day_of(work=[ALL_WORK | {"messages_waiting": waiting}])
    assert (messages_help(report, data) is not None) == is_said


@pytest.mark.parametrize(("open_leads", "is_said"), [(120, False), (121, True)])
def test_most_people_over_the_cap_is_said_and_strangers_do_not_count(report, open_leads, is_said):
    stranger = WORK | {"owner": "Usuario 7", "team": "Unknown", "open_leads": 500}
    mine = WORK | {"open_leads": open_leads}
    data = day_of(work=[mine, stranger, ALL_WORK])
    assert (team_help(report, data) is not None) == is_said


@pytest.mark.parametrize(("chance", "count"), [(0.95, 0), (0.5, 1), (0.05, 1)])
def test_marketing_is_asked_only_about_a_goal_that_is_not_safe(report, chance, count):
    data = day_of(ROW | {"probability_of_goal": chance})
    assert len(marketing_help(report, data)) == count
    assert len(
        all_help(report, day_of(ROW | {"probability_of_goal": chance}, work=[ALL_WORK]))
    ) == (count)


@pytest.mark.parametrize(("judged", "is_said"), [(29, False), (30, True)])
def test_no_rate_of_sales_is_said_of_few_cases(report, judged, is_said):
    everybody = EVERYBODY | {"judged": judged, "met": 12}
    data = day_of(standing=[everybody])
    assert (len(sentences(report, data)) == 2) == is_said
    few = report.msg.text("dashboard.clauses_few")
    assert (clause_title(report, data) == few) != is_said
    assert (report.msg.text("dashboard.few") in rate_cell(report, everybody)) != is_said


@pytest.mark.parametrize("standing", ["below", "above", "like_others"])
def test_only_who_differs_beyond_chance_is_marked(report, standing):
    cell = standing_tag(report, STANDING | {"standing": standing})
    assert bool(cell) == (standing != "like_others")


def test_a_clause_is_named_with_its_numbers_where_one_agreement_holds(report):
    agreed = {"attempts_required": 8, "within_days": 14, "business_hours": True}
    assert "14" in clause_name(report, day_of(agreement=agreed), "attempts")
    differing = agreed | {"within_days": None}
    plain = report.msg.text("dashboard.clause_attempts")
    assert clause_name(report, day_of(agreement=differing), "attempts") == plain


@pytest.mark.parametrize(("stalled", "is_said"), [(0, False), (30, True)])
def test_stalled_leads_are_the_finding_where_there_are_any(report, stalled, is_said):
    data = day_of(work=[ALL_WORK | {"stalled": stalled}])
    assert ("60" in waiting_title(report, data)) == is_said


def test_a_picture_has_the_colours_themselves():
    assert plain_colours({"color": "var(--actual,#0b5a8f)"}) == {"color": "#0b5a8f"}


def test_a_mail_holds_its_pictures():
    spec = {"mark": "point", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a"}}}
    html = mail_page('<img src="chart:f-a" alt="a">', {"f-a": spec}, Formatter("es"))
    assert re.fullmatch(r'<img src="data:image/jpeg;base64,[\w+/=]+" alt="a">', html)


@pytest.fixture(scope="module")
def rendered(sample_company, tmp_path_factory):
    out = tmp_path_factory.mktemp("dashboard")
    pages = render(
        "smarketing_dashboard",
        warehouse=sample_company.warehouse,
        out_dir=out,
        parameters={},
        locales=["es", "en"],
        say=lambda _: None,
    )
    return out, pages


def test_the_page_lies_in_the_folder_of_its_day_with_its_workbook_and_mail(rendered):
    out, pages = rendered
    folder = out / "daily" / "2026-10-31"
    assert [page.parent for page in pages] == [folder, folder]
    names = {path.name for path in folder.iterdir()}
    stem = "smarketing_dashboard"
    for suffix in (".html", ".xlsx", ".en.html", ".en.xlsx"):
        assert f"{stem}{suffix}" in names
    assert {f"{stem}_mail.html", f"{stem}_mail.en.html", "report.json"} <= names


@pytest.mark.parametrize("suffix", ["", ".en"])
def test_the_mail_needs_nothing_and_is_not_cut_off(rendered, suffix):
    out, _ = rendered
    path = out / "daily" / "2026-10-31" / f"smarketing_dashboard_mail{suffix}.html"
    mail = path.read_text()
    assert path.stat().st_size < MAIL_LIMIT
    assert mail.count("data:image/jpeg;base64,") == 2
    for forbidden in ("<script", "<style", "<link", "var(--", "http:", "https:", 'src="chart:'):
        assert forbidden not in mail


@pytest.mark.browser
@pytest.mark.parametrize("suffix", ["", ".en"])
def test_page_and_mail_open_offline_and_fit_desk_phone_and_paper(browser, rendered, suffix):
    folder = rendered[0] / "daily" / "2026-10-31"
    page = folder / f"smarketing_dashboard{suffix}.html"
    for width, scheme in SIGHTS:
        assert check_page(browser, page, width=width, scheme=scheme) == 2
    check_print(browser, page)
    check_mail(browser, folder / f"smarketing_dashboard_mail{suffix}.html")


def test_leads_are_counted_and_never_named(rendered, sample_company):
    import duckdb

    with duckdb.connect(str(sample_company.warehouse), read_only=True) as connection:
        people = connection.sql(
            "select distinct person_name, company from contact.rpt_worklist"
            " where person_name is not null and len(person_name) > 8"
        ).fetchall()
    out, _ = rendered
    for path in sorted((out / "daily" / "2026-10-31").glob("*.html")):
        text = path.read_text()
        assert [name for name, _ in people if name in text] == []
        assert "@" not in re.sub(
            r"@(media|page|font-face|bottom|charset|supports)|base64,\S+",
            "",
            text.split("<script")[0],
        )
