"""SQL of the text of a cell, as a header of a spec says to read it."""

from __future__ import annotations

from smarketing.contract import Column
from smarketing.loading.specs import HeaderOption
from smarketing.loading.typing_sql import literal, match_key_of
from smarketing.text.conventions import FALSE_WORDS, TRUE_WORDS
from smarketing.text.words import match_key

YES_AND_NO = {match_key(word) for word in (*TRUE_WORDS, *FALSE_WORDS)}


def nulls_of(column: Column, nulls: tuple[str, ...]) -> tuple[str, ...]:
    """Return the system's words for nothing in a column: a no among them is a no where it fits."""
    if column.data_type != "boolean":
        return nulls
    return tuple(word for word in nulls if match_key(word) not in YES_AND_NO)


def cell_text(
    reference: str,
    option: HeaderOption,
    nulls: tuple[str, ...],
    is_padded: bool = True,
    beside: str | None = None,
) -> str:
    """Return the trimmed text of a cell: null if empty or one of the system's words for nothing.

    Without `is_padded` no cell of the column begins or ends with a space, and none is empty;
    `beside` is the cell that the option's `with` adds.
    """
    text = f"nullif(trim({reference}, ' \t\r\n\u00a0'), '')" if is_padded else reference
    if nulls:
        words = ", ".join(literal(word.lower()) for word in nulls)
        text = f"(case when lower({text}) not in ({words}) then {text} end)"
    if beside:
        more = f"nullif(trim({beside}, ' \t\r\n\u00a0'), '')"
        text = f"({text} || coalesce({literal(option.joined_by)} || {more}, ''))"
    if option.strip_prefix:
        prefix = literal(option.strip_prefix)
        text = (
            f"(case when starts_with({text}, {prefix}) "
            f"then substr({text}, {len(option.strip_prefix) + 1}) else {text} end)"
        )
    if option.separator:
        # where spaces stand around it, one without them is part of a name: 10/2026 / email
        bare, spaced = literal(option.separator), literal(f" {option.separator} ")
        separator = f"case when contains({text}, {spaced}) then {spaced} else {bare} end"
        text = f"nullif(trim(split_part({text}, {separator}, {option.part or 1})), '')"
    if option.extract:
        text = f"nullif(trim(regexp_extract({text}, {literal(option.extract)}, 1)), '')"
    if option.only:
        keys = ", ".join(literal(match_key(word)) for word in option.only)
        text = f"(case when {match_key_of(text)} in ({keys}) then {text} end)"
    return text
