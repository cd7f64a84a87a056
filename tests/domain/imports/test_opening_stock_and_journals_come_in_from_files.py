"""Opening stock and journals come in against opening equity; a row counts once, however often it comes."""

from decimal import Decimal

from tests.api.nouns import ITEMS
from tests.domain.imports.conftest import hand_in
from tests.domain.imports.test_past_sales_come_in_from_files import carry_on, rejects
from tests.shops import Shop

STOCK = "location,sku,quantity,unit_cost,date\nMAIN,COFFEE,24,6.20,2026-01-01\nMAIN,TEA,10.5,2.00,2026-01-01\n"
BOOKS = (
    "reference,date,account,debit,credit,memo\n"
    "OB,2026-01-01,{bank},1500.00,0.00,Opening balances\n"
    "OB,2026-01-01,{equity},,1500.00,\n"
    "J-2,2026-02-01,{equity},20.00,,\n"
    "J-2,2026-02-01,{bank},,20.00,\n"
)


def stocked(shop: Shop) -> None:
    for sku in ("COFFEE", "TEA"):
        ITEMS.make(shop, sku=sku, price="10.00")


def location_code(shop: Shop) -> str:
    return str(shop.get(f"/api/inventory/locations/{shop.default_location_id}").json()["code"])


def account_of(shop: Shop, role: str) -> str:
    return str(shop.get(f"/api/accounting/account-roles/{role}").json()["account"])


def balance(shop: Shop, code: str) -> Decimal:
    for row in shop.get("/api/reports/trial-balance?as_of=2030-01-01").json()["rows"]:
        if row["account"] == code:
            return Decimal(row["debit"]) - Decimal(row["credit"])
    return Decimal(0)


def bring(shop: Shop, kind: str, content: str, **wanted):
    return carry_on(shop, hand_in(shop, content, kind=kind, **wanted))


def level(shop: Shop, sku: str) -> tuple[Decimal, Decimal]:
    [row] = [row for row in shop.get("/api/inventory/stock-levels").json()["items"] if row["sku"] == sku]
    return Decimal(row["quantity"]), Decimal(row["value"])


def test_opening_stock_lies_there_and_stands_against_opening_equity(shop: Shop) -> None:
    stocked(shop)
    content = STOCK.replace("MAIN", location_code(shop))
    done = bring(shop, "opening_stock", content)
    assert (done.status, done.rows_new, done.rows_rejected) == ("done", 2, 0), rejects(shop, done.id)
    assert level(shop, "COFFEE") == (Decimal(24), Decimal("148.80"))
    assert level(shop, "TEA") == (Decimal("10.5"), Decimal(21))
    assert balance(shop, account_of(shop, "inventory")) == Decimal("169.80")
    assert balance(shop, account_of(shop, "opening_equity")) == Decimal("-169.80")


def test_opening_stock_that_comes_again_changes_nothing_and_another_quantity_is_told(shop: Shop) -> None:
    stocked(shop)
    content = STOCK.replace("MAIN", location_code(shop))
    bring(shop, "opening_stock", content)
    again = bring(shop, "opening_stock", content)
    assert (again.rows_unchanged, again.rows_new) == (2, 0)
    other = bring(shop, "opening_stock", content.replace("COFFEE,24", "COFFEE,25"), on_error="skip_rows")
    assert (other.rows_unchanged, rejects(shop, other.id)) == (1, [(2, [("sku", "imports.other_content")])])
    assert level(shop, "COFFEE")[0] == Decimal(24)


def test_a_level_that_is_not_what_was_expected_is_left_alone(shop: Shop) -> None:
    stocked(shop)
    content = STOCK.replace("MAIN", location_code(shop))
    bring(shop, "opening_stock", content)
    later = content.replace("2026-01-01", "2026-02-01").replace("COFFEE,24", "COFFEE,30")
    refused = bring(shop, "opening_stock", later, policy="create_only", on_error="skip_rows")
    assert [code for _, [(_, code)] in rejects(shop, refused.id)] == ["inventory.count_expected_other"] * 2
    assert level(shop, "COFFEE")[0] == Decimal(24)
    with_expected = "location,sku,quantity,expected,date\n{at},COFFEE,30,24,2026-03-01\n{at},TEA,1,7,2026-03-01\n"
    done = bring(shop, "opening_stock", with_expected.format(at=location_code(shop)), on_error="skip_rows")
    assert (done.rows_new, done.rows_rejected) == (1, 1)
    assert level(shop, "COFFEE")[0] == Decimal(30)


def test_rows_that_name_what_is_not_there_are_told_before_anything_is_accepted(shop: Shop) -> None:
    stocked(shop)
    ITEMS.make(shop, sku="HELP", stocked=False)
    at = location_code(shop)
    content = f"location,sku,quantity\nNOWHERE,COFFEE,1\n{at},CACAO,1\n{at},HELP,1\n{at},COFFEE,-1\n"
    done = bring(shop, "opening_stock", content)
    assert done.status == "failed"
    assert rejects(shop, done.id) == [
        (2, [("location", "inventory.unknown_location")]),
        (3, [("sku", "inventory.unknown_item")]),
        (4, [("sku", "inventory.not_stocked")]),
        (5, [("quantity", "imports.out_of_range")]),
    ]


def books(shop: Shop) -> str:
    return BOOKS.format(bank=account_of(shop, "bank"), equity=account_of(shop, "opening_equity"))


def test_rows_with_one_reference_are_one_journal_and_come_in_once(shop: Shop) -> None:
    done = bring(shop, "journals", books(shop))
    assert (done.status, done.rows_new) == ("done", 4), rejects(shop, done.id)
    assert balance(shop, account_of(shop, "bank")) == Decimal(1480)
    again = bring(shop, "journals", books(shop))
    assert (again.rows_unchanged, balance(shop, account_of(shop, "bank"))) == (4, Decimal(1480))
    memos = {journal["memo"] for journal in shop.get("/api/accounting/journals").json()["items"]}
    assert {"Opening balances", "J-2"} <= memos


def test_memos_that_differ_within_a_journal_are_those_of_its_lines(shop: Shop) -> None:
    content = books(shop).replace("1500.00,\n", "1500.00,Capital\n")
    done = bring(shop, "journals", content)
    assert (done.status, done.rows_new) == ("done", 4), rejects(shop, done.id)
    [listed] = [
        one for one in shop.get("/api/accounting/journals").json()["items"] if one["memo"] == "Opening balances"
    ]
    journal = shop.get(f"/api/accounting/journals/{listed['id']}").json()
    assert [line["memo"] for line in journal["lines"]] == ["Opening balances", "Capital"]


def test_a_journal_whose_sides_differ_is_told_and_left_out_or_balanced_with_an_account(shop: Shop) -> None:
    bank = account_of(shop, "bank")
    content = f"reference,date,account,amount\nOB,2026-01-01,{bank},99.50\n"
    refused = bring(shop, "journals", content)
    assert rejects(shop, refused.id) == [(2, [("debit", "unbalanced")])]
    equity = account_of(shop, "opening_equity")
    done = bring(shop, "journals", content, options={"balance_with": equity})
    assert (done.status, balance(shop, equity)) == ("done", Decimal("-99.50"))


def test_a_journal_on_the_stock_account_or_with_both_sides_on_a_row_is_told_whole(shop: Shop) -> None:
    stock, bank = account_of(shop, "inventory"), account_of(shop, "bank")
    content = (
        f"reference,date,account,debit,credit\nA,2026-01-01,{stock},5,\nA,2026-01-01,{bank},,5\n"
        f"B,2026-01-01,{bank},5,5\nC,2026-01-01,NONE,5,\n"
    )
    done = bring(shop, "journals", content)
    assert rejects(shop, done.id) == [
        (2, [("account", "accounting.control_account")]),
        (3, [("reference", "imports.rest_of_document")]),
        (4, [("debit", "imports.debit_or_credit")]),
        (5, [("account", "accounting.unknown_account")]),
    ]


def test_a_journal_in_another_currency_is_posted_at_its_rate(shop: Shop) -> None:
    bank, equity = account_of(shop, "bank"), account_of(shop, "opening_equity")
    content = (
        "reference,date,account,debit,credit,currency,rate\n"
        f"FX,2026-01-01,{bank},100.00,,EUR,1.10\nFX,2026-01-01,{equity},,100.00,EUR,1.10\n"
    )
    done = bring(shop, "journals", content)
    assert (done.status, balance(shop, bank)) == ("done", Decimal(110)), rejects(shop, done.id)
