"""Deposits, cards, debts, returns and voids whose rows were changed behind the program's back."""

import pytest

from domain.reports.verification.references import REFERENCES
from tests.api.nouns import CUSTOMERS
from tests.domain.posting.till import Counter
from tests.domain.reports.verification.broken_shop import Broken
from tests.shops import open_shop


@pytest.fixture
def broken(client, postgres):
    """A shop with one of everything that moves money or brings goods back, all in order."""
    shop = open_shop(client)
    counter = Counter(shop)
    ana = CUSTOMERS.make(shop)["id"]
    item = counter.item(price="10.00", sku="MUG")
    shift = (
        "shift.open",
        {"id": "0199d7e0-5b7a-7c3e-9d55-2f1f6a0b9c21", "terminal_id": counter.terminal_id, "float": "0.00"},
    )
    [opened] = counter.post(shift)
    assert opened.status == "posted", opened
    during = {"shift_id": opened.id}
    counter.post(counter.receipt({"item_id": item, "quantity": "20", "unit_cost": "4.00"}))
    line = {"item_id": item, "quantity": "2"}
    left = [{"method": "on_account", "amount": "20.00"}]
    gift = [{"method": "gift_card", "amount": "5.00", "reference": "GIFT"}, {"method": "cash", "amount": "15.00"}]
    card, sale, owed, undone = counter.post(
        counter.card("GIFT", "50.00", **during),
        counter.sale(line, paid=gift, **during),
        counter.sale(line, paid=left, customer_id=ana),
        counter.sale(line),
    )
    deposit, paid, wrong = counter.post(
        counter.money("deposit.take", {"cash": "5.00"}, lines=[line], customer_id=ana, **during),
        counter.money("customer.pay", {"cash": "12.50"}, about=ana),
        counter.money("customer.pay", gift[:1], about=ana),
    )
    back, void, undoing = counter.post(counter.back(sale.id, (1, "1")), counter.void(undone.id), counter.undo(wrong.id))
    found = (card, sale, owed, deposit, paid, back, void, undoing)
    assert {one.status for one in found} == {"posted"}, found
    names = ("card", "sale", "owed", "deposit", "paid", "back", "void", "undoing")
    ids = {name: one.id for name, one in zip(names, found, strict=True)}
    broken = Broken(shop, postgres.superuser_url, ids | {"shift": opened.id, "customer": ana}, [])
    assert broken.found() == {}
    return broken


BROKEN = {
    "a stored value is not the sum of its movements": (
        "UPDATE pos.stored_values SET balance = balance + 1 WHERE org_id = %(org_id)s AND code = 'GIFT'"
    ),
    "what a customer owes is not what was left on account less what was paid": (
        "UPDATE pos.customer_balances SET receivable = receivable - 1 WHERE org_id = %(org_id)s"
    ),
    "the total of a deposit is not what is put aside for it": (
        "UPDATE pos.deposits SET total = total + 1 WHERE org_id = %(org_id)s AND id = %(deposit)s"
    ),
    "the tenders of a document are not its amount": (
        "UPDATE pos.money_tenders SET amount = amount + 1 WHERE org_id = %(org_id)s AND document_id = %(paid)s"
    ),
    "what came back of a line is not what its row says": (
        "UPDATE pos.sale_lines SET returned = 0.5 WHERE org_id = %(org_id)s AND sale_id = %(sale)s"
    ),
    "the status of a sale does not say what became of it": (
        "UPDATE pos.sales SET status = 'posted' WHERE org_id = %(org_id)s AND id = %(sale)s"
    ),
    "the last numbers of a till are not those of its shifts": (
        "UPDATE pos.receipt_sequences SET last_shift = 2 WHERE org_id = %(org_id)s"
    ),
    "shift numbers have a gap": "UPDATE pos.shifts SET number = 2 WHERE org_id = %(org_id)s AND id = %(shift)s",
    "an undoing is not the mirror of what it undoes": (
        "UPDATE pos.money_documents SET customer_id = NULL WHERE org_id = %(org_id)s AND id = %(undoing)s"
    ),
    "a void is not the mirror of its sale": (
        "UPDATE pos.sales SET tip = tip + 1, rounding = rounding - 1 WHERE org_id = %(org_id)s AND id = %(void)s"
    ),
    "a line of a sale did not cost what its movement took": (
        "UPDATE pos.sale_lines SET movement_id = NULL WHERE org_id = %(org_id)s AND sale_id = %(back)s"
    ),
    "a document names another journal than its own": (
        "UPDATE pos.money_documents SET journal_id = (SELECT j.journal_id FROM pos.sales j WHERE j.org_id = %(org_id)s"
        " AND j.id = %(sale)s) WHERE org_id = %(org_id)s AND id = %(deposit)s"
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_one_row_that_was_changed_is_found_and_nothing_else(broken, what):
    broken.breaks(BROKEN[what])
    assert {one.what for found in broken.found().values() for one in found} == {what}


def test_i6_a_movement_of_a_card_that_is_changed_is_not_what_paid_nor_what_was_booked(broken):
    broken.breaks(
        "UPDATE pos.stored_value_movements SET amount = amount - 1 WHERE org_id = %(org_id)s AND source_id = %(sale)s"
    )
    assert {one.what for found in broken.found().values() for one in found} == {
        "a stored value is not the sum of its movements",
        "a stored value did not move by what the tenders and lines of a document say",
        "what a document moved on stored values is not what its journal moved on their accounts",
    }


def test_i6_more_that_came_back_than_was_sold(broken):
    broken.run("UPDATE pos.sale_lines SET quantity = -3 WHERE org_id = %(org_id)s AND sale_id = %(back)s;")
    assert "more has come back of a line than was sold" in {one.what for one in broken.found()["I6"]}


def test_i5_a_document_that_is_gone_is_missed(broken):
    for table, name in (("pos.money_documents", "paid"), ("pos.sales", "back"), ("pos.sales", "void")):
        broken.breaks(f"DELETE FROM {table} WHERE org_id = %(org_id)s AND id = %(gone)s", gone=broken.ids[name])
    assert sorted(
        one.where["kind"] for one in broken.found()["I5"] if one.what == "a posted operation without its document"
    ) == [
        "customer.pay",
        "sale.return",
        "sale.void",
    ]


OURS = {
    "pos.sales": ("shift_id", "original_sale_id"),
    "pos.sale_lines": ("return_of_sale_id", "stored_value_id"),
    "pos.payments": ("stored_value_id",),
    "pos.stored_values": ("customer_id",),
    "pos.stored_value_movements": ("stored_value_id", "source_id"),
    "pos.money_documents": tuple(one.column for one in REFERENCES["pos.money_documents"] if one.column != "account_id"),
    "pos.money_tenders": ("document_id", "method_id", "stored_value_id"),
    "pos.deposits": ("stored_value_id", "customer_id"),
    "pos.layaway_lines": ("deposit_id", "item_id"),
    "pos.shifts": ("terminal_id", "location_id", "opening_journal_id"),
    "pos.shift_totals": ("shift_id",),
    "acct.journals": ("source_id",),
}


def test_i10_every_column_of_money_and_returns_is_followed(broken):
    for table, columns in OURS.items():
        for column in columns:
            changed = broken.run(
                f"UPDATE {table} SET {column} = gen_random_uuid() WHERE ctid = (SELECT x.ctid FROM {table} x"
                f" WHERE x.org_id = %(org_id)s AND x.{column} IS NOT NULL LIMIT 1)"
            )
            assert changed == 1, (table, column)
    found = broken.found()["I10"]
    seen = {(one.what.split()[3], column) for one in found for column in one.found}
    assert {(table, column) for table, columns in OURS.items() for column in columns} <= seen
