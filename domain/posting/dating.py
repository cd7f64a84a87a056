"""The dates of a document."""

from dataclasses import dataclass
from datetime import date


@dataclass(slots=True)
class Dating:
    """The dates of a document: when it happened, the day it counts to, and the day it would have counted to."""

    occurred_at: str
    business_date: date
    original_date: date | None

    @property
    def late(self) -> bool:
        """Whether its own period was closed."""
        return self.original_date is not None
