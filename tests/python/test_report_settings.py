"""A page names its company, and the settings that nobody has set and its numbers rest on."""

import json

import pytest
from report_fixture import make_warehouse

from smarketing.report.frame.context import open_report
from smarketing.report.frame.factory import factory_settings
from smarketing.report.frame.header import header
from smarketing.report.frame.stamped_pages import page_stamp, write_stamp
from smarketing.report.pages.monthly_marketing_report.data_quality_details import detail_figure
from smarketing.report.portal import write_portal
from smarketing.settings import effective_settings
from smarketing.settings.schema import SEEDS

SHIPPED = tuple(
    f"create table settings.{seed} as from read_csv('{SEEDS / seed}.csv', all_varchar = true)"
    for seed in ("business_hours", "contact_costs", "team_members")
)


def given(**variables: str) -> str:
    return f"alter table core.run add column vars_given varchar default '{json.dumps(variables)}'"


def opened(path, *changes, locale="es"):
    return open_report(warehouse=str(make_warehouse(path / "w.duckdb", *changes)), locale=locale)


def test_every_setting_that_nobody_set_is_listed(tmp_path):
    report = opened(tmp_path, *SHIPPED, given())
    assert [(one.name, one.value, one.file) for one in factory_settings(report)] == [
        ("timezone", "America/Guayaquil", "settings.yml"),
        ("reporting_currency", "USD", "settings.yml"),
        ("calendar", "1–5, 09:00–18:00", "business_hours.csv"),
        ("hourly_cost", "12", "contact_costs.csv"),
        ("gross_margin", "0,50", "contact_costs.csv"),
        ("team", "", "team_members.csv"),
    ]


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        ("es", "Zona horaria America/Guayaquil: decide en qué día cae cada hecho (settings.yml)"),
        ("en", "Time zone America/Guayaquil: decides on which day things happen (settings.yml)"),
    ],
)
def test_the_data_box_says_so_in_both_languages(tmp_path, locale, sentence):
    report = opened(tmp_path, *SHIPPED, given(), locale=locale)
    assert sentence in str(detail_figure(report).html)


def test_what_is_set_is_not_listed_even_with_the_shipped_value(tmp_path):
    report = opened(
        tmp_path,
        *SHIPPED,
        given(timezone="America/Guayaquil", reporting_currency="USD"),
        "update settings.business_hours set closes = '17:00' where weekday = '5'",
        "update settings.contact_costs set hourly_cost = '20', gross_margin = '0.4'",
        "insert into settings.team_members (owner) values ('Ana')",
    )
    assert factory_settings(report) == []


def test_the_sample_lists_none(tmp_path):
    report = opened(tmp_path, *SHIPPED, given(), "update core.run set is_sample = true")
    assert factory_settings(report) == []


def test_the_company_of_the_settings_stands_on_the_page_and_in_the_list(tmp_path):
    report = opened(tmp_path, given(company_name="Cycles Roncevaux"))
    page = header(report)
    assert '<p class="brand">Cycles Roncevaux</p>' in str(page.html)
    assert page.page["footer"].startswith("Cycles Roncevaux · ")
    facts = page_stamp("monthly_marketing_report", "x", page.page, {"es": "index.html"})
    write_stamp(tmp_path / "2026-10", "index", facts)
    index = write_portal(tmp_path, "es").read_text(encoding="utf-8")
    assert '<p class="brand">Cycles Roncevaux</p>' in index


def test_the_company_name_can_be_set(tmp_path):
    (tmp_path / "settings.yml").write_text("company_name: Café d'Été\n", encoding="utf-8")
    settings = effective_settings(tmp_path, tmp_path / "out")
    assert settings.vars == {"company_name": "Café d'Été"}
