"""Whose results are exported: those of a store, or of one ``sslgrade check --json`` document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from sslgrade.course.graded import Graded
from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.store import now


@dataclass(frozen=True)
class Learner:
    """One learner's results for one assignment."""

    student: str
    assignment: str
    results: tuple[Graded, ...]

    @property
    def score(self) -> float:
        """The points that count, overrides included."""
        return sum(result.score for result in self.results)

    @property
    def max_score(self) -> int:
        """The points that could be had."""
        return sum(result.max_score for result in self.results)

    @property
    def passed(self) -> bool:
        """Whether every exercise is passed."""
        return all(result.report["status"] == "passed" for result in self.results)

    @property
    def when(self) -> str:
        """When the newest of it was graded."""
        return max(result.graded_at for result in self.results)

    def checks(self) -> Iterator[tuple[Graded, dict[str, Any]]]:
        """Yield every check of every exercise that carries points."""
        for result in self.results:
            for check in result.report["checks"]:
                if check["max_points"]:
                    yield result, check

    def overridden(self) -> list[str]:
        """Name the exercises whose score an instructor set."""
        return [result.exercise for result in self.results if result.override is not None]


def from_store(path: Path, assignment: str | None) -> list[Learner]:
    """Read the learners of one assignment.

    Raises
    ------
    StudyError
        No such store or assignment, or several assignments and none was named.
    """
    with Store.open(path, read_only=True) as store:
        chosen = choose(store, assignment, path)
        rows = list(store.rows(chosen))
    if not rows:
        raise StudyError(
            f"{shown(path)} holds no graded submission of {chosen}. "
            "Grade it first: `sslgrade course grade DIR`."
        )
    return grouped(rows)


def choose(store: Store, assignment: str | None, path: Path) -> str:
    """Return the assignment that is meant; the only one where none was named."""
    names = store.assignments()
    listed = ", ".join(names) or "none"
    if assignment is not None and assignment not in names:
        raise StudyError(
            f"{shown(path)} has no assignment {assignment!r}. Expected one of: {listed}."
        )
    if assignment is None and len(names) != 1:
        raise StudyError(
            f"{shown(path)} holds {len(names)} assignments ({listed}). "
            "Choose one with --assignment."
        )
    return assignment or names[0]


def grouped(rows: Iterable[Graded]) -> list[Learner]:
    """Put rows together by learner; they come sorted."""
    return [
        Learner(student, assignment, tuple(results))
        for (assignment, student), results in groupby(rows, lambda r: (r.assignment, r.student))
    ]


def from_document(text: bytes, student: str, assignment: str) -> Learner:
    """Read what ``sslgrade check --json`` printed, as the results of one learner.

    Raises
    ------
    StudyError
        It is no such document; the message names the field.
    """
    from sslgrade.course.exports.documents import reports

    when = now()
    return Learner(
        student,
        assignment,
        tuple(
            Graded(
                assignment=assignment,
                student=student,
                exercise=report["exercise"],
                backend=report["backend"],
                key="",
                report=report,
                score=report["score"],
                max_score=report["max_score"],
                override=None,
                source="",
                submitted_at=None,
                graded_at=when,
            )
            for report in reports(text)
        ),
    )


def explanation(report: dict[str, Any]) -> str:
    """Say in words what was found beside the checks: an error, or the diagnosis with its hint."""
    from sslgrade.report.words import happened

    parts = []
    if report["status"] == "error" and report["isolation"]["level"] != "none":  # it was run
        parts.append(happened(report["reason"]))
    if report["status"] == "not_started":
        parts.append("Not begun: the functions still raise NotImplementedError.")
    if report["message"]:
        parts.append(report["message"])
    if found := report["diagnosis"]:
        verb = "together compute" if len(found["misconceptions"]) > 1 else "computes"
        parts += [f"This is exactly what “{found['title']}” {verb}.", found["hint"]]
    return "\n".join(parts)


def dumped(document: object) -> bytes:
    """Write JSON as every format here does: readable, and whole in any encoding."""
    return (json.dumps(document, indent=1, ensure_ascii=True) + "\n").encode()
