"""Leadership's texts name no people, however they were written into them."""

import duckdb
import pytest

from smarketing.report.frame.people import LeadershipWarehouse, without_people


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("escribió ana.perez@uno.ec ayer", "escribió (···) ayer"),
        ("/baja/ana%40uno.com.ec/si", "/baja/(···)/si"),
        ("/baja/ana%2540uno.com/si", "/baja/(···)/si"),
        ("llamar al 099 123 4567", "llamar al (···)"),
        ("llamar al +57 301 234 5678 o +593991234567", "llamar al (···) o (···)"),
        ("/wa/%2B593991234567/", "/wa/(···)/"),
        ("promo 20261031, 50 % y 1.000 cupos", "promo 20261031, 50 % y 1.000 cupos"),
        ("curso 2026-10-31 nivel 3", "curso 2026-10-31 nivel 3"),
        ("no quiere: hablar con Inés Peña", "no quiere: hablar con (···)"),
        ("Peña Inés pidió baja", "(···) pidió baja"),
        ("INES PENA", "(···)"),
        ("Inés Álvarez Peña", "Inés Álvarez Peña"),
        ("Búsqueda de pago", "Búsqueda de pago"),
    ],
)
def test_people_in_a_text_are_veiled(text, shown):
    assert without_people(text, {"ines pena", "pena ines"}, "EC") == shown


def test_a_person_of_several_names_is_veiled_as_one():
    names = {"ana maria", "maria perez", "perez leon", "ana perez"}
    assert without_people("de Ana María Pérez León, hoy", names) == "de (···), hoy"


@pytest.fixture
def warehouse(tmp_path):
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            """
            create schema core; create schema raw; create schema settings; create schema funnel;
            create table core.run as select '593' as calling_code;
            create table raw.leads as
            select * from (values ('Inés', 'Peña'), ('Rosa', 'Vega'), ('Ana María', 'Pérez'))
            as leads (first_name, last_name);
            create table settings.team_members as select 'Rosa Vega' as owner;
            create table funnel.rpt_loss_reasons as
            select * from (values
                ('Inés Peña no contesta', 'rosa.vega@empresa.ec', 'c0991234567d', 2),
                ('Rosa Vega la llamó al 0991234567', 'Rosa Vega', 'c1991234567d', 1),
                (null, null, null, 0)
            ) as losses (reason, owner, lead_key, leads)
            """
        )
    return LeadershipWarehouse(path)


def test_a_warehouse_read_for_leadership_names_employees_only(warehouse):
    frame = warehouse.read("funnel.rpt_loss_reasons").sort("leads", descending=True)
    assert frame.select("reason", "owner", "lead_key", "leads").rows() == [
        ("(···) no contesta", "rosa.vega", "c0991234567d", 2),
        ("Rosa Vega la llamó al (···)", "Rosa Vega", "c1991234567d", 1),
        (None, None, None, 0),
    ]
