"""A roll-up is as large as takes a moment: a statement that runs on and on makes every sale beside it dearer."""

from domain.core import clock
from domain.core.db import unit_of_work
from domain.jobs.definitions import Turn
from domain.jobs.work import sums
from domain.jobs.work.sums import Window
from tests.domain.posting.till import Counter


def after(window: Window, *took: tuple[int, float]) -> int:
    for journals, seconds in took:
        window.took(journals, seconds)
    return window.journals


def test_what_takes_too_long_is_smaller_the_next_time_and_what_is_quick_grows():
    assert after(Window(), (1_000, 0.1)) == 2_000
    assert after(Window(), (1_000, 0.1), (2_000, 2.0)) == 500
    assert after(Window(), (1_000, 60.0)) == Window().least
    assert after(Window(), *[(10**6, 0.01)] * 20) == Window().most


def test_a_few_journals_say_nothing_of_many_unless_they_were_slow():
    assert after(Window(), (3, 0.02)) == 1_000
    assert after(Window(), (300, 5.0)) == Window().least


def test_what_a_window_leaves_comes_in_the_next_one(shop, monkeypatch):
    counter = Counter(shop)
    line = {"item_id": counter.item(price="10.00"), "quantity": "1"}
    counter.post(*(counter.sale(line, paid="10.00") for _ in range(5)))
    monkeypatch.setattr(sums, "_window", Window(journals=2, least=2, aim_s=0.0))
    turn = Turn(org_id=shop.org_id, slot=clock.now(), so_far={})
    told = []
    more = True
    while more:
        with unit_of_work(shop.org_id) as uow:
            done = sums.roll_up(uow, turn)
            uow.commit()
        told.append(done.figures["journals"])
        more = done.more
    assert (sum(told), max(told) <= 3, len(told) >= 2) == (5, True, True)
