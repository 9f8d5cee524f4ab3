"""What a text must look like where a seed's YAML names a `format`."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from smarketing.settings.cells import NotReadableError
from smarketing.text.words import did_you_mean


def _code(length: int, what: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not re.fullmatch(rf"[A-Za-z]{{{length}}}", text):
            raise NotReadableError(what)
        return text.upper()

    return check


def _timezone(text: str) -> str:
    if text not in timezones():
        raise NotReadableError(
            f"a time zone such as America/Bogota{did_you_mean(text, timezones())}"
        )
    return text


@cache
def timezones() -> frozenset[str]:
    """Return the names of all IANA time zones."""
    return frozenset(zoneinfo.available_timezones())


def _address(text: str) -> str:
    parts = urlsplit(text)
    is_host = re.fullmatch(r"[^\s.:/@]+(\.[^\s.:/@]+)+(:\d+)?", parts.netloc)
    if parts.scheme not in ("http", "https") or not is_host or re.search(r"\s", text):
        raise NotReadableError("a whole address such as https://www.example.com/webinar")
    return text


def _account(text: str) -> str:
    # it becomes part of an address, perhaps of its host
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._~-]*", text, re.ASCII):
        raise NotReadableError(
            "the company's part of an address, letters, digits, dots and hyphens only, such as "
            "1234567 or mycompany"
        )
    return text


FORMATS = {
    "account": _account,
    "country": _code(2, "an ISO country code of two letters, such as EC"),
    "currency": _code(3, "an ISO currency code of three letters, such as USD"),
    "timezone": _timezone,
    "url": _address,
}
