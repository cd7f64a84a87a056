"""Why what a document says of lots is rejected."""

from domain.core.errors import DomainError


class LotNotTrackedError(DomainError):
    """The lots of this item are not told apart."""

    code = "inventory.lot_not_tracked"


class UnknownLotError(DomainError):
    """There is no such lot of this item."""

    code = "inventory.unknown_lot"


class LotExpiredError(DomainError):
    """What would be sold has expired, and this organization does not sell what has."""

    code = "inventory.lot_expired"


class LotExpiryMissingError(DomainError):
    """The lots of this item have a date until which they are good; a new one must say it."""

    code = "inventory.lot_expiry_missing"


class LotExpiryDiffersError(DomainError):
    """The lot is known already, and is good until another day."""

    code = "inventory.lot_expiry_differs"
