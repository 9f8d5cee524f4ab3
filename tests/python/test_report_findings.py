"""Every generated sentence, on both sides of its condition."""

from datetime import date

import polars as pl
import pytest
from report_fixture import make_leads_only_warehouse, make_warehouse, opener

from smarketing.report.frame.charts import monthly_volume, stage_durations
from smarketing.report.frame.context import open_report
from smarketing.report.frame.indicators import NO_DATA, PENDING, SHOWN, TOO_FEW
from smarketing.report.frame.losses import loss_shares, shown_losses
from smarketing.report.pages.monthly_marketing_report import decisions, findings
from smarketing.report.pages.monthly_marketing_report.channels import channel_title
from smarketing.report.pages.monthly_marketing_report.cohorts import cohort_title
from smarketing.report.pages.monthly_marketing_report.data_quality import quality_title, system_rows
from smarketing.report.pages.monthly_marketing_report.funnel import (
    POOLED_COHORTS,
    funnel_steps,
    funnel_title,
    pooled_months,
)
from smarketing.report.pages.monthly_marketing_report.indicators import month_indicators
from smarketing.report.pages.monthly_marketing_report.origins import origin_rows, origin_title
from smarketing.report.pages.monthly_marketing_report.sales import reason_title, sales
from smarketing.report.pages.monthly_marketing_report.stages import duration_figure

OCTOBER = "where month = date '2026-10-01'"


@pytest.fixture(scope="module")
def fixture_warehouse(tmp_path_factory):
    return make_warehouse(tmp_path_factory.mktemp("fixture") / "warehouse.duckdb")


@pytest.fixture
def reported(tmp_path, fixture_warehouse):
    return opener(tmp_path, fixture_warehouse)


def set_leads(leads, channel="all"):
    return (
        f"update funnel.rpt_funnel_monthly set leads = {leads} {OCTOBER} and channel = '{channel}'"
    )


@pytest.mark.parametrize(
    ("leads", "words"),
    [
        (497, "sin cambio claro"),
        (700, "% más que septiembre"),
        (300, "% menos que septiembre"),
        (0, "no se registraron leads"),
    ],
)
def test_volume(reported, leads, words):
    report = reported(set_leads(leads))
    assert words in findings.volume_sentence(report, month_indicators(report))


@pytest.mark.parametrize(("leads", "words"), [(1, "<b>1 lead,"), (2, "<b>2 leads,")])
def test_one_lead_is_no_plural(reported, leads, words):
    report = reported(set_leads(leads))
    assert words in findings.volume_sentence(report, month_indicators(report))


@pytest.mark.parametrize(("leads", "words"), [(500, "alcanzó la meta de 500"), (499, "de la meta")])
def test_target_is_met_from_the_target_on(reported, leads, words):
    report = reported(set_leads(leads))
    assert words in findings.volume_sentence(report, month_indicators(report))


def test_without_a_target_there_is_no_word_of_one(reported):
    report = reported("delete from settings.marketing_targets")
    sentence = findings.volume_sentence(report, month_indicators(report))
    assert "497 leads" in sentence
    assert "meta" not in sentence


def test_a_running_month_is_not_compared(reported):
    report = reported("update core.run set as_of = date '2026-10-20'")
    indicators = month_indicators(report)
    assert "Hasta el 20 oct 2026" in findings.volume_sentence(report, indicators)
    assert indicators["leads"].change is None


@pytest.mark.parametrize(
    ("mqls", "words"), [(196, "sin cambio claro"), (320, "subieron"), (90, "bajaron")]
)
def test_quality(reported, mqls, words):
    report = reported(
        f"update funnel.rpt_funnel_monthly set mqls = {mqls} {OCTOBER} and channel = 'all'"
    )
    assert words in findings.quality_sentence(report, month_indicators(report))


def test_the_fastest_channel_is_named_only_when_its_growth_is_clear(reported):
    assert findings.fastest_channel(reported()) is None
    report = reported(set_leads(300, "Direct"))
    channel, growth = findings.fastest_channel(report)
    assert channel == "Direct"
    assert growth > 1
    assert "Directo" in findings.quality_sentence(report, month_indicators(report))
    assert "Directo creció" in channel_title(report)
    assert "Sin cambios claros" in channel_title(reported())


def test_unassigned_leads_are_never_the_fastest_channel(reported):
    assert findings.fastest_channel(reported(set_leads(600, "Unassigned"))) is None


def test_money_speaks_of_the_quota_and_without_one_of_a_clear_change(reported):
    report = reported()
    assert "79\u202f% de la cuota" in findings.money_sentence(report, month_indicators(report))
    no_quota = "delete from settings.sales_quotas"
    report = reported(no_quota)
    sentence = findings.money_sentence(report, month_indicators(report))
    assert "cuota" not in sentence
    assert "más que" not in sentence
    high = f"update funnel.rpt_funnel_monthly set revenue = 300000 {OCTOBER} and channel = 'all'"
    report = reported(no_quota, high)
    assert "más que en septiembre" in findings.money_sentence(report, month_indicators(report))


def test_the_largest_setback_is_named_or_that_there_is_none(reported):
    report = reported()
    words = findings.worsening_sentence(report, month_indicators(report))
    assert "Ningún indicador empeoró" in words
    few = f"update funnel.rpt_funnel_monthly set visits = 5000 {OCTOBER} and channel = 'all'"
    report = reported(few)
    assert "Visitas pasó de 9.840 a 5.000" in findings.worsening_sentence(
        report, month_indicators(report)
    )


def test_close_rate_is_pending_then_shown_then_too_few(reported):
    assert month_indicators(reported())["close_rate"].state == PENDING
    mature = (
        "update funnel.rpt_funnel_cohorts set maturity_days = 0, entered_mature = {0},"
        " reached_mature = 6, rate_mature = 6 / {0}, rate_lower = 0.01, rate_upper = 0.3"
        " where cohort_month = date '2026-10-01'"
    )
    shown = month_indicators(reported(mature.format(452)))["close_rate"]
    assert (shown.state, shown.numerator, shown.denominator) == (SHOWN, 6, 452)
    assert month_indicators(reported(mature.format(29)))["close_rate"].state == TOO_FEW


def test_unanswered_leads_are_a_decision_only_where_attempts_are_known(reported):
    decision = decisions.unanswered_decision(reported())
    assert "260 de 640" in decision.text
    few = "update funnel.rpt_bottlenecks set without_response = 10"
    assert decisions.unanswered_decision(reported(few)) is None
    unknown = "delete from quality.rpt_load_reconciliation where entity = 'contact_attempts'"
    assert decisions.unanswered_decision(reported(unknown)) is None


def test_a_channel_is_reviewed_when_it_brings_clearly_fewer_customers(reported):
    assert "Redes de pago" in decisions.channel_decision(reported()).text
    even = (
        "update funnel.rpt_funnel_cohorts set reached_mature = entered_mature * 0.05"
        " where segment_name = 'channel'"
    )
    assert decisions.channel_decision(reported(even)) is None
    assert "Ningún canal" in origin_title(reported(even), origin_rows(reported(even)))


def test_unassigned_leads_are_a_decision_from_a_tenth_on(reported):
    assert "60 leads" in decisions.unassigned_decision(reported()).text
    assert decisions.unassigned_decision(reported(set_leads(20, "Unassigned"))) is None


def test_rejected_rows_are_a_decision_above_two_per_cent(reported):
    assert decisions.rejected_decision(reported()) is None
    many = "update quality.rpt_load_reconciliation set rows_rejected = 300 where entity = 'leads'"
    report = reported(many)
    assert "301 filas" in decisions.rejected_decision(report).text
    title = quality_title(report, system_rows(report))
    assert "más del 2\u202f%" in title


def test_the_lines_of_losses_add_up_to_all_of_them(reported):
    more = """
        insert into funnel.rpt_loss_reasons
        select date '2026-10-01', 'sql', 'r' || lpad(i::varchar, 2, '0'), 1, 1, 5.0
        from range(12) as t(i)
    """
    report = reported(more)
    lines = shown_losses(report, loss_shares(report))
    assert lines["share"].sum() == pytest.approx(1)
    # three named reasons and these twelve: eleven lines, one of the other four, one unnamed
    assert lines["label"].to_list()[-2:] == ["Otros 4 motivos", report.reason(None)]
    assert lines.height == 13
    assert lines.row(-2, named=True)["cases"] == 8
    whole = reported()
    assert shown_losses(whole, loss_shares(whole)).height == loss_shares(whole).height


def test_a_loss_reason_is_named_from_a_quarter_on(reported):
    assert "Precio" in decisions.reason_decision(reported()).text
    assert "«Precio»" in reason_title(reported())
    rare = "update funnel.rpt_loss_reasons set leads = 1, opportunities = 1 where reason = 'Precio'"
    assert "Precio" not in str(decisions.reason_decision(reported(rare)))
    few = "delete from funnel.rpt_loss_reasons where reason <> 'Precio' or reason is null"
    fewer = "update funnel.rpt_loss_reasons set leads = 29, opportunities = 0"
    assert decisions.reason_decision(reported(few, fewer)) is None
    # the table shows that one reason as all of what was lost
    assert reason_title(reported(few, fewer)).startswith("29 pérdidas son muy pocas")
    others = """
        insert into funnel.rpt_loss_reasons
        select date '2026-10-01', 'sql', 'r' || i, 3, 0, 0.0 from range(20) as t(i)
    """
    assert "Ningún motivo" in reason_title(reported(rare, others))
    unnamed = "update funnel.rpt_loss_reasons set leads = 500 where reason is null"
    assert "no tiene motivo registrado" in reason_title(reported(unnamed))


def test_the_axis_of_a_count_has_whole_numbers(reported):
    """Between 0 and 1 lead there is none: four ticks would read 0, 0, 1, 1."""
    months = [date(2026, 9, 1), date(2026, 10, 1)]
    frame = pl.DataFrame({"month": months, "leads": [1, 1], "mqls": [0, 1]})
    axes = [layer["encoding"]["y"]["axis"] for layer in monthly_volume(reported(), frame)["layer"]]
    assert {axis["tickMinStep"] for axis in axes} == {1}


def test_at_most_three_proposals(reported):
    assert len(decisions.decisions(reported())) == 3


def test_the_funnel_title_names_a_clear_change_else_the_narrowest_step(reported):
    def title(report):
        months, _ = pooled_months(report)
        earlier = pooled_months(report, skip=POOLED_COHORTS)[0]
        return funnel_title(report, funnel_steps(report, months), funnel_steps(report, earlier))

    assert "sin un paso claramente más débil" in title(reported())
    fewer = (
        "update funnel.rpt_funnel_cohorts set reached = reached // 2 where to_stage <> 'mql'"
        " and cohort_month >= date '2026-05-01'"
    )
    assert "pasa ahora el" in title(reported(fewer))
    narrow = (
        "update funnel.rpt_funnel_cohorts set reached = reached // 5 where to_stage = 'customer'"
    )
    assert "El paso más estrecho" in title(reported(narrow))
    alone = (
        "update funnel.rpt_funnel_monthly set mqls = 0, sqls = 0, opportunities = 0, customers = 0"
    )
    assert "solo registran la etapa" in title(reported(alone))


def test_cohorts_are_compared_at_equal_age(reported):
    assert "Sin cambios claros" in cohort_title(reported())
    better = (
        "update core.fct_lead_episodes set ended_at = started_at + interval 5 day,"
        " end_state = 'customer'"
        " where started_at >= timestamp '2026-06-01' and lead_key % 5 = 0"
    )
    assert "cierran más" in cohort_title(reported(better))


def test_sources_are_late_after_a_week(reported):
    report = reported()
    rows = {row["system"]: row["state"] for row in system_rows(report)}
    assert rows == {"ga4": "late", "hubspot": "ok"}
    fresh = "update quality.rpt_load_reconciliation set exported_at = timestamp '2026-10-24'"
    report = reported(fresh)
    title = quality_title(report, system_rows(report))
    assert "al día" in title


def test_a_company_with_only_leads_is_told_what_is_missing(tmp_path):
    path = make_leads_only_warehouse(tmp_path / "w.duckdb")
    report = open_report(warehouse=str(path), locale="es", output="page")
    indicators = month_indicators(report)
    assert indicators["leads"].value == 12
    assert {indicators[k].state for k in ("visits", "mqls", "sales_revenue")} == {NO_DATA}
    assert findings.money_sentence(report, indicators) is None
    assert "No hay historial de etapas" in duration_figure(report).html
    unanswered = [figure.missing for figure in sales(report).figures]
    assert unanswered[0].startswith("No hay ventas ganadas")
    assert "falta registrar" in findings.summary(report, indicators)[1]


@pytest.mark.parametrize(
    ("p90", "marks"), [(9.0, ["rule", "point", "text"]), (None, ["point", "text"])]
)
def test_no_bar_is_drawn_where_too_few_have_left(reported, p90, marks):
    texts = {name: ["–"] for name in ("text", "median_text", "p90_text")}
    frame = pl.DataFrame(
        {"label": ["Lead"], "median_days": [3.0], "p90_days": [p90], **texts},
        schema_overrides={"p90_days": pl.Float64},
    )
    layers = stage_durations(reported(), frame)["layer"]
    assert [layer["mark"]["type"] for layer in layers] == marks
