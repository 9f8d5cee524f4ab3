"""One report being written: its data, its language and how it will be shown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from babel import Locale

from smarketing.paths import published_warehouse
from smarketing.report.frame.data import ReportData, load_report_data
from smarketing.report.frame.formatting import Formatter, check_locales
from smarketing.report.frame.messages import Messages
from smarketing.report.frame.safety import as_words, clean_label
from smarketing.text.system_labels import system_labels

PAGE, LAB = "page", "lab"
FUNNEL_STAGES = ("lead", "mql", "sql", "opportunity", "customer")


@dataclass(frozen=True)
class Report:
    """What every section gets. `output` is `page` (themed, for the exporter) or `lab`."""

    data: ReportData
    locale: str
    company: str
    output: str

    def read(
        self, table: str, *columns: str, where: str = "true", parameters: dict | None = None
    ) -> pl.DataFrame:
        """Return the rows of a mart such as `contact.rpt_speed_to_lead`, as the warehouse has it.

        columns: all where none is named. where: SQL, with parameters written `$name`.
        """
        return self.data.warehouse.read(table, *columns, where=where, parameters=parameters)

    def query(self, sql: str, parameters: dict | None = None) -> pl.DataFrame:
        """Return the rows of a query on the warehouse; parameters are written `$name`."""
        return self.data.warehouse.query(sql, parameters)

    @cached_property
    def fmt(self) -> Formatter:
        """The formatter of the locale."""
        return Formatter(self.locale, self.data.run.number_locale)

    @cached_property
    def msg(self) -> Messages:
        """The texts of the language."""
        return Messages(self.fmt.language)

    @property
    def is_page(self) -> bool:
        """Whether a page is being made; else cells are shown in JupyterLab."""
        return self.output == PAGE

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        column = f"label_{self.fmt.language}"
        keys = (
            ("channels", "channel"),
            ("stages", "stage"),
            ("kpis", "kpi_id"),
            ("lead_types", "lead_type"),
        )
        return {
            (seed, row[key]): clean_label(row[column])
            for seed, key in keys
            for row in self.data.seeds[seed].iter_rows(named=True)
            if row[key] and row[column]
        }

    @cached_property
    def _kpis(self) -> dict[str, dict]:
        return {row["kpi_id"]: row for row in self.data.seeds["kpis"].iter_rows(named=True)}

    def channel(self, name: str | None) -> str:
        """Return a channel's label; the catalogue's words for the ones no seed names."""
        if name is None:
            return self.msg.text("label.none")
        key = f"label.channel_{name.lower().strip('()')}"
        fallback = self.msg.text(key) if self.msg.has(key) else clean_label(name)
        return self._labels.get(("channels", name), fallback)

    def stage(self, name: str | None) -> str:
        """Return a stage's label."""
        if name is None:
            return self.msg.text("label.none")
        return self._labels.get(("stages", name), as_words(name))

    def stage_short(self, name: str | None) -> str:
        """Return a stage's label without its abbreviation in brackets, for titles."""
        return self.stage(name).split(" (")[0]

    def stage_code(self, name: str | None) -> str:
        """Return the abbreviation in a stage's label, `LCM`; the label where it has none."""
        label = self.stage(name)
        return label.rpartition("(")[2].rstrip(")") if label.endswith(")") else label

    def lead_type(self, name: str | None) -> str:
        """Return a lead type's label; one without a label by its name as words."""
        if name is None:
            return self.msg.text("label.none")
        if name == "all":
            return self.msg.text("label.all")
        return self._labels.get(("lead_types", name), as_words(name))

    def column(self, name: str) -> str:
        """Return the translated name of a column."""
        return self.msg.text(f"column.{name}")

    def reason(self, name: str | None) -> str:
        """Return a loss reason as the CRM gives it; words for none."""
        if name is None or name in ("", "(none)"):
            return self.msg.text("label.no_reason")
        return clean_label(name)

    def system(self, name: str) -> str:
        """Return the name of a source system as people write it."""
        if name == "template":
            return self.msg.text("label.system_template")
        return system_labels().get(name, clean_label(name))

    def country(self, code: str) -> str:
        """Return the name of a country from its two letters; anything else as it is."""
        territories = Locale.parse(self.fmt.language).territories
        return territories.get(code.upper(), clean_label(code))

    def kpi(self, kpi_id: str) -> str:
        """Return a KPI's label; one without a label by its name as words."""
        return self._labels.get(("kpis", kpi_id), as_words(kpi_id))

    def direction(self, kpi_id: str) -> int:
        """Return +1 where more is better, −1 where less is, 0 where neither."""
        word = self._kpis.get(kpi_id, {}).get("direction", "up")
        return {"up": 1, "down": -1}.get(word, 0)

    def counts_events(self, kpi_id: str) -> bool:
        """Return whether a KPI counts what happens one by one, so that chance moves it."""
        return bool(self._kpis.get(kpi_id, {}).get("counts_events"))

    def tiles(self, page: str) -> list[str]:
        """Return the KPIs that a page shows as tiles, in their order."""
        return [
            kpi_id
            for kpi_id, row in self._kpis.items()
            if page in (row.get("tiles") or "").split(";")
        ]

    def listed(self, items: Iterable[str]) -> str:
        """Join words as a sentence does: `a, b y c`."""
        words = list(items)
        if len(words) < 2:
            return "".join(words)
        link = self.msg.text("label.and")
        if self.fmt.language == "es" and words[-1].lower().startswith(("i", "hi")):
            link = "e"
        return f"{', '.join(words[:-1])} {link} {words[-1]}"


def open_report(
    *,
    warehouse: str = "",
    month: str | None = None,
    as_of: str | None = None,
    locale: str = "es",
    sample: bool | None = None,
    company: str = "",
    output: str = LAB,
) -> Report:
    """Return the report to write, of a month, from a warehouse; empty: the published one.

    Raises DataRefused for an unknown locale, month or as-of date, SmarketingError without a file.
    """
    path = published_warehouse(os.environ | ({"WAREHOUSE": warehouse} if warehouse else {}))
    data = load_report_data(path, month=month, as_of=as_of, sample=sample, keep_open=output == PAGE)
    name = clean_label(company or data.run.company_name)
    return Report(data, check_locales([locale])[0], name, output)
