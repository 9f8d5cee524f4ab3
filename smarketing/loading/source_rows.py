"""The rows of a staged file as an entry reads them, lookups beside, one per unpivoted cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smarketing.loading.cell_text import cell_text
from smarketing.loading.copy_cells import Staged
from smarketing.loading.header_sources import column_name
from smarketing.loading.lookups import comparable
from smarketing.loading.plan import EntryPlan
from smarketing.loading.rows_used import is_used
from smarketing.loading.specs import HeaderOption
from smarketing.loading.typing_sql import identifier, literal


def source_rows(plan: EntryPlan, staged: Staged, lookups: Mapping[str, str]) -> str:
    """Return a query of the file's rows: file_row, its cells, unpivoted and looked-up cells.

    lookups: {name of a lookup: staging table}.
    """
    select = [f"{staged.row_number} as file_row", "f.*"]
    joins = ""
    for name, positions in plan.lookup_keys.items():
        table = lookups.get(name)
        key = text_of_key(positions)
        for column in plan.spec.lookups[name].columns:
            value = f"{name}.{identifier(column)}" if table else "null::varchar"
            if plan.spec.lookups[name].keeps_unknown:
                # of a name that several have nothing is known
                told = column if plan.spec.lookups[name].is_unique else "lookup_key"
                is_known = f"{name}.{identifier(told)} is not null" if table else "false"
                value = f"(case when {is_known} then {value} else {key} end)"
            select.append(f"{value} as {identifier(f'lookup_{name}_{column}')}")
        if table:
            same = comparable(key, plan.spec.lookups[name], plan.spec.id_style)
            joins += f" left join {table} as {name} on {name}.lookup_key = {same}"
    rows = f"select {', '.join(select)} from {staged.table} as f{joins}"
    rows = rows.replace("select rowid", "select f.rowid").replace(
        "select file_row as", "select f.file_row as"
    )
    if staged.has_faults:
        rows = rows.replace("f.*", "f.* exclude (file_row)")
    used = is_used(plan, staged)
    if not plan.unpivot_columns:
        cells = ", ".join(staged.cells())
        return f"select * from ({rows}) where coalesce({cells}) is not null and {used}"
    structs = []
    for number, (position, groups) in enumerate(plan.unpivot_columns):
        parts = [f"'unpivot_number': {number}", f"'unpivot_value': {column_name(position)}"]
        parts += [f"'unpivot_{c}': {literal(text)}" for c, text in groups.items()]
        structs.append("{" + ", ".join(parts) + "}")
    unnested = f"select *, unnest([{', '.join(structs)}], recursive := true) from ({rows})"
    is_padded = may_be_padded("unpivot_value", plan, staged)
    value = cell_text("unpivot_value", HeaderOption(""), plan.spec.nulls, is_padded)
    has_value = f"{value} is not null"
    if staged.has_faults:
        # A row that can't be split has no values; it counts once.
        has_value += " or (fault is not null and unpivot_number = 0)"
    return f"select * from ({unnested}) where ({has_value}) and {used}"


def text_of_key(positions: Sequence[int]) -> str:
    """Return the cell by which a row `f` is looked up, the first of a list."""
    cells = (f"nullif(trim(split_part(f.{column_name(p)}, ';', 1)), '')" for p in positions)
    return f"coalesce({', '.join(cells)})"


def may_be_padded(reference: str, plan: EntryPlan, staged: Staged) -> bool:
    """Return whether a cell may begin or end with a space, or be empty."""
    if not reference.startswith("unpivot_"):
        return reference not in staged.tidy_columns
    if reference == "unpivot_value":
        return not staged.tidy_columns.issuperset(column_name(p) for p, _ in plan.unpivot_columns)
    told = (groups[reference.removeprefix("unpivot_")] for _, groups in plan.unpivot_columns)
    return any(not text or text != text.strip() for text in told)
