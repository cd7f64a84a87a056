"""What can go wrong with items and locations."""

from domain.core.errors import ConflictError, InvalidError


class BarcodeTaken(ConflictError):
    """The barcode names another item."""

    code = "inventory.barcode_taken"


class BarcodeTwice(InvalidError):
    """The barcode is given twice."""

    code = "inventory.barcode_twice"


class ItemMoved(ConflictError):
    """The stock of this item has moved; what it is cannot change any more."""

    code = "inventory.item_moved"


class DefaultLocation(ConflictError):
    """The default location of the organization stays."""

    code = "inventory.default_location"
