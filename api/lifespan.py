"""What begins before the first request and ends after the last one."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import FastAPI

from api.admission import admission
from domain.core.settings import settings

Hook = Callable[[FastAPI], AbstractAsyncContextManager[None]]


class SecretKeyMissingError(RuntimeError):
    """ARCOIRIS_SECRET_KEY is not set; access tokens cannot be signed."""


@asynccontextmanager
async def refuse_without_key(_app: FastAPI) -> AsyncIterator[None]:
    """Refuse to serve when nothing could sign a token. Raises `SecretKeyMissingError`."""
    if not settings().secret_key:
        raise SecretKeyMissingError(SecretKeyMissingError.__doc__)
    yield


# In the order of their beginning; they end in the reverse order.
HOOKS: tuple[Hook, ...] = (refuse_without_key, admission)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Enter every hook, serve, leave them."""
    async with AsyncExitStack() as stack:
        for hook in HOOKS:
            await stack.enter_async_context(hook(app))
        yield
