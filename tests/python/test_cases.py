"""Small companies made after what people met elsewhere: every right value, worked out by hand.

Each folder of tests/cases holds `exports/` as the real tool writes them, sometimes
`settings/`, and `expect.md`: what somebody met, the right value and why. A case whose answer lies
in raw is loaded only; the others are built, as of 2026-04-30.
"""

from __future__ import annotations

import shutil

import duckdb
import pytest
from load_helpers import REPOSITORY, Exports

from smarketing.paths import resolve_period, resolve_places
from smarketing.run.pipeline import built_warehouse

pytestmark = pytest.mark.long

# Not below tests/fixtures, where dbt wants every file name once.
CASES = REPOSITORY / "tests" / "cases"

# case, query on schema raw, its rows
LOADED = [
    (
        "file-cr_in_first_row_crashes",
        "select lead_id, notes, _row from raw.leads order by 1",
        [("1", "primera\rsegunda", 2), ("2", None, 3)],
    ),
    (
        "file-glob_in_file_name",
        "select lead_id, _file from raw.leads order by 1",
        [
            ("1", "hubspot/contactos[1].csv"),
            ("2", "hubspot/contactos[1].csv"),
            ("8", "hubspot/contactos1.csv"),
            ("9", "hubspot/contactos1.csv"),
        ],
    ),
    (
        "file-glob_in_file_name",
        "select touchpoint_id, _file from raw.touchpoints order by 1",
        [("1", "template/touchpoints-*.csv"), ("2", "template/touchpoints-2026-03.csv")],
    ),
    (
        "file-open_quote_swallows_rows",
        "select rows_read, rows_loaded, rows_rejected from raw._files",
        [(3, 2, 1)],
    ),
    (
        "file-open_quote_swallows_rows",
        "select row_number, reason, raw_text from raw._rejects",
        [(2, "a quote is opened and not closed", '1,2026-03-01,9,"Muy bueno')],
    ),
]


@pytest.mark.parametrize(("case", "query", "rows"), LOADED, ids=lambda value: str(value)[:40])
def test_a_case_loads_right(tmp_path, case, query, rows):
    exports = Exports(tmp_path)
    shutil.copytree(CASES / case / "exports", exports.folder)
    exports.load()
    assert exports.rows(query) == rows
    exports.assert_balanced()


# case, query on the built warehouse, its rows
BUILT = [
    (
        "23-phones-after-excel",
        "select string_agg(coalesce(lead_id, '-'), ',' order by occurred_at) "
        "from core.fct_contact_attempts left join core.dim_leads using (lead_key)",
        [("X4,X5,X6",)],
    ),
    ("23-phones-after-excel", "select count(*) from core.dim_leads", [(6,)]),
    (
        "24-whatsapp-digits",
        "select string_agg(coalesce(lead_id, '-'), ',' order by occurred_at) "
        "from core.fct_contact_attempts left join core.dim_leads using (lead_key)",
        [("241,242,243,244",)],
    ),
    (
        "25-hubspot-stage-with-pipeline",
        "select case when is_won then 'won' when is_closed then 'lost' else 'open' end "
        "from core.fct_opportunities order by opportunity_id",
        [("won",), ("lost",), ("open",)],
    ),
    (
        "25-hubspot-stage-with-pipeline",
        "select opportunity_id, stage from raw.opportunity_stage_changes order by all",
        [
            ("2501", "Appointment Scheduled"),
            ("2501", "Closed Won"),
            ("2502", "Appointment Scheduled"),
            ("2502", "Closed Lost"),
            ("2503", "Appointment Scheduled"),
        ],
    ),
    (
        "25-hubspot-stage-with-pipeline",
        "select customers, revenue from funnel.rpt_funnel_monthly "
        "where month = date '2026-04-01' and channel = 'all'",
        [(1, 1000)],
    ),
    (
        "26-hubspot-two-months",
        "select string_agg(coalesce(lead_id, '-'), ',' order by occurred_at) "
        "from core.fct_contact_attempts left join core.dim_leads using (lead_key)",
        [("1001,1002,-,1005,1103,1003,1002",)],
    ),
    (
        "26-hubspot-two-months",
        "select string_agg(coalesce(lead_id, '-'), ',' order by opportunity_id) "
        "from core.fct_opportunities left join core.dim_leads using (lead_key)",
        [("1005,1101,1102,1103,1001,1002",)],
    ),
    ("26-hubspot-two-months", "select count(*) from core.dim_leads", [(8,)]),
    (
        "26-hubspot-two-months",
        "select revenue from funnel.rpt_funnel_monthly where channel = 'all' order by month",
        [(1000,), (170,)],
    ),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Return the warehouse of a case, built once."""
    folder = tmp_path_factory.mktemp("cases")

    def build(case):
        warehouse = folder / case / "warehouse.duckdb"
        if not warehouse.is_file():
            settings = CASES / case / "settings"
            places = resolve_places(
                {
                    "EXPORTS": str(CASES / case / "exports"),
                    "WAREHOUSE": str(warehouse),
                    "OUT": str(folder / case / "out"),
                    **({"SETTINGS": str(settings)} if settings.is_dir() else {}),
                }
            )
            period = resolve_period({"AS_OF": "2026-04-30"})
            with built_warehouse(places, period, say=lambda _: None):
                pass
        return warehouse

    return build


@pytest.mark.parametrize(("case", "query", "rows"), BUILT, ids=lambda value: str(value)[:40])
def test_a_case_comes_out_right(built, case, query, rows):
    with duckdb.connect(str(built(case)), read_only=True) as connection:
        assert connection.execute(query).fetchall() == rows
