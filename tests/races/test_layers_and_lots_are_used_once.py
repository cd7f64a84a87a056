"""Many workers at one level: each layer of cost is used once, each piece of a lot leaves once."""

from collections import Counter as Tally
from datetime import timedelta

import pytest

from domain.core.clock import now
from tests.domain.posting.till import Counter
from tests.races.test_a_shift_is_closed_once import at_once, drained, lanes

WORKERS, SALES = 4, 12


@pytest.fixture
def cellar(shop):
    counter = Counter(shop)
    counter.set(costing_method="fifo")
    return counter


def wine(cellar):
    """Receive as many bottles as are sold, each in a lot and at a cost of its own."""
    item = cellar.item(price="10", tracking="lot_expiry")
    pieces = WORKERS * SALES
    day = now().date()
    for at in range(pieces):
        expires_on = (day + timedelta(days=pieces - at)).isoformat()
        line = {
            "item_id": item,
            "quantity": "1",
            "unit_cost": f"{at + 1}.00",
            "lot": f"L{at}",
            "expires_on": expires_on,
        }
        [outcome] = cellar.post(cellar.receipt(line))
        assert outcome.status == "posted", outcome
    return item, pieces


def test_workers_side_by_side_use_every_layer_and_every_lot_exactly_once(cellar):
    item, pieces = wine(cellar)
    wishes = [
        cellar.wish(*cellar.sale({"item_id": item, "quantity": "1"}), lane=lane)
        for lane in lanes(cellar, WORKERS)
        for _ in range(SALES)
    ]
    cellar.admit(wishes)
    at_once(*[drained(shard) for shard in sorted({wish.shard for wish in wishes})])
    assert {cellar.outcome(str(wish.id)).status for wish in wishes} == {"posted"}
    costs = [cost for (cost,) in cellar.query("SELECT cost FROM pos.sale_lines WHERE item_id = %s", (item,))]
    assert sorted(costs) == [100 * (at + 1) for at in range(pieces)]
    sold = Tally(
        code
        for (code,) in cellar.query(
            "SELECT t.code FROM inv.lot_movements m JOIN inv.lots t ON t.id = m.lot_id WHERE m.quantity < 0"
        )
    )
    assert sold == Tally(f"L{at}" for at in range(pieces))
    assert cellar.level(item)[:2] == ("0.0000", 0)
    cellar.proven()
