"""``result.json`` against the schema of Classroom 50, and the rules that a schema cannot say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sslgrade.course.exports.learners import Learner
from sslgrade.course.exports.results.classroom50 import write

Make = Callable[..., Learner]
SCHEMA = json.loads((Path(__file__).parent / "result-v1.schema.json").read_text())
RUNNER = {
    "CLASSROOM": "ssl",
    "ASSIGNMENT": "week-1",
    "SUBMISSION_TAG": "submit/2026-11-22T22-00-00Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a",
    "RELEASE_URL": "https://example.org/releases/tag/x",
}


def result(one: Learner, environ: dict[str, str] = RUNNER) -> dict[str, Any]:
    (data,) = write([one], environ).files.values()
    found: dict[str, Any] = json.loads(data)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    assert found["score"] <= found["max-score"]
    assert all(test["score"] <= test["max-score"] for test in found["tests"])
    return found


@pytest.mark.parametrize("kind", ["right", "wrong", "syntax"])
@pytest.mark.parametrize("environ", [RUNNER, {}])
def test_every_kind_of_report_is_valid(
    learner: Make, reports: dict[str, Any], kind: str, environ: dict[str, str]
) -> None:
    found = result(learner("ada", reports[kind]), environ)
    assert found["score"] == reports[kind]["score"]
    assert found["max-score"] == 5
    assert [t["max-score"] for t in found["tests"]] == [2, 3]


def test_the_runner_names_what_it_knows(learner: Make, reports: dict[str, Any]) -> None:
    found = result(learner("ada", reports["wrong"]))
    assert found["classroom"] == "ssl"
    assert found["assignment"] == "week-1"
    assert found["owner"] == "ada"
    assert found["review"] == found["commit"] == RUNNER["COMMIT_URL"]
    assert found["datetime"] == "2026-11-20T10:00:00Z"
    assert found["tests"][0]["message"] == "you 2   expected 1"


def test_what_it_cannot_hold(learner: Make, reports: dict[str, Any]) -> None:
    made = write([learner("ada", reports["wrong"], override=4.5)], {})
    assert made.notes == [
        "filled with 'unknown': the workflow's environment does not name them: "
        "CLASSROOM, SUBMISSION_TAG, COMMIT_URL, RELEASE_URL",
        "an instructor's fractional score was rounded down: only integers are held: ada",
        "an instructor's own score differs from the sum of the tests: ada",
    ]
    assert json.loads(made.files["ada.json"])["score"] == 4


def test_a_score_above_the_maximum_is_cut(learner: Make, reports: dict[str, Any]) -> None:
    assert result(learner("ada", reports["wrong"], override=9.0))["score"] == 5
