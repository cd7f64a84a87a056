"""Sales while the broker is away, while Postgres is away, while nobody posts; and who follows misses nothing."""

import json
import signal
import threading
import time

import pytest

from tests.e2e.conftest import wait_until


@pytest.fixture(scope="module")
def settings_of_the_installation():
    return {"ARCOIRIS_BACKLOG_LIMIT": "60"}


def test_who_prefers_to_wait_gets_the_end(front):
    answer = front.sell(wait_s=30)
    assert (answer.status_code, answer.json()["status"]) == (200, "posted")
    assert answer.headers["Preference-Applied"] == "wait=30"


def test_sales_are_accepted_while_the_broker_is_down_and_posted_when_it_is_back(installation, front):
    installation.stack.supervisor.halt("valkey")
    try:
        began = time.monotonic()
        sales = [front.sale() for _ in range(5)]
        assert [front.send(sale).status_code for sale in sales] == [202] * 5
        assert time.monotonic() - began < 2
        assert front.operation(sales[0]["id"])["status"] == "pending"
    finally:
        installation.stack.supervisor.resume("valkey")
    assert {front.ended(sale["id"])["status"] for sale in sales} == {"posted"}


def test_while_postgres_is_away_the_till_is_told_to_come_back(installation, front):
    assert front.sell().status_code == 200
    installation.stack.supervisor.halt("postgres")
    sale = front.sale()
    try:
        answer = front.send(sale)
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) >= 1
        read = front.shop.get(f"/api/operations/{sale['id']}")
        assert (read.status_code, "Retry-After" in read.headers) == (503, True)
    finally:
        installation.stack.supervisor.resume("postgres")
    wait_until(lambda: front.send(sale).status_code in {200, 202})
    assert front.ended(sale["id"])["status"] == "posted"


def test_a_killed_postgres_loses_nothing_that_was_accepted(installation, front):
    sales = [front.sale() for _ in range(20)]
    assert {front.send(sale).status_code for sale in sales} == {202}
    installation.signal("postgres", signal.SIGKILL)
    wait_until(lambda: front.shop.get("/api/operations/backlog").status_code == 200)
    assert {front.ended(sale["id"])["status"] for sale in sales} == {"posted"}


def test_too_much_waiting_is_refused_until_it_is_posted(installation, front):
    # The first one after Postgres was killed may be asked to come back.
    wait_until(lambda: front.sell().status_code == 200)
    installation.stack.supervisor.halt("worker")
    try:
        accepted, answer = 0, front.send(front.sale())
        while answer.status_code == 202:
            accepted, answer = accepted + 1, front.send(front.sale())
        # What was posted a moment ago may still be counted.
        assert 50 <= accepted <= 61
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) >= 1
        assert answer.json()["code"] == "operations.backlog_full"
        told = front.shop.get("/api/operations/backlog").json()
        assert (told["waiting"], [lane["waiting"] for lane in told["lanes"]]) == (accepted, [accepted])
    finally:
        installation.stack.supervisor.resume("worker")
    wait_until(lambda: front.waiting() == 0)
    wait_until(lambda: front.send(front.sale()).status_code == 202)


def events(front, *, count, after=None):
    """Read so many events of the stream, from behind a place; return (place, operation id)."""
    headers = front.shop.headers | ({"Last-Event-ID": after} if after else {})
    found, place = [], ""
    with front.shop.client.stream("GET", "/api/operations/stream", headers=headers) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer.iter_lines():
            if line.startswith("id: "):
                place = line[4:]
            elif line.startswith("data: "):
                found.append((place, json.loads(line[6:])["id"]))
                if len(found) == count:
                    return found
    return found


def test_who_follows_the_stream_misses_nothing_also_after_a_break(front):
    first = front.sale()
    came = []
    follower = threading.Thread(target=lambda: came.extend(events(front, count=1)))
    follower.start()
    time.sleep(1.5)
    assert front.send(first, headers={"Prefer": "wait=30"}).status_code == 200
    follower.join(30)
    [(place, identity)] = came
    assert identity == first["id"]

    sales = [front.sale() for _ in range(40)]
    sellers = [
        threading.Thread(target=lambda part=part: [front.send(sale) for sale in part])
        for part in (sales[:20], sales[20:])
    ]
    for seller in sellers:
        seller.start()
    # Read in pieces while they are being posted, each from where the last one broke off.
    seen: list[str] = []
    while len(seen) < len(sales):
        piece = events(front, count=min(7, len(sales) - len(seen)), after=place)
        seen += [identity for _, identity in piece]
        place = piece[-1][0]
    for seller in sellers:
        seller.join()
    assert sorted(seen) == sorted(sale["id"] for sale in sales)
