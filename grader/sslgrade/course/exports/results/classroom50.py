"""Classroom 50: the ``result.json`` of an autograder, schema ``classroom50/result/v1``.

In a submission's workflow the runner gives CLASSROOM, ASSIGNMENT, SUBMISSION_TAG and the links in
the environment; elsewhere they are what can be known. Field by field:
https://github.com/foundation50/classroom50/wiki/Advanced-Autograding
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sslgrade.course.exports.files import Export, file_names
from sslgrade.course.exports.learners import Learner, dumped, explanation
from sslgrade.course.exports.numbers import points

SUFFIX = ".json"
PER_LEARNER = True
_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_UNKNOWN = "unknown"


def write(learners: Sequence[Learner], environ: Mapping[str, str] = os.environ) -> Export:
    """Write one file for each learner."""
    export = Export()
    names = file_names((learner.student for learner in learners), SUFFIX)
    for learner in learners:
        export.files[names[learner.student]] = dumped(_result(learner, environ))
    wanted = ("CLASSROOM", "SUBMISSION_TAG", "COMMIT_URL", "RELEASE_URL")
    export.note(
        f"filled with {_UNKNOWN!r}: the workflow's environment does not name them",
        (name for name in wanted if not environ.get(name)),
    )
    export.note(
        "an instructor's fractional score was rounded down: only integers are held",
        (a.student for a in learners if isinstance(points(a.score), float)),
    )
    export.note(
        "an instructor's own score differs from the sum of the tests",
        (a.student for a in learners if a.overridden()),
    )
    return export


def _result(learner: Learner, environ: Mapping[str, str]) -> dict[str, Any]:
    when = learner.results[0].submitted_at or ""
    tag = environ.get("SUBMISSION_TAG") or f"submit/{_UNKNOWN}"
    return {
        "schema": "classroom50/result/v1",
        "classroom": environ.get("CLASSROOM") or _UNKNOWN,
        "assignment": environ.get("ASSIGNMENT") or learner.assignment or _UNKNOWN,
        "assignment_type": "individual",
        "owner": learner.student or environ.get("GITHUB_ACTOR") or _UNKNOWN,
        "submission": tag if tag.startswith("submit/") else f"submit/{tag}",
        "commit": environ.get("COMMIT_URL") or _UNKNOWN,
        "release": environ.get("RELEASE_URL") or _UNKNOWN,
        "review": environ.get("REVIEW_URL") or environ.get("COMMIT_URL") or _UNKNOWN,
        "datetime": when if _UTC.fullmatch(when) else learner.when,
        "graded_at": learner.when,
        "score": min(int(learner.score), learner.max_score),
        "max-score": learner.max_score,
        "tests": [
            {
                "test-name": f"{result.exercise}: {check['title'] or check['id']}",
                "passed": check["status"] == "passed",
                "score": check["points"],
                "max-score": check["max_points"],
                "message": check["message"] or explanation(result.report),
            }
            for result, check in learner.checks()
        ],
    }
