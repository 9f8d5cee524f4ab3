"""Says what a folder would load, and drafts a mapping for a file that no system knows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb
import yaml

from smarketing.contract import Entity, load_contract
from smarketing.errors import DataRefused
from smarketing.loading.copy_cells import Workshop, sniff_file
from smarketing.loading.decoding import inspect_bytes
from smarketing.loading.files import ExportFile
from smarketing.loading.loader import load
from smarketing.loading.progress import LoadResult
from smarketing.loading.spec_reading import built_in_spec, built_in_systems
from smarketing.text.headers import match_key, nearest

EXAMPLES_PER_REASON = 3


def describe(exports: Path) -> str:
    """Return what loading the folder would give, file by file, without touching a warehouse.

    Names rows read, loaded and rejected with the most frequent reasons, cells that can't be read,
    and headers that no spec knows. Raises DataRefused as a load would.
    """
    with tempfile.TemporaryDirectory(prefix="smarketing-") as folder:
        build_file = Path(folder) / "check.duckdb"
        result = load(exports, build_file, say=lambda _: None)
        with duckdb.connect(str(build_file), read_only=True) as connection:
            return "\n".join([*_file_lines(result, connection), "", *_summary(result)])


def _file_lines(result: LoadResult, connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    for report in sorted(result.files, key=lambda r: (r.file, r.entity or "")):
        if report.entity is None:
            yield f"{report.file}: not read as rows ({report.note})"
            continue
        yield (
            f"{report.file} → {report.entity}: {report.rows_read:,} rows read, "
            f"{report.rows_loaded:,} loaded, {report.rows_rejected:,} rejected"
        )
        key = [report.file, report.entity]
        reasons = connection.execute(
            "select split_part(reason, ': ', 1) as why, count(*), "
            f"list(row_number order by row_number)[:{EXAMPLES_PER_REASON}] "
            "from raw._rejects where file = ? and entity = ? group by why order by 2 desc, 1",
            key,
        ).fetchall()
        for reason, count, rows in reasons:
            yield f"    rejected: {reason} ({count:,} rows, such as row {_listed(rows)})"
        cells = connection.execute(
            "select column_name, reason, count(*), list(row_number order by row_number)"
            f"[:{EXAMPLES_PER_REASON}] from raw._rejected_values where file = ? and entity = ? "
            "group by column_name, reason order by 3 desc, 1",
            key,
        ).fetchall()
        for column, reason, count, rows in cells:
            where = f"{count:,} cells, such as row {_listed(rows)}"
            yield f"    empty instead of {column}: {reason} ({where})"
        unmapped = connection.execute(
            "select unmapped_headers from raw._files where file = ? and entity = ?", key
        ).fetchone()[0]
        if unmapped:
            yield f"    kept in extra: {', '.join(unmapped)}"


def _listed(rows: list[int]) -> str:
    return ", ".join(str(row) for row in rows)


def _summary(result: LoadResult) -> Iterable[str]:
    loaded: dict[str, int] = {}
    for report in result.files:
        if report.entity:
            loaded[report.entity] = loaded.get(report.entity, 0) + report.rows_loaded
    missing = [name for name in load_contract() if not loaded.get(name)]
    yield "Rows per entity: " + ", ".join(f"{n} {c:,}" for n, c in sorted(loaded.items()))
    if missing:
        yield f"Without rows: {', '.join(missing)}"


def draft_mapping(file: Path) -> str:
    """Return the text of a first mapping.yml for one file: the likeliest entity and columns.

    Headers that resemble no column are listed in a comment. Raises DataRefused if the file can't
    be read.
    """
    file = Path(file)
    if not file.is_file():
        raise DataRefused(f"{file} is not a file; FILE should name one export.")
    contract = load_contract()
    with (
        tempfile.TemporaryDirectory(prefix="smarketing-") as folder,
        duckdb.connect() as connection,
    ):
        export = ExportFile(file, file.name, file.parent, True)
        workshop = Workshop(Path(folder), connection)
        content = inspect_bytes(file, file.name)
        known = _all_known_headers(contract)
        headers = sniff_file(export, content, known, workshop).layout.headers
    synonyms = _synonyms(contract)
    guesses = {n: _guess(entity, headers, synonyms[n]) for n, entity in contract.items()}
    name = max(guesses, key=lambda n: (_fit(contract[n], *guesses[n]), -len(contract[n].columns)))
    equal, similar = guesses[name]
    entity = contract[name]
    chosen = {c: {**equal, **similar}[c] for c in entity.columns if c in equal or c in similar}
    used = set(chosen.values())
    pattern = "".join("*" if c.isdigit() else c for c in file.stem)
    while "**" in pattern:
        pattern = pattern.replace("**", "*")
    document = {
        "system": file.parent.name.lower() or "my_system",
        "locale": {
            "timezone": "America/Guayaquil",
            "dates": "dmy",
            "decimal": ",",
            "currency": "USD",
        },
        "files": [
            {
                "pattern": pattern.rstrip("*") + "*",
                "entity": name,
                "columns": {column: [header] for column, header in chosen.items()},
            }
        ],
    }
    missing = [c for c in entity.required if c not in chosen]
    notes = ["# A draft: check every line, then save it as mapping.yml beside the file."]
    notes += [
        f"# Missing, required: {', '.join(missing)} (name a header or add `constants:`)."
    ] * bool(missing)
    rest = [header for header in headers if header and header not in used]
    notes += [f"# Not mapped, kept in extra: {', '.join(rest)}"] * bool(rest)
    free = [column for column in entity.columns if column not in chosen]
    notes += [f"# Columns of {name} without a header: {', '.join(free)}"] * bool(free)
    return "\n".join(notes) + "\n" + yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def _all_known_headers(contract: dict[str, Entity]) -> set[str]:
    known = {match_key(column) for entity in contract.values() for column in entity.columns}
    for system in built_in_systems():
        spec = built_in_spec(system, contract)
        known |= spec.known_headers() if spec else set()
    return known


def _synonyms(contract: dict[str, Entity]) -> dict[str, dict[str, list[str]]]:
    """Return {entity: {column: headers that some built-in system uses for it}}."""
    words = {n: {c: [c, c.replace("_", " ")] for c in e.columns} for n, e in contract.items()}
    for system in built_in_systems():
        spec = built_in_spec(system, contract)
        for entry in spec.entries if spec else ():
            for column, options in entry.columns.items():
                words[entry.entity][column] += [option.header for option in options]
    return words


def _guess(
    entity: Entity, headers: list[str], words: dict[str, list[str]]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return {column: header} of equal headers, and of the nearest among those that are left."""
    equal: dict[str, str] = {}
    for column in entity.columns:
        keys = {match_key(word) for word in words[column]}
        hit = next((h for h in headers if match_key(h) in keys and h not in equal.values()), None)
        if hit:
            equal[column] = hit
    similar: dict[str, str] = {}
    for column in entity.columns:
        taken = {*equal.values(), *similar.values()}
        left = [header for header in headers if header and header not in taken]
        near = nearest(words[column], left) if column not in equal else None
        if near:
            similar[column] = near
    return equal, similar


def _fit(entity: Entity, equal: dict[str, str], similar: dict[str, str]) -> float:
    """Return how well a file fits an entity: equal headers count, required ones most."""
    required = entity.required
    met = sum(1.0 if c in equal else 0.4 if c in similar else 0.0 for c in required)
    return 2 * met / max(len(required), 1) + 0.5 * len(equal) + 0.05 * len(similar)
