"""The mail server: its settings from the environment, and one message given to it."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parseaddr

from smarketing.errors import DataRefused, SmarketingError

ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
STARTTLS, SSL, NONE = "starttls", "ssl", "none"
PORTS = {STARTTLS: 587, SSL: 465, NONE: 25}
TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class MailServer:
    """host, port and how the line is kept private (starttls, ssl, none); user is empty without."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def resolve_mail_server(environment: Mapping[str, str]) -> MailServer:
    """Return the server that SMTP_HOST, _PORT, _SECURITY, _USER, _PASSWORD and _FROM describe.

    Raises DataRefused for what is missing or can't be read.
    """
    given = {
        name: environment.get(f"SMTP_{name}", "").strip()
        for name in ("HOST", "PORT", "SECURITY", "USER", "PASSWORD", "FROM")
    }
    missing = [f"SMTP_{name}" for name in ("HOST", "FROM") if not given[name]]
    if given["USER"] and not given["PASSWORD"]:
        missing.append("SMTP_PASSWORD")
    if missing:
        raise DataRefused(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set in the "
            "environment, so nothing was sent; docs/scheduling.md lists the settings of mail."
        )
    address = parseaddr(given["FROM"])[1]
    if not ADDRESS.fullmatch(address):
        raise DataRefused(
            f"SMTP_FROM={given['FROM']} holds no e-mail address; write one, such as "
            "Informes <informes@example.com>. Nothing was sent."
        )
    security = given["SECURITY"].lower() or STARTTLS
    if security not in PORTS:
        raise DataRefused(
            f"SMTP_SECURITY={given['SECURITY']} is not one of {', '.join(PORTS)}; nothing was sent."
        )
    if given["PORT"] and not (given["PORT"].isdecimal() and 0 < int(given["PORT"]) < 65536):
        raise DataRefused(f"SMTP_PORT={given['PORT']} is not a port; write one, such as 587.")
    port = int(given["PORT"]) if given["PORT"] else PORTS[security]
    if given["USER"] and security == NONE and given["HOST"] not in ("localhost", "127.0.0.1"):
        raise DataRefused(
            "SMTP_SECURITY=none would send SMTP_PASSWORD readable by anyone on the way; use "
            "starttls or ssl."
        )
    return MailServer(
        given["HOST"], port, security, given["FROM"], given["USER"], given["PASSWORD"]
    )


def send_message(server: MailServer, message: EmailMessage) -> None:
    """Give one message to the server; raises SmarketingError where it doesn't take it."""
    place = f"{server.host}:{server.port}"
    try:
        with _connected(server) as line:
            if server.user:
                line.login(server.user, server.password)
            refused = line.send_message(message)
    except smtplib.SMTPAuthenticationError as error:
        raise SmarketingError(
            f"{place} refused the login of SMTP_USER={server.user} ({error.smtp_code}); nothing "
            "was sent. Check SMTP_USER and SMTP_PASSWORD."
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        raise SmarketingError(
            f"{place} refused {', '.join(error.recipients)}; nothing was sent."
        ) from None
    except smtplib.SMTPSenderRefused as error:
        raise SmarketingError(
            f"{place} refused the sender SMTP_FROM={server.sender} ({error.smtp_code}); nothing "
            "was sent."
        ) from None
    except (smtplib.SMTPException, ssl.SSLError) as error:
        raise SmarketingError(
            f"{place} did not take the message with SMTP_SECURITY={server.security}: {error}"
        ) from None
    except OSError as error:
        raise SmarketingError(
            f"{place} can't be reached ({error}); nothing was sent. Check SMTP_HOST and SMTP_PORT."
        ) from None
    if refused:
        raise SmarketingError(
            f"{place} refused {', '.join(refused)}; the other recipients have the message."
        )


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == SSL:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_SECONDS, context=context)
    line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    if server.security == STARTTLS:
        try:
            line.starttls(context=context)
        except BaseException:
            line.close()
            raise
    return line
