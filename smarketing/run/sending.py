"""The subcommand `send`: chosen reports to chosen people, and never by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from smarketing.outgoing.mail import check_recipients, choose, compose
from smarketing.outgoing.mail_server import resolve_mail_server, send_message
from smarketing.paths import resolve_locales, resolve_places

Say = Callable[[str], None]


def send(
    variables: Mapping[str, str],
    names: Sequence[str],
    recipients: Sequence[str],
    *,
    with_people: bool = False,
    say: Say = print,
) -> None:
    """Send reports of OUT by name, from MONTH or AS_OF or else the newest, in LOCALE's first.

    names and recipients: SEND_REPORTS and SEND_TO of the environment where they are empty.
    with_people: pages that name people may leave, too. Raises DataRefused for settings, recipients
    and reports that are missing, SmarketingError where the server doesn't take the message.
    """
    people = check_recipients(recipients or [os.environ.get("SEND_TO", "")])
    places, locale = resolve_places(variables), resolve_locales(variables)[0]
    period = (variables.get("AS_OF") or variables.get("MONTH") or "").strip()
    wanted = names or [os.environ.get("SEND_REPORTS", "")]
    chosen = choose(places.out, wanted, locale, period, with_people=with_people)
    server = resolve_mail_server(os.environ)
    send_message(server, compose(places.out, chosen, locale, server.sender, people))
    say(f"Sent {', '.join(page.file.name for page in chosen)} to {', '.join(people)}.")
