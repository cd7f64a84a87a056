"""The client and its loops against a small server of our own that stalls, closes and speaks nonsense on demand."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from cli.load import (
    Client,
    ConnectionLost,
    Latencies,
    NotHttp,
    Target,
    TimedOut,
    closed_loop,
    open_loop,
    render_request,
    run,
)

BODY = b'{"ok":true}'


def answer(status=200, body=BODY, extra=b""):
    return b"HTTP/1.1 %d Fine\r\nContent-Length: %d\r\nX-Word: a: b\r\n%s\r\n%s" % (status, len(body), extra, body)


@asynccontextmanager
async def server(reply):
    """Serve; `reply(n)` makes the bytes of the n-th answer, or says how to fail."""
    count = 0
    open_ones = set()

    async def serve(reader, writer):
        nonlocal count
        open_ones.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                if b"Content-Length: " in head:
                    await reader.readexactly(int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0]))
                count += 1
                said = await reply(count)
                if said is None:
                    return
                # In two parts, as a network may.
                for part in (said[:25], said[25:]):
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            open_ones.discard(writer)
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield Target("127.0.0.1", listening.sockets[0].getsockname()[1])
    finally:
        listening.close()
        for writer in list(open_ones):
            writer.close()


def test_a_connection_is_kept_and_answers_are_whole():
    async def reply(count):
        return answer(202, b"%d" % count)

    async def story():
        async with server(reply) as target:
            client = Client(target)
            answers = [await client.send(render_request(target, "POST", "/", body=b"{}")) for _ in range(3)]
            client.close()
        assert [(one.status, one.json()) for one in answers] == [(202, 1), (202, 2), (202, 3)]
        assert answers[0].header("x-word") == "a: b"
        assert answers[0].header("retry-after") is None

    run(story())


def test_an_answer_without_content_is_one():
    async def reply(_count):
        return b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"

    async def story():
        async with server(reply) as target:
            assert (await Client(target).send(render_request(target, "GET", "/"))).status == 204

    run(story())


@pytest.mark.parametrize(("said", "error"), [(None, ConnectionLost), (b"HELLO\r\n\r\n" + b" " * 30, NotHttp)])
def test_a_lost_answer_is_not_asked_for_again_but_the_next_request_connects_anew(said, error):
    asked = []

    async def reply(count):
        asked.append(count)
        return said if count == 1 else answer()

    async def story():
        async with server(reply) as target:
            client = Client(target)
            with pytest.raises(error):
                await client.send(render_request(target, "GET", "/"))
            assert asked == [1]
            assert (await client.send(render_request(target, "GET", "/"))).status == 200
            client.close()

    run(story())


def test_patience_ends():
    async def reply(_count):
        await asyncio.sleep(5)

    async def story():
        async with server(reply) as target:
            with pytest.raises(TimedOut):
                await Client(target, timeout_s=0.05).send(render_request(target, "GET", "/"))

    run(story())


def test_nobody_there_is_a_lost_connection():
    async def story():
        async with server(None) as target:
            pass
        with pytest.raises(ConnectionLost):
            await Client(target).send(render_request(target, "GET", "/"))

    run(story())


def test_a_closed_loop_sends_each_request_once():
    seen = []

    async def reply(count):
        return answer(503 if count == 5 else 202)

    async def story():
        async with server(reply) as target:
            requests = [render_request(target, "GET", f"/{at}") for at in range(40)]
            return await closed_loop(target, requests, clients=4, on_answer=lambda at, _: seen.append(at))

    load = run(story())
    assert sorted(seen) == list(range(40))
    assert load.statuses == {202: 39, 503: 1}
    assert load.accepted == 39
    assert not load.errors


def test_a_closed_loop_ends_in_time():
    async def reply(_count):
        await asyncio.sleep(0.01)
        return answer()

    async def story():
        async with server(reply) as target:
            requests = [render_request(target, "GET", "/")] * 10_000
            return await closed_loop(target, requests, clients=2, duration_s=0.3)

    load = run(story())
    assert 2 <= load.answered < 80
    assert load.duration_s < 2


def test_who_waits_behind_a_stall_is_charged_for_it():
    async def reply(count):
        if count == 1:
            await asyncio.sleep(0.5)
        return answer()

    async def story():
        async with server(reply) as target:
            requests = [render_request(target, "GET", "/")] * 50
            # One connection: all that fall due during the first half second must wait for the first answer.
            return await open_loop(target, requests, rate=100, connections=1)

    load = run(story())
    assert len(load.latency) == 50
    # Due every 10 ms, answered after 500 ms: half of them waited for more than a quarter of a second.
    assert load.latency.percentile_ms(50) > 200
    assert load.latency.percentile_ms(100) > 480


def test_a_percentile_is_one_of_those_seen():
    latencies = Latencies([at / 1000 for at in range(100, 0, -1)])
    assert [round(latencies.percentile_ms(percent)) for percent in (0, 1, 50, 99, 100)] == [1, 1, 50, 99, 100]
