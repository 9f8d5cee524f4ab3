"""`python -m smarketing.validation --build-file F --out result.json --page page.html`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from smarketing.validation.page import page_html
from smarketing.validation.process import serve


def main() -> int:
    """Validate a build file; return 2 if errors were found, else 0."""
    parser = argparse.ArgumentParser(prog="python -m smarketing.validation", description=__doc__)
    parser.add_argument("--build-file", type=Path, help="DuckDB file with schema raw")
    parser.add_argument("--out", type=Path, help="where to write the result as JSON")
    parser.add_argument("--page", type=Path, help="where to write the page")
    parser.add_argument("--locale", default="es", help="language of the page: es or en")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return 0
    if options.build_file is None:
        parser.error("--build-file is needed")

    from smarketing.validation.judging import judge
    from smarketing.validation.reading import read
    from smarketing.validation.row_checks import Thresholds

    thresholds = Thresholds.of({})
    result = judge(read(options.build_file, thresholds), thresholds)
    for path, text in (
        (options.out, result.to_json()),
        (options.page, page_html(result, options.locale)),
    ):
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 2 if result.errors else 0


if __name__ == "__main__":
    sys.exit(main())
