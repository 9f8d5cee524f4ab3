"""Telephone numbers as people write them, as the library phonenumbers reads them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, ValidationResult

from smarketing.loading.typing_sql import SCIENTIFIC_ID
from smarketing.paths import PROJECT
from smarketing.text.telephone_cells import MINIMUM_DIGITS, bare_number, numbers_in
from smarketing.text.words import fold
from smarketing.text.yaml_files import read_own_yaml

EQUAL_DIGITS = 7
E164_DIGITS = (8, 15)
INTERNATIONAL_DIGITS = 11  # so many are rarely a number at home: they begin with a country's code
# What a spreadsheet leaves of 593991234567 once its short form 5.93991E+11 is saved as a number.
SHORTENED = "0" * 6
# A number has one form for people at home and another for those abroad or for WhatsApp: Mexico's
# 1, Argentina's 9 and Brazil's ninth digit say "mobile". Mexico's 01, 044 and 045, Chile's 0 and
# Colombia's landlines without 60 are of the past. Country → a number's digits, and the one form.
FOLDED = {
    52: (r"0?(?:1|4[45])(\d{10})", r"\1"),
    54: (r"9(\d{10})", r"\1"),
    55: (r"(\d\d)9([6-9]\d{7})", r"\1\2"),
    56: (r"0(\d{9})", r"\1"),
    57: (r"([1-8]\d{7})", r"60\1"),
}
# The same the other way, because the library knows only one of the two forms as valid.
UNFOLDED = {54: (r"(\d{10})", r"9\1"), 55: (r"(\d\d)([6-9]\d{7})", r"\g<1>9\2")}


@dataclass(frozen=True)
class Numbering:
    """What tells the country of a number that names none.

    regions: {country word without accents and capitals: ISO 3166 code}. calling_code: of the
    country that is taken where a record names none.
    """

    regions: dict[str, str]
    calling_code: str

    @classmethod
    def of_settings(cls, seeds: Path, calling_code: str | None = None) -> Numbering:
        """Return the numbering of a folder of seeds; without calling_code, the project's own."""
        with (seeds / "countries.csv").open(encoding="utf-8-sig", newline="") as stream:
            return cls.of_rows(csv.DictReader(stream), calling_code or _calling_code_of_project())

    @classmethod
    def of_rows(cls, countries: Iterable[Mapping[str, str]], calling_code: str) -> Numbering:
        """Return the numbering of the rows of the settings table countries."""
        return cls({fold(row["alias"]): row["country"] for row in countries}, calling_code)

    @property
    def default_region(self) -> str:
        """The region of `calling_code`; ZZ if there is none."""
        return phonenumbers.region_code_for_country_code(int(self.calling_code))

    def region(self, country: str) -> str | None:
        """Return the region that a record's country names, or None."""
        code = self.regions.get(fold(country), country.strip().upper())
        return code if code in phonenumbers.SUPPORTED_REGIONS else None


@cache
def _calling_code_of_project() -> str:
    return str(read_own_yaml(PROJECT / "dbt_project.yml")["vars"]["calling_code"])


@dataclass(frozen=True)
class Telephone:
    """A number: E.164, and the same without its country's code; None where it is nobody's number.

    is_country_named: the number or its record says of which country it is; else it is a guess.
    """

    phone_number: str | None
    national_number: str | None
    is_country_named: bool


NOBODY = Telephone(None, None, False)


def read_telephone(text: str, region: str | None, default_region: str) -> Telephone:
    """Return which number a text is; `region` is the one its record names.

    In this order: a number with + or 00; one that is valid in the region of its record; digits
    that are valid with the country's code they begin with, as WhatsApp writes them; one that could
    be of the region, or is valid in the default one; long digits that could begin with a code.
    """
    bare = bare_number(text)
    if re.fullmatch(SCIENTIFIC_ID, bare):
        return NOBODY
    digits = re.sub(r"\D", "", bare)
    is_placeholder = len(set(digits[-EQUAL_DIGITS:])) == 1 or digits.endswith(SHORTENED)
    if is_placeholder or len(digits) < MINIMUM_DIGITS:
        return NOBODY
    if bare.startswith(("+", "00", "(+", "＋")):
        found = _parsed("+" + bare.lstrip("(+＋").removeprefix("00"), None)
        # Who writes the country means it, also where the library knows no such number yet.
        if found and E164_DIGITS[0] <= len(digits) <= E164_DIGITS[1]:
            return _telephone(found, True)
    if region:
        found = _parsed(bare, region)
        if found and _is_valid(found):
            return _telephone(found, True)
    international = _parsed("+" + digits, None) if digits[0] != "0" else None
    if international and _is_valid(international):
        return _telephone(international, True)
    found = _parsed(bare, region or default_region)
    if found and (region or _is_valid(found)) and (_is_possible(found) or _is_valid(found)):
        return _telephone(found, region is not None)
    if international and len(digits) >= INTERNATIONAL_DIGITS and _is_possible(international):
        return _telephone(international, True)
    if found and _is_possible(found):
        return _telephone(found, False)
    national = digits.lstrip("0")
    return Telephone(None, national if len(national) >= MINIMUM_DIGITS else None, False)


def telephones_in(text: str, region: str | None, default_region: str) -> tuple[Telephone, ...]:
    """Return the numbers of a cell, each once; nobody's only where there is no other."""
    found = {read_telephone(number, region, default_region): None for number in numbers_in(text)}
    return tuple(one for one in found if one != NOBODY) or (NOBODY,)


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _digits(number: PhoneNumber, forms: dict[int, tuple[str, str]]) -> str:
    national = phonenumbers.national_significant_number(number)
    if number.country_code not in forms:
        return national
    pattern, replacement = forms[number.country_code]
    match = re.fullmatch(pattern, national)
    return match.expand(replacement) if match else national


def _is_valid(number: PhoneNumber) -> bool:
    if phonenumbers.is_valid_number(number):
        return True
    for forms in (FOLDED, UNFOLDED):
        if number.country_code in forms:
            other = PhoneNumber(number.country_code, int(_digits(number, forms)))
            if phonenumbers.is_valid_number(other):
                return True
    return False


def _is_possible(number: PhoneNumber) -> bool:
    reason = phonenumbers.is_possible_number_with_reason(number)
    return (
        reason == ValidationResult.IS_POSSIBLE
        and len(phonenumbers.national_significant_number(number)) >= MINIMUM_DIGITS
    )


def _telephone(number: PhoneNumber, is_country_named: bool) -> Telephone:
    national = _digits(number, FOLDED)
    return Telephone(f"+{number.country_code}{national}", national, is_country_named)


def can_exist(phone_number: str) -> bool:
    """Return whether a number of `raw._telephones` is one that its country gives out."""
    return _is_valid(phonenumbers.parse(phone_number, None))
