"""Why a stock document is rejected when it is posted."""

from domain.core.errors import DomainError


class UnknownSupplierError(DomainError):
    """There is no such active supplier in this organization."""

    code = "inventory.unknown_supplier"


class UnknownReceiptError(DomainError):
    """There is no such receipt of goods in this organization."""

    code = "inventory.unknown_receipt"


class UnknownTransferError(DomainError):
    """There is no such transfer in this organization."""

    code = "inventory.unknown_transfer"


class UnknownLineError(DomainError):
    """The document has no such line."""

    code = "inventory.unknown_line"


class ArrivedExceedsError(DomainError):
    """More would arrive or be lost than is still under way."""

    code = "inventory.arrived_exceeds_shipped"


class NothingUnderWayError(DomainError):
    """Nothing of this transfer is under way any more."""

    code = "inventory.nothing_under_way"


class GoneBackExceedsError(DomainError):
    """More would go back to the supplier than was received and has not gone back yet."""

    code = "inventory.return_exceeds_receipt"


class ReceiptReversedError(DomainError):
    """The receipt has been reversed."""

    code = "inventory.receipt_reversed"


class ReceiptElsewhereError(DomainError):
    """The goods were received at another location; what goes back leaves from there."""

    code = "inventory.receipt_elsewhere"


class ReceiptNotReversibleError(DomainError):
    """Some of the receipt has gone back to the supplier already; return the rest."""

    code = "inventory.receipt_not_reversible"


class CountExpectationError(DomainError):
    """The level is not what the count expected to find; look again, and count again."""

    code = "inventory.count_expected_other"


class CountedTwiceError(DomainError):
    """The item is counted twice in one document."""

    code = "inventory.counted_twice"


class CountTooLargeError(DomainError):
    """The count touches more items than one document holds; count the location in parts."""

    code = "inventory.count_too_large"
