"""What posting must know of shifts and of stored value: rows that are locked while they change."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Shift:
    """A cash session of one terminal."""

    id: str
    terminal_id: str
    location_id: str
    number: int
    open: bool
    opening_float: int
    taken: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """Number and amount by measure and code, without supplements, as they were when the batch was loaded."""


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
    blocked: bool = False


@dataclass(slots=True, frozen=True)
class Deposit:
    """What was agreed when a deposit was taken; its stored value has the same code. Minor units."""

    id: str
    customer_id: str | None
    total: int | None


@dataclass(slots=True, frozen=True)
class PaidTender:
    """One tender of a money document, less its change; minor units, negative where money was given out."""

    method_id: str
    code: str
    kind: str
    amount: int
    reference: str | None
    stored: tuple[str, str] | None
    """Kind and code of the stored value it was taken from or given to."""


@dataclass(slots=True)
class PostedMoney:
    """A money document that is to be undone, as it was posted; amounts in minor units."""

    id: str
    kind: str
    location_id: str
    location_code: str
    terminal_id: str | None
    shift_id: str | None
    customer_id: str | None
    stored: tuple[str, str] | None
    amount: int
    rounding: int
    undone: bool
    tenders: tuple[PaidTender, ...]
    journal: tuple[tuple[str, str | None, int, int], ...]
