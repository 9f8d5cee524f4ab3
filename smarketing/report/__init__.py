"""Reports: parameterised notebooks rendered into one self-contained HTML file per language.

Importing this package is cheap on purpose: the notebook kernel imports it on every run, and only
the process that renders needs papermill, nbconvert and vl-convert.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def render(
    notebook: str,
    *,
    warehouse: Path,
    out_dir: Path,
    parameters: dict,
    locales: list[str],
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Run a notebook once per locale, write its pages and list them on the portal.

    See `frame.rendering.render`.
    """
    from smarketing.report.frame.rendering import render as render_notebook
    from smarketing.report.portal import write_portal

    pages = render_notebook(
        notebook,
        warehouse=warehouse,
        out_dir=out_dir,
        parameters=parameters,
        locales=locales,
        say=say,
    )
    write_portal(out_dir, locales[0])
    return pages


__all__ = ["render"]
