"""The table of grades, as a spreadsheet reads it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from sslgrade.course.exports.learners import Learner
from sslgrade.course.exports.results.csv import write

Make = Callable[..., Learner]


def read(*learners: Learner) -> list[dict[str, str]]:
    text = write(learners).files["grades.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_submission(learner: Make, reports: dict[str, Any]) -> None:
    rows = read(learner("ada", reports["right"]), learner('bob, "jr"', reports["wrong"]))
    assert rows[0] == {
        "assignment": "week1",
        "student": "ada",
        "exercise": "mlm_loss",
        "backend": "numpy",
        "status": "passed",
        "reason": "",
        "score": "5",
        "max_score": "5",
        "misconceptions": "",
        "override_reason": "",
        "submitted_at": "2026-11-20T10:00:00Z",
        "graded_at": "2026-11-21T10:00:00Z",
    }
    assert (rows[1]["student"], rows[1]["misconceptions"]) == ('bob, "jr"', "mlm-sum")


def test_overrides_count_and_are_explained(learner: Make, reports: dict[str, Any]) -> None:
    (row,) = read(learner("ada", reports["wrong"], override=4.5))
    assert (row["score"], row["override_reason"]) == ("4.5", "spoke to her")
    (whole,) = read(learner("ada", reports["wrong"], override=4.0))
    assert whole["score"] == "4"


def test_a_formula_is_disarmed_and_said(learner: Make, reports: dict[str, Any]) -> None:
    made = write(
        [learner('=HYPERLINK("http://x")', reports["right"]), learner("b", reports["right"])]
    )
    (evil, _) = csv.DictReader(io.StringIO(made.files["grades.csv"].decode("utf-8-sig")))
    assert evil["student"] == '\'=HYPERLINK("http://x")'
    assert made.notes == [
        "a ' was put before names that a spreadsheet would run as a formula: "
        '=HYPERLINK("http://x")',
        "checks and messages are left out: a row is a submission: all submissions",
    ]
