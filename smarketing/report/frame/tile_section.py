"""The section of the tiles, and their sheet in the workbook."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from smarketing.report.frame.blocks import Block, Table
from smarketing.report.frame.context import Report
from smarketing.report.frame.html import part
from smarketing.report.frame.indicators import (
    HISTORY_MONTHS,
    MONEY,
    NO_DATA,
    PENDING,
    RATE,
    SHOWN,
    TOO_FEW,
    Indicator,
)
from smarketing.report.frame.parts import section
from smarketing.report.frame.tiles import tile, unit_text

WORDS = {PENDING: "tile.pending", TOO_FEW: "tile.few", NO_DATA: "tile.no_data"}


def tile_section(report: Report, indicators: Sequence[Indicator]) -> Block:
    """Return the section of the tiles, with the key that explains arrows and colours."""
    if not indicators:
        body = part("tiles", [], [report.msg.html("tile.none_chosen")])
        return section(report, "indicadores", body=body)
    tiles = [tile(report, indicator) for indicator in indicators]
    notes = [report.msg.html(f"tile.key_{name}") for name in ("arrow", "target", "words")]
    table = tile_table(report, indicators)
    return section(report, "indicadores", body=part("tiles", tiles, notes), tables=[table])


def tile_table(report: Report, indicators: Sequence[Indicator]) -> Table:
    """Return the tiles as a sheet: value, counts, interval, target, state and the last months."""
    msg = report.msg
    months = [f"{month:%Y-%m}" for month in report.data.months(HISTORY_MONTHS)]
    rows = [_row(report, one) | dict(zip(months, one.values, strict=True)) for one in indicators]
    texts = ("name", "unit", "state")
    kinds = {name: pl.String if name in texts else pl.Float64 for name in rows[0]}
    words = {name: msg.text(f"tile.column_{name}") for name in rows[0] if name not in months}
    in_unit = (*(words[name] for name in ("value", "lower", "upper", "target")), *months)
    rates = tuple(index for index, one in enumerate(indicators) if one.kind == RATE)
    frame = pl.DataFrame(rows, schema=kinds).rename(words)
    return Table("indicadores", msg.text("section.indicadores"), frame, in_unit, rates)


def _row(report: Report, one: Indicator) -> dict:
    currency = report.data.run.reporting_currency
    bounds = one.interval if one.state == SHOWN and one.interval is not None else (None, None)
    return {
        "name": report.kpi(one.kpi_id),
        "unit": currency if one.kind == MONEY else unit_text(report, one),
        "value": one.value,
        "numerator": one.numerator if one.kind == RATE else None,
        "denominator": one.denominator if one.kind == RATE else one.sample,
        "lower": bounds[0],
        "upper": bounds[1],
        "target": one.target,
        "state": report.msg.text(WORDS[one.state]) if one.state in WORDS else "",
    }
