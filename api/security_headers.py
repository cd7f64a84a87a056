"""What every answer tells a browser: believe the type, frame nothing, keep nothing."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
]
_NO_CONTENT_FROM_ELSEWHERE = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_INTERACTIVE = ("/docs", "/redoc")


class SecurityHeaders:
    """Pure ASGI; a header that a handler set itself is left as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and complete its answer's headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # The interactive documentation loads its scripts from elsewhere.
        headers = _ALWAYS if scope["path"].startswith(_INTERACTIVE) else [*_ALWAYS, _NO_CONTENT_FROM_ELSEWHERE]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in headers if pair[0] not in own)]
            await send(message)

        await self.app(scope, receive, send_with_headers)
