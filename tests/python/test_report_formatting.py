"""Numbers and dates as readers of each locale write them; intervals as the marts compute them."""

from datetime import date

import pytest

from smarketing.errors import DataRefused
from smarketing.report.frame.formatting import LOCALES, Formatter, check_locales
from smarketing.report.frame.intervals import (
    count_difference,
    rate_difference,
    wilson,
)


@pytest.mark.parametrize(
    ("locale", "number_locale", "expected"),
    [
        ("es", "es", "1.234,5"),
        ("es", "es_419", "1,234.5"),
        ("es-EC", "es_419", "1.234,5"),
        ("es-CL", "es", "1.234,5"),
        ("es-CO", "es", "1.234,5"),
        ("es-MX", "es", "1,234.5"),
        ("es-SV", "es", "1,234.5"),
        ("en", "es", "1,234.5"),
    ],
)
def test_signs_follow_the_locale_and_plain_spanish_the_setting(locale, number_locale, expected):
    assert Formatter(locale, number_locale).number(1234.5, 1) == expected


def test_spanish_layout():
    fmt = Formatter("es")
    assert fmt.number(48430) == "48.430"
    assert fmt.number(1284) == "1.284"
    assert fmt.number(-5.5, 1) == "\u22125,5"
    assert fmt.number(-0.01, 1) == "0,0"
    assert fmt.number(None) == "–"
    assert fmt.percent(0.027) == "2,7\u202f%"
    assert fmt.percent_range(0.024, 0.048) == "2,4–4,8\u202f%"
    assert fmt.points(0.004) == "0,4\u202fpp"
    assert fmt.money(114800, "USD") == "USD\u00a0114.800"
    assert fmt.compact(114800) == "114,8\u00a0mil"
    assert fmt.compact(1_200_000) == "1,2\u00a0M"
    assert fmt.compact(999_960) == "1,0\u00a0M"
    assert fmt.compact(9_870) == "9.870"
    assert fmt.day(date(2026, 10, 31)) == "31 oct 2026"
    assert fmt.long_day(date(2026, 10, 31)) == "31 de octubre de 2026"
    assert fmt.month(date(2026, 10, 1)) == "octubre de 2026"


def test_english_layout():
    fmt = Formatter("en")
    assert fmt.percent(0.027) == "2.7%"
    assert fmt.compact(114800) == "114.8k"
    assert fmt.compact(1_200_000) == "1.2M"
    assert fmt.day(date(2026, 10, 31)) == "31 Oct 2026"
    assert fmt.long_day(date(2026, 10, 31)) == "31 October 2026"
    assert fmt.month(date(2026, 10, 1)) == "October 2026"


@pytest.mark.parametrize("locale", LOCALES)
def test_charts_get_the_same_signs_as_the_text(locale):
    fmt = Formatter(locale)
    signs = fmt.vega_number_locale()
    assert fmt.number(1234.5, 1) == f"1{signs['thousands']}234{signs['decimal']}5"
    assert fmt.percent(0.5, 0) == f"50{signs['percent']}"
    names = fmt.vega_time_locale()
    assert [len(names[key]) for key in ("months", "shortMonths", "days", "shortDays")] == [
        12,
        12,
        7,
        7,
    ]
    assert names["months"][9] == fmt.month_name(date(2026, 10, 1))
    assert names["days"][0].lower() in ("domingo", "sunday")


def test_locales_are_spelled_once_and_unknown_ones_refused():
    assert check_locales(["es-ec", "EN", "es_EC"]) == ["es-EC", "en"]
    with pytest.raises(DataRefused, match="pt"):
        check_locales(["pt"])
    with pytest.raises(DataRefused, match="empty"):
        check_locales([])


def test_wilson_is_the_one_of_the_marts():
    assert wilson(3, 40) == pytest.approx((0.025836, 0.198642), abs=1e-6)
    assert wilson(0, 50) == pytest.approx((0.0, 0.071348), abs=1e-6)
    assert wilson(1, 0) is None
    assert wilson(5, 4) is None


def test_differences_include_zero_exactly_when_nothing_is_clear():
    assert rate_difference(50, 1000, 48, 1000).contains(0)
    assert rate_difference(90, 1000, 48, 1000).lower > 0
    assert count_difference(100, 95).contains(0)
    assert count_difference(100, 200).upper < 0


@pytest.mark.parametrize(
    ("locale", "timezone", "place"),
    [
        ("es-CO", "America/Bogota", "Bogotá"),
        ("en", "America/Bogota", "Bogota"),
        ("es", "America/Mexico_City", "Ciudad de México"),
        ("es", "America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("es", "UTC", "UTC"),
    ],
)
def test_a_time_zone_is_a_place_as_its_people_write_it(locale, timezone, place):
    assert Formatter(locale).zone(timezone) == place
