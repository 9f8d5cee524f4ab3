"""Reads and checks spec files, so that a slip in a mapping.yml gives one clear sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from smarketing.contract import Entity
from smarketing.errors import DataRefused
from smarketing.loading.chat_spec import chat_of
from smarketing.loading.record_ids import ID_STYLES
from smarketing.loading.row_help import connected_from_seconds, key_from_cells
from smarketing.loading.spec_links import record_addresses
from smarketing.loading.spec_lookups import SpecLookups
from smarketing.loading.spec_values import SpecValues
from smarketing.loading.spec_words import with_more_headers, with_more_words
from smarketing.loading.specs import Entry, HeaderOption, Locale, Spec
from smarketing.text.words import nearest, shown

SPEC_KEYS = {
    "system", "locale", "nulls", "files", "lookups", "skip", "list_separator",
    "range_from_preamble", "account_in_preamble", "how_to_export",
    "label", "record_urls", "unconfirmed", "id_style", "footer", "table_after", "ignored",
    "chat", "remedy", "values", "columns",
}  # fmt: skip
ENTRY_KEYS = {
    "pattern", "recognised_by", "not_recognised_by", "entity", "columns", "constants", "values",
    "unpivot", "lookups", "total_when_empty", "rows_where", "rows_except", "rows_with",
    "rows_left_by", "locale", "key", "outcome_from_duration", "from_preamble", "negative_where",
}  # fmt: skip


class _SpecReader(SpecLookups):
    """Turns one YAML document into a Spec."""

    def __init__(self, where: str, contract: dict[str, Entity]):
        super().__init__(where)
        self.contract = contract

    def entry(self, given: Any, number: int, locale: Locale) -> Entry:
        place = f"files, entry {number}"
        self.check_keys(given, ENTRY_KEYS, place)
        name = given.get("entity")
        if not isinstance(name, str) or name not in self.contract:
            near = nearest([str(name)], self.contract)
            hint = (
                f" Did you mean `{near}`?" if near else f" It is one of {', '.join(self.contract)}."
            )
            raise self.refuse(f"{place}: there is no entity `{shown(str(name))}`.{hint}")
        if not given.get("pattern"):
            raise self.refuse(f'{place}: `pattern` is missing, for example pattern: "{name}*.csv".')
        entity = self.contract[name]
        place = f"{place} ({name})"
        lookups = {}
        for lookup, by in self.pairs(given.get("lookups"), f"{place}, lookups").items():
            headers = by.get("by") if isinstance(by, dict) else by
            lookups[lookup] = self.words(headers, f"{place}, lookups, {shown(lookup)}")

        def refuse(text: str) -> DataRefused:
            return self.refuse(f"{place}: {text}")

        is_hashed, key_headers, key_columns = key_from_cells(given.get("key"), entity, refuse)
        empty = self.words(given.get("total_when_empty"), f"{place}, total_when_empty")
        return Entry(
            entity=name,
            patterns=self.texts(given["pattern"], f"{place}, pattern"),
            recognised_by=self.words(given.get("recognised_by"), f"{place}, recognised_by"),
            not_recognised_by=self.words(
                given.get("not_recognised_by"), f"{place}, not_recognised_by"
            ),
            columns=self.columns(given.get("columns"), entity, place),
            constants=self.constants(given.get("constants"), entity, place),
            values=self.values(given.get("values"), entity, place),
            unpivot=self.unpivot(given["unpivot"], entity, place) if given.get("unpivot") else None,
            lookups=lookups,
            total_when_empty=tuple(self.canonical(column, entity, place) for column in empty),
            rows_where=self.row_words(given.get("rows_where"), f"{place}, rows_where"),
            rows_except=self.row_words(given.get("rows_except"), f"{place}, rows_except"),
            negative_where=self.row_words(given.get("negative_where"), f"{place}, negative_where"),
            rows_with=tuple(
                self.canonical(column, entity, f"{place}, rows_with")
                for column in self.words(given.get("rows_with"), f"{place}, rows_with")
            ),
            rows_left_by=self.one_of(
                given.get("rows_left_by"), self.contract, f"{place}, rows_left_by"
            ),
            locale=self.locale(given.get("locale"), locale),
            own_locale=tuple(given.get("locale") or ()),
            is_key_hashed=is_hashed,
            key_headers=key_headers,
            key_columns=key_columns,
            from_preamble={
                self.canonical(column, entity, f"{place}, from_preamble"): self.one_group(
                    self.text(pattern, f"{place}, from_preamble"),
                    f"{place}, from_preamble",
                    f"the text of {column}",
                )
                for column, pattern in self.pairs(
                    given.get("from_preamble"), f"{place}, from_preamble"
                ).items()
            },
            connected_from_seconds=connected_from_seconds(
                given.get("outcome_from_duration"), entity, refuse
            ),
        )

    def spec(self, document: Any, base: Spec | None, folder_name: str) -> Spec:
        document = self.check_keys({} if document is None else document, SPEC_KEYS, "the file")
        base = base or Spec(folder_name, Locale(), ())
        locale = self.locale(document.get("locale"), base.locale)
        files = document.get("files")
        if files == "contract":
            own = _contract_entries(self.contract, locale)
        else:
            if files is not None and not isinstance(files, list):
                raise self.refuse(
                    "`files` should be a list of entries that begin with `- pattern:`."
                )
            own = tuple(self.entry(e, n, locale) for n, e in enumerate(files or [], start=1))
        replaced = {entry.entity for entry in own}
        conventions = document.get("locale") or {}
        kept = tuple(
            replace(e, locale=self.locale(_without(conventions, e.own_locale), e.locale))
            for e in base.entries
            if e.entity not in replaced
        )
        given = self.pairs(document.get("lookups"), "lookups")
        lookups = {**base.lookups, **{n: self.lookup(n, g) for n, g in given.items()}}
        for entry in own:
            for name in entry.lookups:
                if name not in lookups:
                    raise self.refuse(
                        f"{entry.entity} names a lookup `{shown(name)}` that is not defined."
                    )

        def text(key: str, otherwise: str) -> str:
            return otherwise if document.get(key) is None else self.text(document[key], f"`{key}`")

        entries = with_more_words(self, document.get("values"), own + kept, self.contract)
        has_range = document.get("range_from_preamble")
        nulls, unconfirmed = document.get("nulls"), document.get("unconfirmed")
        return Spec(
            system=text("system", base.system),
            locale=locale,
            entries=with_more_headers(self, document.get("columns"), entries, self.contract),
            lookups=lookups,
            skip=self.skip(document.get("skip")) + base.skip,
            nulls=base.nulls if nulls is None else self.words(nulls, "`nulls`"),
            list_separator=text("list_separator", base.list_separator),
            is_range_in_preamble=(
                base.is_range_in_preamble
                if has_range is None
                else self.flag(has_range, "`range_from_preamble`")
            ),
            account_in_preamble=self.one_group(
                text("account_in_preamble", base.account_in_preamble),
                "`account_in_preamble`",
                "the account's name",
            ),
            how_to_export=text("how_to_export", base.how_to_export),
            label=text("label", base.label),
            record_urls=base.record_urls
            | record_addresses(
                self.pairs(document.get("record_urls"), "`record_urls`"), self.contract, self.refuse
            ),
            unconfirmed=(
                base.unconfirmed
                if unconfirmed is None
                else self.words(unconfirmed, "`unconfirmed`")
            ),
            id_style=self.one_of(document.get("id_style"), ID_STYLES, "`id_style`")
            or base.id_style,
            footer=self.pattern(document.get("footer"), "`footer`") or base.footer,
            table_after=self.words(document.get("table_after"), "`table_after`")
            or base.table_after,
            ignored=self.words(document.get("ignored"), "`ignored`") + base.ignored,
            remedy=text("remedy", base.remedy),
            chat=chat_of(self, document.get("chat"), base.chat),
        )


def _contract_entries(contract: dict[str, Entity], locale: Locale) -> tuple[Entry, ...]:
    """Return one entry per entity for files named after entities with canonical headers."""
    return tuple(
        Entry(
            entity=entity.name,
            patterns=(entity.name, f"{entity.name}[-_. (0-9]*"),
            columns={name: (HeaderOption(name),) for name in entity.columns},
            locale=locale,
        )
        for entity in contract.values()
    )


def _without(given: dict, keys: tuple[str, ...]) -> dict:
    return {key: text for key, text in given.items() if key not in keys}


def as_spec(
    document: Any, where: str, contract: dict[str, Entity], base: Spec | None, system: str
) -> Spec:
    """Return the spec that a YAML document describes, laid over `base`; `where` names its file.

    Raises DataRefused, with the place in the document, for a slip.
    """
    return _SpecReader(where, contract).spec(document, base, system)


def named_system(document: Any, where: str, otherwise: str) -> str:
    """Return the system that a document names; DataRefused if it is no text."""
    reader = SpecValues(where)
    reader.check_keys({} if document is None else document, SPEC_KEYS, "the file")
    given = (document or {}).get("system")
    return otherwise if given is None else reader.text(given, "`system`")
