"""What a tap on a lead's row opens: the telephone, WhatsApp, a mail, the record in the CRM.

Cells of exports are hostile: of a number only its digits count, of an address only what can be one.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from smarketing.text.telephone_cells import numbers_in

# A line has six digits or more; E.164 allows fifteen.
NUMBER = re.compile(r"\d{6,15}")
ADDRESS = re.compile(r"[^\s@<>\"'?&,;:]+@[^\s@<>\"'?&,;:]+\.[^\s@<>\"'?&,;:.]+")
WEB = re.compile(r"https?://[^\s<>\"']+")


def call_link(phone: str | None) -> str:
    """Return the `tel:` link of a number, empty where it isn't one; of several the first."""
    digits = _digits(phone)
    plus = "+" if _first(phone).startswith("+") else ""
    return f"tel:{plus}{digits}" if digits else ""


def whatsapp_link(phone: str | None) -> str:
    """Return the chat's link; empty where the number has no country's code."""
    digits = _digits(phone)
    return f"https://wa.me/{digits}" if digits and _first(phone).startswith("+") else ""


def mail_link(email: str | None) -> str:
    """Return the `mailto:` link of an address, empty where it isn't one."""
    address = (email or "").strip()
    return f"mailto:{quote(address, safe='@.+-_')}" if ADDRESS.fullmatch(address) else ""


def record_link(url: str | None) -> str:
    """Return the address of a record, empty where it isn't a page of the web."""
    address = (url or "").strip()
    return address if WEB.fullmatch(address) else ""


def shown_number(phone: str | None) -> str:
    """Return a number as people read it, empty where it isn't one."""
    if not _digits(phone):
        return ""
    return re.sub(r"[^\d+ ()-]", "", _first(phone)).strip()


def number_for_sheets(phone: str | None) -> str:
    """Return a number that a spreadsheet takes for neither a number nor a formula."""
    shown = shown_number(phone)
    code, space, rest = shown.partition(" ")
    return f"({code}) {rest}" if shown.startswith("+") and space else f"({shown})" if shown else ""


def _first(phone: str | None) -> str:
    return numbers_in((phone or "").strip(" ;").split(";")[0])[0]


def _digits(phone: str | None) -> str:
    digits = re.sub(r"\D", "", _first(phone))
    return digits if NUMBER.fullmatch(digits) else ""
