"""``nbgrader export`` as a CSV that survives commas in names, and formulas in them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import ExportPlugin

COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
"""The columns of nbgrader's own export, so that what reads that reads this."""


class QuotedCsv(ExportPlugin):  # type: ignore[misc]
    """Writes nbgrader's columns, quoted where a value needs it."""

    def export(self, gradebook: Gradebook) -> None:
        """Write all grades, or those of the students and assignments asked for."""
        target = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", target)
        chosen = {str(name) for name in self.assignment}
        wanted = {str(name) for name in self.student}
        waiting = target.with_name(target.name + ".tmp")
        with waiting.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in rows(gradebook):
                if chosen and row["assignment"] not in chosen:
                    continue
                if wanted and row["student_id"] not in wanted:
                    continue
                writer.writerow([guarded(row[name]) for name in COLUMNS])
        waiting.replace(target)


def rows(gradebook: Gradebook) -> Iterator[dict[str, Any]]:
    """Yield one row for every assignment and student; who handed nothing in has a score of 0."""
    for assignment in gradebook.assignments:
        for student in gradebook.students:
            row: dict[str, Any] = {
                "assignment": assignment.name,
                "duedate": assignment.duedate,
                "student_id": student.id,
                "last_name": student.last_name,
                "first_name": student.first_name,
                "email": student.email,
                "max_score": assignment.max_score,
                "timestamp": None,
                "raw_score": 0.0,
                "late_submission_penalty": 0.0,
                "score": 0.0,
            }
            try:
                submission = gradebook.find_submission(assignment.name, student.id)
            except MissingEntry:
                yield row
                continue
            penalty = submission.late_submission_penalty
            yield {
                **row,
                "timestamp": submission.timestamp,
                "raw_score": submission.score,
                "late_submission_penalty": penalty,
                "score": max(0.0, submission.score - penalty),
            }


def guarded(value: Any) -> str:
    """Return a value as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{text}"
    return text
