"""Tokens: signed access tokens that say who, opaque secrets that are kept as hashes only."""

import hashlib
import secrets
from dataclasses import dataclass
from uuid import UUID

import jwt

from domain.auth.errors import InvitationInvalid, TokenInvalid
from domain.core import clock
from domain.core.ids import new_id
from domain.core.settings import settings

ALGORITHM = "HS256"
ISSUER = "arcoiris"
AUDIENCE = "arcoiris-api"
ACCESS = "access"
KEY_PREFIX = "arc_"
INVITATION_PREFIX = "inv_"

_REQUIRED = ["sub", "sid", "iat", "exp", "jti", "type", "iss", "aud"]
_PREFIX_BYTES = 4
_SECRET_BYTES = 32
_MARK_DIGITS = 8


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What a valid access token says; `expires_at` in Unix seconds, `family_id` the login that it came from."""

    user_id: UUID
    family_id: UUID
    expires_at: float


def issue_access_token(*, user_id: UUID, family_id: UUID) -> str:
    """Return a signed access token of one person, from one login."""
    issued_at = int(clock.now().timestamp())
    claims = {
        "sub": str(user_id),
        "sid": str(family_id),
        "iat": issued_at,
        "exp": issued_at + settings().access_token_ttl_s,
        "jti": str(new_id()),
        "type": ACCESS,
        "iss": ISSUER,
        "aud": AUDIENCE,
    }
    return jwt.encode(claims, settings().secret_key, algorithm=ALGORITHM)


def read_access_token(token: str) -> AccessClaims:
    """Return what an access token says. **Raises** `TokenInvalid`."""
    try:
        claims = jwt.decode(
            token,
            settings().secret_key,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": _REQUIRED},
        )
        if claims["type"] != ACCESS:
            raise TokenInvalid
        return AccessClaims(user_id=UUID(claims["sub"]), family_id=UUID(claims["sid"]), expires_at=float(claims["exp"]))
    except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
        raise TokenInvalid from error


def new_refresh_token() -> str:
    """Return a fresh opaque refresh token: 256 random bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_single_use_token() -> str:
    """Return a fresh opaque token that is taken once: 256 random bits."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_invitation_token(*, org_id: UUID) -> str:
    """Return a fresh invitation: which organization it is of, and 256 random bits."""
    return f"{INVITATION_PREFIX}{org_id.hex}_{secrets.token_urlsafe(_SECRET_BYTES)}"


def organization_of_invitation(token: str) -> UUID:
    """Return which organization an invitation claims to be of. **Raises** `InvitationInvalid`."""
    try:
        return UUID(hex=token.removeprefix(INVITATION_PREFIX).partition("_")[0])
    except ValueError as error:
        raise InvitationInvalid.at("token") from error


def new_api_key(*, org_id: UUID) -> tuple[str, str]:
    """Return the visible prefix and the whole secret of a fresh API key.

    The secret ends with a mark of its organization, so that a key at another organization's door is told from a bad
    one (403, not 401) without looking across tenants.
    """
    prefix = f"{KEY_PREFIX}{secrets.token_hex(_PREFIX_BYTES)}"
    return prefix, f"{prefix}_{secrets.token_hex(_SECRET_BYTES)}{_mark(org_id)}"


def is_key_of(secret: str, *, org_id: UUID) -> bool:
    """Return whether an API key bears the mark of an organization; whether it is valid, only the database knows."""
    return secret.endswith(_mark(org_id))


def hash_of(secret: str) -> bytes:
    """Return the SHA-256 under which a random secret is kept; it needs no slow hash, nobody can guess 256 bits."""
    return hashlib.sha256(secret.encode(errors="surrogateescape")).digest()


def _mark(org_id: UUID) -> str:
    return hashlib.sha256(org_id.bytes).hexdigest()[:_MARK_DIGITS]
