"""Processes that work at one instant and are timed: workers without a broker, and what they are compared with."""

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from types import TracebackType
from typing import Any, Self

PROCESSES = 2
ANSWER_TIMEOUT_S = 600.0

Opened = Callable[[str, Any], Any]
Job = Callable[[Any], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Worked:
    """What one process did; instants are of the machine's monotonic clock, seconds."""

    began_at: float
    ended_at: float
    cpu_s: float
    ended: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """What all processes did together."""

    work: Sequence[Worked]

    @property
    def seconds(self) -> float:
        """From the first one's beginning to the last one's end."""
        return max(one.ended_at for one in self.work) - min(one.began_at for one in self.work)

    @property
    def cpu_s(self) -> float:
        """Processor time of all, seconds."""
        return sum(one.cpu_s for one in self.work)

    @property
    def ended(self) -> dict[str, int]:
        """Operations by the status they ended with."""
        ended: dict[str, int] = {}
        for one in self.work:
            for status, count in one.ended.items():
                ended[status] = ended.get(status, 0) + count
        return ended


class Crew:
    """A few processes that live as long as the benchmark, so that no round pays for starting Python.

    What is opened and what is done are functions of modules. What is opened stays open until the next time, as a
    worker's connection does between drains.
    """

    def __init__(self, *, size: int = PROCESSES) -> None:
        """Say how many; they start with the `with` block."""
        self.size = size
        self._pipes: list[Pipe] = []
        self._processes: list[Any] = []

    def __enter__(self) -> Self:
        """Start the processes."""
        context = multiprocessing.get_context("spawn")
        for _ in range(self.size):
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs,), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End them."""
        for pipe in self._pipes:
            pipe.close()
        for process in self._processes:
            process.join(timeout=10)
            if process.is_alive():
                process.kill()
                process.join()

    def open(self, url: str, opened: Opened, given: Sequence[Any]) -> None:
        """Let each process open its tool, `opened(url, given[n])`, its settings leading to that database."""
        for pipe, one in zip(self._pipes, given, strict=True):
            pipe.send((url, opened, one))
        self._answers()

    def work(self, job: Job) -> Turn:
        """Let all do `job(tool)` at once, and return when the last one is done. Raises `RuntimeError`."""
        for pipe in self._pipes:
            pipe.send(job)
        return Turn(self._answers())

    def close(self) -> None:
        """Let each process close its tool, so that its database can be dropped."""
        for pipe in self._pipes:
            pipe.send(None)
        self._answers()

    def _answers(self) -> list[Any]:
        return [_receive(pipe) for pipe in self._pipes]


def _receive(pipe: Pipe) -> Any:
    if not pipe.poll(ANSWER_TIMEOUT_S):
        message = f"a process of the benchmark said nothing for {ANSWER_TIMEOUT_S:g} s"
        raise RuntimeError(message)
    answer = pipe.recv()
    if isinstance(answer, str):
        raise RuntimeError(answer)  # noqa: TRY004 - the text is what went wrong there
    return answer


def _serve(pipe: Pipe) -> None:
    tool: Any = None
    while True:
        try:
            told = pipe.recv()
        except EOFError:
            return
        try:
            if told is None:
                tool.connection.close()
                tool = None
                pipe.send(True)
            elif isinstance(told, tuple):
                url, opened, given = told
                _lead_settings_to(url)
                tool = opened(url, given)
                pipe.send(True)
            else:
                began_at, cpu_before = time.monotonic(), time.process_time()
                ended = told(tool)
                pipe.send(Worked(began_at, time.monotonic(), time.process_time() - cpu_before, ended))
        except Exception as error:  # noqa: BLE001 - told to the benchmark, which stops
            pipe.send(f"{type(error).__name__}: {error}")


def _lead_settings_to(url: str) -> None:
    from domain.core.settings import settings

    os.environ["ARCOIRIS_DATABASE_URL"] = url
    settings.cache_clear()


@dataclass(frozen=True, slots=True)
class _Drainer:
    connection: Any
    shards: Sequence[int]


def open_drainers(crew: Crew, url: str) -> None:
    """Give each process a worker's connection; each goes through all shards, beginning at another one."""
    crew.open(url, _open_drainer, [(at, crew.size) for at in range(crew.size)])


def _open_drainer(_url: str, given: tuple[int, int]) -> _Drainer:
    from domain.core.settings import settings
    from domain.posting.drain import connect_for_posting

    at, processes = given
    count = settings().shard_count
    first = at * count // processes
    return _Drainer(connect_for_posting(), [(first + offset) % count for offset in range(count)])


def drain_all(drainer: _Drainer) -> dict[str, int]:
    """Drain as many shards together as one doorbell names, until a whole turn over them finds nothing.

    A shard that another process has in hand is left at once, by its advisory lock, as in the product.
    """
    from broker.doorbell import TOGETHER
    from domain.posting.drain import drain_shards

    ended: dict[str, int] = {}
    found = True
    while found:
        found = False
        for at in range(0, len(drainer.shards), TOGETHER):
            drained = drain_shards(drainer.connection, drainer.shards[at : at + TOGETHER])
            found = found or drained.batches > 0
            for status, count in drained.ended.items():
                ended[status] = ended.get(status, 0) + count
    return ended
