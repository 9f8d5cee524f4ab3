"""How well a column's cells and header fit a canonical column."""

from __future__ import annotations

from collections.abc import Iterable

from smarketing.contract import Column, Entity
from smarketing.mapping import hints
from smarketing.mapping.evidence import ColumnEvidence
from smarketing.mapping.vocabularies import MOST_WORDS

OF_A_PERSON = ("first_name", "last_name", "email", "phone", "name")
# `campaign_name` says more to people than `campaign_id`.
LESS_FOR_AN_ID = 0.1
NAME_WORDS = {"name", "nombre", "nombres", "nom", "nome"}
OWNER_COLUMNS = ("owner", "rep")
# From this share of known words on, the cells say what a column is, whatever its header.
WORDS_KNOWN = 0.6
# A header such as `estado` says both; a word of the one in the cells denies the other.
TOLD_APART_BY_WORDS = {"leads": ("status", "state_region")}
# {(entity, column, header): share of the rows whose cell is a known word}
Shares = dict[tuple[str, str, str], float]


def score_of(entity: Entity, column: Column, found: ColumnEvidence, shares: Shares) -> float:
    """Return how well a column's cells and header fit a canonical column; 0 where they can't."""
    name = column.name
    if found.kind not in _kinds(column):
        return 0.0
    score = hints.header_fit(entity.name, name, found.header)
    is_id = name.endswith("_id")
    if column.data_type == "varchar" and not is_id and "id" in hints.words_of(found.header):
        score -= LESS_FOR_AN_ID
    of_team = hints.fit(hints.file_hints()["team"], found.header) and not found.differs_by_row
    if (name in OF_A_PERSON and of_team) or (name in OWNER_COLUMNS and found.differs_by_row):
        return 0.0  # the seller's and not the lead's, or the lead's: who sells has several
    if name in ("first_name", "last_name", "name") and score < 1:
        rest = hints.words_of(found.header)
        of_what = hints.file_hints().get("leads" if name != "name" else entity.name, ())
        own = [word for word in rest if hints.fit(of_what, word)]
        return score if len(own) == len(rest) - 1 else 0.0
    if name == "email" or (name == "phone" and found.kind == "phone"):
        score = max(score, 0.7)
    if name.endswith("_id") and score < 1 and NAME_WORDS & set(hints.words_of(found.header)):
        return 0.0
    if name.endswith("_id") and name != "visitor_id":
        target = name.removesuffix("_id")
        known = {"lead": "leads", "opportunity": "opportunities"}.get(target)
        words = hints.file_hints()[known] if known else (target,)
        score = max(score, 0.9 * hints.fit(words, found.header))
    share = shares.get((entity.name, name, found.header), 0.0)
    apart = TOLD_APART_BY_WORDS.get(entity.name, ())
    if name in apart:
        return 0.0 if not share and _says_one_of(apart, entity, found, shares) else score
    if share >= WORDS_KNOWN:
        score = max(score, 0.6 + 0.3 * share)
    elif (column.values and found.distinct > MOST_WORDS) or (
        column.values
        and not share
        and _says_one_of(set(entity.columns) - set(apart), entity, found, shares)
    ):
        return 0.0
    return score


def _says_one_of(
    names: Iterable[str], entity: Entity, found: ColumnEvidence, shares: Shares
) -> bool:
    """Return whether some of a column's cells are words of one of these vocabularies."""
    return any(shares.get((entity.name, name, found.header)) for name in names)


def _kinds(column: Column) -> tuple[str, ...]:
    """Return the kinds of cells that a canonical column takes."""
    name, kind = column.name, column.data_type
    if name == "email":
        return ("email",)
    if name == "phone":
        return ("phone", "number", "text")
    if kind in ("timestamp", "date"):
        return ("time",)
    if kind == "boolean":
        return ("boolean",)
    if kind != "varchar":
        return ("number", "clock") if name.endswith("_seconds") else ("number",)
    if name.endswith("_id"):
        return ("number", "text")
    if name in ("landing_page", "page", "referrer", "linkedin_url", "company_domain"):
        return ("url", "text")
    return ("text", "email") if name in OWNER_COLUMNS else ("text",)
