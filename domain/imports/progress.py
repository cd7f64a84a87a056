"""The stages of an import."""

from enum import StrEnum


class Status(StrEnum):
    """Where an import stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    APPLYING = "applying"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OnError(StrEnum):
    """What a rejected row means for the others."""

    REJECT_FILE = "reject_file"
    SKIP_ROWS = "skip_rows"


OPEN = frozenset({Status.RECEIVED, Status.CHECKING, Status.APPLYING})
ENDED = frozenset({Status.DONE, Status.FAILED, Status.CANCELLED})
