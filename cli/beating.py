"""`python -m cli.beating`: ends with 0 while the schedule is kept; the health check of a beat that has no port."""

import sys


def main() -> None:
    """Ask whether beat, broker and a worker together did a round lately."""
    from domain.core.db import unit_of_work
    from domain.operations.service import workers_seen

    with unit_of_work(read_only=True) as uow:
        sys.exit(0 if workers_seen(uow) else 1)


if __name__ == "__main__":
    main()
