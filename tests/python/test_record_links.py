"""Addresses of records: from a spec into raw, https only, and never out of their place."""

import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused
from smarketing.settings.cells import NotReadableError
from smarketing.settings.formats import FORMATS

LEADS = "id,created_at\n1,2026-01-02\n"
MAPPING = """
system: acme
label: Acme CRM
files:
  - {{pattern: "leads*", entity: leads, columns: {{lead_id: [id], created_at: [created_at]}}}}
record_urls: {urls}
"""
GOOD = "https://{account}.acme.example:8443/#leads/{id}?view=all"


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def systems(exports, urls):
    exports.write("acme/mapping.yml", MAPPING.format(urls=urls))
    exports.write("acme/leads.csv", LEADS)
    exports.load()
    return exports.rows("select * from raw._systems order by entity")


def test_a_spec_says_where_its_records_pages_are(exports):
    assert systems(exports, f'{{leads: "{GOOD}"}}') == [
        ("acme", "Acme CRM", "contacts", GOOD),
        ("acme", "Acme CRM", "leads", GOOD),
    ]
    # an edit reaches raw although the file is the same; contacts may have pages of their own
    assert systems(exports, f'{{leads: "{GOOD}", contacts: "https://a.example/c/{{id}}"}}')[0] == (
        ("acme", "Acme CRM", "contacts", "https://a.example/c/{id}")
    )


def test_hubspot_has_pages_and_a_name(exports):
    exports.write(
        "hubspot/contacts.csv", "Record ID,Create Date,Email\n51,2026-01-02 10:00,a@b.ec\n"
    )
    exports.load()
    assert exports.one(
        "select label, url_pattern from raw._systems where entity = 'opportunities'"
    ) == ("HubSpot", "https://app.hubspot.com/contacts/{account}/record/0-3/{id}")


@pytest.mark.parametrize(
    "address",
    [
        "http://acme.example/{id}",
        "javascript:alert({id})",
        "https://acme.example/leads",
        "https://{id}.acme.example/",
        "https://user@acme.example/{id}",
        "https://acme.example/{id}/{name}",
        "https://acme.example/{id} x",
        "https://acme.example/<{id}>",
    ],
)
def test_an_address_that_leads_elsewhere_is_refused(exports, address):
    with pytest.raises(DataRefused, match=r"`record_urls`, leads: .* should be an address"):
        systems(exports, f'{{leads: "{address}"}}')


def test_an_entity_that_isnt_one_is_refused_with_the_nearest(exports):
    with pytest.raises(DataRefused, match=r"no entity `lead`. Did you mean `leads`"):
        systems(exports, f'{{lead: "{GOOD}"}}')


def test_an_account_is_a_piece_of_an_address():
    for text in ("1234567", "mycompany", "crm.my-company.com", "org_1~a"):
        assert FORMATS["account"](text) == text
    for text in (
        "",
        "a/b",
        "a b",
        "evil.com#",
        "a@b",
        "a?b",
        "a:1",
        ".a",
        "https://a",
        "ñ",
        "a%2F",
    ):
        with pytest.raises(NotReadableError):
            FORMATS["account"](text)
