"""How people and their programs write files: delimiters, months, yes and no.

In Spanish and English, the loader's files also in French and Portuguese; compared after `fold`.
"""

from __future__ import annotations

DELIMITERS = (",", ";", "\t", "|")
MONTH_NAMES = (
    "ene|jan", "feb|fev", "mar", "abr|apr|avr", "may|mai", "jun|juin", "jul|juil", "ago|aug|aou",
    "set|sep", "oct|out", "nov", "dic|dec|dez",
)  # fmt: skip
MONTHS = {
    name: number for number, names in enumerate(MONTH_NAMES, start=1) for name in names.split("|")
}
TRUE_WORDS = (
    "true", "t", "yes", "y", "si", "s", "verdadero", "v", "1", "1.0", "x", "oui", "vrai", "sim",
    "verdadeiro",
)  # fmt: skip
FALSE_WORDS = ("false", "f", "no", "n", "falso", "0", "0.0", "non", "faux", "nao")
