"""Whatever is in a chat, it is read rightly or refused by name, and no word of it is kept."""

# ruff: noqa: E501 - lines of chats are as wide as they are
from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from chat_exports import (
    FORMS,
    MEMBER,
    NUMBER,
    PERSON,
    SECRET,
    conversation,
    packed,
    text_of,
)

from smarketing.errors import DataRefused
from smarketing.loading import load

# More, or others: SMARKETING_CHATS=5000 SMARKETING_CHATS_FROM=100000 pytest …
FIRST = int(os.environ.get("SMARKETING_CHATS_FROM", "0"))
CONTACTS = "nombre,teléfono,vendedor\nana perez 🎓,0991234567,\nLuis Paz,,Luis Paz\n"
HEAD = re.compile(
    r"^(\[?)(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4}),? (?:a las )?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?"
    r"(?: ?([ap])\. ?m\.?| ?([ap])m)?(\]| [-–]) ?(.*)$",
    re.IGNORECASE,
)
# a notice may be changed and still be one
NOTICE = re.compile("encrypt|extremo|ponta|security|seguridad|segurança")
HOSTILE = [
    b"\x00", b"\xff", b"\xe2\x80\x8e", b"\xe2\x80\xaf", b"\r", b"\n", b"\n\n", b": ", b":", b" - ", b"[", b"]", b"/", b"'",
    b'"', b"\xef\xbb\xbf", b"\xf0\x9f\x98\x80", b"0", b"13", b"99", b"\\", b"\t", b"{}", b"12/3/26, 15:04 - x: y\n",
    b"45/45/26, 15:04 - ", b"p. m.", b"AM", b"\xc3", b"<Media omitted>", b"Luis: ", b"+593 98 000 1111: ",
]  # fmt: skip


def mutant(seed: int) -> tuple[str, bytes, str]:
    """Return the name, bytes and text of a changed chat."""
    draw = random.Random(seed)
    form = replace(draw.choice(FORMS), is_zip=draw.random() < 0.2)
    content = text_of(conversation(seed, messages=draw.choice([3, 8, 16])), form).encode()
    for _ in range(draw.choice([1, 1, 2, 4])):
        content = draw.choice([_bytes, _bytes, _line, _digit, _words])(draw, content)
    if draw.random() < 0.1:
        content = content.decode("utf-8", "replace").encode(
            draw.choice(["utf-16", "utf-8-sig", "cp1252"]), "replace"
        )
    given = packed(form, content)
    if form.is_zip and draw.random() < 0.5:
        at = draw.randrange(len(given))
        given = given[:at] + bytes([draw.randrange(256)]) + given[at + draw.choice([0, 1, 9]) :]
    return f"{seed:06d}/{form.name.rsplit('/', 1)[-1]}", given, _decoded(content)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _bytes(draw: random.Random, content: bytes) -> bytes:
    at = draw.randrange(len(content) + 1)
    hostile = draw.choice([*HOSTILE, b"", bytes([draw.randrange(256)])])
    return content[:at] + hostile + content[at + draw.choice([0, 0, 1, 4, 40]) :]


def _line(draw: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    at, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    choice = draw.randrange(5)
    if choice == 0:
        lines[at], lines[other] = lines[other], lines[at]
    elif choice == 1:
        lines.insert(at, lines[other])
    elif choice == 2:
        del lines[at]
    elif choice == 3:
        lines[at] = lines[at][: draw.randrange(len(lines[at]) + 1)]
    else:
        return b"\n".join(lines[: at + 1])
    return b"\n".join(lines)


def _digit(draw: random.Random, content: bytes) -> bytes:
    places = [match.start() for match in re.finditer(rb"\d", content)] or [0]
    at = draw.choice(places)
    return content[:at] + str(draw.randrange(10)).encode() + content[at + 1 :]


def _words(draw: random.Random, content: bytes) -> bytes:
    old, new = draw.choice(
        [(b"Luis Paz", b"Eva"), (b"Luis Paz", b"zqx Paz"), (b": ", b" "), (b" - ", b" "), (b"/", b"-"), (b"2026", b"26"),
         (b"\n", b"\r\n"), (b"\n", b"\r"), ("Pérez".encode(), b"Perez"), (b", ", b" "), (b":", b"."), (b"AM", b"a.m.")]
    )  # fmt: skip
    return content.replace(old, new, draw.choice([-1, 1, 3]))


def _clean(line: str) -> str:
    line = re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00]", "", line)
    return re.sub("[\u00a0\u2007\u2009\u202f]", " ", line)


def heads_of(text: str) -> dict[int, tuple[dict[str, dt.datetime], str]]:
    """Return per line that begins a message its time in both orders and what follows."""
    lines = [_clean(line) for line in re.split(r"\r\n|\r|\n", text)]
    found = {n: m for n, line in enumerate(lines, 1) if (m := HEAD.match(line))}
    forms = Counter(match[1] for match in found.values() if (match[1] == "[") == (match[10] == "]"))
    form = "[" if forms["["] > forms[""] else ""
    return {
        n: ({order: _time(match, order) for order in ("dmy", "mdy")}, match[11])
        for n, match in found.items()
        if match[1] == form and (match[1] == "[") == (match[10] == "]")
    }


def _time(match: re.Match, order: str) -> dt.datetime | None:
    first, second, third, hour, minute = (int(match[n]) for n in range(2, 7))
    half = (match[8] or match[9] or "").lower()
    day, month = (first, second) if order == "dmy" else (second, first)
    year = third + 2000 if len(match[4]) == 2 else third
    if len(match[2]) == 4:
        year, month, day = first, second, third
    if half:
        hour = 99 if hour > 12 else hour % 12 + (12 if half == "p" else 0)
    try:
        return dt.datetime(year, month, day, hour, minute, int(match[7] or 0))
    except ValueError:
        return None


def load_without_refused(folder: Path, texts: dict[str, str]) -> set[str]:
    """Load the chats; those that are refused leave first. Returns their names."""
    refused: set[str] = set()
    for _ in range(3):
        try:
            load(folder / "exports", folder / "build.duckdb", say=lambda _: None)
        except DataRefused as refusal:
            lines = str(refusal).splitlines()
            named = {line: [name for name in texts if f"whatsapp/{name}" in line] for line in lines}
            assert all(len(names) == 1 for names in named.values()), named
            assert SECRET not in str(refusal)
            for (name,) in named.values():
                shutil.rmtree((folder / "exports" / "whatsapp" / name).parent)
                refused.add(name)
        else:
            return refused
    raise AssertionError("still refused")


def problems_of(name: str, text: str, rows: dict[int, tuple], rejected: set[int]) -> list[str]:
    """Return what is wrong with how a chat was read. rows: line → (local time, direction)."""
    heads, problems = heads_of(text), []
    orders = [
        order
        for order in ("dmy", "mdy")
        if all(line in heads and heads[line][0][order] == at for line, (at, _) in rows.items())
    ]
    if rows and not orders:
        problems.append(f"{name}: times of no order: {list(rows.items())[:2]}")
    for line, (_, rest) in heads.items():
        is_person = rest.startswith((f"{PERSON}: ", f"{NUMBER}: "))
        is_member = rest.startswith(f"{MEMBER}: ")
        direction = rows[line][1] if line in rows else None
        if (direction == "outbound" and is_person) or (direction == "inbound" and is_member):
            problems.append(f"{name}, line {line}: {direction}")
        said = NOTICE.search(rest)
        if (is_person or is_member) and not said and line not in rows and line not in rejected:
            problems.append(f"{name}, line {line}: lost")
    return problems


def check(folder: Path, seeds: range) -> Counter:
    """Load a mutant per seed in one go; return how many were read, refused, left out."""
    target = folder / "exports" / "whatsapp"
    target.mkdir(parents=True)
    (target / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    texts = {}
    for seed in seeds:
        name, content, text = mutant(seed)
        (target / name).parent.mkdir()
        (target / name).write_bytes(content)
        texts[name] = text
    refused = load_without_refused(folder, texts)
    with duckdb.connect(str(folder / "build.duckdb"), read_only=True) as connection:
        ask = lambda query: connection.execute(query).fetchall()  # noqa: E731
        assert ask(
            "select count(*) from raw._files where rows_read <> rows_loaded + rows_rejected"
        ) == [(0,)]
        tables = [
            name
            for (name,) in ask("select table_name from duckdb_tables() where schema_name = 'raw'")
        ]
        kept = "\n".join(str(row) for table in tables for row in ask(f'from raw."{table}"'))
        files = {name for (name,) in ask("select file from raw._files where entity is not null")}
        rows, rejected = {}, {}
        for file, line, at, direction in ask(
            "select _file, _row, occurred_at - interval 5 hours, direction from raw.contact_attempts"
        ):
            rows.setdefault(file, {})[line] = (at, direction)
        for file, line in ask("select file, row_number from raw._rejects"):
            rejected.setdefault(file, set()).add(line)
    words = set(re.findall(rf"{SECRET}\d{{4}}x\d{{3}}x\d", kept))
    assert not words, sorted(words)[:3]
    problems = []
    for name, text in texts.items():
        file = f"whatsapp/{name}"
        if file in files:
            problems += problems_of(name, text, rows.get(file, {}), rejected.get(file, set()))
    assert problems == [], "\n".join(problems[:10])
    return Counter(
        refused=len(refused), read=len(files), left_out=len(texts) - len(refused) - len(files)
    )


def test_changed_chats_are_read_rightly_or_refused(tmp_path):
    found = check(tmp_path, range(FIRST, FIRST + 120))
    assert found["read"] > 60
    assert found["refused"] > 5


@pytest.mark.slow
def test_two_thousand_changed_chats_are_read_rightly_or_refused(tmp_path):
    count = int(os.environ.get("SMARKETING_CHATS", "2000"))
    found = check(tmp_path, range(FIRST + 1000, FIRST + 1000 + count))
    assert found["read"] > count / 2
