"""What somebody wants done, and the lane and shard in which it will wait."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from domain.core.context import Actor
from domain.core.settings import settings

BACKGROUND_SHARD = -1
"""Where what takes seconds waits: `core.shards` has no such row, so no doorbell, claim or sweep ever touches it."""


@dataclass(slots=True, frozen=True)
class Wish:
    """What somebody wants done, checked and in canonical form."""

    org_id: UUID
    id: UUID
    kind: str
    lane: UUID
    subject_type: str
    subject_id: UUID
    actor: Actor
    content: dict[str, Any]
    grants: int = 0
    """Which of the things that are judged only when it is posted its actor may do, as bits."""
    background: bool = False
    """Whether it takes too long to be posted among sales, and is carried out by scheduled work instead."""

    @property
    def shard(self) -> int:
        """The shard of its lane: a fixed hash, so that a lane's work is always in one place."""
        return BACKGROUND_SHARD if self.background else shard_of(self.org_id, self.lane)

    def row(self) -> tuple[Any, ...]:
        """Return the row that `core.admit` takes."""
        return (
            self.org_id,
            self.id,
            self.shard,
            self.lane,
            self.kind,
            self.subject_type,
            self.subject_id,
            self.actor.type,
            self.actor.id,
            self.content,
            self.grants,
        )


def shard_of(org_id: UUID, lane: UUID) -> int:
    """Return the shard that a lane belongs to."""
    return zlib.crc32(org_id.bytes + lane.bytes) % settings().shard_count


def rows_json(wishes: Sequence[Wish]) -> str:
    """Return wishes as the one JSON parameter of `core.admit`."""
    return msgspec.json.encode([wish.row() for wish in wishes]).decode()
