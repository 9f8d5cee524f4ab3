"""Exported chats: a file of messages becomes a staging table of when, who, how long.

What people wrote is measured and left where it is: neither a row nor a reject holds it.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from smarketing.errors import DataRefused
from smarketing.loading.chat_order import find_orders
from smarketing.loading.chat_parts import NO_TIME, parts_of_messages, time_by
from smarketing.loading.chat_people import NOBODY, find_people
from smarketing.loading.copy_cells import Sniffed, Staged
from smarketing.loading.decoding import inspect_bytes, transcode
from smarketing.loading.files import ExportFile, check_unpacked
from smarketing.loading.progress import Job, Run
from smarketing.loading.sniff import Layout, find_encoding
from smarketing.loading.specs import CONTACTS, Spec
from smarketing.loading.typing_sql import literal
from smarketing.loading.workshop import Workshop
from smarketing.text.words import shown

HEADERS = [
    "message", "date", "direction", "phone", "lead_id", "link_system", "rep", "length", "media",
    "deleted", "forwarded",
]  # fmt: skip
ENDINGS = (".txt", ".zip")
WHOLE_CHAT = "_chat.txt"
# Of what the team writes, who wrote it; what comes in is one person's, whoever reads it.
BY = "case when direction = 'outbound' then coalesce(rep, '') end"
NOT_KEPT = "(what a chat says is not kept)"
GROUP = (
    "a group's chat, where nobody is written to in particular; left out (export the chats with one "
    "person)"
)
CHAT_COLUMNS = ("chat bigint", *(
    f"{name} varchar" for name in ("day_order", "contact_key", "phone", "lead_id", "link_system")
))  # fmt: skip
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError,
    ValueError, KeyError,
)  # fmt: skip


def is_chat(file: ExportFile, spec: Spec) -> bool:
    """Return whether a file is a chat of a system that exports chats."""
    return spec.chat is not None and file.path.name.lower().endswith(ENDINGS)


# ------------------------------------------------------------------------------------- files


def sniff_chat(file: ExportFile, sha256: str, workshop: Workshop) -> Sniffed:
    """Return a chat whose text lies ready as UTF-8; raises DataRefused if there is none."""
    path, name = file.path, file.path.name
    _check_filled(file, path)
    if name.lower().endswith(".zip"):
        path = workshop.new_path("-chat.txt")
        name = _unpack(file, path)
    elif name.lower() == WHOLE_CHAT and len(PurePosixPath(file.name).parts) > 2:
        name = PurePosixPath(file.name).parent.name
    content = inspect_bytes(path, file.name)
    _check_filled(file, path)
    encoding = find_encoding(path, file.name, content.is_utf8)
    plain = workshop.new_path("-utf8.txt")
    transcode(path, encoding, plain)
    return Sniffed(
        file, sha256, "chat", plain, content, Layout(encoding, "", 1, HEADERS), name=name
    )


def _check_filled(file: ExportFile, path: Path) -> None:
    if not path.stat().st_size:
        raise DataRefused(f"{file.name} is empty (0 bytes); export the chat again.")


def _unpack(file: ExportFile, target: Path) -> str:
    """Unpack the chat of an archive, without its pictures; return the name it goes by."""
    try:
        with zipfile.ZipFile(file.path) as archive:
            texts = [
                part
                for part in archive.infolist()
                if part.filename.lower().endswith(".txt") and "__MACOSX" not in part.filename
            ]
            whole = [p for p in texts if PurePosixPath(p.filename).name.lower() == WHOLE_CHAT]
            chosen = whole or texts
            if len(chosen) != 1:
                raise DataRefused(
                    f"{file.name} holds {len(chosen)} texts, of which one should be the chat; "
                    "export the chat again, without what was sent with it."
                )
            check_unpacked(file.name, file.path.stat().st_size, chosen[0].file_size)
            with archive.open(chosen[0]) as packed, target.open("wb") as plain:
                shutil.copyfileobj(packed, plain)
    except DataRefused:
        raise
    except BROKEN_ZIP as error:
        what = shown(type(error).__name__, 80)
        raise DataRefused(
            f"{file.name} can't be unpacked ({what}); export the chat again."
        ) from None
    return file.path.name if whole else PurePosixPath(chosen[0].filename).name


# ------------------------------------------------------------------------------------ staging


def stage_chats(
    run: Run, jobs: list[Job], unchanged: list[Job], contacts: dict[tuple[Path, str], str]
) -> None:
    """Stage every chat; one of a group gets a note instead, because nobody is written to there.

    unchanged: files that are not read again. contacts: (folder, lookup) → table of who goes by
    which name. Problems are collected in the run.
    """
    for folder in dict.fromkeys(job.file.folder for job in jobs):
        mine = [job for job in jobs if job.file.folder == folder]
        kept = {
            run.known[job.file.name].day_order
            for job in unchanged
            if job.file.folder == folder and job.role.get("is_chat")
        }
        _stage_folder(run, mine, contacts.get((folder, CONTACTS)), kept)


def _stage_folder(run: Run, jobs: list[Job], contacts: str | None, kept: set[str]) -> None:
    parts = run.workshop.new_table("chats")
    paths = [job.sniffed.path for job in jobs]
    run.workshop.connection.execute(
        f"create table {parts} as {parts_of_messages(paths, jobs[0].spec.chat)} order by chat, line"
    )
    people = find_people(run, jobs, parts, contacts)
    orders = find_orders(run, jobs, parts, people.groups, kept)
    chats, readable = [], []
    for number, job in enumerate(jobs):
        if number in people.groups:
            job.note = GROUP
            continue
        if number not in orders:
            continue
        contact = people.contacts.get(number, NOBODY)
        order = orders[number]
        chats.append((number, order or "dmy", contact.key, *contact.cells()))
        readable.append((number, job, order))
    table = _staged(run.workshop, parts, people.table, chats)
    for number, job, order in readable:
        rows = f"(select * exclude (chat), rowid from {table} where chat = {number})"
        job.staged = Staged(job.sniffed, rows, "file_row", len(HEADERS), has_faults=True)
        job.staged.day_order = None if job.borrows_order else order


def _staged(workshop: Workshop, parts: str, senders: str, chats: list[tuple]) -> str:
    """Return the staging table of the messages of all chats.

    A message's id is made of the person, its minute, who wrote it and which of that minute it is:
    the same in every export of the chat, whatever the telephone's language.
    """
    flags = ("is_media", "is_deleted", "is_forwarded")
    cells = [
        f"md5(concat_ws('|', contact_key, direction, {BY}, minute, nth))",
        "strftime(sent_at, '%Y-%m-%d %H:%M:%S')",
        "direction", "phone", "lead_id", "link_system", "rep", "length::varchar",
        *(f"case when {flag} then 'true' end" for flag in flags),
    ]  # fmt: skip
    columns = ", ".join(
        f"case when fault is null then {cell} end as c{n}" for n, cell in enumerate(cells)
    )
    known = workshop.table_of("known", CHAT_COLUMNS, chats)
    target = workshop.new_table("messages")
    workshop.connection.execute(
        f"""
create table {target} as
with moments as (
    select parts.* rename (fault as own_fault), chats.* exclude (chat),
        case when chats.day_order = 'dmy' then {time_by("dmy")} else {time_by("mdy")} end as sent_at
    from {parts} as parts inner join {known} as chats on parts.chat = chats.chat
    where not parts.is_notice
),
judged as (
    select moments.*, senders.direction, senders.rep, date_trunc('minute', sent_at) as minute,
        coalesce(own_fault, case when sent_at is null then {literal(NO_TIME)} end, senders.fault)
            as fault
    from moments
    left join {senders} as senders
        on moments.chat = senders.chat and moments.sender = senders.sender
),
numbered as (
    select *, row_number() over (
        partition by chat, direction, {BY}, minute, fault is null order by line
    ) as nth
    from judged
)
select chat, line as file_row, fault, {columns},
    case when fault is not null then {literal(NOT_KEPT)} end as beyond
from numbered order by chat, line"""
    )
    return target
