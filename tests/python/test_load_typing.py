"""Dates, numbers, booleans and words are read by the whole column, never guessed."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import datetime as dt

import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def leads(values, column="created_at"):
    rows = "".join(f'{n},"{value}"\n' for n, value in enumerate(values, start=1))
    if column == "created_at":
        return "lead_id,created_at\n" + rows
    return f"lead_id,{column},created_at\n" + "".join(
        f'{n},"{value}",2026-01-01\n' for n, value in enumerate(values, start=1)
    )


def times(exports):
    return [
        row[0] for row in exports.rows("select created_at from raw.leads order by lead_id::int")
    ]


def test_times_go_to_utc_by_the_zone_with_daylight_saving(exports):
    exports.write("template/mapping.yml", "locale: {timezone: America/Santiago}\n")
    exports.write(
        "template/leads.csv",
        leads(
            [
                "2026-01-15 12:00",
                "2026-07-15 12:00:30",
                "2026-07-15T12:00:00Z",
                "2026-07-15 12:00:00-05:00",
                "2026-07-15",
            ]
        ),
    )
    exports.load()
    assert times(exports) == [
        dt.datetime(2026, 1, 15, 15),
        dt.datetime(2026, 7, 15, 16, 0, 30),
        dt.datetime(2026, 7, 15, 12),
        dt.datetime(2026, 7, 15, 17),
        # A date without time keeps its day, at 00:00, and says so.
        dt.datetime(2026, 7, 15),
    ]
    flags = exports.rows("select created_at_is_date_only from raw.leads order by lead_id::int")
    assert flags == [(False,), (False,), (False,), (False,), (True,)]


@pytest.mark.parametrize(
    ("values", "third"),
    [
        (["03/04/2026", "25/04/2026", "01/02/2026 10:00"], dt.datetime(2026, 2, 1, 10)),
        (["03/04/2026", "04/25/2026", "01/02/2026 10:00"], dt.datetime(2026, 1, 2, 10)),
        (["13-4-26", "3-4-26", "1-2-26 1:05 p. m."], dt.datetime(2026, 2, 1, 13, 5)),
        (
            ["15 de abril de 2026", "Apr 3, 2026", "1 feb. 2026 13:05"],
            dt.datetime(2026, 2, 1, 13, 5),
        ),
        (["2026/04/15", "20260403", "1769950800000"], dt.datetime(2026, 2, 1, 13)),
    ],
)
def test_day_and_month_are_ordered_by_the_whole_column(exports, values, third):
    exports.write("template/leads.csv", leads(values))
    exports.load()
    assert times(exports)[2] == third
    assert exports.rows("select * from raw._rejects") == []


def test_one_moment_is_the_same_however_it_is_written(exports):
    exports.write("template/mapping.yml", "locale: {dates: dmy}\n")
    days = ["9/2/2026", "09-02-2026", "9.2.2026", "9 2 2026", "9/2/26", "9 de febrero de 2026",
            "lunes, 9 feb. 2026", "Feb 9, 2026", "2026 feb 9", "2026/2/9", "Mon 9 Feb 2026"]  # fmt: skip
    clocks = ["13:05", "13:05:00", "1:05 PM", "1:05 p. m.", "01:05:00 pm", "13:05:00.000"]
    written = [f"{day} {clock}" for day in days for clock in clocks]
    written += ["9/2/2026, 13:05", "9/2/2026 a las 13:05", "2026-02-09T13:05:00Z"]
    exports.write("template/leads.csv", leads(written))
    exports.load()
    assert len(times(exports)) == len(written) > 60
    assert set(times(exports)) == {dt.datetime(2026, 2, 9, 13, 5)}


def test_what_no_calendar_or_clock_has_is_kept_aside(exports):
    exports.write("template/mapping.yml", "locale: {dates: dmy}\n")
    wrong = ["31/02/2026", "9/2/2026 25:00", "9/2/2026 13:60", "9/13/2026", "0/2/2026",
             "31/12/9999 0:05", "9/2/0999", "9/2/20266", "9/2/2026 13:05 a las", "9/2"]  # fmt: skip
    exports.write("template/leads.csv", leads(["9/2/2026 13:05", *wrong]))
    exports.load()
    assert times(exports) == [dt.datetime(2026, 2, 9, 13, 5)]
    rejected = exports.rows("select raw_text from raw._rejects")
    assert sorted(row[0].split(",", 1)[1] for row in rejected) == sorted(wrong)


def test_year_first_is_always_iso(exports):
    exports.write("template/mapping.yml", "locale: {dates: dmy}\n")
    exports.write("template/leads.csv", leads(["2026-03-04", "05/03/2026"]))
    exports.load()
    assert times(exports) == [dt.datetime(2026, 3, 4), dt.datetime(2026, 3, 5)]


def test_undecided_dates_take_the_spec_then_other_files_then_are_refused(exports):
    exports.write("template/leads.csv", leads(["03/04/2026", "05/06/2026"]))
    with pytest.raises(DataRefused, match=r"template/leads.csv.*03/04/2026.*dates: dmy") as refusal:
        exports.load()
    assert "template/mapping.yml" in str(refusal.value)

    exports.write("template/job_applications.csv", "application_id,applied_at\n1,31/03/2026\n")
    exports.load()
    assert times(exports)[0] == dt.datetime(2026, 4, 3)

    exports.write("template/mapping.yml", "locale: {dates: mdy}\n")
    exports.load()
    assert times(exports)[0] == dt.datetime(2026, 3, 4)


def test_cells_that_cannot_be_read_are_kept_aside(exports):
    exports.write(
        "template/leads.csv",
        "lead_id,created_at,mql_at,employees,opted_out,record_type\n"
        "1,2026-03-01,31/31/2026,12.5,quizás,lead\n"
        "2,2026-03-01,never,muchos,sí,robot\n"
        "3,2026-03-01,2026-03-05 10:00,12.0,NO,Contact\n",
    )
    exports.load()
    assert exports.rows(
        "select lead_id, mql_at, employees, opted_out, record_type from raw.leads order by 1"
    ) == [
        ("1", None, None, None, "lead"),
        ("2", None, None, True, None),
        ("3", dt.datetime(2026, 3, 5, 10), 12, False, "contact"),
    ]
    found = exports.rows(
        "select row_number, column_name, raw_value from raw._rejected_values order by 1, 2"
    )
    assert found == [
        (2, "employees", "12.5"),
        (2, "mql_at", "31/31/2026"),
        (2, "opted_out", "quizás"),
        (3, "employees", "muchos"),
        (3, "mql_at", "never"),
        (3, "record_type", "robot"),
    ]
    assert exports.one("select count(*) from raw.leads where mql_at_is_date_only") == 0


def deals(values):
    rows = "".join(f'd{n},2026-03-01,won,"{value}"\n' for n, value in enumerate(values, start=1))
    return "ID,Creado,Etapa,Valor\n" + rows


def spec(locale):
    return (
        f"system: crm\nlocale: {{{locale}}}\nfiles:\n  - pattern: deals*\n    entity: opportunities\n"
        "    columns: {opportunity_id: [id], created_at: [creado], stage: [etapa], amount: [valor]}\n"
    )


@pytest.mark.parametrize(
    ("locale", "values", "amounts"),
    [
        ('decimal: ","', ["1.234", "1.234,56", "$ 5"], ["1234.00", "1234.56", "5.00"]),
        ('decimal: "."', ["1,234", "1,234.56", "USD 5"], ["1234.00", "1234.56", "5.00"]),
        ("timezone: UTC", ["1.234", "8651,95", "-3"], ["1234.00", "8651.95", "-3.00"]),
        ("timezone: UTC", ["1,234", "8651.95", "(3)"], ["1234.00", "8651.95", "-3.00"]),
        ("timezone: UTC", ["1234", "12", "S/ 7"], ["1234.00", "12.00", "7.00"]),
    ],
)
def test_decimal_sign_comes_from_the_spec_or_unambiguous_cells(exports, locale, values, amounts):
    exports.write("crm/mapping.yml", spec(locale))
    exports.write("crm/deals.csv", deals(values))
    exports.load()
    found = exports.rows("select amount::varchar from raw.opportunities order by opportunity_id")
    assert [row[0] for row in found] == amounts


def test_numbers_of_both_signs_are_refused_with_one_of_each(exports):
    exports.write("crm/mapping.yml", spec("timezone: UTC"))
    exports.write("crm/deals.csv", deals(["1.500,50", "2,300.75", "mil"]))
    with pytest.raises(DataRefused, match=r"\(for example 2,300\.75 and 1\.500,50\)"):
        exports.load()


def test_an_undecided_decimal_sign_is_refused(exports):
    exports.write("crm/mapping.yml", spec("timezone: UTC"))
    exports.write("crm/deals.csv", deals(["1.234", "2.500"]))
    with pytest.raises(DataRefused, match=r'crm/deals.csv.*"Valor".*decimal'):
        exports.load()


def test_a_number_of_the_other_style_or_a_percentage_is_a_rejected_value(exports):
    exports.write("crm/mapping.yml", spec('decimal: ","'))
    exports.write("crm/deals.csv", deals(["1234.56", "10,5%", "3,5"]))
    exports.load()
    assert exports.rows("select raw_value from raw._rejected_values order by 1") == [
        ("10,5%",),
        ("1234.56",),
    ]
    assert exports.one("select count(amount) from raw.opportunities") == 1


def test_ids_that_a_spreadsheet_shortened_are_reported(exports):
    exports.write(
        "template/leads.csv",
        'lead_id,created_at,contact_id\n1.23E+18,2026-03-01,\n2,2026-03-01,"4,56E+17"\n 007 ,2026-03-01,x\n',
    )
    exports.load()
    assert exports.rows("select lead_id, contact_id from raw.leads order by 1") == [
        ("007", "x"),
        ("2", None),
    ]
    row, reason = exports.one("select row_number, reason from raw._rejects")
    assert row == 2
    assert "shortened" in reason
    assert exports.one("select raw_value from raw._rejected_values") == "4,56E+17"


def test_a_range_total_must_stay_inside_a_month(exports):
    header = "date,date_end,cost,campaign\n"
    exports.write(
        "template/ad_spend.csv",
        header + "2026-03-01,2026-03-31,10,a\n2026-03-05,2026-03-05,2,b\n",
    )
    exports.load()
    assert exports.rows("select date, date_end from raw.ad_spend order by 1") == [
        (dt.date(2026, 3, 1), dt.date(2026, 3, 31)),
        (dt.date(2026, 3, 5), None),
    ]
    exports.write("template/ad_spend.csv", header + "2026-03-01,2026-04-02,10,a\n")
    with pytest.raises(DataRefused, match=r"ad_spend.csv, row 2.*by day"):
        exports.load()


def test_an_amount_that_names_its_currency_is_in_it(exports):
    exports.write("template/mapping.yml", "locale: {decimal: '.', currency: USD}\n")
    exports.write(
        "template/opportunities.csv",
        "opportunity_id,created_at,stage,amount,currency\n"
        '1,2026-01-01,won,"COP 20,000,000.00",\n'
        '2,2026-01-01,won,"1,500.00 USD",\n'
        "3,2026-01-01,won,€ 700.50,\n"
        "4,2026-01-01,won,$ 900.00,\n"
        '5,2026-01-01,won,"CLP 3,000",EUR\n',
    )
    exports.load()
    assert exports.rows(
        "select opportunity_id, amount::double, currency from raw.opportunities order by 1"
    ) == [
        ("1", 20_000_000, "COP"),
        ("2", 1500, "USD"),
        ("3", 700.5, "EUR"),
        ("4", 900, None),
        ("5", 3000, "EUR"),
    ]
