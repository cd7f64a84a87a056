"""The year itself: files handed in one after the other over HTTP, posted by the workers, then proven."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cli.replay.books import Posted, posted
from cli.replay.chain import Chain, open_chain
from cli.replay.comparing import Compared, compare
from cli.replay.files import Written, write_files
from cli.replay.line import Line
from cli.replay.processes import Watch
from cli.replay.source import count_rows
from cli.replay.totals import source_totals
from cli.up import Stack
from domain.core.settings import settings
from domain.reports.verification import Verification, verify

POLL_S = 1.0
PATIENCE_S = 120.0
"""Longer without a row, nobody is at work."""
ENDED = frozenset({"done", "failed", "cancelled"})


class Unfinished(RuntimeError):
    """An import did not come to its end."""


Step = Callable[[int], None]
"""Says how much more of something long is done."""
Steps = Callable[[str, int], AbstractContextManager[Step]]
"""Begins a step: its name, and how much there is of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What the year came to. Seconds are of the clock; `imports`: from the first file to the last sale posted."""

    days: int
    written: Written
    chain: Chain
    seconds: Mapping[str, float]
    cpu_s: Mapping[str, float]
    peaks_mb: Mapping[str, float]
    posted: Posted
    compared: Compared
    verification: Verification
    trial_balance: tuple[str, str]
    """Debit and credit."""
    imports: Mapping[str, Mapping[str, Any]]
    """The last word of each import."""

    @property
    def lines_per_s(self) -> float:
        """Lines of sales a second, imported and posted."""
        return self.written.sale_rows / self.seconds["imports"]

    @property
    def differences(self) -> list[str]:
        """Return everything that is not as it must be, in words."""
        found = list(self.compared.differences)
        found += [
            f"{one.number}: {one.differences} differences" for one in self.verification.findings if one.differences
        ]
        debit, credit = self.trial_balance
        if debit != credit:
            found.append(f"trial balance: debit {debit}, credit {credit}")
        for kind in ("items", "customers"):
            rejected = self.imports[kind]["rows_rejected"]
            if rejected:
                found.append(f"{rejected:,} rows of {kind} were rejected")
        return found


def replay_year(stack: Stack, folder: Path, *, days: int, steps: Steps) -> Year:
    """Replay the first days of the year on a running installation; files are written into `folder`.

    This process must ask the same database as the installation. Raises `DataSetMissing`, `Refused`, `Unfinished`.
    """
    seconds: dict[str, float] = {}
    with _timed(seconds, "files"), steps("Writing the files", count_rows(days=days)) as step:
        written = write_files(folder, days=days, most_lines=settings().max_sale_lines, on_rows=step)
    with _timed(seconds, "stores"), steps("Opening the stores", len(written.stores)) as step:
        chain = open_chain(stack.base_url, written.stores, on_store=step)
    watch = Watch(stack)
    with _timed(seconds, "imports"):
        imports = _import_all(chain, written, seconds, steps, watch)
    watch.look()
    cpu_s, peaks_mb = watch.cpu_seconds(), watch.peaks_mb()
    with _timed(seconds, "verify"), steps("Verifying", 1):
        verification = verify([UUID(chain.org_id)])
    with _timed(seconds, "compare"), steps("Comparing with the source", 1):
        books = posted(chain.org_id, import_id=imports["sales"]["id"])
        compared = compare(source_totals(days=days, rejected=frozenset(books.rejected)), books)
    line = chain.line()
    balance = line.get("/api/reports/trial-balance")
    line.close()
    return Year(
        days=days,
        written=written,
        chain=chain,
        seconds=seconds,
        cpu_s=cpu_s,
        peaks_mb=peaks_mb,
        posted=books,
        compared=compared,
        verification=verification,
        trial_balance=(balance["total_debit"], balance["total_credit"]),
        imports=imports,
    )


def _import_all(
    chain: Chain, written: Written, seconds: dict[str, float], steps: Steps, watch: Watch
) -> dict[str, dict[str, Any]]:
    imports: dict[str, dict[str, Any]] = {}
    line = chain.line()
    for kind, file, rows in (
        ("items", written.items, written.item_rows),
        ("customers", written.customers, written.customer_rows),
        ("sales", written.sales, written.sale_rows),
    ):
        with _timed(seconds, kind), steps(f"Importing {kind}", 2 * rows) as step:
            imports[kind] = _import(line, kind, file, rows=rows, step=step, watch=watch)
    line.close()
    return imports


def _import(line: Line, kind: str, file: Path, *, rows: int, step: Step, watch: Watch) -> dict[str, Any]:
    """Hand a file in and wait until it is applied and posted; return the import. Raises `Unfinished`, `Refused`.

    A file is gone through twice: read to its end, then applied.
    """
    found = line.upload("/api/imports", {"kind": kind, "on_error": "skip_rows"}, file)
    path = f"/api/imports/{found['id']}"
    behind, moved_at = 0, time.monotonic()
    while found["status"] not in ENDED:
        time.sleep(POLL_S)
        found = line.get(path)
        watch.glance()
        done = found["rows_done"] + (rows if found["status"] in {"applying", "done"} else 0)
        if done > behind:
            step(done - behind)
            behind, moved_at = done, time.monotonic()
        elif time.monotonic() - moved_at > PATIENCE_S:
            message = f"the import of {kind} has stood at {found['status']} for {PATIENCE_S:.0f} s"
            raise Unfinished(message)
    if found["status"] != "done":
        message = f"the import of {kind} ended {found['status']}: {found['error']}"
        raise Unfinished(message)
    return dict(found)


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    seconds[name] = time.monotonic() - began
