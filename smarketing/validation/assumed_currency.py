"""Amounts of files that name no currency anywhere: what they are taken for, and what changes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from smarketing.contract import load_contract

MONEY = ("amount", "cost")


@dataclass(frozen=True)
class Assumed:
    """The amounts of one file and column that count in the reporting currency."""

    file: str
    entity: str
    column: str
    count: int
    rows: tuple[int, ...]

    def remedy(self) -> str:
        """Return which setting says what they are in."""
        return (
            f"if they are in another, write `locale: {{currency: …}}` in "
            f"{self.file.split('/')[0]}/mapping.yml; if all amounts are, `reporting_currency` in "
            "settings.yml"
        )

    def sentence(self, currency: str) -> str:
        """Return what a load says of them."""
        return f"{self.file}: no currency, so {self.column} counts as {currency}; {self.remedy()}"


def assumed_currencies(
    connection: duckdb.DuckDBPyConnection, shown_rows: int = 3
) -> Iterator[Assumed]:
    """Yield the files of schema raw whose amounts neither a cell nor a mapping gives a currency."""
    for name, entity in load_contract().items():
        for column in MONEY:
            if column not in entity.columns or "currency" not in entity.columns:
                continue
            found = connection.execute(
                f"select one._file, count(*), list(one._row order by one._row)[:{shown_rows}] "
                f"from raw.{name} as one semi join ("
                "select file from raw._files group by file having count(currency) = 0"
                ") as files on one._file = files.file "
                f"where one.currency is null and one.{column} != 0 group by 1 order by 1"
            ).fetchall()
            for file, count, rows in found:
                yield Assumed(file, name, column, count, tuple(rows))
