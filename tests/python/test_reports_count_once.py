"""Spend, visits and pages that several files tell count once; every number was worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

# ruff: noqa: E501 - rows of exports are as wide as they are
import pytest
from report_world import company, compiled_steps

pytestmark = pytest.mark.long

AS_OF = "2026-04-30"
GA4 = """# ----------------------------------------
# {title}
# {property}
# ----------------------------------------
#
# All Users
# Start date: {start}
# End date: {end}
"""


@dataclass(frozen=True)
class Company:
    """Files, and what they come to: spend or visits, rows set aside by reason."""

    name: str
    files: dict[str, str]
    spend: dict | float | None = None
    visits: dict | int | None = None
    set_aside: dict[str, int] = field(default_factory=dict)


def google(*rows: str, header: str = "Day,Campaign,Cost", title: str = "Campaign report") -> str:
    """Return a Google Ads file with its two lines above the header."""
    return "\n".join([title, "All time", header, *rows]) + "\n"


def ga4(*rows: str, header: str, name: str = "Andes", days: tuple[int, int] = (1, 31)) -> str:
    """Return a Google Analytics file of days of March 2026."""
    start, end = (f"202603{day:02}" for day in days)
    heading = GA4.format(title="Traffic", property=name, start=start, end=end)
    return heading + "\n".join([header, *rows]) + "\n"


BY_CAMPAIGN = google("2026-03-02,Brand,150", "2026-03-02,Todo,90", "2026-03-03,Brand,150")
COMPANIES = [
    Company(
        "a finer report that lacks what is not served at its grain gives way, day by day",
        {
            "google_ads/Campaign report 2026-03-31.csv": BY_CAMPAIGN,
            "google_ads/Ad group report 2026-03-31.csv": google(
                "2026-03-02,Brand,Exact,100",
                "2026-03-02,Brand,Broad,50",
                "2026-03-03,Brand,Exact,90",
                "2026-03-03,Brand,Broad,60",
                header="Day,Campaign,Ad group,Cost",
            ),
        },
        # 2 March: 240 by campaign against 150; 3 March: 150 both, so the finer one speaks
        spend={"Brand": 300, "Todo": 90},
        set_aside={"incomplete_report": 2, "equal_report": 1},
    ),
    Company(
        "by ad, by ad group and by campaign are one money",
        {
            "meta_ads/campaigns-2026-03-31.csv": (
                "Day,Campaign name,Amount spent (USD)\n2026-03-05,Lead,60\n2026-03-05,Video,40\n"
            ),
            "meta_ads/adsets-2026-03-31.csv": (
                "Day,Campaign name,Ad set name,Amount spent (USD)\n"
                "2026-03-05,Lead,A,20\n2026-03-05,Lead,B,40\n2026-03-05,Video,C,40\n"
            ),
            "meta_ads/ads-2026-03-31.csv": (
                "Day,Campaign name,Ad set name,Ad name,Amount spent (USD)\n"
                "2026-03-05,Lead,A,one,20\n2026-03-05,Lead,B,two,25\n2026-03-05,Lead,B,three,10\n"
            ),
        },
        spend={"Lead": 60, "Video": 40},
        set_aside={"incomplete_report": 3, "equal_report": 2},
    ),
    Company(
        "a month's total and its days",
        {
            "meta_ads/total-2026-03-31.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-01,2026-03-31,Lead,310\n"
            ),
            "meta_ads/days-2026-03-31.csv": (
                "Day,Campaign name,Amount spent (USD)\n"
                "2026-03-01,Lead,100\n2026-03-15,Lead,110\n2026-03-31,Lead,100\n"
            ),
        },
        spend=310,
        set_aside={"total_of_days": 1},
    ),
    Company(
        "a total for the beginning of a month and days for the rest add up",
        {
            "meta_ads/total-2026-03-15.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-01,2026-03-15,Lead,150\n"
            ),
            "meta_ads/days-2026-03-31.csv": (
                "Day,Campaign name,Amount spent (USD)\n2026-03-16,Lead,20\n2026-03-31,Lead,30\n"
            ),
        },
        spend=200,
    ),
    Company(
        "days for part of a month do not replace its total",
        {
            "meta_ads/total-2026-03-31.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-01,2026-03-31,Lead,310\n"
            ),
            "meta_ads/days-2026-03-20.csv": (
                "Day,Campaign name,Amount spent (USD)\n2026-03-01,Lead,100\n2026-03-20,Lead,90\n"
            ),
        },
        spend=310,
        set_aside={"days_of_total": 2},
    ),
    Company(
        "a total exported inside its month tells no more than its days until then",
        {
            "meta_ads/total-2026-03-10.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-01,2026-03-31,Lead,80\n"
            ),
            "meta_ads/days-2026-03-31.csv": (
                "Day,Campaign name,Amount spent (USD)\n"
                "2026-03-01,Lead,50\n2026-03-10,Lead,30\n2026-03-31,Lead,70\n"
            ),
        },
        spend=150,
        set_aside={"total_of_days": 1},
    ),
    Company(
        "of totals that lie in one another the longer one counts",
        {
            "meta_ads/half-2026-03-15.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-01,2026-03-15,Lead,150\n"
            ),
            "meta_ads/month-2026-03-31.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-01,2026-03-31,Lead,310\n"
            ),
            "meta_ads/end-2026-04-02.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-20,2026-03-31,Lead,90\n"
            ),
        },
        spend=310,
        set_aside={"newer_export": 1, "overlapping_total": 1},
    ),
    Company(
        "ranges of dates that overlap in part: each day from the newest that covers it",
        {
            "google_ads/Campaign report 2026-03-20.csv": google(
                "2026-03-01,Brand,10", "2026-03-12,Brand,20", "2026-03-20,Brand,5"
            ),
            "google_ads/Campaign report 2026-03-31.csv": google(
                "2026-03-12,Brand,22", "2026-03-20,Brand,30", "2026-03-31,Brand,40"
            ),
        },
        spend=102,
        set_aside={"newer_export": 2},
    ),
    Company(
        "what a newer export no longer lists is gone",
        {
            "google_ads/Campaign report 2026-03-31.csv": google(
                "2026-03-01,Brand,10",
                "2026-03-02,Prueba,7",
                "2026-03-02,Brand,20",
                "2026-03-05,Brand,5",
            ),
            "google_ads/Campaign report 2026-04-10.csv": google(
                "2026-03-01,Brand,10", "2026-03-02,Brand,20", "2026-04-10,Brand,40"
            ),
        },
        spend=70,
        set_aside={"newer_export": 4},
    ),
    Company(
        "a renamed campaign is one, under its newest name",
        {
            "google_ads/Campaign report 2026-03-31.csv": google(
                "2026-03-01,Marca,11,10",
                "2026-03-30,Marca,11,20",
                header="Day,Campaign,Campaign ID,Cost",
            ),
            "google_ads/Campaign report 2026-04-30.csv": google(
                "2026-03-30,Marca Andes,11,21",
                "2026-04-01,Marca Andes,11,40",
                header="Day,Campaign,Campaign ID,Cost",
            ),
        },
        spend={"Marca Andes": 71},
        set_aside={"newer_export": 1},
    ),
    Company(
        "two accounts in one folder, told by a column, never replace one another",
        {
            "google_ads/Chile 2026-03-31.csv": google(
                "2026-03-01,Brand,123-456-7890,10", header="Day,Campaign,Customer ID,Cost"
            ),
            "google_ads/Peru 2026-04-30.csv": google(
                "2026-03-01,Brand,999-999-9999,30", header="Day,Campaign,Customer ID,Cost"
            ),
        },
        spend=40,
    ),
    Company(
        "an account is one by name and id; a file without it is of the one with its campaigns",
        {
            "google_ads/a 2026-03-31.csv": google(
                "2026-03-01,Brand,Chile,123-456-7890,10",
                "2026-03-01,Marca,Peru,999-999-9999,30",
                header="Day,Campaign,Account name,Customer ID,Cost",
            ),
            "google_ads/b 2026-04-01.csv": google(
                "2026-03-01,Brand,Chile,12", header="Day,Campaign,Account name,Cost"
            ),
            "google_ads/c 2026-04-01.csv": google(
                "2026-03-01,Marca,uno,30", header="Day,Campaign,Ad group,Cost"
            ),
        },
        spend=42,
        set_aside={"newer_export": 1, "equal_report": 1},
    ),
    Company(
        "campaigns of one name are two where their ids say so, and a day's equal sum is chance",
        {
            "meta_ads/uno-2026-03-31.csv": (
                "Day,Campaign name,Campaign ID,Amount spent (USD)\n2026-03-01,Lead,11,10\n2026-03-02,Lead,11,20\n"
            ),
            "meta_ads/dos-2026-03-31.csv": (
                "Day,Campaign name,Campaign ID,Amount spent (USD)\n2026-03-01,Lead,22,10\n2026-03-02,Lead,22,200\n"
            ),
            "meta_ads/uno-2026-04-15.csv": (
                "Day,Campaign name,Campaign ID,Amount spent (USD)\n2026-03-02,Lead 2,11,21\n2026-04-02,Lead 2,11,30\n"
            ),
        },
        spend=10 + 21 + 30 + 10 + 200,
        set_aside={"newer_export": 1},
    ),
    Company(
        "two accounts that no column names share no campaign, so they add up",
        {
            "google_ads/Chile 2026-03-31.csv": google("2026-03-01,Brand CL,10"),
            "google_ads/Peru 2026-03-31.csv": google("2026-03-01,Brand PE,30"),
        },
        spend=40,
    ),
    Company(
        "without a name an account is its currency, and a file without one is of the only other",
        {
            "meta_ads/uno-2026-03-31.csv": (
                "Day,Campaign name,Amount spent (USD)\n2026-03-01,Lead,10\n"
            ),
            "meta_ads/dos-2026-04-02.csv": (
                "Day,Campaign name,Ad set name,Amount spent (CLP)\n2026-03-01,Lead,A,9000\n"
            ),
            "google_ads/Campaign report 2026-03-31.csv": google(
                "2026-03-01,Brand,USD,7", header="Day,Campaign,Currency code,Cost"
            ),
            "google_ads/Ad group report 2026-03-31.csv": google(
                "2026-03-01,Brand,Exact,7", header="Day,Campaign,Ad group,Cost"
            ),
        },
        spend=9017,
        set_aside={"equal_report": 1},
    ),
    Company(
        "two accounts of one currency, and a file of each without its name",
        {
            "google_ads/a 2026-03-31.csv": google(
                "2026-03-01,Brand,Chile,USD,10",
                "2026-03-01,Marca,Peru,USD,30",
                header="Day,Campaign,Account,Currency code,Cost",
            ),
            "google_ads/b 2026-04-01.csv": google(
                "2026-03-01,Brand,Exact,USD,10", header="Day,Campaign,Ad group,Currency code,Cost"
            ),
            "google_ads/c 2026-04-01.csv": google(
                "2026-03-01,Marca,uno,USD,25", header="Day,Campaign,Ad group,Currency code,Cost"
            ),
        },
        spend=40,
        set_aside={"equal_report": 1, "incomplete_report": 1},
    ),
    Company(
        "of two exports of one day the fuller one speaks",
        {
            "google_ads/Campaign report Z 2026-03-31.csv": google("2026-03-01,Brand,10"),
            "google_ads/Campaign report A 2026-03-31.csv": google(
                "2026-03-01,Brand,10", "2026-03-01,Todo,30"
            ),
        },
        spend=40,
        set_aside={"repeated_export": 1},
    ),
    Company(
        "a report without days is the total of the range above its header, and gives way to its days",
        {
            "google_ads/total 2026-03-31.csv": (
                'Campaign report\n"March 1, 2026 - March 31, 2026"\nCampaign,Cost\nBrand,30\nTodo,9\n'
            ),
            "google_ads/days 2026-03-31.csv": (
                'Campaign report\n"March 1, 2026 - March 31, 2026"\nDay,Campaign,Cost\n'
                "2026-03-02,Brand,30\n2026-03-03,Todo,9\n"
            ),
        },
        spend={"Brand": 30, "Todo": 9},
        set_aside={"total_of_days": 2},
    ),
    Company(
        "an id that a spreadsheet cut short names no campaign",
        {
            "meta_ads/a-2026-03-31.csv": (
                "Day,Campaign name,Campaign ID,Amount spent (USD)\n"
                "2026-03-01,Lead,1.2E+17,10\n2026-03-01,Video,1.2E+17,5\n"
            ),
        },
        spend={"Lead": 10, "Video": 5},
    ),
    Company(
        "a campaign's total row is none of its ad sets, and one without a name goes by its id",
        {
            "meta_ads/a-2026-03-31.csv": (
                "Day,Campaign ID,Ad set name,Amount spent (USD)\n"
                "2026-03-01,77,A,10\n2026-03-01,77,B,5\n2026-03-01,,,15\n"
            ),
            "meta_ads/b-2026-02-28.csv": (
                "Day,Campaign ID,Campaign name,Amount spent (USD)\n2026-02-01,77,Lead,3\n"
            ),
        },
        spend={"Lead": 18},
    ),
    Company(
        "totals that overlap in part: the newer one, as the older one can't be divided",
        {
            "meta_ads/a-2026-03-20.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-01,2026-03-20,Lead,200\n"
            ),
            "meta_ads/b-2026-03-31.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-11,2026-03-31,Lead,210\n"
            ),
        },
        spend=210,
        set_aside={"overlapping_total": 1},
    ),
    Company(
        "days beside the report's first and last day are days",
        {
            "meta_ads/days-2026-03-31.csv": (
                "Reporting starts,Reporting ends,Day,Campaign name,Amount spent (USD)\n"
                "2026-03-01,2026-03-31,2026-03-02,Lead,10\n2026-03-01,2026-03-31,2026-03-05,Lead,20\n"
            ),
            "meta_ads/total-2026-03-31.csv": (
                "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
                "2026-03-02,2026-03-05,Lead,30\n"
            ),
        },
        spend=30,
        set_aside={"total_of_days": 1},
    ),
    Company(
        "totals of one file are its parts, and give way to days in it",
        {
            "template/ad_spend-2026-03-31.csv": (
                "date,date_end,platform,campaign,cost\n"
                "2026-03-01,2026-03-15,x,A,10\n2026-03-08,2026-03-20,x,B,20\n"
                "2026-02-01,2026-02-03,x,A,9\n2026-02-01,,x,A,4\n2026-02-03,,x,A,5\n"
            ),
        },
        spend=39,
        set_aside={"total_of_days": 1},
    ),
    Company(
        "rows of one day split by device or hour all count, and their campaign's total once",
        {
            "google_ads/Devices 2026-03-31.csv": google(
                "2026-03-01,Brand,Mobile phones,10",
                "2026-03-01,Brand,Computers,30",
                header="Day,Campaign,Device,Cost",
            ),
            "google_ads/Hours 2026-03-31.csv": google(
                "2026-03-01,Brand,0,10",
                "2026-03-01,Brand,1,10",
                "2026-03-01,Brand,2,20",
                header="Day,Campaign,Hour of the day,Cost",
            ),
            "google_ads/Campaign report 2026-03-31.csv": google("2026-03-01,Brand,40"),
        },
        spend=40,
        set_aside={"repeated_export": 2, "equal_report": 1},
    ),
    Company(
        "keywords lack what other networks cost",
        {
            "google_ads/Search keyword report 2026-04-02.csv": google(
                "2026-03-01,Brand,Exact,andes,10",
                header="Day,Campaign,Ad group,Search keyword,Cost",
            ),
            "google_ads/Ad group report 2026-03-31.csv": google(
                "2026-03-01,Brand,Exact,25", header="Day,Campaign,Ad group,Cost"
            ),
        },
        spend=25,
        set_aside={"incomplete_report": 1},
    ),
    Company(
        "files of two systems never supersede each other",
        {
            "google_ads/Campaign report 2026-03-31.csv": google("2026-03-01,Brand,10"),
            "meta_ads/days-2026-04-30.csv": (
                "Day,Campaign name,Amount spent (USD)\n2026-03-01,Brand,20\n"
            ),
            "template/ad_spend-2026-04-30.csv": (
                "date,platform,campaign,cost\n"
                "2026-03-01,linkedin,Brand,5\n2026-03-01,bing,Brand,3\n"
            ),
            "template/ad_spend-bing-2026-04-29.csv": (
                "date,platform,campaign,cost\n2026-03-01,bing,Brand,2\n2026-03-02,tiktok,Brand,1\n"
            ),
        },
        spend=39,
        set_aside={"newer_export": 1},
    ),
    Company(
        "re-running a month reads the export it knew then; a newer one only where there was none",
        {
            "google_ads/Campaign report 2026-04-30.csv": google(
                "2026-04-01,Brand,10", "2026-04-30,Brand,10"
            ),
            "google_ads/Campaign report 2026-05-31.csv": google(
                "2026-03-31,Brand,3", "2026-04-01,Brand,99", "2026-05-31,Brand,10"
            ),
        },
        spend=23,
        set_aside={"earlier_export": 1},
    ),
    Company(
        "an undated file is as old as its newest day",
        {
            "google_ads/Campaign report.csv": google("2026-03-01,Brand,10", "2026-03-31,Brand,10"),
            "google_ads/Campaign report (1).csv": google(
                "2026-03-01,Brand,12", "2026-04-20,Brand,10"
            ),
        },
        spend=22,
        set_aside={"newer_export": 2},
    ),
    Company(
        "landing pages and acquisition are one set of visits",
        {
            "ga4/Landing_page_2026-03-31.csv": ga4(
                "20260301,/,180",
                "20260301,/demo,120",
                "20260302,/,50",
                header="Date,Landing page,Sessions",
            ),
            "ga4/Traffic_acquisition_2026-03-31.csv": ga4(
                "20260301,Organic Search,210",
                "20260301,Direct,90",
                "20260302,Direct,50",
                header="Date,Session primary channel group (Default channel group),Sessions",
            ),
        },
        visits={"Organic Search": 210, "Direct": 140},
        set_aside={"no_origin": 3},
    ),
    Company(
        "landing pages with the channel and without it",
        {
            "ga4/pages_2026-03-31.csv": ga4(
                "20260301,/,180", "20260301,/demo,120", header="Date,Landing page,Sessions"
            ),
            "ga4/pages_and_channel_2026-03-31.csv": ga4(
                "20260301,/,Direct,100",
                "20260301,/,Email,80",
                "20260301,/demo,Direct,120",
                header="Date,Landing page,Session default channel group,Sessions",
            ),
        },
        visits={"Direct": 220, "Email": 80},
        set_aside={"no_origin": 2},
    ),
    Company(
        "where a visitor came from the first time is not where the visit did",
        {
            "ga4/User_acquisition_2026-03-31.csv": ga4(
                "20260301,Organic Search,100",
                "20260301,Direct,50",
                "20260302,Organic Search,30",
                header="Date,First user primary channel group (Default channel group),Sessions",
            ),
            "ga4/Traffic_acquisition_2026-03-30.csv": ga4(
                "20260301,Organic Search,80",
                "20260301,Direct,70",
                header="Date,Session primary channel group (Default channel group),Sessions",
                days=(1, 1),
            ),
        },
        # the 2nd is told by first visits only, which is better than nothing
        visits={"Organic Search": 110, "Direct": 70},
        set_aside={"equal_report": 2},
    ),
    Company(
        "a channel report in total speaks before pages by day",
        {
            "ga4/pages_2026-03-31.csv": ga4(
                "20260301,/,180", "20260302,/demo,120", header="Date,Landing page,Sessions"
            ),
            "ga4/channels_2026-03-31.csv": ga4(
                "Direct,220", "Email,80", header="Session default channel group,Sessions"
            ),
        },
        visits={"Direct": 220, "Email": 80},
        set_aside={"no_origin": 2},
    ),
    Company(
        "channel groups and sources: the report with the channel, unless it lacks visits",
        {
            "ga4/channels_2026-03-31.csv": ga4(
                "20260301,Direct,220",
                "20260301,Email,80",
                "20260302,Direct,10",
                header="Date,Session default channel group,Sessions",
            ),
            "ga4/sources_2026-03-31.csv": ga4(
                "20260301,(direct) / (none),220",
                "20260301,mail / email,79",
                "20260302,(direct) / (none),40",
                header="Date,Session source / medium,Sessions",
            ),
        },
        visits={"Direct": 220, "Email": 80, "(direct)": 40},
        set_aside={"incomplete_report": 3},
    ),
    Company(
        "two properties in one folder, told by the heading",
        {
            "ga4/chile_2026-03-31.csv": ga4(
                "20260301,Direct,20",
                header="Date,Session default channel group,Sessions",
                name="CL",
            ),
            "ga4/peru_2026-04-30.csv": ga4(
                "20260301,Direct,30",
                header="Date,Session default channel group,Sessions",
                name="PE",
            ),
        },
        visits=50,
    ),
    Company(
        "what the heading says is covered is covered, up to the export",
        {
            "ga4/channels_2026-03-10.csv": ga4(
                "20260301,Direct,20",
                "20260305,Direct,7",
                header="Date,Session default channel group,Sessions",
                days=(1, 31),
            ),
            "ga4/channels_2026-03-31.csv": ga4(
                "20260302,Direct,30",
                "20260303,Direct,1",
                header="Date,Session default channel group,Sessions",
                days=(1, 31),
            ),
        },
        visits=31,
        set_aside={"newer_export": 2},
    ),
]


@pytest.fixture(scope="module")
def steps(tmp_path_factory):
    return compiled_steps(tmp_path_factory.mktemp("compiled"), AS_OF)


@pytest.mark.parametrize("case", COMPANIES, ids=lambda case: case.name)
def test_figures_count_once(case, steps, tmp_path):
    with company(tmp_path / "company", case.files, steps) as connection:
        if case.spend is not None:
            assert told(connection, "stg_ad_spend", "campaign", "cost_original", case.spend)
        if case.visits is not None:
            word = "coalesce(channel_as_given, source)"
            assert told(connection, "stg_web_traffic", word, "sessions", case.visits)
        aside = connection.execute(
            "select reason, sum(rows) from quality.rpt_superseded_reports group by 1"
        )
        assert {reason: int(rows) for reason, rows in aside.fetchall()} == case.set_aside
        assert_every_row_has_its_place(connection)


def told(connection, model: str, by: str, figure: str, expected: dict | float) -> bool:
    """Compare a staging model's figures, in all or by a column, with what was worked out."""
    rows = connection.execute(
        f"select {by}, sum({figure}) from staging.{model} group by 1"
    ).fetchall()
    found = {key: float(value) for key, value in rows}
    assert (found if isinstance(expected, dict) else sum(found.values())) == expected
    return True


def assert_every_row_has_its_place(connection) -> None:
    """Each row of raw up to as_of is in force once or listed as superseded once."""
    for entity in ("ad_spend", "web_traffic"):
        loaded, in_force, aside = (
            connection.execute(query).fetchone()[0]
            for query in (
                f"select count(*) from raw.{entity} where date <= '{AS_OF}'",
                f"select count(*) from staging.stg_{entity}",
                "select coalesce(sum(rows), 0) from quality.rpt_superseded_reports"
                f" where entity = '{entity}'",
            )
        )
        assert loaded == in_force + aside


def test_landing_pages_and_pages_keep_their_own_grain(steps, tmp_path):
    """Visits come from the channels; pages of the same days are still there, once."""
    header = "date,date_end,page,views"
    files = {
        "ga4/pages_2026-03-31.csv": ga4(
            "20260301,/,180", "20260301,/demo,120", header="Date,Landing page,Sessions"
        ),
        "ga4/pages_2026-03-15.csv": ga4(
            "20260301,/,170", "20260301,/old,9", header="Date,Landing page,Sessions", days=(1, 15)
        ),
        "ga4/channels_2026-03-31.csv": ga4(
            "20260301,Direct,310", header="Date,Session default channel group,Sessions"
        ),
        # The month's totals and its days; the page /gone is no longer in the newer export.
        "template/page_performance-2026-03-31.csv": f"{header}\n2026-03-01,2026-03-31,/,90\n",
        "template/page_performance-days-2026-03-30.csv": (
            f"{header}\n2026-03-01,,/,50\n2026-03-31,,/,40\n2026-03-31,,/gone,3\n"
        ),
        "template/page_performance-days-2026-04-02.csv": (
            f"{header}\n2026-03-01,,/,50\n2026-03-31,,/,40\n"
        ),
        # Pages of a kind that the others don't list: they add up.
        "template/page_performance-blog-2026-04-02.csv": f"{header}\n2026-03-01,,/blog,7\n",
    }
    with company(tmp_path / "company", files, steps) as connection:
        assert told(connection, "stg_web_traffic", "channel_as_given", "sessions", {"Direct": 310})
        pages = {"/": 180, "/demo": 120}
        assert told(connection, "stg_landing_page_traffic", "landing_page", "sessions", pages)
        assert told(connection, "stg_page_performance", "page", "views", {"/": 90, "/blog": 7})


def test_two_grains_that_differ_say_so_with_both_files(steps, tmp_path):
    """By ad group 24 of 30 are missing: four fifths; a newer export of the same report may differ."""
    files = {
        "google_ads/Campaign report 2026-03-30.csv": google("2026-03-02,Brand,5"),
        "google_ads/Campaign report 2026-03-31 (1).csv": google("2026-03-02,Brand,30", title="x"),
        "google_ads/Campaign report filtered 2026-03-31.csv": google("2026-03-02,Brand,12"),
        "google_ads/Campaign report 2026-03-31.csv": google("2026-03-02,Brand,30"),
        "google_ads/Ad group report 2026-03-31.csv": google(
            "2026-03-02,Brand,Exact,6", header="Day,Campaign,Ad group,Cost"
        ),
        # Days of half a month contradict no total of the month.
        "meta_ads/total-2026-03-31.csv": (
            "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
            "2026-03-01,2026-03-31,Lead,310\n"
        ),
        "meta_ads/days-2026-03-15.csv": (
            "Day,Campaign name,Amount spent (USD)\n2026-03-01,Lead,100\n"
        ),
        "meta_ads/end-2026-04-02.csv": (
            "Reporting starts,Reporting ends,Campaign name,Amount spent (USD)\n"
            "2026-03-20,2026-03-31,Lead,90\n"
        ),
    }
    with company(tmp_path / "company", files, steps) as connection:
        rows = connection.execute(
            "select reason, file, kept_file, difference_share, is_contradiction"
            " from quality.rpt_superseded_reports order by reason, file"
        ).fetchall()
    kept = "google_ads/Campaign report 2026-03-31 (1).csv"
    total, filtered = "meta_ads/total-2026-03-31.csv", "google_ads/Campaign report filtered"
    assert rows == [
        ("days_of_total", "meta_ads/days-2026-03-15.csv", total, None, False),
        ("incomplete_report", "google_ads/Ad group report 2026-03-31.csv", kept, 0.8, True),
        ("newer_export", "google_ads/Campaign report 2026-03-30.csv", kept, 0.8333333333, False),
        ("overlapping_total", "meta_ads/end-2026-04-02.csv", total, None, False),
        ("repeated_export", "google_ads/Campaign report 2026-03-31.csv", kept, 0.0, False),
        ("repeated_export", f"{filtered} 2026-03-31.csv", kept, 0.6, True),
    ]
