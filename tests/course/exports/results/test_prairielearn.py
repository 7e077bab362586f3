"""PrairieLearn's ``results.json``: the rules of its manual on external graders, one by one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sslgrade.course.exports.learners import Learner
from sslgrade.course.exports.results.prairielearn import LARGEST, write

Make = Callable[..., Learner]


def result(one: Learner) -> dict[str, Any]:
    (data,) = write([one]).files.values()
    assert len(data) <= LARGEST
    found: dict[str, Any] = json.loads(data)
    if found["gradable"]:
        assert isinstance(found["score"], float | int)
        assert 0 <= found["score"] <= 1
    for test in found["tests"]:
        assert {"name", "points", "max_points"} <= set(test)
    return found


@pytest.mark.parametrize(("kind", "score"), [("right", 1.0), ("wrong", 0.6)])
def test_the_score_is_a_share(
    learner: Make, reports: dict[str, Any], kind: str, score: float
) -> None:
    found = result(learner("ada", reports[kind]))
    assert found["score"] == pytest.approx(score)
    assert [t["max_points"] for t in found["tests"]] == [2, 3]


def test_a_syntax_error_costs_no_attempt(learner: Make, reports: dict[str, Any]) -> None:
    found = result(learner("ada", reports["syntax"]))
    assert found["gradable"] is False
    assert found["format_errors"] == ["Python cannot read this file.\nline 1: never closed"]
    assert "score" not in found


def test_an_instructors_score_outweighs_a_syntax_error(
    learner: Make, reports: dict[str, Any]
) -> None:
    found = result(learner("ada", reports["syntax"], override=2.0))
    assert (found["gradable"], found["score"]) == (True, pytest.approx(0.4))


def test_the_message_is_the_diagnosis(learner: Make, reports: dict[str, Any]) -> None:
    assert result(learner("ada", reports["wrong"]))["message"].startswith("This is exactly what")
    both = result(learner("ada", reports["wrong"], {**reports["wrong"], "exercise": "ntp_loss"}))
    assert both["message"].split("\n")[0] == "mlm_loss"
    assert len(both["tests"]) == 4


def test_more_than_a_megabyte_is_cut_and_said(learner: Make, reports: dict[str, Any]) -> None:
    check = {**reports["wrong"]["checks"][0], "message": "x" * 2_000_000}
    made = write([learner("ada", {**reports["wrong"], "checks": [check]})])
    assert len(made.files["ada.json"]) < LARGEST
    assert made.notes == ["messages cut to 500 characters: 1 MB is allowed: ada"]
