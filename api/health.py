"""Whether this process lives, and whether the installation can do its work."""

from collections.abc import Callable
from typing import Any, Literal

from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

from domain.core.health import UNREACHABLE, migrations_at_head

State = Literal["ok", "failed", "unknown"]
Check = Callable[[], bool]


class Liveness(BaseModel):
    """This process answers."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """What the installation stands on; `unknown` is what nobody here has been asked to watch."""

    status: Literal["ready", "not_ready"]
    postgres: State
    migrations: State
    broker: State
    workers: State


def live() -> Liveness:
    """Answer while the process can answer."""
    return Liveness()


def ready(request: Request, response: Response) -> Readiness:
    """Answer 200 when a sale could be accepted and posted now, else 503 with what is missing."""
    postgres, migrations = _database()
    broker, workers = (_registered(request.app, name) for name in ("broker", "workers"))
    is_ready = "failed" not in (postgres, migrations, broker, workers)
    if not is_ready:
        response.status_code = 503
        response.headers["Retry-After"] = "1"
    return Readiness(
        status="ready" if is_ready else "not_ready",
        postgres=postgres,
        migrations=migrations,
        broker=broker,
        workers=workers,
    )


def _database() -> tuple[State, State]:
    try:
        return "ok", "ok" if migrations_at_head() else "failed"
    except UNREACHABLE:
        return "failed", "unknown"


def _registered(app: FastAPI, name: str) -> State:
    """Ask the check that a lifespan hook left in `app.state` under `broker` or `workers`, if it did."""
    check: Check | None = getattr(app.state, name, None)
    if check is None:
        return "unknown"
    return "ok" if check() else "failed"


def install(app: FastAPI) -> None:
    """Add both addresses to the application itself, where health checks look for them."""
    not_ready: dict[int | str, dict[str, Any]] = {503: {"model": Readiness, "description": "Something is missing"}}
    app.add_api_route("/health/live", live, methods=["GET"], tags=["health"])
    app.add_api_route("/health/ready", ready, methods=["GET"], tags=["health"], responses=not_ready)
