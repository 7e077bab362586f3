"""How fast answers come, and so whether another grading process is worth its start."""

from __future__ import annotations

import time
from collections.abc import Callable

WORTH_S = 5.0
"""Seconds of work left that are worth another process: its start costs a third of a second."""
PATIENCE_S = 2.0
"""Without enough answers by then the tasks are slow, and every process is worth it."""
SETTLED = 5
"""Answers after which the rate is known; the first ones wait for imports."""


class Pace:
    """Counts the answers of one run."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._first = self._last = 0.0
        self._count = 0

    def answered(self) -> None:
        """Note one answer."""
        self._last = self._clock()
        if not self._count:
            self._first = self._last
        self._count += 1

    def worth_another(self, left: int) -> bool:
        """Whether ``left`` tasks that no process has yet are work enough for one more."""
        if self._count < SETTLED:
            return self._clock() - self._begun > PATIENCE_S
        return left * (self._last - self._first) / (self._count - 1) > WORTH_S
