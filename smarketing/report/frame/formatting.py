"""Numbers, money, rates and dates as a reader of the locale writes them.

Babel knows the signs and the names of months; the layout (narrow space before the per cent sign,
grouping from four digits on, U+2212 for minus) is the reports' own and the same in every locale of
a language.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.numbers import get_decimal_symbol, get_group_symbol

from smarketing.errors import DataRefused
from smarketing.paths import LOCALES

MINUS = "\u2212"
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MISSING = "–"
PLAIN_SPANISH = "es"


def capitalised(text: str) -> str:
    """Return a text with its first letter large and the rest as it is."""
    return text[:1].upper() + text[1:]


def check_locales(locales: list[str]) -> list[str]:
    """Return the locales in canonical spelling, each once; raise DataRefused for an unknown one."""
    by_lower = {name.lower(): name for name in LOCALES}
    names = []
    for locale in locales:
        name = by_lower.get(locale.strip().replace("_", "-").lower())
        if name is None:
            raise DataRefused(
                f"LOCALE: '{locale}' is not known; use one of {', '.join(LOCALES)}"
                " (several with commas)."
            )
        if name not in names:
            names.append(name)
    if not names:
        raise DataRefused(f"LOCALE is empty; use one of {', '.join(LOCALES)}.")
    return names


@dataclass(frozen=True)
class Formatter:
    """Formats values for one locale. `number_locale` decides the signs of plain `es`."""

    locale: str
    number_locale: str = "es"

    @property
    def language(self) -> str:
        """The language of the texts: `es` or `en`."""
        return self.locale.split("-")[0]

    @cached_property
    def _number_signs(self) -> tuple[str, str]:
        name = self.number_locale if self.locale == PLAIN_SPANISH else self.locale
        signs = Locale.parse(name.replace("-", "_"))
        return get_decimal_symbol(signs), get_group_symbol(signs)

    @property
    def decimal_sign(self) -> str:
        """The decimal sign, `,` or `.`."""
        return self._number_signs[0]

    @property
    def _date_locale(self) -> str:
        # Day before month in English too; the short months of plain Spanish have no full stops.
        return "en_GB" if self.language == "en" else "es"

    def zone(self, timezone: str) -> str:
        """Return a time zone as the place whose time it is: `Bogotá`, `Ciudad de México`."""
        place = get_timezone_location(timezone, locale=self._date_locale, return_city=True)
        return place.rsplit("/", 1)[-1]

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Format a number with grouping from four digits on; `–` when there is none."""
        if value is None:
            return MISSING
        decimal_sign, group_sign = self._number_signs
        text = f"{abs(value):,.{decimals}f}"
        text = text.translate({ord(","): group_sign, ord("."): decimal_sign})
        is_negative = value < 0 and round(abs(value), decimals) > 0
        return f"{MINUS}{text}" if is_negative else text

    def compact_parts(self, value: float) -> tuple[str, str]:
        """Split a large number into a short one and its unit: (`114,8`, `mil`), (`980`, ``)."""
        thousand, million = ("mil", "M") if self.language == "es" else ("k", "M")
        if abs(value) >= 999_950:
            return self.number(value / 1_000_000, 1), million
        if abs(value) >= 10_000:
            return self.number(value / 1_000, 1), thousand
        return self.number(value), ""

    def compact(self, value: float) -> str:
        """Format a large number short: `114,8 mil`, `114.8k`, `1,2 M`, `1.2M`."""
        text, unit = self.compact_parts(value)
        if not unit:
            return text
        return f"{text}{NO_BREAK_SPACE}{unit}" if self.language == "es" else f"{text}{unit}"

    def money(self, value: float | None, currency: str, *, compact: bool = False) -> str:
        """Format an amount with its currency code before it."""
        if value is None:
            return MISSING
        text = self.compact(value) if compact else self.number(value)
        return f"{currency}{NO_BREAK_SPACE}{text}"

    @property
    def _percent_sign(self) -> str:
        return f"{NARROW_SPACE}%" if self.language == "es" else "%"

    def percent(self, value: float | None, decimals: int = 1) -> str:
        """Format a share: 0.027 is `2,7 %`."""
        if value is None:
            return MISSING
        return f"{self.number(value * 100, decimals)}{self._percent_sign}"

    def percent_range(self, lower: float, upper: float, decimals: int = 1) -> str:
        """Format an interval of shares: `2,4–4,8 %`."""
        low, high = self.number(lower * 100, decimals), self.number(upper * 100, decimals)
        return f"{low}–{high}{self._percent_sign}"

    def points(self, value: float, decimals: int = 1) -> str:
        """Format a difference of shares in percentage points: 0.004 is `0,4 pp`."""
        return f"{self.number(value * 100, decimals)}{NARROW_SPACE}pp"

    def day(self, value: date) -> str:
        """Format a day short: `31 oct 2026`."""
        return format_date(value, "d MMM y", self._date_locale)

    def long_day(self, value: date) -> str:
        """Format a day in full: `31 de octubre de 2026`."""
        return format_date(value, "long", self._date_locale)

    def month(self, value: date) -> str:
        """Format a month in full: `octubre de 2026`, `October 2026`."""
        pattern = "MMMM 'de' y" if self.language == "es" else "MMMM y"
        return format_date(value, pattern, self._date_locale)

    def month_name(self, value: date) -> str:
        """Format a month's name alone: `octubre`."""
        return format_date(value, "LLLL", self._date_locale)

    def short_month(self, value: date, *, with_year: bool = True) -> str:
        """Format a month short: `oct 2026`, or `oct` inside a year already named."""
        return format_date(value, "MMM y" if with_year else "MMM", self._date_locale)

    def vega_number_locale(self) -> dict:
        """Return d3's number locale with the same signs as the text around the chart."""
        decimal_sign, group_sign = self._number_signs
        return {
            "decimal": decimal_sign,
            "thousands": group_sign,
            "grouping": [3],
            "currency": ["", ""],
            "percent": self._percent_sign,
            "minus": MINUS,
        }

    def vega_time_locale(self) -> dict:
        """Return d3's time locale from Babel's names of days and months."""
        names = Locale.parse(self._date_locale)

        def in_order(width: str, kind: str) -> list[str]:
            table = (names.days if kind == "days" else names.months)["format"][width]
            # Babel counts days from Monday, d3 from Sunday.
            keys = [6, 0, 1, 2, 3, 4, 5] if kind == "days" else range(1, 13)
            return [table[key] for key in keys]

        return {
            "dateTime": "%e %b %Y, %X",
            "date": "%d/%m/%Y",
            "time": "%H:%M:%S",
            "periods": ["AM", "PM"],
            "days": in_order("wide", "days"),
            "shortDays": in_order("abbreviated", "days"),
            "months": in_order("wide", "months"),
            "shortMonths": in_order("abbreviated", "months"),
        }
