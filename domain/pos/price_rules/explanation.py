"""What a rule did to a line, in figures and in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.core.money import text_of

PRICE_LIST = "price_list"
PROMOTION = "promotion"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rule's part in a line: `amount` is what it took off the item's own price, minor units.

    A price list above the item's own price took off less than nothing.
    """

    kind: str
    code: str
    name: str
    amount: int
    text: str

    def as_dict(self) -> dict[str, Any]:
        """Return the form in which a sale's line keeps it."""
        return {"kind": self.kind, "code": self.code, "name": self.name, "amount": self.amount, "text": self.text}


def shown(explained: Sequence[Mapping[str, Any]] | None, *, digits: int) -> list[dict[str, Any]]:
    """Return a line's explanations as clients read them: amounts as decimals of the currency."""
    return [{**one, "amount": text_of(one["amount"], digits)} for one in explained or ()]
