"""What posting must know of shifts and of stored value: rows that are locked while they change."""

from dataclasses import dataclass
from uuid import UUID, uuid5

_STORED_VALUES = UUID("5f1d2a4e-7c1b-5d90-9a3e-2b8f6c0d7e11")


@dataclass(slots=True)
class Shift:
    """A cash session of one terminal."""

    id: str
    terminal_id: str
    location_id: str
    number: int
    open: bool
    opening_float: int


@dataclass(slots=True)
class StoredValue:
    """A gift card, a store credit or a deposit: what we owe to whoever holds it, minor units."""

    id: str
    kind: str
    code: str
    customer_id: str | None
    balance: int
    expires_on: str | None
    known: bool
    """Whether it has ever been loaded; what has not pays nothing."""
    stored: bool = True
    """Whether it has a row already, which this transaction has locked."""


def stored_value_id(org_id: str, kind: str, code: str) -> str:
    """Return the identity of the stored value with this code: derived, so that two who make it at once agree."""
    return str(uuid5(_STORED_VALUES, f"{org_id}/{kind}/{code}"))
