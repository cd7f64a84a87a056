"""What a measure comes to, and how it is judged."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Cpu:
    """Processor time for one sale, microseconds: ours, and that of all of Postgres' processes."""

    python: float
    postgres: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.python + self.postgres


@dataclass(frozen=True, slots=True)
class Bar:
    """What is asked of one figure: to be reached, and to be gone beyond."""

    figure: str
    value: float
    reach: float
    beyond: float
    unit: str = ""
    more_is_better: bool = True

    @property
    def verdict(self) -> str:
        """`beyond`, `met` or `not met`."""
        if self._holds(self.beyond):
            return "beyond"
        return "met" if self._holds(self.reach) else "not met"

    def _holds(self, bar: float) -> bool:
        return self.value >= bar if self.more_is_better else self.value <= bar


@dataclass(frozen=True, slots=True)
class Result:
    """One measure: its figures against what was asked, absolute figures beside them, and what was compared."""

    id: str
    name: str
    bars: Sequence[Bar]
    absolute: dict[str, Any] = field(default_factory=dict)
    cpu: Cpu | None = None
    note: str = ""
    load_average: float = 0.0

    def document(self) -> dict[str, Any]:
        """Return the result as JSON has it."""
        return {
            "id": self.id,
            "name": self.name,
            "bars": [
                {
                    "figure": bar.figure,
                    "value": bar.value,
                    "unit": bar.unit,
                    "reach": bar.reach,
                    "beyond": bar.beyond,
                    "more_is_better": bar.more_is_better,
                    "verdict": bar.verdict,
                }
                for bar in self.bars
            ],
            "absolute": self.absolute,
            "cpu_us_per_sale": None
            if self.cpu is None
            else {"python": self.cpu.python, "postgres": self.cpu.postgres, "total": self.cpu.total},
            "note": self.note,
            "load_average_1m": self.load_average,
        }


def median(values: Sequence[float]) -> float:
    """Return the median, NaN of none."""
    return statistics.median(values) if values else float("nan")
