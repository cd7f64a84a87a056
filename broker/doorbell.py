"""The doorbell: tells a worker that a shard has something. It may be lost; it never blocks and never refuses a sale."""

import contextlib
import queue
import threading
import time
from collections.abc import Mapping, Sequence

import structlog
from kombu import Connection
from kombu.pools import producers

from broker.app import DRAIN, IMPORT, app

BOUND = 1000
RECONNECT_PAUSE_S = 0.5
PUBLISH_TIMEOUT_S = 1.0
TOGETHER = 4
"""Shards that one message rings: their work is posted together; more messages let more workers share it."""

FILE = -1
"""In the place of a shard: a file was handed in."""

log = structlog.get_logger(__name__)


class Doorbell:
    """A bounded queue and one thread that publishes from it; what does not fit or does not go out is dropped.

    The sweep rings again for whatever was dropped, so nothing here waits for a broker that is slow, frozen or gone.
    """

    def __init__(self) -> None:
        """Prepare; the thread begins with `start` (after a fork, never before)."""
        self._queue: queue.Queue[int | None] = queue.Queue(maxsize=BOUND)
        self._thread: threading.Thread | None = None
        self._failing = False

    def start(self) -> "Doorbell":
        """Begin to publish."""
        self._thread = threading.Thread(target=self._run, name="doorbell", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Publish what is left, for a moment, and end."""
        if self._thread is None:
            return
        with contextlib.suppress(queue.Full):
            self._queue.put_nowait(None)
        self._thread.join(timeout=2 * PUBLISH_TIMEOUT_S)

    def ring(self, shards: Sequence[int]) -> None:
        """Ask for these shards to be drained; returns at once."""
        for shard in shards:
            with contextlib.suppress(queue.Full):
                self._queue.put_nowait(shard)

    def ring_for_file(self) -> None:
        """Ask for files to be carried on; returns at once. Where it is lost, they are found within a few seconds."""
        self.ring((FILE,))

    def ring_later(self, shards: Mapping[int, float]) -> None:
        """Ask for each of these shards to be drained in so many seconds; returns at once. A stop forgets it."""
        for shard, after_s in shards.items():
            timer = threading.Timer(after_s, self.ring, ((shard,),))
            timer.daemon = True
            timer.start()

    def _run(self) -> None:
        connection = publishing_connection()
        while True:
            shards, last = self._take()
            if shards:
                try:
                    _publish(connection, shards)
                    self._failing = False
                except Exception as error:  # noqa: BLE001 - whatever ails the broker, the sweep rings later
                    if not self._failing:
                        log.warning("doorbell_unavailable", detail=type(error).__name__)
                    self._failing = True
                    with contextlib.suppress(Exception):
                        connection.release()
                    connection = publishing_connection()
                    time.sleep(RECONNECT_PAUSE_S)
            if last:
                return

    def _take(self) -> tuple[list[int], bool]:
        """Wait for a shard, then take all others that are there; each once."""
        shards: dict[int, None] = {}
        item = self._queue.get()
        while item is not None:
            shards[item] = None
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return list(shards), False
        return list(shards), True


def publishing_connection() -> Connection:
    """Return a connection that gives up within a second instead of waiting for a frozen broker."""
    options = dict(app.conf.broker_transport_options)
    if "socket_timeout" in options:
        options |= {"socket_timeout": PUBLISH_TIMEOUT_S, "socket_connect_timeout": PUBLISH_TIMEOUT_S}
    return app.connection_for_write(transport_options=options, connect_timeout=PUBLISH_TIMEOUT_S)


def _publish(connection: Connection, shards: Sequence[int]) -> None:
    with producers[connection].acquire(block=True, timeout=PUBLISH_TIMEOUT_S) as producer:
        if FILE in shards:
            app.send_task(IMPORT, producer=producer, retry=False, ignore_result=True)
            shards = [shard for shard in shards if shard != FILE]
        for at in range(0, len(shards), TOGETHER):
            together = shards[at : at + TOGETHER]
            app.send_task(DRAIN, args=(together,), producer=producer, retry=False, ignore_result=True)


def broker_answers() -> bool:
    """Return whether the broker can be reached now, within a second."""
    try:
        with publishing_connection() as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
            connection.default_channel  # noqa: B018 - opening it is the question
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        return False
    return True
