"""Errors as RFC 9457 problems: the one place where a kind of error becomes an HTTP status."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import Response

from domain.core.errors import (
    DomainError,
    ErrorKind,
    FieldError,
    InvalidError,
    NotFoundError,
    PreconditionError,
    UnauthenticatedError,
    UnavailableError,
)
from domain.core.health import MALFORMED, UNREACHABLE

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1

STATUS_OF_KIND: Mapping[ErrorKind, int] = {
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.REJECTED: 422,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.UNAUTHENTICATED: 401,
    ErrorKind.TOO_LARGE: 413,
    ErrorKind.BUSY: 429,
    ErrorKind.UNAVAILABLE: 503,
}

# What only HTTP knows: code and title of a refusal by the server itself.
HTTP_ONLY: Mapping[int, tuple[str, str]] = {
    405: ("method_not_allowed", "This address does not answer that method."),
    406: ("not_acceptable", "None of the accepted media types can be given."),
    415: ("unsupported_media_type", "The body's media type is not understood here."),
    500: ("internal_error", "Something unexpected happened on our side; it has been logged."),
}

log = structlog.get_logger("api")


class BodyTooLarge(DomainError):
    """The body is larger than this server accepts."""

    code = "too_large"
    kind = ErrorKind.TOO_LARGE


class ProblemField(BaseModel):
    """One fault of the input: where, a stable code, and a sentence."""

    path: str
    code: str
    message: str


class Problem(BaseModel):
    """A problem detail (RFC 9457); `type` is a page that this server serves."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    errors: list[ProblemField]


def status_of(error: type[DomainError]) -> int:
    """Return the HTTP status that an error of the domain answers with."""
    if issubclass(error, PreconditionError):
        return 412
    return STATUS_OF_KIND[error.kind]


def problem_response(error: DomainError, *, instance: str) -> Response:
    """Return the answer for an error of the domain; `instance` is the path that was asked for."""
    status = status_of(type(error))
    headers: dict[str, str] = {}
    if status == STATUS_OF_KIND[ErrorKind.UNAUTHENTICATED]:
        headers["WWW-Authenticate"] = "Bearer"
    if error.kind in (ErrorKind.BUSY, ErrorKind.UNAVAILABLE) or error.retry_after_s is not None:
        headers["Retry-After"] = str(error.retry_after_s or RETRY_AFTER_S)
    return _response(
        status=status,
        code=error.code,
        title=error.title(),
        detail=error.detail,
        instance=instance,
        errors=error.errors,
        headers=headers,
    )


def http_problem(status: int, *, instance: str, detail: str = "", headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer for a refusal that the domain knows nothing of."""
    code, title = HTTP_ONLY.get(status, (f"http_{status}", "The request was refused."))
    return _response(
        status=status, code=code, title=title, detail=detail or title, instance=instance, errors=(), headers=headers
    )


def _response(
    *,
    status: int,
    code: str,
    title: str,
    detail: str,
    instance: str,
    errors: Iterable[FieldError],
    headers: Mapping[str, str] | None,
) -> Response:
    body = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": instance,
        "errors": [error.as_dict() for error in errors],
    }
    return Response(msgspec.json.encode(body), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what a route documents in OpenAPI for the statuses it may answer besides success."""
    titles = {
        401: "No or bad credentials",
        403: "Not a member, or no permission",
        404: "Not found in this organization",
        406: "None of the accepted media types can be given",
        409: "Conflict",
        412: "Changed since it was read",
        413: "Body too large",
        415: "A media type that is not understood here",
        422: "Invalid",
        429: "Too many; see Retry-After",
        503: "Unavailable; see Retry-After",
    }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": titles[status], "content": content} for status in statuses}


def _domain_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    return problem_response(error, instance=request.url.path)


def _validation_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem_response(InvalidError(errors=field_errors(error.errors())), instance=request.url.path)


def field_errors(found: Iterable[Mapping[str, Any]]) -> tuple[FieldError, ...]:
    """Return pydantic's faults with our kind of path: where the body, query or header came from is left out."""
    return tuple(
        FieldError(
            path=".".join(str(part) for part in fault["loc"][1:]) if fault["type"] != "json_invalid" else "",
            code=str(fault["type"]),
            message=str(fault["msg"]),
        )
        for fault in found
    )


def _http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known: dict[int, type[DomainError]] = {
        400: InvalidError,
        401: UnauthenticatedError,
        404: NotFoundError,
        413: BodyTooLarge,
        422: InvalidError,
        503: UnavailableError,
    }
    instance = request.url.path
    if error.status_code in known:
        details = {404: "There is nothing at this address.", 400: "The body could not be read."}
        return problem_response(known[error.status_code](details.get(error.status_code, "")), instance=instance)
    return http_problem(error.status_code, instance=instance, headers=error.headers)


def _unreachable(request: Request, error: Exception) -> Response:
    log.warning("database_unavailable", error=type(error).__name__, path=request.url.path)
    return problem_response(UnavailableError(), instance=request.url.path)


def _malformed(request: Request, error: Exception) -> Response:
    log.info("value_refused_by_the_database", error=type(error).__name__, path=request.url.path)
    return problem_response(InvalidError("A value cannot be stored."), instance=request.url.path)


def install(app: FastAPI) -> None:
    """Give the application one way to answer errors; what no handler knows is answered by `AccessLog` with a 500."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_exception)
    for unreachable in UNREACHABLE:
        app.add_exception_handler(unreachable, _unreachable)
    for malformed in MALFORMED:
        app.add_exception_handler(malformed, _malformed)
