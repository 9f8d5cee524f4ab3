"""Turns a frame of the CRM into the text cells of one system's file."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from smarketing.sample.accent import AccentFile, Cell, Style

UNREADABLE = "sin fecha"
SECONDS_OF = {"seconds": 1, "minutes": 60, "milliseconds": 0.001}
ACCOUNT_ZONE = "America/Guayaquil"
CLOCK = "clock"  # HH:MM:SS


def rendered(frame: pl.DataFrame, file: AccentFile) -> pl.DataFrame:
    """Return the frame under the file's headers, every cell as the system writes it."""
    return frame.select(
        _expression(frame, cell, file).alias(header) for header, cell in file.columns.items()
    )


def _expression(frame: pl.DataFrame, cell: Cell, file: AccentFile) -> pl.Expr:
    if cell.others:
        every = (replace(cell, others=()), *cell.others)
        return pl.coalesce(_expression(frame, one, file) for one in every)
    if cell.constant is not None:
        return pl.lit(cell.constant)
    name = cell.column
    if name not in frame.columns:
        raise KeyError(f"{file.frame} has no column {name}; it has {', '.join(frame.columns)}")
    text = _text(name, frame.schema[name], cell, file.style)
    words = file.words.get(name) if cell.words is None else cell.words
    if words:
        text = text.replace(words)
    if f"{name}_unreadable" in frame.columns:
        text = pl.when(f"{name}_unreadable").then(pl.lit(UNREADABLE)).otherwise(text)
    return pl.lit(cell.prefix) + text if cell.prefix else text


def _text(name: str, kind: pl.DataType, cell: Cell, style: Style) -> pl.Expr:
    column = pl.col(name)
    if name.endswith("_at"):
        return _time(column, cell.style or style.times, style.timezone)
    if name.endswith("_seconds"):
        return _duration(column, cell.style or style.durations)
    if name == "amount":
        return _money(column, style)
    if kind == pl.Boolean:
        yes, no = style.booleans
        return pl.when(column).then(pl.lit(yes)).otherwise(pl.lit(no))
    return column.cast(pl.String)


def _time(seconds: pl.Expr, written_as: str, timezone: str) -> pl.Expr:
    moment = pl.from_epoch(seconds.cast(pl.Int64), time_unit="s").dt.replace_time_zone("UTC")
    # A day without a time is the account's day, whatever zone the times are written in.
    zone = timezone if "%H" in written_as or "%I" in written_as else ACCOUNT_ZONE
    return pl.when(seconds > 0).then(moment.dt.convert_time_zone(zone).dt.strftime(written_as))


def _duration(seconds: pl.Expr, unit: str) -> pl.Expr:
    if unit == CLOCK:
        return pl.from_epoch(seconds.cast(pl.Int64), time_unit="s").dt.strftime("%H:%M:%S")
    if unit == "minutes":
        return (seconds / SECONDS_OF[unit]).round(4).cast(pl.String)
    return (seconds / SECONDS_OF[unit]).round().cast(pl.Int64).cast(pl.String)


def _money(text: pl.Expr, style: Style) -> pl.Expr:
    whole, cents = text.str.slice(0, text.str.len_chars() - 3), text.str.tail(2)
    if style.thousands:
        # Groups of three from the right, marked from the left of the reversed text.
        marked = whole.str.reverse().str.replace_all(r"(\d{3})", f"${{1}}{style.thousands}")
        whole = marked.str.reverse().str.strip_prefix(style.thousands)
    return whole + pl.lit(style.decimal) + cents
