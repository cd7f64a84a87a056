"""A line to the server for whoever hands in large files: JSON out and in, and files that are sent as they are read."""

import http.client
import json
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PIECE_BYTES = 1 << 18
TIMEOUT_S = 120.0
OK = range(200, 300)


class Refused(RuntimeError):
    """The server answered with something else than what was asked for."""


class Line:
    """Speaks for one caller over a connection that stays open."""

    def __init__(self, base_url: str, headers: Mapping[str, str] | None = None) -> None:
        """Name the server and who asks; nothing is sent yet."""
        address = urlsplit(base_url)
        assert address.hostname is not None
        self._connection = http.client.HTTPConnection(address.hostname, address.port, timeout=TIMEOUT_S)
        self._headers = {"Accept": "application/json", **(headers or {})}

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def get(self, path: str) -> Any:
        """Return what lies at a path. Raises `Refused`, `OSError`, `http.client.HTTPException`."""
        return self.ask("GET", path)

    def make(self, path: str, body: Any, **headers: str) -> Any:
        """Create something and return it; `headers` as `Prefer="wait=5"`. Raises as `get`."""
        return self.ask("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})

    def upload(self, path: str, fields: Mapping[str, str], file: Path) -> Any:
        """Send a form with a file in it, a piece at a time, and return what was made of it. Raises as `get`."""
        boundary = secrets.token_hex(16)
        before = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        before += (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        )
        after = f"\r\n--{boundary}--\r\n"
        length = len(before.encode()) + file.stat().st_size + len(after.encode())
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}
        return self.ask("POST", path, _pieces(before.encode(), file, after.encode()), headers)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send one request and return its answer, parsed. Raises as `get`."""
        self._connection.request(method, path, body=body, headers={**self._headers, **(headers or {})})
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status not in OK:
            message = f"{method} {path} answered {answer.status}: {content[:500].decode(errors='replace')}"
            raise Refused(message)
        return json.loads(content) if content else None


def _pieces(before: bytes, file: Path, after: bytes) -> Iterator[bytes]:
    yield before
    with file.open("rb") as opened:
        while piece := opened.read(PIECE_BYTES):
            yield piece
    yield after
