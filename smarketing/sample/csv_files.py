"""Writing export files as the systems do: encodings, delimiters, preambles, quoting."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from smarketing.sample.clock import LOCAL_OFFSET_SECONDS

ROWS_PER_WRITE = 200_000


@dataclass
class Ledger:
    """What was written: one entry per file, and the counts that truth.json repeats."""

    files: list[dict] = field(default_factory=list)

    def add(self, path: Path, kind: str, rows: int, **more: object) -> None:
        """Note a file: rows = data rows in it, without header, preamble and total rows."""
        self.files.append(
            {"file": f"{path.parent.name}/{path.name}", "kind": kind, "rows": rows} | more
        )

    def rows(self, kind: str) -> int:
        """Return the data rows written of a kind, over all files."""
        return sum(entry["rows"] for entry in self.files if entry["kind"] == kind)


def write_rows(
    path: Path,
    rows: int,
    frame_of: Callable[[int, int], pl.DataFrame],
    *,
    encoding: str = "utf-8",
    separator: str = ",",
    quote_style: str = "always",
    preamble: str = "",
    footer: str = "",
) -> None:
    """Write `rows` rows, made by `frame_of(first, behind_last)` in portions, to one file.

    Args:
        path: file to write; its folder is made.
        rows: number of rows.
        frame_of: returns the portion of rows as text columns.
        encoding: utf-8, utf-8-sig, cp1252 or utf-16.
        separator: column separator.
        quote_style: as polars names it (always, necessary).
        preamble: text before the header line.
        footer: text after the last row.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # Encoders write their byte-order mark once, so later portions use the plain form.
        mark = {"utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}.get(encoding, b"")
        plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
        file.write(mark + preamble.encode(plain))
        for first in range(0, max(rows, 1), ROWS_PER_WRITE):
            frame = frame_of(first, min(first + ROWS_PER_WRITE, rows))
            options = {
                "include_header": first == 0,
                "separator": separator,
                "quote_style": quote_style,
                "null_value": "",
            }
            if plain == "utf-8":
                frame.write_csv(file, **options)
            else:
                file.write(frame.write_csv(**options).encode(plain))
        file.write(footer.encode(plain))


def local_minutes(seconds: pl.Expr) -> pl.Expr:
    """Return UTC seconds (0 = never) as HubSpot writes them: local, to the minute."""
    moment = pl.from_epoch(seconds + LOCAL_OFFSET_SECONDS, time_unit="s")
    return pl.when(seconds > 0).then(moment.dt.strftime("%Y-%m-%d %H:%M"))


def iso_times(seconds: np.ndarray) -> pl.Series:
    """Return UTC seconds as the template writes times; null for 0 (never)."""
    frame = pl.DataFrame({"at": np.asarray(seconds, dtype=np.int64)})
    moment = pl.from_epoch("at", time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return frame.select(pl.when(pl.col("at") > 0).then(moment)).to_series()


def money_text(cents: np.ndarray) -> pl.Series:
    """Return amounts in cents as texts with two decimals and a point."""
    whole, rest = pl.col("cents") // 100, pl.col("cents") % 100
    text = pl.format("{}.{}", whole, rest.cast(pl.String).str.zfill(2))
    return pl.DataFrame({"cents": cents}).select(text).to_series()


def gathered(series: pl.Series, positions: np.ndarray) -> pl.Series:
    """Return the values at the positions; null for negative ones."""
    frame = pl.DataFrame({"position": np.asarray(positions, dtype=np.int64)})
    known = pl.when(pl.col("position") >= 0).then(pl.col("position"))
    return series.gather(frame.select(known).to_series())


def words(values: list[str | None], codes: np.ndarray) -> pl.Series:
    """Return the text of each code; negative codes give null."""
    return gathered(pl.Series(values, dtype=pl.String), codes)
