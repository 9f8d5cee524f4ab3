"""Settings that nobody has set and that change a published number: a page names them."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass

from smarketing.report.frame.context import Report
from smarketing.settings.schema import SEEDS


@dataclass(frozen=True)
class FactorySetting:
    """A setting at its shipped value: key of its text, the value, the file to change."""

    name: str
    value: str
    file: str


def factory_settings(report: Report) -> list[FactorySetting]:
    """Return the settings that a company's numbers rest on and nobody has set; none of the sample.

    A setting that is given is not listed, even where it is given the shipped value.
    """
    if report.data.run.is_sample:
        return []
    given = json.loads(report.read("core.run", "vars_given")["vars_given"][0] or "{}")
    found = [
        FactorySetting(name, str(report.data.run.vars[name]), "settings.yml")
        for name in ("timezone", "reporting_currency")
        if name not in given
    ]
    hours = _rows(report, "business_hours", "calendar_id = 'default'")
    if hours and hours == _shipped("business_hours", "calendar_id", "default"):
        weekdays = sorted({row["weekday"] for row in hours})
        value = f"{weekdays[0]}–{weekdays[-1]}, {hours[0]['opens']}–{hours[0]['closes']}"
        found.append(FactorySetting("calendar", value, "business_hours.csv"))
    costs = _rows(report, "contact_costs", "lead_type = '*'")
    for shipped in _shipped("contact_costs", "lead_type", "*"):
        for name in ("hourly_cost", "gross_margin"):
            if costs and all(float(row[name] or 0) == float(shipped[name]) for row in costs):
                value = report.fmt.number(float(shipped[name]), 2 if name == "gross_margin" else 0)
                found.append(FactorySetting(name, value, "contact_costs.csv"))
    if not _rows(report, "team_members", "true"):
        found.append(FactorySetting("team", "", "team_members.csv"))
    return found


def _rows(report: Report, seed: str, where: str) -> list[dict[str, str]]:
    """Return the rows of a seed in force as texts, in the order of their cells."""
    if not report.data.warehouse.has(f"settings.{seed}"):
        return []
    frame = report.query(
        f"select columns(*)::varchar from settings.{seed} where {where} order by all"
    )
    return frame.to_dicts()


def _shipped(seed: str, column: str, value: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row[column] == value]
    return sorted(rows, key=lambda row: list(row.values()))
