"""Checks a spec's addresses of records: a link leads to the system and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from smarketing.contract import Entity
from smarketing.errors import DataRefused
from smarketing.text.words import nearest, shown

# People who became contacts are rows of `leads` with a page of their own in most systems.
CONTACTS = "contacts"
ADDRESS = re.compile(
    r"https://[A-Za-z0-9.{}-]+(?P<port>:\d+)?(?P<path>[/?#][^\s\"'<>\\^`|]*)", re.ASCII
)


def record_addresses(
    given: Mapping[str, Any],
    contract: Mapping[str, Entity],
    refuse: Callable[[str], DataRefused],
) -> dict[str, str]:
    """Return {entity: address with {id} and perhaps {account}} of the key `record_urls`.

    Raises the refusal for an entity that isn't one and for an address that isn't https, has no
    {id} behind the host, or other braces than these two.
    """
    for entity, address in given.items():
        if entity not in contract and entity != CONTACTS:
            near = nearest([entity], [*contract, CONTACTS])
            hint = f" Did you mean `{near}`?" if near else ""
            raise refuse(f"`record_urls`: there is no entity `{shown(entity)}`.{hint}")
        if not _is_address(address):
            raise refuse(
                f"`record_urls`, {entity}: `{shown(str(address))}` should be an address that "
                "begins with https:// and has {id} where a record's id stands, and {account} where "
                "your company's part does; such as https://app.example.com/{account}/leads/{id}."
            )
    return dict(given)


def _is_address(given: Any) -> bool:
    match = ADDRESS.fullmatch(given) if isinstance(given, str) else None
    return bool(
        match
        and "{id}" in match["path"]
        and not re.search(r"[{}]", given.replace("{id}", "").replace("{account}", ""))
        and "{id}" not in given[: match.start("path")]
    )
