"""The local engine: up to a grading process per core; one that dies costs only its time."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from multiprocessing.connection import wait

from sslgrade.course.engines.hand import Hand
from sslgrade.course.engines.pace import Pace
from sslgrade.course.engines.poison import MOST_DEATHS, poisoned
from sslgrade.course.engines.tasks import Done, EngineError, Setup, Task, batches

BATCH = 32
STALLED_S = 1800.0
"""No answer for so long: far beyond the wall limit of the slowest exercise."""
LOOK_S = 1.0
"""How often it is looked for such a process."""


class Local:
    """Grades on this machine with at most ``jobs`` processes."""

    def __init__(self, setup: Setup, jobs: int) -> None:
        self._setup = setup
        self._jobs = jobs
        self._hands: dict[Hand, float] = {}
        self._deaths: Counter[str] = Counter()

    def run(self, tasks: Sequence[Task]) -> Iterator[Done]:
        """Yield what became of each task, as soon as it is known; the processes stay for more."""
        # Smaller batches where there is little to do, so that all processes have some of it.
        size = max(1, min(BATCH, -(-len(tasks) // (4 * self._jobs))))
        waiting = deque(batches(tasks, size))
        pace = Pace()
        try:
            while waiting or any(hand.pending for hand in self._hands):
                self._employ(waiting, pace)
                for done in self._gather(waiting):
                    pace.answered()
                    yield done
        except BaseException:
            self.close()
            raise

    def _employ(self, waiting: deque[list[Task]], pace: Pace) -> None:
        """Give batches to idle processes, and start others where there is work enough for them."""
        for hand in self._hands:
            if not hand.pending and waiting:
                hand.give(waiting.popleft())
                self._hands[hand] = time.monotonic()
        while waiting and len(self._hands) < self._jobs:
            if self._hands and not pace.worth_another(sum(map(len, waiting))):
                return
            hand = Hand(self._setup)
            self._hands[hand] = time.monotonic()
            hand.give(waiting.popleft())

    def _gather(self, waiting: deque[list[Task]]) -> Iterator[Done]:
        """Take the answers that are there; what a dead process had goes back to the others."""
        by_connection = {hand.connection: hand for hand in self._hands if hand.pending}
        ready = wait(list(by_connection), timeout=LOOK_S)
        for connection in ready:
            hand = by_connection[connection]  # type: ignore[index]
            done = hand.take()
            if done is None:
                yield from self._bury(hand, waiting)
            else:
                self._hands[hand] = time.monotonic()
                yield done
        for hand in [h for h in by_connection.values() if h in self._hands and h.pending]:
            if time.monotonic() - self._hands[hand] > STALLED_S:
                yield from self._bury(hand, waiting)

    def _bury(self, hand: Hand, waiting: deque[list[Task]]) -> Iterator[Done]:
        """Take a process off; the task that it was at is tried again alone, a few times."""
        del self._hands[hand]
        suspect, *rest = hand.pending
        hand.close()
        if rest:
            waiting.appendleft(rest)
        self._deaths[suspect.key] += 1
        if self._deaths[suspect.key] >= MOST_DEATHS:
            yield poisoned(suspect, self._setup)
        else:
            waiting.append([suspect])
        if self._deaths.total() > 10 + MOST_DEATHS * self._jobs and len(self._deaths) > 10:
            raise EngineError(
                f"grading processes ended {self._deaths.total()} times, at different submissions: "
                "this machine is likely short of memory. What was graded is kept; run the same "
                "command again with fewer --jobs."
            )

    def close(self) -> None:
        """End all grading processes."""
        for hand in self._hands:
            hand.close()
        self._hands.clear()
