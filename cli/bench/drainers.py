"""Worker processes without a broker: real drains, real processes, started at one instant and timed."""

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe
from types import TracebackType
from typing import Any, Self

PROCESSES = 2
CONNECT_TIMEOUT_S = 60.0
WORK_TIMEOUT_S = 600.0


@dataclass(frozen=True, slots=True)
class Worked:
    """What one process did; instants are of the machine's monotonic clock, seconds."""

    began_at: float
    ended_at: float
    cpu_s: float
    ended: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
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


Job = Callable[[Any], dict[str, int]]
Opened = Callable[[str, Any], Any]


class Crew:
    """Processes that each open something once, then do a job as often as they are told, all at the same instant.

    `opened(url, given)` is called once in each process, and `job(what it returned)` for each round; both must be
    functions of a module. What is opened stays open between rounds, as a worker's connection does.
    """

    def __init__(self, url: str, *, opened: Opened, job: Job, given: Sequence[Any]) -> None:
        """Start one process for each of `given`."""
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Pipe] = []
        self._processes = []
        for one in given:
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, url, opened, job, one), daemon=True)
            process.start()
            theirs.close()
            self._pipes.append(ours)
            self._processes.append(process)

    def __enter__(self) -> Self:
        """Wait until every process is ready."""
        for pipe in self._pipes:
            _receive(pipe, CONNECT_TIMEOUT_S)
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

    def work(self) -> Round:
        """Let all work at once, and return when the last one is done. Raises `RuntimeError` where one failed."""
        for pipe in self._pipes:
            pipe.send("work")
        return Round([_receive(pipe, WORK_TIMEOUT_S) for pipe in self._pipes])


def _receive(pipe: Pipe, timeout_s: float) -> Any:
    if not pipe.poll(timeout_s):
        message = f"a process of the benchmark said nothing for {timeout_s:g} s"
        raise RuntimeError(message)
    answer = pipe.recv()
    if isinstance(answer, str):
        raise RuntimeError(answer)  # noqa: TRY004 - the text is what went wrong there
    return answer


def _serve(pipe: Pipe, url: str, opened: Opened, job: Job, given: Any) -> None:
    try:
        os.environ["ARCOIRIS_DATABASE_URL"] = url
        tool = opened(url, given)
        pipe.send(True)
        while True:
            pipe.recv()
            began_at, cpu_before = time.monotonic(), time.process_time()
            ended = job(tool)
            pipe.send(Worked(began_at, time.monotonic(), time.process_time() - cpu_before, ended))
    except EOFError:
        return
    except Exception as error:  # noqa: BLE001 - told to the benchmark, which stops
        pipe.send(f"{type(error).__name__}: {error}")


@dataclass(frozen=True, slots=True)
class _Drainer:
    connection: Any
    shards: Sequence[int]


def drain_crew(url: str, *, processes: int = PROCESSES) -> Crew:
    """Return worker processes for a database; each goes through all shards, beginning at another one.

    A shard that another one has in hand is left at once (its advisory lock), as in the product.
    """
    return Crew(url, opened=_open_drainer, job=_drain_all, given=[(at, processes) for at in range(processes)])


def _open_drainer(_url: str, given: tuple[int, int]) -> _Drainer:
    from domain.core.settings import settings
    from domain.posting.drain import connect_for_posting

    at, processes = given
    count = settings().shard_count
    first = at * count // processes
    return _Drainer(connect_for_posting(), [(first + offset) % count for offset in range(count)])


def _drain_all(drainer: _Drainer) -> dict[str, int]:
    """Drain shard after shard until a whole turn over them finds nothing."""
    from domain.posting.drain import drain_shard

    ended: dict[str, int] = {}
    found = True
    while found:
        found = False
        for shard in drainer.shards:
            drained = drain_shard(drainer.connection, shard)
            found = found or drained.batches > 0
            for status, count in drained.ended.items():
                ended[status] = ended.get(status, 0) + count
    return ended
