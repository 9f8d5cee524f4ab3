"""The administrator's page: links only to https, no cell that acts, both sides of each rule."""

import duckdb
import pytest
from report_fixture import make_warehouse

from smarketing.report.frame.context import open_report
from smarketing.report.pages.data_quality import records, score, totals, words
from smarketing.report.pages.monthly_marketing_report.data_quality import recorded_figure

TABLES = """
create or replace table quality.rpt_quality_score as select * from (values
    (date '2026-10-01', 'all', 200, 190, 180, 199, 170, 0.85, 60, 50, 0.25, 0.2, 0.31),
    (date '2026-10-01', 'hubspot', 190, 180, 170, 189, 160, 0.84, 60, 50, 0.26, 0.2, 0.32),
    (date '2026-10-01', 'odoo', 10, 10, 10, 10, 10, 1.0, 0, 0, 0.0, 0.0, 0.3)
) as t(month, source_system, records, filled, mapped, linked, complete, complete_share,
    with_next_step, as_agreed, score, score_lower, score_upper);
create or replace table quality.rpt_records_to_mend as select * from (values
    ('hubspot', 'lead', '51', 'no_next_step', null, 'Ana Vega', 90, 'https://crm.example/51'),
    ('hubspot', 'lead', '51', 'stale', null, 'Ana Vega', 90, 'https://crm.example/51'),
    ('odoo', 'opportunity', '<b>7</b>', 'unlinked', null, '(none)', 5, 'javascript:alert(1)')
) as t(source_system, record_type, record_id, problem, fields, owner, days_without_record,
    record_url);
create or replace table quality.rpt_duplicate_records as select * from (values
    ('hubspot', 'lead', 'k', 2, '51; 52', 'email, phone', null)
) as t(source_system, record_type, lead_key, records, record_ids, joined_by, record_url);
create or replace table quality.rpt_unmapped_values as select * from (values
    ('hubspot', 'lead_status', 'zombi', 12, 'stage_map.csv', 'hubspot,lead,zombi,?'),
    ('odoo', 'country', 'ana@x.example', 1, 'countries.csv', 'ana@x.example,?')
) as t(source_system, kind, value, row_count, settings_file, settings_line);
create or replace table quality.rpt_system_totals as select * from (values
    ('hubspot', date '2026-09-01', 'leads', 186.0, 180.0, 6.0, 'merged_records', 6.0),
    ('hubspot', date '2026-09-01', 'leads', 186.0, 180.0, 6.0, 'rest', 0.0),
    ('hubspot', date '2026-09-01', 'won_deals', 14.0, 13.0, 1.0, 'rest', 1.0)
) as t(source_system, month, measure, theirs, ours, gap, part, amount);
"""


@pytest.fixture
def warehouse(tmp_path):
    path = make_warehouse(tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
    return path


def opened(path, locale="en"):
    return open_report(warehouse=str(path), locale=locale, output="page")


def test_the_score_is_a_share_of_what_is_open_and_few_records_have_none(warehouse):
    html = score.score(opened(warehouse)).html
    assert "25% of what is open is recorded as agreed: 50 of 200" in html
    assert "10 records: too few for a rate" in html
    assert "odoo" not in score.score(opened(warehouse), "hubspot").html


def test_leadership_sees_one_number_with_its_interval(warehouse):
    shown = recorded_figure(opened(warehouse))
    assert shown.title == "25% of the open leads and deals is recorded as agreed"
    assert "50 of 200" in shown.html
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update quality.rpt_quality_score set score = null")
    assert "is not known" in recorded_figure(opened(warehouse)).title
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("delete from quality.rpt_quality_score")
    assert recorded_figure(opened(warehouse)) is None


def test_records_are_ids_and_links_to_https_only(warehouse):
    html = records.mend(opened(warehouse)).html
    assert '<a href="https://crm.example/51">Lead 51</a>' in html
    assert "2 open records lack something" in html
    assert 'href="javascript' not in html
    assert "<b>7</b>" not in html
    assert "odoo" not in records.mend(opened(warehouse), "hubspot").html
    assert "e-mail and telephone" in records.duplicates(opened(warehouse)).html


def test_words_come_with_their_file_and_line_and_never_an_address(warehouse):
    html = words.words(opened(warehouse, "es")).html
    assert "stage_map.add.csv" in html
    assert "system,object,raw_stage,stage\nhubspot,lead,zombi,?" in html
    assert "ana@x.example" not in html


def test_a_gap_is_told_by_its_parts_and_the_rest(warehouse):
    html = totals.totals(opened(warehouse)).html
    assert "1 of 2 totals has a difference that nothing explains" in html
    assert "+6 records of people who had another one" in html
    assert "+1 unexplained" in html


def test_without_data_each_section_says_so(tmp_path):
    report = opened(make_warehouse(tmp_path / "warehouse.duckdb"))
    for section in (score.score, records.mend, records.duplicates, totals.totals):
        assert section(report).figures[0].missing
