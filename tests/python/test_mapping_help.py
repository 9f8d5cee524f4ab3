"""What a mapping can say where an export lacks it: an id of the row, the outcome of a call."""

# ruff: noqa: E501 - rows of exports and queries are as wide as they are
from __future__ import annotations

import pytest
from load_helpers import Exports

from smarketing.errors import DataRefused
from smarketing.loading.describe import describe

CALLS = "Tel;Fecha;Segundos;Nota\n+56911111111;2026-03-01 10:00;12;a\n+56911111111;2026-03-01 10:00;31;b\n+56922222222;2026-03-02 09:00;;c\n"
MAPPING = """
system: pbx
files:
  - pattern: "llamadas*"
    entity: contact_attempts
    key: {key}
    columns: {{phone: [Tel], occurred_at: [Fecha], duration_seconds: [Segundos]}}
    constants: {{channel: call}}
    outcome_from_duration: {{connected_from_seconds: 30}}
"""


@pytest.fixture
def exports(tmp_path):
    return Exports(tmp_path)


def test_an_id_is_made_from_the_rows_cells_and_stays_the_same(exports):
    exports.write("pbx/mapping.yml", MAPPING.format(key="hash"))
    exports.write("pbx/llamadas-2026-03-05.csv", CALLS)
    # the next export: columns in another order, one row more, a note that nothing maps is edited
    exports.write(
        "pbx/llamadas-2026-03-06.csv",
        "Fecha;Nota;Tel;Segundos\n2026-03-01 10:00;edited;+56911111111;31\n2026-03-03 09:00;d;+56933333333;40\n",
    )
    exports.load()
    assert exports.one(
        "select count(*), count(attempt_id), count(distinct attempt_id) from raw.contact_attempts"
    ) == (5, 5, 4)
    assert (
        exports.one(
            "select count(distinct attempt_id) from raw.contact_attempts where duration_seconds = 31"
        )
        == 1
    )


def test_an_id_can_be_made_from_named_headers_only(exports):
    exports.write("pbx/mapping.yml", MAPPING.format(key="{hash: [Tel, Fecha]}"))
    exports.write("pbx/llamadas.csv", CALLS)
    exports.load()
    assert exports.one("select count(distinct attempt_id) from raw.contact_attempts") == 2


def test_a_header_of_the_key_that_is_not_there_is_refused(exports):
    exports.write("pbx/mapping.yml", MAPPING.format(key="{hash: [Telefono]}"))
    exports.write("pbx/llamadas.csv", CALLS)
    with pytest.raises(
        DataRefused, match=r"llamadas.csv: the id of contact_attempts is made from \"Telefono\""
    ):
        exports.load()


def test_an_outcome_comes_from_the_duration_where_no_cell_names_it(exports):
    exports.write("pbx/mapping.yml", MAPPING.format(key="hash"))
    exports.write("pbx/llamadas.csv", CALLS)
    exports.load()
    assert exports.rows("select duration_seconds, outcome from raw.contact_attempts order by 1 nulls last") == [
        (12.0, "no_answer"), (31.0, "connected"), (None, None),
    ]  # fmt: skip


def test_an_outcome_that_is_named_beats_the_duration(exports):
    mapping = MAPPING.format(key="hash").replace("[Segundos]}", "[Segundos], outcome: [Nota]}")
    exports.write("pbx/mapping.yml", mapping)
    exports.write(
        "pbx/llamadas.csv",
        "Tel;Fecha;Segundos;Nota\n+56911111111;2026-03-01 10:00;45;voicemail\n+56911111111;2026-03-02 10:00;45;\n",
    )
    exports.load()
    assert exports.rows("select outcome from raw.contact_attempts order by occurred_at") == [
        ("voicemail",),
        ("connected",),
    ]


def test_an_outcome_that_nothing_knows_leaves_the_word_to_the_duration_and_is_told(exports):
    mapping = MAPPING.format(key="hash").replace("[Segundos]}", "[Segundos], outcome: [Nota]}")
    exports.write("pbx/mapping.yml", mapping)
    exports.write(
        "pbx/llamadas.csv",
        "Tel;Fecha;Segundos;Nota\n+56911111111;2026-03-01 10:00;45;Agendó\n"
        "+56911111111;2026-03-02 10:00;5;Colgó\n+56911111111;2026-03-03 10:00;;Colgó\n",
    )
    exports.load()
    assert exports.rows("select outcome from raw.contact_attempts order by occurred_at") == [
        ("connected",),
        ("no_answer",),
        (None,),
    ]
    assert exports.rows(
        "select row_number, raw_value from raw._rejected_values where column_name = 'outcome' "
        "order by 1"
    ) == [(2, "Agendó"), (3, "Colgó"), (4, "Colgó")]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("key: md5", "write `key: hash`"),
        (
            "outcome_from_duration: 30",
            "write `outcome_from_duration: {connected_from_seconds: 30}`",
        ),
    ],
)
def test_a_slip_is_one_clear_sentence(exports, line, message):
    key = line.split(":")[0]
    text = "\n".join(
        f"    {line}" if one.strip().startswith(f"{key}:") else one
        for one in MAPPING.format(key="hash").splitlines()
    )
    exports.write("pbx/mapping.yml", text)
    exports.write("pbx/llamadas.csv", CALLS)
    with pytest.raises(DataRefused) as refused:
        exports.load()
    assert message in str(refused.value)


def test_the_page_of_columns_is_up_to_date():
    from smarketing.mapping.reference import PAGE, page_in_force

    assert PAGE.read_text(encoding="utf-8") == page_in_force(), "run `make fix`"


def test_the_page_names_every_key_and_column():
    from smarketing.contract import load_contract
    from smarketing.loading.spec_columns import OPTION_KEYS
    from smarketing.loading.spec_lookups import LOOKUP_KEYS
    from smarketing.loading.spec_reading import ENTRY_KEYS, SPEC_KEYS
    from smarketing.mapping.reference import PAGE

    text = PAGE.read_text(encoding="utf-8")
    prose = text.partition("## Entities and their columns")[0]
    assert [key for key in SPEC_KEYS | ENTRY_KEYS if f"`{key}`" not in prose] == []
    assert [key for key in LOOKUP_KEYS | OPTION_KEYS if key not in prose] == []
    columns = {name for entity in load_contract().values() for name in entity.columns}
    assert [name for name in columns if f"| `{name}`" not in text] == []


HISTORY = """
system: crm
files:
  - pattern: "historial*"
    entity: lead_stage_changes
    rows_where: {rows_where}
    columns: {{lead_id: [Lead], stage: [Nuevo], changed_at: [Fecha]}}
"""
CHANGES = (
    "Lead,Campo,Anterior,Nuevo,Fecha\n"
    "1,ESTADO ,Nuevo,Contactado,2026-03-01 10:00\n"
    "1,Propietario,Ana,Luz,hace poco\n"
    "1,Estado,Contactado,,2026-03-03 10:00\n"
    "2,Teléfono,,099,2026-03-04 10:00\n"
    ",,,,\n"
)


def test_rows_of_other_fields_are_not_used_and_counted(exports):
    exports.write(
        "crm/mapping.yml", HISTORY.format(rows_where="{Field: [Status], Campo: [estado, Estatus]}")
    )
    exports.write("crm/historial.csv", CHANGES)
    exports.load()
    assert exports.rows("select lead_id, stage, _row from raw.lead_stage_changes") == [
        ("1", "Contactado", 2)
    ]
    assert exports.one(
        "select rows_read, rows_loaded, rows_rejected, rows_not_used, not_used_because from raw._files"
    ) == (2, 1, 1, 2, "Campo is not estado or Estatus")
    # what stands in rows that are not used is no fault of the file
    assert exports.rows("select row_number, reason from raw._rejects") == [(4, "stage is empty")]
    exports.assert_balanced()
    assert exports.said == [
        "crm/historial.csv → lead_stage_changes: 1 rows, 1 rejected, 2 not used"
    ]
    assert "    not used: Campo is not estado or Estatus (2 rows)" in describe(exports.folder)


def test_a_history_without_the_column_that_tells_its_field_is_refused(exports):
    exports.write("crm/mapping.yml", HISTORY.format(rows_where="{Field: [Status]}"))
    exports.write("crm/historial.csv", CHANGES)
    with pytest.raises(
        DataRefused, match=r'told by the header "Field" \(rows_where\); found "Lead"'
    ):
        exports.load()


def test_rows_where_without_words_is_refused(exports):
    exports.write("crm/mapping.yml", HISTORY.format(rows_where="{Campo: }"))
    exports.write("crm/historial.csv", CHANGES)
    with pytest.raises(DataRefused, match="`Campo` names no word of the rows"):
        exports.load()
