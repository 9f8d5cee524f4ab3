"""The sentences of the attribution sections, on both sides of their conditions."""

import polars as pl
import pytest
from report_fixture import make_warehouse

from smarketing.contract import columns_of_table
from smarketing.report.frame.context import open_report
from smarketing.report.pages.channel_attribution import monthly_section as attribution
from smarketing.report.pages.channel_attribution import study as attribution_study
from smarketing.report.pages.channel_attribution.assets import (
    assets_title,
    assists_figure,
    assists_title,
)
from smarketing.report.pages.channel_attribution.compared import compared_figure
from smarketing.report.pages.channel_attribution.data import (
    Attribution,
    open_attribution,
)
from smarketing.report.pages.channel_attribution.monthly import models_figure, models_title
from smarketing.report.pages.channel_attribution.returns import (
    returns_figure,
    returns_title,
    unjudged_note,
    unpriced_channels,
    untracked_spend,
)
from smarketing.report.pages.channel_attribution.study import (
    lookback_figure,
    lookback_title,
    range_title,
)

CUSTOMERS = 200.0
KINDS = {"string": pl.String, "date": pl.Date}  # others are numbers


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return str(make_warehouse(tmp_path_factory.mktemp("fixture") / "warehouse.duckdb"))


@pytest.fixture(scope="module")
def report(warehouse):
    return open_report(warehouse=warehouse, locale="en", output="page")


def frame(mart, rows):
    """Return rows with every column of a mart; what a row does not name is null."""
    kinds = columns_of_table(mart)
    schema = {name: KINDS.get(kind, pl.Float64) for name, kind in kinds.items()}
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)


def study(channels=(), lookbacks=(), assets=(), assists=()):
    return Attribution(
        channels=frame("rpt_channel_attribution", channels),
        lookbacks=pl.DataFrame(
            list(lookbacks),
            schema={
                **dict.fromkeys(("goal", "model", "channel"), pl.String),
                "lookback_days": pl.Int64,
                **dict.fromkeys(("conversions", "share"), pl.Float64),
            },
        ),
        paths=pl.DataFrame(),
        assets=frame("rpt_asset_performance", assets),
        assists=frame("rpt_conversion_assists", assists),
    )


def channel(model, name, conversions, lower, upper, **more):
    return {
        "goal": "customer",
        "model": model,
        "channel": name,
        "conversions": float(conversions),
        "share": conversions / CUSTOMERS,
        "conversions_lower": lower,
        "conversions_upper": upper,
    } | more


def two_models(first, last, *, total=CUSTOMERS):
    rows = [channel("linear", "Direct", total, total, total)]
    for model, count in (("first_touch", first), ("last_touch", last)):
        rows.append(channel(model, "Paid Search", count, count - 10, count + 10))
    return study(rows)


def test_first_and_last_touch_are_compared_by_their_intervals(report):
    assert "Paid Search opens more than it closes: 50%" in models_title(report, two_models(100, 60))
    assert "Paid Search closes more than it opens: 50%" in models_title(report, two_models(60, 100))
    assert "almost alike" in models_title(report, two_models(100, 85))
    assert "Only 12 new sales" in models_title(report, two_models(8, 4, total=12))


def spending(value, lower, upper, *, spend=1000.0, total=CUSTOMERS):
    money = {"spend": spend, "value": value, "value_lower": lower, "value_upper": upper}
    money["return_on_spend"] = value / spend if spend else None
    return study(
        [
            channel("linear", "Direct", total, total, total, spend=0.0, value=1.0),
            channel("linear", "Paid Search", 10, 5, 15, **money),
        ]
    )


def test_a_return_is_called_so_when_its_interval_is_on_one_side(report):
    losing = returns_title(report, spending(500.0, 300.0, 900.0)).replace("\N{NO-BREAK SPACE}", " ")
    assert "Paid Search cost USD 1,000 and is credited with USD 500" in losing
    assert "most revenue credited" in returns_title(report, spending(2000.0, 1100.0, 3000.0))
    assert "clearly gains or loses" in returns_title(report, spending(1500.0, 900.0, 2100.0))
    assert "No spend" in returns_title(report, spending(1500.0, 900.0, 2100.0, spend=0.0))
    assert "too few" in returns_title(report, spending(500.0, 300.0, 900.0, total=5.0))


def test_spend_on_a_channel_nobody_was_seen_on_is_not_called_a_loss(report):
    rows = [
        channel("linear", "Direct", CUSTOMERS, 180, 220, spend=0.0, value=1.0),
        channel("linear", "Events", 0, None, None, spend=4800.0, value=0.0, return_on_spend=0.0),
        channel("markov", "Direct", CUSTOMERS, 180, 220),
    ]
    unseen = study(rows)
    assert untracked_spend(unseen) == ["Events"]
    assert "can't be compared" in returns_title(report, unseen)
    assert "judged, of: Events" in unjudged_note(report, unseen)
    # with touches that led to nothing, it is one
    seen = study([*rows, channel("shapley", "Events", -3, -5, -1)])
    assert untracked_spend(seen) == []
    assert "Events cost" in returns_title(report, seen)
    tables = [returns_figure(report, one).table.frame.rows() for one in (unseen, seen)]
    assert [[row[-1] for row in rows if row[0] == "Events"] for rows in tables] == [[None], [0.0]]
    assert unjudged_note(report, seen) == ""


def test_a_paid_channel_that_sold_and_costs_nothing_has_no_return(report):
    """Direct is paid by nobody; what Paid Social cost is in no file."""
    rows = [
        channel("linear", "Direct", CUSTOMERS, 180, 220, spend=0.0),
        channel("linear", "Paid Social", 20, 10, 30, spend=0.0),
        channel("linear", "Paid Search", 20, 10, 30, spend=500.0),
    ]
    assert unpriced_channels(report, study(rows)) == ["Paid Social"]
    assert "return is unknown: Paid Social." in unjudged_note(report, study(rows))


def test_the_widest_range_leaves_the_game_out(report):
    def models(total):
        rows = [channel("linear", "Direct", total, total, total)]
        rows += [channel("markov", "Direct", total - 40, 1, total)]
        rows += [channel("linear", "Email", 50, 40, 60), channel("shapley", "Email", -300, -400, 9)]
        return study(rows)

    assert "Direct gets from 160 to 200" in range_title(report, models(CUSTOMERS))
    assert "Only 20 new sales" in range_title(report, models(-30.0))


def test_the_shortest_look_back_says_what_it_loses(report):
    def lookbacks(share):
        return study(
            lookbacks=[
                {
                    "goal": "customer",
                    "model": "linear",
                    "channel": name,
                    "lookback_days": days,
                    "conversions": 100.0,
                    "share": share if name == "(none)" and days == 7 else 0.01,
                }
                for name in ("Email", "(none)")
                for days in (7, 90)
            ]
        )

    assert "51% of new sales have no touch left" in str(
        lookback_figure(report, lookbacks(0.51)).html
    )
    assert "no touch left" not in str(lookback_figure(report, lookbacks(0.04)).html)


def test_the_chart_of_models_needs_enough_customers(report):
    assert compared_figure(report, two_models(100, 60)).chart is not None
    assert compared_figure(report, two_models(8, 4, total=12)).chart is None


def test_a_figure_without_new_sales_has_a_name_and_a_reason(report):
    """On the page they stand in one line, `name: reason`."""
    none, few = study(), two_models(8, 4, total=12)
    for figure in (models_figure(report, none), compared_figure(report, none)):
        assert "Only 0" not in figure.title
        assert not figure.title.endswith(".")
        assert "no dated conversions" in figure.missing
    figure = compared_figure(report, few)
    assert not figure.title.endswith(".")
    assert "Only 12 new sales" in figure.missing


def test_the_look_back_matters_from_five_points_on(report):
    def lookbacks(*shares):
        return study(
            lookbacks=[
                {
                    "goal": "customer",
                    "model": "linear",
                    "channel": "Paid Search",
                    "lookback_days": days,
                    "share": share,
                }
                for days, share in zip((30, 90), shares, strict=False)
            ]
        )

    assert "matters" in lookback_title(report, lookbacks(0.20, 0.26))
    assert "almost the same" in lookback_title(report, lookbacks(0.20, 0.24))
    assert "only one" in lookback_title(report, lookbacks(0.20))


def test_a_page_is_best_when_its_interval_is_above_all_together(report):
    def pages(lower, views=500.0):
        rows = [("/a", 0.30, 150.0, lower), ("/b", 0.10, 50.0, 0.07)]
        return frame(
            "rpt_asset_performance",
            [
                {
                    "name": name,
                    "views": views,
                    "submissions": submissions,
                    "submission_rate": rate,
                    "submission_rate_lower": low,
                }
                for name, rate, submissions, low in rows
            ],
        )

    assert "/a”: 30% of views" in assets_title(report, pages(0.26))
    assert "No page clearly" in assets_title(report, pages(0.19))
    assert "enough views" in assets_title(report, pages(0.26, views=10.0))


def test_an_assist_counts_before_the_deal_only(report):
    def seen(lower, total=CUSTOMERS):
        row = {"name": "/precios", "customers_total": total, "customers_before_deal": 60.0}
        row |= {
            "share_before_deal": 0.3,
            "share_before_deal_lower": lower,
            "share_of_customers": 0.9,
        }
        row |= {
            "share_of_leads": 0.15,
            "share_of_leads_upper": 0.17,
            "share_of_customers_lower": 0.8,
        }
        return frame("rpt_conversion_assists", [row])

    assert "/precios”: 30% of new customers" in assists_title(report, seen(0.22))
    assert "the same as the other leads" in assists_title(report, seen(0.16))
    assert "too few" in assists_title(report, seen(0.22, total=9.0))

    # what most have seen, and no more often than others, stands below what the title names
    rows = [row | {"customers_who_viewed": 60.0} for row in seen(0.22).to_dicts()]
    rows += [
        seen(0.16).row(0, named=True) | {"name": f"/{i}", "customers_who_viewed": 150.0 + i}
        for i in range(20)
    ]
    body = str(assists_figure(report, study(assists=rows)).html)
    assert body.index("/precios</th>") < body.index("/19</th>") < body.index("/18</th>")


def test_without_attribution_marts_every_section_says_so(report, warehouse):
    empty = open_attribution(report)
    assert empty.total() == 0
    for block in (
        attribution.monthly(report, empty),
        attribution_study.models(report, empty),
        attribution_study.paths(report, empty),
    ):
        assert block.figures
        assert all(figure.chart is None for figure in block.figures)
        assert any(figure.missing for figure in block.figures)
