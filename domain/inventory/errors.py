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


class UnitTwice(InvalidError):
    """The unit is given twice, or is the item's own."""

    code = "inventory.unit_twice"


class PartTwice(InvalidError):
    """The part is given twice; give its quantity once."""

    code = "inventory.part_twice"


class PartNotStocked(InvalidError):
    """A kit consists of items that are kept in stock."""

    code = "inventory.part_not_stocked"


class LocationTwice(InvalidError):
    """The location is given twice."""

    code = "inventory.location_twice"


class NeverStocked(InvalidError):
    """A kit or a gift card is not kept in stock itself."""

    code = "inventory.never_stocked"


class ItemIsPart(ConflictError):
    """The item is part of a kit, so it stays in stock."""

    code = "inventory.item_is_part"


class StockOnAccount(ConflictError):
    """There is stock whose value stands on the account of now; it cannot be another before that stock is gone."""

    code = "inventory.stock_on_account"


class StandardCostInStock(ConflictError):
    """There is stock at this standard cost; a revaluation (stock.revalue) changes the two together."""

    code = "inventory.standard_cost_in_stock"


class CategoryCycle(InvalidError):
    """A category cannot stand below itself."""

    code = "inventory.category_cycle"
