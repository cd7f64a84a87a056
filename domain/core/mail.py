"""Letters to people: handed to a mail server, where this installation has been told of one."""

import smtplib
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

import structlog

from domain.core.settings import settings

TIMEOUT_S = 10
PORTS = {"smtp": 587, "smtps": 465}

log = structlog.get_logger("mail")


@dataclass(frozen=True, slots=True)
class Letter:
    """A text for one person."""

    to: str
    subject: str
    text: str


def send(letter: Letter) -> bool:
    """Hand a letter to the mail server; False where there is none, or it did not take it, which is logged.

    It waits for the server: call it outside any transaction.
    """
    url = settings().smtp_url
    if not url:
        return False
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings().mail_from, letter.to, letter.subject
    message.set_content(letter.text)
    try:
        _deliver(urlsplit(url), message)
    except (OSError, smtplib.SMTPException) as error:
        # The letter holds a secret and the address is somebody's: neither belongs into a log.
        log.warning("mail_not_sent", error=type(error).__name__)
        return False
    return True


def _deliver(server: SplitResult, message: EmailMessage) -> None:
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    connect = smtplib.SMTP_SSL if server.scheme == "smtps" else smtplib.SMTP
    with connect(host, port, timeout=TIMEOUT_S) as client:
        if server.scheme == "smtp":
            client.ehlo()
            if client.has_extn("starttls"):
                client.starttls()
        if server.username:
            client.login(unquote(server.username), unquote(server.password or ""))
        client.send_message(message)
