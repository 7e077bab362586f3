"""An instructor's own score for a submission: with a reason, and never without a trace."""

from __future__ import annotations

from sslgrade.course.graded import Override
from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError, shown
from sslgrade.study.store import now


def assignment_of(store: Store, student: str, exercise: str, asked: str | None) -> tuple[str, int]:
    """Return the assignment in which a learner handed in an exercise, and its maximum.

    Raises
    ------
    StudyError
        There is no such submission, or there are several assignments with one.
    """
    found = store.maxima(student, exercise)
    if asked is not None:
        found = {name: most for name, most in found.items() if name == asked}
    if not found:
        inside = f" in {asked}" if asked else ""
        raise StudyError(
            f"{shown(store.path)} has no graded {exercise} of {student}{inside}. "
            "`sslgrade course override --list` shows what was overridden; the names are those of "
            "the folders that were graded."
        )
    if len(found) > 1:
        names = ", ".join(sorted(found))
        raise StudyError(
            f"{student} handed in {exercise} for several assignments: {names}. Name one with "
            "--assignment."
        )
    return next(iter(found.items()))


def override(
    store: Store,
    student: str,
    exercise: str,
    score: float | None,
    *,
    reason: str,
    who: str,
    assignment: str | None = None,
) -> str:
    """Keep a score of the instructor's, or withdraw it (None); return what is said of it.

    Raises
    ------
    StudyError
        No such submission, no reason, or a score outside of what the exercise has.
    """
    if not reason.strip():
        raise StudyError('found an empty reason. Say why: --reason "graded by hand".')
    name, most = assignment_of(store, student, exercise, assignment)
    if score is not None and not 0 <= score <= most:
        raise StudyError(f"found {score:g} points, expected 0 to {most} for {exercise}.")
    store.override(name, student, exercise, Override(score, reason.strip(), who, now()))
    what = "what was graded counts again" if score is None else f"{score:g} of {most} points count"
    return f"{student}, {exercise} ({name}): {what}."
