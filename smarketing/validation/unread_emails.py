"""Columns of e-mails that nothing reads, in rows whose person has no address otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from smarketing.contract import load_contract
from smarketing.loading.typing_sql import literal
from smarketing.mapping import hints
from smarketing.text.words import fold

EMAIL = r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+"
# So many of a column's cells are e-mails where it holds e-mails.
EMAIL_SHARE = 0.9
AUTHORS = ("created by", "modified by", "creado por", "modificado por", "criado por")


def unread_emails(connection: duckdb.DuckDBPyConnection, shown_rows: int) -> Iterator[tuple]:
    """Yield (file, entity, header, rows, first rows, what, remedy) of columns kept in extra.

    Addresses of sellers are left alone: the header names them.
    """
    sellers = (*hints.file_hints()["team"], *hints.column_hints("leads")["owner"], *AUTHORS)
    for entity, contract in load_contract().items():
        if "email" not in contract.columns:
            continue
        files = connection.execute(
            "select file, unnest(unmapped_headers) from raw._files where entity = ? order by all",
            [entity],
        ).fetchall()
        for file, header in files:
            if hints.fit(sellers, header) or not fold(header):
                continue
            path = literal(f'$."{fold(header)}"')
            filled, emails, lacking, rows = connection.execute(
                "select count(cell), count(cell) filter (where is_email), "
                "count(cell) filter (where is_email and email is null), "
                "(list(_row order by _row) filter (where is_email and email is null))"
                f"[:{shown_rows}] from (select *, regexp_full_match(cell, '{EMAIL}') as is_email "
                f"from (select _row, email, json_extract_string(extra, {path}) as cell "
                f"from raw.{entity} where _file = ?))",
                [file],
            ).fetchone()
            if lacking and emails >= EMAIL_SHARE * filled:
                remedy = (
                    f"if they are the person's, write `columns: {{{entity}: {{email: "
                    f'["{header}"]}}}}` in {file.split("/")[0]}/mapping.yml'
                )
                what = "an e-mail that nothing reads, and no other"
                yield file, entity, header, lacking, tuple(rows), what, remedy
