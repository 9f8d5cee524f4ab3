"""Reports: parameterised notebooks rendered into one self-contained HTML file per language.

Importing this package is cheap on purpose: the notebook kernel imports it on every run, and only
the process that renders needs papermill, nbconvert and vl-convert.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

# Each runs in a kernel, a process of its own that takes some 300 MB.
NOTEBOOKS_AT_ONCE = 3


def render(
    notebook: str,
    *,
    warehouse: Path,
    out_dir: Path,
    parameters: Mapping,
    locales: list[str],
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Run a notebook once per locale, write its pages and list them on the portal.

    See `frame.rendering.render_pages` for where they lie and what is raised. Returns their paths.
    """
    return render_all(
        [(notebook, parameters)], warehouse=warehouse, out_dir=out_dir, locales=locales, say=say
    )


def render_all(
    notebooks: Sequence[tuple[str, Mapping]],
    *,
    warehouse: Path,
    out_dir: Path,
    locales: list[str],
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Run notebooks side by side, each with its parameters; return the pages of all, in order.

    Their pages are put in place by this thread, one notebook after the other; the first that
    fails is raised once those before it lie where readers look, as `render` would.
    """
    from smarketing.report.frame.rendering import put_in_place, render_pages
    from smarketing.report.portal import write_portal

    pages_of = partial(render_pages, warehouse=warehouse, out_dir=out_dir, locales=locales, say=say)
    pages: list[Path] = []
    with ThreadPoolExecutor(NOTEBOOKS_AT_ONCE) as pool:
        running = [pool.submit(pages_of, name, parameters=dict(own)) for name, own in notebooks]
        for rendered in running:
            pages += put_in_place(rendered.result(), out_dir)
            write_portal(out_dir, locales[0])
    return pages


__all__ = ["render", "render_all"]
