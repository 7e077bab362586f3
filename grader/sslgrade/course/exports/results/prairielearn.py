"""PrairieLearn: the ``results.json`` of an external grader, at most 1 MB.

https://docs.prairielearn.com/externalGrading/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sslgrade.course.exports.files import Export, file_names
from sslgrade.course.exports.learners import Learner, dumped, explanation

SUFFIX = ".json"
PER_LEARNER = True
LARGEST = 1_000_000
_CUT = 500


def write(learners: Sequence[Learner]) -> Export:
    """Write one file for each learner."""
    export = Export()
    names = file_names((learner.student for learner in learners), SUFFIX)
    cut = []
    for learner in learners:
        result = _result(learner)
        data = dumped(result)
        if len(data) > LARGEST:
            cut.append(learner.student or "the submission")
            for test in result.get("tests", []):
                test["message"] = test["message"][:_CUT]
            result["message"] = result["message"][:_CUT]
            data = dumped(result)
        export.files[names[learner.student]] = data
    export.note(f"messages cut to {_CUT} characters: 1 MB is allowed", cut)
    return export


def _result(learner: Learner) -> dict[str, Any]:
    told = {result.exercise: explanation(result.report) for result in learner.results}
    message = "\n\n".join(
        f"{name}\n{text}" if len(told) > 1 else text for name, text in told.items() if text
    )
    unread = all(result.report["reason"] == "syntax" for result in learner.results)
    if unread and not learner.overridden():
        # "Invalid, not gradable": the learner loses no attempt over a missing bracket.
        errors = [text for text in told.values() if text]
        return {"gradable": False, "message": message, "format_errors": errors, "tests": []}
    return {
        "gradable": True,
        "score": min(1.0, learner.score / learner.max_score) if learner.max_score else 0.0,
        "message": message,
        "output": "",
        "tests": [
            {
                "name": f"{result.exercise}: {check['title'] or check['id']}",
                "description": check["kind"],
                "points": check["points"],
                "max_points": check["max_points"],
                "message": check["message"],
                "output": "",
            }
            for result, check in learner.checks()
        ],
    }
