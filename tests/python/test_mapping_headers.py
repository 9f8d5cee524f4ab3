"""Where a header alone says too little, a draft asks the cells, or a person."""

import pytest
import yaml
from mapping_companies import write

from smarketing.mapping import draft_mapping


def drafted(tmp_path, header, cells, name="leads.csv", rows=24):
    """Return the draft of a file as text, and the columns of its only entry."""
    lines = [cells.format(n=n).split(";") for n in range(1, rows + 1)]
    text = draft_mapping(write(tmp_path / "crm", name, header, lines))
    return text, yaml.safe_load(text)["files"][0]["columns"]


@pytest.mark.parametrize(
    ("header", "cells", "column"),
    [
        ("estado", ("Nuevo", "Contactado", "Calificado", "No interesado", "Cliente"), "status"),
        ("Estado del lead", ("Novo", "Em contato", "Descartado"), "status"),
        ("estado", ("Jalisco", "Nuevo León", "Ciudad de México"), "state_region"),
        ("Estado", ("SP", "RJ", "Minas Gerais"), "state_region"),
        ("Estado/Provincia", ("Guayas", "Pichincha"), "state_region"),
    ],
)
def test_a_state_is_a_status_or_a_province_by_its_cells(tmp_path, header, cells, column):
    lines = [[n, f"p{n}@c.example", "2026-05-04", cells[n % len(cells)]] for n in range(24)]
    file = write(tmp_path / "crm", "leads.csv", f"id;correo;creado;{header}", lines)
    columns = yaml.safe_load(draft_mapping(file))["files"][0]["columns"]
    assert {name for name, headers in columns.items() if headers == [header]} == {column}


def test_a_state_whose_cells_say_neither_is_left_to_a_person(tmp_path):
    text, columns = drafted(
        tmp_path, "id;correo;creado;estado", "{n};p{n}@c.example;2026-05-04;Zona {n}"
    )
    assert '# TODO state_region: "estado" could be status as well' in text
    assert not {"status", "state_region"} & set(columns)


def test_a_state_beside_a_province_is_the_status(tmp_path):
    _, columns = drafted(
        tmp_path, "id;correo;creado;estado;provincia", "{n};p{n}@c.example;2026-05-04;x{n};y{n}"
    )
    assert (columns["status"], columns["state_region"]) == (["estado"], ["provincia"])


def test_a_kind_of_record_is_no_status(tmp_path):
    _, columns = drafted(
        tmp_path, "id;correo;creado;record_type;estado", "{n};p{n}@c.example;2026-05-04;lead;Nuevo"
    )
    assert (columns["record_type"], columns["status"]) == (["record_type"], ["estado"])


def test_addresses_of_a_form_are_the_leads_and_nobody_is_its_owner(tmp_path):
    text, columns = drafted(
        tmp_path,
        "Lead ID;Lead submit time;User Email;User Phone",
        "T{n};2026-03-12 08:01;p{n}@c.example;+5255123456{n:02d}",
        "lead_form.csv",
    )
    assert (columns["email"], columns["phone"]) == (["User Email"], ["User Phone"])
    assert "owner" not in columns
    assert "p7@c.example" not in text


def test_addresses_that_repeat_are_the_owners(tmp_path):
    lines = [[n, f"p{n}@c.example", "2026-03-12", f"v{n % 3}@us.example"] for n in range(24)]
    file = write(tmp_path / "crm", "leads.csv", "id;email;created;user email", lines)
    columns = yaml.safe_load(draft_mapping(file))["files"][0]["columns"]
    assert (columns["email"], columns["owner"]) == (["email"], ["user email"])


@pytest.mark.parametrize(
    ("header", "cell", "is_told"),
    [
        ("Submitted At (in UTC)", "3/{n}/2026 1:05 PM", True),
        ("created_at_utc", "2026-03-{n:02d} 13:05", True),
        ("Created (UTC-5)", "2026-03-{n:02d} 13:05", False),
        ("Created (UTC)", "2026-03-{n:02d}", False),
    ],
)
def test_a_header_that_says_utc_gives_its_times_that_zone(tmp_path, header, cell, is_told):
    _, columns = drafted(
        tmp_path, f"Lead ID;{header};Email", f"{{n}};{cell};p{{n}}@c.example", rows=24
    )
    option = {"header": header, "timezone": "UTC"} if is_told else header
    assert columns["created_at"] == [option]


def test_a_name_is_rather_the_campaign_than_its_id_and_telephones_of_meta_name_a_country(tmp_path):
    text, columns = drafted(
        tmp_path,
        "id;created_time;campaign_id;campaign_name;phone_number",
        "l:9{n};2026-03-12T22:15:32-05:00;c:12;Curso;p:+5939911122{n:02d}",
    )
    assert columns["campaign"] == ["campaign_name"]
    assert columns["phone"] == ["phone_number"]
    assert "24 of 24 tried are telephones of EC" in text


def test_a_campaign_that_only_an_id_names_is_that_id(tmp_path):
    _, columns = drafted(
        tmp_path, "id;email;created;campaign_id", "{n};p{n}@c.example;2026-05-04;c:12"
    )
    assert columns["campaign"] == ["campaign_id"]


@pytest.mark.parametrize("header", ["Dono", "Dono do contato", "dueño"])
def test_who_owns_a_lead_in_portuguese_and_spanish(tmp_path, header):
    _, columns = drafted(
        tmp_path, f"id;email;created;{header}", "{n};p{n}@c.example;2026-05-04;Ana"
    )
    assert columns["owner"] == [header]
