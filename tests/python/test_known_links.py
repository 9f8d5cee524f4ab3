"""Whether a link leads to somebody is judged as identity judges it, so no warning is false."""

# ruff: noqa: E501 - rows of exports are as wide as they are
from __future__ import annotations

import duckdb
import pytest
from load_helpers import Exports

from smarketing.validation.known_links import known_words, said_words

CONTACTS = """Record ID,Create Date,Email,Additional email addresses,Phone Number,Mobile Phone Number,Country/Region,Company Name,Merged object IDs,Contact owner,Associated Company IDs
1,2026-03-01 09:00,a@uno.example,a@casa.example;a.b@casa.example,02 255 0101 / 099 555 0101,098 555 0102,Ecuador,Constructora Ríos Cía. Ltda.,8;9:1712345678901,Pía,71;72
2,2026-03-01 09:00,,,,,,Compañía Minera Sol,,Pía,
"""
# link column, what a row of another file says, whether somebody is meant
SAID = [
    ("lead_id", "1", True),
    ("lead_id", "8", True),
    ("lead_id", "9;777", True),
    ("lead_id", "777", False),
    ("company_id", "72", True),
    ("company_id", "73", False),
    ("email", "x@otra.example, A.B@casa.example", True),
    ("email", "x@otra.example", False),
    ("phone", "+593995550101", True),
    ("phone", "0985550102 (casa)", True),
    ("phone", "022550101", True),
    ("phone", "0995550199", False),
    ("company", "CONSTRUCTORA RIOS S.A.", True),
    ("company", "Otra; Cia. Minera Sol", True),
    ("company", "Otra", False),
]


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    exports = Exports(tmp_path_factory.mktemp("links"))
    exports.write("hubspot/hubspot-crm-exports-all-contacts-2026-04-30.csv", CONTACTS)
    calls = "\n".join(
        f'a{n},2026-03-02,call,"{text}"'
        for n, (link, text, _) in enumerate(SAID)
        if link == "phone"
    )
    exports.write(
        "template/contact_attempts.csv", f"attempt_id,occurred_at,channel,phone\n{calls}\n"
    )
    exports.load()
    with duckdb.connect(str(exports.build_file), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("link", "text", "is_known"), SAID)
def test_a_link_means_somebody_or_nobody(raw, link, text, is_known):
    said = said_words("select ? as item", link)
    found = raw.execute(
        f"select count(*) from ({said}) where word in (select word from ({known_words(link)}))",
        [text],
    ).fetchone()[0]
    assert (found > 0) == is_known
