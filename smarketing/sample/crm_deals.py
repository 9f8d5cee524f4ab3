"""What the CRM says of deals, with the dates of their stages.

Planted dirt: a late export with newer versions of deals already exported.
"""

import numpy as np
import polars as pl

from smarketing.sample import names, world
from smarketing.sample.crm import FULL_AT, LATE_AT, OVERLAP_FROM, Company, Frame, Part, known
from smarketing.sample.csv_files import money_text, words
from smarketing.sample.deals import FROZEN, LOST, STAGES, TYPES, WON
from smarketing.sample.people import People
from smarketing.sample.records import company_ids, contact_ids, deal_ids, record_ids


def _parts(company: Company) -> dict[str, Part]:
    """The full export of the 25th and the late one, which repeats what changed since."""
    deals = company.deals
    changed = known(deals.stage_at, LATE_AT).max(axis=1)
    full = np.flatnonzero(deals.created_at <= FULL_AT)
    late = np.flatnonzero(changed >= OVERLAP_FROM)
    repeated = int((deals.created_at[late] <= FULL_AT).sum())
    return {
        "full": Part(full, world.FULL_EXPORT_DATE, FULL_AT, {"repeated": 0}),
        "late": Part(late, world.LATE_EXPORT_DATE, LATE_AT, {"repeated": repeated}),
    }


def _cells(company: Company, rows: np.ndarray, until: int) -> pl.DataFrame:
    people, deals = company.people, company.deals
    person = deals.person[rows]
    at = known(deals.stage_at[rows], until)
    newest = at.shape[1] - 1 - np.argmax(at[:, ::-1], axis=1)
    closed = newest >= WON
    stage = np.where(deals.is_frozen[rows] & ~closed, FROZEN, newest)
    company_name = words(names.company_names(people.companies), people.company[person])
    product = words(list(world.PRODUCTS), people.product[person])
    title = (
        pl.DataFrame({"product": product, "company": company_name})
        .select(pl.concat_str(["product", "company"], separator=" - ", ignore_nulls=True))
        .to_series()
    )
    frame = {
        "opportunity_id": deal_ids(rows),
        "lead_id": record_ids(person),
        "contact_id": contact_ids(person),
        "company_id": company_ids(people.company[person]),
        "company": company_name,
        "name": title,
        "pipeline": ["Pipeline de ventas"] * len(rows),
        "stage": words([*STAGES, "Congelado"], stage),
        "amount": money_text(deals.amount_cents[rows]),
        "currency": words(list(world.CURRENCIES), deals.currency[rows]),
        "created_at": deals.created_at[rows],
        "closed_at": deals.close_at[rows],
        "is_closed": closed,
        "is_won": newest == WON,
        "owner": words([rep.name for rep in world.REPS], closer_of(people, person)),
        "type": words(list(TYPES), deals.type[rows]),
        "lost_reason": words(
            list(world.LOST_REASONS), np.where(newest == LOST, deals.reason[rows], -1)
        ),
        "next_step": words(
            ["Enviar propuesta", "Llamar al decisor", "Revisar contrato"],
            np.where(closed, -1, rows % 5 % 4 - 1),
        ),
        "updated_at": at.max(axis=1),
    }
    for code, name in enumerate(STAGES):
        frame[f"{name}_at"] = at[:, code]
    return pl.DataFrame(frame)


def closer_of(people: People, person: np.ndarray) -> np.ndarray:
    """Return who closes the deals: the person's rep, or the closer for a third of them."""
    closer = len(world.REPS) - 1
    return np.where(person % 3 == 0, closer, people.owner[person])


def _stage_parts(company: Company) -> dict[str, Part]:
    at = known(company.deals.stage_at, LATE_AT)
    return {"all": Part(np.flatnonzero(at > 0), world.LATE_EXPORT_DATE, LATE_AT, {})}


def _stage_cells(company: Company, rows: np.ndarray, until: int) -> pl.DataFrame:
    """One row per deal and stage entered; rows are positions in deals × stages."""
    deal, stage = np.divmod(rows, len(STAGES))
    at = known(company.deals.stage_at[deal], until)
    deals = _cells(company, deal, until)
    return pl.DataFrame(
        {
            "opportunity_id": deal_ids(deal),
            "name": deals["name"],
            "amount": deals["amount"],
            "owner": deals["owner"],
            "stage": words(list(STAGES), stage),
            "previous_stage": words(list(STAGES), stage_before(at, stage)),
            "next_stage": words(list(STAGES), stage_after(at, stage)),
            "changed_at": np.take_along_axis(at, stage[:, None], axis=1)[:, 0],
        }
    )


def stage_before(at: np.ndarray, stage: np.ndarray) -> np.ndarray:
    """Return the stage that each row's record was in before it entered `stage`; -1 for none.

    at: rows × stages, 0 = never.
    """
    entered = np.take_along_axis(at, stage[:, None], axis=1)
    is_lower = np.arange(at.shape[1]) < stage[:, None]
    earlier = (at > 0) & ((at < entered) | ((at == entered) & is_lower))
    newest = at.shape[1] - 1 - np.argmax(np.where(earlier, at, 0)[:, ::-1], axis=1)
    return np.where(earlier.any(axis=1), newest, -1)


def stage_after(at: np.ndarray, stage: np.ndarray) -> np.ndarray:
    """Return the stage that each row's record moved to from `stage`; -1 where it still is there."""
    entered = np.take_along_axis(at, stage[:, None], axis=1)
    is_higher = np.arange(at.shape[1]) > stage[:, None]
    later = (at > entered) | ((at == entered) & is_higher)
    newest = np.iinfo(np.int64).max
    following = np.argmin(np.where(later, at, newest), axis=1)
    return np.where(later.any(axis=1), following, -1)


FRAMES = {
    "deals": Frame("deals", _parts, _cells),
    "deal_stages": Frame("deal_stages", _stage_parts, _stage_cells),
}
