"""The grader under attack: grades what it is told to on stdin, one JSON line each way.

A copy of this file runs in the arena, so its command line carries the arena's name. It is what an
instructor's machine is: it has a secret in its environment, and a file that it left open.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from typing import Any, TextIO

from sslgrade.content.catalogue import catalogue
from sslgrade.grading.grade import grade, grade_with
from sslgrade.report.model import Report
from sslgrade.worker.messages import Limits, Submission
from sslgrade.worker.zygote import ZygotePool


class Grader:
    """Grades cold, or through one warm process per level."""

    def __init__(self) -> None:
        self._pools: dict[str, ZygotePool] = {}

    def grade(self, job: dict[str, Any]) -> Report:
        """Grade one submission."""
        exercise = catalogue().get(job["exercise"])
        source = base64.b64decode(job["source"])
        limits = Limits(**job["limits"])
        level, backend = job["level"], job["backend"]
        if not job["warm"]:
            return grade(source, exercise, backend, seed=5, isolation=level, limits=limits)
        pool = self._pools.setdefault(level, ZygotePool(level))
        submission = Submission(source, backend, forbidden=exercise.manifest.forbidden)
        return grade_with(pool.launch(submission, limits=limits), exercise, backend, 5)

    def close(self) -> None:
        """End the warm processes."""
        for pool in self._pools.values():
            pool.close()


def serve(jobs: TextIO, answers: TextIO) -> None:
    """Answer until stdin ends."""
    grader = Grader()
    for line in jobs:
        try:
            answer: dict[str, Any] = {"report": grader.grade(json.loads(line)).to_json()}
        except BaseException as error:
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        print(json.dumps(answer), file=answers, flush=True)
    grader.close()


if __name__ == "__main__":
    # A careless shell leaves such a descriptor open for all its children.
    os.set_inheritable(os.open(os.path.expanduser("~/secret.txt"), os.O_RDONLY), True)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(sys.stdin, answers)
