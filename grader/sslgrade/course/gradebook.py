"""Writes a class's results into nbgrader's gradebook, where formgrader and exports read them.

The score that was graded becomes the automatic one; an instructor's override becomes the manual
one, which nbgrader lets count, so that formgrader shows both.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, NamedTuple

from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError, shown

_SQLITE = "sqlite:///"


class Written(NamedTuple):
    """How many scores were written, and which results have no cell in the gradebook."""

    scores: int
    missing: tuple[str, ...]


def write(store: Store, url: str, assignment: str) -> Written:
    """Write all results of an assignment; a result without a grade cell of its name is returned.

    Points are scaled from the exercise's own maximum to the cell's.

    Raises
    ------
    StudyError
        nbgrader is not installed, the gradebook cannot be opened, or has no such assignment.
    """
    try:
        from nbgrader.api import Gradebook, MissingEntry
        from sqlalchemy.exc import SQLAlchemyError
    except ImportError:
        raise StudyError(
            "--gradebook needs nbgrader: python -m pip install 'sslgrade[course]'"
        ) from None
    _expect(url)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's, about nbgrader's own statements
            with Gradebook(url) as book:
                return _write(store, book, assignment)
    except MissingEntry:
        raise StudyError(
            f"{url} has no assignment {assignment}; expected one that nbgrader made. Run "
            f"`nbgrader generate_assignment {assignment}` first, or name it with --assignment."
        ) from None
    except (SQLAlchemyError, OSError, ValueError) as error:
        raise StudyError(
            f"the gradebook {url} cannot be written: {_first(error)}. The store has every result; "
            "mend the address (as in sqlite:///gradebook.db) and run the same command again."
        ) from None


def _expect(url: str) -> None:
    """Refuse a file that is not there: nbgrader would make an empty gradebook of that name."""
    path = Path(url.removeprefix(_SQLITE))
    if url.startswith(_SQLITE) and not path.is_file():
        raise StudyError(
            f"{shown(path)} does not exist; expected the gradebook of a course, which "
            "`sslgrade course build` or nbgrader made. Name it: --gradebook sqlite:///PATH."
        )


def _write(store: Store, book: Any, assignment: str) -> Written:
    found = book.find_assignment(assignment)
    cells = {cell.name: cell for nb in found.notebooks for cell in nb.grade_cells}
    scores, missing = 0, []
    for row in store.rows(assignment):
        if row.exercise not in cells:
            missing.append(f"{row.student}, {row.exercise}")
            continue
        cell = cells[row.exercise]
        book.update_or_create_student(row.student)
        book.update_or_create_submission(assignment, row.student)
        grade = book.find_grade(row.exercise, cell.notebook.name, assignment, row.student)
        worth = cell.max_score / row.max_score if row.max_score else 0.0
        grade.auto_score = round(row.report["score"] * worth, 2)
        grade.manual_score = None if row.override is None else round(row.score * worth, 2)
        grade.needs_manual_grade = False
        scores += 1
    book.db.commit()
    return Written(scores, tuple(missing))


def _first(error: BaseException) -> str:
    return (str(error).split("\n") or [""])[0].rstrip(".")
