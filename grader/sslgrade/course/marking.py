"""What one check cell is worth: an exercise graded in isolation, or a quiz answer marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sslgrade.content.catalogue import catalogue
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import bank
from sslgrade.content.quiz_draw import draw
from sslgrade.course.calls import CheckCall, QuizCall, calls
from sslgrade.course.cells import Cell
from sslgrade.course.notebooks import Source, answer_to, source_of
from sslgrade.course.released import ReleasedCell
from sslgrade.course.warm import ClassGrader
from sslgrade.notebook.check import placed_in, quiet, refused
from sslgrade.notebook.quiz import FULL, SEED, Told, marked
from sslgrade.notebook.score import Score
from sslgrade.notebook.slicing import Slice
from sslgrade.report.model import Report
from sslgrade.report.text import clean
from sslgrade.report.words import happened
from sslgrade.study.errors import StudyError
from sslgrade.study.selection import backend_of


@dataclass(frozen=True)
class Marked:
    """Points, and what is shown; ``problem`` says what the instructor has to mend."""

    points: float
    text: str = ""
    html: str = ""
    problem: str = ""


class Marker:
    """Marks the check cells of a class."""

    def __init__(self, *, allow_weak: bool = False) -> None:
        self.grader = ClassGrader(allow_weak=allow_weak)

    def mark(self, test: ReleasedCell, code: Sequence[Cell], place: int) -> Marked:
        """Mark one check cell.

        Parameters
        ----------
        test
            The cell as it was released: it says what is graded, and for how many points.
        code
            The learner's code cells, the check cells among them.
        place
            Where the check stands among them.
        """
        most = max(test.points or 0.0, 0.0)
        call = next(calls(test.text), None)
        try:
            if isinstance(call, CheckCall):
                return self._check(call, code, place, most)
            if isinstance(call, QuizCall):
                return _quiz(call, code, most)
        except ContentError as error:
            return _unmarked(str(error))
        return _unmarked(
            "this cell holds neither `sslgrade.check` nor `sslgrade.quiz`; nothing else is run "
            "where a class is graded. Grade it by hand."
        )

    def _check(self, call: CheckCall, code: Sequence[Cell], place: int, most: float) -> Marked:
        exercise = catalogue().get(call.exercise)
        if not exercise.has_solution:
            # Its public laws alone would be taken for full marks.
            return _unmarked("this installation has no solutions. Grade with one that has them.")
        with quiet():
            source = source_of(exercise, code, place, call)
            text = source.text.encode("utf-8", "replace")
            try:
                backend = backend_of(exercise, call.backend, None, text)
            except StudyError:
                backend = exercise.manifest.backends[0]
            if source.refused:
                report = refused(exercise, backend, source.refused).hidden()
            else:
                report = self.grader.grade(text, exercise, backend, "notebook.py")
                report = placed_in(report, Slice(source.text, source.places))
            return _shown(report, source, most)


def _shown(report: Report, source: Source, most: float) -> Marked:
    points = share(report.score, report.max_score, most)
    notes = list(source.notes)
    if report.max_score != most:
        notes.append(
            f"{report.score} of {report.max_score} is worth {points:g} of {most:g} points here."
        )
    return Marked(points, in_a_line(report), Score(report, tuple(notes))._repr_html_())


def in_a_line(report: Report) -> str:
    """Say what a check found, for readers that show no HTML."""
    line = f"{report.exercise}: {report.score} of {report.max_score}"
    if report.diagnosis is not None:
        verb = "together compute" if len(report.diagnosis.misconceptions) > 1 else "computes"
        return clean(f"{line}. This is exactly what “{report.diagnosis.title}” {verb}.")
    if report.status == "not_started":
        return f"{line}. Not begun: the functions still raise NotImplementedError."
    if report.status == "error":
        return f"{line}. {happened(report.reason).replace('file', 'code')}"
    return line


def _quiz(call: QuizCall, code: Sequence[Cell], most: float) -> Marked:
    items = bank(catalogue().root).items
    if call.item not in items:
        return _unmarked(f"no question {call.item!r} in this installation.")
    answer = answer_to(call, code)
    if answer is None:
        told = Told(
            call.item,
            "No answer was found: no cell gives it as a text in quotes.",
            "wrong",
        )
    elif not answer.strip():
        told = Told(call.item, "Not answered.", "wrong")
    else:
        told = marked(draw(items[call.item], SEED), answer)
    return Marked(share(float(told), FULL, most), told.text, told._repr_html_())


def share(score: float, of: float, most: float) -> float:
    """Return the part of ``most`` that a score is worth: never less than 0, nor more than most."""
    worth = most * score / of if of else 0.0
    return min(max(round(worth, 2), 0.0), most)


def _unmarked(problem: str) -> Marked:
    return Marked(0.0, f"Not graded: {problem}", problem=problem)
