"""Past sales come in through the same operations as live ones, each receipt once, with its own date and reference."""

from decimal import Decimal
from typing import Any

import pytest

from domain.core.db import unit_of_work
from domain.imports.engine import Importer
from domain.imports.repository import Imports
from tests.api.nouns import ITEMS, TAX_RATES, TERMINALS
from tests.domain.imports.conftest import finish, hand_in, look
from tests.draining import drain
from tests.shops import Shop

HEADING = "terminal,receipt,sold_at,sku,quantity,unit_price,discount,tender,paid\n"


def carry_on(shop: Shop, import_id, *, chunk_rows: int = 2_000):
    """Carry an import on, and post what it had accepted, until it rests."""
    # Nobody else is at it any more: what another worker of the test had in hand is taken over at once.
    importer = Importer(chunk_rows=chunk_rows, lease_s=0.0)
    for _ in range(200):
        while importer.take_turn(shop.org_id, import_id, turn_s=5.0):
            pass
        drain(shop)
        if look(shop, import_id).status not in {"received", "checking", "applying"}:
            break
        with unit_of_work(shop.org_id) as uow:
            imports = Imports(uow, shop.org_id)
            imports.note(imports.get(import_id), {"not_before": imports.get(import_id).created_at})
            uow.commit()
    return look(shop, import_id)


def bring(shop: Shop, content: str, *, chunk_rows: int = 2_000, **wanted):
    return carry_on(shop, hand_in(shop, content, kind="sales", **wanted), chunk_rows=chunk_rows)


def rejects(shop: Shop, import_id) -> list[tuple[int, list[tuple[str, str]]]]:
    with unit_of_work(shop.org_id, read_only=True) as uow:
        found = list(Imports(uow, shop.org_id).all_rejects(import_id))
    return [(line, [(error["column"], error["code"]) for error in errors]) for line, _, errors in found]


def sales_of(shop: Shop) -> list[dict[str, Any]]:
    items = shop.get("/api/pos/sales?limit=200").json()["items"]
    return sorted(items, key=lambda sale: (sale["occurred_at"], sale["total"]))


@pytest.fixture
def till(shop: Shop) -> str:
    ITEMS.make(shop, sku="COFFEE", price="10.00")
    ITEMS.make(shop, sku="TEA", price="4.00")
    return str(TERMINALS.make(shop)["code"])


def three(till: str) -> str:
    return HEADING + (
        f"{till},A-1,2025-03-01 10:00:00,COFFEE,2,9.50,1.00,card,22.00\n"
        f"{till},A-1,2025-03-01 10:00:00,TEA,1,4.00,,,\n"
        f"{till},A-2,2025-03-01 11:30:00,TEA,3,4.00,,cash,\n"
        f"{till},A-3,2025-07-02 09:15:00,COFFEE,-1,10.00,,cash,\n"
    )


def test_receipts_become_sales_and_returns_with_their_own_date_reference_and_payment(shop: Shop, till: str) -> None:
    done = bring(shop, three(till))
    assert (done.status, done.rows_new, done.rows_rejected) == ("done", 4, 0), rejects(shop, done.id)
    first, second, back = sales_of(shop)
    # Chicago is six hours behind in March, five in July.
    assert first["occurred_at"].startswith("2025-03-01T16:00:00")
    assert back["occurred_at"].startswith("2025-07-02T14:15:00")
    assert (first["reference"], second["reference"]) == ("A-1", "A-2")
    assert [Decimal(sale["total"]) for sale in (first, second, back)] == [Decimal(22), Decimal(12), Decimal(-10)]
    assert (first["business_date"], back["kind"]) == ("2025-03-01", "return")
    whole = shop.get(f"/api/pos/sales/{first['id']}").json()
    assert [payment["method"] for payment in whole["payments"]] == ["card"]
    assert [Decimal(line["unit_price"]) for line in whole["lines"]] == [Decimal("9.5"), Decimal(4)]


def test_the_same_file_again_and_one_that_overlaps_it_bring_each_receipt_once(shop: Shop, till: str) -> None:
    bring(shop, three(till))
    again = bring(shop, three(till))
    assert (again.status, again.rows_new, again.rows_unchanged) == ("done", 0, 4)
    more = bring(shop, three(till) + f"{till},A-4,2025-07-03 09:15:00,TEA,1,4.00,,cash,\n")
    assert (more.rows_new, more.rows_unchanged) == (1, 4)
    assert len(sales_of(shop)) == 4


def test_other_content_under_the_same_reference_is_a_conflict_told_of_its_rows(shop: Shop, till: str) -> None:
    bring(shop, three(till))
    changed = three(till).replace("TEA,3,4.00", "TEA,3,4.50")
    told = bring(shop, changed, on_error="skip_rows")
    assert (told.rows_rejected, told.rows_unchanged, told.rows_new) == (1, 3, 0)
    assert rejects(shop, told.id) == [(4, [("receipt", "imports.other_content")])]
    assert len(sales_of(shop)) == 3


def test_a_receipt_with_a_wrong_row_is_left_out_whole_and_comes_in_when_mended(shop: Shop, till: str) -> None:
    wrong = three(till).replace("TEA,1,4.00,,,", "TAE,1,4.00,,,")
    done = bring(shop, wrong, on_error="skip_rows")
    assert (done.status, done.rows_new, done.rows_rejected) == ("done", 2, 2)
    assert rejects(shop, done.id) == [
        (2, [("receipt", "imports.rest_of_document")]),
        (3, [("sku", "inventory.unknown_item")]),
    ]
    assert bring(shop, three(till)).rows_new == 2
    assert len(sales_of(shop)) == 3


def test_a_cell_that_cannot_be_read_leaves_out_its_whole_receipt_too(shop: Shop, till: str) -> None:
    done = bring(shop, three(till).replace("TEA,1,4.00,,,", "TEA,one,4.00,,,"), on_error="skip_rows")
    assert (done.rows_new, done.rows_rejected) == (2, 2)
    assert [Decimal(sale["total"]) for sale in sales_of(shop)] == [Decimal(12), Decimal(-10)]


def test_what_posting_refuses_comes_back_with_its_rows_as_they_stand_and_is_tried_again(shop: Shop, till: str) -> None:
    short = three(till).replace("card,22.00", "card,21.00")
    done = bring(shop, short, on_error="skip_rows")
    assert (done.status, done.rows_new, done.rows_rejected) == ("done", 2, 2)
    found = rejects(shop, done.id)
    assert found == [(2, [("paid", "pos.payment_short")]), (3, [("receipt", "imports.rest_of_document")])]
    with unit_of_work(shop.org_id, read_only=True) as uow:
        cells = [cells for _, cells, _ in Imports(uow, shop.org_id).all_rejects(done.id)]
    assert cells[0][:2] == [till, "A-1"]
    assert cells[1][3] == "TEA"
    mended = bring(shop, three(till))
    assert (mended.status, mended.rows_new, mended.rows_unchanged, mended.rows_rejected) == ("done", 2, 2, 0)
    assert len(sales_of(shop)) == 3


def test_rows_of_one_receipt_that_stand_apart_are_told_and_not_taken_for_two(shop: Shop, till: str) -> None:
    apart = three(till) + f"{till},A-1,2025-03-01 10:00:00,TEA,1,4.00,,cash,\n"
    done = bring(shop, apart, on_error="skip_rows")
    assert (done.rows_new, rejects(shop, done.id)) == (4, [(6, [("receipt", "imports.twice_in_file")])])


def test_rows_of_a_receipt_that_differ_in_what_it_says_as_a_whole_are_told(shop: Shop, till: str) -> None:
    done = bring(shop, three(till).replace("10:00:00,TEA", "10:05:00,TEA"), on_error="skip_rows")
    assert rejects(shop, done.id) == [
        (2, [("receipt", "imports.rest_of_document")]),
        (3, [("sold_at", "imports.different_in_document")]),
    ]


def test_goods_sold_and_brought_back_on_one_receipt_leave_what_was_paid(shop: Shop, till: str) -> None:
    content = HEADING + (
        f"{till},B-1,2025-03-01 10:00:00,COFFEE,1,10.00,,card,\n{till},B-1,2025-03-01 10:00:00,TEA,-1,4.00,,,\n"
    )
    assert bring(shop, content).rows_new == 2
    assert [Decimal(sale["total"]) for sale in sales_of(shop)] == [Decimal(-4), Decimal(10)]


def test_a_total_in_the_file_is_checked_to_the_cent(shop: Shop, till: str) -> None:
    heading = HEADING.strip() + ",total\n"
    content = heading + f"{till},C-1,2025-03-01 10:00:00,TEA,1,4.00,,card,4.00,4.01\n"
    done = bring(shop, content, on_error="skip_rows")
    assert rejects(shop, done.id) == [(2, [("total", "pos.total_differs")])]


@pytest.mark.parametrize("rate", [None, "16", "8.25"])
def test_a_wrong_total_is_told_before_anything_of_the_file_is_posted(shop: Shop, rate: str | None) -> None:
    given = {} if rate is None else {"tax_rate_id": TAX_RATES.make(shop, percent=rate)["id"]}
    ITEMS.make(shop, sku="CAKE", price="10.00", **given)
    till = TERMINALS.make(shop)["code"]
    heading = "terminal,receipt,sold_at,sku,quantity,unit_price,discount,sale_discount,tip,tender,total\n"
    lines = (
        f"{till},A,2025-03-01 10:00:00,CAKE,3,3.335,0.50,0.30,1.00,card,{{}}\n"
        f"{till},A,2025-03-01 10:00:00,CAKE,1,9.99,,,,,\n"
    )
    net = Decimal("9.51") + Decimal("9.99") - Decimal("0.30")
    tax = {"16": Decimal("3.07"), "8.25": Decimal("1.58")}.get(rate or "", Decimal(0))
    right, wrong = net + tax + 1, net + tax + Decimal("1.01")
    refused = bring(shop, heading + lines.format(wrong) + f"{till},B,2025-03-01 11:00:00,CAKE,-1,2.00,,,,cash,-2.50\n")
    told = dict(rejects(shop, refused.id))
    assert (refused.status, told[2]) == ("failed", [("total", "pos.total_differs")])
    assert sales_of(shop) == []
    assert bring(shop, heading + lines.format(right)).rows_new == 2
    [posted] = sales_of(shop)
    assert Decimal(posted["total"]) == right


def test_a_total_that_promotions_may_change_is_left_to_posting(shop: Shop, till: str) -> None:
    heading = HEADING.strip() + ",total\n"
    content = heading + f"{till},C-1,2025-03-01 10:00:00,TEA,1,4.00,,cash,,4.01\n"
    answer = shop.post("/api/pos/price-lists", json={"code": "CLUB", "name": "Club"})
    assert answer.status_code == 201, answer.text
    assert finish(shop, hand_in(shop, content, kind="sales", dry_run=True)).rows_rejected == 0
    late = bring(shop, content)
    assert (late.status, rejects(shop, late.id)) == ("done", [(2, [("total", "pos.total_differs")])])


def test_nothing_of_a_file_is_accepted_where_a_row_is_wrong_or_it_is_only_checked(shop: Shop, till: str) -> None:
    wrong = bring(shop, three(till).replace(f"{till},A-2", "T404,A-2"))
    assert (wrong.status, wrong.rows_rejected) == ("failed", 1)
    checked = finish(shop, hand_in(shop, three(till), kind="sales", dry_run=True))
    assert (checked.status, checked.rows_new) == ("checked", 4)
    assert shop.get("/api/operations").json()["items"] == []


def test_a_cancelled_import_goes_on_where_it_was_and_brings_each_receipt_once(shop: Shop, till: str) -> None:
    from domain.imports import service

    rows = "".join(f"{till},D-{n},2025-03-01 10:00:00,TEA,1,4.00,,card,\n" for n in range(30))
    import_id = hand_in(shop, HEADING + rows, kind="sales")
    importer = Importer(chunk_rows=10)
    for _ in range(5 + 1):
        importer.take_turn(shop.org_id, import_id, turn_s=0.0)
    with unit_of_work(shop.org_id) as uow:
        service.cancel_import(uow, shop.ctx, import_id=import_id)
        uow.commit()
    assert carry_on(shop, import_id).status == "cancelled"
    with unit_of_work(shop.org_id) as uow:
        service.resume_import(uow, shop.ctx, import_id=import_id)
        uow.commit()
    done = carry_on(shop, import_id, chunk_rows=10)
    assert (done.status, done.rows_new) == ("done", 30)
    assert len(sales_of(shop)) == 30


def test_what_is_made_of_a_receipt_is_what_a_till_would_have_sent(shop: Shop, till: str) -> None:
    """The short way to a sale's content and the way over the bodies of HTTP lead to the same."""
    from domain.imports.kinds.sales.receipt import Receipts

    def contents() -> list[dict[str, Any]]:
        bring(shop, three(till).replace("A-", f"{len(seen)}-"))
        rows = shop.get("/api/operations?limit=100").json()["items"]
        new = [row["id"] for row in rows if row["id"] not in seen]
        seen.update(new)
        found = [shop.get(f"/api/operations/{one}/payload").json()["payload"] for one in new]
        return sorted(({**one, "id": "", "reference": "", "note": ""} for one in found), key=str)

    seen: set[str] = set()
    short = contents()
    whole, Receipts._plain_sale = Receipts._plain_sale, lambda *_: None  # type: ignore[method-assign]
    try:
        assert contents() == short
    finally:
        Receipts._plain_sale = whole  # type: ignore[method-assign]


def test_an_import_waits_while_more_than_a_few_batches_of_it_are_to_be_posted(
    shop: Shop, till: str, monkeypatch
) -> None:
    monkeypatch.setattr("domain.imports.kinds.documents.MOST_WAITING", 5)
    rows = "".join(f"{till},E-{n},2025-03-01 10:00:00,TEA,1,4.00,,card,\n" for n in range(40))
    import_id = hand_in(shop, HEADING + rows, kind="sales")
    importer = Importer(chunk_rows=10)
    for _ in range(30):
        importer.take_turn(shop.org_id, import_id, turn_s=5.0)
    waiting = shop.get("/api/operations?status=pending&limit=200").json()["items"]
    assert len(waiting) == 10
    assert look(shop, import_id).status == "applying"
    assert carry_on(shop, import_id, chunk_rows=10).rows_new == 40


def test_the_workers_are_rung_for_once_a_chunk_is_committed(shop: Shop, till: str) -> None:
    rung: list[int] = []
    import_id = hand_in(shop, three(till), kind="sales")
    importer = Importer(doorbell=rung.extend)
    while importer.take_turn(shop.org_id, import_id, turn_s=5.0):
        pass
    assert len(set(rung)) == 1
    drain(shop)


def test_two_shops_that_bring_the_same_file_each_have_their_own_sales(shop: Shop, other_shop: Shop, till: str) -> None:
    for sku in ("COFFEE", "TEA"):
        ITEMS.make(other_shop, sku=sku, price="10.00")
    TERMINALS.make(other_shop, code=till)
    assert [bring(one, three(till)).rows_new for one in (shop, other_shop)] == [4, 4]
    assert not {sale["id"] for sale in sales_of(shop)} & {sale["id"] for sale in sales_of(other_shop)}


def test_what_somebody_closed_for_good_is_told_and_neither_posted_nor_taken_for_done(shop: Shop, till: str) -> None:
    bring(shop, three(till).replace("card,22.00", "card,21.00"), on_error="skip_rows")
    [refused] = shop.get("/api/operations?status=rejected").json()["items"]
    closed = shop.post(f"/api/operations/{refused['id']}/dismiss", json={"reason": "Rung up twice"})
    assert closed.status_code == 200, closed.text
    told = bring(shop, three(till), on_error="skip_rows")
    assert (told.rows_unchanged, told.rows_rejected, told.rows_new) == (2, 2, 0)
    assert rejects(shop, told.id)[0] == (2, [("receipt", "imports.dismissed")])


def test_what_came_in_from_files_is_in_sales_stock_and_books_together(shop: Shop, till: str) -> None:
    from domain.reports.verification import verify

    mixed = f"{till},A-9,2025-07-02 09:15:00,TEA,-2,4.00,,cash,\n{till},A-9,2025-07-02 09:15:00,COFFEE,1,9.00,,,\n"
    bring(shop, three(till) + mixed)
    found = verify([shop.org_id])
    assert not found.differences, [one.as_dict() for one in found.findings if one.differences]
    assert len(sales_of(shop)) == 5
