"""Ids that a system writes in two ways become one: `id_style` of a mapping, as SQL."""

from __future__ import annotations

ID_STYLES = ("salesforce", "guid")
_HEX = "[0-9A-Fa-f]"
_CHECK_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_IS_CAPITAL = "1" * 26 + "0" * 36


def in_style(text: str, style: str) -> str:
    """Return an id, or a ; list of ids, in the usual form of a style; other texts as they are.

    salesforce: 15 signs in which capitals count, or the same with three check signs that say which
    of each five are capitals (the first of the five is the lowest bit): the long form. guid: small
    letters without braces.
    """
    if not style:
        return text
    form = {"salesforce": _salesforce, "guid": _guid}[style]
    each = f"list_transform(string_split({text}, ';'), lambda x: {form('trim(x)')})"
    several = f"array_to_string({each}, ';')"
    return f"(case when contains({text}, ';') then {several} else {form(text)} end)"


def _guid(text: str) -> str:
    is_guid = rf"regexp_full_match({text}, '\{{?{_HEX}{{8}}(-{_HEX}{{4}}){{3}}-{_HEX}{{12}}\}}?')"
    return f"(case when {is_guid} then lower(trim({text}, '{{}}')) else {text} end)"


def _salesforce(text: str) -> str:
    capitals = f"translate({text}, '{_LETTERS}', '{_IS_CAPITAL}')"
    checks = [
        f"substr('{_CHECK_SIGNS}', "
        f"1 + ('0b' || reverse(substr({capitals}, {start}, 5)))::integer, 1)"
        for start in (1, 6, 11)
    ]
    is_short = f"regexp_full_match({text}, '[0-9A-Za-z]{{15}}')"
    return f"(case when {is_short} then {' || '.join([text, *checks])} else {text} end)"
