"""What keeps data from acting: no cell runs in a spreadsheet, no page shows a person's address."""

from __future__ import annotations

import json
import re

import polars as pl

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
VEIL = "(···)"
# as written, or as an address bar encodes it: %40 for the @
EMAIL = re.compile(r"[^\s/?&=#<>()\";,:|@]+(?:@|%(?:25)*40)[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"\+\d[\d\s().-]{6,}\d")


def neutralise(text: str) -> str:
    """Return `text` so that a spreadsheet shows it instead of running it as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


def neutralise_frame(frame: pl.DataFrame) -> pl.DataFrame:
    """Neutralise the text columns of a frame; numbers keep their minus sign."""
    texts = [name for name, kind in frame.schema.items() if kind == pl.String]
    return frame.with_columns(
        pl.col(name).map_elements(neutralise, return_dtype=pl.String, skip_nulls=True)
        for name in texts
    )


def without_personal_data(text: str) -> str:
    """Replace e-mail addresses and international phone numbers inside a label from the data."""
    return PHONE.sub(VEIL, EMAIL.sub(VEIL, text))


def clean_label(value: object) -> str:
    """Return a label from the data as one plain line of at most 80 characters, no addresses."""
    text = "".join(" " if ord(sign) < 32 else sign for sign in str(value)).strip()
    text = without_personal_data(text)
    return text if len(text) <= 80 else f"{text[:79]}…"


def as_words(identifier: str) -> str:
    """Return an id of the settings that has no label as words: `trial_request` → Trial request."""
    text = clean_label(identifier).replace("_", " ")
    return text[:1].upper() + text[1:] if text != identifier else text


def json_for_html(value: object) -> str:
    """Return JSON that cannot close the script element it is embedded in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
