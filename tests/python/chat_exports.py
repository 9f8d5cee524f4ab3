"""Chats as telephones export them: every system, language, clock and order of the date.

One conversation, drawn from a seed, is written in each of the forms; every word of it is a secret
that no table may hold.
"""

# ruff: noqa: E501 - lines of chats are as wide as they are
from __future__ import annotations

import datetime as dt
import io
import itertools
import random
import zipfile
from dataclasses import dataclass

PERSON, MEMBER, NUMBER = "Ana Pérez 🎓", "Luis Paz", "+593 99 123 4567"
LEFT, ISOLATE, NARROW = "\u200e", "\u202a", "\u202f"
SECRET = "zqx"


@dataclass(frozen=True)
class Message:
    """What is said of a message: when, by whom, its lines, what stands for it."""

    at: dt.datetime
    is_ours: bool
    lines: tuple[str, ...]
    kind: str = "text"

    @property
    def length(self) -> int:
        """Characters that were written."""
        if self.kind == "deleted":
            return 0
        text = "\n".join(self.lines)
        return len(text) if self.kind == "text" else len(text) - len(self.lines[0])


@dataclass(frozen=True)
class Form:
    """How a telephone writes a chat."""

    os: str
    language: str
    is_12_hours: bool
    order: str
    year_digits: int
    is_zip: bool
    is_by_number: bool = False

    @property
    def name(self) -> str:
        """The file's name, as the telephone gives it."""
        who = NUMBER if self.is_by_number else PERSON
        before = {
            "es": "Chat de WhatsApp con ",
            "en": "WhatsApp Chat with ",
            "pt": "Conversa do WhatsApp com ",
        }
        title = f"WhatsApp Chat - {who}" if self.os == "ios" else before[self.language] + who
        form = f"{self.os}-{self.language}-{12 if self.is_12_hours else 24}-{self.order}-{self.year_digits}"
        return f"{form}/{title}{'.zip' if self.is_zip else '.txt'}"


# every second one in an archive, every third one by the person's number
FORMS = [
    Form(*choices, is_zip=number % 4 in (1, 2), is_by_number=number % 3 == 0)
    for number, choices in enumerate(
        itertools.product(
            ("android", "ios"), ("es", "en", "pt"), (True, False), ("dmy", "mdy"), (2, 4)
        )
    )
]
NOTICES = {
    "es": "Los mensajes y las llamadas están cifrados de extremo a extremo. Toca para obtener más información.",
    "en": "Messages and calls are end-to-end encrypted. Only people in this chat can read, listen to, or share them.",
    "pt": "As mensagens e as ligações são protegidas com a criptografia de ponta a ponta.",
}
CODES = {
    "es": "Tu código de seguridad con Ana Pérez 🎓 cambió. Toca para obtener más información.",
    "en": "Your security code with Ana Pérez 🎓 changed. Tap to learn more.",
    "pt": "Seu código de segurança com Ana Pérez 🎓 mudou. Toque para saber mais.",
}
MEDIA = {
    ("android", "es"): ["<Multimedia omitido>", "IMG-20260312-WA0001.jpg (archivo adjunto)"],
    ("android", "en"): ["<Media omitted>", "IMG-20260312-WA0001.jpg (file attached)"],
    ("android", "pt"): ["<Mídia oculta>", "IMG-20260312-WA0001.jpg (arquivo anexado)"],
    ("ios", "es"): ["imagen omitida", "<adjunto: 00000012-PHOTO-2026-03-12-15-04-05.jpg>"],
    ("ios", "en"): ["image omitted", "<attached: 00000012-PHOTO-2026-03-12-15-04-05.jpg>"],
    ("ios", "pt"): ["imagem ocultada", "<anexado: 00000012-PHOTO-2026-03-12-15-04-05.jpg>"],
}
DELETED = {
    "es": ["Eliminaste este mensaje.", "Se eliminó este mensaje."],
    "en": ["You deleted this message", "This message was deleted"],
    "pt": ["Você apagou esta mensagem", "Mensagem apagada"],
}


def conversation(seed: int, messages: int = 24) -> list[Message]:
    """Return a conversation; a day after the twelfth of a month shows the order of its dates."""
    draw = random.Random(seed)
    at = dt.datetime(2026, 1, 25, 9, 0)
    found = []
    for number in range(messages):
        at += dt.timedelta(minutes=draw.choice([0, 0, 1, 7, 65, 60 * 13, 60 * 24 * 3]))
        kind = draw.choices(["text", "media", "deleted", "forwarded"], [12, 2, 1, 1])[0]
        words = [
            f"{SECRET}{seed:04d}x{number:03d}x{part}" for part in range(draw.choice([1, 1, 2, 3]))
        ]
        lines = tuple(
            draw.choice([f"hola {w}", f"¿{w}: 10:30?", f"{w} – 3/4/26, 5 p. m."]) for w in words
        )
        lines = lines[:1] if kind == "deleted" else lines
        if draw.random() < 0.1 and kind == "text":
            lines = (*lines, "", f"fin {words[0]}")
        found.append(Message(at.replace(second=0), draw.random() < 0.5, lines, kind))
    return found


def written(messages: list[Message], form: Form) -> bytes:
    """Return the bytes of a conversation's export."""
    return packed(form, text_of(messages, form).encode())


def text_of(messages: list[Message], form: Form) -> str:
    """Return the text of a conversation's export."""
    is_ios = form.os == "ios"
    mark = LEFT if is_ios else ""
    who = f"{ISOLATE}{NUMBER}\u202c" if form.is_by_number else PERSON
    lines = [
        _head(messages[0].at, form, who if is_ios else "", mark) + mark + NOTICES[form.language]
    ]
    for number, message in enumerate(messages):
        name = MEMBER if message.is_ours else who
        first, *below = message.lines
        if message.kind == "media":
            first = MEDIA[form.os, form.language][number % 2]
        elif message.kind == "deleted":
            first = DELETED[form.language][0 if message.is_ours else 1]
        elif message.kind == "forwarded":
            first = {"es": "Reenviado", "en": "Forwarded", "pt": "Encaminhada"}[form.language]
        is_marked = message.kind in ("media", "deleted")
        head = _head(message.at, form, name, mark if is_marked else "")
        lines += [head + (mark if is_marked else "") + first, *below]
        if number == len(messages) // 2:
            lines.append(
                _head(message.at, form, who if is_ios else "", mark) + mark + CODES[form.language]
            )
    return ("\r\n" if is_ios else "\n").join(lines) + "\n"


def _head(at: dt.datetime, form: Form, name: str, mark: str) -> str:
    day, month = at.day, at.month
    first, second = (day, month) if form.order == "dmy" else (month, day)
    year = f"{at.year % 100:02d}" if form.year_digits == 2 else str(at.year)
    two = "02d" if form.os == "ios" or form.language == "pt" else "d"
    date = f"{first:{two}}/{second:{two}}/{year}"
    seconds = f":{at.second:02d}" if form.os == "ios" else ""
    hour, half = at.hour, ""
    if form.is_12_hours:
        hour, is_late = at.hour % 12 or 12, at.hour >= 12
        space = NARROW if form.os == "ios" or form.year_digits == 2 else " "
        spelled = {"es": ("a.\u00a0m.", "p.\u00a0m."), "en": ("AM", "PM"), "pt": ("AM", "PM")}
        half = space + spelled[form.language][is_late]
    time = f"{hour:{'02d' if not form.is_12_hours else 'd'}}:{at.minute:02d}{seconds}{half}"
    sender = f"{name}: " if name else ""
    if form.os == "ios":
        return f"{mark}[{date}, {time}] {sender}"
    comma = " " if form.language == "pt" else ", "
    return f"{date}{comma}{time} - {sender}"


def packed(form: Form, text: bytes) -> bytes:
    """Return a chat's text as it is, or in an archive with a picture."""
    if not form.is_zip:
        return text
    stream = io.BytesIO()
    inner = "_chat.txt" if form.os == "ios" else form.name.rsplit("/", 1)[-1][:-4] + ".txt"
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(zipfile.ZipInfo(inner), text)
        archive.writestr(zipfile.ZipInfo("IMG-20260312-WA0001.jpg"), b"\xff\xd8not a picture")
    return stream.getvalue()
