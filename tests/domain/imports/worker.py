"""A worker of imports in a process of its own, to be killed: `python -m tests.domain.imports.worker`."""

import sys
import time

from domain.imports.engine import Importer


def main(chunk_rows: str, lease_s: str) -> None:
    importer = Importer(chunk_rows=int(chunk_rows), lease_s=float(lease_s))
    while True:
        importer.work(budget_s=60.0)
        time.sleep(0.05)


if __name__ == "__main__":
    main(*sys.argv[1:])
