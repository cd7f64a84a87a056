"""Latencies, every one kept, so that a percentile is one of them."""

import math
from dataclasses import dataclass, field


@dataclass(slots=True)
class Latencies:
    """Seconds, in the order in which they were seen."""

    seconds: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        """Note one."""
        self.seconds.append(seconds)

    def percentile_ms(self, percent: float) -> float:
        """Return the latency that `percent` of them do not exceed (nearest rank), milliseconds; NaN for none."""
        if not self.seconds:
            return math.nan
        ordered = sorted(self.seconds)
        rank = max(1, math.ceil(len(ordered) * percent / 100))
        return ordered[rank - 1] * 1000

    def mean_ms(self) -> float:
        """Return the mean, milliseconds; NaN for none."""
        return 1000 * sum(self.seconds) / len(self.seconds) if self.seconds else math.nan

    def __len__(self) -> int:
        return len(self.seconds)
