import pytest

from domain.reports.verification.finding import EXAMPLES


def where_of_first_receipt(broken):
    return {"sale_id": broken.ids["sale"], "terminal": "T1", "receipt": 1}


def test_i6_a_sale_that_is_not_the_sum_of_its_lines(broken):
    broken.breaks(
        "UPDATE pos.sale_lines SET discount = 3 WHERE org_id = %(org_id)s AND sale_id = %(sale)s AND line_no = 2"
    )
    difference = broken.only("I6")
    assert difference.what == "a sale is not the sum of its lines"
    assert difference.where == where_of_first_receipt(broken)
    assert (difference.found["discount"], difference.expected["discount"]) == (0, 3)


def test_i6_a_line_whose_total_is_not_net_and_tax(broken):
    broken.breaks(
        "UPDATE pos.sale_lines SET total = total + 1 WHERE org_id = %(org_id)s AND sale_id = %(sale)s AND line_no = 2"
    )
    difference = broken.only("I6")
    assert difference.where == {"sale_id": broken.ids["sale"], "line_no": 2, "item": "WINE"}
    assert (difference.found, difference.expected) == ({"total": 1161}, {"total": 1160})


def test_i6_a_total_that_is_not_what_was_paid(broken):
    broken.breaks("UPDATE pos.sales SET total = total + 1, tip = tip + 1 WHERE org_id = %(org_id)s AND id = %(sale)s")
    [difference] = [one for one in broken.found()["I6"] if one.what == "the payments of a sale are not its total"]
    assert difference.where == where_of_first_receipt(broken)
    assert difference.found == {"paid": 2500, "change": 80}
    assert difference.expected == {"paid": 2501, "change": 80}


def test_i6_a_payment_that_is_gone(broken):
    broken.breaks("DELETE FROM pos.payments WHERE org_id = %(org_id)s AND sale_id = %(sale)s")
    difference = broken.only("I6")
    assert difference.where == where_of_first_receipt(broken)
    assert difference.found == {"paid": 0, "change": 0}


def test_i6_goods_that_cost_something_else_than_was_taken(broken):
    assert broken.run("UPDATE pos.sale_lines SET cost = cost + 1 WHERE org_id = %(org_id)s AND sale_id = %(sale)s") == 2
    broken.breaks("UPDATE pos.sales SET cost = cost + 2 WHERE org_id = %(org_id)s AND id = %(sale)s")
    found = broken.found()
    assert list(found) == ["I6"]
    assert [
        (difference.where["item"], difference.found["cost"], difference.expected["cost"]) for difference in found["I6"]
    ] == [
        ("BREAD", 401, 400),
        ("WINE", 601, 600),
    ]


def test_i6_a_receipt_line_that_is_not_its_movement(broken):
    broken.breaks(
        "UPDATE inv.stock_document_lines SET value = 1 WHERE org_id = %(org_id)s AND document_id = %(receipt)s"
    )
    difference = broken.only("I6")
    assert difference.where["document_id"] == broken.ids["receipt"]
    assert difference.where["item"] == "BREAD"
    assert (difference.found["value"], difference.expected["value"]) == (1, 4000)


def test_i6_tax_that_the_ledger_does_not_owe(broken):
    assert (
        broken.run(
            "UPDATE pos.sale_lines SET tax = tax + 1, net = net - 1 WHERE org_id = %(org_id)s AND sale_id = %(sale)s"
        )
        == 2
    )
    broken.breaks("UPDATE pos.sales SET tax = tax + 2, net = net - 2 WHERE org_id = %(org_id)s AND id = %(sale)s")
    difference = broken.only("I6")
    assert difference.where == where_of_first_receipt(broken)
    assert (difference.found, difference.expected) == ({"moved": 320}, {"moved": 322})


def test_i6_holds_when_a_tax_rate_gets_another_account(broken):
    path = f"/api/pos/tax-rates/{broken.ids['rate']}"
    for account in ("2300", None, "2310"):
        assert broken.shop.patch(path, json={"account": account}).status_code == 200
    given = broken.shop.client.put(
        "/api/accounting/account-roles/tax_payable", json={"account": "1310"}, headers=broken.shop.headers
    )
    assert given.status_code == 200, given.text
    assert "I6" not in broken.found()


def test_i7_a_receipt_number_that_was_skipped(broken):
    broken.breaks("UPDATE pos.sales SET receipt_number = 3 WHERE org_id = %(org_id)s AND id = %(second_sale)s")
    difference = broken.only("I7")
    assert difference.where == {"terminal": "T1", "sale_id": broken.ids["second_sale"]}
    assert (difference.found, difference.expected) == ({"receipt": 3}, {"receipt": 2})


def test_i7_a_terminal_that_forgot_its_last_number(broken):
    broken.breaks("UPDATE pos.receipt_sequences SET last_number = 1 WHERE org_id = %(org_id)s")
    difference = broken.only("I7")
    assert difference.where == {"terminal": "T1"}
    assert (difference.found, difference.expected) == ({"last_number": 1}, {"last_number": 2})


def test_i7_a_journal_number_that_was_skipped(broken):
    broken.breaks("UPDATE acct.journals SET number = 9 WHERE org_id = %(org_id)s AND id = %(journal)s")
    found = broken.found()
    assert set(found) == {"I7", "I8"}
    [difference] = found["I7"]
    assert difference.where == {"book": "GEN", "journal_id": broken.ids["journal"]}
    assert (difference.found, difference.expected) == ({"number": 9}, {"number": 1})


def test_i7_a_book_that_forgot_its_last_number(broken):
    broken.breaks("UPDATE acct.books SET last_number = 7 WHERE org_id = %(org_id)s AND code = 'POS-MAIN'")
    difference = broken.only("I7")
    assert difference.where == {"book": "POS-MAIN"}
    assert (difference.found, difference.expected) == ({"last_number": 7}, {"last_number": 2})


def test_i8_a_memo_that_was_changed(broken):
    broken.breaks("UPDATE acct.journals SET memo = 'nothing' WHERE org_id = %(org_id)s AND id = %(sale_journal)s")
    difference = broken.only("I8")
    assert difference.where == {"book": "POS-MAIN", "number": 1, "journal_id": broken.ids["sale_journal"]}
    assert difference.found["hash"] == broken.one(
        "SELECT encode(hash, 'hex') FROM acct.journals WHERE id = %(sale_journal)s"
    )
    assert difference.found["previous_hash"] == difference.expected["previous_hash"] == ""


def test_i8_amounts_that_were_changed_in_every_table_at_once(broken):
    assert (
        broken.run(
            "UPDATE acct.journal_lines SET debit = debit * 2, credit = credit * 2"
            " WHERE org_id = %(org_id)s AND journal_id = %(journal)s"
        )
        == 2
    )
    broken.run(
        "UPDATE acct.balances SET debit = debit * 2, credit = credit * 2 WHERE org_id = %(org_id)s AND account_id IN"
        " (SELECT account_id FROM acct.journal_lines WHERE org_id = %(org_id)s AND journal_id = %(journal)s)"
    )
    difference = broken.only("I8")
    assert difference.where == {"book": "GEN", "number": 1, "journal_id": broken.ids["journal"]}


def test_i8_a_journal_forged_with_its_own_hash_breaks_at_the_next(broken):
    broken.breaks(
        "UPDATE acct.journals SET hash = sha256('forged') WHERE org_id = %(org_id)s AND id = %(sale_journal)s"
    )
    found = broken.found()
    assert list(found) == ["I8"]
    assert [difference.where["number"] for difference in found["I8"]] == [1, 2]
    assert found["I8"][0].where["journal_id"] == broken.ids["sale_journal"]


def test_i8_the_end_of_a_book(broken):
    broken.breaks("UPDATE acct.books SET last_hash = sha256('forged') WHERE org_id = %(org_id)s AND code = 'GEN'")
    difference = broken.only("I8")
    assert difference.where == {"book": "GEN"}


def test_i9_a_level_below_zero_where_that_is_refused(broken):
    broken.shop.patch("/api/org/settings", json={"negative_stock": "reject"})
    assert broken.found() == {}
    broken.breaks("UPDATE inv.stock_levels SET quantity = -1 WHERE org_id = %(org_id)s AND item_id = %(bread)s")
    found = broken.found()
    assert set(found) == {"I3", "I9"}
    [difference] = found["I9"]
    assert difference.where == {"item": "BREAD", "location": "MAIN"}
    assert difference.found == {"quantity": "-1.0000"}


def test_more_differences_are_counted_than_are_named(broken):
    from domain.reports.verification import verify

    made = broken.run(
        "INSERT INTO inv.stock_levels (org_id, location_id, item_id, quantity, value, unit_cost)"
        " SELECT %(org_id)s, %(location)s, gen_random_uuid(), 1, 0, 0 FROM generate_series(1, 50)"
    )
    assert made == 50
    by_number = {finding.number: finding for finding in verify([broken.shop.org_id]).findings}
    assert by_number["I3"].differences == by_number["I10"].differences == 50
    assert len(by_number["I3"].examples) == EXAMPLES


UNHASHED = {
    "the memo of a line": (
        "UPDATE acct.journal_lines SET memo = 'another' WHERE org_id = %(org_id)s"
        " AND journal_id = %(journal)s AND line_no = 1"
    ),
    "the date it happened": (
        "UPDATE acct.journals SET occurred_at = occurred_at - interval '1 year'"
        " WHERE org_id = %(org_id)s AND id = %(journal)s"
    ),
    "its own date before it came late": (
        "UPDATE acct.journals SET original_date = '2020-01-01' WHERE org_id = %(org_id)s AND id = %(journal)s"
    ),
}


@pytest.mark.parametrize("what", UNHASHED)
def test_i8_whatever_of_a_journal_was_changed(broken, what):
    broken.breaks(UNHASHED[what])
    assert "I8" in broken.found()
