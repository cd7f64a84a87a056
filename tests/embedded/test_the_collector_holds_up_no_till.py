"""What lives as long as a process is out of the collector's sight: a look at all of it held up every till."""

import subprocess
import sys

CHILD = """
import gc
from cli import parts
oldest = []
gc.callbacks.append(lambda phase, told: oldest.append(phase) if told["generation"] == 2 else None)
parts._keep_for_good()
oldest.clear()
begun = gc.get_freeze_count()
made_by_first_requests = [[at] for at in range(100_000)]
print(begun > 0, gc.get_freeze_count() - begun > 50_000, oldest)
# Afterwards it collects as ever.
more = [[at] for at in range(600_000)]
print(len(gc.callbacks), gc.isenabled(), gc.get_freeze_count() - begun < 600_000)
"""


def test_neither_what_is_loaded_nor_what_the_first_requests_make_is_looked_at_again():
    told = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines() == ["True True []", "1 True True"]
