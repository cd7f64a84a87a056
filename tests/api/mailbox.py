"""A mail server of the test's own, which keeps what it is given."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from domain.core import mail
from domain.core.settings import settings


class _Mailbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.letters: list[EmailMessage] = []
        self.refuses = False


class _Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs that sends one letter."""

    server: _Mailbox

    def handle(self) -> None:
        self._say("220 mailbox")
        for line in self.rfile:
            verb = line.strip().split(b" ")[0].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._keep()
            elif verb == b"RCPT" and self.server.refuses:
                self._say("550 nobody here")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 mailbox")

    def _keep(self) -> None:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b"."))
        message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        self.server.letters.append(message)
        self._say("250 kept")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@contextmanager
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Mailbox]:
    """Run a mail server, and let the installation know of it."""
    with _Mailbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = settings().model_copy(update={"smtp_url": f"smtp://127.0.0.1:{server.server_address[1]}"})
        monkeypatch.setattr(mail, "settings", lambda: told)
        yield server
        server.shutdown()


def token_in(letter: EmailMessage) -> str:
    """Return the one line of a letter that is no sentence."""
    [token] = [line for line in letter.get_content().splitlines() if line and " " not in line]
    return str(token)
