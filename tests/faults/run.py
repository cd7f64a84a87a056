"""A run: load from many clients, faults at random instants of a seed, the reckoning, and the table."""

import asyncio
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from cli.load import Catalogue, SaleFactory
from cli.load.loops import run as run_loop
from tests.faults.day import crowd, work
from tests.faults.files import Files, open_files
from tests.faults.floor import Floor, open_floor
from tests.faults.found import OPERATIONS
from tests.faults.installation import WORKERS, Installation, installed
from tests.faults.ledger import Ledger
from tests.faults.mischief import FAULTS, Fault, Findings, kill_in_a_batch
from tests.faults.office import Office
from tests.faults.reckoning import Reckoning, reckon
from tests.faults.tills import Counter as Till

PLACES = 5
TILLS = 10
CALM_S = 0.3
STORM_S = 1.5


@dataclass
class Report:
    """What was done, and what came of it."""

    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)
    answers: Counter[str] = field(default_factory=Counter)
    crowds: int = 0
    files: int = 0
    """Files of past sales that were imported meanwhile."""
    reckoning: Reckoning = field(default_factory=Reckoning)
    errors: Counter[str] = field(default_factory=Counter)
    """Lines of level error in the logs of API and workers, by event: expected when a process loses its ground."""
    took_s: dict[str, float] = field(default_factory=dict)
    logs: dict[str, str] = field(default_factory=dict)
    """The ends of the logs, kept where something is wrong: the installation itself is gone."""

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        return self.reckoning.clean and not self.findings.wrong

    def table(self) -> str:
        """Return the report for people."""
        told = self.reckoning
        rows = [("seed", self.seed), ("two beats at once", 1), ("one sale 20 times at once", self.crowds)]
        rows.append(("files imported meanwhile", self.files))
        rows += [(name.replace("_", " "), count) for name, count in sorted(self.faults.items())]
        rows += [
            (f"killed in a batch over {shards} shard{'s' * (shards > 1)}", times)
            for shards, times in sorted(self.findings.caught.items())
        ]
        rows += [("documents known to clients", told.known), ("accepted", told.accepted)]
        rows += [(status, told.statuses[status]) for status in ("posted", "rejected", "failed", "pending")]
        rows += [("lost", len(told.lost)), ("doubled", len(told.doubled)), ("invariants proven", told.proven)]
        rows.append(("differences", told.differences))
        rows.append(("most attempts of one operation", told.most_attempts))
        lines = [f"{name:<34}{count:>12}" for name, count in rows]
        lines.append(f"{'posted and rejected':<34}{'posted':>12}{'rejected':>12}")
        lines += [
            f"  {kind.replace('_', ' '):<32}{ended['posted']:>12}{ended['rejected']:>12}"
            for kind, ended in sorted(told.kinds.items(), key=lambda one: -one[1].total())
        ]
        lines.append("answers: " + ", ".join(f"{name} {count}" for name, count in self.answers.most_common()))
        lines.append("errors logged: " + (", ".join(f"{name} {n}" for name, n in self.errors.most_common()) or "none"))
        lines.append("took: " + ", ".join(f"{phase} {seconds:.1f} s" for phase, seconds in self.took_s.items()))
        lines.append(f"nothing waited any more {told.quiet_after_s:.1f} s after the last answer")
        if self.findings.term_s:
            lines.append(f"slowest end after SIGTERM: {max(self.findings.term_s):.2f} s")
        wrong = told.lost + told.doubled + told.strange + self.findings.wrong
        lines += [f"WRONG  {text}" for text in wrong[:20]]
        lines.append("nothing lost, nothing doubled, books proven" if self.clean else f"{len(wrong)} things are wrong")
        return "\n".join(lines)


def break_everything(*, seconds: float, seed: int) -> Report:
    """Run an installation under load, break it for so long, and reckon."""
    report, ledger = Report(seed), Ledger()
    began = time.monotonic()

    def note(phase: str) -> None:
        report.took_s[phase] = time.monotonic() - began - sum(report.took_s.values())

    with installed() as at:
        note("start")
        # One till more than there are clients: the crowd's.
        floor = run_loop(open_floor(at.stack.base_url, locations=PLACES, terminals=TILLS + 1, seed=seed))
        with at.superuser() as connection:
            before = {row[0] for row in connection.execute(OPERATIONS, (floor.shop.org_id,))}
        files = open_files(at.stack.base_url)
        note("stocking up")
        run_loop(_storm(at, floor, files, report, ledger, seconds=seconds))
        note("storm")
        report.reckoning = reckon(at, floor.shop, ledger, before=before)
        report.files = files.handed_in
        report.findings.wrong += files.reckon(at)
        note("reckoning")
        report.answers = ledger.answers
        report.errors = _errors_logged(at)
        if not report.clean:
            report.logs = {
                path.name: path.read_text(errors="replace")[-20_000:] for path in at.log("api").parent.glob("*")
            }
    return report


def _errors_logged(at: Installation) -> Counter[str]:
    found: Counter[str] = Counter()
    for part in ("api", *WORKERS):
        for line in at.log(part).read_text(errors="replace").splitlines():
            if '"level":"error"' in line or '"level":"critical"' in line:
                found[f"{part}: {json.loads(line)['event']:.60}"] += 1
    return found


async def _storm(
    at: Installation, floor: Floor, files: Files, report: Report, ledger: Ledger, *, seconds: float
) -> None:
    """Work while things break; return when every client knows that its last document is accepted."""
    stop, over, shop = asyncio.Event(), threading.Event(), floor.shop
    *own, crowded = shop.tills
    clients = [Till(floor, till, ledger, seed=report.seed * 100 + n) for n, till in enumerate(own)]
    working = [asyncio.create_task(work(client, stop)) for client in clients]
    working.append(asyncio.create_task(Office(floor, ledger, seed=report.seed * 100 + TILLS).work(stop)))
    filing = asyncio.create_task(asyncio.to_thread(files.work))
    sales = SaleFactory(seed=report.seed, catalogue=Catalogue(shop.articles), terminals=[crowded.terminal_id])
    breaking = asyncio.create_task(asyncio.to_thread(_break, at, report, over, seconds=seconds))
    while not breaking.done():
        await crowd(floor, sales.sale(), ledger)
        report.crowds += 1
        await asyncio.wait([breaking, *working], timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        if any(task.done() for task in working):
            # Nobody goes home early: what ended a client is told at once.
            over.set()
            break
    stop.set()
    files.stopped = True
    await asyncio.gather(breaking, filing, *working)


def _break(at: Installation, report: Report, over: threading.Event, *, seconds: float) -> None:
    """Inject faults until the time is over; all kinds come before any comes again."""
    dice = random.Random(report.seed)
    until = time.monotonic() + seconds
    # The one that needs the most luck comes first, while everything runs.
    waiting: list[Fault] = [kill_in_a_batch]
    over.wait(STORM_S)
    while time.monotonic() < until and not over.is_set():
        if not waiting:
            waiting = list(FAULTS)
            dice.shuffle(waiting)
        fault = waiting.pop()
        # Dice of its own: how often a fault had to try changes nothing of those that follow.
        if fault(at, random.Random(dice.getrandbits(64)), report.findings):
            report.faults[fault.__name__] += 1
        over.wait(CALM_S + STORM_S * dice.random() ** 2)
