"""CRMs that no built-in system reads, as their users export them, with what is true of them."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from mapping_companies import write

FIRST = ["Rosalba", "Teodoro", "Nieves", "Aníbal", "Jacinta", "Evaristo", "Pilar", "Octavio"]
LAST = ["Quiñónez", "Zambrano", "Yépez", "Larrea", "Montalvo", "Proaño", "Villacís"]


def spanish_crm(folder: Path) -> Path:
    """Write Bitrix24 in Spanish: deals name their contact, activities hold the contact's id.

    True: 48 contacts, 47 of them with an e-mail; 30 deals, 12 won (12 x 1.250,50), 6 lost, all of
    known contacts; 36 calls, 13 of them with a conversation; 14 tasks, 4 of them planned calls.
    """
    pick = random.Random(7)
    start = datetime(2026, 3, 2, 8, 30)
    sellers = ["Marisol Cevallos", "Ramiro Endara"]
    contacts = []
    for number in range(48):
        name, last = FIRST[number % 8], LAST[number % 7]
        mail = f"{name}.{number}@comercial{number % 20}.example".lower() if number != 5 else ""
        created = start + timedelta(hours=9 * number)
        contacts.append(
            [1200 + 2 * number, "", name, last, "", f"Comercial {number % 20}",
             f"+59398{pick.randrange(1_000_000, 9_999_999)}", mail, "",
             ["Sitio web", "Llamada", "Facebook", ""][number % 4], sellers[number % 2],
             f"{created:%d/%m/%Y %H:%M:%S}", f"{created + timedelta(days=40):%d/%m/%Y %H:%M:%S}"]
        )  # fmt: skip
    write(
        folder,
        "CONTACT_20260520_a1b2c3.csv",
        "ID;Saludo;Nombre;Apellido;Puesto;Compañía;Teléfono del trabajo;"
        "Correo de trabajo;Sitio web;Fuente;Responsable;Creado;Modificado",
        contacts,
    )
    stages = ["Negociación ganada", "Cotización enviada", "Negociación perdida", "Primer contacto",
              "Negociación ganada"]  # fmt: skip
    deals = []
    for number in range(30):
        contact = contacts[number]
        created = start + timedelta(hours=9 * number + 30)
        closed = created + timedelta(days=12)
        deals.append(
            [300 + number, f"Pedido {number} de {contact[2]}", stages[number % 5], "50",
             f"{contact[2]} {contact[3]}", contact[5], "1.250,50", "USD", contact[10],
             f"{created:%d/%m/%Y %H:%M:%S}", f"{closed:%d/%m/%Y %H:%M:%S}", f"{closed:%d/%m/%Y}",
             "Sí" if number % 5 in (0, 2, 4) else "No", "Pipeline general"]
        )  # fmt: skip
    write(
        folder,
        "DEAL_20260520_d4e5f6.csv",
        "ID;Título;Etapa;Probabilidad, %;Contacto;Compañía;Ingreso;Moneda;Responsable;"
        "Creado;Modificado;Fecha de cierre;Cerrado;Pipeline",
        deals,
    )
    activities = []
    for number in range(50):
        contact = contacts[number % 48]
        at = start + timedelta(hours=9 * (number % 48) + 5, minutes=number)
        is_task = number % 5 == 4
        activities.append(
            [9000 + number, "Tarea" if is_task else "Llamada saliente",
             f"Seguimiento a {contact[2]}", contact[0], contact[10],
             f"{at:%d/%m/%Y %H:%M:%S}", "" if is_task else 20 + 3 * number,
             "" if is_task else ["Contestada", "No contesta", "Ocupado", "Contestada",
                                 "Buzón de voz"][number % 5 if number % 10 != 3 else 1],
             "No" if number >= 45 else "Sí"]
        )  # fmt: skip
    write(
        folder,
        "actividades_20260520.csv",
        "ID;Tipo;Asunto;ID del contacto;Responsable;Fecha límite;Duración;Resultado;Completado",
        activities,
    )
    return folder


def portuguese_crm(folder: Path) -> Path:
    """Write Agendor in Portuguese: a status beside the stage of a deal, tasks that were done.

    True: 45 people; 32 deals, 8 won (8 x R$ 3.480,00), 8 lost, 16 open; 35 contacts that were
    made and a visit that was not.
    """
    pick = random.Random(11)
    start = datetime(2026, 2, 3, 9)
    people = []
    for number in range(45):
        name, last = FIRST[number % 8], LAST[(number * 3) % 7]
        created = start + timedelta(hours=11 * number)
        people.append(
            [770000 + number, f"{name} {last}", f"Loja {number}", "Gerente",
             ["Site", "Indicação", "Instagram", "Google Ads"][number % 4],
             f"{name}@loja{number}.example".lower(),
             f"(11) 9{pick.randrange(1000, 9999)}-{pick.randrange(1000, 9999)}", "Ana Prado",
             f"{created:%d/%m/%Y %H:%M}", "São Paulo", "SP"]
        )  # fmt: skip
    write(
        folder,
        "pessoas.csv",
        "Código da pessoa;Nome;Empresa;Cargo;Origem do cliente;E-mail;WhatsApp;"
        "Usuário responsável;Data de cadastro;Cidade;Estado",
        people,
    )
    deals = []
    for number in range(32):
        person = people[number]
        begun = start + timedelta(hours=11 * number + 40)
        status = ["Ganho", "Em andamento", "Perdido", "Em andamento"][number % 4]
        ended = "" if number % 2 else f"{begun + timedelta(days=9):%d/%m/%Y}"
        deals.append(
            [5500 + number, f"Sistema para {person[2]}", person[0], person[1], "R$ 3.480,00",
             "Funil de vendas", ["Contato", "Proposta", "Negociação", "Envio"][number % 4],
             status, f"{begun:%d/%m/%Y}", ended,
             "Preço" if status == "Perdido" else "", "Ana Prado"]
        )  # fmt: skip
    write(
        folder,
        "negocios.csv",
        "Código do negócio;Título do negócio;Código da pessoa;Pessoa;Valor total;Funil;Etapa;"
        "Status;Data de início;Data de conclusão;Motivo de perda;Usuário responsável",
        deals,
    )
    activities = []
    for number in range(36):
        person = people[number]
        at = start + timedelta(hours=11 * number + 3)
        activities.append(
            [88000 + number, ["Ligação", "E-mail", "Visita", "WhatsApp"][number % 4],
             f"{at:%d/%m/%Y %H:%M}", person[0], "Ana Prado",
             ["Atendeu", "Não atendeu"][number % 2], "Não" if number == 35 else "Sim"]
        )  # fmt: skip
    write(
        folder,
        "atividades.csv",
        "Código da atividade;Tipo;Data;Código da pessoa;Usuário;Resultado;Finalizada",
        activities,
    )
    return folder


def crm_with_emails(folder: Path) -> Path:
    """Write Freshsales in Spanish: links are e-mails, and so are the owners.

    True: 40 contacts, each of a company of its own; 32 deals, 8 won (8 x $ 3.500.000); 36
    activities of two sellers.
    """
    start = datetime(2026, 3, 2, 9)
    sellers = ["ana.rey@ventas.example", "leo.paz@ventas.example"]

    def at(hours: int) -> str:
        return f"{start + timedelta(hours=hours):%d-%m-%Y %H:%M}"

    def mail(number: int) -> str:
        return f"rosa{number}@firma{number}.example"

    write(
        folder,
        "contacts.csv",
        "Id;Nombre;Apellido;Correos electrónicos;Móvil;Cuenta;Fuente;Propietario de ventas;"
        "Creado el",
        [[7_001_000 + n, "Rosa", f"Luna {n}", mail(n), f"+57315555{n:04d}", f"Firma {n}",
          ["Web", "Referral", "Feria", ""][n % 4], sellers[n % 2], at(10 * n)]
         for n in range(40)],
    )  # fmt: skip
    write(
        folder,
        "deals.csv",
        "Id;Nombre del negocio;Cuenta;Contactos relacionados;Valor del negocio;Etapa del negocio;"
        "Creado el;Fecha de cierre prevista;Propietario de ventas",
        [[900 + n, f"Plan {n}", f"Firma {n}", mail(n), "$ 3.500.000",
          ["Nuevo", "Ganado", "Negociación", "Perdido"][n % 4], at(10 * n + 30),
          at(10 * n + 480)[:10], sellers[n % 2]] for n in range(32)],
    )  # fmt: skip
    write(
        folder,
        "sales_activities.csv",
        "Id;Tipo de actividad;Contacto;Resultado;Fecha de inicio;Propietario de ventas",
        [[5000 + n, ["Llamada telefónica", "Correo", "Reunión"][n % 3], mail(n),
          ["Interesado", "No responde", "Número equivocado"][n % 3], at(10 * n + 4),
          sellers[n % 2]] for n in range(36)],
    )  # fmt: skip
    write(
        folder,
        "users.csv",
        "Id;Nombre;Correo electrónico;Equipo",
        [[1, "Ana Rey", sellers[0], "Norte"], [2, "Leo Paz", sellers[1], "Sur"]],
    )
    return folder


def crm_with_api_names(folder: Path) -> Path:
    """Write Close in English: full names, a date for won and one for lost, active beside won.

    True: 44 people; 36 deals, 9 won and 9 lost, each with the day; 60 calls, 15 answered.
    """
    start = datetime(2026, 3, 2, 9)

    def at(hours: int) -> str:
        return f"{start + timedelta(hours=hours):%Y-%m-%dT%H:%M:%S}.123000+00:00"

    def lead(number: int) -> str:
        return f"lead_{'abcdefghij'[number % 10]}Xy{number:03d}Qk"

    sellers = ["Kim Poe", "Al Roe"]
    write(
        folder,
        "leads.csv",
        "id,display_name,status_label,primary_contact_name,primary_contact_primary_email,"
        "primary_contact_primary_phone,date_created",
        [[lead(n), f"Firm {n} LLC", ["Potential", "Qualified", "Bad Fit", "Customer"][n % 4],
          f"Rose van Moon{n}", f"rose{n}@firm{n}.example", f"+1415555{1000 + n}", at(10 * n)]
         for n in range(44)],
        ",",
    )  # fmt: skip
    write(
        folder,
        "opportunities.csv",
        "id,lead_id,status_label,status_type,value,value_currency,contact_name,user_name,"
        "date_created,date_won,date_lost",
        [[f"oppo_{n}aZ", lead(n), ["Proposal Sent", "Signed", "Contract Out", "No Budget"][n % 4],
          ["active", "won", "active", "lost"][n % 4], 1200.5, "USD", f"Rose van Moon{n}",
          sellers[n % 2], at(10 * n + 30), at(10 * n + 200)[:10] if n % 4 == 1 else "",
          at(10 * n + 200) if n % 4 == 3 else ""] for n in range(36)],
        ",",
    )  # fmt: skip
    write(
        folder,
        "calls.csv",
        "id,lead_id,user_name,direction,disposition,duration,date_created",
        [[f"acti_{n}", lead(n % 44), sellers[n % 2], ["outbound", "inbound"][n % 9 == 0],
          ["answered", "no-answer", "vm-left", "busy"][n % 4], n * 7 % 200, at(10 * (n % 44) + 2)]
         for n in range(60)],
        ",",
    )  # fmt: skip
    return folder
