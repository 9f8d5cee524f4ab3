"""Reading marts: columns and types of the warehouse, nulls for what an older one lacks."""

from datetime import date

import duckdb
import polars as pl
import pytest

from smarketing.errors import SmarketingError
from smarketing.report.frame.warehouse import Warehouse


@pytest.fixture
def path(tmp_path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(
            "create schema funnel; create table funnel.rpt_loss_reasons as select"
            " date '2026-10-01' as month, 3::integer as leads, 12.50::decimal(18, 2) as amount,"
            " 'Precio' as reason, true as is_new"
        )
    return tmp_path / "warehouse.duckdb"


def test_columns_and_types_are_the_warehouses(path):
    frame = Warehouse(path).read("funnel.rpt_loss_reasons", "month", "leads", "amount", "is_new")
    assert frame.schema == {
        "month": pl.Date,
        "leads": pl.Int64,
        "amount": pl.Float64,
        "is_new": pl.Boolean,
    }
    assert frame.row(0) == (date(2026, 10, 1), 3, 12.5, True)


def test_a_column_that_the_warehouse_lacks_is_null_of_the_described_type(path):
    frame = Warehouse(path).read("funnel.rpt_loss_reasons")
    assert frame.columns[:5] == ["month", "leads", "amount", "reason", "is_new"]
    assert frame.schema["opportunities"] == pl.Int64
    assert frame["opportunities"].to_list() == [None]


def test_a_mart_that_is_not_there_is_empty_with_its_columns(path):
    frame = Warehouse(path).read("contact.rpt_speed_to_lead", where="stratum = 'all'")
    assert not frame.height
    assert frame.schema["odds_ratio_adjusted"] == pl.Float64
    assert not Warehouse(path).has("contact.rpt_speed_to_lead")


def test_parameters_and_conditions(path):
    warehouse = Warehouse(path)
    for leads, found in ((3, 1), (4, 0)):
        frame = warehouse.read(
            "funnel.rpt_loss_reasons", where="leads = $leads", parameters={"leads": leads}
        )
        assert frame.height == found


def test_a_file_published_meanwhile_is_not_mixed_with_the_one_before(path):
    warehouse = Warehouse(path)
    assert warehouse.read("funnel.rpt_loss_reasons").height
    other = path.with_name("other.duckdb")
    duckdb.connect(str(other)).close()
    other.replace(path)
    with pytest.raises(SmarketingError, match="published again"):
        warehouse.read("funnel.rpt_loss_reasons")


def test_no_file_is_a_sentence(tmp_path):
    with pytest.raises(SmarketingError, match="make warehouse"):
        Warehouse(tmp_path / "none.duckdb")
