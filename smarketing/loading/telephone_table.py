"""The table `raw._telephones`: which number each way of writing is, once per number and country.

Raw keeps a number as it was written; with the country of its record it is one of this table, so
that SQL compares numbers and not texts.
"""

from __future__ import annotations

from functools import cache

import duckdb

from smarketing.contract import Entity
from smarketing.loading.telephones import Numbering, Telephone, telephones_in
from smarketing.loading.typing_sql import identifier, literal

BATCH = 100_000


class TelephoneTable:
    """Keeps `raw._telephones` up to date with the numbers in raw.

    The library takes a tenth of a millisecond per number, so numbers of files that are written can
    be read ahead in another thread, while the next files are.
    """

    def __init__(self, contract: dict[str, Entity], numbering: Numbering) -> None:
        self._columns = [
            (entity, column.name)
            for entity in contract.values()
            for column in entity.columns.values()
            if column.is_telephone
        ]
        self._default_region = numbering.default_region
        self._region = cache(numbering.region)
        self._read: dict[tuple[str, str | None], tuple[Telephone, ...]] = {}

    def new_numbers(
        self, connection: duckdb.DuckDBPyConnection, entity: str, file: str
    ) -> list[tuple[str, str]]:
        """Return the numbers of a file, with their countries as given, that the table lacks."""
        columns = [column for column in self._columns if column[0].name == entity]
        if not columns:
            return []
        written = _written(columns, f"_file = {literal(file)}")
        return connection.execute(
            f"select * from ({written}) anti join raw._telephones "
            "using (number_as_given, country_as_given)"
        ).fetchall()

    def read_ahead(self, numbers: list[tuple[str, str]]) -> None:
        """Read numbers that `write` will ask for."""
        for number, country in numbers:
            self._telephones(number, self._region(country))

    def write(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Bring the table up to date.

        One row per number as written, country as written and region; those that are gone leave,
        those whose region the settings changed are read again.
        """
        connection.execute(
            f"create or replace temp table written_telephones as {_written(self._columns)}"
        )
        words = connection.execute("select distinct country_as_given from written_telephones")
        regions = [(word, self._region(word)) for (word,) in words.fetchall()]
        codes = [code or f"({self._default_region})" for _, code in regions]
        connection.execute(
            "create or replace temp table telephone_regions as "
            "select unnest($1) as country_as_given, unnest($2) as region",
            [[word for word, _ in regions], codes],
        )
        connection.execute(
            "create or replace temp table wanted_telephones as "
            "select number_as_given, country_as_given, region from written_telephones "
            "inner join telephone_regions using (country_as_given)"
        )
        connection.execute(
            "delete from raw._telephones where (number_as_given, country_as_given, region) not in "
            "(select (number_as_given, country_as_given, region) from wanted_telephones)"
        )
        missing = connection.execute(
            "from wanted_telephones except "
            "select number_as_given, country_as_given, region from raw._telephones"
        ).fetchall()
        # by number: the sorted batches compress well, and two builds write the same file
        missing.sort()
        for start in range(0, len(missing), BATCH):
            self._insert(connection, missing[start : start + BATCH])
        for table in ("written_telephones", "telephone_regions", "wanted_telephones"):
            connection.execute(f"drop table {table}")

    def _insert(
        self, connection: duckdb.DuckDBPyConnection, rows: list[tuple[str, str, str]]
    ) -> None:
        found = [
            (*row, one.phone_number, one.national_number, one.is_country_named)
            for row in rows
            for one in self._telephones(row[0], None if row[2].startswith("(") else row[2])
        ]
        columns = [list(column) for column in zip(*found, strict=True)]
        places = ", ".join(f"unnest(${n})" for n in range(1, len(columns) + 1))
        connection.execute(f"insert into raw._telephones select {places}", columns)

    def _telephones(self, number: str, region: str | None) -> tuple[Telephone, ...]:
        found = self._read.get((number, region))
        if found is None:
            found = telephones_in(number, region, self._default_region)
            self._read[number, region] = found
        return found


def _written(columns: list[tuple[Entity, str]], condition: str = "true") -> str:
    """Return a query of every number and country that some row of raw writes."""
    parts = []
    for entity, column in columns:
        country = "coalesce(lower(trim(country)), '')" if "country" in entity.columns else "''"
        parts.append(
            f"select distinct {identifier(column)} as numbers, {country} as country_as_given "
            f"from raw.{identifier(entity.name)} "
            f"where {identifier(column)} is not null and {condition}"
        )
    numbers = "trim(unnest(string_split(numbers, ';')))"
    every = f"select {numbers} as number_as_given, country_as_given from ({' union '.join(parts)})"
    return f"select distinct * from ({every}) where number_as_given <> ''"
