"""SQL that takes the lines of an exported chat apart: when, who, how long, and what is no message.

A message begins with its time and goes on until the next one. What was written is measured here
and goes no further.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smarketing.loading.specs import Chat
from smarketing.loading.typing_sql import file_name, literal

# Marks that telephones put around names and times to keep their direction of writing.
MARKS = r"[\x{200E}\x{200F}\x{202A}-\x{202E}\x{2066}-\x{2069}\x{FEFF}\x00]"
ODD_SPACES = r"[\x{00A0}\x{2007}\x{2009}\x{202F}]"
WHEN = (
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4}),? (?:a las )?"
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?: ?([ap])\.? ?m\.?)?"
)
# The head of a message as iPhones write it, and as Android does.
IPHONE, ANDROID = rf"(?i)^\[{WHEN}\] ?(.*)$", rf"(?i)^{WHEN} [-–] (.*)$"
PARTS = "['first', 'second', 'third', 'hour', 'minute', 'seconds', 'half', 'rest']"
NO_TIME = "the date or time at the beginning of the line can't be read"
NO_MESSAGE = "the line is neither a message nor a notice that the system's spec knows"


def _any(text: str, patterns: Sequence[str]) -> str:
    """Return whether a text fits one of the patterns, whatever its case."""
    if not patterns:
        return "false"
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return f"regexp_matches({text}, {literal('(?i)' + joined)})"


def folded(text: str) -> str:
    """Return a name as names are compared: without case, accents, marks and extra spaces."""
    bare = f"regexp_replace(regexp_replace({text}, '{MARKS}', '', 'g'), '{ODD_SPACES}', ' ', 'g')"
    return rf"lower(strip_accents(trim(regexp_replace({bare}, '\s+', ' ', 'g'))))"


def parts_of_messages(paths: Sequence[Path], chat: Chat) -> str:
    """Return a query of one row per message, notice, and line that is neither (`fault`).

    chat: number of the file, which is at the same time its place in `paths`.
    """
    files = ", ".join(f"({number}, {literal(str(path))})" for number, path in enumerate(paths))
    names = ", ".join(file_name(path) for path in paths)
    head = (
        f"(case when is_iphone then regexp_extract(clean, '{IPHONE}', {PARTS}) "
        f"else regexp_extract(clean, '{ANDROID}', {PARTS}) end)"
    )
    notices = chat.notices + chat.groups
    return f"""
with lines as (
    select chat, unnest(lines) as raw, unnest(range(1, len(lines) + 1)) as line
    from (
        select chat, string_split(regexp_replace(content, '\r\n?', chr(10), 'g'), chr(10)) as lines
        from read_text([{names}])
        inner join (values {files}) as files(chat, filename) using (filename)
    )
),
cleaned as (
    select chat, raw, line, regexp_replace(
        regexp_replace(raw, '{MARKS}', '', 'g'), '{ODD_SPACES}', ' ', 'g'
    ) as clean
    from lines
),
headed as (
    select *,
        regexp_matches(clean, '{IPHONE}') as is_iphone_head,
        regexp_matches(clean, '{ANDROID}') as is_android_head
    from cleaned
),
-- a chat is of one telephone; what looks like another's is a message that somebody passed on
formed as (
    select *, count_if(is_iphone_head) over of_chat > count_if(is_android_head) over of_chat
        as is_iphone
    from headed
    window of_chat as (partition by chat)
),
numbered as (
    select *,
        case when is_iphone then is_iphone_head else is_android_head end as is_head,
        sum((case when is_iphone then is_iphone_head else is_android_head end)::int)
            over (partition by chat order by line) as message
    from formed
),
split as (
    select chat, line, message, is_head, contains(raw, chr(8206)) as has_mark, clean,
        case when is_head then {head} end as head
    from numbered
),
written as (
    select *,
        case when is_head and strpos(head.rest || ' ', ': ') > 0
            then trim(left(head.rest, strpos(head.rest || ' ', ': ') - 1)) end as sender,
        case when not is_head then clean
            when strpos(head.rest || ' ', ': ') > 0
            then substr(head.rest, strpos(head.rest || ' ', ': ') + 2)
            else head.rest end as words
    from split
),
messages as (
    select
        chat, message,
        min(line) as line,
        any_value(head) filter (where is_head) as head,
        any_value(sender) filter (where is_head) as sender,
        any_value(words) filter (where is_head) as words,
        coalesce(any_value(has_mark) filter (where is_head), false) as has_mark,
        sum(length(words)) filter (where not is_head) as length_below,
        max(line) filter (where trim(words) <> '') as last_line,
        bool_or(trim(clean) <> '') as is_filled
    from written
    group by chat, message
),
-- what has a sender is a notice where the telephone marks it so; a name may hold a notice's begin
judged as (
    select *,
        coalesce({_any("sender", notices)}, false)
        or ((sender is null or has_mark) and {_any("words", notices)}) as is_notice,
        coalesce({_any("sender", chat.groups)}, false)
        or ((sender is null or has_mark) and {_any("words", chat.groups)}) as is_of_group,
        {_any("trim(words)", chat.media)} as is_media,
        {_any("trim(words)", chat.deleted)} as is_deleted,
        {_any("trim(words)", chat.forwarded)} as is_forwarded
    from messages
    where is_filled
)
select
    chat, line, head.first::int as first, head.second::int as second, head.third::int as third,
    length(head.first) as first_digits, length(head.third) as third_digits,
    head.hour::int as hour, head.minute::int as minute,
    coalesce(try_cast(head.seconds as int), 0) as seconds, lower(head.half) as half,
    case when not is_notice then sender end as sender,
    message > 0 and is_notice as is_notice,
    message > 0 and is_of_group as is_of_group,
    case when message = 0 or (sender is null and not is_notice) then {literal(NO_MESSAGE)} end
        as fault,
    case when is_deleted then 0 else
        case when is_media or is_forwarded then 0 else length(trim(words)) end
        + coalesce(length_below, 0) + greatest(coalesce(last_line, line) - line, 0)
    end as length,
    is_media, is_deleted, is_forwarded
from judged
"""


def time_by(order: str) -> str:
    """Return the local time of a message read as dmy or mdy; null where there is none."""
    day, month = ("first", "second") if order == "dmy" else ("second", "first")
    year = (
        "case when first_digits = 4 then first "
        "when third_digits = 2 then 2000 + third else third end"
    )
    day = f"case when first_digits = 4 then third else {day} end"
    month = f"case when first_digits = 4 then second else {month} end"
    hour = (
        "case when half is null or half = '' then hour when hour > 12 then 99 "
        "when half = 'p' then hour % 12 + 12 else hour % 12 end"
    )
    text = (
        f"printf('%04d-%02d-%02d %02d:%02d:%02d', {year}, {month}, {day}, {hour}, minute, seconds)"
    )
    return f"(case when first is not null then try_strptime({text}, '%Y-%m-%d %H:%M:%S') end)"
