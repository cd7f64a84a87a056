"""`deposit.take`, `.add`, `.refund`: money for a sale that is still to come, and goods that are put aside for it."""

from typing import Any

from domain.accounting.modules import MONEY
from domain.core.money import MAX_MINOR, text_of
from domain.posting.effects import Effects, Row
from domain.posting.errors import (
    AmountTooLargeError,
    ExceedsLayawayError,
    GiftCardLineError,
    UnknownDepositError,
)
from domain.posting.facts import Claimed, OrgFacts
from domain.posting.money_documents import Money, book_at, check_money, post_money, tendered, want_money
from domain.posting.priced_sale import SoldLine, customer_of, price_lines_of, shift_of, terminal_of
from domain.posting.tenders import account_of_kind, want_stored
from domain.posting.tills import Deposit, StoredValue
from domain.posting.wants import Wants

DEPOSIT = "deposit"
NOT_FOR_DEPOSITS = frozenset({"deposit", "on_account"})


def want_deposit(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a new deposit."""
    want_money(operation, wants)
    if "customer_id" in operation.content:
        wants.want_owing(operation.org_id, operation.content["customer_id"])
    for line in operation.content.get("lines", ()):
        wants.want_item(operation.org_id, line)


def want_instalment(operation: Claimed, wants: Wants) -> None:
    """Name what must be loaded to decide a further payment of a deposit, or a refund of it."""
    want_money(operation, wants)
    wants.deposits.add((operation.org_id, operation.subject_id))


def want_deposit_locks(operation: Claimed, org: OrgFacts, wants: Wants) -> None:
    """Name the rows that must be locked: the deposit's stored value, those that pay or are paid, and the book."""
    content = operation.content
    wants.stored.add((org.id, DEPOSIT, operation.subject_id))
    deposit = org.deposits.get(operation.subject_id)
    customer_id = content.get("customer_id") if deposit is None else deposit.customer_id
    want_stored(org, content.get("payments", []) + content.get("refunds", []), customer_id, wants)
    terminal = org.terminals.get(content["terminal_id"])
    if terminal is not None:
        wants.books.add((org.id, book_at(terminal.location_code)))


def take_deposit(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a new deposit: tenders against `customer_deposits`; what is put aside is kept at its agreed prices.

    Raises `UnknownTerminalError`, `UnknownShiftError`, `ShiftElsewhereError`, `UnknownCustomerError`, what lines and
    tenders can earn, `TenderNotAllowedError`, `ExceedsLayawayError`, `PeriodClosedError`.
    """
    content = operation.content
    customer = customer_of(content, org)
    lines = _put_aside(operation, org)
    total = sum(line.net + line.tax for line in lines) if lines else None
    if total is not None and total > MAX_MINOR:
        raise AmountTooLargeError.at("lines")
    value = org.stored[DEPOSIT, operation.id]
    deposit = Deposit(operation.id, None if customer is None else customer.id, total)
    money = _decided(operation, org, deposit, value, path="payments")
    value.customer_id = deposit.customer_id
    terms = (total, content.get("due_on"), content.get("reference"), content.get("note"))
    effects.deposits.append(
        (org.id, deposit.id, value.id, deposit.customer_id, *terms, [_line_row(line) for line in lines])
    )
    org.deposits[deposit.id] = deposit
    return _post(operation, money, org, effects, deposit)


def add_to_deposit(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Post a further payment of a deposit. Raises as `take_deposit`, and `UnknownDepositError`."""
    deposit = _deposit_of(operation, org)
    money = _decided(operation, org, deposit, org.stored[DEPOSIT, deposit.id], path="payments")
    return _post(operation, money, org, effects, deposit)


def refund_deposit(operation: Claimed, org: OrgFacts, effects: Effects) -> dict[str, Any]:
    """Give money of a deposit back, no more than it still holds.

    Raises as `add_to_deposit`, `StoredValueShortError`, `RefundDiffersError`.
    """
    deposit = _deposit_of(operation, org)
    money = _decided(operation, org, deposit, org.stored[DEPOSIT, deposit.id], path="refunds")
    return _post(operation, money, org, effects, deposit)


def _deposit_of(operation: Claimed, org: OrgFacts) -> Deposit:
    deposit = org.deposits.get(operation.subject_id)
    if deposit is None:
        raise UnknownDepositError.at("deposit_id")
    return deposit


def _put_aside(operation: Claimed, org: OrgFacts) -> list[SoldLine]:
    """Return what is put aside, priced as a sale of this moment would be."""
    if "lines" not in operation.content:
        return []
    terminal_of(operation.content, org)
    lines = price_lines_of(operation, org)
    for at, line in enumerate(lines):
        if line.loads is not None:
            raise GiftCardLineError.at(f"lines.{at}")
    return lines


def _decided(operation: Claimed, org: OrgFacts, deposit: Deposit, value: StoredValue, *, path: str) -> Money:
    content = operation.content
    terminal = terminal_of(content, org)
    shift = shift_of(content, org, terminal) if "shift_id" in content else None
    customer_id = deposit.customer_id
    tenders, amount, rounding = tendered(content, org, path=path, customer_id=customer_id, refused=NOT_FOR_DEPOSITS)
    refunded = path == "refunds"
    if not refunded and deposit.total is not None and value.balance + amount > deposit.total:
        left = text_of(max(deposit.total - value.balance, 0), org.digits)
        raise ExceedsLayawayError.at(path, f"{left} is still to be paid.")
    money = Money(
        kind="deposit_refund" if refunded else DEPOSIT,
        location_id=terminal.location_id,
        location_code=terminal.location_code,
        terminal_id=terminal.id,
        shift=shift,
        dating=org.dating(operation.occurred_at, MONEY),
        tenders=tenders,
        amount=amount,
        rounding=rounding,
        sign=-1 if refunded else 1,
        account_id=account_of_kind(org, DEPOSIT, terminal.location_id),
        customer_id=customer_id,
        loaded=value,
    )
    check_money(money, org)
    return money


def _post(operation: Claimed, money: Money, org: OrgFacts, effects: Effects, deposit: Deposit) -> dict[str, Any]:
    memo = "Deposit refund" if money.sign < 0 else "Deposit"
    result = post_money(operation, money, org, effects, memo=memo)
    assert money.loaded is not None
    more = {
        "deposit_id": deposit.id,
        "balance": text_of(money.loaded.balance, org.digits),
        "total": None if deposit.total is None else text_of(deposit.total, org.digits),
    }
    reason = {"reason": operation.content["reason"]} if "reason" in operation.content else {}
    effects.audit(operation, after={"deposit_id": deposit.id, "amount": result["amount"], **reason})
    return result | {name: value for name, value in more.items() if value is not None}


def _line_row(line: SoldLine) -> Row:
    note = (line.more or {}).get("note")
    what = (line.item.id, line.item.sku, line.item.name, line.quantity_text, line.unit_price_text)
    return (*what, line.discount, line.net, line.tax, note)
