"""A caller's line to the server: JSON out and in, an answer that can be lost on the way, and the stream of events."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any, Self

import msgspec

from cli.load import Answer, Client, LoadError, render_request, target_of

OK = range(200, 300)
LONGEST_EVENT = 2**20


class Refused(Exception):
    """The server answered with something that the demo did not expect."""


class StreamEnded(Exception):
    """The stream of events has come to an end."""


class Line:
    """Speaks for one caller in one organization over a connection that stays open."""

    def __init__(self, base_url: str, *, token: str = "", org_id: str = "") -> None:
        """Name the server and who asks; nothing is sent yet."""
        self._target = target_of(base_url)
        self._client = Client(self._target)
        self._headers = {"Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        if org_id:
            self._headers["X-Org-ID"] = org_id

    async def __aenter__(self) -> Self:
        """Nothing is opened before it is needed."""
        return self

    async def __aexit__(self, *_exception: object) -> None:
        """Hang up."""
        self._client.close()

    async def get(self, path: str) -> Any:
        """Return what lies at a path. Raises `Refused`, `LoadError`."""
        return _made(path, await self.send("GET", path))

    async def make(self, path: str, body: Any, *, wait_s: int = 0) -> Any:
        """Create something and return it; `wait_s`: how long an operation may take to end. Raises as `get`."""
        return _made(path, await self.send("POST", path, body, wait_s=wait_s))

    async def send(self, method: str, path: str, body: Any = None, *, wait_s: int = 0) -> Answer:
        """Send one request, once, and return its answer, whatever it is.

        Raises: `LoadError` when there is none; what became of the request is then known to nobody here.
        """
        return await self._client.send(self._request(method, path, body, wait_s))

    async def send_and_lose_the_answer(self, path: str, body: Any, *, patience_s: float) -> None:
        """Send a request and hang up after a moment, as it is for a till whose network fails."""
        sent = asyncio.ensure_future(self.send("POST", path, body))
        await asyncio.wait([sent], timeout=patience_s)
        self._client.close()
        with contextlib.suppress(LoadError):
            await sent

    async def events(self, path: str, *, last_id: str = "") -> AsyncIterator[tuple[str, Any]]:
        """Yield the events of a stream (`text/event-stream`), each with its id; a comment is `("", None)`.

        Raises: `StreamEnded`; `last_id` resumes behind the last one that was received.
        """
        reader, writer = await self._open_stream(path, last_id)
        try:
            pending = b""
            while size := int(await reader.readline(), 16):
                pending += (await reader.readexactly(size + 2))[:-2]
                *complete, pending = pending.split(b"\n\n")
                for event in complete:
                    yield _read_event(event)
        except (OSError, EOFError, ValueError) as error:
            raise StreamEnded from error
        finally:
            writer.close()
        raise StreamEnded

    async def _open_stream(self, path: str, last_id: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        headers = {**self._headers, "Accept": "text/event-stream"}
        if last_id:
            headers["Last-Event-ID"] = last_id
        try:
            reader, writer = await asyncio.open_connection(self._target.host, self._target.port, limit=LONGEST_EVENT)
            writer.write(render_request(self._target, "GET", path, headers=headers))
            head = await reader.readuntil(b"\r\n\r\n")
        except (OSError, EOFError) as error:
            raise StreamEnded from error
        if not head.startswith(b"HTTP/1.1 200 "):
            writer.close()
            raise StreamEnded
        return reader, writer

    def _request(self, method: str, path: str, body: Any, wait_s: int) -> bytes:
        headers = {**self._headers, "Prefer": f"wait={wait_s}"} if wait_s else self._headers
        raw = None if body is None else msgspec.json.encode(body)
        return render_request(self._target, method, path, headers=headers, body=raw)


def told(answer: Answer) -> str:
    """Return what a refusal says, in one line."""
    try:
        problem = answer.json()
    except msgspec.DecodeError:
        problem = {}
    paths = "; ".join(f"{error['path']}: {error['message']}" for error in problem.get("errors", []))
    words = (str(answer.status), problem.get("code", ""), problem.get("detail", ""), paths)
    return " ".join(word for word in words if word)


def _made(path: str, answer: Answer) -> Any:
    if answer.status not in OK:
        message = f"{path} answered {told(answer)}"
        raise Refused(message)
    return answer.json()


def _read_event(event: bytes) -> tuple[str, Any]:
    fields = dict(line.split(b": ", 1) for line in event.split(b"\n") if line and not line.startswith(b":"))
    data = fields.get(b"data")
    return fields.get(b"id", b"").decode(), None if data is None else msgspec.json.decode(data)
