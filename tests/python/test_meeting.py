"""The meetings: each sentence on both sides of its condition, their folders, and the updates."""

import re
from datetime import date, datetime
from types import SimpleNamespace

import polars as pl
import pytest
from browser_page import SIGHTS, check_mail, check_page, check_print

from smarketing.report import render
from smarketing.report.frame.formatting import Formatter
from smarketing.report.frame.messages import Messages
from smarketing.report.pages.meeting.acceptance import (
    drift_title,
    owners_title,
    reason_name,
    reasons_title,
)
from smarketing.report.pages.meeting.agenda import AGENDAS, WEEKLY, check_kind
from smarketing.report.pages.meeting.calendar import (
    Offer,
    actions_between,
    offers_ending,
    opens_of,
)
from smarketing.report.pages.meeting.decisions import (
    all_decisions,
    drift_decision,
    is_surely_off,
    owners_decision,
    quantity_decision,
    reason_decision,
    sentences,
    target_decisions,
    unnamed_decision,
)
from smarketing.report.pages.meeting.definition import definition_title
from smarketing.report.pages.meeting.highlights import changes_title, wins_title
from smarketing.report.pages.meeting.indicators import clear_change, clear_changes
from smarketing.report.pages.meeting.losses import losses_title
from smarketing.report.pages.meeting.metrics import area_title
from smarketing.report.pages.meeting.plans import offer_end, offers_title, plans_title
from smarketing.report.pages.meeting.quality_evidence import Evidence
from smarketing.report.pages.meeting.quantity import quantity_title
from smarketing.report.pages.meeting.state import Goal, agreement_title, goals_title, quota_goal
from smarketing.report.pages.meeting.updates import actions_of, update

pytestmark = pytest.mark.long

MAIL_LIMIT = 102 * 1024
DAY = date(2026, 10, 31)
KPI = {
    "kpi_id": "close_rate",
    "unit": "rate",
    "direction": "up",
    "numerator": 50.0,
    "denominator": 100.0,
    "value": 0.5,
    "value_lower": 0.4,
    "value_upper": 0.6,
    "target": None,
    "status": "no_target",
}
MUCH_BETTER = {"value": 0.7, "value_lower": 0.6, "value_upper": 0.79}
ACTION = {
    "date": date(2026, 11, 5),
    "kind": "webinar",
    "title_es": "Charla",
    "title_en": "Talk",
    "url": "https://a.example",
    "thank_you_url": None,
    "share_url": "javascript:alert(1)",
    "soundbite_es": "Venga",
    "soundbite_en": None,
}
OFFER = {"product": "Excel", "price_until": DAY, "seats_until": None, "note": None}
LEDGER = {
    "month": date(2026, 10, 1),
    "working_day": 20,
    "working_days": 20,
    "actual_cumulative": 90.0,
    "month_goal": 100.0,
    "probability_of_goal": None,
}


@pytest.fixture(params=["es", "en"])
def report(request):
    run = SimpleNamespace(
        reporting_currency="USD", minimum_sample=30, as_of=DAY, vars={}, is_sample=False
    )
    run.data_until, run.code_version, run.settings_hash = DAY, "1", "abc"
    kpis = pl.DataFrame([{"kpi_id": "close_rate", "areas": "sales;marketing"}])
    data = SimpleNamespace(
        run=run, month=date(2026, 10, 1), is_month_complete=True, seeds={"kpis": kpis}
    )
    tables = {}
    return SimpleNamespace(
        msg=Messages(request.param),
        fmt=Formatter(request.param),
        locale=request.param,
        company="Andes",
        is_page=True,
        data=data,
        tables=tables,
        read=lambda table, *_, **__: tables[table],
        kpi=lambda name: name,
        counts_events=lambda name: name != "active_leads",
        reason=lambda name: name or "–",
        stage_code=lambda _: "LCM",
        listed=", ".join,
    )


def evidence(*rows):
    names = ("month", "owner", "reason", "mqls", "accepted", "rejected", "undecided")
    return Evidence(pl.DataFrame(rows, schema=names, orient="row"), 30)


def months(*accepted, undecided=0):
    """Return six months of a hundred decided MQLs each, all of Ana's."""
    return [
        (date(2026, month, 1), "Ana", None, 100 + undecided, count, 100 - count, undecided)
        for month, count in zip(range(5, 11), accepted, strict=True)
    ]


@pytest.mark.parametrize(("now", "is_clear"), [(MUCH_BETTER, True), ({}, False)])
def test_only_a_change_beyond_chance_is_a_change(report, now, is_clear):
    found = clear_change(report, KPI | now, KPI)
    assert (found is not None) == is_clear
    if found:
        assert found.better is True
        assert clear_change(report, KPI | now | {"direction": "down"}, KPI).better is False
        assert clear_change(report, KPI | now | {"direction": "none"}, KPI).better is None


@pytest.mark.parametrize("status", ["pending", "not_enough_data", "no_data"])
def test_what_cannot_be_judged_did_not_change(report, status):
    now = KPI | MUCH_BETTER
    assert clear_change(report, now | {"status": status}, KPI) is None
    assert clear_change(report, now, KPI | {"status": status}) is None
    assert clear_change(report, now, None) is None


@pytest.mark.parametrize(("kpi_id", "is_clear"), [("leads", True), ("active_leads", False)])
def test_counts_are_compared_only_where_they_are_events(report, kpi_id, is_clear):
    count = KPI | {"kpi_id": kpi_id, "unit": "count", "value_lower": None, "value_upper": None}
    assert (
        clear_change(report, count | {"value": 200.0}, count | {"value": 100.0}) is not None
    ) == is_clear


def test_the_largest_change_is_the_title(report):
    now = {"close_rate": KPI | MUCH_BETTER}
    [change] = clear_changes(report, now, {"close_rate": KPI})
    assert "70" in changes_title(report, [change])
    assert changes_title(report, []) == report.msg.text("meeting.changes_none")


@pytest.mark.parametrize("sales", [0, 3])
def test_wins_are_said_where_there_are_any(report, sales):
    wins = pl.DataFrame({"channel": ["a"], "sales": [sales], "amount": [500.0]}).head(sales)
    title = wins_title(report, wins)
    assert ("500" in title) == bool(sales)


@pytest.mark.parametrize(("result", "count"), [("covered", 1), ("sure", 1), ("open", 0)])
def test_goals_covered_are_counted_and_a_measure_without_goal_is_none(report, result, count):
    goal = Goal("Leads", "count", 9, 10, 10, result)
    without = Goal("X", "count", 9, None, None, "no_goal")
    assert goals_title(report, [goal, without]).startswith(f"{count} ")
    assert goals_title(report, [without]) == report.msg.text("meeting.no_goals")


@pytest.mark.parametrize(("judged", "is_said"), [(29, False), (30, True)])
def test_the_clause_kept_least_is_named_of_enough_cases(report, judged, is_said):
    rows = [{"clause": "attempts", "judged": judged, "rate": 0.11}]
    assert ("11" in agreement_title(report, rows)) == is_said
    assert agreement_title(report, []) == report.msg.text("meeting.agreement_none")


@pytest.mark.parametrize(
    ("accepted", "direction"),
    [((60, 60, 60, 40, 40, 40), -1), ((50,) * 6, 0), ((40, 40, 40, 60, 60, 60), 1)],
)
def test_acceptance_moved_only_beyond_chance(report, accepted, direction):
    shown = evidence(*months(*accepted))
    assert shown.drift.direction == direction
    assert (drift_decision(report, shown) is not None) == (direction < 0)
    key = {-1: "down", 0: "same", 1: "up"}[direction]
    said = report.msg.text(
        f"meeting.drift_{key}",
        stage="LCM",
        before=report.fmt.percent(accepted[0] / 100, 0),
        now=report.fmt.percent(accepted[-1] / 100, 0),
    )
    assert drift_title(report, shown) == said


@pytest.mark.parametrize(("undecided", "is_judged"), [(25, True), (26, False)])
def test_a_month_with_many_undecided_is_not_judged(report, undecided, is_judged):
    shown = evidence(*months(*(50,) * 6, undecided=undecided))
    assert (shown.drift is not None) == is_judged
    few = report.msg.text("meeting.drift_few")
    assert (drift_title(report, shown) == few) != is_judged


@pytest.mark.parametrize(("accepted", "is_below"), [(10, True), (48, False)])
def test_who_accepts_less_than_the_others_beyond_chance_is_named(report, accepted, is_below):
    month = date(2026, 10, 1)
    shown = evidence(
        (month, "Beto", "Precio", 100, accepted, 100 - accepted, 0),
        (month, "Ana", None, 100, 50, 50, 0),
        (month, "(none)", None, 100, 50, 50, 0),
    )
    assert ("Beto" in owners_title(report, shown)) == is_below
    decision = owners_decision(report, shown)
    assert (decision is not None) == is_below
    assert shown.owners["owner"].to_list() == ["Ana", "Beto", "(none)"]


@pytest.mark.parametrize(("rejected", "is_said"), [(24, False), (25, True)])
def test_a_reason_of_a_quarter_is_to_decide(report, rejected, is_said):
    month = date(2026, 10, 1)
    others = [(month, "Ana", f"R{n}", 15, 0, 15, 0) for n in range(5)]
    shown = evidence(
        (month, "Ana", "Precio", rejected, 0, rejected, 0),
        *others[:4],
        (month, "Ana", "R5", 75 - 60, 0, 100 - rejected - 60, 0),
    )
    assert (reason_decision(report, shown) is not None) == is_said
    assert "Precio" in reasons_title(report, shown)


@pytest.mark.parametrize(("unnamed", "is_said"), [(19, False), (20, True)])
def test_rejections_without_a_reason_are_to_decide_from_half_on(report, unnamed, is_said):
    month = date(2026, 10, 1)
    shown = evidence(
        (month, "Ana", "nurture", 40, 0, unnamed, 0),
        (month, "Ana", "Precio", 40, 0, 40 - unnamed, 0),
    )
    assert (unnamed_decision(report, shown) is not None) == is_said
    assert reasons_title(report, evidence((month, "Ana", "nurture", 9, 0, 9, 0))) == (
        report.msg.text("meeting.reasons_none")
    )
    assert reason_name(report, "nurture") == report.msg.text("meeting.reason_nurture")


@pytest.mark.parametrize(("second", "is_said"), [(90.0, True), (100.0, False)])
def test_value_missed_two_months_is_to_decide(report, second, is_said):
    rows = [LEDGER, LEDGER | {"actual_cumulative": second}]
    assert (quantity_decision(report, rows) is not None) == is_said
    assert quantity_decision(report, rows[:1]) is None
    title = quantity_title(report, "mqls", rows)
    assert ("0" if is_said else "1") in title
    no_goal = [LEDGER | {"month_goal": None}]
    assert quantity_title(report, "mqls", no_goal) == report.msg.text(
        "meeting.quantity_no_goal", name=report.msg.text("meeting.goal_mqls", stage="LCM")
    )


@pytest.mark.parametrize(
    ("change", "is_off"),
    [
        ({"target": 0.61}, True),
        ({"target": 0.6}, False),
        ({"target": 0.39, "direction": "down"}, True),
        ({"target": 0.4, "direction": "down"}, False),
        ({"target": 0.9, "status": "pending"}, False),
        ({"target": 0.9, "value_lower": None}, False),
    ],
)
def test_a_target_is_to_decide_where_the_whole_interval_misses_it(report, change, is_off):
    row = KPI | {"status": "off_target"} | change
    assert is_surely_off(row) == is_off
    assert len(target_decisions(report, {"close_rate": row})) == is_off


@pytest.mark.parametrize(("lower", "key"), [(0.06, "alike"), (0.061, "better")])
def test_a_definition_finds_buyers_only_beyond_chance(report, lower, key):
    row = {"precision": 0.2, "precision_lower": lower, "base_rate": 0.06}
    rate, base = report.fmt.percent(0.2), report.fmt.percent(0.06)
    said = report.msg.text(f"meeting.definition_{key}", rate=rate, base=base)
    assert definition_title(report, row) == said


@pytest.mark.parametrize(
    ("now", "count", "words"),
    [(0.7, 1, "better"), (0.3, 1, "worse"), (0.5, 0, "")],
)
def test_the_summary_says_what_clearly_improved_or_worsened(report, now, count, words):

    def read(_, where, parameters):
        del where
        is_now = parameters["month"] == report.data.month
        value = now if is_now else 0.5
        bounds = {"value_lower": value - 0.09, "value_upper": value + 0.09}
        return pl.DataFrame([KPI | bounds | {"value": value}])

    report.read = read
    said = sentences(report, {"close_rate": KPI | {"status": "on_target"}})
    assert len(said) == 1 + count
    assert (
        sentences(report, {})[0] == said[1]
        if words
        else sentences(report, {}) == [report.msg.html("meeting.summary_nothing")]
    )
    if words:
        before, after = report.fmt.percent(0.5), report.fmt.percent(now)
        key = f"meeting.summary_{words}"
        assert said[1] == report.msg.html(key, name="close_rate", before=before, now=after)


@pytest.mark.parametrize(
    ("value", "is_complete", "result"),
    [(1.0, False, "covered"), (0.99, False, "open"), (0.99, True, "missed")],
)
def test_the_quota_is_open_until_the_month_is_over(report, value, is_complete, result):
    row = KPI | {"kpi_id": "quota_attainment", "value": value}
    report.data.is_month_complete = is_complete
    report.read = lambda *_, **__: pl.DataFrame([row])
    assert quota_goal(report).state == result
    report.read = lambda *_, **__: pl.DataFrame([row | {"denominator": 0.0}])
    assert quota_goal(report) is None


def test_nothing_certain_is_nothing_to_decide(report):
    report.tables["sla.rpt_marketing_sla_daily"] = pl.DataFrame(
        [LEDGER | {"day": DAY, "actual_cumulative": 100.0}]
    )
    even = [
        (date(2026, month, 1), "Ana", f"R{number}", 20, 10, 10, 0)
        for month in range(5, 11)
        for number in range(5)
    ]
    assert all_decisions(report, evidence(*even), {"a": KPI}) == []


@pytest.mark.parametrize(("cases", "key"), [(29, "losses_few"), (30, "losses_title")])
def test_a_loss_reason_is_named_of_enough_losses(report, cases, key):
    shares = pl.DataFrame(
        {"reason": ["Precio"], "cases": [cases], "share": [1.0], "is_unnamed": [False]}
    )
    title = losses_title(report, shares)
    assert title == report.msg.text(
        f"meeting.{key}", reason="Precio", share=report.fmt.percent(1, 0)
    )
    unnamed = shares.with_columns(is_unnamed=True, cases=30)
    assert losses_title(report, unnamed) == report.msg.text("meeting.losses_unnamed")


@pytest.mark.parametrize(("status", "met"), [("on_target", "1"), ("off_target", "0")])
def test_an_area_says_how_many_targets_it_meets(report, status, met):
    assert f" {met} " in area_title(report, "sales", [KPI | {"status": status}])
    none = area_title(report, "sales", [KPI])
    assert none == report.msg.text(
        "meeting.area_no_target", area=report.msg.text("meeting.area_sales")
    )


def test_the_calendar_speaks_the_readers_language_and_leads_only_to_the_web(report):
    report.tables["settings.marketing_calendar"] = pl.DataFrame([ACTION])
    [one] = actions_between(report, DAY, DAY)
    assert one.title == ("Charla" if report.locale == "es" else "Talk")
    assert one.soundbite == "Venga"
    assert (one.url, one.thank_you_url, one.share_url) == ("https://a.example", "", "")
    assert one.title in plans_title(report, [one])
    assert plans_title(report, []) == report.msg.text("meeting.plans_none", weeks=3)


@pytest.mark.parametrize(
    ("until", "count"),
    [(date(2026, 10, 30), 0), (DAY, 1), (date(2026, 11, 30), 1), (date(2026, 12, 1), 0)],
)
def test_offers_end_within_thirty_days(report, until, count):
    report.tables["settings.offers"] = pl.DataFrame([OFFER | {"price_until": until}])
    offers = offers_ending(report)
    assert len(offers) == count
    assert ("Excel" in offers_title(report, offers)) == bool(count)


def test_the_first_end_of_an_offer_counts(report):
    row = OFFER | {"price_until": date(2026, 11, 9), "seats_until": date(2026, 11, 3)}
    report.tables["settings.offers"] = pl.DataFrame([row])
    [offer] = offers_ending(report)
    assert offer == Offer("Excel", date(2026, 11, 3), False, "")
    day = report.fmt.day(offer.until)
    assert offer_end(report, offer) == report.msg.text("meeting.seats_until", day=day)


@pytest.mark.parametrize("opens", [0, 2])
def test_opens_are_told_or_the_export_that_gives_them(report, opens):
    touch = {
        "campaign": None,
        "asset": "Marketing update 42",
        "lead_key": "a",
        "occurred_at": datetime(2026, 10, 31, 9),
    }
    kinds = {"campaign": pl.String}
    touches = pl.DataFrame([touch] * 2, schema_overrides=kinds).head(opens)
    report.tables["core.fct_touchpoints"] = touches
    report.tables["settings.marketing_calendar"] = pl.DataFrame([ACTION])
    report.tables["settings.offers"] = pl.DataFrame([OFFER])
    html = str(update(report, "marketing_update").html)
    assert ("Marketing update 42" in html) == bool(opens)
    assert ("email_open" in html) != bool(opens)
    assert "javascript" not in html
    assert opens_of(report, ("x",)).height == bool(opens)


def test_product_news_and_marketing_are_two_updates(report):
    report.tables["settings.marketing_calendar"] = pl.DataFrame(
        [ACTION, ACTION | {"kind": "product_update"}]
    )
    kinds = [
        [one.kind for one in actions_of(report, stem)]
        for stem in ("marketing_update", "product_update")
    ]
    assert kinds == [["webinar"], ["product_update"]]


def test_the_weekly_meeting_takes_thirty_to_forty_minutes():
    assert 30 <= sum(item.minutes for item in AGENDAS[WEEKLY]) <= 40
    with pytest.raises(Exception, match="yearly"):
        check_kind("yearly")


@pytest.fixture(scope="module")
def rendered(sample_company, tmp_path_factory):
    out = tmp_path_factory.mktemp("meeting")
    for kind in AGENDAS:
        render(
            "meeting",
            warehouse=sample_company.warehouse,
            out_dir=out,
            parameters={"kind": kind},
            locales=["es", "en"],
            say=lambda _: None,
        )
    return out


def test_each_pack_lies_in_its_folder_and_stands_on_the_portal(rendered):
    day, month = rendered / "daily" / "2026-10-31", rendered / "2026-10"
    for suffix in ("", ".en"):
        for stem in ("meeting_weekly", "marketing_update", "product_update"):
            assert (day / f"{stem}{suffix}.html").is_file()
        assert (month / f"meeting_management{suffix}.html").is_file()
        portal = (rendered / f"index{suffix}.html").read_text()
        messages = Messages("en" if suffix else "es")
        for stem in ("meeting_weekly", "meeting_management", "marketing_update", "product_update"):
            assert messages.text(f"page.{stem}") in portal


def test_links_of_a_pack_lead_somewhere_and_slides_lie(rendered):
    for path in rendered.glob("*/**/meeting_*.html"):
        page = path.read_text()
        head = page.split("<script")[0]
        ids = set(re.findall(r'id="([\w-]+)"', head))
        assert set(re.findall(r'href="#([\w-]+)"', head)) - {"main"} <= ids
        assert ("A4 landscape" in page) == ("weekly" in path.name)


@pytest.mark.parametrize("stem", ["marketing_update", "product_update"])
def test_an_update_needs_nothing_and_is_not_cut_off(rendered, stem):
    for path in (rendered / "daily" / "2026-10-31").glob(f"{stem}*.html"):
        mail = path.read_text()
        assert path.stat().st_size < MAIL_LIMIT
        for forbidden in ("<script", "<style", "<link", "var(--", "src="):
            assert forbidden not in mail
        assert "https://andescapacita.example/" in mail


@pytest.mark.browser
def test_packs_and_updates_open_offline_and_fit_desk_phone_and_paper(browser, rendered):
    packs = sorted(rendered.rglob("meeting_*.html"))
    updates = sorted(rendered.rglob("*_update*.html"))
    assert (len(packs), len(updates)) == (4, 4)
    for page in packs:
        for width, scheme in SIGHTS:
            check_page(browser, page, width=width, scheme=scheme)
        check_print(browser, page)
    for mail in updates:
        check_mail(browser, mail)


def test_nobody_but_employees_is_named(rendered, sample_company):
    import duckdb

    with duckdb.connect(str(sample_company.warehouse), read_only=True) as connection:
        people = connection.sql(
            "select distinct person_name from contact.rpt_worklist"
            " where person_name is not null and len(person_name) > 8"
        ).fetchall()
    for path in rendered.glob("*/**/*.html"):
        text = path.read_text()
        assert [name for (name,) in people if name in text] == []
