"""Turns bytes into text: which encoding a file has, and what a broken byte becomes.

A byte that its file's encoding can't read becomes a character of a private range, so that only its
cell is unreadable, and shows as � wherever people see it.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from smarketing.errors import DataRefused
from smarketing.loading.files import CHUNK_BYTES, Content

FIRST_BROKEN = 0xF0000
# For DuckDB's regular expressions and for Python's.
BROKEN_PATTERN = r"[\x{F0000}-\x{F00FF}]"
_BROKEN = re.compile(f"[{chr(FIRST_BROKEN)}-{chr(FIRST_BROKEN + 255)}]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_MARK_BROKEN = "smarketing-broken"
# What a cell begins after or ends before, all as one byte.
_AS_COMMAS = bytes(ord(",") if byte in b',;|"\r\n' else byte for byte in range(256))


def _mark_broken(error: UnicodeError) -> tuple[str, int]:
    broken = error.object[error.start : error.end]
    return "".join(chr(FIRST_BROKEN + byte) for byte in broken), error.end


codecs.register_error(_MARK_BROKEN, _mark_broken)


def _lenient_cp1252(name: str) -> codecs.CodecInfo | None:
    """Windows leaves five bytes undefined; reading them as Latin-1 loses nothing."""
    if name.replace("_", "-") != "smarketing-cp1252":
        return None
    table = "".join(
        bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in range(256)
    )

    class Decoder(codecs.IncrementalDecoder):
        def decode(self, data: bytes, final: bool = False) -> str:  # noqa: ARG002
            return codecs.charmap_decode(data, self.errors, table)[0]

    return codecs.CodecInfo(
        name="smarketing-cp1252",
        encode=codecs.lookup("cp1252").encode,
        decode=lambda data, errors="strict": codecs.charmap_decode(data, errors, table),
        incrementaldecoder=Decoder,
    )


codecs.register(_lenient_cp1252)


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    encoding = "smarketing-cp1252" if encoding == "cp1252" else encoding
    return codecs.getincrementaldecoder(encoding)(errors=_MARK_BROKEN)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DataRefused(
            f"{name} can't be read ({error.strerror}); let the person who runs this read it, or "
            "export it again."
        ) from None


def hash_bytes(path: Path, name: str) -> str:
    """Return a file's SHA-256; DataRefused if it can't be read."""
    digest = hashlib.sha256()
    with _readable(name):
        for chunk in _chunks(path):
            digest.update(chunk)
    return digest.hexdigest()


def inspect_bytes(path: Path, name: str) -> Content:
    """Read a file once and return what its bytes show; DataRefused if it can't be read."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_blank, is_odd, has_spaces, tail, lines = True, False, False, False, b"", 0
    may_be_padded = False
    with _readable(name):
        for chunk in _chunks(path):
            lines += chunk.count(b"\n")
            if is_utf8 and not (chunk.isascii() and decoder.getstate()[0] == b""):
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    is_utf8 = False
            # A line end at the edge of a chunk counts with the next chunk; blank lines at the
            # end of the file don't count at all.
            text = (tail + chunk.lstrip(b"\r\n")[:1]) if tail else b""
            body = chunk.rstrip(b"\r\n")
            tail = chunk[len(body) :] if body else tail + chunk
            for part in (text, body):
                is_blank = is_blank or b"\n\n" in part
                if b"\r" in part:
                    is_blank = is_blank or b"\n\r\n" in part
                    is_odd = is_odd or part.count(b"\r") != part.count(b"\r\n")
                has_spaces = has_spaces or b"\t" in part or b"\xa0" in part
            may_be_padded = may_be_padded or _may_be_padded(chunk)
        if is_utf8 and decoder.getstate()[0]:
            is_utf8 = False
        is_damaged = not is_utf8 and _is_damaged_utf8(path)
    return Content(
        is_utf8 or is_damaged,
        is_damaged,
        is_blank,
        is_odd,
        has_spaces,
        may_be_padded,
        lines,
    )


def _may_be_padded(chunk: bytes) -> bool:
    """Return whether a space stands where a cell may begin or end, the chunk's edges included."""
    if b" " not in chunk:
        return False
    marked = chunk.translate(_AS_COMMAS)
    return b", " in marked or b" ," in marked or b" " in (chunk[:1], chunk[-1:])


def _is_damaged_utf8(path: Path) -> bool:
    """Return whether a file that isn't UTF-8 is one with some broken bytes, and not Windows text.

    Letters beyond ASCII that are whole in UTF-8 hardly ever occur by chance in Windows text.
    """
    decoder = _decoder("utf-8")
    whole = broken = 0
    is_first = True
    for chunk in itertools.chain(_chunks(path), [b""]):
        if is_first and chunk.startswith(codecs.BOM_UTF8):
            return True
        is_first = False
        text = decoder.decode(chunk, final=not chunk)
        damaged = len(_BROKEN.findall(text))
        broken += damaged
        whole += len(_NOT_ASCII.findall(text)) - damaged
    return whole > 0 and whole >= broken


def transcode(path: Path, encoding: str, target: Path) -> bool:
    """Rewrite a text file as UTF-8, chunk by chunk; return whether a byte of it was broken."""
    decoder = _decoder(encoding)
    has_broken, is_first = False, True
    with target.open("wb") as out:
        for chunk in itertools.chain(_chunks(path), [b""]):
            text = decoder.decode(chunk, final=not chunk)
            if is_first:
                text = text.removeprefix("\ufeff")
            is_first = is_first and not text
            has_broken = has_broken or bool(_BROKEN.search(text))
            out.write(text.encode("utf-8"))
    return has_broken


def text_lines(path: Path, encoding: str) -> Iterator[str]:
    """Yield lines with their ends, whichever of CR, LF and CRLF ends them."""
    decoder, rest = _decoder(encoding), ""
    for chunk in _chunks(path):
        pieces = io.StringIO(rest + decoder.decode(chunk), newline="").readlines()
        rest = pieces.pop() if pieces else ""
        yield from (piece.replace("\x00", "") for piece in pieces)
    rest += decoder.decode(b"", final=True)
    yield from io.StringIO(rest.replace("\x00", ""), newline="").readlines()


def has_broken(text: str) -> bool:
    """Return whether a text holds a byte that its encoding can't read."""
    return bool(_BROKEN.search(text))


def readable(text: str) -> str:
    """Return a text with � for every broken byte."""
    return _BROKEN.sub("\N{REPLACEMENT CHARACTER}", text)
