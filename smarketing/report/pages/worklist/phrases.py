"""The words of a worklist: what to do, why today, since when, in the reader's language."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from smarketing.report.frame.formatting import Formatter
from smarketing.report.frame.html import join, tag
from smarketing.report.frame.messages import Messages
from smarketing.report.frame.safety import as_words, clean_label
from smarketing.report.frame.stamp import Run
from smarketing.report.frame.warehouse import Warehouse
from smarketing.report.pages.worklist.local_hours import Hours, call_between, hours_apart
from smarketing.warehouse.local_time import local_time

Labels = dict[tuple[str, str, str], str]
# What can come of a contact, the likeliest first: codes that come back with a ticked list.
OUTCOMES = (
    *("connected", "no_answer", "voicemail", "busy", "sent", "replied", "meeting_held"),
    *("wrong_number", "bounced", "refused", "opted_out", "other"),
)
CHANNELS = ("call", "whatsapp", "email", "linkedin", "sms", "meeting", "other")
OTHER_TYPE = "other"
NOBODY = "(none)"


def read_labels(source: Warehouse) -> Labels:
    """Return (kind, key, language) → label for lead types, stages and alerts."""
    found = {}
    for kind, seed, key in (
        ("lead_type", "lead_types", "lead_type"),
        ("stage", "stages", "stage"),
        ("alert", "alert_rules", "alert_id"),
    ):
        for row in source.read(f"settings.{seed}").iter_rows(named=True):
            for language in ("es", "en"):
                text = row[f"label_{language}"] or as_words(row[key])
                days = row.get("days_silent")
                found[kind, row[key], language] = clean_label(
                    text.replace("{days_silent}", str(days)) if days is not None else text
                )
    return found


class Words:
    """Says the cells of a list in one language; times in the time zone of the reports."""

    def __init__(self, run: Run, fmt: Formatter, labels: Labels, hours: Hours) -> None:
        self.run, self.fmt, self.labels, self.hours = run, fmt, labels, hours
        self.msg = Messages(fmt.language)

    def label(self, kind: str, key: str | None) -> str:
        """Return the label of a lead type, stage or alert; one without a label as words."""
        return self.labels.get((kind, key or "", self.fmt.language)) or as_words(key or "")

    def alerts(self, text: str | None) -> list[str]:
        """Return the labels of alerts written as `a, b`."""
        return [self.label("alert", name) for name in (text or "").split(", ") if name]

    def clauses(self, text: str | None) -> str:
        """Return the broken clauses of the service agreement, listed."""
        names = [name for name in (text or "").split(", ") if name]
        keys = {name: f"worklist.clause_{name}" for name in names}
        return ", ".join(
            self.msg.text(key) if self.msg.has(key) else as_words(name)
            for name, key in keys.items()
        )

    def local(self, value: datetime) -> datetime:
        """Return a UTC time without zone as a local time without zone."""
        return local_time(value, self.run.timezone)

    def day(self, value: datetime | date) -> str:
        """Return the local day of a time, or a day, short."""
        return self.fmt.day(self.local(value).date() if isinstance(value, datetime) else value)

    def action(self, row: dict) -> str:
        """Return what to do, and by which means."""
        text = self.msg.text(f"worklist.action_{row['action']}")
        channel = row["contact_channel"]
        return f"{text} ({self.msg.text(f'worklist.channel_{channel}')})" if channel else text

    def until(self, moment: datetime) -> str:
        """Return a deadline in words; one at the end of a day is that day."""
        local = self.local(moment)
        if local.time() in (time(), time(23, 59, 59)):
            day = (local - timedelta(minutes=1)).date()
            return self.msg.text("worklist.until_day", day=self.day(day))
        return self.msg.text("worklist.until", day=self.day(local.date()), hour=f"{local:%H:%M}")

    def local_hours(self, row: dict) -> str:
        """Return when to call: the lead's hours on the rep's clock; empty where unknown."""
        zone = row["lead_timezone"]
        if zone not in self.hours:
            return ""
        apart = hours_apart(zone, row["rep_timezone"], self.run.as_of)
        first, last = call_between(*self.hours[zone], apart)
        key = "same_hour" if not apart else "hour_ahead" if apart > 0 else "hour_behind"
        number = self.fmt.number(abs(apart), 0 if apart == int(apart) else 1)
        return self.msg.text(f"worklist.{key}", hours=number, first=first, last=last)

    def last_event(self, row: dict) -> str:
        """Return what happened last, with its day."""
        if not row["last_event_at"]:
            return ""
        text, kind = self.msg.text, row["last_event_type"]
        name = text(f"timeline.event_{kind}") if self.msg.has(f"timeline.event_{kind}") else kind
        details = []
        if row["last_event_channel"]:
            details.append(text(f"worklist.channel_{row['last_event_channel']}"))
        detail = row["last_event_detail"]
        if detail:
            key = f"timeline.outcome_{detail}"
            details.append(text(key) if self.msg.has(key) else clean_label(detail))
        day = self.day(row["last_event_at"])
        return f"{day}: {as_words(name)}" + (f" ({', '.join(details)})" if details else "")

    def to_say(self, row: dict) -> str:
        """Return what makes the contact personal: course, kind of lead, offer, notes."""
        offer = row["offer_note"]
        if offer and row["offer_until"]:
            day = self.day(row["offer_until"])
            offer = self.msg.text("worklist.offer_until", offer=clean_label(offer), day=day)
        kind = row["lead_type"]
        found = (
            row["product_interest"],
            self.label("lead_type", kind) if kind and kind != OTHER_TYPE else None,
            offer,
            row["deal_note"],
            row["notes"],
        )
        return " · ".join(clean_label(text) for text in found if text)

    def facts(self, row: dict, *, is_transfer: bool = False) -> list[tuple[str, str]]:
        """Return (label, text) of what to know before the contact; nothing without a text."""
        stage = self.label("stage", row["stage"])
        found = [
            ("worklist.stage", stage),
            ("worklist.to_say", self.to_say(row)),
            ("worklist.last", self.last_event(row)),
            ("worklist.attempts", self.fmt.number(row["attempts"])),
            ("worklist.hours", self.local_hours(row)),
        ]
        if is_transfer:
            owner = self.who(row["owner"])
            found.insert(0, ("worklist.was_of", owner))
            suggested = row["suggested_owner"]
            found.insert(1, ("worklist.give_to", clean_label(suggested) if suggested else ""))
        return [(self.msg.text(key), text) for key, text in found if text]

    def who(self, owner: str) -> str:
        """Return an owner's name, or the words for nobody."""
        return self.msg.text("worklist.nobody") if owner == NOBODY else clean_label(owner)

    def reasons(self, row: dict) -> Markup:
        """Return why the lead is on the list, as tags; the most pressing first."""
        text = self.msg.text
        tags = []
        if row["is_sla_breach"]:
            since = row["breached_deadline_at"]
            name = "breach_since" if since and row["breached_clauses"] else "is_sla_breach"
            clauses = self.clauses(row["breached_clauses"])
            day = self.day(since) if since else ""
            tags.append(tag("b", "no", text(f"worklist.{name}", clauses=clauses, day=day)))
        if row["reply_due_at"]:
            due = self.local(row["reply_due_at"])
            said = text("worklist.reply_due", day=self.day(due.date()), hour=f"{due:%H:%M}")
            tags.append(tag("w", "clock", said))
        if row["is_touch_due"]:
            due = row["next_touch_at"]
            is_today = due is None or self.local(due).date() >= self.run.as_of
            name = "is_touch_due" if is_today else "touch_since"
            tags.append(
                tag("w", "clock", text(f"worklist.{name}", day=self.day(due) if due else ""))
            )
        if row["is_stalled"]:
            days = row["days_since_progress"]
            name = "is_stalled" if days is None else "stalled_for"
            tags.append(tag("w", "clock", text(f"worklist.{name}", days=self.fmt.number(days))))
        if row["is_overdue"] and row["next_step_at"]:
            day = self.day(row["next_step_at"])
            tags.append(tag("w", "clock", text("worklist.overdue_since", day=day)))
        elif row["has_no_next_step"]:
            tags.append(tag("p", "none", text("worklist.has_no_next_step")))
        tags += [tag("g", "ok", name) for name in self.alerts(row["alerts"])]
        return join(tags, " ")
