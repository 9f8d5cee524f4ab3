"""Reads what a spec says of a system's chats: the key `chat`."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import cache
from typing import Any

import duckdb

from smarketing.loading.spec_values import SpecValues
from smarketing.loading.specs import Chat
from smarketing.text.words import shown

KEYS = {field.name for field in fields(Chat)}


def chat_of(reader: SpecValues, given: Any, base: Chat | None) -> Chat | None:
    """Return `base` with what a document says of chats; DataRefused names the slip."""
    if given is None:
        return base
    given = reader.check_keys(given, KEYS, "chat")
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name == "owner":
            found[name] = reader.text(value, "chat.owner")
            continue
        found[name] = reader.texts(value, f"chat.{name}")
        for pattern in found[name]:
            _check(reader, name, pattern)
    return replace(base or Chat(), **found)


def _check(reader: SpecValues, name: str, pattern: str) -> None:
    is_name = name == "named_by"
    if not (_has_one_group(pattern) if is_name else _is_pattern(pattern)):
        wanted = "a pattern with one group, the name" if is_name else "a pattern"
        raise reader.refuse(f"chat.{name}: `{shown(pattern)}` should be {wanted}.")


def _has_one_group(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups == 1
    except re.error:
        return False


@cache
def _is_pattern(pattern: str) -> bool:
    """Return whether DuckDB, which reads the lines of chats, takes a pattern."""
    try:
        duckdb.sql("select regexp_matches('', $1)", params=[pattern]).fetchall()
    except duckdb.Error:
        return False
    return True
