"""Approvals: somebody who may, at a till of somebody who may not, says yes to one operation.

An approval is signed as access tokens are, for an audience of its own, so that neither passes for the other. It is
bound to one organization, one operation and the permissions it lends: kept or copied, it is good for nothing else. What
the operation does with it, admission and posting decide; here is only what it says, and that we said it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import jwt

from domain.auth.errors import ApprovalInvalid
from domain.auth.permissions import Permission
from domain.auth.tokens import ALGORITHM, ISSUER
from domain.core import clock
from domain.core.ids import new_id
from domain.core.settings import settings

AUDIENCE = "arcoiris-approval"

_REQUIRED = ["sub", "org", "op", "perms", "iat", "exp", "jti", "iss", "aud"]


@dataclass(frozen=True, slots=True)
class Approval:
    """Who lends which permissions to which operation of which organization."""

    org_id: UUID
    operation_id: UUID
    approver_id: UUID
    permissions: frozenset[Permission]
    expired: bool = False
    """Whether its time is over: it lets nothing new through, but what was accepted with it can be sent again."""


def issue_approval(approval: Approval) -> str:
    """Return a signed approval; that the approver holds what they lend is the caller's to check."""
    issued_at = int(clock.now().timestamp())
    claims = {
        "sub": str(approval.approver_id),
        "org": str(approval.org_id),
        "op": str(approval.operation_id),
        "perms": sorted(approval.permissions),
        "iat": issued_at,
        "exp": issued_at + settings().approval_ttl_s,
        "jti": str(new_id()),
        "iss": ISSUER,
        "aud": AUDIENCE,
    }
    return jwt.encode(claims, settings().secret_key, algorithm=ALGORITHM)


def read_approval(token: str) -> Approval:
    """Return what an approval says; whether it fits the operation at hand, the caller compares.

    **Raises** `ApprovalInvalid`.
    """
    try:
        claims = jwt.decode(
            token,
            settings().secret_key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": _REQUIRED, "verify_exp": False},
        )
        return Approval(
            org_id=UUID(claims["org"]),
            operation_id=UUID(claims["op"]),
            approver_id=UUID(claims["sub"]),
            permissions=_known(claims["perms"]),
            expired=int(claims["exp"]) <= clock.now().timestamp(),
        )
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise ApprovalInvalid from error


def _known(permissions: Collection[str]) -> frozenset[Permission]:
    return frozenset(Permission(permission) for permission in permissions)
