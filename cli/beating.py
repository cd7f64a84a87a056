"""`python -m cli.beating`: ends with 0 while the schedule is kept; the health check of parts that have no port.

`python -m cli.beating tick` asks the same of scheduled work, of which one piece may take minutes.
"""

import sys

LATE_S = {"sweep": 10.0, "tick": 900.0}


def main() -> None:
    """Ask whether beat, broker and a worker together did a round lately."""
    from domain.core.db import unit_of_work
    from domain.operations.service import workers_seen

    name = sys.argv[1] if len(sys.argv) > 1 else "sweep"
    with unit_of_work(read_only=True) as uow:
        sys.exit(0 if workers_seen(uow, name=name, late_s=LATE_S[name]) else 1)


if __name__ == "__main__":
    main()
