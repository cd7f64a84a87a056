"""What only some may do within an operation that everybody may send: judged when it is posted, by what it comes to."""

from collections.abc import Collection
from enum import IntFlag
from types import MappingProxyType

from domain.auth.permissions import Permission


class Grant(IntFlag):
    """One such thing, as a bit of `core.operations.grants`."""

    DISCOUNT = 1
    PRICE = 2


PERMISSION_OF = MappingProxyType(
    {Grant.DISCOUNT: Permission.POS_DISCOUNTS_EXCEED, Grant.PRICE: Permission.POS_PRICES_OVERRIDE}
)
BY_APPROVAL_ONLY = Grant.PRICE
"""A price of one's own is refused to everybody where prices are checked, unless somebody approved just that."""


def grants_of(permissions: Collection[str], *, approved: bool = False) -> int:
    """Return the grants that these permissions carry, as bits; `approved`: they were lent to this one operation."""
    held = Grant(0)
    for grant, permission in PERMISSION_OF.items():
        if permission in permissions:
            held |= grant
    return int(held if approved else held & ~BY_APPROVAL_ONLY)
