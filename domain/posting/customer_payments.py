"""`customer.pay`: what a customer owes is paid, at a till or in the office."""

from typing import Any

from domain.accounting.modules import MONEY
from domain.core.money import text_of
from domain.posting.effects import Effects
from domain.posting.errors import ExceedsDebtError, UnknownCustomerError, UnknownLocationError
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.money_documents import Money, book_at, check_money, post_money, tendered, want_money
from domain.posting.priced_sale import shift_of, terminal_of
from domain.posting.tenders import account_of_kind, want_stored
from domain.posting.tills import Shift
from domain.posting.wants import Wants

NOT_FOR_DEBTS = frozenset({"on_account"})


def want_customer_payment(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a customer's payment."""
    want_money(operation, wants)
    wants.want_owing(operation.org_id, operation.subject_id)


def want_customer_payment_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked; the customer's balance is, with every customer who is wanted so."""
    content = operation.content
    want_stored(org, content["payments"], operation.subject_id, wants)
    place = _place(content, org)
    if place is not None:
        wants.books.add((org.id, book_at(place[1])))


def pay_account(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a customer's payment: tenders against `receivable`; no more than is owed.

    Raises `UnknownCustomerError`, `UnknownTerminalError`, `UnknownLocationError`, `UnknownShiftError`,
    `ShiftElsewhereError`, what tenders can earn, `TenderNotAllowedError`, `ExceedsDebtError`, `PeriodClosedError`.
    """
    content = operation.content
    customer = org.customers.get(operation.subject_id)
    if customer is None:
        raise UnknownCustomerError.at("customer_id")
    shift: Shift | None = None
    if "terminal_id" in content:
        terminal = terminal_of(content, org)
        shift = shift_of(content, org, terminal) if "shift_id" in content else None
    place = _place(content, org)
    if place is None:
        raise UnknownLocationError.at("location_id")
    tenders, amount, rounding = tendered(content, org, path="payments", customer_id=customer.id, refused=NOT_FOR_DEBTS)
    if amount > customer.receivable:
        owed = text_of(max(customer.receivable, 0), org.digits)
        raise ExceedsDebtError.at("payments", f"{owed} is owed.")
    money = Money(
        kind="customer_payment",
        location_id=place[0],
        location_code=place[1],
        terminal_id=content.get("terminal_id"),
        shift=shift,
        dating=org.dating(operation.occurred_at, MONEY),
        tenders=tenders,
        amount=amount,
        rounding=rounding,
        account_id=account_of_kind(org, "on_account", place[0]),
        customer_id=customer.id,
    )
    check_money(money, org)
    result = post_money(operation, money, org, effects, memo="Customer payment")
    customer.receivable -= amount
    customer.changed = True
    effects.audit(operation, after={"customer_id": customer.id, "amount": result["amount"]})
    return result | {"customer_id": customer.id, "receivable": text_of(customer.receivable, org.digits)}


def _place(content: dict[str, Any], org: OrgFacts) -> tuple[str, str] | None:
    """Return where it is paid, id and code, if that is known and active."""
    if "terminal_id" in content:
        terminal = org.terminals.get(content["terminal_id"])
        return None if terminal is None else (terminal.location_id, terminal.location_code)
    location = org.locations.get(content["location_id"])
    return None if location is None or not location.active else (location.id, location.code)
