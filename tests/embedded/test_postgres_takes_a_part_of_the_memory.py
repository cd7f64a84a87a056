"""How much memory the embedded Postgres may keep pages in: a part of what there is, within bounds."""

from pathlib import Path

import pytest

from cli.embedded.memory import memory_bytes
from cli.embedded.postgres import _shared_buffers_mb

GIB = 1 << 30


@pytest.mark.parametrize(("memory", "buffers"), [(0, 128), (GIB, 128), (4 * GIB, 256), (8 * GIB, 512), (64 * GIB, 512)])
def test_a_sixteenth_within_bounds(memory: int, buffers: int) -> None:
    assert _shared_buffers_mb(memory) == buffers


def test_a_control_group_that_leaves_less_counts(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    whole = memory_bytes(limit)
    limit.write_text("max\n")
    assert memory_bytes(limit) == whole
    limit.write_text(f"{GIB}\n")
    assert memory_bytes(limit) in {GIB, min(GIB, whole)}
