"""Two imports at once, an import and a hand at the same rows, somebody who stops it: each row has one outcome, told."""

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from domain.core.db import unit_of_work
from domain.imports.engine import Importer
from domain.imports.kinds import documents
from domain.imports.kinds.documents import outcomes
from tests.api.nouns import ITEMS, TERMINALS
from tests.domain.imports.conftest import hand_in, look
from tests.domain.imports.test_past_sales_come_in_from_files import HEADING, bring, carry_on, rejects, sales_of
from tests.draining import drain
from tests.shops import Shop

OPEN = {"received", "checking", "applying"}


@pytest.fixture
def till(shop: Shop) -> str:
    ITEMS.make(shop, sku="TEA", price="4.00")
    return str(TERMINALS.make(shop)["code"])


def receipts(till: str, *, price: str = "4.00", first: int = 1, last: int = 3) -> str:
    rows = (f"{till},R-{n},2025-03-01 11:30:00,TEA,1,{price},,cash,\n" for n in range(first, last + 1))
    return HEADING + "".join(rows)


def just_then(monkeypatch: pytest.MonkeyPatch, name: str, happening: Callable[[], object]) -> None:
    """Let something happen once, right behind the first look of a chunk that applies."""
    looked = getattr(documents, name)
    done: list[bool] = []

    def look_and(uow: Any, **given: Any) -> Any:
        found = looked(uow, **given)
        if not done:
            done.append(True)
            happening()
        return found

    monkeypatch.setattr(documents, name, look_and)


def until_applied(shop: Shop, import_id: Any) -> None:
    while look(shop, import_id).status != "applying":
        Importer(lease_s=0.0).take_turn(shop.org_id, import_id, turn_s=0.0)


def test_a_receipt_that_another_file_brings_a_moment_before_is_told_as_a_conflict(
    shop: Shop, till: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = hand_in(shop, receipts(till, price="5.00", first=3, last=4), kind="sales")
    own = hand_in(shop, receipts(till), kind="sales", on_error="skip_rows")
    until_applied(shop, own)
    just_then(monkeypatch, "known_operations", lambda: carry_on(shop, other))
    done = carry_on(shop, own)
    assert (done.status, done.rows_new, done.rows_rejected) == ("done", 2, 1)
    assert rejects(shop, own) == [(4, [("receipt", "imports.other_content")])]
    assert [sale["total"] for sale in sales_of(shop)] == ["4.00", "4.00", "5.00", "5.00"]


def test_a_receipt_that_another_hand_tries_again_a_moment_before_is_posted_once(
    shop: Shop, till: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = receipts(till, last=1).replace("cash,\n", "cash,3.00\n")
    bring(shop, short, on_error="skip_rows")
    refused = shop.get("/api/operations?status=rejected").json()["items"][0]["id"]
    own = hand_in(shop, receipts(till), kind="sales", on_error="skip_rows")
    until_applied(shop, own)

    def try_again() -> None:
        assert shop.post(f"/api/operations/{refused}/retry", json={}).status_code < 300

    just_then(monkeypatch, "known_operations", try_again)
    done = carry_on(shop, own)
    assert done.status == "done", done.error
    assert (done.rows_new + done.rows_unchanged, done.rows_rejected) in {(3, 0), (2, 1)}
    assert len(sales_of(shop)) + done.rows_rejected == 3


def test_what_is_refused_while_the_last_ones_are_looked_at_comes_home_too(
    shop: Shop, till: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = hand_in(shop, receipts(till).replace("cash,\n", "cash,3.00\n", 1), kind="sales", on_error="skip_rows")
    until_applied(shop, import_id)
    looked = outcomes.Outcomes.bring_home

    def look_while_they_are_posted(at: outcomes.Outcomes) -> Any:
        found = looked(at)
        drain(shop)
        return found

    monkeypatch.setattr(outcomes.Outcomes, "bring_home", look_while_they_are_posted)
    done = carry_on(shop, import_id)
    assert (done.status, done.rows_new, done.rows_rejected) == ("done", 2, 1), rejects(shop, import_id)


def at_once(shop: Shop, import_ids: list[Any], *, beside: Callable[[], object] = lambda: None) -> list[Any]:
    """Carry imports on, each by a worker of its own, and something beside them, until they rest."""
    failures: list[BaseException] = []

    def work(import_id: Any) -> None:
        try:
            importer = Importer(chunk_rows=40)
            while look(shop, import_id).status in OPEN:
                importer.take_turn(shop.org_id, import_id, turn_s=1.0)
                drain(shop)
        except BaseException as error:
            failures.append(error)
            raise

    workers = [threading.Thread(target=work, args=(import_id,)) for import_id in import_ids]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        beside()
        for worker in workers:
            worker.join(0.01)
    assert not failures
    return [look(shop, import_id) for import_id in import_ids]


def shuffled(heading: str, rows: list[str], seed: int) -> str:
    mixed = rows.copy()
    random.Random(seed).shuffle(mixed)
    return heading + "\n" + "\n".join(mixed) + "\n"


def test_two_files_of_the_same_items_at_once_and_edits_by_hand_beside_them(shop: Shop) -> None:
    files = [
        shuffled("sku,name,price,category", [f"S{n},Item {n},{at}.00,C{n % 7}" for n in range(400)], seed=at)
        for at in (1, 2)
    ]
    hand, edits = random.Random(3), [0]

    def edit() -> None:
        found = shop.get("/api/inventory/items", params={"limit": 5}).json()["items"]
        if found:
            item = hand.choice(found)
            answer = shop.patch(
                f"/api/inventory/items/{item['id']}",
                json={"name": "By hand"},
                headers={"If-Match": f'"{item["version"]}"'},
            )
            assert answer.status_code in {200, 409, 412, 428}, answer.text
            edits[0] += answer.status_code == 200

    done = at_once(shop, [hand_in(shop, content) for content in files], beside=edit)
    assert [(view.status, view.rows_rejected) for view in done] == [("done", 0), ("done", 0)], [v.error for v in done]
    assert sum(view.rows_new for view in done) == 400
    with unit_of_work(shop.org_id, read_only=True) as uow:
        # Each version of an item is one entry of the audit log: nothing was written over, nothing twice.
        statement = text(
            "SELECT count(*) FROM inv.items i WHERE i.org_id = :org_id AND i.version <> (SELECT count(*) FROM"
            " core.audit_log a WHERE a.org_id = i.org_id AND a.subject_type = 'item' AND a.subject_id = i.id::text)"
        )
        assert uow.session.scalar(statement, {"org_id": shop.org_id}) == 0
        names = text(
            "SELECT count(*), count(DISTINCT sku), count(DISTINCT price) FROM inv.items WHERE org_id = :org_id"
        )
        assert tuple(uow.session.execute(names, {"org_id": shop.org_id}).one())[:2] == (400, 400)


@pytest.mark.parametrize("kind", ["customers", "suppliers", "price_lists"])
def test_the_same_rows_of_two_files_at_once_are_there_once(shop: Shop, kind: str) -> None:
    made = {"customers": "reference,name", "suppliers": "code,name", "price_lists": "price_list,sku,min_quantity,price"}
    if kind == "price_lists":
        ITEMS.make(shop, sku="TEA", price="4.00")
        assert shop.post("/api/pos/price-lists", json={"code": "TRADE", "name": "Trade"}).status_code == 201
    rows = [
        f"TRADE,TEA,{n},3.00" if kind == "price_lists" else f"K{n},Name {n}"
        for n in range(8 if "price" in kind else 300)
    ]
    done = at_once(shop, [hand_in(shop, shuffled(made[kind], rows, at), kind=kind) for at in (1, 2)])
    assert [view.status for view in done] == ["done", "done"], [view.error for view in done]
    assert sum(view.rows_new for view in done) == len(rows)
    assert sum(view.rows_unchanged for view in done) == len(rows)


def test_the_same_opening_stock_of_two_files_at_once_lies_there_once(shop: Shop) -> None:
    skus = [f"S{n}" for n in range(60)]
    place = shop.get("/api/inventory/locations").json()["items"][0]["code"]
    items = "sku,name,price,cost\n" + "".join(f"{sku},Item,1,2.00\n" for sku in skus)
    assert at_once(shop, [hand_in(shop, items)])[0].status == "done"
    rows = [f"{place},{sku},5" for sku in skus]
    files = [shuffled("location,sku,quantity", rows, seed=at) for at in (1, 2)]
    done = at_once(shop, [hand_in(shop, content, kind="opening_stock") for content in files])
    assert [view.status for view in done] == ["done", "done"], [view.error for view in done]
    assert sum(view.rows_new for view in done) == sum(view.rows_unchanged for view in done) == len(rows)
    with unit_of_work(shop.org_id, read_only=True) as uow:
        statement = text("SELECT count(*), sum(quantity) FROM inv.stock_movements WHERE org_id = :org_id")
        count, _ = uow.session.execute(statement, {"org_id": shop.org_id}).one()
        assert count == len(rows)


def test_the_same_receipts_of_two_files_at_once_are_posted_once(shop: Shop, till: str) -> None:
    files = [receipts(till, last=150), receipts(till, first=51, last=200)]
    done = at_once(shop, [hand_in(shop, content, kind="sales") for content in files])
    assert [(view.status, view.rows_rejected) for view in done] == [("done", 0), ("done", 0)], [v.error for v in done]
    assert sum(view.rows_new for view in done) == 200
    with unit_of_work(shop.org_id, read_only=True) as uow:
        statement = text("SELECT count(*), count(DISTINCT reference) FROM pos.sales WHERE org_id = :org_id")
        assert tuple(uow.session.execute(statement, {"org_id": shop.org_id}).one()) == (200, 200)


def test_it_is_applied_once_whoever_asks_at_once(shop: Shop) -> None:
    import_id = hand_in(shop, "sku,name,price\nA,Ana,1\n", dry_run=True)
    assert at_once(shop, [import_id])[0].status == "checked"
    answers: list[int] = []

    def apply() -> None:
        answers.append(shop.post(f"/api/imports/{import_id}/apply", json={}).status_code)

    asking = [threading.Thread(target=apply) for _ in range(6)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert sorted(answers) == [202] + [409] * 5
    assert at_once(shop, [import_id])[0].rows_new == 1


def test_a_till_of_another_organization_is_not_there(shop: Shop, other_shop: Shop, till: str) -> None:
    ITEMS.make(other_shop, sku="TEA", price="4.00")
    TERMINALS.make(other_shop, code="THEIRS")
    done = bring(
        shop, receipts("THEIRS", last=1) + receipts(till, first=2, last=2).removeprefix(HEADING), on_error="skip_rows"
    )
    assert (done.rows_new, done.rows_rejected) == (1, 1)
    assert rejects(shop, done.id) == [(2, [("terminal", "pos.unknown_terminal")])]
    assert sales_of(other_shop) == []


def test_the_rest_between_stop_and_resumption_counts_to_no_rate(shop: Shop) -> None:
    import_id = hand_in(shop, "sku,name,price\n" + "".join(f"S{n},Item {n},1\n" for n in range(300)))
    importer = Importer(chunk_rows=30, lease_s=0.0)
    while look(shop, import_id).status != "applying" or not look(shop, import_id).rows_done:
        importer.take_turn(shop.org_id, import_id, turn_s=0.0)
    assert shop.post(f"/api/imports/{import_id}/cancel").status_code == 202
    assert carry_on(shop, import_id).status == "cancelled"
    with unit_of_work(shop.org_id) as uow:
        rested = text(
            "UPDATE core.imports SET pass_at = pass_at - interval '3 days', ended_at = ended_at - interval '3 days'"
            " WHERE org_id = :org_id AND id = :id"
        )
        uow.session.execute(rested, {"org_id": shop.org_id, "id": import_id})
        uow.commit()
    resumed = shop.post(f"/api/imports/{import_id}/resume").json()
    assert resumed["rate"] > 0.05
    assert 0 < resumed["seconds_left"] < 3600


def test_a_closed_organization_takes_no_further_chunk(shop: Shop) -> None:
    import_id = hand_in(shop, "sku,name,price\n" + "".join(f"S{n},Item {n},1\n" for n in range(300)))
    importer = Importer(chunk_rows=30, lease_s=0.0)
    while look(shop, import_id).status != "applying" or not look(shop, import_id).rows_done:
        importer.take_turn(shop.org_id, import_id, turn_s=0.0)
    done = look(shop, import_id).rows_done
    assert shop.post("/api/org/close", json={"name": "Café Sol"}).status_code == 200
    view = carry_on(shop, import_id)
    assert (view.status, view.error.code, view.rows_done) == ("failed", "org.closed", done)


@pytest.mark.parametrize("phase", ["received", "checking", "applying"])
@pytest.mark.parametrize("kind", ["items", "sales"])
def test_it_is_stopped_in_any_phase_and_what_was_begun_goes_on_to_the_same_end(
    shop: Shop, till: str, kind: str, phase: str
) -> None:
    content = receipts(till, last=300) if kind == "sales" else (
        "sku,name,price\n" + "".join(f"S{n},Item {n},1\n" for n in range(300))
    )  # fmt: skip
    import_id = hand_in(shop, content, kind=kind)
    importer = Importer(chunk_rows=30, lease_s=0.0)
    address = f"/api/imports/{import_id}"
    while phase != "received" and (look(shop, import_id).status, look(shop, import_id).rows_done > 0) != (phase, True):
        importer.take_turn(shop.org_id, import_id, turn_s=0.0)
        drain(shop)
    stopped = shop.post(f"{address}/cancel")
    assert stopped.status_code == 202, stopped.text
    view = carry_on(shop, import_id, chunk_rows=30)
    assert view.status == "cancelled"
    assert view.ended_at is not None
    before = view.rows_done
    resumed = shop.post(f"{address}/resume")
    if phase != "applying":
        assert (resumed.status_code, resumed.json()["code"]) == (409, "imports.wrong_stage")
        view = carry_on(shop, hand_in(shop, content, kind=kind))
    else:
        assert 0 < before < 300
        assert (resumed.status_code, resumed.json()["rows_done"]) == (202, before), resumed.text
        view = carry_on(shop, import_id, chunk_rows=30)
    assert (view.status, view.rows_done, view.rows_new + view.rows_unchanged, view.rows_rejected) == (
        "done",
        300,
        300,
        0,
    )
    table = "pos.sales" if kind == "sales" else "inv.items"
    with unit_of_work(shop.org_id, read_only=True) as uow:
        statement = text(f"SELECT count(*) FROM {table} WHERE org_id = :org_id")
        assert uow.session.scalar(statement, {"org_id": shop.org_id}) == 300 + (kind == "items")
