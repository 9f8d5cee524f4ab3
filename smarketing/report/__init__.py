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
    """Run a notebook once per locale and write its pages; see `frame.rendering.render`."""
    from smarketing.report.frame.rendering import render as render_notebook

    return render_notebook(
        notebook,
        warehouse=warehouse,
        out_dir=out_dir,
        parameters=parameters,
        locales=locales,
        say=say,
    )


__all__ = ["render"]
