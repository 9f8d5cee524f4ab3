"""Breaks exports as files break in real life: bytes, cells, quotes, encodings, headers, archives.

Every data row carries words such as `tok0017` that occur nowhere else, so that a test can say
whether something of the file was lost. Everything is drawn from the seed.
"""

# ruff: noqa: E501 - rows of exports are as wide as they are
from __future__ import annotations

import functools
import gzip
import io
import random
import re
import zipfile
from dataclasses import dataclass

import duckdb
import openpyxl

ROWS = 12


@dataclass(frozen=True)
class Mutant:
    """A folder of exports: {name: bytes}; `broken` is the file that was changed."""

    files: dict[str, bytes]
    broken: str
    what: str

    def words(self, encoding: str) -> set[str]:
        """Return the words of the changed file that a load, which read it so, has to account for."""
        name = encoding if encoding.startswith("utf-16") else "latin-1"
        lines = re.split(r"[\r\n]+", self.files[self.broken].decode(name, "ignore"))
        text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        return set(re.findall(r"tok\d{4}(?!\d)", text))


def _table(header: str, row: str, delimiter: str = ",") -> str:
    lines = [header]
    lines += [
        row.format(n=n, a=f"tok{2 * n:04d}", b=f"tok{2 * n + 1:04d}", day=n % 28 + 1)
        for n in range(ROWS)
    ]
    return "\n".join(line.replace("|", delimiter) for line in lines) + "\n"


TEXTS = {
    "template/leads.csv": _table(
        "lead_id|created_at|first_name|notes|opted_out|employees",
        '{a}|2026-03-{day:02d}|"José, {n}"|nota {b}|true|{n}',
    ),
    "template/nps_responses-2026-04.csv": _table(
        "response_id|responded_at|score|comment", '{a}|2026-03-{day:02d}T10:00:00Z|{n}|"dijo {b}"'
    ),
    "template/contact_attempts.csv": _table(
        "attempt_id|lead_id|occurred_at|channel|outcome|phone|subject",
        "{a}|L{n}|2026-03-{day:02d} 09:30:00|call|connected|+59399123450{n}|{b}",
    ),
    "hubspot/hubspot-crm-exports-all-contacts-2026-04-30.csv": _table(
        '"ID de registro"|"Correo"|"Nombre"|"Fecha de creación"|"Número de teléfono"',
        '"{a}"|"p{n}@x.example"|"Ñandú {b}"|"2026-03-{day:02d} 10:00"|"099 123 450{n}"',
    ),
    "odd/prospectos.csv": _table(
        "id|fecha|origen|nota|monto", "{a}|{day:02d}/03/2026|{b}|línea|1.234,5", ";"
    ),
}
MAPPING = """system: odd
locale: {timezone: America/Bogota, dates: dmy, decimal: ",", currency: COP}
nulls: ["-"]
files:
  - pattern: "prospectos*.csv"
    recognised_by: [fecha]
    entity: leads
    columns: {lead_id: [id], created_at: [fecha, {header: Fecha 2, timezone: UTC}], source: [origen]}
    constants: {lead_type: inbound, opted_out: false}
    values: {record_type: {lead: [prospecto], contact: [contacto]}}
    lookups: {empresas: {by: [empresa]}}
    locale: {dates: dmy}
    total_when_empty: [lead_id]
lookups:
  empresas: {pattern: "empresas*.csv", key: [empresa], columns: {company: [nombre]}, many: false}
skip:
  - {pattern: "viejo*", reason: "of last year"}
"""


@functools.cache
def workbook() -> bytes:
    """Return a small workbook of leads."""
    book = openpyxl.Workbook()
    for line in TEXTS["template/leads.csv"].splitlines():
        book.active.append([cell.strip('"') for cell in re.split(r",(?! )", line)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@functools.cache
def parquet(folder: str) -> bytes:
    """Return a small Parquet file of leads; `folder` is where it is written."""
    path = f"{folder}/leads.parquet"
    duckdb.sql(
        "copy (select printf('tok%04d', (2 * i)::int) as lead_id, timestamp '2026-03-05 08:00' as created_at, "
        f"printf('tok%04d', (2 * i + 1)::int) as notes from range({ROWS}) t(i)) to '{path}' (format parquet)"
    )
    with open(path, "rb") as stream:  # noqa: PTH123
        return stream.read()


HOSTILE_BYTES = [
    b'"', b'""', b"\x00", b"\xff", b"\xe9", b"\xc3", b"\r", b"\n", b"\r\n", b"\t", b";", b"|", b",",
    b"\xef\xbb\xbf", b"\x1a", b"\xf0\x9f\x98\x80", b"\\", b"'", b"#", b"\x80\x81", b"\xe2\x80\xa8",
]  # fmt: skip
HOSTILE_CELLS = [
    "", '"', "2026-13-45", "31/02/2026", "0000-00-00", "1e400", "-1e-400", "NaN", "Infinity", "9" * 400,
    "1.234.567,89", "5.93E+11", "=1+1", "'", "true", "null", "\\N", "Total", "Total: 5", "#REF!", "a" * 70_000,
    "1970-01-01T00:00:00+25:00", "99999-01-01", "-4713-01-01", "24:00", "２０２６", "\u202e", "{}", "[1]", "0x1F",
    "1" + "0" * 40, "12:61:61", "31-dic-26", "1/1/1", "$", "()", "--5", "1e5", "+", ".", ",",
]  # fmt: skip
NAMES = [
    "leads[1].csv",
    "leads-*.csv",
    "leads?.csv",
    "leads {1}.csv",
    "leads-it's.csv",
    "leads-é.csv",
]


def mutant(seed: int, folder: str) -> Mutant:
    """Return the mutant of a seed; `folder` is for files that DuckDB has to write."""
    draw = random.Random(seed)
    kind = draw.choices(
        ["text", "gzip", "workbook", "parquet", "mapping", "name"], [60, 8, 8, 8, 14, 2]
    )[0]
    files = {}
    if kind == "text":
        name = draw.choice(list(TEXTS))
        content, what = _broken_text(draw, TEXTS[name])
        files[name] = content
    elif kind == "gzip":
        name = "template/leads.csv.gz"
        files[name], what = _broken_bytes(draw, gzip.compress(TEXTS["template/leads.csv"].encode()))
    elif kind == "workbook":
        name = "template/leads.xlsx"
        files[name], what = _broken_workbook(draw)
    elif kind == "parquet":
        name = "template/leads.parquet"
        files[name], what = _broken_bytes(draw, parquet(folder))
    elif kind == "name":
        name = "template/" + draw.choice(NAMES)
        files[name], what = _broken_text(draw, TEXTS["template/leads.csv"])
    else:
        name = "odd/mapping.yml"
        content, what = _broken_mapping(draw)
        files = {"odd/prospectos.csv": TEXTS["odd/prospectos.csv"].encode(), name: content}
    if name.startswith("odd/"):
        files.setdefault("odd/mapping.yml", MAPPING.encode())
    if draw.random() < 0.2:
        files.setdefault("template/leads-2026-01.csv", TEXTS["template/leads.csv"].encode())
    return Mutant(files, name, f"{kind}: {what}")


def _broken_text(draw: random.Random, text: str) -> tuple[bytes, str]:
    steps = [_cell, _line, _header, _quote, _bytes, _encoding, _truncated, _beyond, _delimiter]
    content, done = text.encode(), []
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        step = draw.choice(steps)
        content = step(draw, content)
        done.append(step.__name__)
    return content, " ".join(done)


def _lines(content: bytes) -> list[bytes]:
    return content.split(b"\n")


def _cell(draw: random.Random, content: bytes) -> bytes:
    lines = _lines(content)
    at = draw.randrange(len(lines))
    delimiter = b";" if b";" in lines[0] else b","
    cells = lines[at].split(delimiter)
    hostile = draw.choice(HOSTILE_CELLS).encode()
    cells[draw.randrange(len(cells))] = draw.choice([hostile, b'"' + hostile + b'"'])
    lines[at] = delimiter.join(cells)
    return b"\n".join(lines)


def _line(draw: random.Random, content: bytes) -> bytes:
    lines = _lines(content)
    at = draw.randrange(len(lines))
    choice = draw.randrange(6)
    if choice == 0:
        lines.insert(at, draw.choice([b"", b"  ", b",,,,,,,", b"# note", b"Report", b"\r", b";"]))
    elif choice == 1:
        lines.insert(at, lines[draw.randrange(len(lines))])
    elif choice == 2:
        lines[at] = lines[at].rstrip(b'"') + b"\r"
    elif choice == 3:
        return b"\r\n".join(lines)
    elif choice == 4:
        return b"\r".join(lines)
    else:
        lines[at] = lines[at][: draw.randrange(len(lines[at]) + 1)]
    return b"\n".join(lines)


def _header(draw: random.Random, content: bytes) -> bytes:
    lines = _lines(content)
    delimiter = b";" if b";" in lines[0] else b","
    cells = lines[0].split(delimiter)
    at = draw.randrange(len(cells))
    choice = draw.randrange(5)
    if choice == 0:
        cells.pop(at)
    elif choice == 1:
        cells[at] = draw.choice(cells)
    elif choice == 2:
        cells[at] = draw.choice([b"", b'"', b'"a\nb"', b" ", b"x" * 500, b"\xff", b"a;b"])
    elif choice == 3:
        cells.insert(at, draw.choice([b"", b"extra", b"lead_id"]))
    else:
        draw.shuffle(cells)
    lines[0] = delimiter.join(cells)
    return b"\n".join(lines)


def _quote(draw: random.Random, content: bytes) -> bytes:
    for _ in range(draw.choice([1, 1, 2, 3])):
        places = [match.start() for match in re.finditer(rb'[,;\n"]', content)] or [0]
        at = draw.choice(places) + draw.randrange(2)
        if content[at : at + 1] == b'"' and draw.random() < 0.5:
            content = content[:at] + content[at + 1 :]
        else:
            content = content[:at] + b'"' + content[at:]
    return content


def _bytes(draw: random.Random, content: bytes) -> bytes:
    for _ in range(draw.choice([1, 1, 2, 5])):
        at = draw.randrange(len(content) + 1)
        width = draw.choice([0, 0, 1, 3])
        hostile = draw.choice([*HOSTILE_BYTES, bytes([draw.randrange(256)])])
        content = content[:at] + hostile + content[at + width :]
    return content


def _encoding(draw: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    name = draw.choice(["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig", "utf-32"])
    return text.encode(name, "replace")


def _truncated(draw: random.Random, content: bytes) -> bytes:
    return content[: draw.randrange(len(content) + 1)]


def _beyond(draw: random.Random, content: bytes) -> bytes:
    lines = _lines(content)
    at = draw.randrange(len(lines))
    delimiter = b";" if b";" in lines[0] else b","
    lines[at] += delimiter * draw.choice([1, 1, 2, 5, 9]) + draw.choice(
        [b"tok9999", b"", b" ", b'"tok9999']
    )
    return b"\n".join(lines)


def _delimiter(draw: random.Random, content: bytes) -> bytes:
    old = b";" if b";" in _lines(content)[0] else b","
    return content.replace(
        old, draw.choice([b";", b",", b"\t", b"|", b"::", b" "]), draw.choice([-1, 3])
    )


def _broken_bytes(draw: random.Random, content: bytes) -> tuple[bytes, str]:
    choice = draw.randrange(4)
    if choice == 0:
        return content[: draw.randrange(len(content))], "truncated"
    if choice == 1:
        return content + draw.choice([b"x", b"\x00" * 100, content]), "longer"
    broken = bytearray(content)
    for _ in range(draw.choice([1, 1, 2, 8])):
        at = draw.randrange(len(broken))
        broken[at] = draw.randrange(256)
    if choice == 2:
        at = draw.randrange(len(broken))
        del broken[at : at + draw.choice([1, 4, 16])]
    return bytes(broken), "bytes"


def _broken_workbook(draw: random.Random) -> tuple[bytes, str]:
    if draw.random() < 0.4:
        return _broken_bytes(draw, workbook())
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(target, "w") as out:
        names = source.namelist()
        chosen = draw.choice([n for n in names if "sheet1" in n] * 6 + names)
        is_dropped = draw.random() < 0.1
        for name in names:
            content = source.read(name)
            if name == chosen:
                if is_dropped:
                    continue
                content = _broken_xml(draw, content)
            out.writestr(name, content)
    return target.getvalue(), f"xml of {chosen}"


def _broken_xml(draw: random.Random, content: bytes) -> bytes:
    pairs = [
        (rb'r="(\d+)"', b'r="99999999"'), (rb'r="([A-Z]+)\d', b'r="ZZZZ1'), (rb'r="[A-Z]+', b'r="'),
        (rb"<v>\d+</v>", b"<v>999999</v>"), (rb"<v>[^<]*</v>", b"<v>x</v>"), (rb't="\w+"', b't="s"'),
        (rb't="\w+"', b't="d"'), (rb's="\d+"', b's="99"'), (rb"</row>", b""), (rb"<row", b"<row><row"),
        (rb"<\?xml[^>]*>", b'<?xml version="1.0" encoding="utf-16"?>'), (rb"<dimension[^>]*>", b""),
        (rb"^", b"<!DOCTYPE x [<!ENTITY a 'tok'>]>"), (rb'ref="[^"]*"', b'ref="A1:XFD9999999"'),
    ]  # fmt: skip
    if draw.random() < 0.4:
        return _broken_bytes(draw, content)[0]
    pattern, to = draw.choice(pairs)
    return re.sub(pattern, lambda _: to, content, count=draw.choice([1, 1, 0]))


def _broken_mapping(draw: random.Random) -> tuple[bytes, str]:
    hostile = draw.choice(
        ["5", "-1.5", "[1, 2]", "[]", "{}", "{a: b}", "true", "null", "~", "2026-13-45", "2026-02-30 25:00", "''",
         "[[a]]", "&x [*x]", "!!python/object:os.system x", "!!binary aGk=", "1e999", "0o9", "*nobody", '"', "[",
         "- -", "x: y: z", "9" * 400, "!!set {a}", "<<: {a: b}", "\t", "éá", "(", "[(]", "\\", "? x", "|", "text"]
    )  # fmt: skip
    choice = draw.randrange(4)
    if choice == 0:
        content, _ = _broken_bytes(draw, MAPPING.encode())
        return content, "bytes"
    lines = MAPPING.splitlines()
    if choice == 1:
        lines.pop(draw.randrange(len(lines)))
        return "\n".join(lines).encode(), "line"
    places = list(
        re.finditer(r"(?<=[:\[,] )[^\s,{}\[\]][^,{}\[\]\n]*|(?<=: )[\[{].*[\]}]", MAPPING)
    )
    place = draw.choice(places)
    text = MAPPING[: place.start()] + hostile + MAPPING[place.end() :]
    return text.encode(), f"{place[0][:20]} → {hostile[:20]}"
