"""One keep-alive connection of HTTP/1.1: bytes out, status, headers and body in, one request at a time."""

import asyncio
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from cli.load.target import Target

CONNECT_TIMEOUT_S = 5.0
_END_OF_HEAD = b"\r\n\r\n"


class LoadError(Exception):
    """No answer was had; whether the server did what was asked is not known."""


class ConnectionLost(LoadError):
    """The connection could not be made, or ended before the answer was whole."""


class TimedOut(LoadError):
    """No answer within the time limit."""


class NotHttp(LoadError):
    """What came is no answer of HTTP/1.1 with a length."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: str) -> str | None:
        """Return one header's value, None if it is not there."""
        wanted = name.lower().encode() + b":"
        for line in self.head.split(b"\r\n")[1:]:
            if line.lower().startswith(wanted):
                return line[len(wanted) :].strip().decode("latin-1")
        return None

    def json(self) -> Any:
        """Return the body, parsed."""
        return msgspec.json.decode(self.body)


class Client:
    """A till's connection: made when first needed, kept, and made anew after it was lost."""

    def __init__(self, target: Target, *, timeout_s: float = 30.0) -> None:
        """Name the server; nothing is opened yet."""
        self._target = target
        self._timeout_s = timeout_s
        self._wire: _Wire | None = None

    async def send(self, request: bytes) -> Answer:
        """Send one rendered request and return its answer.

        Nothing is sent twice: after an error the caller decides, and the next call connects anew.

        **Raises** `ConnectionLost`, `TimedOut`, `NotHttp`.
        """
        wire = self._wire
        if wire is None or wire.lost:
            wire = self._wire = await self._connect()
        loop = asyncio.get_running_loop()
        answer = wire.ask(request)
        expiry = loop.call_later(self._timeout_s, wire.give_up, TimedOut(f"no answer within {self._timeout_s:g} s"))
        try:
            return await answer
        except asyncio.CancelledError:
            wire.give_up(ConnectionLost("cancelled"))
            raise
        finally:
            expiry.cancel()

    def close(self) -> None:
        """Close the connection; `send` would open another."""
        if self._wire is not None:
            self._wire.give_up(ConnectionLost("closed"))
            self._wire = None

    async def _connect(self) -> "_Wire":
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                _, wire = await loop.create_connection(_Wire, self._target.host, self._target.port)
        except TimeoutError as error:
            raise TimedOut(f"no connection within {CONNECT_TIMEOUT_S:g} s") from error
        except OSError as error:
            raise ConnectionLost(str(error)) from error
        return wire


class _Wire(asyncio.Protocol):
    """Takes answers apart as their bytes come."""

    def __init__(self) -> None:
        self.lost = False
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[Answer] | None = None
        self._buffer = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are of no common class.
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.give_up(ConnectionLost("the server closed the connection" if exc is None else str(exc)))

    def ask(self, request: bytes) -> "asyncio.Future[Answer]":
        assert self._transport is not None
        assert self._answer is None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answer

    def give_up(self, error: LoadError) -> None:
        self.lost = True
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_exception(error)
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(_END_OF_HEAD)
        if end < 0:
            return
        head = bytes(self._buffer[:end])
        try:
            status = int(head[9:12])
            length = _length(head, status)
        except ValueError:
            self.give_up(NotHttp(repr(head[:200])))
            return
        begin = end + len(_END_OF_HEAD)
        if len(self._buffer) < begin + length:
            return
        body = bytes(self._buffer[begin : begin + length])
        del self._buffer[: begin + length]
        answer, self._answer = self._answer, None
        if answer is not None and not answer.done():
            answer.set_result(Answer(status, head, body))
        if b"connection: close" in head.lower():
            self.give_up(ConnectionLost("the server closed the connection"))


def _length(head: bytes, status: int) -> int:
    lowered = head.lower()
    at = lowered.find(b"\r\ncontent-length:")
    if at >= 0:
        line = lowered[at + 17 :].split(b"\r\n", 1)[0]
        return int(line)
    if status in {204, 304} and b"\r\ntransfer-encoding:" not in lowered:
        return 0
    raise ValueError(head)
