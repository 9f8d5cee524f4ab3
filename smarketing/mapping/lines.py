"""How a line of the draft is written: quoted only where YAML asks for it, evidence behind it."""

from __future__ import annotations

import json
import re

from smarketing.mapping import hints

COMMENT_AT = 46
RESERVED = ("yes", "no", "true", "false", "on", "off", "null", "y", "n")


def plain(text: str) -> str:
    """Return a text as YAML takes it inside a list, quoted only where it must be."""
    is_word = re.fullmatch(r"[^\W\d][\w]*([ -][\w]+)*", text)
    is_reserved = hints.phrase_key(text) in RESERVED
    return text if is_word and not is_reserved else quoted(text)


def quoted(text: str) -> str:
    """Return a text in double quotes, as YAML takes it everywhere."""
    return json.dumps(text, ensure_ascii=False)


def commented(line: str, why: str) -> str:
    """Return a line with its evidence, aligned where the line is short."""
    return f"{line.ljust(COMMENT_AT)}  # {' '.join(why.split())}"
