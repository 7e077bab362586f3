"""CSV: a row for each submission, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from sslgrade.course.exports.files import Export
from sslgrade.course.exports.learners import Learner
from sslgrade.course.exports.numbers import points
from sslgrade.course.exports.sheets import sheet, unsafe

SUFFIX = ".csv"
COLUMNS = (
    "assignment",
    "student",
    "exercise",
    "backend",
    "status",
    "reason",
    "score",
    "max_score",
    "misconceptions",
    "override_reason",
    "submitted_at",
    "graded_at",
)


def write(learners: Sequence[Learner]) -> Export:
    """Write all submissions into one table."""
    export = Export()
    export.note(
        "a ' was put before names that a spreadsheet would run as a formula",
        (learner.student for learner in learners if unsafe(learner.student)),
    )
    export.note("checks and messages are left out: a row is a submission", ["all submissions"])
    rows = []
    for learner in learners:
        for result in learner.results:
            found = result.report["diagnosis"]
            rows.append(
                (
                    learner.assignment,
                    learner.student,
                    result.exercise,
                    result.backend,
                    result.report["status"],
                    result.report["reason"] or "",
                    points(result.score),
                    result.max_score,
                    " ".join(found["misconceptions"]) if found else "",
                    result.override.reason if result.override else "",
                    result.submitted_at or "",
                    result.graded_at,
                )
            )
    export.files["grades.csv"] = sheet(COLUMNS, rows)
    return export
