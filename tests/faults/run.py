"""A run: load from many clients, faults at random instants of a seed, the reckoning, and the table."""

import asyncio
import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from cli.load import Shop, open_shop
from cli.load.loops import run as run_loop
from tests.faults.installation import WORKERS, Installation, installed
from tests.faults.mischief import FAULTS, Findings
from tests.faults.reckoning import OPERATIONS, Reckoning, reckon
from tests.faults.tills import Ledger, Sales, back_office, crowd, till

TILLS = 8
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
        rows += [(name.replace("_", " "), count) for name, count in sorted(self.faults.items())]
        rows += [("identities known to clients", told.known), ("accepted", told.accepted)]
        rows += [(status, told.statuses[status]) for status in ("posted", "rejected", "failed", "pending")]
        rows += [("lost", len(told.lost)), ("doubled", len(told.doubled)), ("invariants proven", told.proven)]
        rows.append(("differences", told.differences))
        rows.append(("most attempts of one operation", told.most_attempts))
        lines = [f"{name:<34}{count:>12}" for name, count in rows]
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
        shop = run_loop(open_shop(at.stack.base_url, items=40, locations=3, terminals=6, seed=seed))
        with at.superuser() as connection:
            before = {row[0] for row in connection.execute(OPERATIONS, (shop.org_id,))}
        note("stocking up")
        run_loop(_storm(at, shop, report, ledger, seconds=seconds))
        note("storm")
        report.reckoning = reckon(at, shop, ledger, before=before)
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


async def _storm(at: Installation, shop: Shop, report: Report, ledger: Ledger, *, seconds: float) -> None:
    """Sell while things break; return when every till knows what became of its last sale."""
    stop, sales, over = asyncio.Event(), Sales(shop, seed=report.seed), threading.Event()
    work = [asyncio.create_task(till(shop, sales, ledger, stop, seed=report.seed + n)) for n in range(TILLS)]
    work.append(asyncio.create_task(back_office(shop, ledger, stop, seed=report.seed)))
    breaking = asyncio.create_task(asyncio.to_thread(_break, at, report, over, seconds=seconds))
    while not breaking.done():
        await crowd(shop, sales.following(), ledger)
        report.crowds += 1
        await asyncio.wait([breaking], timeout=1.0)
    await breaking
    stop.set()
    await asyncio.gather(*work)


def _break(at: Installation, report: Report, over: threading.Event, *, seconds: float) -> None:
    """Inject faults until the time is over; all kinds come before any comes again."""
    dice = random.Random(report.seed)
    until = time.monotonic() + seconds
    waiting: list[int] = []
    while time.monotonic() < until:
        if not waiting:
            waiting = list(range(len(FAULTS)))
            dice.shuffle(waiting)
        fault = FAULTS[waiting.pop()]
        if fault(at, dice, report.findings):
            report.faults[fault.__name__] += 1
        over.wait(CALM_S + STORM_S * dice.random() ** 2)
