"""What a page embeds: style, fonts, scripts, and the policy that allows nothing else."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
import threading
from functools import cache
from pathlib import Path

from smarketing.report.frame.palette import css_variables

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
FONT_WEIGHTS = (400, 600)
_READING_UMASK = threading.Lock()


def cache_folder() -> Path:
    """Return the user's cache folder for this package."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "smarketing"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that readers see the old content or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp gives 0600; a report is for others to open.
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the process's umask, which can only be read by setting another: one thread at a time.

    Two at once would take each other's zero for the person's own and leave it in force.
    """
    with _READING_UMASK:
        umask = os.umask(0)
        os.umask(umask)
    return umask


@cache
def vega_bundle() -> str:
    """Return Vega, Vega-Lite and vega-embed as one script, made once per vl-convert version."""
    import vl_convert

    cached = cache_folder() / f"vega-{vl_convert.__version__}.js"
    try:
        return cached.read_text(encoding="utf-8")
    except OSError:
        pass
    script = vl_convert.javascript_bundle().replace("</script", "<\\/script")
    try:
        write_atomically(cached, script.encode())
    except OSError:
        # A home that can't be written to costs two seconds per run, no more.
        return script
    return script


@cache
def chart_script() -> str:
    """Return the page's own script."""
    return (STATIC / "charts.js").read_text(encoding="utf-8")


@cache
def _faces() -> str:
    faces = []
    for weight in FONT_WEIGHTS:
        font = (STATIC / f"inter-latin-{weight}-normal.woff2").read_bytes()
        faces.append(
            f"@font-face{{font-family:'Inter';font-weight:{weight};font-display:block;"
            f"src:url(data:font/woff2;base64,{base64.b64encode(font).decode()}) format('woff2')}}"
        )
    return "".join(faces)


def style(footer: str, *, is_slides: bool = False) -> str:
    """Return the whole style sheet; `footer` stands at the foot of each printed page.

    is_slides: the sheets lie, and each section begins one.
    """
    css = (STATIC / "page.css").read_text(encoding="utf-8")
    # A CSS string: everything but letters, digits and spaces is written as an escape.
    text = "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in footer)
    size = "A4 landscape" if is_slides else "A4"
    page = (
        f"@page{{size:{size};margin:14mm 15mm 16mm;"
        f'@bottom-left{{content:"{text}";font:8pt sans-serif}}'
        '@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}'
    )
    if is_slides:
        css += (STATIC / "slides.css").read_text(encoding="utf-8")
    return f"{_faces()}{css_variables()}{css}{page}"


def content_policy(scripts: list[str]) -> str:
    """Return a policy under which nothing leaves the page and only these scripts run."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in scripts
    )
    script_rule = f"script-src {hashes} 'unsafe-eval'" if scripts else "script-src 'none'"
    return (
        f"default-src 'none'; {script_rule}; style-src 'unsafe-inline'; img-src data:; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
