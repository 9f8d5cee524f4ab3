"""What holds for every text, not only for those somebody thought of."""

from __future__ import annotations

import csv
import io

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing.contract import load_contract
from smarketing.errors import DataRefused
from smarketing.loading.open_quotes import split_rows
from smarketing.loading.spec_reading import as_spec
from smarketing.loading.telephones import read_telephone
from smarketing.text.yaml_files import read_yaml

SIGNS = st.text(alphabet=st.sampled_from('ab1,;"\n\r ñ'), max_size=40)
WORDS = st.text(alphabet=st.sampled_from('ab1,; "ñ\n'), max_size=12)


def rows_of(text: str, width: int | None = None) -> list:
    return list(split_rows(iter(io.StringIO(text, newline="")), ",", width))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=2, max_size=4), max_size=8))
def test_what_a_csv_writer_writes_is_read_back(rows):
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    found = rows_of(out.getvalue())
    assert [row.cells for row in found] == rows
    assert all(row.fault is None for row in found)
    assert [row.number for row in found] == list(range(1, len(rows) + 1))


@settings(max_examples=500, derandomize=True, deadline=None)
@given(SIGNS, st.sampled_from([None, 2, 3]))
def test_no_sign_of_a_text_is_lost_however_its_quotes_stand(text, width):
    found = rows_of(text, width)
    letters = [sign for sign in text if sign in "ab1ñ"]
    assert [
        sign for row in found for cell in row.cells for sign in cell if sign in "ab1ñ"
    ] == letters


@settings(max_examples=500, derandomize=True, deadline=None)
@given(
    st.one_of(st.text(max_size=30), st.text(alphabet="+0123456789 ()-.'=\"eE;x#", max_size=30)),
    st.sampled_from([None, "EC", "MX", "AR", "BR"]),
)
def test_every_text_is_a_number_or_nobodys(text, region):
    found = read_telephone(text, region, "EC")
    for number in (found.phone_number, found.national_number):
        assert number is None or number.removeprefix("+").isdigit()
    if found.phone_number:
        # a number is itself, however often it is read
        again = read_telephone(found.phone_number, None, "EC")
        assert again.phone_number == found.phone_number


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = ["system", "locale", "nulls", "files", "lookups", "skip", "list_separator"]
ENTRY = [
    "pattern",
    "recognised_by",
    "columns",
    "constants",
    "values",
    "unpivot",
    "lookups",
    "locale",
]


@pytest.mark.parametrize("place", [*KEYS, *(f"files.{key}" for key in ENTRY)])
@settings(max_examples=40, derandomize=True, deadline=None)
@given(VALUES)
def test_any_value_anywhere_in_a_mapping_is_taken_or_refused(place, value):
    document = {"files": [{"pattern": "a*", "entity": "leads", "columns": {"lead_id": "id"}}]}
    if place.startswith("files."):
        document["files"][0][place.removeprefix("files.")] = value
    else:
        document[place] = value
    try:
        as_spec(document, "odd/mapping.yml", load_contract(), None, "odd")
    except DataRefused as refusal:
        assert str(refusal).startswith("odd/mapping.yml: ")
        assert len(str(refusal).splitlines()) == 1


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.one_of(st.binary(max_size=60), SIGNS.map(str.encode), VALUES.map(yaml.dump).map(str.encode))
)
def test_any_content_is_yaml_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_bytes(content)
    try:
        read_yaml(path, "odd/mapping.yml")
    except DataRefused as refusal:
        assert str(refusal).startswith("odd/mapping.yml ")
        assert len(str(refusal).splitlines()) == 1
