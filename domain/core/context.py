"""Who acts, for which organization, and what they may do."""

from dataclasses import dataclass, field
from uuid import UUID

from domain.core.errors import ForbiddenError


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (`user`), a device (`api_key`) or the installation itself (`system`)."""

    type: str
    id: UUID


@dataclass(frozen=True, slots=True)
class Origin:
    """From where somebody acts: the network address, and what their program calls itself; both as they were told."""

    address: str | None = None
    user_agent: str | None = None


UNTOLD = Origin()
"""The origin of what does not come over a network: the command line, a worker, a test."""


@dataclass(frozen=True, slots=True)
class OrgContext:
    """One actor in one organization; made in one place, which checked the membership."""

    org_id: UUID
    actor: Actor
    role: str
    permissions: frozenset[str] = field(default_factory=frozenset)
    terminal_id: UUID | None = None
    origin: Origin = UNTOLD
    closed: bool = False
    """Whether the organization is closed, that is read-only; the edges refuse what would change it."""

    def require(self, permission: str) -> None:
        """Check one permission. Raises `ForbiddenError` that names it."""
        if permission not in self.permissions:
            message = f"The role {self.role} does not carry the permission {permission}."
            raise ForbiddenError(message)
