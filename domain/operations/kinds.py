"""What an operation kind is: how its content is read, who may send it, and which lane it waits in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec


@dataclass(frozen=True, slots=True)
class OperationKind:
    """One kind of operation, such as `sale.post`."""

    name: str
    permission: str
    subject_type: str
    payload_type: type[msgspec.Struct]
    canonical: Callable[..., dict[str, Any]]
    """(payload, digits=) -> canonical content; raises `InvalidPayloadError`."""
    location_of: Callable[[dict[str, Any]], str | None] | None = None
    """Canonical content -> the location whose lane it waits in; None: the organization's own lane."""
    follows_subject: bool = False
    """Whether it waits in the lane of the operation that made its subject, behind it."""
    once: bool = False
    """Whether it can happen to its subject only once, so that without an identity of its own it has its subject's."""
    background: bool = False
    """Whether it takes seconds, and is carried out by scheduled work instead of among sales."""
    harmless_again: bool = False
    """Whether what comes a second time is refused as done already, so that without an identity each is a new one."""
    subject_of: Callable[[UUID, dict[str, Any]], UUID] | None = None
    """(organization, canonical content) -> what it is about, where the content alone names that."""
    also_needs: Callable[[dict[str, Any]], str | None] | None = None
    """Canonical content -> a permission that this content needs besides the kind's own, if any."""

    def lane(self, org_id: UUID, content: dict[str, Any]) -> UUID:
        """Return the lane of content that names no terminal: a location of the organization, or itself."""
        location_id = self.location_of(content) if self.location_of is not None else None
        return UUID(location_id) if location_id else org_id
