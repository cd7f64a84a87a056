"""Reorder points: a level that falls to its point is noted once, and told in the stream of what happens."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest

from api.operations import _events
from domain.operations.watch import connect_to_watch, end_of_stream
from tests.domain.posting.stockroom import Stockroom


@pytest.fixture
def room(counter):
    yield Stockroom(counter)
    counter.proven()


def low(counter):
    answer = counter.shop.get("/api/inventory/low-stock-events")
    assert answer.status_code == 200, answer.text
    return [
        (one["item_id"], one["location_id"], one["quantity"], one["reorder_point"]) for one in answer.json()["items"]
    ]


def sell(counter, item, quantity):
    [outcome] = counter.post(counter.sale({"item_id": item, "quantity": quantity}))
    assert outcome.status == "posted", outcome


def test_a_level_that_falls_to_its_point_is_noted_once(room, counter):
    item = counter.item(reorder_point="5")
    room.received(item, "8", "1.00")
    sell(counter, item, "2")
    assert low(counter) == []
    sell(counter, item, "1")
    assert low(counter) == [(item, room.here, "5", "5")]
    sell(counter, item, "1")
    assert len(low(counter)) == 1


def test_filled_up_and_fallen_again_it_is_noted_again(room, counter):
    item = counter.item(reorder_point="5")
    for _ in range(2):
        room.received(item, "8", "1.00")
        room.posted("stock.count", location_id=room.here, lines=[{"item_id": item, "counted": "3"}])
    assert [one[2] for one in low(counter)] == ["3", "3"]


def test_what_a_batch_takes_and_refills_never_was_low(room, counter):
    item = counter.item(reorder_point="5")
    room.received(item, "8", "1.00")
    sale = counter.sale({"item_id": item, "quantity": "6"})
    counter.post(sale, counter.receipt({"item_id": item, "quantity": "6", "unit_cost": "1.00"}))
    assert low(counter) == []


def test_a_location_has_a_point_of_its_own(room, counter):
    points = [{"location_id": room.there, "quantity": "2"}]
    item = counter.item(reorder_point="5", reorder_points=points)
    for at in (room.here, room.there):
        room.received(item, "6", "1.00", at=at)
        room.posted("stock.count", location_id=at, lines=[{"item_id": item, "counted": "4"}])
    assert low(counter) == [(item, room.here, "4", "5")]
    room.posted("stock.count", location_id=room.there, lines=[{"item_id": item, "counted": "2"}])
    assert low(counter)[0] == (item, room.there, "2", "2")


def test_an_item_without_a_point_is_never_low(room, counter):
    item = counter.item()
    room.received(item, "1", "1.00")
    sell(counter, item, "1")
    assert low(counter) == []


def test_goods_that_are_sent_away_are_missing_here(room, counter):
    item = counter.item(reorder_point="5")
    room.received(item, "8", "1.00")
    room.sent(item, "4", receive="at_once")
    assert low(counter) == [(item, room.here, "4", "5")]


def read(context, after, number):
    """Return the first blocks that the stream sends behind a place."""

    async def reading():
        found = []
        events: Any = _events(context, after)
        with suppress(TimeoutError):
            async with asyncio.timeout(20):
                async for chunk in events:
                    found += [block for block in chunk.decode().split("\n\n") if block and not block.startswith(":")]
                    if len(found) >= number:
                        break
        await events.aclose()
        return found

    return asyncio.run(reading())


def beginning():
    async def asking():
        async with await connect_to_watch() as connection:
            return await end_of_stream(connection)

    return asyncio.run(asking())


def test_the_stream_tells_what_fell_before_what_made_it_fall(room, counter):
    one, two = counter.item(reorder_point="5"), counter.item(reorder_point="5")
    for item in (one, two):
        room.received(item, "8", "1.00")
    after = beginning()
    lines = [{"item_id": item, "counted": "3"} for item in (one, two)]
    counted = room.posted("stock.count", location_id=room.here, lines=lines)
    blocks = read(counter.shop.ctx, after, 3)
    kinds = [part.removeprefix("event: ") for block in blocks for part in block.splitlines() if "event:" in part]
    assert kinds == ["stock.low", "stock.low", "operation"]
    told = [json.loads(block.split("data: ")[1]) for block in blocks]
    assert {fell["item_id"] for fell in told[:2]} == {one, two}
    assert (told[0]["quantity"], told[0]["reorder_point"]) == ("3", "5")
    assert told[2]["id"] == counted["document_id"]
    # Who comes back behind the last of what fell goes on with the operation, and is told nothing twice.
    place = next(part for part in blocks[1].splitlines() if part.startswith("id: ")).removeprefix("id: ")
    transaction, position = place.split("-")
    [again] = read(counter.shop.ctx, (int(transaction), int(position)), 1)
    assert json.loads(again.split("data: ")[1])["id"] == counted["document_id"]


def test_the_stream_tells_low_stock_to_those_alone_who_may_see_stock(room, counter):
    from dataclasses import replace

    from domain.auth.permissions import Permission

    item = counter.item(reorder_point="5")
    room.received(item, "8", "1.00")
    after = beginning()
    room.posted("stock.count", location_id=room.here, lines=[{"item_id": item, "counted": "3"}])
    context = replace(counter.shop.ctx, permissions=counter.shop.ctx.permissions - {Permission.INVENTORY_STOCK_READ})
    [only] = read(context, after, 1)
    assert "event: operation" in only
