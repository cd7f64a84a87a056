"""Refuses bodies that are larger than this server reads, declared or not."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import BodyTooLarge, problem_response

NOTHING: Mapping[tuple[str, str], int] = MappingProxyType({})


class BodyLimit:
    """Pure ASGI: a declared length is refused before the body is read, a chunked one as soon as it is too long."""

    def __init__(self, app: ASGIApp, *, max_bytes: int, larger: Mapping[tuple[str, str], int] = NOTHING) -> None:
        """`larger`: by method and path what takes more, because it never holds more than a piece of it."""
        self.app = app
        self.max_bytes = max_bytes
        self.larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, unless its body is too large."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        max_bytes = self.larger.get((scope["method"], scope["path"]), self.max_bytes)
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if declared.isdigit() and int(declared) > max_bytes:
            await problem_response(BodyTooLarge(), instance=scope["path"])(scope, receive, send)
            return
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > max_bytes:
                    # An HTTPException is the one thing that FastAPI lets through its reading of a body.
                    raise HTTPException(413)
            return message

        await self.app(scope, receive_limited, send)
