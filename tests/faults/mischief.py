"""The faults: each breaks something that runs, and says whether there was something to break."""

import contextlib
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis
from celery import Celery
from kombu import Exchange, Queue

from broker.doorbell import TOGETHER
from tests.faults.caught import kill_in_a_batch as catch
from tests.faults.installation import WORKERS, Installation, send_signal

TERM_LIMIT_S = 10.0
SHARDS = 16


@dataclass
class Findings:
    """What a fault itself already showed to be wrong."""

    wrong: list[str] = field(default_factory=list)
    term_s: list[float] = field(default_factory=list)
    caught: Counter[int] = field(default_factory=Counter)
    """Workers killed in the midst of a batch, by the number of shards that the batch was over."""


Fault = Callable[[Installation, random.Random, Findings], bool]


def kill_worker(at: Installation, dice: random.Random, _: Findings) -> bool:
    """A worker's parent dies."""
    return at.signal(dice.choice(WORKERS), signal.SIGKILL)


def kill_background(at: Installation, _dice: random.Random, _: Findings) -> bool:
    """What carries imports on, and does scheduled work, dies."""
    return at.signal("background", signal.SIGKILL)


def kill_worker_child(at: Installation, dice: random.Random, _: Findings) -> bool:
    """The process that posts dies; its parent starts another."""
    children = at.children(dice.choice(WORKERS))
    return bool(children) and send_signal(dice.choice(children), signal.SIGKILL)


def kill_in_a_batch(at: Installation, dice: random.Random, findings: Findings) -> bool:
    """What posts dies while it holds several shards and their batch is half done, again and again."""
    caught = catch(at, dice)
    findings.caught.update(caught)
    return bool(caught)


def stop_worker_child(at: Installation, dice: random.Random, _: Findings) -> bool:
    """The process that posts stands still for longer than any time-out, then goes on."""
    children = at.children(dice.choice(WORKERS))
    if not children or not send_signal(children[0], signal.SIGSTOP):
        return False
    time.sleep(3.0 + dice.random())
    return send_signal(children[0], signal.SIGCONT)


def stop_worker(at: Installation, dice: random.Random, _: Findings) -> bool:
    """A worker's parent stands still."""
    pid = at.pid(dice.choice(WORKERS))
    if pid is None or not send_signal(pid, signal.SIGSTOP):
        return False
    time.sleep(2.0 + dice.random())
    return send_signal(pid, signal.SIGCONT)


def kill_api(at: Installation, _dice: random.Random, _: Findings) -> bool:
    """The API dies, perhaps between commit and doorbell."""
    return at.signal("api", signal.SIGKILL)


def kill_postmaster(at: Installation, _dice: random.Random, _: Findings) -> bool:
    """Postgres dies whole."""
    return at.signal("postgres", signal.SIGKILL)


def kill_backend(at: Installation, dice: random.Random, _: Findings) -> bool:
    """One process of Postgres dies, and Postgres recovers from its log."""
    pids = _backends(at, "pid")
    return bool(pids) and send_signal(dice.choice(pids), signal.SIGKILL)


def kill_broker(at: Installation, _dice: random.Random, _: Findings) -> bool:
    """The broker dies."""
    return at.signal("valkey", signal.SIGKILL)


def freeze_broker(at: Installation, dice: random.Random, _: Findings) -> bool:
    """The broker stands still, its connections open."""
    pid = at.pid("valkey")
    if pid is None or not send_signal(pid, signal.SIGSTOP):
        return False
    time.sleep(0.5 + 3 * dice.random())
    return send_signal(pid, signal.SIGCONT)


def flush_broker(at: Installation, _dice: random.Random, _: Findings) -> bool:
    """The broker forgets everything."""
    with contextlib.suppress(redis.RedisError), at.broker() as broker:
        return bool(broker.flushall())
    return False


def cut_broker(at: Installation, _dice: random.Random, _: Findings) -> bool:
    """Every connection to the broker is cut."""
    with contextlib.suppress(redis.RedisError), at.broker() as broker:
        broker.client_kill_filter(_type="normal", skipme=True)
        return True
    return False


def cut_postgres(at: Installation, dice: random.Random, _: Findings) -> bool:
    """Some connections of the application to Postgres are cut, whatever they were doing."""
    pids = _backends(at, "pid")
    if not pids:
        return False
    with contextlib.suppress(psycopg.Error), at.superuser() as connection:
        for pid in dice.sample(pids, dice.randint(1, len(pids))):
            connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
        return True
    return False


def _backends(at: Installation, column: str) -> list[int]:
    with contextlib.suppress(psycopg.Error), at.superuser() as connection:
        rows = connection.execute(
            f"SELECT {column} FROM pg_stat_activity WHERE application_name LIKE 'arcoiris%%' ORDER BY pid"
        )
        return [row[0] for row in rows]
    return []


def ring_wildly(at: Installation, dice: random.Random, _: Findings) -> bool:
    """Every doorbell three times, in any order, any shards together."""
    app = Celery("mischief", broker=at.stack.environment["ARCOIRIS_BROKER_URL"])
    app.conf.update(
        broker_transport_options={"global_keyprefix": "arcoiris:", "socket_timeout": 1, "socket_connect_timeout": 1},
        task_queues=[Queue("arcoiris.posting", Exchange("arcoiris", type="direct"), routing_key="posting")],
        task_default_exchange="arcoiris",
        task_default_routing_key="posting",
    )
    shards = [shard for shard in range(SHARDS) for _ in range(3)]
    dice.shuffle(shards)
    try:
        with app.connection_for_write() as connection:
            while shards:
                together = [shards.pop() for _ in range(min(len(shards), dice.randint(1, TOGETHER)))]
                app.send_task(
                    "arcoiris.drain", args=(together,), connection=connection, retry=False, ignore_result=True
                )
    except Exception:  # noqa: BLE001 - the broker was being broken otherwise
        return False
    finally:
        app.close()
    return True


def term_worker(at: Installation, dice: random.Random, findings: Findings) -> bool:
    """A worker is asked to end under load: within ten seconds, and without an error in its log."""
    part = dice.choice(WORKERS)
    pid, log = at.pid(part), at.log(part)
    # One that is only just starting has nothing to finish.
    if pid is None or not at.children(part):
        return False
    size = log.stat().st_size
    send_signal(pid, signal.SIGTERM)
    began = time.monotonic()
    while _alive(pid):
        if time.monotonic() - began > TERM_LIMIT_S:
            findings.wrong.append(f"{part} did not end within {TERM_LIMIT_S:.0f} s of SIGTERM")
            break
        time.sleep(0.02)
    findings.term_s.append(time.monotonic() - began)
    with log.open("rb") as lines:
        lines.seek(size)
        bad = [line for line in lines.read().decode(errors="replace").splitlines() if _is_error(line)]
    if bad:
        findings.wrong.append(f"{part} logged an error while it ended: {bad[0][:300]}")
    return True


def _is_error(line: str) -> bool:
    return any(mark in line for mark in ('"level":"error"', '"level":"critical"', "Traceback"))


def _alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


FAULTS: tuple[Fault, ...] = (
    kill_worker,
    kill_background,
    kill_worker_child,
    *(kill_in_a_batch,) * 2,
    stop_worker_child,
    stop_worker,
    kill_api,
    kill_postmaster,
    kill_backend,
    kill_broker,
    freeze_broker,
    flush_broker,
    cut_broker,
    cut_postgres,
    ring_wildly,
    term_worker,
)
"""Two beats run all the time; tills resend and have wrong clocks; a crowd sends one sale at once between faults."""
