"""The report of what cannot be run at all: no points, and the reason."""

from __future__ import annotations

from sslgrade.content.catalogue import Exercise
from sslgrade.report.model import Isolation, Reason, Report


def refused(exercise: Exercise, backend: str, reason: Reason, message: str) -> Report:
    """Return the hidden report of a submission that was not run."""
    return Report(
        exercise=exercise.id,
        backend=backend,
        status="error",
        reason=reason,
        mode="hidden",
        score=0,
        max_score=exercise.manifest.points_for(backend),
        checks=(),
        diagnosis=None,
        relation=None,
        counterexample=None,
        isolation=Isolation("none"),
        seed=None,
        cpu_s=0.0,
        wall_s=0.0,
        peak_rss_mb=0.0,
        message=message,
    )
