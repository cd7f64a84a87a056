"""How many rows a chunk has: as many as take a moment, so that nobody waits long behind one transaction."""

FIRST_ROWS = 2_000
LEAST_ROWS, MOST_ROWS = 1_000, 10_000
AIM_S = 0.2
FASTER = 2


class Pace:
    """The next chunk of one pass over a file, from what the last one took."""

    def __init__(self) -> None:
        """Begin with few: nothing is known of the machine, and of what else it does."""
        self.rows = FIRST_ROWS

    def took(self, rows: int, seconds: float) -> None:
        """Learn from a chunk of so many rows; one that the end of the file had cut short says nothing."""
        if rows < self.rows / FASTER:
            return
        wanted = min(int(rows * AIM_S / max(seconds, AIM_S / MOST_ROWS)), FASTER * self.rows)
        self.rows = max(LEAST_ROWS, min(MOST_ROWS, wanted))
