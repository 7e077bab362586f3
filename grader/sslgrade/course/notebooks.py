"""One learner's notebook as text: a module for each exercise, and the quiz answers.

The check cells say which exercises are meant; the functions are looked for in the cells above the
check cell, as a kernel would have run them, and in all cells where none of those defines them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sslgrade.content.catalogue import Catalogue, Exercise, catalogue
from sslgrade.content.modules import ContentError
from sslgrade.course import cells as reading
from sslgrade.course.calls import CheckCall, QuizCall, bindings, calls
from sslgrade.course.cells import Cell, Document
from sslgrade.notebook.magics import plain
from sslgrade.notebook.slicing import Slice, SliceError, cut


@dataclass(frozen=True)
class Source:
    """The module that was cut out for one exercise; ``notes`` say what was left out, and why.

    ``places`` has the cell and the line in it of every line of ``text``. ``refused`` says why it
    cannot be told what the learner's code is; ``text`` is empty then.
    """

    text: str
    notes: tuple[str, ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    refused: str = ""
    backend: str | None = None


@dataclass(frozen=True)
class NotebookSubmission:
    """Everything that can be graded in one notebook, and what was wrong with it."""

    sources: dict[str, Source] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def read(path: Path, found: Catalogue | None = None) -> NotebookSubmission:
    """Read a notebook that was handed in. Whatever it holds, this returns."""
    return submission(reading.read(path), found)


def submission(document: Document, found: Catalogue | None = None) -> NotebookSubmission:
    """Find the work in the cells of a notebook."""
    found = found or catalogue()
    result = NotebookSubmission(faults=list(document.faults))
    code = [cell for cell in document.cells if cell.kind == "code"]
    for place, call in _asked(code, found):
        if isinstance(call, QuizCall):
            answer = answer_to(call, code)
            if answer is not None:
                result.answers[call.item] = answer
        elif call.exercise not in result.sources:
            try:
                exercise = found.get(call.exercise)
                result.sources[exercise.id] = source_of(exercise, code, place, call)
            except ContentError as error:
                result.faults.append(f"{code[place].label}: {error}")
    return result


def _asked(code: Sequence[Cell], found: Catalogue) -> Iterator[tuple[int, CheckCall | QuizCall]]:
    """Find what is asked: in the instructor's cells first, then in the learner's own."""
    ranked = sorted(range(len(code)), key=lambda place: not code[place].is_test)
    seen: set[str] = set()
    for place in ranked:
        for call in calls(code[place].text):
            if isinstance(call, CheckCall):
                seen.add(call.exercise)
            yield place, call
        name = code[place].grade_id
        if code[place].is_test and name in found.ids and name not in seen:
            seen.add(name)
            yield place, CheckCall(name, ())
    for cell in code:  # a check cell that was deleted: its work is still there
        name = cell.grade_id.removesuffix("-solution")
        if cell.solution and name in found.ids and name not in seen:
            seen.add(name)
            yield len(code), CheckCall(name, ())
    if not seen:
        yield from _unasked(code, found)


def _unasked(code: Sequence[Cell], found: Catalogue) -> Iterator[tuple[int, CheckCall]]:
    """Without any check cell: the exercises all of whose functions are defined."""
    texts = "\n".join(plain(cell.text).text for cell in code)
    for exercise in found.exercises:
        names = [entry.name for entry in exercise.manifest.entries]
        if all(f"def {name}(" in texts for name in names):
            yield len(code), CheckCall(exercise.id, ())


def source_of(exercise: Exercise, code: Sequence[Cell], place: int, call: CheckCall) -> Source:
    """Cut the module of one exercise out of the code cells.

    Parameters
    ----------
    place
        Where the check stands among the cells: what is above it counts, if it defines anything.
    """
    wanted = [entry.name for entry in exercise.manifest.entries]
    names, aliases = wanted, ""
    if len(wanted) == len(call.names) == 1 and call.names[0] not in wanted:
        names, aliases = list(call.names), f"{wanted[0]} = {call.names[0]}\n"
    work = [cell for cell in code if not cell.is_test]
    above = [cell for cell in code[:place] if not cell.is_test]
    try:
        taken = _cut(above, names)
        if taken.missing and len(work) > len(above):
            taken = _cut(work, names)
    except SliceError as error:
        return Source("", refused=str(error), backend=call.backend)
    text, places = taken.source, taken.places
    if taken.missing and len(taken.missing) == len(names):
        # The grader says what is wrong with a cell that is no Python better than we could.
        broken, where = _broken(work, taken, names)
        text, places, aliases = text + broken, (*places, *where), ""
    return Source(text + aliases, tuple(_notes(taken)), places, backend=call.backend)


def _cut(cells: Sequence[Cell], names: Sequence[str]) -> Slice:
    try:
        return cut([cell.text for cell in cells], names, [cell.label for cell in cells])
    except (RecursionError, MemoryError):
        raise SliceError(
            "The cells are nested too deeply to be read. Write the function without that."
        ) from None


def _broken(
    cells: Sequence[Cell], taken: Slice, names: Sequence[str]
) -> tuple[str, list[tuple[str, int]]]:
    """Return the text of the unreadable cell that was to define the function, if there is one."""
    labels = {label for label, _ in taken.unreadable}
    unreadable = [cell for cell in cells if cell.label in labels]
    for cell in unreadable:
        if any(f"def {name}" in cell.text for name in names):
            text = plain(cell.text).text
            return text + "\n", [(cell.label, n + 1) for n in range(text.count("\n") + 1)]
    return "", []


def _notes(taken: Slice) -> Iterator[str]:
    magics = list(dict.fromkeys(f"`{magic}`" for _, magic in taken.dropped))
    if magics:
        more = f" and {len(magics) - 5} more" if len(magics) > 5 else ""
        listed = ", ".join(magics[:5])
        yield f"Not graded, because only a notebook can run it: {listed}{more}."
    for label, why in taken.unreadable[:5]:
        yield f"Not graded, because it is no Python: {label}: {why}."


def answer_to(call: QuizCall, code: Sequence[Cell]) -> str | None:
    """Return the answer to a question as its text stands in the cells; None where none does."""
    if call.name is None:
        return call.answer
    found = list(bindings([c.text for c in code if not c.is_test], call.name))
    return found[-1] if found else None
