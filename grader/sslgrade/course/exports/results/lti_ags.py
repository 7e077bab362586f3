"""LTI 1.3 Assignment and Grade Services: the body of a score, to be posted by your own tool.

https://www.imsglobal.org/spec/lti-ags/v2p0/#score-service-media-type-and-schema
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sslgrade.course.exports.files import Export, file_names
from sslgrade.course.exports.learners import Learner, dumped, explanation
from sslgrade.course.exports.numbers import points

SUFFIX = ".json"
PER_LEARNER = True
MEDIA_TYPE = "application/vnd.ims.lis.v1.score+json"


def write(learners: Sequence[Learner]) -> Export:
    """Write one body for each learner."""
    export = Export()
    names = file_names((learner.student for learner in learners), SUFFIX)
    for learner in learners:
        export.files[names[learner.student]] = dumped(_body(learner))
    export.note(
        "userId is the name of the submission; a platform wants the `sub` of its launch",
        ["all learners"],
    )
    export.note(f"post each as {MEDIA_TYPE}; checks are left out", ["all learners"])
    return export


def _body(learner: Learner) -> dict[str, Any]:
    told = [
        f"{result.exercise}: {points(result.score)} / {result.max_score}. "
        + explanation(result.report).replace("\n", " ")
        for result in learner.results
    ]
    begun = any(result.report["status"] != "not_started" for result in learner.results)
    body: dict[str, Any] = {
        "userId": learner.student or "unknown",
        "scoreGiven": points(learner.score),
        "scoreMaximum": learner.max_score,
        "comment": "\n".join(text.strip() for text in told),
        # The specification asks for parts of a second: a later score replaces an earlier one.
        "timestamp": _instant(learner.when),
        "activityProgress": "Submitted" if begun else "Initialized",
        "gradingProgress": "FullyGraded",
    }
    if handed_in := learner.results[0].submitted_at:
        body["submission"] = {"submittedAt": handed_in}
    return body


def _instant(when: str) -> str:
    return when.removesuffix("Z") + ".000+00:00" if when.endswith("Z") else when
