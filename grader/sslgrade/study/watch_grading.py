"""Grade saved files through warm workers: one warm process for each backend that is used."""

from __future__ import annotations

from sslgrade.content.capstone import Size, modules
from sslgrade.grading.grade import grade_with, limits_for
from sslgrade.report.model import Report
from sslgrade.study.selection import Target
from sslgrade.worker.messages import Submission
from sslgrade.worker.spawn import CannotStart
from sslgrade.worker.zygote import ZygotePool


class Warm:
    """Keeps the warm processes; use and close it in one thread."""

    def __init__(self, isolation: str = "auto") -> None:
        self._pool = ZygotePool(isolation)

    def heat(self, backend: str) -> None:
        """Start the warm process of a backend, and wait until it can work."""
        self._pool.launch(Submission(b"", "jax" if backend == "jax" else "numpy")).close()

    def grade(self, target: Target, size: Size = "full") -> Report:
        """Grade one target; a warm process that was ended from outside is replaced once."""
        try:
            return self._grade(target, size)
        except CannotStart:
            return self._grade(target, size)

    def _grade(self, target: Target, size: Size) -> Report:
        manifest = target.exercise.manifest
        submission = Submission(
            target.source,
            "jax" if target.backend == "jax" else "numpy",
            target.path.name,
            {**target.modules, **modules(target.exercise)},
            manifest.forbidden,
        )
        limits = limits_for(manifest, target.backend)
        runner = self._pool.launch(submission, limits=limits)
        return grade_with(runner, target.exercise, target.backend, None, size=size)

    def close(self) -> None:
        """End the warm processes."""
        self._pool.close()
