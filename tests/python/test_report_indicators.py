"""A page's indicators are the mart's rows, and a change is called clear only beyond chance."""

import duckdb
import pytest
from report_fixture import make_warehouse, opener

from smarketing.report.frame.context import open_report
from smarketing.report.frame.indicators import (
    NO_DATA,
    SHOWN,
    Tiles,
    indicator,
    read_indicators,
)
from smarketing.report.frame.tiles import missing_reason, tile

ROW = """
    insert into kpi.rpt_kpi_monthly by name select
        '{kpi}' as kpi_id, date '{month}' as month, 'all' as segment_name, 'all' as segment_value,
        {value} as value, {numerator} as numerator, {denominator} as denominator,
        {lower} as value_lower, {upper} as value_upper, {target} as target, '{status}' as status,
        '{unit}' as unit, '{missing}' as missing_export, {sample} as sample
"""
NOTHING = dict.fromkeys(
    ("value", "numerator", "denominator", "lower", "upper", "target", "sample"), "null"
) | {"month": "2026-10-01", "status": "no_target", "missing": ""}


def row(kpi, unit, **values):
    return ROW.format(**NOTHING | values | {"kpi": kpi, "unit": unit})


@pytest.fixture(scope="module")
def fixture_warehouse(tmp_path_factory):
    as_table = "create table kpi.rows as from kpi.rpt_kpi_monthly; drop view kpi.rpt_kpi_monthly;"
    rename = "alter table kpi.rows rename to rpt_kpi_monthly"
    return make_warehouse(tmp_path_factory.mktemp("kpis") / "w.duckdb", as_table, rename)


@pytest.fixture
def reported(tmp_path, fixture_warehouse):
    return opener(tmp_path, fixture_warehouse)


def test_every_tile_is_the_row_of_the_mart(sample_company):
    report = open_report(warehouse=str(sample_company.warehouse), output="page")
    with duckdb.connect(str(sample_company.warehouse), read_only=True) as connection:
        rows = connection.execute(
            """
            select kpi_id, value, previous_value, previous_year_value, target, status
            from kpi.rpt_kpi_monthly where segment_name = 'all' and month = ?
            """,
            [report.data.month],
        ).fetchall()
    shown = read_indicators(report, [row[0] for row in rows])
    assert {*report.tiles("marketing"), *report.tiles("sales")} <= set(shown)
    for kpi_id, value, previous, previous_year, target, status in rows:
        one = shown[kpi_id]
        assert one.values[-1] == value
        assert one.values[-2] == previous
        assert one.values[0] == previous_year
        assert (one.target if one.state != NO_DATA else target) == target
        assert one.meets_target == {"on_target": True, "off_target": False}.get(status)
        assert tile(report, one)
    assert sum(one.state == SHOWN for one in shown.values()) > 30


@pytest.mark.parametrize(
    ("unit", "now", "before", "is_clear"),
    [
        ("rate", (0.30, 0.27, 0.33), (0.20, 0.17, 0.23), True),
        ("rate", (0.22, 0.19, 0.25), (0.20, 0.17, 0.23), False),
        ("money", (900, 800, 1000), (600, 500, 700), True),
        ("money", (700, 600, 800), (600, 500, 700), False),
        ("points", (40, 30, 50), (10, 0, 20), True),
        ("hours", (3, "null", "null"), (30, "null", "null"), False),
    ],
)
def test_a_change_is_clear_when_its_interval_leaves_zero_out(reported, unit, now, before, is_clear):
    rows = [
        row("nps", unit, month=month, value=value, lower=lower, upper=upper)
        for month, (value, lower, upper) in (("2026-10-01", now), ("2026-09-01", before))
    ]
    change = indicator(reported(*rows), "nps").change
    assert change.is_clear is is_clear
    assert change.goodness == (1 if is_clear else 0)


def test_less_is_better_where_the_seed_says_so(reported):
    fewer = (
        "update settings.kpis set direction = 'down' where kpi_id = 'sqls'",
        row("sqls", "count", value=50),
        row("sqls", "count", month="2026-09-01", value=100),
    )
    assert indicator(reported(*fewer), "sqls").change.goodness == 1
    assert indicator(reported(*fewer[1:]), "sqls").change.goodness == -1


def test_an_earlier_month_that_is_not_published_is_not_compared(reported):
    rows = (
        row("nps", "points", value=40, lower=30, upper=50),
        row("nps", "points", month="2026-09-01", value=10, lower=0, upper=20, status="pending"),
    )
    assert indicator(reported(*rows), "nps").change is None


def test_no_data_says_why(reported):
    def reason(**values):
        report = reported(row("nps", "points", status="no_data", **values))
        return missing_reason(report, indicator(report, "nps"))

    assert reason(missing="nps_responses") == "Falta: Encuestas NPS."
    assert reason(missing="leads") == "Ningún caso en este mes."
    assert "cuota de ventas" in reason(missing="sales_quotas")


def test_a_tile_says_the_unit_and_the_cases(reported):
    report = reported(row("hours_to_first_contact", "hours", value=5.25, sample=40))
    html = tile(report, indicator(report, "hours_to_first_contact"))
    assert "5,2 <small>horas</small>" in html
    assert "de 40 casos" in html
    assert "sin meta" in html


def test_the_seed_says_which_kpis_are_tiles(reported):
    """NPS becomes a tile of the sales report and its revenue none, by one cell each."""
    report = reported(
        "update settings.kpis set tiles = 'sales' where kpi_id = 'nps'",
        "update settings.kpis set tiles = 'marketing' where kpi_id = 'sales_revenue'",
    )
    page = Tiles(report, "sales")
    assert {"nps", "quota_gap"} <= set(page)
    assert "sales_revenue" not in page
    assert page["sales_revenue"].value == 47_500
    assert "sales_revenue" not in page
    assert list(Tiles(report, "marketing"))[:4] == ["visits", "leads", "mqls", "sales_revenue"]


def test_what_the_seed_calls_no_events_is_never_clear(reported):
    twice = [
        row("nps", "count", month=month, value=value)
        for month, value in (("2026-10-01", 400), ("2026-09-01", 200))
    ]
    events = "update settings.kpis set counts_events = true where kpi_id = 'nps'"
    assert indicator(reported(*twice), "nps").change.is_clear is False
    assert indicator(reported(events, *twice), "nps").change.is_clear is True


def test_too_few_cases_are_counted_in_cases(reported):
    def html(kpi, **values):
        report = reported(row(kpi, "rate", status="not_enough_data", **values))
        return str(tile(report, indicator(report, kpi)))

    money = {"value": 0.5, "numerator": 5000, "denominator": 10000, "sample": 4}
    assert "4 casos; se publica desde 30" in html("marketing_sourced_share", **money)
    share = {"value": 0.5, "numerator": 2, "denominator": 4, "sample": 4}
    assert "2 de 4; se publica desde 30" in html("mql_acceptance_rate", **share)
