"""Who asks, for which organization, and whether they may: resolved anew for each request."""

from collections.abc import Callable
from functools import cache
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query, Request
from fastapi.security import HTTPBearer

from domain.auth import service as auth
from domain.auth.errors import OrganizationNotNamed
from domain.auth.permissions import Permission
from domain.auth.tokens import KEY_PREFIX, AccessClaims, read_access_token
from domain.core.context import UNTOLD, OrgContext, Origin
from domain.core.db import unit_of_work
from domain.core.errors import InvalidError, UnauthenticatedError
from domain.core.paging import PageRequest
from domain.core.settings import settings
from domain.org.errors import OrganizationClosed

MAX_USER_AGENT = 300
READING = frozenset({"GET", "HEAD", "OPTIONS"})

# It only documents the scheme; what it finds is read again below, because its refusals are not our problems.
bearer = HTTPBearer(auto_error=False, description="An access token from `/api/auth/login`, or an API key.")
Documented = Annotated[object, Depends(bearer)]
OrgHeader = Annotated[str | None, Header(alias="X-Org-ID", description="The organization's id.")]


def resolve_context(
    authorization: str | None, x_org_id: str | None, *, origin: Origin = UNTOLD
) -> tuple[OrgContext, float]:
    """Return who asks, and until when (Unix seconds) that may be kept: as long as the credential itself is valid.

    Signature, account, membership or key are checked on each call. A caller that keeps the answer must drop it when
    `core.access_epoch` moves. An API key is asked about again every few minutes, so that its last use is noted.

    **Raises** `UnauthenticatedError`, `TokenInvalid`, `KeyInvalid`, `OrganizationNotNamed`, `NotAMember`.
    """
    secret = credential(authorization)
    if secret.startswith(KEY_PREFIX):
        org_id = _named(x_org_id)
        with unit_of_work(org_id) as uow:
            context, ask_again = auth.key_context(uow, secret=secret, org_id=org_id, origin=origin)
            uow.commit()
        return context, ask_again.timestamp()
    claims = read_access_token(secret)
    org_id = _named(x_org_id)
    with unit_of_work(org_id, read_only=True) as uow:
        return auth.person_context(uow, claims=claims, org_id=org_id, origin=origin), claims.expires_at


def origin_of(request: Request) -> Origin:
    """Return from where a request comes, as the audit log keeps it; behind a proxy uvicorn says whose address it is."""
    user_agent = request.headers.get("user-agent", "")
    shown = "".join(character for character in user_agent[:MAX_USER_AGENT] if character.isprintable())
    return Origin(address=request.client.host if request.client else None, user_agent=shown or None)


def credential(authorization: str | None) -> str:
    """Return what stands behind `Bearer`. **Raises** `UnauthenticatedError`."""
    scheme, _, secret = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise UnauthenticatedError("Send `Authorization: Bearer <access token or API key>`.")
    return secret.strip()


def _named(x_org_id: str | None) -> UUID:
    try:
        return UUID(x_org_id or "")
    except ValueError as error:
        raise OrganizationNotNamed from error


def org_context(request: Request, _documented: Documented, x_org_id: OrgHeader = None) -> OrgContext:
    """Return who asks and for which organization; one that is closed can be read only. It raises `OrganizationClosed`.

    Every route that changes something of an organization depends on this, or passes through `api.access`.
    """
    context = resolve_context(request.headers.get("authorization"), x_org_id, origin=origin_of(request))[0]
    if context.closed and request.method not in READING:
        raise OrganizationClosed
    return context


def claims_of_person(request: Request, _documented: Documented) -> AccessClaims:
    """Return who asks where no organization is named; devices have nothing to ask there."""
    return read_access_token(credential(request.headers.get("authorization")))


@cache
def requires(permission: Permission) -> Callable[[OrgContext], OrgContext]:
    """Return the dependency that gives the context of whoever may do this. It raises `ForbiddenError`."""

    def permitted(context: Annotated[OrgContext, Depends(org_context)]) -> OrgContext:
        context.require(permission)
        return context

    return permitted


def page_request(
    limit: Annotated[int, Query(ge=1, le=500, description="Rows of a page.")] = 50,
    cursor: Annotated[str | None, Query(max_length=500, description="`next_cursor` of the page before.")] = None,
) -> PageRequest:
    """Return which page of a list is asked for. **Raises** `InvalidError`."""
    if limit > settings().max_page:
        raise InvalidError.at("limit", f"At most {settings().max_page}.")
    return PageRequest(limit=limit, cursor=cursor)


Claims = Annotated[AccessClaims, Depends(claims_of_person)]
Context = Annotated[OrgContext, Depends(org_context)]
Paging = Annotated[PageRequest, Depends(page_request)]
