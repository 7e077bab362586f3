"""Reports as Gradescope's ``results.json``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sslgrade.course.exports.learners import explanation
from sslgrade.report.model import Report

_SHOWN = 4000


def results(reports: Sequence[Report], notes: Sequence[str], seconds: float) -> dict[str, Any]:
    """Return the document: a test for each check with points, and the diagnosis above them."""
    parts = []
    tests = []
    for report in reports:
        told = explanation(report.to_json())
        head = f"{report.exercise}: {report.score} / {report.max_score}"
        parts.append(f"{head}\n{told}".strip())
        tests += _tests(report, told)
    parts += [f"Note: {note}" for note in notes]
    return {
        "score": sum(report.score for report in reports),
        "execution_time": round(seconds, 2),
        "output": "\n\n".join(parts),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
        "extra_data": {
            "isolation": sorted({report.isolation.level for report in reports}),
            "misconceptions": {
                report.exercise: list(report.diagnosis.misconceptions)
                for report in reports
                if report.diagnosis is not None
            },
        },
    }


def _tests(report: Report, told: str) -> list[dict[str, Any]]:
    checks = [check for check in report.checks if check.max_points]
    if not checks:
        # What was not run has no checks; its points must not vanish from the total.
        return [_test(report.exercise, 0, report.max_score, "failed", told, report.reason)]
    return [
        _test(
            f"{report.exercise}: {check.title or check.id}",
            check.points,
            check.max_points,
            "passed" if check.status == "passed" else "failed",
            check.message or _why(report, check.status),
            check.kind,
        )
        for check in checks
    ]


def _why(report: Report, status: str) -> str:
    if report.status == "error":
        return "not asked: the code could not be run to its end"
    if status == "skipped":
        return "earns points only once a value check passes"
    return ""


def _test(
    name: str, score: int, most: int, status: str, output: str, tag: str | None
) -> dict[str, Any]:
    return {
        "name": name,
        "score": score,
        "max_score": most,
        "status": status,
        "output": output[:_SHOWN],
        "visibility": "visible",
        "tags": [tag] if tag else [],
    }
