"""What the cells of a column show: one pass of DuckDB over a file, a sample for telephones."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import duckdb

from smarketing.loading import time_sql, typing_sql
from smarketing.loading.ambiguity import (
    NumberEvidence,
    needs_order,
    own_order,
    profile_times,
    weigh_numbers,
)
from smarketing.loading.cell_text import cell_text
from smarketing.loading.copy_cells import Staged
from smarketing.loading.header_sources import column_name
from smarketing.loading.specs import HeaderOption
from smarketing.loading.time_sql import TimeProfile
from smarketing.loading.typing_sql import literal
from smarketing.text.conventions import FALSE_WORDS, TRUE_WORDS

EMAIL = r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+(\s*;\s*[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+)*"
# Meta's lead forms write `p:` before each number.
TELEPHONE_SHAPE = r"(p:)?[+(]?\d[\d\s()./-]{6,20}"
DATE_SHAPE = r"\d[-/. ]|T|1\d{12}|^(19|20)\d{6}$"
WEB_ADDRESS = r"(https?://|www\.)\S+|/[\w/.-]*"
# A column is of a kind if so many of its filled cells are.
KIND_SHARE = 0.9
TELEPHONES_TRIED = 300
# In so many rows the people who sell repeat; so many different cells are no team's.
ROWS_TO_REPEAT = 10
DIFFERENT_SHARE = 0.9
TELEPHONE_SHARE = 0.7


@dataclass
class ColumnEvidence:
    """Counts of one column's cells. `file` is the name of its file, `sql` the trimmed cell."""

    file: str
    table: str
    header: str
    sql: str
    rows: int
    filled: int
    distinct: int
    emails: int
    times: int
    clocks: int
    numbers: int
    whole: int
    yes_no: int
    addresses: int
    profile: TimeProfile = field(default_factory=TimeProfile)
    decimals: NumberEvidence = field(default_factory=NumberEvidence)
    telephone_regions: Counter = field(default_factory=Counter)
    telephones_tried: int = 0

    @property
    def kind(self) -> str:
        """empty, email, phone, time, clock, boolean, number, url or text."""
        if not self.filled:
            return "empty"
        for kind, count in (
            ("email", self.emails),
            ("time", self.times),
            ("clock", self.clocks),
        ):
            if count >= KIND_SHARE * self.filled:
                return kind
        if self.yes_no == self.filled and self.distinct <= 2:
            return "boolean"
        if self.telephones >= TELEPHONE_SHARE * max(self.telephones_tried, 1):
            return "phone"
        if self.numbers >= KIND_SHARE * self.filled:
            return "number"
        return "url" if self.addresses >= KIND_SHARE * self.filled else "text"

    @property
    def telephones(self) -> int:
        """How many of the cells tried the library takes for a telephone number."""
        return sum(self.telephone_regions.values())

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value of its own."""
        return self.filled == self.rows == self.distinct and self.rows > 0

    @property
    def differs_by_row(self) -> bool:
        """Whether nearly every cell is another one, in a file long enough to repeat some."""
        return self.filled >= ROWS_TO_REPEAT and self.distinct >= DIFFERENT_SHARE * self.filled

    @property
    def has_time_of_day(self) -> bool:
        """Whether most of the column's times name an hour."""
        return self.profile.without_time < 0.5 * max(self.profile.filled, 1)

    @property
    def day_order(self) -> str | None:
        """Return dmy or mdy where the cells decide it, else None."""
        return own_order(self.profile, None)

    @property
    def needs_day_order(self) -> bool:
        """Whether some cell reads differently in the two orders."""
        return needs_order(self.profile)

    def words(self) -> str:
        """Return the evidence for the column's kind in words."""
        filled = f"{self.filled:,}"
        return {
            "empty": "no cell is filled",
            "email": f"{self.emails:,} of {filled} have an @",
            "time": f"{self.times:,} of {filled} are dates"
            + (" with a time of day" if self.has_time_of_day else " without a time"),
            "clock": f"{self.clocks:,} of {filled} look like 00:01:30",
            "boolean": f"{self.yes_no:,} of {filled} are yes or no",
            "phone": f"{self.telephones} of {self.telephones_tried} tried are telephones"
            + "".join(f" of {r}" for r, _ in self.telephone_regions.most_common(1) if r),
            "number": f"{self.numbers:,} of {filled} are numbers",
            "url": f"{self.addresses:,} of {filled} are addresses of pages",
            "text": f"{self.distinct:,} different texts in {filled} cells",
        }[self.kind]


def measure(staged: Staged, connection: duckdb.DuckDBPyConnection) -> list[ColumnEvidence]:
    """Return the evidence of every column that has a header, in the file's order."""
    headers = staged.sniffed.layout.headers
    name = staged.sniffed.file.path.name
    rows = connection.execute(f"select count(*) from {staged.table}").fetchone()[0]
    columns = []
    for position, header in enumerate(headers):
        if not header:
            continue
        cell = cell_text(column_name(position), HeaderOption(header), ())
        column = ColumnEvidence(
            name, staged.table, header, cell, rows, *_counts(staged, cell, connection)
        )
        _look_closer(column, connection)
        columns.append(column)
    return columns


def _counts(staged: Staged, cell: str, connection: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """Return how many cells are filled, different, and of each kind, in the fields' order.

    Each different cell is looked at once; the slow readings of dates and numbers only where the
    cells' shape says that they may be some.
    """
    cells = (
        f"select cell, count(*) as n from (select {cell} as cell from {staged.table}) "
        "where cell is not null group by cell"
    )
    yes_no = ", ".join(literal(word) for word in (*TRUE_WORDS, *FALSE_WORDS))

    def count(*conditions: str) -> tuple[int, ...]:
        sums = ", ".join(f"coalesce(sum(n) filter (where {one}), 0)::bigint" for one in conditions)
        return connection.execute(f"select {sums}, count(*) from ({cells})").fetchone()

    emails, clocks, whole, yes_or_no, addresses, dated, numeric, filled, distinct = count(
        f"regexp_full_match(cell, '{EMAIL}')",
        "regexp_full_match(cell, '\\d+(:\\d\\d){1,2}')",
        "regexp_full_match(cell, '-?\\d+')",
        f"lower(strip_accents(cell)) in ({yes_no})",
        f"regexp_full_match(cell, '{WEB_ADDRESS}')",
        f"regexp_matches(cell, '{DATE_SHAPE}')",
        "regexp_matches(cell, '\\d')",
        "true",
    )
    times = numbers = 0
    if dated >= KIND_SHARE * filled > 0:
        orders = (TimeProfile(filled=1, order=order) for order in ("dmy", "mdy"))
        read = " or ".join(f"{time_sql.naive_time('cell', one)} is not null" for one in orders)
        times = count(
            f"regexp_matches(cell, '{DATE_SHAPE}') and ({time_sql.is_instant('cell')} or {read})"
        )[0]
    if numeric >= KIND_SHARE * filled > 0 and times < KIND_SHARE * filled:
        read = " or ".join(
            f"{typing_sql.number('cell', 'double', sign)} is not null" for sign in ".,"
        )
        numbers = count(f"({read})")[0]
    return filled, distinct, emails, times, clocks, numbers, whole, yes_or_no, addresses


def _look_closer(column: ColumnEvidence, connection: duckdb.DuckDBPyConnection) -> None:
    """Ask more of a column whose kind is known: order of dates, decimal sign, telephones."""
    texts = f"select {column.sql} as cell from {column.table} where {column.sql} is not null"
    kind = column.kind
    if kind == "time":
        column.profile = profile_times(connection, lambda _: texts, ["cell"])["cell"]
    if kind == "number":
        is_whole = column.whole == column.filled
        column.decimals = weigh_numbers(connection, texts, "cell", is_whole)
    if kind not in ("time", "number", "text", "phone"):
        return
    tried = connection.execute(
        f"select cell from (select distinct cell from ({texts}) "
        f"where regexp_full_match(cell, '{TELEPHONE_SHAPE}')) "
        f"order by hash(cell), cell limit {TELEPHONES_TRIED}"
    ).fetchall()
    share = connection.execute(
        f"select count(*) from ({texts}) where regexp_full_match(cell, '{TELEPHONE_SHAPE}')"
    ).fetchone()[0]
    if kind != "time" and share >= KIND_SHARE * column.filled:
        column.telephone_regions, column.telephones_tried = _telephones([row[0] for row in tried])


def _telephones(cells: list[str]) -> tuple[Counter, int]:
    """Count the regions of a sample of cells that are whole international telephone numbers."""
    import phonenumbers

    regions: Counter = Counter()
    for cell in cells:
        digits = "".join(sign for sign in cell if sign.isdigit())
        try:
            number = phonenumbers.parse("+" + digits.removeprefix("00"), None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            regions[phonenumbers.region_code_for_number(number) or ""] += 1
    return regions, len(cells)


def region_of(columns: list[ColumnEvidence]) -> tuple[str, int, int] | None:
    """Return (country, telephones of it, telephones tried) where nearly all are of one country."""
    regions: Counter = Counter()
    for column in columns:
        if column.kind == "phone":
            regions.update(column.telephone_regions)
    tried = sum(regions.values())
    if not tried:
        return None
    region, count = regions.most_common(1)[0]
    return (region, count, tried) if region and count >= 0.8 * tried else None
