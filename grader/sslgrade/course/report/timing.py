"""What is known of time: when work came in, and how long it ran."""

from __future__ import annotations

from collections import Counter
from statistics import median

from sslgrade.course.report.gather import Class
from sslgrade.course.report.parts import Cell, bar, fixed, paragraph, plain, table

MOST_DAYS = 60
_UNKNOWN = (
    "How long learners worked, and which hints they took, stays in their own workspaces "
    "(“sslgrade status” there): it is not part of what they hand in."
)


def timing(found: Class) -> str:
    """Write when the class handed in, by day, and the CPU time of each exercise."""
    works = [work for person in found.people.values() for work in person.works]
    days = Counter(w.submitted_at[:10] for w in works if w.submitted_at)
    parts = []
    if days:
        most = max(days.values())
        rows: list[list[Cell]] = [
            [plain(day), bar(count / most, f"{count:,}")]
            for day, count in sorted(days.items())[-MOST_DAYS:]
        ]
        parts.append(table("Submissions by day", ["day", "submissions"], rows, numbers=[]))
    slow: list[list[Cell]] = []
    for exercise in found.exercises:
        costs = [w.cpu_s for w in works if w.exercise == exercise and w.cpu_s > 0]
        if costs:
            slow.append([plain(exercise), fixed(median(costs)), fixed(max(costs))])
    if slow:
        heads = ["exercise", "median CPU s", "slowest"]
        parts.append(table("CPU time of a submission", heads, slow, numbers=[1, 2]))
    return "".join([*parts, paragraph(_UNKNOWN)])
