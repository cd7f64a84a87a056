"""How a document is settled: payments and refunds against what is due, change, cash rounding, stored value."""

from dataclasses import dataclass
from typing import Any

from domain.core.errors import DomainError
from domain.core.money import text_of
from domain.pos.pricing import cash_rounding_of
from domain.posting.errors import (
    OverpaidError,
    PaymentShortError,
    ReferenceMissingError,
    RefundDiffersError,
    StoredValueBlockedError,
    StoredValueExpiredError,
    StoredValueShortError,
    UnknownPaymentMethodError,
    UnknownStoredValueError,
)
from domain.posting.facts import Method, OrgFacts
from domain.posting.naming import number
from domain.posting.tills import StoredValue
from domain.posting.wants import Wants

TENDER_ROLES = {
    "cash": "cash",
    "card": "card_clearing",
    "store_credit": "store_credit",
    "gift_card": "gift_card",
    "deposit": "customer_deposits",
    "on_account": "receivable",
    "other": "other_tender",
}
CASH = "cash"
STORED_KINDS = frozenset({"gift_card", "store_credit", "deposit"})


@dataclass(slots=True)
class Tender:
    """One payment, and what of it was given back as change; minor units. A refund is negative."""

    method: Method
    code: str
    amount: int
    change: int
    reference: str | None
    stored: StoredValue | None = None


def account_of(org: OrgFacts, method: Method, location_id: str) -> str:
    """Return the account that a tender moves at a location. Raises `AccountRoleMissingError`."""
    return method.account_id or org.account(TENDER_ROLES[method.kind], location_id)


def account_of_kind(org: OrgFacts, kind: str, location_id: str) -> str:
    """Return the account where what tenders of a kind stand for lies, where no tender says which.

    That is the one that the active methods of the kind name, if they agree on one; else the role's.
    Raises `AccountRoleMissingError`.
    """
    named = {method.account_id for method in org.methods.values() if method.kind == kind and method.active}
    if len(named) == 1:
        (account_id,) = named
        if account_id is not None:
            return account_id
    return org.account(TENDER_ROLES[kind], location_id)


def stored_code(kind: str, given: dict[str, Any], customer_id: str | None) -> str | None:
    """Return the code of the stored value that a tender names: its reference, else the customer's own credit."""
    reference: str | None = given.get("reference")
    if reference is None and kind == "store_credit":
        return customer_id
    # A deposit's code is an id, whichever way a till spells it.
    return reference.lower() if reference is not None and kind == "deposit" else reference


def want_stored(org: OrgFacts, tenders: list[dict[str, Any]], customer_id: str | None, wants: Wants) -> None:
    """Want the stored values that payments or refunds name."""
    for given in tenders:
        method = org.methods.get(given["method"])
        if method is not None and method.kind in STORED_KINDS:
            code = stored_code(method.kind, given, customer_id)
            if code is not None:
                wants.stored.add((org.id, method.kind, code))


def on_account(org: OrgFacts, tenders: list[dict[str, Any]]) -> bool:
    """Return whether any of these payments or refunds is owed by the customer, or taken off what they owe."""
    methods = (org.methods.get(given["method"]) for given in tenders)
    return any(method is not None and method.kind == "on_account" for method in methods)


def read_tenders(
    given: list[dict[str, Any]], org: OrgFacts, *, path: str, customer_id: str | None, sign: int = 1
) -> list[Tender]:
    """Return the tenders that a document names, in its order; `sign` is -1 for refunds.

    Raises `UnknownPaymentMethodError`, `ReferenceMissingError`.
    """
    tenders = []
    for at, one in enumerate(given):
        code = one["method"]
        method = org.methods.get(code)
        if method is None or not method.active:
            raise UnknownPaymentMethodError.at(f"{path}.{at}.method")
        tender = Tender(method, code, sign * number(one["amount"]), 0, one.get("reference"))
        if method.kind in STORED_KINDS:
            value_code = stored_code(method.kind, one, customer_id)
            if value_code is None:
                raise ReferenceMissingError.at(f"{path}.{at}.reference")
            tender.stored = org.stored[method.kind, value_code]
            if value_code == customer_id and not tender.stored.known:
                tender.stored.customer_id = customer_id
        tenders.append(tender)
    return tenders


def settle(tenders: list[Tender], org: OrgFacts, due: int) -> int:
    """Take change off the cash payments, and return what cash rounding adds to the total.

    Raises `PaymentShortError`, `OverpaidError`; `RefundDiffersError` where money is given back.
    """
    paid, in_cash, cash = 0, 0, []
    gives_back = due < 0
    for tender in tenders:
        paid += tender.amount
        if tender.amount < 0:
            gives_back = True
        if tender.method.kind == "cash":
            in_cash += tender.amount
            cash.append(tender)
    rounding = 0
    if cash and org.cash_rounding > 1:
        due_in_cash = due - (paid - in_cash)
        if due_in_cash > 0 or gives_back:
            rounding = cash_rounding_of(due_in_cash, org.cash_rounding)
    excess = paid - due - rounding
    if gives_back and excess and (excess < 0 or not any(tender.amount > 0 for tender in cash)):
        message = f"{text_of(-due - rounding, org.digits)} is due back, {text_of(-paid, org.digits)} is given."
        raise RefundDiffersError.at("refunds", message)
    if excess < 0:
        raise PaymentShortError.at("payments", f"{text_of(-excess, org.digits)} is missing.")
    for tender in reversed(cash):
        if tender.amount > 0:
            tender.change = min(excess, tender.amount)
            excess -= tender.change
    if excess:
        raise OverpaidError.at("payments", f"{text_of(excess, org.digits)} more than the total, and not in cash.")
    return rounding


def check_stored(
    tenders: list[Tender], loads: list[tuple[StoredValue, int]], day: str, *, digits: int, undone: str
) -> None:
    """Check that every stored value can pay what it is asked for, over all tenders of the document.

    `loads`: what lines of the document put onto stored values (negative where that is undone). A value that the same
    document loads can pay in it only with what it held before. `undone`: the field that names what is undone.
    Raises `UnknownStoredValueError`, `StoredValueBlockedError`, `StoredValueExpiredError`, `StoredValueShortError`.
    """
    taken: dict[tuple[str, str], int] = {}
    for at, tender in enumerate(tenders):
        value = tender.stored
        if value is None or (tender.amount <= 0 and (value.known or value.kind != "deposit")):
            continue
        if not value.known:
            raise UnknownStoredValueError.at(f"payments.{at}.reference")
        if value.blocked:
            raise StoredValueBlockedError.at(f"payments.{at}.reference")
        if value.expires_on is not None and value.expires_on < day:
            raise StoredValueExpiredError.at(f"payments.{at}.reference")
        key = (value.kind, value.code)
        taken[key] = taken.get(key, 0) + tender.amount
        if taken[key] > value.balance:
            raise _short(value, taken[key], digits, f"payments.{at}.amount")
    for value, amount in loads:
        key = (value.kind, value.code)
        taken[key] = taken.get(key, 0) - amount
        if taken[key] > value.balance:
            raise _short(value, taken[key], digits, undone)


def _short(value: StoredValue, asked: int, digits: int, path: str) -> DomainError:
    message = f"It holds {text_of(value.balance, digits)}, and {text_of(asked, digits)} is asked of it."
    return StoredValueShortError.at(path, message)
