"""An operation as clients see it: one shape for acceptance, polling, stream and lists."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class OperationStatus(StrEnum):
    """What became of an operation."""

    PENDING = "pending"
    POSTED = "posted"
    REJECTED = "rejected"
    FAILED = "failed"


COLUMNS = (
    "id",
    "kind",
    "status",
    "submitted_at",
    "ended_at",
    "attempts",
    "subject_type",
    "subject_id",
    "result",
    "error",
    "dismissed_at",
)


def operation_view(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the resource for a row that has `COLUMNS`."""
    return {
        "id": str(row["id"]),
        "kind": row["kind"],
        "status": row["status"],
        "submitted_at": _time(row["submitted_at"]),
        "ended_at": _time(row["ended_at"]),
        "attempts": row["attempts"],
        "subject": {"type": row["subject_type"], "id": str(row["subject_id"])},
        "result": row["result"],
        "error": row["error"],
        "dismissed_at": _time(row["dismissed_at"]),
    }


def _time(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")
