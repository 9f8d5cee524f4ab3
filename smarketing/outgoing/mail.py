"""Reports by e-mail: chosen ones to chosen people, only when asked.

The message holds a text and the page's mail-safe version where one lies beside it
(`<page>_mail.html`: no script, pictures inside), or the page itself where it was made as a mail;
otherwise the page and its workbook are attachments.
"""

from __future__ import annotations

import base64
import mimetypes
import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.outgoing.mail_server import ADDRESS
from smarketing.report.frame.messages import Messages
from smarketing.report.portal.contents import PERSONAL, Contents, Folder, read_contents
from smarketing.report.portal.words import Words

PICTURE = re.compile(r'src="data:(image/[\w.+-]+);base64,([A-Za-z0-9+/=\s]+)"')
WORKLISTS = "worklists"
MAILS = ("marketing_update", "product_update")


@dataclass(frozen=True)
class Chosen:
    """A page to send: its title, its file, and its period as people say it."""

    title: str
    file: Path
    period: str


def check_recipients(addresses: Sequence[str]) -> list[str]:
    """Return the addresses, each once; raises DataRefused for none and for what is no address."""
    words = [word for text in addresses for word in re.split(r"[,;\s]+", text) if word]
    wrong = [word for word in words if not ADDRESS.fullmatch(word)]
    if wrong:
        raise DataRefused(f"{wrong[0]} is not an e-mail address; nothing was sent.")
    if not words:
        raise DataRefused("Nobody to send to; name people with --to or SEND_TO. Nothing was sent.")
    return list(dict.fromkeys(words))


def choose(
    out: Path, names: Sequence[str], locale: str, period: str = "", *, with_people: bool = False
) -> list[Chosen]:
    """Return the pages of names such as `monthly_marketing_report` or `worklist/ana-vega`.

    period: `YYYY-MM` or `YYYY-MM-DD`, the newest of each page by default. Raises DataRefused for
    an unknown page, and for one that names people unless with_people says so.
    """
    contents = read_contents(out)
    words = [word for text in names for word in re.split(r"[,\s]+", text) if word]
    if not words:
        known = ", ".join(_names(contents)) or "none yet"
        raise DataRefused(
            f"No report to send; name one with --report or SEND_REPORTS. There are: {known}."
        )
    speaker = Words(locale, contents, [])
    return [_choose(out, contents, speaker, name, period, with_people) for name in words]


def _choose(
    out: Path, contents: Contents, words: Words, name: str, period: str, with_people: bool
) -> Chosen:
    notebook, _, owner = name.partition("/")
    found = [
        (folder, page)
        for folder in (*contents.months, *contents.days)
        for page in folder.pages
        if page.notebook == notebook and page.links and str(folder.period).startswith(period)
    ]
    if not found:
        known = ", ".join(_names(contents)) or "none yet"
        of_period = f" of {period}" if period else ""
        raise DataRefused(
            f"There is no report {notebook}{of_period} in {out}; there are: {known}. "
            "Nothing was sent."
        )
    folder, page = max(found, key=lambda pair: (pair[0].as_of, pair[0].period))
    if page.kind == PERSONAL and not with_people:
        raise DataRefused(
            f"{notebook} names people, so it is sent only with --with-personal-data; nothing was "
            "sent."
        )
    file = out / words.links(page)[0][1]
    if owner:
        file = _list_of(file, owner, name)
    return Chosen(words.title(page), file, _period(folder, words, contents))


def _list_of(team_page: Path, owner: str, name: str) -> Path:
    file = team_page.parent / WORKLISTS / f"{owner}.html"
    there = sorted(path.stem for path in file.parent.glob("*.html"))
    if owner not in there:
        raise DataRefused(
            f"There is no {name}; there are: {', '.join(there) or 'none'}. Nothing was sent."
        )
    return file


def _names(contents: Contents) -> list[str]:
    folders = (*contents.months, *contents.days)
    return sorted({page.notebook for folder in folders for page in folder.pages if page.links})


def _period(folder: Folder, words: Words, contents: Contents) -> str:
    is_month = folder in contents.months
    return words.month(folder) if is_month else words.day(folder.period)


def compose(
    out: Path, chosen: Sequence[Chosen], locale: str, sender: str, recipients: Sequence[str]
) -> EmailMessage:
    """Return the message: text, mail-safe page where there is one, else pages as attachments."""
    contents = read_contents(out)
    messages = Messages(locale.split("-")[0])
    first = chosen[0]
    message = EmailMessage()
    parts = (contents.company, first.title, first.period)
    # a name from the settings may hold a line end, which no header may
    message["Subject"] = " ".join(" · ".join(part for part in parts if part).split())
    message["From"] = sender
    message["To"] = ", ".join(recipients)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].strip("> ") or "localhost")
    lines = [f"- {page.title}, {page.period}" for page in chosen]
    key = "sample_text" if contents.is_sample else "text"
    message.set_content("\n".join([messages.text(f"mail.{key}"), "", *lines, ""]))
    inline = next((page for page in chosen if _mail_safe(page.file).is_file()), None)
    if inline:
        _put_inline(message, _mail_safe(inline.file).read_text(encoding="utf-8"))
    for page in chosen:
        for path in (page.file, page.file.with_suffix(".xlsx")):
            if path.is_file() and not (page is inline and path == page.file):
                _attach(message, path)
    return message


def _mail_safe(page: Path) -> Path:
    """Return where a page's mail lies: `dashboard.en.html` → `dashboard_mail.en.html`.

    The weekly updates are mails themselves.
    """
    if page.name.partition(".")[0] in MAILS:
        return page
    stem, _, rest = page.name.partition(".")
    return page.with_name(f"{stem}_mail.{rest}")


def _put_inline(message: EmailMessage, html: str) -> None:
    """Add a page as the message's HTML; its pictures go beside it, as mail programs want them."""
    pictures: list[tuple[str, str, bytes]] = []

    def beside(match: re.Match) -> str:
        name = make_msgid(domain="report")
        pictures.append((name, match[1], base64.b64decode(match[2])))
        return f'src="cid:{name[1:-1]}"'

    message.add_alternative(PICTURE.sub(beside, html), subtype="html")
    body = message.get_payload()[-1]
    for name, kind, picture in pictures:
        main, sub = kind.split("/")
        body.add_related(picture, main, sub, cid=name)


def _attach(message: EmailMessage, path: Path) -> None:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    main, sub = kind.split("/")
    # months' pages are all called index
    name = f"{path.parent.name}-{path.name}"
    message.add_attachment(path.read_bytes(), maintype=main, subtype=sub, filename=name)
