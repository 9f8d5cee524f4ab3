"""Decides, per chat and never per line, whether its dates are day/month or month/day."""

from __future__ import annotations

from collections.abc import Container

from smarketing.errors import DataRefused
from smarketing.loading.ambiguity import undecided_dates
from smarketing.loading.chat_parts import time_by
from smarketing.loading.progress import Job, Run

ORDERS = {"dmy": "day/month", "mdy": "month/day"}
# A message that waited for a connection may stand below newer ones: by hours, never by days.
TOLERANCE = "interval 1 day"


def find_orders(
    run: Run, jobs: list[Job], parts: str, groups: Container[int], kept: set[str]
) -> dict[int, str | None]:
    """Return per chat dmy or mdy, None where both read the same; problems go to the run.

    Groups aren't read, so nobody has to say how their dates are written.

    In this order: a day after the twelfth, the spec's `dates`, the order in which the chat goes
    forward, the one that the folder's other chats show, of which `kept` are those of chats that are
    not read again. A chat that takes it from others notes that in its role. One that then goes back
    in time is refused.
    """
    counts = _counts(run, parts)
    back = {order: _first_steps_back(run, parts, order) for order in ORDERS}
    found = {}
    for number, job in enumerate(jobs):
        if number in groups:
            continue
        own = run.attempt(_own_order, job, counts.get(number), number, back)
        if own:
            found[number] = own
    shown = ({order for order, _ in found.values()} | kept) & set(ORDERS)
    of_others = shown.pop() if len(shown) == 1 else None
    orders = {}
    for number, (order, example) in found.items():
        if run.attempt(_checked, jobs[number], order or of_others, example, back, number):
            jobs[number].borrows_order = order is None and example is not None
            orders[number] = None if order is None and not example else order or of_others
    return orders


def _counts(run: Run, parts: str) -> dict[int, tuple]:
    rows = run.workshop.connection.execute(
        "select chat, count(hour), min(line) filter (where a > 12 and b <= 12), "
        "min(line) filter (where b > 12 and a <= 12), "
        "arg_min(printf('%d/%d/%d', a, b, third), line) "
        "filter (where greatest(a, b) <= 12 and a <> b) "
        "from (select *, case when first_digits < 4 then first end as a, "
        f"case when first_digits < 4 then second end as b from {parts}) group by chat"
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def _first_steps_back(run: Run, parts: str, order: str) -> dict[int, tuple]:
    """Return {chat: (line, newest day before it, its day)} of the first step back in time."""
    rows = run.workshop.connection.execute(
        "select chat, line, newest::date, sent_at::date from (select chat, line, sent_at, "
        "max(sent_at) over (partition by chat order by line "
        "rows between unbounded preceding and 1 preceding) as newest "
        f"from (select chat, line, {time_by(order)} as sent_at from {parts})) "
        f"where sent_at < newest - {TOLERANCE} "
        "qualify row_number() over (partition by chat order by line) = 1"
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def _own_order(
    job: Job, counts: tuple | None, number: int, back: dict[str, dict[int, tuple]]
) -> tuple[str | None, str | None]:
    """Return the order that the chat shows, and a date that reads differently in the other."""
    messages, first_day, first_month, example = counts or (0, None, None, None)
    name = job.file.name
    if not messages:
        raise DataRefused(
            f"{name}: no line begins like a message of a chat, such as "
            "`31/12/26, 15:04 - Ana: …`; export the chat again (More > Export chat)."
        )
    if first_day and first_month:
        raise DataRefused(
            f"{name}: the date of line {first_day} can only be day/month and that of line "
            f"{first_month} only month/day, but a chat has one order; export the chat again."
        )
    if first_day or first_month:
        return ("dmy" if first_day else "mdy"), example
    if not example:
        return None, None
    if job.spec.locale.dates in ORDERS:
        return job.spec.locale.dates, example
    forward = [order for order in ORDERS if number not in back[order]]
    return (forward[0] if len(forward) == 1 else None), example


def _checked(job: Job, order: str | None, example: str | None, back: dict, number: int) -> bool:
    folder = job.file.folder.name
    if order is None and example:
        raise undecided_dates(job.file.name, "chat", example, folder)
    read_as = order or "dmy"
    if number in back[read_as]:
        line, newest, day = back[read_as][number]
        raise DataRefused(
            f"{job.file.name}, line {line}: the chat goes back from {newest} to {day} when its "
            f"dates are read as {ORDERS[read_as]}; export the chat again, or say in "
            f"{folder}/mapping.yml "
            "how the telephone writes them: `locale: {dates: dmy}` or `locale: {dates: mdy}`."
        )
    return True
