"""Whose results are exported, and what is said of them in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sslgrade.course.exports.learners import Learner, explanation, grouped

Make = Callable[..., Learner]


def test_points_with_and_without_an_override(learner: Make, reports: dict[str, Any]) -> None:
    plain = learner("ada", reports["right"], reports["wrong"])
    assert (plain.score, plain.max_score, plain.passed) == (8, 10, False)
    assert plain.overridden() == []
    other = learner("ada", reports["wrong"], override=4.5)
    assert (other.score, other.overridden()) == (4.5, ["mlm_loss"])


def test_rows_are_put_together_by_learner(learner: Make, reports: dict[str, Any]) -> None:
    rows = [*learner("ada", reports["right"]).results, *learner("bob", *reports.values()).results]
    assert [(a.student, len(a.results)) for a in grouped(rows)] == [("ada", 1), ("bob", 3)]


def test_checks_without_points_are_no_tests(learner: Make, reports: dict[str, Any]) -> None:
    extra = {**reports["right"]["checks"][0], "points": 0, "max_points": 0}
    report = {**reports["right"], "checks": [*reports["right"]["checks"], extra]}
    assert len(list(learner("ada", report).checks())) == 2


@pytest.mark.parametrize(
    ("kind", "changes", "text"),
    [
        ("right", {}, ""),
        ("syntax", {}, "Python cannot read this file.\nline 1: never closed"),
        (
            "syntax",
            {"isolation": {"level": "none", "layers": []}, "message": "It is a link."},
            "It is a link.",
        ),
        (
            "wrong",
            {"status": "not_started", "diagnosis": None},
            "Not begun: the functions still raise NotImplementedError.",
        ),
        (
            "wrong",
            {"diagnosis": {"misconceptions": ["a", "b"], "title": "A and B", "hint": "Look."}},
            "This is exactly what “A and B” together compute.\nLook.",
        ),
    ],
)
def test_what_is_said(
    reports: dict[str, Any], kind: str, changes: dict[str, Any], text: str
) -> None:
    assert explanation({**reports[kind], **changes}) == text
