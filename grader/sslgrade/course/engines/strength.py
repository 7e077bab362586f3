"""Whether this machine isolates learners' code well enough for a class. Needs no NumPy."""

from __future__ import annotations

from sslgrade.course.engines.tasks import EngineError, Setup
from sslgrade.worker.isolation.levels import reach

SAFE_LEVEL = "L2"


def refuse_weak(setup: Setup, backend: str) -> None:
    """Refuse to run a class's code where it could read the answers.

    Raises
    ------
    EngineError
        The isolation level reached is below L2, and nobody allowed that.
    """
    level = reach(setup.isolation, backend).level
    if level < SAFE_LEVEL and not setup.weak:
        raise EngineError(
            f"this machine isolates learners' code at level {level}; grading a class needs "
            f"{SAFE_LEVEL}, below which code can read the solutions. `sslgrade doctor` says "
            "what is missing. For a class that you trust: --allow-weak-isolation."
        )
