"""Many send the same, at the same instant: one operation, and a refusal that names what differs."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from domain.operations.admission import Admitted
from domain.operations.errors import IdempotencyMismatchError, InvalidPayloadError
from domain.posting.drain import connect_for_posting, drain_shard


def test_twenty_resends_at_once_are_one_sale_and_another_body_is_refused(counter):
    item = counter.item(stocked=False)
    _, sale = counter.sale({"item_id": item, "quantity": "1"})
    other = sale | {"tip": "1.00"}
    ready = Barrier(21)

    def send(body):
        ready.wait(10)
        return counter.shop.post("/api/sales", json=body)

    assert counter.shop.post("/api/sales", json=sale).status_code == 202
    with ThreadPoolExecutor(21) as crowd:
        answers = list(crowd.map(send, [sale] * 20 + [other]))
    assert {answer.status_code for answer in answers[:20]} == {202}
    assert {answer.headers["Idempotency-Replayed"] for answer in answers[:20]} == {"true"}
    assert answers[20].status_code == 409
    assert [fault["path"] for fault in answers[20].json()["errors"]] == ["tip"]
    with connect_for_posting() as connection:
        drain_shard(connection, counter.wish("sale.post", sale).shard)
    assert counter.query("SELECT count(*) FROM core.operations") == [(1,)]
    assert counter.query("SELECT count(*) FROM pos.sales") == [(1,)]


def test_two_contents_at_once_have_one_winner_also_at_two_desks(counter, at_desk):
    item = counter.item(stocked=False)
    kind, sale = counter.sale({"item_id": item, "quantity": "1"})
    one, other = counter.wish(kind, sale), counter.wish(kind, sale | {"tip": "1.00"})

    def admit(wishes):
        async def work(desk):
            return await asyncio.gather(*(desk.admit([wish], epoch=desk.epoch) for wish in wishes))

        return at_desk(work)

    with ThreadPoolExecutor(2) as desks:
        answers = [
            answer for answered in desks.map(admit, [[one, other] * 10, [other, one] * 10]) for [answer] in answered
        ]
    admitted = [answer for answer in answers if isinstance(answer, Admitted)]
    refused = [answer for answer in answers if isinstance(answer, IdempotencyMismatchError)]
    assert (len(admitted), len(refused)) == (20, 20)
    assert sum(not answer.replayed for answer in admitted) == 1
    assert {answer.errors[0].path for answer in refused} == {"tip"}


def test_a_body_that_the_database_refuses_is_refused_alone(counter, at_desk):
    item = counter.item(stocked=False)
    good = [counter.wish(*counter.sale({"item_id": item, "quantity": "1"})) for _ in range(6)]
    # Validation lets no NUL through; whatever else the database might refuse behaves the same.
    poison = replace(good[3], content=good[3].content | {"note": "a\0b"})
    wishes = [*good[:3], poison, *good[4:]]

    async def work(desk):
        return await asyncio.gather(*(desk.admit([wish], epoch=desk.epoch) for wish in wishes), return_exceptions=True)

    answers = at_desk(work)
    assert isinstance(answers.pop(3), InvalidPayloadError)
    assert all(isinstance(answer[0], Admitted) and not answer[0].replayed for answer in answers)
    assert counter.query("SELECT count(*) FROM core.operations") == [(5,)]


def test_one_identity_for_two_kinds_names_the_kind(counter, at_desk):
    item = counter.item()
    kind, sale = counter.sale({"item_id": item, "quantity": "1"})
    _, receipt = counter.receipt({"item_id": item, "quantity": "1", "unit_cost": "1"}, id=sale["id"])

    async def work(desk):
        await desk.admit([counter.wish(kind, sale)], epoch=desk.epoch)
        return await desk.admit([counter.wish("stock.receive", receipt)], epoch=desk.epoch)

    [answer] = at_desk(work)
    assert isinstance(answer, IdempotencyMismatchError)
    assert answer.errors[0].path == "kind"
