"""Silent leads of all lists in one file per CRM, to be moved to nurture at once. No names."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from smarketing.report.frame.safety import neutralise
from smarketing.report.pages.worklist.phrases import Words

OTHER_ID = "lead_id"
NEXT_STEP = "Smarketing next step"


def nurture_files(
    words: Words, rows: pl.DataFrame, id_headers: Mapping[str, str]
) -> dict[str, bytes]:
    """Return file name → CSV of each system's leads for nurture, as the CRM imports them.

    id_headers: system → header of its ids, as `make write-back` writes them; `lead_id` for others.
    """
    files = {}
    silent = rows.filter(pl.col("bulk_action") == "send_to_nurture")
    for (system,), mine in silent.sort("lead_id").group_by("source_system", maintain_order=True):
        header = id_headers.get(str(system), OTHER_ID)
        ids = [neutralise(str(value)) for value in mine["lead_id"]]
        step = words.msg.text("worklist.action_send_to_nurture")
        table = pl.DataFrame({header: ids, NEXT_STEP: [step] * len(ids)})
        files[f"nurture-{system}.csv"] = table.write_csv().encode()
    return files
