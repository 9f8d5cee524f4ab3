"""A draft is made from what the cells hold; what they don't decide is a TODO."""

# ruff: noqa: E501 - files of companies are as wide as they are

import re

import duckdb
import pytest
import yaml
from mapping_companies import french_company, write

from smarketing.contract import load_contract
from smarketing.errors import DataRefused
from smarketing.loading import load
from smarketing.loading.spec_files import read_spec
from smarketing.mapping import draft_mapping


@pytest.fixture(scope="module")
def french(tmp_path_factory):
    """The folder of a French company and its draft, as text and as YAML."""
    folder = french_company(tmp_path_factory.mktemp("exports") / "cycles")
    text = draft_mapping(folder)
    return folder, text, yaml.safe_load(text)


def entry(document, entity):
    return next(one for one in document["files"] if one["entity"] == entity)


def line_of(text, key):
    return next(line for line in text.splitlines() if line.strip().startswith(f"{key}:"))


def test_a_folder_gives_one_draft_of_all_its_files(french):
    _, _, document = french
    assert document["system"] == "cycles"
    assert {one["pattern"]: one["entity"] for one in document["files"]} == {
        "prospects*": "leads",
        "appels*": "contact_attempts",
        "contrats*": "opportunities",
    }
    assert document["lookups"]["team"]["key"] == ["id"]
    assert document["lookups"]["team"]["columns"] == {"owner": ["nom"], "rep": ["nom"]}


def test_columns_come_from_cells_and_headers_in_french(french):
    _, _, document = french
    assert entry(document, "leads")["columns"] == {
        "lead_id": ["ref"],
        "created_at": ["date_creation"],
        "email": ["courriel"],
        "phone": ["portable"],
        "first_name": ["prenom"],
        "last_name": ["nom"],
        "source": ["provenance"],
    }
    assert entry(document, "contact_attempts")["columns"] == {
        "attempt_id": ["appel_ref"],
        "lead_id": ["prospect_ref"],
        "occurred_at": ["date_appel"],
        "outcome": ["resultat"],
        "duration_seconds": ["duree_secondes"],
    }
    assert entry(document, "contact_attempts")["constants"] == {"channel": "call"}
    assert entry(document, "contact_attempts")["lookups"] == {"team": ["vendeur_id"]}
    assert entry(document, "opportunities")["columns"] == {
        "opportunity_id": ["contrat_ref"],
        "created_at": ["date_signature"],
        "lead_id": ["prospect_ref"],
        "stage": ["etat"],
        "amount": ["montant"],
        "closed_at": ["date_signature"],
    }


def test_conventions_come_from_the_cells(french):
    _, text, document = french
    assert document["locale"] == {
        "timezone": "Europe/Paris",
        "dates": "dmy",
        "decimal": ",",
        "currency": "EUR",
    }
    assert re.search(r"dates: dmy +# \d+ cells only with the day first, 0 only", text)


def test_each_line_has_its_evidence(french):
    _, text, _ = french
    assert "# 300 of 300 unique" in line_of(text, "attempt_id")
    assert "# 90 of 90 have an @" in line_of(text, "email")
    assert "telephones of FR" in line_of(text, "phone")
    assert "different values are in prospects-2026-05.csv (ref), 0 of 300 rows" in text


def test_known_words_are_proposed_and_the_rest_is_a_todo_with_its_count(french):
    _, text, document = french
    assert entry(document, "contact_attempts")["values"]["outcome"] == {
        "connected": ["Répondu"],
        "no_answer": ["Pas de réponse"],
        "voicemail": ["Messagerie"],
        "busy": ["Occupé"],
    }
    assert re.search(r'# TODO "Rappel convenu" \(\d+ rows\) is one of connected', text)
    assert entry(document, "opportunities")["values"]["stage"] == {
        "won": ["Signé"],
        "lost": ["Annulé"],
        "committed": ["En attente"],
    }


def test_the_draft_loads_as_it_is(french, tmp_path):
    folder, text, _ = french
    (folder / "mapping.yml").write_text(text, encoding="utf-8")
    result = load(folder.parent, tmp_path / "build.duckdb", say=lambda _: None)
    assert sum(file.rows_rejected for file in result.files) == 0
    with duckdb.connect(str(tmp_path / "build.duckdb")) as connection:
        assert connection.execute(
            "select count(*), count(email), count(owner), count(distinct owner) from raw.leads"
        ).fetchone() == (90, 90, 90, 3)
        assert connection.execute(
            "select count(*), count(lead_id), count(distinct rep) from raw.contact_attempts"
        ).fetchone() == (300, 300, 3)
        assert connection.execute(
            "select count(*), count(amount), min(amount) > 900, min(closed_at)::date::text "
            "from raw.opportunities"
        ).fetchone() == (24, 24, True, "2026-02-02")


def test_the_settings_that_follow_are_written_beside(french):
    _, text, _ = french
    assert "#   timezone: Europe/Paris" in text
    assert "#   reporting_currency: EUR" in text
    assert '#   calling_code: "33"' in text
    assert "#   Ysoline Marchefort,11|v11@cycles.example,,,,,,," in text


def test_a_yes_no_column_is_never_the_email(tmp_path):
    file = write(
        tmp_path / "crm",
        "contactos.csv",
        "id;correo;fecha_alta;buzon",
        [[n, ["sí", "no"][n % 2], f"2026-03-{n + 1:02d}", f"a{n}@b.example"] for n in range(20)],
    )
    document = yaml.safe_load(draft_mapping(file))
    assert entry(document, "leads")["columns"]["email"] == ["buzon"]
    only_yes_no = write(
        tmp_path / "crm",
        "contactos.csv",
        "id;correo;fecha_alta;telefono",
        [[n, ["sí", "no"][n % 2], f"2026-03-{n + 1:02d}", f"59399{n:07d}"] for n in range(20)],
    )
    assert "email" not in entry(yaml.safe_load(draft_mapping(only_yes_no)), "leads")["columns"]


def test_dates_that_could_be_both_are_a_todo_that_the_loader_refuses(tmp_path):
    folder = tmp_path / "exports" / "crm"
    file = write(
        folder,
        "leads.csv",
        "id;email;created",
        [[n, f"a{n}@b.example", f"0{n}/0{n % 3 + 1}/2026"] for n in range(1, 9)],
    )
    text = draft_mapping(file)
    locale = yaml.safe_load(text)["locale"]
    assert locale == {"timezone": "TODO", "dates": "TODO"}
    (folder / "mapping.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataRefused, match="timezone `TODO` is not a time zone"):
        read_spec(folder, load_contract())
    filled = text.replace("timezone: TODO", "timezone: America/Lima").replace(
        "dates: TODO", "dates: dmy"
    )
    (folder / "mapping.yml").write_text(filled, encoding="utf-8")
    result = load(folder.parent, tmp_path / "b.duckdb", say=lambda _: None)
    assert [(file.rows_loaded, file.rows_rejected) for file in result.files] == [(8, 0)]


def test_a_file_that_nothing_decides_is_left_out_with_a_todo(tmp_path):
    folder = tmp_path / "crm"
    write(folder, "zeta.csv", "k,v", [["a", 1.5], ["b", 2.25], ["b", 3.5]], ",")
    text = draft_mapping(folder)
    assert yaml.safe_load(text)["files"] is None
    assert "# TODO zeta.csv: nothing decides what it is" in text


def test_a_folder_of_several_systems_is_refused_with_their_names(tmp_path):
    write(tmp_path / "a", "leads.csv", "id", [[1]])
    write(tmp_path / "b", "leads.csv", "id", [[1]])
    with pytest.raises(DataRefused, match=r"holds several systems \(a, b\); .* such as .*/a\."):
        draft_mapping(tmp_path)


def test_working_hours_of_the_zone_are_proposed(french):
    _, text, _ = french
    assert "# business_hours.add.csv" in text
    assert "#   default,Europe/Paris,1,09:00,18:00" in text


def test_small_numbers_that_happen_to_be_ids_elsewhere_are_no_link(tmp_path):
    folder = french_company(tmp_path / "cycles", leads=60)
    write(folder, "vendeurs.csv", "id;nom;email",
          [[n, f"Vendeur {n}", f"v{n}@c.example"] for n in range(1, 14)])  # fmt: skip
    document = yaml.safe_load(draft_mapping(folder))
    assert entry(document, "contact_attempts")["lookups"] == {"team": ["vendeur_id"]}


def test_a_file_without_an_id_gets_one_from_its_cells(tmp_path):
    file = write(
        tmp_path / "pbx",
        "llamadas.csv",
        "telefono;fecha;segundos",
        [[f"56 9 {n % 7} 234 56{n % 10}{n % 9}", f"2026-04-{n % 28 + 1:02d} 10:0{n % 9}", n % 90]
         for n in range(60)],
    )  # fmt: skip
    text = draft_mapping(file)
    calls = entry(yaml.safe_load(text), "contact_attempts")
    assert calls["key"] == "hash"
    assert calls["columns"] == {
        "phone": ["telefono"],
        "occurred_at": ["fecha"],
        "duration_seconds": ["segundos"],
    }
    assert "# outcome_from_duration: {connected_from_seconds: 30}" in text


@pytest.mark.parametrize(
    ("name", "header", "cells", "entity", "columns"),
    [
        ("ligacoes.csv", "id;contato_id;data_ligacao;duracao;situacao", "{n};{n};2026-05-01 10:{n:02d};{n};não atendeu",
         "contact_attempts", {"attempt_id": "id", "lead_id": "contato_id", "occurred_at": "data_ligacao",
                              "duration_seconds": "duracao", "outcome": "situacao"}),
        ("oportunidades.csv", "codigo;cliente_id;criado;valor;fase", "{n};{n};2026-05-{n:02d};{n}00;ganho",
         "opportunities", {"opportunity_id": "codigo", "created_at": "criado", "amount": "valor", "stage": "fase"}),
        ("facturas.csv", "numero;correo;fecha_emision;importe;fecha_pago", "F{n};a{n}@b.example;2026-05-{n:02d};{n}.5;2026-06-{n:02d}",
         "invoices", {"invoice_id": "numero", "email": "correo", "issued_at": "fecha_emision", "amount": "importe", "paid_at": "fecha_pago"}),
        ("tasks.csv", "task id;lead id;due date;subject;owner", "{n};{n};2026-05-{n:02d};call back;Ana",
         "tasks", {"task_id": "task id", "lead_id": "lead id", "due_at": "due date", "owner": "owner"}),
        ("eventos_web.csv", "visitor_id;email;fecha;tipo;pagina", "v{n};a{n}@b.example;2026-05-{n:02d} 10:00;formulario;/precios",
         "touchpoints", {"visitor_id": "visitor_id", "email": "email", "occurred_at": "fecha", "type": "tipo", "page": "pagina"}),
    ],
)  # fmt: skip
def test_entities_and_columns_in_four_languages(tmp_path, name, header, cells, entity, columns):
    rows = [cells.format(n=n).split(";") for n in range(1, 25)]
    document = yaml.safe_load(draft_mapping(write(tmp_path / "crm", name, header, rows)))
    found = entry(document, entity)["columns"]
    assert {column: found.get(column) for column in columns} == {
        column: [one] for column, one in columns.items()
    }
