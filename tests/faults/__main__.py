"""`python -m tests.faults --minutes N [--seed S]`: break everything, count what was lost; 1 if anything was."""

import argparse
import random
import sys
from pathlib import Path

from tests.faults.run import break_everything


def main() -> int:
    """Run as asked, print the table, return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2.0, help="how long things are broken")
    parser.add_argument("--seed", type=int, default=None, help="the seed of an earlier run")
    parser.add_argument("--logs", type=Path, default=None, help="where logs are written when something is wrong")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    print(f"faults for {given.minutes:g} minutes, seed {seed}", flush=True)
    report = break_everything(seconds=60 * given.minutes, seed=seed)
    print(report.table(), flush=True)
    if given.logs is not None:
        given.logs.mkdir(parents=True, exist_ok=True)
        for name, text in report.logs.items():
            (given.logs / name).write_text(text)
    return 0 if report.clean else 1


if __name__ == "__main__":
    sys.exit(main())
