"""The wait for a first attempt and the five steps, on both sides of each rule."""

from dataclasses import replace

import duckdb
import polars as pl
import pytest
from report_fixture import make_leads_only_warehouse, make_warehouse

from smarketing.report.frame.context import open_report
from smarketing.report.frame.waits import wait_words
from smarketing.report.pages.monthly_marketing_report.together import (
    steps,
    together,
    waits,
    waits_title,
)

READY = """
create schema if not exists contact; create schema if not exists kpi;
create schema if not exists sla; create schema if not exists quality;
create or replace table contact.rpt_speed_to_lead as select * from (values
    ('under_1_hour', 'all', 'wall', 2, 30), ('under_24_hours', 'all', 'wall', 4, 20),
    ('never', 'all', 'wall', 7, 50), ('never', 'demo', 'wall', 7, 50),
    ('business_never', 'all', 'business', 7, 50)
) as t(bucket, stratum, clock, sort_order, leads);
drop view if exists kpi.rpt_kpi_monthly;
create or replace table kpi.rpt_kpi_monthly as
    select 'mqls' as kpi_id, date_trunc('month', as_of)::date as month, 'all' as segment_name,
        'all' as segment_value, 93.0::double as value from core.run;
create or replace table sla.rpt_marketing_sla_daily as
    select date_trunc('month', as_of)::date as month, 400.0::double as month_goal from core.run;
create or replace table quality.rpt_unmapped_values as
    select '' as source_system, '' as kind, '' as value, 0 as row_count, '' as settings_file
    where false;
create or replace table quality.rpt_load_reconciliation as select * from (values
    ('hubspot', 'contactos.csv', 'leads', timestamp '2026-10-31', 100, 100, 0, 0),
    ('hubspot', 'negocios.csv', 'opportunities', timestamp '2026-10-31', 40, 40, 0, 0),
    ('ga4', 'trafico.csv', 'web_traffic', timestamp '2026-10-31', 40, 40, 0, 0)
) as t(source_system, file, entity, exported_at, rows_read, rows_loaded, rows_rejected,
    rows_superseded);
"""
UNREADY = """
delete from kpi.rpt_kpi_monthly; update sla.rpt_marketing_sla_daily set month_goal = null;
insert into quality.rpt_unmapped_values values
    ('hubspot', 'lead_status', 'zombi', 1200, 'stage_map.csv'),
    ('hubspot', 'channel', 'radio', 9, 'channel_rules.csv');
delete from quality.rpt_load_reconciliation where entity <> 'leads';
"""


@pytest.fixture
def warehouse(tmp_path):
    path = make_warehouse(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(READY)
    return path


def opened(path):
    return open_report(warehouse=str(path), locale="en", output="page")


def test_waits_are_shares_of_all_mature_leads(warehouse):
    report = opened(warehouse)
    rows = waits(report)
    assert rows["leads"].to_list() == [30, 20, 50]
    assert rows["share"].sum() == pytest.approx(1)
    assert waits_title(report, rows).startswith("50% of leads had an attempt within 24 hours; 50%")


@pytest.mark.parametrize(
    ("edges", "bucket", "words"),
    [
        ([5, 60, 240, 1440, 4320], "under_5_minutes", "within 5 minutes"),
        ([5, 60, 240, 1440, 4320], "under_1_hour", "between 5 minutes and 1 hour"),
        ([5, 60, 240, 1440, 4320], "under_4_hours", "between 1 and 4 hours"),
        ([5, 60, 240, 1440, 4320], "under_3_days", "between 24 hours and 3 days"),
        ([5, 60, 240, 1440, 4320], "business_over_3_days", "after 3 days"),
        ([10, 60], "under_10_minutes", "within 10 minutes"),
        ([10, 60], "over_1_hour", "after 1 hour"),
        ([10, 60], "never", "never"),
    ],
)
def test_a_wait_is_told_with_both_its_bounds(warehouse, edges, bucket, words):
    report = opened(warehouse)
    run = replace(report.data.run, vars=report.data.run.vars | {"speed_bucket_minutes": edges})
    other = replace(report, data=replace(report.data, run=run))
    assert wait_words(other, bucket) == words


@pytest.mark.parametrize(
    ("edges", "buckets", "words"),
    [
        ([10, 60], ["under_1_hour", "over_1_hour"], "30% of leads had an attempt within 1 hour;"),
        ([2880], ["under_2_days", "over_2_days"], "30% of leads had an attempt within 2 days;"),
    ],
)
def test_other_bounds_of_waits_make_a_true_title(warehouse, edges, buckets, words):
    report = opened(warehouse)
    run = replace(report.data.run, vars=report.data.run.vars | {"speed_bucket_minutes": edges})
    rows = pl.DataFrame({"bucket": [*buckets, "never"], "share": [0.3, 0.2, 0.5]})
    assert waits_title(replace(report, data=replace(report.data, run=run)), rows).startswith(words)


def test_every_step_is_taken_or_says_what_is_missing(warehouse):
    taken = steps(opened(warehouse))
    assert [step.state for step in taken] == ["done"] * 4 + ["unknown"]
    assert "93 leads" in taken[2].evidence
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(UNREADY)
    missing = steps(opened(warehouse))
    assert [step.state for step in missing] == ["open"] * 4 + ["unknown"]
    assert "marketing" in missing[0].evidence and "sales" in missing[0].evidence
    assert missing[1].evidence.startswith("1 stage word has no agreed stage (1,200 rows)")


def test_a_company_without_attempts_reads_why_there_are_no_waits(tmp_path):
    path = make_leads_only_warehouse(tmp_path / "warehouse.duckdb")
    block = together(opened(path))
    assert [figure.missing for figure in block.figures] != []
    assert block.figures[0].missing and not block.figures[1].missing
