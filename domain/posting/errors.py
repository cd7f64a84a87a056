"""Why an operation is rejected when it is posted."""

from domain.core.errors import DomainError, ErrorKind
from domain.core.money import QUANTITY_DIGITS, plain


class UnknownTerminalError(DomainError):
    """There is no such active terminal in this organization."""

    code = "pos.unknown_terminal"


class UnknownLocationError(DomainError):
    """There is no such active location in this organization."""

    code = "inventory.unknown_location"


class UnknownItemError(DomainError):
    """There is no such item in this organization."""

    code = "inventory.unknown_item"


class InactiveItemError(DomainError):
    """The item is no longer sold."""

    code = "inventory.inactive_item"


class UnknownUnitError(DomainError):
    """The item has no such unit."""

    code = "inventory.unknown_unit"


class UnitQuantityError(DomainError):
    """In the item's own unit, the quantity comes to nothing or to more than is counted here."""

    code = "inventory.unit_quantity"


class NotStockedError(DomainError):
    """The item is a service or is not kept in stock."""

    code = "inventory.not_stocked"


class UnknownTaxRateError(DomainError):
    """There is no such active tax rate in this organization."""

    code = "pos.unknown_tax_rate"


class UnknownPaymentMethodError(DomainError):
    """There is no such active payment method in this organization."""

    code = "pos.unknown_payment_method"


class UnknownCustomerError(DomainError):
    """There is no such active customer in this organization."""

    code = "pos.unknown_customer"


class UnknownShiftError(DomainError):
    """There is no such shift in this organization."""

    code = "pos.unknown_shift"


class DiscountTooLargeError(DomainError):
    """The discount is larger than what it is taken from."""

    code = "pos.discount_too_large"


class AmountTooLargeError(DomainError):
    """The amount is larger than a ledger here holds."""

    code = "pos.amount_too_large"


class PriceDiffersError(DomainError):
    """The unit price differs from the item's; here that needs an approval of pos.prices.override."""

    code = "pos.price_differs"


class TotalDiffersError(DomainError):
    """The total that the till expected is not what the sale comes to."""

    code = "pos.total_differs"


class PaymentShortError(DomainError):
    """The payments are less than the total."""

    code = "pos.payment_short"


class OverpaidError(DomainError):
    """The payments exceed the total by more than the cash among them."""

    code = "pos.overpaid"


class CustomerMissingError(DomainError):
    """A sale on account needs its customer."""

    code = "pos.customer_missing"


class CreditLimitError(DomainError):
    """The sale on account would exceed the customer's credit limit."""

    code = "pos.credit_limit"


class StockShortError(DomainError):
    """There is less in stock, and this organization does not go below zero."""

    code = "inventory.stock_short"

    @classmethod
    def of(cls, there: int, path: str) -> DomainError:
        """Build the error for a field that asks for more than `there` is (ten-thousandths)."""
        return cls.at(path, f"There is {plain(there, QUANTITY_DIGITS)} in stock.")


class PeriodClosedError(DomainError):
    """The period of its date is closed, and this organization does not post late."""

    code = "accounting.period_closed"


class DateAheadError(DomainError):
    """The day lies after the end of the next fiscal year: nobody writes a journal for then."""

    code = "accounting.date_ahead"


class AccountRoleMissingError(DomainError):
    """No account serves a role that this posting needs."""

    code = "accounting.role_missing"


class UnknownAccountError(DomainError):
    """There is no such active account in this organization."""

    code = "accounting.unknown_account"


class ControlAccountError(DomainError):
    """This account is kept by documents of its own, one by one; it is not posted to by hand, nor from a drawer."""

    code = "accounting.control_account"


class UnknownJournalError(DomainError):
    """There is no such journal in this organization."""

    code = "accounting.unknown_journal"


class JournalExistsError(DomainError):
    """There is a journal with this identity already."""

    code = "accounting.journal_exists"


class AlreadyReversedError(DomainError):
    """The journal has been reversed before."""

    code = "accounting.already_reversed"


class NotReversibleError(DomainError):
    """Only a manual journal is reversed by hand; a document's journal is reversed by its document."""

    code = "accounting.not_reversible"


class UnexpectedError(DomainError):
    """The operation could not be carried out; it is kept and can be retried."""

    code = "operations.unexpected"


class WorkerDiedError(DomainError):
    """Every worker that took this operation died; it is kept and can be retried."""

    code = "operations.worker_died"


class UnknownSaleError(DomainError):
    """There is no such posted sale in this organization."""

    code = "pos.unknown_sale"


class NotReturnableError(DomainError):
    """This line cannot come back: it is a gift card, or came back itself."""

    code = "pos.not_returnable"


class ReturnExceedsError(DomainError):
    """More would come back than was sold and has not come back yet."""

    code = "pos.return_exceeds_sale"


class SameLineTwiceError(DomainError):
    """The same line of a sale comes back twice in one document."""

    code = "pos.line_twice"


class SaleVoidedError(DomainError):
    """The sale has been voided."""

    code = "pos.sale_voided"


class NotVoidableError(DomainError):
    """Only a sale of which nothing has come back can be voided."""

    code = "pos.not_voidable"


class RefundDiffersError(DomainError):
    """What is given back is not what is due."""

    code = "pos.refund_differs"


class ReferenceMissingError(DomainError):
    """This tender needs a reference: the code of the gift card, the deposit or the credit, or a customer."""

    code = "pos.reference_missing"


class UnknownStoredValueError(DomainError):
    """There is no such gift card, store credit or deposit in this organization."""

    code = "pos.unknown_stored_value"


class StoredValueShortError(DomainError):
    """There is less on the gift card, the store credit or the deposit."""

    code = "pos.stored_value_short"


class StoredValueExpiredError(DomainError):
    """The gift card or the credit has expired."""

    code = "pos.stored_value_expired"


class StoredValueBlockedError(DomainError):
    """The gift card or the credit is blocked."""

    code = "pos.stored_value_blocked"


class UnknownDepositError(DomainError):
    """There is no such deposit in this organization."""

    code = "pos.unknown_deposit"


class UnknownMoneyError(DomainError):
    """There is no such deposit, refund or payment in this organization."""

    code = "pos.unknown_money_document"


class AlreadyUndoneError(DomainError):
    """It has been undone before."""

    code = "pos.already_undone"


class NotUndoableError(DomainError):
    """This kind of document is not undone this way."""

    code = "pos.not_undoable"


class TenderNotAllowedError(DomainError):
    """This tender cannot be used here."""

    code = "pos.tender_not_allowed"


class ExceedsDebtError(DomainError):
    """More would be paid than the customer owes."""

    code = "pos.exceeds_debt"


class ExceedsLayawayError(DomainError):
    """More would be paid than what is put aside comes to."""

    code = "pos.exceeds_layaway"


class GiftCardLineError(DomainError):
    """A gift card is sold by itself: one, untaxed, not stocked, without a discount."""

    code = "pos.gift_card_line"


class ShiftElsewhereError(DomainError):
    """The shift belongs to another terminal."""

    code = "pos.shift_elsewhere"


class DiscountNotPermittedError(DomainError):
    """The discount is above the organization's limit, and needs the permission pos.discounts.exceed."""

    code = "pos.discount_not_permitted"
    kind = ErrorKind.FORBIDDEN
