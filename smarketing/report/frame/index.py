"""The list of reports: `index.html` beside the months' folders."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from markupsafe import Markup, escape

from smarketing.report.frame.assets import content_policy, style, write_atomically
from smarketing.report.frame.formatting import Formatter, capitalised
from smarketing.report.frame.messages import Messages

STAMP_FILE = "report.json"


def write_stamp(folder: Path, stem: str, facts: dict) -> None:
    """Note in a month's folder which report lies there; one entry per report's file stem."""
    path = folder / STAMP_FILE
    entries = read_stamps(path)
    entries[stem] = facts
    text = json.dumps(entries, ensure_ascii=False, indent=2, sort_keys=True)
    write_atomically(path, f"{text}\n".encode())


def read_stamps(path: Path) -> dict:
    """Return the entries of a month's folder; none where the file is absent or unreadable."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def write_index(out_dir: Path, locale: str) -> Path:
    """Write `out_dir/index.html`, the reports found in the months' folders, newest first."""
    messages, items, is_sample = Messages(locale.split("-")[0]), [], False
    company = ""
    for path in sorted(out_dir.glob(f"*/{STAMP_FILE}"), reverse=True):
        for facts in read_stamps(path).values():
            formatter = Formatter(locale, facts.get("number_locale", "es"))
            company = company or facts.get("company", "")
            is_sample = is_sample or bool(facts.get("is_sample"))
            items.append(_item(path.parent.name, facts, formatter, messages))
    title = messages.text("page.index")
    band = messages.text("page.sample_band")
    html = Markup(
        '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="{}"><title>{}</title>'
        '<style>{}</style></head><body>{}<div class="page"><header class="top">'
        '<p class="brand">{}</p><h1>{}</h1><p class="period">{}</p></header>'
        '<main><ul class="months">{}</ul></main></div></body></html>\n'
    ).format(
        locale,
        Markup(content_policy([])),
        title,
        Markup(style(title)),
        Markup('<div class="band" role="note">{}</div>').format(band) if is_sample else "",
        company,
        title,
        messages.text("page.index_subtitle"),
        Markup("").join(items),
    )
    target = out_dir / "index.html"
    write_atomically(target, html.encode())
    return target


def _item(folder: str, facts: dict, formatter: Formatter, messages: Messages) -> Markup:
    month = formatter.month(date.fromisoformat(f"{facts['month']}-01"))
    until = formatter.day(date.fromisoformat(facts["as_of"]))
    links = Markup(" · ").join(
        Markup('<a href="{}/{}" hreflang="{}">{}</a>').format(
            folder, file, language, capitalised(month) if position == 0 else language
        )
        for position, (language, file) in enumerate(facts["files"].items())
    )
    return Markup("<li><div>{}<br><span>{}</span></div><span>{}</span></li>").format(
        links, escape(facts["title"]), messages.text("page.as_of", day=until)
    )
