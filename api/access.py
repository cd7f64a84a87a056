"""Access on the hot path: looked up once per caller, kept only while nothing about anybody's access has changed.

The epoch that an entry was looked up under goes with the wish into the database, which refuses it when the epoch has
moved: so the membership is checked in the very transaction that accepts, without a query of its own.
"""

import asyncio
import time
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from api.dependencies import resolve_context
from domain.core.context import OrgContext
from domain.core.db import unit_of_work
from domain.operations.admission import AdmissionDesk
from domain.org.errors import OrganizationClosed
from domain.org.profile import profile_of
from domain.posting.grants import grants_of
from domain.posting.lookups import location_of_terminal

MOST_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, the digits of the organization's currency, and the epoch this was true in."""

    context: OrgContext
    digits: int
    epoch: int
    valid_until: float
    grants: int
    """What its permissions allow within an operation, as bits (`domain.posting.grants`)."""


class AccessCache:
    """What this process knows about its callers and their terminals."""

    def __init__(self, desk: AdmissionDesk) -> None:
        """Start knowing nothing."""
        self._desk = desk
        self._entries: dict[tuple[str | None, str | None], Access] = {}
        self._terminals: dict[tuple[UUID, str], UUID] = {}

    async def of(self, request: Request) -> Access:
        """Return the access of a request, which is to change something.

        Raises what `resolve_context` raises, `OrganizationClosed`, `InboxUnavailableError`.
        """
        key = (request.headers.get("authorization"), request.headers.get("x-org-id"))
        known = self._entries.get(key)
        if known is not None and known.epoch == self._desk.epoch and time.time() < known.valid_until:
            return known
        if self._desk.epoch < 0:
            await self._desk.current_epoch()
        epoch = self._desk.epoch
        found = await asyncio.to_thread(_look_up, key, epoch)
        if len(self._entries) >= MOST_ENTRIES:
            self._entries.clear()
        self._entries[key] = found
        return found

    async def location_of(self, org_id: UUID, terminal_id: str) -> UUID | None:
        """Return where a terminal stands, None if this organization has no such active terminal."""
        key = (org_id, terminal_id)
        known = self._terminals.get(key)
        if known is None:
            known = await asyncio.to_thread(_location, org_id, UUID(terminal_id))
            if known is not None:
                if len(self._terminals) >= MOST_ENTRIES:
                    self._terminals.clear()
                self._terminals[key] = known
        return known

    async def renew(self) -> None:
        """Forget everything: somebody's access, or a terminal, has changed."""
        self._entries.clear()
        self._terminals.clear()
        await self._desk.current_epoch()


def _look_up(key: tuple[str | None, str | None], epoch: int) -> Access:
    context, valid_until = resolve_context(*key)
    if context.closed:
        raise OrganizationClosed
    with unit_of_work(context.org_id, read_only=True) as uow:
        digits = profile_of(uow, org_id=context.org_id).digits
    return Access(context, digits, epoch, valid_until, grants_of(context.permissions))


def _location(org_id: UUID, terminal_id: UUID) -> UUID | None:
    with unit_of_work(org_id, read_only=True) as uow:
        return location_of_terminal(uow, org_id=org_id, terminal_id=terminal_id)
