"""The stamp of a build, and the arithmetic of months."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from smarketing.errors import DataRefused
from smarketing.report.frame.warehouse import Warehouse
from smarketing.settings.variables import project_vars

SAMPLE_COMPANY = "Andes Capacita"


@dataclass(frozen=True)
class Run:
    """The stamp of a build (core.run).

    vars: every var of dbt_project.yml as that build used it.
    """

    as_of: date
    timezone: str
    reporting_currency: str
    settings_hash: str
    code_version: str
    number_locale: str
    minimum_sample: int
    late_export_days: int
    exports_folder: str
    is_sample: bool
    headline_attribution_model: str
    vars: Mapping[str, Any] = field(default_factory=project_vars)
    newest_event_date: date | None = None

    @property
    def company_name(self) -> str:
        """The name that stands on every page; empty where nobody has set it."""
        return SAMPLE_COMPANY if self.is_sample else str(self.vars.get("company_name") or "")

    @property
    def data_until(self) -> date:
        """The last day of which there is data: the newest event's, where as_of lies behind it."""
        return min(self.as_of, self.newest_event_date or self.as_of)


def add_months(month: date, months: int) -> date:
    """Return the first day of the month that lies `months` after that of `month`."""
    index = month.year * 12 + month.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def parse_month(text: str | None, as_of: date) -> date:
    """Return the first day of `YYYY-MM`; of the as-of date's month when empty."""
    if not text:
        return as_of.replace(day=1)
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        raise DataRefused(f"month: '{text}' is not a month; write it as YYYY-MM.") from None


def load_run(warehouse: Warehouse, sample: bool | None) -> Run:
    """Read core.run; a sample warehouse stays one whatever `sample` says. DataRefused if empty."""
    rows = warehouse.read("core.run")
    if not rows.height or rows["as_of"][0] is None:
        raise DataRefused(
            "The warehouse has no dated event: nothing to report. Check the exports with "
            "`make check-exports`."
        )
    row = rows.row(0, named=True)
    loaded = warehouse.read("raw._run")
    stamp = loaded.row(0, named=True) if loaded.height else {}
    is_sample = bool(row["is_sample"] or stamp.get("is_sample"))
    return Run(
        as_of=row["as_of"],
        timezone=row["timezone"] or "UTC",
        reporting_currency=row["reporting_currency"] or "USD",
        settings_hash=row["settings_hash"] or "",
        code_version=row["code_version"] or "",
        number_locale=row["number_locale"] or "es",
        minimum_sample=row["minimum_sample"] or 30,
        late_export_days=row["late_export_days"] or 7,
        exports_folder=row["exports_folder"] or stamp.get("exports_folder") or "",
        is_sample=is_sample if sample is None else bool(sample) or is_sample,
        headline_attribution_model=row["headline_attribution_model"] or "linear",
        newest_event_date=row.get("newest_event_date"),
        vars=project_vars() | json.loads(row["vars_given"] or "{}"),
    )
