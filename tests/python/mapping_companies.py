"""Small invented companies whose files no system knows, written with random but seeded cells."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

FIRST = ["Aliénor", "Barnabé", "Clotilde", "Désiré", "Eudoxie", "Fulbert", "Ghislaine", "Hippolyte"]
LAST = ["Roncevaux", "Pélissanne", "Troubadour", "Malestroit", "Quiberon", "Bellegarde", "Sancerre"]
SELLERS = [("11", "Ysoline Marchefort"), ("12", "Théodule Grandpré"), ("13", "Wanda Couëdic")]


def write(folder: Path, name: str, header: str, rows: list[list], delimiter: str = ";") -> Path:
    """Write a CSV; every cell as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [header, *(delimiter.join(map(str, row)) for row in rows)]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def french_company(folder: Path, leads: int = 90) -> Path:
    """Write a seller of bicycles to companies: leads, calls, contracts, sellers, in French.

    Dates are day first, prices have a decimal comma; the campaign's numbers 1 to 3 happen to be
    found among no ids, the sellers' ids 11 to 13 are.
    """
    pick = random.Random(20)
    start = datetime(2026, 2, 2, 9)
    people = []
    for number in range(leads):
        first, last = pick.choice(FIRST), pick.choice(LAST)
        created = start + timedelta(hours=7 * number)
        people.append(
            [f"P{700 + number}", last, first, f"{first}.{last}.{number}@courriel.example".lower(),
             f"336{pick.randrange(10_000_000, 99_999_999)}", f"{created:%d/%m/%Y %H:%M}",
             pick.choice(["Salon", "Bouche à oreille", "Google Ads"]), pick.choice(["oui", "non"]),
             SELLERS[number % 3][0]]
        )  # fmt: skip
    write(
        folder,
        "prospects-2026-05.csv",
        "ref;nom;prenom;courriel;portable;date_creation;provenance;email_optin;vendeur_id",
        people,
    )
    calls = [
        [f"A{9000 + number}", pick.choice(people)[0], SELLERS[number % 3][0],
         f"{start + timedelta(hours=2 * number):%d/%m/%Y %H:%M}", pick.randrange(0, 400),
         pick.choice(["Répondu", "Pas de réponse", "Messagerie", "Occupé", "Rappel convenu"]),
         pick.randrange(1, 4)]
        for number in range(300)
    ]  # fmt: skip
    write(
        folder,
        "appels.csv",
        "appel_ref;prospect_ref;vendeur_id;date_appel;duree_secondes;resultat;campagne_no",
        calls,
    )
    contracts = [
        [f"C{50 + number}", people[3 * number % leads][0], people[3 * number % leads][8],
         f"{start + timedelta(days=2 * number):%d/%m/%Y}", f"{pick.randrange(900, 4000)},50 €",
         pick.choice(["Signé", "Annulé", "En attente"])]
        for number in range(24)
    ]  # fmt: skip
    write(
        folder,
        "contrats.csv",
        "contrat_ref;prospect_ref;vendeur_id;date_signature;montant;etat",
        contracts,
    )
    write(
        folder,
        "vendeurs.csv",
        "id;nom;email",
        [[key, name, f"v{key}@cycles.example"] for key, name in SELLERS],
    )
    return folder
