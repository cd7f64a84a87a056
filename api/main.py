"""The application: routers, middleware and errors put together."""

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI

from api import health, operation_documents, problems
from api.access_log import AccessLog
from api.body_limit import BodyLimit
from api.import_uploads import FORM_BYTES
from api.lifespan import lifespan
from api.login_throttle import LoginThrottle
from api.metrics import Metrics
from api.resources import MADE_BEFORE
from api.routers import ROUTERS
from api.security_headers import SecurityHeaders
from domain.core.logs import configure_logging
from domain.core.settings import settings

DESCRIPTION = "The back end of a point of sale: every accepted sale is in the sales, the stock and the books together."


def create_app() -> FastAPI:
    """Build the ASGI application; what it needs running begins with its lifespan."""
    configure_logging()
    app = FastAPI(
        title="Arcoíris",
        version=_version(),
        description=DESCRIPTION,
        lifespan=lifespan,
        responses=problems.problem_responses(413, 422, 503),
    )
    app.state.login_throttle = LoginThrottle(attempts_per_minute=settings().login_attempts_per_minute)
    problems.install(app)
    health.install(app)
    for router in ROUTERS:
        app.include_router(router)
    # The last one added is the outermost.
    app.add_middleware(
        BodyLimit,
        max_bytes=settings().max_body_bytes,
        larger={("POST", "/api/imports"): settings().max_import_bytes + FORM_BYTES},
    )
    app.add_middleware(AccessLog)
    app.add_middleware(Metrics)
    app.add_middleware(SecurityHeaders)
    _document_problems(app)
    return app


def _version() -> str:
    """Return the installed version; a checkout that is run without being installed has none."""
    try:
        return version("arcoiris")
    except PackageNotFoundError:
        return "0"


def _document_problems(app: FastAPI) -> None:
    """Put the schema that every error response refers to into the OpenAPI document."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        schema = problems.Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        components = document.setdefault("components", {}).setdefault("schemas", {})
        components.update(schema.pop("$defs", {}))
        components["Problem"] = schema
        components.update(operation_documents.schemas())
        _document_replays(document)
        return document

    # The way FastAPI documents to extend it.
    app.openapi = openapi  # type: ignore[method-assign]


def _document_replays(document: dict[str, Any]) -> None:
    """Say that what had been made before is answered as if it were made now."""
    for methods in document["paths"].values():
        for operation in methods.values():
            made_before = operation["responses"].get("200", {})
            if made_before.get("description") == MADE_BEFORE:
                made_before["content"] = operation["responses"]["201"]["content"]
