"""The source notebook of an assignment: task, stub, check cell; question, answer, mark cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from sslgrade.content.catalogue import Exercise
from sslgrade.content.quiz import Item
from sslgrade.content.quiz_draw import Question, draw
from sslgrade.course.embedding import embedded
from sslgrade.grading.quiz import letters
from sslgrade.notebook.quiz import FULL, SEED, how, variable

_INTRODUCTION = """\
# {name}

Write your functions where `raise NotImplementedError` stands. Run a cell that says
`sslgrade.check(…)` to see what your code computes; check as often as you like. What counts is what
this notebook says when you hand it in. Leave the check cells as they are, and do not copy cells.
"""


@dataclass(frozen=True)
class Assignment:
    """What an instructor asks for. ``points`` are those that differ from the usual, by id."""

    name: str
    exercises: tuple[Exercise, ...]
    items: tuple[Item, ...] = ()
    backend: str = "numpy"
    points: Mapping[str, float] | None = None

    def worth(self, name: str, usual: float) -> float:
        """Return how many points a check cell gives."""
        return (self.points or {}).get(name, usual)


def notebook(assignment: Assignment) -> Any:
    """Build the instructor's version, references included."""
    cells = [
        _text("introduction", _INTRODUCTION.format(name=assignment.name)),
        new_code_cell("import sslgrade", metadata=_own("setup", locked=True)),
    ]
    for exercise in assignment.exercises:
        cells += _exercise(assignment, exercise)
    for item in assignment.items:
        cells += _question(assignment, draw(item, SEED))
    for number, cell in enumerate(cells):
        # Ids from content, so that the same assignment is the same file.
        cell["id"] = cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell-{number}"
    return new_notebook(
        cells=cells,
        metadata={
            "kernelspec": {
                "name": "python3",
                "display_name": "Python 3 (ipykernel)",
                "language": "python",
            },
            "language_info": {"name": "python"},
        },
    )


def _own(
    name: str,
    *,
    grade: bool = False,
    solution: bool = False,
    locked: bool = False,
    points: float | None = None,
) -> dict[str, Any]:
    own: dict[str, Any] = {
        "schema_version": 3,
        "grade_id": name,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    if points is not None:
        own["points"] = int(points) if float(points).is_integer() else points
    return {"nbgrader": own}


def _text(name: str, text: str) -> Any:
    return new_markdown_cell(text.strip("\n"), metadata=_own(name, locked=True))


def _test(name: str, call: str, points: float) -> Any:
    return new_code_cell(call, metadata=_own(name, grade=True, locked=True, points=points))


def _exercise(assignment: Assignment, exercise: Exercise) -> list[Any]:
    backend = assignment.backend
    if backend not in exercise.manifest.backends:
        backend = exercise.manifest.backends[0]
    names = [entry.name for entry in exercise.manifest.entries]
    track = ', backend="jax"' if backend == "jax" else ""
    stub = exercise.stub(backend).strip("\n")
    work = embedded(stub, exercise.reference_source(backend), exercise.id)
    return [
        _text(f"{exercise.id}-task", exercise.readme()),
        new_code_cell(work, metadata=_own(f"{exercise.id}-solution", solution=True)),
        _test(
            exercise.id,
            f'sslgrade.check("{exercise.id}", {", ".join(names)}{track})',
            assignment.worth(exercise.id, exercise.manifest.points_for(backend)),
        ),
    ]


def _question(assignment: Assignment, question: Question) -> list[Any]:
    name = question.item.id
    holder = variable(name)
    return [
        _text(f"{name}-question", question_text(question)),
        # An ordinary cell: nbgrader would empty a solution cell in the released version.
        new_code_cell(f'{holder} = ""  # {how(question)}'),
        _test(name, f'sslgrade.quiz("{name}", {holder})', assignment.worth(name, FULL)),
    ]


def question_text(question: Question) -> str:
    """Write a question as Markdown; nothing of its key is in it."""
    item = question.item
    parts = [f"### Question {item.id}", question.text.strip()]
    if item.code:
        code = item.code
        if item.kind == "spot_the_bug":
            code = "\n".join(f"{n:2d}  {line}" for n, line in enumerate(code.split("\n"), 1))
        parts.append(f"```\n{code}\n```")
    if question.shown:
        steps = enumerate(question.shown, 1)
        parts.append("\n".join(f"{shown}. {item.steps[place]}" for shown, place in steps))
    if question.options:
        parts.append(_options(question))
    return "\n\n".join(parts)


def _options(question: Question) -> str:
    pairs = zip(letters(question), question.options, strict=True)
    return "\n".join(f"- **{letter})** {option.text}" for letter, option in pairs)


def cell_names(exercises: Sequence[Exercise], items: Sequence[Item]) -> list[str]:
    """Return the names of all check cells, which are the columns of the gradebook."""
    return [*(exercise.id for exercise in exercises), *(item.id for item in items)]
