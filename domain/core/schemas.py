"""The shared shape of what comes in and goes out: unknown fields are refused, text is clean and bounded."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints
from pydantic.config import JsonDict

MAX_NAME = 200
NO_CONTROL_CHARACTERS = r"^[^\x00-\x1f\x7f]*$"


def example(**fields: JsonValue) -> JsonDict:
    """Return what a class of bodies shows of itself in the API's document: one whole body that a client could send."""
    return {"examples": [fields]}


class Input(BaseModel):
    """What a client sends; a field that we do not know is a mistake, not a wish."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Output(BaseModel):
    """What a client is given; built from a mapping, a row or a model."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME, pattern=NO_CONTROL_CHARACTERS),
]
"""A name for people: one line, trimmed, never empty."""

Item = TypeVar("Item")


class Page(Output, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None = None
