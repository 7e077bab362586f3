"""The table beside the page: a row for each learner."""

from __future__ import annotations

from sslgrade.course.exports.numbers import points
from sslgrade.course.exports.sheets import sheet
from sslgrade.course.report.gather import Class
from sslgrade.course.report.names import Names
from sslgrade.course.report.standing import Standing

FIRST = ("student", "score", "max_score", "passed", "handed_in")


def table(found: Class, everybody: list[Standing], names: Names) -> bytes:
    """Write the table: totals, each exercise's score, misconceptions, and the reasons for help."""
    exercises = found.exercises
    quiz = any(person.quiz for person in found.people.values())
    heads = [*FIRST, *exercises, *(["quiz"] if quiz else []), "misconceptions", "needs_help"]
    rows = []
    for standing in sorted(everybody, key=lambda s: names.of(s.name)):
        person = found.people[standing.name]
        scores = {work.exercise: points(work.score) for work in person.works}
        answers = person.quiz
        mean = f"{sum(answers.values()) / len(answers):.2f}" if answers else ""
        rows.append(
            [
                names.of(standing.name),
                points(standing.score),
                standing.max_score,
                standing.passed,
                standing.handed_in,
                *(scores.get(exercise, "") for exercise in exercises),
                *([mean] if quiz else []),
                " ".join(standing.misconceptions),
                "; ".join(standing.reasons),
            ]
        )
    return sheet(heads, rows)
