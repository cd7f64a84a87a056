"""Bills and payments in other currencies, as an accountant writes them."""

from uuid import uuid4

DAY = "2026-03-02"
PAYABLE, BANK, RENT = "2010", "1030", "6020"


def foreign(*lines, currency="EUR", **given):
    """Return a journal of lines (account, amount, more): a positive amount is a debit."""
    body = {"id": str(uuid4()), "date": DAY, "currency": currency, "lines": []}
    for account, amount, *more in lines:
        side = {"credit": amount[1:]} if amount.startswith("-") else {"debit": amount}
        body["lines"].append({"account": account, **side, **(more[0] if more else {})})
    return "journal.post", body | given


def bill(amount="100.00", rate="1.1050", **given):
    return foreign((RENT, amount), (PAYABLE, f"-{amount}", {"open": True}), rate=rate, **given)


def payment(bill_id, amount, rate, **settles):
    return foreign((PAYABLE, amount, {"settles": {"journal_id": bill_id, **settles}}), (BANK, f"-{amount}"), rate=rate)


def items(counter):
    return counter.query(
        "SELECT amount, base, settled, settled_base FROM acct.foreign_items ORDER BY business_date, journal_id, line_no"
    )


def posted(counter, *wanted):
    outcomes = counter.post(*wanted)
    assert [one.status for one in outcomes] == ["posted"] * len(wanted), outcomes
    return outcomes
