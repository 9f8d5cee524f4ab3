"""The files other systems import: their names, headers and how each cell is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# One place for what keeps a text from being run by a spreadsheet on the way.
TEXT = "plain_text({})"


@dataclass(frozen=True)
class Layout:
    """One file of a system.

    name: of the file. query: its rows, a table made before. where: which rows. key: SQL, the
    record a row is about. news: SQL, what makes it new. headers: header → SQL of the cell.
    memory: `last`, what the system was last told counts; `all`, whatever it was ever told does.
    """

    name: str
    query: str
    where: str
    key: str
    news: str
    headers: dict[str, str]
    memory: Literal["last", "all"] = "last"


SCORES = {
    "Smarketing fit score": "fit_points",
    "Smarketing interest score": "interest_points",
    "Smarketing quadrant": TEXT.format("quadrant"),
    "Smarketing is MQL": "is_mql",
    "Smarketing suggested owner": TEXT.format("suggested_owner"),
    "Smarketing next step": TEXT.format("next_step"),
    "Smarketing next step date": "next_step_date",
}
PERSON_NEWS = (
    "concat_ws('|', fit_points, interest_points, coalesce(quadrant, ''), is_mql,"
    " suggested_owner, next_step, coalesce(next_step_date::varchar, ''))"
)
TASK_NEWS = "concat_ws('|', subject, own_due_date)"
RECORD = "concat_ws('|', record_type, record_id)"


def _people(name: str, system: str, record_type: str, id_header: str) -> Layout:
    return Layout(
        name,
        "crm_people",
        f"source_system = '{system}' and record_type in ({record_type})",
        RECORD,
        PERSON_NEWS,
        {id_header: TEXT.format("record_id"), **SCORES},
    )


def _tasks(name: str, system: str, headers: dict[str, str], record_type: str) -> Layout:
    where = f"source_system = '{system}' and record_type in ({record_type})"
    return Layout(name, "crm_tasks", where, RECORD, TASK_NEWS, headers)


def id_headers() -> dict[str, str]:
    """Return CRM → header of a record's id in the files of people that it imports."""
    return {
        system: next(iter(layouts[0].headers))
        for system, layouts in LAYOUTS.items()
        if layouts[0].query == "crm_people"
    }


BOTH = "'lead', 'contact'"
HUBSPOT_TASK = {
    # of the contact that the task is about
    "Record ID - Contact": TEXT.format("record_id"),
    "Task title": TEXT.format("subject"),
    "Due date": "due_date",
    "Priority": "if(is_urgent, 'High', 'None')",
    "Status": "'Not started'",
    "Assigned to": TEXT.format("owner"),
}
ZOHO_TASK = {
    "Subject": TEXT.format("subject"),
    "Due Date": "due_date",
    "Priority": "if(is_urgent, 'High', 'Normal')",
    "Status": "'Not Started'",
    "Task Owner": TEXT.format("owner"),
}
CONVERSION = {"where": "true", "key": "conversion_id", "news": "''", "memory": "all"}
LAYOUTS = {
    "hubspot": (
        _people("hubspot_contacts", "hubspot", BOTH, "Record ID"),
        _tasks("hubspot_tasks", "hubspot", HUBSPOT_TASK, BOTH),
    ),
    "zoho": (
        _people("zoho_leads", "zoho", "'lead'", "Record Id"),
        _people("zoho_contacts", "zoho", "'contact'", "Record Id"),
        _tasks(
            "zoho_lead_tasks",
            "zoho",
            {"Related To.id": TEXT.format("record_id"), **ZOHO_TASK},
            "'lead'",
        ),
        _tasks(
            "zoho_contact_tasks",
            "zoho",
            {"Contact Name.id": TEXT.format("record_id"), **ZOHO_TASK},
            "'contact'",
        ),
    ),
    "google_ads": (
        Layout(
            "google_ads_conversions",
            "google_ads",
            headers={
                "Google Click ID": "gclid",
                "Email": "email",
                "Phone Number": "phone",
                "Conversion Name": "name",
                "Conversion Time": "happened",
                "Conversion Value": "value",
                "Conversion Currency": "currency",
                "Order ID": "conversion_id",
            },
            **CONVERSION,
        ),
    ),
    "meta_ads": (
        Layout(
            "meta_ads_events",
            "meta_ads",
            headers={
                "event_name": "name",
                "event_time": "happened",
                "value": "value",
                "currency": "currency",
                "em": "email",
                "ph": "phone",
                "fbc": "fbc",
                "order_id": "conversion_id",
            },
            **CONVERSION,
        ),
    ),
}
