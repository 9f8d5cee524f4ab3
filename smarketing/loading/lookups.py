"""Tables that complete rows of other files, such as HubSpot's companies."""

from __future__ import annotations

from smarketing.errors import DataRefused
from smarketing.loading.copy_cells import Staged
from smarketing.loading.files import exported_at
from smarketing.loading.header_sources import Source, column_name, find_sources, header_index
from smarketing.loading.record_ids import in_style
from smarketing.loading.specs import Lookup
from smarketing.loading.typing_sql import identifier, match_key_of
from smarketing.loading.workshop import Workshop
from smarketing.text.words import match_key


def build_lookup(
    lookup: Lookup, staged: list[Staged], workshop: Workshop, id_style: str = ""
) -> str:
    """Create a table (lookup_key, columns …) from all files of a lookup; return its name.

    With `many`, a column holds all values of a key as a ; list in text order; with `unique`, what
    all its rows say alike; else the newest export's. Raises DataRefused if a file lacks the key.
    """
    parts = []
    for one in staged:
        index = header_index(one.sniffed.layout.headers)
        sources, _ = find_sources(lookup.key, one.sniffed.layout, index)
        if not sources:
            wanted = " or ".join(f'"{option.header}"' for option in lookup.key[:4])
            raise DataRefused(
                f"{one.sniffed.file.name}: the key is missing; expected a header {wanted}."
            )
        day = exported_at(one.sniffed.file.base_name)
        texts = ", ".join(map(_key_text, sources))
        select = [
            f"{comparable(f'coalesce({texts})', lookup, id_style)} as lookup_key",
            f"'{day or ''}' as exported",
            f"'{one.sniffed.file.name.replace(chr(39), chr(39) * 2)}' as file",
            f"{one.row_number} as file_row",
        ]
        for column, headers in lookup.columns.items():
            cells = [column_name(index[match_key(h)]) for h in headers if match_key(h) in index]
            text = f"nullif(trim(coalesce({', '.join(cells)})), '')" if cells else "null::varchar"
            select.append(f"{text} as {identifier(column)}")
        parts.append(f"select {', '.join(select)} from {one.table}")
    columns = [identifier(column) for column in lookup.columns]
    rows = " union all ".join(parts)
    if lookup.is_many:
        values = ", ".join(f"string_agg(distinct {c}, ';' order by {c}) as {c}" for c in columns)
        query = (
            f"select lookup_key, {values} from ({rows}) "
            "where lookup_key is not null group by lookup_key"
        )
    elif lookup.is_unique:
        alike = ", ".join(
            f"case when count(distinct {c}) = 1 then min({c}) end as {c}" for c in columns
        )
        query = (
            f"select lookup_key, {alike} from ({rows}) "
            "where lookup_key is not null group by lookup_key"
        )
    else:
        query = (
            f"select lookup_key, {', '.join(columns)} from ({rows}) where lookup_key is not null "
            "qualify row_number() over (partition by lookup_key order by exported desc, file desc, "
            "file_row desc) = 1"
        )
    table = workshop.new_table("lookup")
    workshop.connection.execute(f"create table {table} as {query}")
    return table


def _key_text(source: Source) -> str:
    cells = [f"nullif(trim({cell}), '')" for cell in (source.reference, source.beside) if cell]
    return cells[0] if len(cells) == 1 else f"nullif(concat_ws(' ', {', '.join(cells)}), '')"


def comparable(text: str, lookup: Lookup, id_style: str) -> str:
    """Return the form in which two keys of a lookup are equal: ids as they are, names as words."""
    key = in_style(text, id_style)
    return match_key_of(key) if lookup.is_unique else key
