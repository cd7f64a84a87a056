"""Operations as the API shows and takes them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from domain.core.schemas import Input, example

MAX_REASON = 500


class Subject(BaseModel):
    """What an operation is about."""

    type: str
    id: UUID


class OperationError(BaseModel):
    """Why an operation was rejected, or could not be carried out."""

    code: str
    detail: str
    errors: list[dict[str, str]]


class Operation(BaseModel):
    """One accepted wish, and what became of it."""

    id: UUID
    kind: str
    status: Literal["pending", "posted", "rejected", "failed"]
    submitted_at: datetime
    ended_at: datetime | None
    attempts: int
    subject: Subject
    result: dict[str, Any] | None
    error: OperationError | None
    dismissed_at: datetime | None = None


class OperationPayload(BaseModel):
    """What an operation says.

    `payload` is what is or would be carried out, in the form that a retry takes; `accepted` what came first, where it
    was mended since.
    """

    payload: dict[str, Any]
    accepted: dict[str, Any] | None
    approved_by: UUID | None


class BatchAccepted(BaseModel):
    """One entry per sale, in the order they came: its status, or why it was not accepted."""

    operations: list[dict[str, Any]]


class Rehearsal(BaseModel):
    """What an operation would do."""

    status: Literal["would_post", "would_reject"]
    journal: list[dict[str, Any]]
    movements: list[dict[str, Any]]
    lines: list[dict[str, Any]]
    totals: dict[str, str]
    error: OperationError | None


class LaneBacklog(BaseModel):
    """What waits in one lane: a location, or the organization itself."""

    lane: UUID
    waiting: int
    oldest_age_s: float


class Backlog(BaseModel):
    """What waits in an organization."""

    waiting: int
    lanes: list[LaneBacklog]


class Retry(
    Input,
    json_schema_extra=example(
        payload={
            "id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c05",
            "location_id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c04",
            "reason": "broken",
            "lines": [{"sku": "COFFEE-250", "quantity_delta": "-1"}],
        }
    ),
):
    """A retry, with the content mended where that is needed."""

    payload: dict[str, Any] | None = None


class Dismissal(Input, json_schema_extra=example(reason="Entered by mistake")):
    """Why a rejected operation is closed."""

    reason: str = Field(min_length=1, max_length=MAX_REASON, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")
