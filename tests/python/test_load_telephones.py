"""A telephone number is the same however a person, a spreadsheet or a messenger writes it."""

from __future__ import annotations

import duckdb
import pytest
from load_helpers import REPOSITORY, Exports

from smarketing.loading.telephones import Numbering, can_exist, read_telephone, telephones_in

NUMBERING = Numbering.of_settings(REPOSITORY / "seeds", "593")

# as written, country of its record, E.164, national number, whether its country is named
NUMBERS = [
    ("+593 99 123 4567", "Colombia", "+593991234567", "991234567", True),
    ("00593-99-123-4567", "", "+593991234567", "991234567", True),
    ("(099) 123-4567 ext. 12", " ecuador", "+593991234567", "991234567", True),
    ("tel:+593-99-123-4567", "", "+593991234567", "991234567", True),
    ("+593 (0)99 123 4567", "", "+593991234567", "991234567", True),
    ("300 123 4567", "Colombia", "+573001234567", "3001234567", True),
    ("099 123 4567", "Atlantis", "+593991234567", "991234567", False),
    ("099 123 4567", "", "+593991234567", "991234567", False),
    # longer than the country's numbers are, but written with its code
    ("+503 700000015", "El Salvador", "+503700000015", "700000015", True),
    # what spreadsheets leave
    ("'+593991112233", "Ecuador", "+593991112233", "991112233", True),
    ('="0991112244"', "Ecuador", "+593991112244", "991112244", True),
    ("991112255", "Ecuador", "+593991112255", "991112255", True),
    ("593991112255.0", "", "+593991112255", "991112255", True),
    ("5.93991E+11", "Ecuador", None, None, False),
    ("593991000000", "Ecuador", None, None, False),
    # digits as WhatsApp writes them, and what its tools put around them
    ("593987654321", "", "+593987654321", "987654321", True),
    ("573001234567", "Ecuador", "+573001234567", "3001234567", True),
    ("50370123456", "", "+50370123456", "70123456", True),
    ("56912345678", "", "+56912345678", "912345678", True),
    ("56912345678", "Chile", "+56912345678", "912345678", True),
    ("whatsapp:+56912345678", "", "+56912345678", "912345678", True),
    ("56912345678@s.whatsapp.net", "", "+56912345678", "912345678", True),
    # Mexico's 1, Argentina's 9 and Brazil's ninth digit of mobiles
    ("+52 1 55 1234 5678", "", "+525512345678", "5512345678", True),
    ("5215512345678", "", "+525512345678", "5512345678", True),
    ("55 1234 5678", "México", "+525512345678", "5512345678", True),
    ("+54 9 11 2345-6789", "", "+541123456789", "1123456789", True),
    ("011 15 2345-6789", "Argentina", "+541123456789", "1123456789", True),
    ("5491123456789", "Ecuador", "+541123456789", "1123456789", True),
    ("+55 11 98765-4321", "", "+551187654321", "1187654321", True),
    ("551187654321", "", "+551187654321", "1187654321", True),
    # forms that a country gave up
    ("044 55 1234 5678", "México", "+525512345678", "5512345678", True),
    ("01 55 1234 5678", "México", "+525512345678", "5512345678", True),
    ("09 8765 4321", "Chile", "+56987654321", "987654321", True),
    ("(1) 345 6789", "Colombia", "+576013456789", "6013456789", True),
    ("+57 1 345 6789", "", "+576013456789", "6013456789", True),
    ("601 345 6789", "Colombia", "+576013456789", "6013456789", True),
    # nobody's
    ("0999999999", "Ecuador", None, None, False),
    ("12345", "Ecuador", None, None, False),
    ("no tiene", "Ecuador", None, None, False),
    ("", "Ecuador", None, None, False),
]


@pytest.mark.parametrize(("text", "country", "number", "national", "is_named"), NUMBERS)
def test_a_number_however_it_is_written(text, country, number, national, is_named):
    found = read_telephone(text, NUMBERING.region(country), NUMBERING.default_region)
    assert (found.phone_number, found.national_number) == (number, national)
    assert found.is_country_named == is_named


# as written, the numbers of Ecuador in it
CELLS = [
    ("0991112233 / 022345678", ["+593991112233", "+59322345678"]),
    ("099 111 2233 - 098 765 4321", ["+593991112233", "+593987654321"]),
    ("099-111-2233 y 098-765-4321", ["+593991112233", "+593987654321"]),
    ("Casa: 022345678, cel. 0991112233", ["+59322345678", "+593991112233"]),
    ("+593 99 111 2233 +593 98 765 4321", ["+593991112233", "+593987654321"]),
    ("0991112233 0987654321", ["+593991112233", "+593987654321"]),
    ("0991112233\n0991112233", ["+593991112233"]),
    ("2255 0100 / 101", ["+59322550100"]),
    ("02 255 0100 ext. 12", ["+59322550100"]),
    ("0991112233 (WhatsApp)", ["+593991112233"]),
    ("https://wa.me/593991112233", ["+593991112233"]),
    ("+55 (0xx11) 98765-4321", ["+551187654321"]),
    ("+593 99 - 1112233", ["+593991112233"]),
    ("0991112233, no tiene", ["+593991112233"]),
    ("no tiene", [None]),
]


@pytest.mark.parametrize(("text", "numbers"), CELLS)
def test_a_cell_may_hold_several_numbers_and_words(text, numbers):
    found = telephones_in(text, "EC", NUMBERING.default_region)
    assert [telephone.phone_number for telephone in found] == numbers


def test_numbers_without_their_mobile_digit_can_exist():
    assert can_exist("+551187654321")
    assert can_exist("+541123456789")
    assert not can_exist("+503700000015")


def test_a_person_has_the_numbers_of_all_columns_and_a_call_one(tmp_path):
    exports = Exports(tmp_path)
    exports.write(
        "hubspot/hubspot-crm-exports-all-contacts-2026-04-30.csv",
        "Record ID,Create Date,Email,Phone Number,Mobile Phone Number,Contact owner\n"
        "1,2026-03-01 09:00,a@uno.example,022345678,099 111 2233,Pía\n"
        "2,2026-03-01 09:00,b@dos.example,098 765 4321,098 765 4321,Pía\n"
        "3,2026-03-01 09:00,c@tres.example,,,Pía\n",
    )
    exports.load()
    assert exports.rows("select lead_id, phone from raw.leads order by 1") == [
        ("1", "022345678;099 111 2233"),
        ("2", "098 765 4321"),
        ("3", None),
    ]
    numbers = "select phone_number from raw._telephones order by 1"
    assert exports.rows(numbers) == [("+59322345678",), ("+593987654321",), ("+593991112233",)]


def test_raw_knows_every_number_once_and_forgets_those_that_are_gone(tmp_path):
    exports = Exports(tmp_path)
    exports.write(
        "template/leads.csv",
        "lead_id,created_at,phone,country\n"
        "1,2026-03-01,0991234567; 022345678,Ecuador\n"
        "2,2026-03-01,0991234567,ECUADOR \n"
        "3,2026-03-01,300 123 4567,\n",
    )
    exports.write(
        "template/contact_attempts.csv",
        "attempt_id,occurred_at,channel,phone\na,2026-03-02,call,0991234567\n",
    )
    exports.load()
    query = (
        "select number_as_given, country_as_given, phone_number, is_country_named "
        "from raw._telephones order by 1, 2"
    )
    assert exports.rows(query) == [
        ("022345678", "ecuador", "+59322345678", True),
        ("0991234567", "", "+593991234567", False),
        ("0991234567", "ecuador", "+593991234567", True),
        ("300 123 4567", "", "+5933001234567", False),
    ]
    exports.write(
        "template/leads.csv", "lead_id,created_at,phone,country\n3,2026-03-01,300 123 4567,CO\n"
    )
    exports.load()
    assert exports.rows(query) == [
        ("0991234567", "", "+593991234567", False),
        ("300 123 4567", "co", "+573001234567", True),
    ]


def test_numbers_are_read_again_when_all_files_are(tmp_path):
    exports = Exports(tmp_path)
    content = "lead_id,created_at,phone,country\n1,2026-03-01,0991234567,Ecuador\n"
    exports.write("template/leads.csv", content)
    exports.load()
    with duckdb.connect(str(exports.build_file)) as connection:
        connection.execute("update raw._telephones set phone_number = 'of an older version'")
        connection.execute("update raw._ledger set fingerprint = 'of an older version'")
    exports.load()
    assert exports.one("select phone_number from raw._telephones") == "+593991234567"


def test_a_shortened_number_is_a_rejected_value_and_its_row_stays(tmp_path):
    exports = Exports(tmp_path)
    exports.write(
        "template/contact_attempts.csv",
        "attempt_id,occurred_at,channel,phone\na,2026-03-02,call,5.93991E+11\n",
    )
    exports.load()
    assert exports.one("select phone from raw.contact_attempts") is None
    assert exports.one("select column_name, raw_value, reason from raw._rejected_values") == (
        "phone",
        "5.93991E+11",
        "expected a telephone number (a spreadsheet shortened it; export again and do not save it "
        "in a spreadsheet)",
    )
