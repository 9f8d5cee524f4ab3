"""The abbreviation of a qualified lead is told where a page says it first: «LCM (MQL)».

Sentences come from many places, and which of them stands first depends on the month, so the
finished page is asked.
"""

from __future__ import annotations

import re
from itertools import chain

from smarketing.report.frame.messages import Messages

# Tags, and what is written in elements that are no part of the reading order, the links to the
# sections among them.
NOT_READ = re.compile(
    r"<(script|style|title|nav|svg|head)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE
)


def explain_first(html: str, messages: Messages) -> str:
    """Return a page or mail whose first mention of a qualified lead's abbreviation tells MQL."""
    short, elsewhere = messages.text("page.mql_short"), messages.text("page.mql_elsewhere")
    if short == elsewhere:
        return html
    word = re.compile(rf"\b{re.escape(short)}\b(?P<closing>\)?)")
    place = 0
    for unread in chain(NOT_READ.finditer(html), [None]):
        end = unread.start() if unread else len(html)
        found = word.search(html, place, end)
        if found:
            # inside parentheses of its own there is no room for others
            told = f", {elsewhere}" if found["closing"] else f" ({elsewhere})"
            before, after = html[: found.start() + len(short)], html[found.start() + len(short) :]
            return html if after.startswith(told) else before + told + after
        place = unread.end() if unread else end
    return html
