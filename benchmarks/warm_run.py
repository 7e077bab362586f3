"""Grade one reference many times through one warm process; `warm_check.py` measures it."""

from __future__ import annotations

import os
import sys

# Before NumPy is imported: as in every command of sslgrade.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.grade import grade_with, limits_for
from sslgrade.worker.messages import Submission
from sslgrade.worker.zygote import Zygote


def main(exercise_id: str, count: str, level: str) -> int:
    """Return 0 if every submission passed."""
    exercise = catalogue().get(exercise_id)
    limits = limits_for(exercise.manifest, "numpy")
    source = exercise.reference_source("numpy").encode()
    submission = Submission(source, "numpy", forbidden=exercise.manifest.forbidden)
    with Zygote.start("numpy", level) as zygote:
        for _ in range(int(count)):
            worker = zygote.launch(submission, limits=limits)
            if grade_with(worker, exercise, "numpy", None).status != "passed":
                return 2
        # Zero submissions wait for the warm process too, so that its start can be subtracted.
        zygote.launch(submission, limits=limits).close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
