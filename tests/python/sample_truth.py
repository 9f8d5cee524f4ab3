"""Who the people of the sample are, from its generator alone."""

import numpy as np
import polars as pl

from smarketing.sample import journeys, outcomes, people, world
from smarketing.sample.outcomes import Story
from smarketing.sample.records import make_records, record_ids


def told(scale: float, seed: int) -> tuple[people.People, Story]:
    """Return the sample's people and what happened to them."""
    count = round(world.LEADS_AT_SCALE_ONE * scale)
    web_count = count - round(count * world.OFFLINE_SHARE)
    sessions = journeys.make_sessions(web_count, seed, null_world=False)
    crowd = people.make_people(count, sessions, seed)
    return crowd, outcomes.tell(crowd, seed, null_world=False)


def person_of_each_record(scale: float, seed: int) -> pl.DataFrame:
    """Return lead_id → person: who is behind each CRM record, also second and merged ones."""
    records = make_records(*told(scale, seed), seed)
    ids = record_ids(np.arange(len(records)))
    return pl.DataFrame({"lead_id": ids, "person": records.person})
