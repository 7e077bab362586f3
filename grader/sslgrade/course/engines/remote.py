"""What a Dask worker runs: a batch, in a grading process of its own that outlives the batch.

The worker itself never grades: it never dies of a submission, holds no answer in its memory, and
learners' code is one process further away.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from sslgrade.course.engines.local import Local
from sslgrade.course.engines.tasks import Done, Setup, Task

_mine = threading.local()


def grade_batch(setup: Setup, tasks: Sequence[Task]) -> list[Done]:
    """Grade a batch in this thread's grading process, which is started at the first one."""
    held: tuple[Setup, Local] | None = getattr(_mine, "held", None)
    if held is None or held[0] != setup:
        if held is not None:
            held[1].close()
        held = _mine.held = (setup, Local(setup, 1))
    return list(held[1].run(tasks))
