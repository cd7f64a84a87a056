"""Identity: UUIDv7 for what we create, the client's own UUID for what the client creates."""

from uuid import UUID, uuid5

import uuid_utils
import uuid_utils.compat

NIL = UUID(int=0)
_IDEMPOTENCY_NAMESPACE = UUID("8f2f5d0e-6c1f-5c8b-9d3a-0b6f1c7e4a10")


def new_id() -> UUID:
    """Return a time-ordered UUID (RFC 9562, version 7)."""
    return uuid_utils.compat.uuid7()


def id_of_key(key: str) -> UUID:
    """Return the identity that an `Idempotency-Key` stands for: itself if it is a UUID, else one derived from it."""
    try:
        return UUID(key)
    except ValueError:
        return uuid5(_IDEMPOTENCY_NAMESPACE, key)


def new_id_text() -> str:
    """Return a time-ordered UUID as canonical text."""
    return str(uuid_utils.uuid7())
