"""Today's worklists: one page and one workbook per rep, from `contact.rpt_worklist`.

They name people, so they are files of their own, never part of a report. People who refused
contact are not in the mart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import polars as pl
from markupsafe import Markup

from smarketing.report.assets import content_policy, style, write_atomically
from smarketing.report.formatting import Formatter, check_locales
from smarketing.report.html import table, tag
from smarketing.report.messages import Messages
from smarketing.report.safety import clean_label, neutralise
from smarketing.report.stamp import Run, load_run
from smarketing.report.warehouse import Warehouse

FOLDER = "worklists"
ROWS_SHOWN = 60
NOBODY = "(none)"
COLUMNS = {
    "owner": "varchar",
    "position": "bigint",
    "person_name": "varchar",
    "company": "varchar",
    "job_title": "varchar",
    "country": "varchar",
    "product_interest": "varchar",
    "lead_type": "varchar",
    "stage": "varchar",
    "suggested_action": "varchar",
    "next_touch_channel": "varchar",
    "is_sla_breach": "boolean",
    "is_touch_due": "boolean",
    "is_stalled": "boolean",
    "has_no_next_step": "boolean",
    "alerts": "varchar",
    "offer_until": "date",
    "offer_note": "varchar",
    "attempts": "bigint",
    "last_attempt_at": "timestamp",
    "days_since_progress": "bigint",
    "next_step_at": "timestamp",
    "expected_value": "double",
    "suggested_owner": "varchar",
    "notes": "varchar",
    "source_system": "varchar",
    "lead_id": "varchar",
}
# reason: (kind of tag, icon)
REASONS = {
    "is_sla_breach": ("b", "no"),
    "is_touch_due": ("w", "clock"),
    "is_stalled": ("w", "clock"),
    "has_no_next_step": ("p", "none"),
}


def write_worklists(
    warehouse: Path,
    out_dir: Path,
    locales: list[str],
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Write `out_dir/worklists/<owner>.html` and `.xlsx` for every owner; return their paths.

    The first locale's files carry the owner's name only, the others `<owner>.<locale>.…`. Raises
    DataRefused for an unknown locale and SmarketingError without a warehouse.
    """
    names = check_locales(locales)
    with Warehouse(warehouse) as source:
        run = load_run(source, None)
        rows = source.read("contact.rpt_worklist", COLUMNS).sort("owner", "position")
        labels = _labels(source)
    written = []
    for locale in names:
        suffix = "" if locale == names[0] else f".{locale}"
        page = _Worklist(run, Formatter(locale, run.number_locale), labels)
        for (owner,), mine in rows.group_by("owner", maintain_order=True):
            stem = f"{file_stem(str(owner))}{suffix}"
            folder = out_dir / FOLDER
            write_atomically(folder / f"{stem}.xlsx", page.workbook(mine))
            write_atomically(folder / f"{stem}.html", page.html(str(owner), mine, stem).encode())
            written += [folder / f"{stem}.html", folder / f"{stem}.xlsx"]
    say(f"Wrote the worklists of {rows['owner'].n_unique()} owners to {out_dir / FOLDER}.")
    return written


def file_stem(owner: str) -> str:
    """Return an owner's name as a file name: `María Paredes` → `maria-paredes`."""
    plain = unicodedata.normalize("NFKD", owner).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "owner"


def _labels(source: Warehouse) -> dict[tuple[str, str, str], str]:
    """Return (kind, key, language) → label for lead types, stages and alerts."""
    found = {}
    for kind, seed, key in (
        ("lead_type", "lead_types", "lead_type"),
        ("stage", "stages", "stage"),
        ("alert", "alert_rules", "alert_id"),
    ):
        columns = {key: "varchar", "label_es": "varchar", "label_en": "varchar"}
        if kind == "alert":
            columns["days_silent"] = "bigint"
        for row in source.read(f"settings.{seed}", columns).iter_rows(named=True):
            for language in ("es", "en"):
                text = row[f"label_{language}"] or row[key]
                days = row.get("days_silent")
                found[kind, row[key], language] = clean_label(
                    text.replace("{days_silent}", str(days)) if days is not None else text
                )
    return found


class _Worklist:
    """Lays out one language's lists."""

    def __init__(self, run: Run, fmt: Formatter, labels: dict[tuple[str, str, str], str]) -> None:
        self.run, self.fmt, self.labels = run, fmt, labels
        self.msg = Messages(fmt.language)

    def _label(self, kind: str, key: str | None) -> str:
        return self.labels.get((kind, key or "", self.fmt.language), key or "")

    def _alerts(self, text: str | None) -> list[str]:
        return [self._label("alert", name) for name in (text or "").split(", ") if name]

    def _day(self, value: datetime | date | None) -> str:
        return (
            self.fmt.day(value.date() if isinstance(value, datetime) else value) if value else "–"
        )

    def _reasons(self, row: dict) -> Markup:
        tags = [
            tag(kind, icon, self.msg.text(f"worklist.{name}"))
            for name, (kind, icon) in REASONS.items()
            if row[name]
        ]
        tags += [tag("g", "ok", text) for text in self._alerts(row["alerts"])]
        if row["offer_until"]:
            text = self.msg.text("worklist.offer", day=self._day(row["offer_until"]))
            tags.append(tag("g", "clock", text))
        return Markup(" ").join(tags)

    def _action(self, row: dict) -> str:
        text = self.msg.text(f"worklist.action_{row['suggested_action']}")
        channel = row["next_touch_channel"]
        return f"{text} ({self.msg.text(f'worklist.channel_{channel}')})" if channel else text

    def html(self, owner: str, rows: pl.DataFrame, stem: str) -> str:
        """Return an owner's page; the first rows of the list, the rest is in the workbook."""
        msg, fmt = self.msg, self.fmt
        headers = [(msg.text(f"worklist.{name}"), "") for name in ("person", "todo", "why")]
        headers += [(msg.text(f"worklist.{name}"), "") for name in ("about", "attempts", "value")]
        lines = []
        for row in rows.head(ROWS_SHOWN).iter_rows(named=True):
            about = (
                row["product_interest"],
                row["job_title"],
                row["country"],
                row["offer_note"],
                row["notes"],
            )
            person = Markup("{}<br><small>{}</small>").format(
                clean_label(row["person_name"] or row["lead_id"]), clean_label(row["company"] or "")
            )
            lines.append(
                [
                    person,
                    self._action(row),
                    self._reasons(row),
                    " · ".join(clean_label(text) for text in about if text),
                    fmt.number(row["attempts"]),
                    fmt.money(row["expected_value"], self.run.reporting_currency)
                    if row["expected_value"] is not None
                    else "–",
                ]
            )
        breaches = rows.filter(pl.col("is_sla_breach").fill_null(False)).height
        who = msg.text("label.none") if owner == NOBODY else clean_label(owner)
        title = msg.text("worklist.title", owner=who)
        shown = msg.text("worklist.shown", shown=min(ROWS_SHOWN, rows.height), all=rows.height)
        band = (
            Markup('<div class="band" role="note">{}</div>').format(msg.text("page.sample_band"))
            if self.run.is_sample
            else Markup("")
        )
        summary = msg.text("worklist.summary", count=breaches, breaches=fmt.number(breaches))
        return Markup(
            '<!DOCTYPE html>\n<html lang="{}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            '<meta http-equiv="Content-Security-Policy" content="{}"><title>{}</title>'
            '<style>{}</style></head><body>{}{}<div class="page"><header class="top">'
            '<p class="brand"></p><h1>{}</h1><p class="period">{}</p></header><main>'
            '<p class="sub">{} {}</p>{}<p class="src"><a href="{}.xlsx">{}</a></p></main></div>'
            "</body></html>\n"
        ).format(
            fmt.locale,
            Markup(content_policy([])),
            title,
            Markup(style(title)),
            _symbols(),
            band,
            title,
            msg.text("page.as_of", day=fmt.long_day(self.run.as_of)),
            summary,
            shown,
            table(title, msg.text("worklist.caption"), headers, lines),
            stem,
            msg.text("page.workbook"),
        )

    def workbook(self, rows: pl.DataFrame) -> bytes:
        """Return an owner's whole list as an Excel file."""
        import xlsxwriter

        buffer = BytesIO()
        book = xlsxwriter.Workbook(
            buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        # The date of the data, not of the run: the same data give the same file.
        book.set_properties({"created": self.run.as_of})
        sheet = book.add_worksheet(self.msg.text("worklist.sheet"))
        sheet.freeze_panes(1, 1)
        bold = book.add_format({"bold": True})
        columns = [name for name in COLUMNS if name != "owner"]
        for column, name in enumerate(columns):
            sheet.write_string(0, column, self.msg.text(f"worklist_column.{name}"), bold)
        for line, row in enumerate(rows.iter_rows(named=True), 1):
            for column, name in enumerate(columns):
                self._write(sheet, line, column, name, row[name])
        sheet.autofit()
        book.close()
        return buffer.getvalue()

    def _write(self, sheet, line: int, column: int, name: str, value: object) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            value = self.msg.text("worklist.yes") if value else ""
        elif name in ("lead_type", "stage"):
            value = self._label(name, str(value))
        elif name == "alerts":
            value = "; ".join(self._alerts(str(value)))
        elif name == "suggested_action":
            value = self.msg.text(f"worklist.action_{value}")
        elif name == "next_touch_channel":
            value = self.msg.text(f"worklist.channel_{value}")
        elif isinstance(value, datetime):
            value = value.isoformat(sep=" ", timespec="minutes")
        elif isinstance(value, date):
            value = value.isoformat()
        if isinstance(value, str):
            sheet.write_string(line, column, neutralise(value))
        else:
            sheet.write(line, column, value)


def _symbols() -> Markup:
    path = Path(__file__).parent / "templates" / "informe" / "symbols.html.j2"
    return Markup(path.read_text(encoding="utf-8"))
