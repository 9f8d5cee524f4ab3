"""The monthly sales report: every sentence and title on both sides of its condition."""

import re

import polars as pl
import pytest
from browser_page import SIGHTS, check_page, check_print
from report_fixture import (
    make_leads_only_warehouse,
    make_warehouse,
    notebook_sections,
    opener,
)

from smarketing.report.frame.context import open_report
from smarketing.report.pages.monthly_sales_report import (
    agreement,
    billing,
    closing,
    cycle,
    followup,
    overview,
    quota,
    stage_owners,
)
from smarketing.report.pages.monthly_sales_report.indicators import month_indicators

pytestmark = pytest.mark.long

MONTHS = {"now": "2026-10-01", "before": "2026-09-01", "older": "2026-08-01"}
COLUMNS = (
    *("kpi_id", "month", "segment_name", "segment_value", "value", "numerator", "denominator"),
    *("value_lower", "value_upper", "target", "status", "unit", "sample"),
)
KPI_TABLE = f"""
    drop view kpi.rpt_kpi_monthly;
    create table kpi.rpt_kpi_monthly (
        {
    ", ".join(
        f"{name} {kind}"
        for name, kind in zip(
            COLUMNS,
            ["varchar", "date", "varchar", "varchar"]
            + ["double"] * 6
            + ["varchar", "varchar", "bigint"],
            strict=True,
        )
    )
}, missing_export varchar
    );
    create schema sla;
    create table sla.rpt_sales_sla_daily (
        day date, owner varchar, lead_type varchar, met bigint, late bigint, open_breach bigint
    );
    create table sla.rpt_sales_sla_standing (
        clause varchar, group_kind varchar, group_value varchar, met bigint, judged bigint,
        rate double, rate_lower double, rate_upper double, rate_shrunk double, common_rate double,
        standing varchar
    );
    alter table funnel.rpt_bottlenecks add column entered bigint;
    drop table core.fct_opportunities;
    create table core.fct_opportunities (
        is_won boolean, created_date date, closed_date date, lead_type varchar, amount double
    );
    delete from settings.kpis where areas = 'follow_up'
        and kpi_id not in ('stalled_leads_rate', 'next_step_coverage');
"""


def kpi(kpi_id, unit, value, when="now", **more):
    row = dict.fromkeys(COLUMNS) | {
        "segment_name": "all",
        "segment_value": "all",
        "status": "no_target",
        "numerator": value,
    }
    row |= {"kpi_id": kpi_id, "month": MONTHS[when], "unit": unit, "value": value} | more
    cells = ["null" if row[name] is None else f"'{row[name]}'" for name in COLUMNS]
    return f"insert into kpi.rpt_kpi_monthly values ({', '.join(cells)}, null)"


def sold(now, before=None, quota_amount=None, won=(40, 40)):
    """Rows of revenue, its average and the quota; intervals of a tenth."""
    rows = []
    for when, value, count in (("now", now, won[0]), ("before", before, won[1])):
        if value is None:
            continue
        bounds = {"value_lower": value * 0.9, "value_upper": value * 1.1}
        rows.append(kpi("sales_revenue", "money", value, when, **bounds))
        rows.append(
            kpi(
                "average_sale_value",
                "money",
                value / count,
                when,
                numerator=value,
                denominator=count,
                sample=count,
            )
        )
    if quota_amount:
        share = now / quota_amount
        status = "on_target" if share >= 1 else "off_target"
        rows.append(
            kpi(
                "quota_attainment",
                "rate",
                share,
                numerator=now,
                denominator=quota_amount,
                target=1,
                status=status,
            )
        )
        rows.append(kpi("quota_gap", "money", quota_amount - now))
    return rows


@pytest.fixture(scope="module")
def fixture_warehouse(tmp_path_factory):
    return make_warehouse(tmp_path_factory.mktemp("sales") / "w.duckdb", KPI_TABLE)


@pytest.fixture
def reported(tmp_path, fixture_warehouse):
    return opener(tmp_path, fixture_warehouse)


def said(report):
    return str(overview.money_sentence(report, month_indicators(report)))


def test_money_speaks_of_the_quota_and_its_gap(reported):
    assert "80\u202f% de la cuota</b>: faltaron USD\u00a010,0" in said(
        reported(*sold(40000, quota_amount=50000))
    )
    assert "125\u202f% de la cuota</b>: USD\u00a010,0" in said(
        reported(*sold(50000, quota_amount=40000))
    )


@pytest.mark.parametrize(
    ("before", "words"), [(20000, "más que septiembre"), (90000, "menos que septiembre")]
)
def test_money_without_a_quota_speaks_of_a_clear_change(reported, before, words):
    assert words in said(reported(*sold(40000, before)))
    assert "septiembre" not in said(reported(*sold(40000, 39000)))


def test_nothing_is_said_of_money_where_nothing_is_known(reported):
    report = reported()
    assert overview.money_sentence(report, month_indicators(report)) is None
    assert "ninguna regla" in str(overview.overview(report).html).lower()


def test_a_running_month_is_not_compared(reported):
    report = reported("update core.run set as_of = date '2026-10-20'", *sold(40000, 20000, 50000))
    assert "sigue en curso" in said(report)
    assert overview.gap_decision(report) is None


def test_the_part_that_made_a_clear_change_is_named(reported):
    def part(*rows):
        report = reported(*rows)
        return overview.parts_sentence(report, month_indicators(report))

    assert "número de ventas (80; antes 40)" in part(*sold(40000, 20000, won=(80, 40)))
    assert "valor de cada venta" in part(*sold(40000, 20000, won=(40, 40)))
    assert part(*sold(40000, 20000, won=(56, 40))) is None
    assert part(*sold(40000, 39000, won=(80, 40))) is None


def test_the_largest_clear_setback_is_named_else_nothing(reported):
    def worst(now):
        rows = [
            kpi(
                "stalled_leads_rate",
                "rate",
                value,
                when,
                value_lower=value - 0.02,
                value_upper=value + 0.02,
            )
            for when, value in (("now", now), ("before", 0.2))
        ]
        report = reported(*rows)
        return overview.worsening_sentence(report, month_indicators(report))

    assert "Leads estancados pasó de 20,0\u202f% a 40,0\u202f%" in worst(0.4)
    assert worst(0.21) is None
    assert worst(0.1) is None


def test_a_gap_is_told_in_sales_of_the_average_value(reported):
    text = overview.gap_decision(reported(*sold(40000, quota_amount=50000))).text
    assert "unas 10 ventas" in text
    one = overview.gap_decision(reported(*sold(40000, quota_amount=41000))).text
    assert "una venta del valor promedio" in one
    assert overview.gap_decision(reported(*sold(50000, quota_amount=50000))) is None


STANDING = """
    insert into sla.rpt_sales_sla_standing values
        ('first_attempt', 'owner', 'Ana', 20, 100, 0.2, 0.13, 0.29, 0.22, 0.45, '{0}'),
        ('first_attempt', 'owner', 'Luis', 50, 100, 0.5, 0.4, 0.6, 0.5, 0.45, 'like_others'),
        ('first_attempt', 'all', 'all', 70, 200, 0.35, 0.3, 0.4, 0.35, 0.45, null)
"""


def test_help_is_proposed_only_for_who_is_below_beyond_chance(reported):
    low = reported(STANDING.format("below"))
    assert "Ana (20\u202f%)" in overview.agreement_decision(low).text
    assert agreement.standing_title(low) == "Ana cumple claramente menos que los demás"
    html = str(agreement.standing_figure(low).html)
    assert "peor que los demás" in html
    assert "Todos" in html
    alike = reported(STANDING.format("like_others"))
    assert overview.agreement_decision(alike) is None
    assert "Ninguna persona" in agreement.standing_title(alike)


@pytest.mark.parametrize(
    ("rule", "kpi_id", "words"),
    [
        (overview.stalled_decision, "stalled_leads_rate", "20 leads estancados de 100"),
        (overview.steps_decision, "next_step_coverage", "80 leads abiertos"),
    ],
)
def test_a_kpi_off_its_target_is_a_decision(reported, rule, kpi_id, words):
    row = {"numerator": 20, "denominator": 100, "target": 0.15}
    missed = reported(kpi(kpi_id, "rate", 0.2, status="off_target", **row))
    assert words in rule(missed).text
    assert rule(reported(kpi(kpi_id, "rate", 0.2, status="on_target", **row))) is None
    assert rule(reported(kpi(kpi_id, "rate", 0.2, **row))) is None


def owner_quota(owner, value, amount):
    segment = {"segment_name": "owner", "segment_value": owner}
    return [
        kpi("sales_revenue", "money", value, **segment),
        kpi(
            "quota_attainment",
            "rate",
            value / amount,
            numerator=value,
            denominator=amount,
            **segment,
        ),
    ]


def test_the_quota_counts_who_met_theirs_and_the_team_is_a_ratio_of_sums(reported):
    rows = [*owner_quota("Ana", 30000, 20000), *owner_quota("Luis", 10000, 30000)]
    figure = quota.quota_figure(reported(*sold(40000, quota_amount=50000), *rows))
    assert "1 de 2 personas cumplieron la suya" in figure.table.title
    frame = figure.table.frame
    assert frame["Responsable"].to_list() == ["Equipo", "Ana", "Luis"]
    assert frame["Parte de la cuota"].to_list() == pytest.approx([0.8, 1.5, 1 / 3])
    assert frame["Falta para la cuota"].to_list() == [10000, -10000, 20000]
    alone = quota.quota_figure(reported(*sold(40000, quota_amount=50000)))
    assert "personas" not in alone.table.title
    assert alone.table.frame.height == 1
    assert quota.quota_figure(reported(*sold(40000))).chart is None


def test_an_owner_with_a_quota_and_no_sale_is_shown(reported):
    segment = {"segment_name": "owner", "segment_value": "Eva"}
    nothing = kpi("quota_attainment", "rate", 0, numerator=0, denominator=9000, **segment)
    frame = quota.owner_rows(reported(nothing))
    assert frame.rows() == [("Eva", 0.0, 9000.0)]


@pytest.mark.parametrize(
    ("now", "words"),
    [(18, "dentro de lo habitual"), (31, "es el más largo"), (9, "es el más corto")],
)
def test_the_cycle_is_compared_with_the_months_before(reported, now, words):
    days = [("now", now), ("before", 20), ("older", 16)]
    rows = [kpi("sales_cycle_days", "days", value, when, sample=50) for when, value in days]
    assert words in cycle.time_figure(reported(*rows)).table.title


def test_a_month_of_few_sales_has_no_cycle_to_speak_of(reported):
    row = kpi("sales_cycle_days", "days", 5, sample=3, status="not_enough_data")
    assert "pocas ventas" in cycle.time_figure(reported(row)).table.title


def deals(lead_type, days, count=40):
    return f"""
        insert into core.fct_opportunities
        select true, date '2026-10-10' - ({days} + i % 5)::int, date '2026-10-10', '{lead_type}',
            100.0
        from range({count}) as t(i)
    """


def test_an_audience_is_slower_only_beyond_its_interval(reported):
    apart = reported(deals("demo", 5), deals("webinar", 40))
    figure = cycle.audience_figure(apart)
    assert "tarda más que" in figure.table.title
    near = reported(deals("demo", 10), deals("webinar", 11))
    assert "Sin diferencias claras" in cycle.audience_figure(near).table.title
    few = cycle.audience_figure(reported(deals("demo", 5), deals("webinar", 40, count=4)))
    assert "Solo un tipo" in few.table.title
    assert "(4)" in few.html
    assert cycle.audience_figure(reported(deals("demo", 5, count=4))).chart is None


def test_the_interval_of_a_median_is_that_of_order_statistics(reported):
    """Of 100 deals of 1 to 100 days: the 40th and the 61st (binomial, 95 %)."""
    deals_of_a_hundred = """
        insert into core.fct_opportunities
        select true, date '2026-10-31' - i::int, date '2026-10-31', 'demo', 1.0
        from range(1, 101) as t(i)
    """
    row = cycle.audience_rows(reported(deals_of_a_hundred)).row(0, named=True)
    assert (row["value"], row["lower"], row["upper"]) == (50.5, 40, 61)


def conversion(now, before, closed=200, status="no_target"):
    rates = (("now", now), ("before", before))
    return [
        kpi(
            "opportunity_conversion_rate",
            "rate",
            rate,
            when,
            numerator=rate * closed,
            denominator=closed,
            value_lower=rate - 0.05,
            value_upper=rate + 0.05,
            status=status,
        )
        for when, rate in rates
    ]


@pytest.mark.parametrize(
    ("now", "words"),
    [(0.5, "sin cambio claro"), (0.7, "20,0\u202fpp más"), (0.3, "20,0\u202fpp menos")],
)
def test_the_conversion_says_a_change_only_when_clear(reported, now, words):
    assert words in closing.time_title(reported(*conversion(now, 0.5)))


def test_few_resolved_deals_are_no_rate(reported):
    report = reported(*conversion(0.5, 0.5, closed=4, status="not_enough_data"))
    assert "pocas oportunidades" in closing.time_title(report)


def by_owner(**won):
    return [
        kpi(
            "opportunity_conversion_rate",
            "rate",
            count / 100,
            numerator=count,
            denominator=100,
            segment_name="owner",
            segment_value=owner,
        )
        for owner, count in won.items()
    ]


def test_an_owner_converts_less_only_beyond_chance(reported):
    low = closing.owner_figure(reported(*by_owner(Ana=20, Luis=60, Eva=58)))
    assert low.table.title.startswith("Ana convierte claramente menos")
    alike = closing.owner_figure(reported(*by_owner(Ana=52, Luis=60, Eva=58)))
    assert alike.table.title.startswith("Nadie convierte")


def kept(now, before, judged=200):
    return f"""
        insert into sla.rpt_sales_sla_daily values
            (date '2026-10-05', 'all', 'all', {now}, {judged - now}, 0),
            (date '2026-10-05', 'Ana', 'all', 1000, 0, 0),
            (date '2026-09-05', 'all', 'all', {before}, {judged - before}, 0)
    """


@pytest.mark.parametrize(
    ("now", "words"),
    [(100, "sin cambio claro"), (150, "antes, el 50"), (50, "se cumplió menos")],
)
def test_the_agreement_says_a_change_only_when_clear(reported, now, words):
    figure = agreement.month_figure(reported(kept(now, 100)))
    assert words in figure.table.title
    assert figure.table.frame["A tiempo"].to_list() == [100, now]


def test_an_agreement_of_few_deadlines_has_no_finding(reported):
    assert "pocos plazos" in agreement.month_figure(reported(kept(2, 2, judged=4))).table.title
    assert agreement.month_figure(reported()).chart is None


def test_the_owner_of_most_people_under_way_is_named_from_half_on(reported):
    figure = stage_owners.stage_owner_figure(reported())
    assert figure.table.title.startswith("Marketing responde por el 94")
    even = "update funnel.rpt_bottlenecks set work_in_progress = 1440 where stage = 'opportunity'"
    assert "Ningún equipo" in stage_owners.stage_owner_figure(reported(even)).table.title


def test_followup_counts_the_targets_met(reported):
    rows = [
        kpi("stalled_leads_rate", "rate", 0.1, target=0.15, status="on_target"),
        kpi("next_step_coverage", "rate", 0.5, target=0.9, status="off_target"),
    ]
    figure = followup.followup_figure(reported(*rows))
    assert figure.table.title == "1 de 2 indicadores de seguimiento con meta la cumplió"
    assert "no cumple" in figure.html
    free = followup.followup_figure(reported(kpi("stalled_leads_rate", "rate", 0.1)))
    assert "Ningún indicador" in free.table.title
    assert followup.followup_figure(reported()).table is None


def test_billing_names_the_last_stage_that_clearly_changed(reported):
    def title(now):
        rows = [
            kpi("invoicing_opportunities", "count", value, when)
            for when, value in (("now", now), ("before", 100))
        ]
        return billing.billing_figure(reported(*rows)).table.title

    assert "100,0\u202f% más" in title(200)
    assert "60,0\u202f% menos" in title(40)
    assert "Sin cambios claros" in title(104)
    assert billing.billing_figure(reported()).table is None


@pytest.mark.parametrize("locale", ["es", "en"])
def test_every_section_of_the_sample_is_titled_and_described(sample_company, locale):
    report = open_report(warehouse=str(sample_company.warehouse), locale=locale, output="page")
    titled = 0
    for name, show in notebook_sections("monthly_sales_report").items():
        block = show(report)
        assert block.section_id or name in ("header", "overview", "footer")
        for figure in block.figures:
            if name == "data_quality" and figure.table is None:  # sentences, no figure
                continue
            assert figure.table is not None
            titled += 1
            assert isinstance(figure.table.frame, pl.DataFrame)
            assert 10 < len(figure.table.title) <= 110
            if figure.chart is not None:
                label = re.search(r'role="img" aria-label="([^"]+)"', str(figure.html))[1]
                assert len(label) > len(figure.table.title)
    assert titled > 12


def test_a_company_with_only_leads_is_told_what_is_missing(tmp_path):
    path = make_leads_only_warehouse(tmp_path / "w.duckdb")
    report = open_report(warehouse=str(path), locale="es", output="page")
    for name in ("overview", "indicators", "quota", "cycle", "closing", "agreement", "followup"):
        assert notebook_sections("monthly_sales_report")[name](report).html
    reasons = " ".join(figure.missing for figure in agreement.agreement(report).figures)
    assert "intentos de contacto" in reasons


@pytest.mark.browser
@pytest.mark.parametrize("suffix", ["", ".en"])
@pytest.mark.parametrize("stem", ["index", "monthly_sales_report"])
def test_the_months_reports_open_offline_and_fit_desk_phone_and_paper(
    browser, sample_company, stem, suffix
):
    page = sample_company.reports / "2026-10" / f"{stem}{suffix}.html"
    for width, scheme in SIGHTS:
        assert check_page(browser, page, width=width, scheme=scheme) >= 6
    check_print(browser, page)
