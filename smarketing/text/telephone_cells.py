"""Which telephone numbers a cell holds, without what people and spreadsheets put around them."""

from __future__ import annotations

import re

# Fewer digits are an extension, a part of a number or a note.
MINIMUM_DIGITS = 7
# What stands between two numbers, or behind one: other signs than a number has, any word (`casa`,
# `ext`), a second plus, a hyphen between blanks.
BETWEEN = re.compile(r"[/,|\\\r\n\t]+|[^\W\d_]+\.?:?|\s-\s|(?<=\d)\s+(?=\(?[+＋])")


def bare_number(text: str) -> str:
    """Return a number without what spreadsheets and messengers put around it."""
    text = re.sub(r"^[\s='\"´`’‘]+|[\s'\"´`’‘]+$", "", text)
    text = re.sub(r"^(tel|phone|whatsapp|sms|wa):(//)?", "", text, flags=re.IGNORECASE)
    text = re.sub(r"@[\w.]+$", "", text)
    return re.sub(r"^(\+?\d{7,})[.,]0+$", r"\1", text)


def numbers_in(text: str) -> tuple[str, ...]:
    """Return the numbers that a cell writes; the cell as it is where it can't be taken apart.

    `0991112233 / 022345678` are two; `2550100 ext 12` and `0991112233 (casa)` one each. A cell
    whose first digits are too few for a number (`0xx11 98765-4321`) is left whole.
    """
    bare = bare_number(text)
    for between in (BETWEEN, re.compile(r"\s+")):
        parts = [part.strip(" .-") for part in between.split(bare)]
        counts = [len(re.sub(r"\D", "", part)) for part in parts]
        filled = [count for count in counts if count]
        is_whole = between is not BETWEEN and min(filled, default=0) < MINIMUM_DIGITS
        if len(parts) > 1 and not is_whole and filled and filled[0] >= MINIMUM_DIGITS:
            long = [p for p, count in zip(parts, counts, strict=True) if count >= MINIMUM_DIGITS]
            return tuple(number for part in long for number in numbers_in(part))
    return (bare,)
