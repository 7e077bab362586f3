"""The body of an LTI score: the fields and values that the specification names."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import jsonschema
import pytest

from sslgrade.course.exports.learners import Learner
from sslgrade.course.exports.results.lti_ags import write

Make = Callable[..., Learner]
SCORE = {
    # From LTI AGS 2.0, section "Score service media type and schema".
    "type": "object",
    "required": ["userId", "timestamp", "activityProgress", "gradingProgress"],
    "dependentRequired": {"scoreGiven": ["scoreMaximum"]},
    "properties": {
        "userId": {"type": "string", "minLength": 1},
        "scoreGiven": {"type": "number", "minimum": 0},
        "scoreMaximum": {"type": "number", "exclusiveMinimum": 0},
        "comment": {"type": "string"},
        "timestamp": {"type": "string"},
        "activityProgress": {
            "enum": ["Initialized", "Started", "InProgress", "Submitted", "Completed"]
        },
        "gradingProgress": {
            "enum": ["FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"]
        },
    },
}


def body(one: Learner) -> dict[str, Any]:
    (data,) = write([one]).files.values()
    found: dict[str, Any] = json.loads(data)
    jsonschema.validate(found, SCORE)
    return found


@pytest.mark.parametrize("kind", ["right", "wrong", "syntax"])
def test_every_kind_of_report_is_valid(learner: Make, reports: dict[str, Any], kind: str) -> None:
    found = body(learner("ada", reports[kind]))
    assert (found["userId"], found["scoreGiven"], found["scoreMaximum"]) == (
        "ada",
        reports[kind]["score"],
        5,
    )
    stamp = datetime.fromisoformat(found["timestamp"])
    assert stamp.utcoffset() is not None
    assert "." in found["timestamp"], "parts of a second are asked for"


def test_the_comment_is_readable(learner: Make, reports: dict[str, Any]) -> None:
    assert body(learner("ada", reports["wrong"]))["comment"] == (
        "mlm_loss: 3 / 5. This is exactly what “the sum over selected tokens, not divided” "
        "computes. How large is it for twice the data?"
    )


def test_what_was_not_begun_is_initialized(learner: Make, reports: dict[str, Any]) -> None:
    report = {**reports["wrong"], "status": "not_started", "reason": None, "diagnosis": None}
    assert body(learner("ada", report))["activityProgress"] == "Initialized"


def test_what_it_cannot_hold(learner: Make, reports: dict[str, Any]) -> None:
    assert write([learner("ada", reports["right"])]).notes == [
        "userId is the name of the submission; a platform wants the `sub` of its launch: "
        "all learners",
        "post each as application/vnd.ims.lis.v1.score+json; checks are left out: all learners",
    ]
