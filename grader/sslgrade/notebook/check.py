"""``sslgrade.check``: grade functions of a notebook or a script, as the terminal would."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sslgrade.notebook.score import Score
from sslgrade.notebook.slicing import Slice, SliceError, cut
from sslgrade.notebook.source import Cells, CheckError, cells_of

if TYPE_CHECKING:
    from sslgrade.content.catalogue import Exercise
    from sslgrade.report.model import Report

_LINE = re.compile(r"(?<=\bat )line (\d+)\b|(?<=\()line (\d+)\b")
_YOUR_FILE = re.compile(r"\b([Yy])our file\b")
_MOST_NOTES = 5


def check(
    exercise: str,
    *functions: Callable[..., Any],
    backend: str | None = None,
    seed: int | None = None,
) -> Score:
    """Grade your functions, and show what they compute instead: ``check("mlm_loss", mlm_loss)``.

    The text of the functions, and of all they use, is taken from the cells that you ran (in a
    script: from its file), and runs in a process of its own, as in the terminal.

    Parameters
    ----------
    exercise
        The exercise's id.
    functions
        Your functions; where an exercise asks for several, they are told apart by their names.
    backend
        ``"numpy"`` or ``"jax"``; when None, what your code imports.
    seed
        Repeats the values of an earlier check.

    Returns
    -------
    Score
        The points, as a float. A notebook shows the feedback; ``print(score.text)`` does elsewhere.

    Raises
    ------
    CheckError
        No such exercise, or not its functions. It says what was expected.
    """
    caller = sys._getframe(1).f_globals
    with quiet():
        return _check(exercise, functions, backend, seed, caller)


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the grader's own arithmetic, and every warning, away from the caller's screen.

    nbgrader gives 0 points to a cell that writes to standard error.
    """
    import numpy as np

    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stderr(io.StringIO()):
            yield


def _check(
    name: str,
    functions: tuple[Callable[..., Any], ...],
    backend: str | None,
    seed: int | None,
    caller: dict[str, Any],
) -> Score:
    exercise = _exercise(name)
    wanted = [entry.name for entry in exercise.manifest.entries]
    for function in functions:
        if not callable(function):
            raise CheckError(
                f"found {type(function).__name__}, expected your function. "
                f"Write `{_usage(name, wanted)}`."
            )
    if not functions:
        raise CheckError(f"found no function. Write `{_usage(name, wanted)}`.")
    if backend not in (None, "numpy", "jax"):
        raise CheckError(f'found backend={backend!r}, expected "numpy" or "jax".')
    if backend is not None and backend not in exercise.manifest.backends:
        tracks = " and ".join(exercise.manifest.backends)
        raise CheckError(
            f"{name} has no {backend} track; it is written in {tracks}. Leave out backend=."
        )
    cells = cells_of(functions, caller)
    aliases = _aliases(name, wanted, cells)
    try:
        taken = cut(cells.texts, cells.names, cells.labels)
        if taken.missing:
            raise SliceError(
                f"`{taken.missing[0]}` is there, but no statement of your code binds that name. "
                "Define it with `def`, run that cell, and check again."
            )
    except SliceError as error:
        return Score(refused(exercise, backend or exercise.manifest.backends[0], str(error)))
    return grade_slice(exercise, taken, aliases, backend=backend, seed=seed, path=cells.path)


def grade_slice(
    exercise: Exercise,
    taken: Slice,
    aliases: str = "",
    *,
    backend: str | None = None,
    seed: int | None = None,
    path: Path | None = None,
) -> Score:
    """Grade a module that was cut out of cells, or out of the file at ``path``."""
    from sslgrade.grading.grade import grade
    from sslgrade.study.errors import StudyError
    from sslgrade.study.selection import backend_of

    source = (taken.source + aliases).encode()
    try:
        track = backend_of(exercise, backend, None, source)
        modules = _beside(exercise, track, path) if path is not None else {}
    except StudyError as error:
        raise CheckError(str(error)) from None
    name = path.name if path is not None else "notebook.py"
    report = grade(source, exercise, track, seed=seed, filename=name, modules=modules)
    return Score(placed_in(report, taken), _notes(taken))


def _beside(exercise: Exercise, backend: str, path: Path) -> dict[str, bytes]:
    """Return the earlier exercises that a file of a workspace may import, as in the terminal."""
    from sslgrade.content.catalogue import catalogue
    from sslgrade.study.selection import siblings
    from sslgrade.study.stubs import store
    from sslgrade.study.workspace import find

    workspace = find(path.parent)
    if workspace is None:
        return {}
    stubs = store(workspace.state, lambda message: None).read()
    return siblings(workspace, catalogue(), exercise, backend, stubs)


def _exercise(name: str) -> Exercise:
    from sslgrade.content.catalogue import catalogue
    from sslgrade.content.modules import ContentError

    if not isinstance(name, str):
        raise CheckError(
            f"found {type(name).__name__}, expected the exercise's id in quotes. "
            'Write `sslgrade.check("mlm_loss", mlm_loss)`.'
        )
    try:
        exercise = catalogue().get(name)
        _ = exercise.manifest
    except ContentError as error:
        raise CheckError(str(error)) from None
    return exercise


def _usage(name: str, wanted: list[str]) -> str:
    return f'sslgrade.check("{name}", {", ".join(wanted)})'


def _aliases(name: str, wanted: list[str], cells: Cells) -> str:
    """Return lines that give the functions the names that the exercise asks for."""
    strangers = [n for n in cells.names if n not in wanted]
    if not strangers:
        return ""
    if len(wanted) == len(cells.names) == 1:
        return f"{wanted[0]} = {cells.names[0]}\n"
    raise CheckError(
        f"found {' and '.join(f'`{n}`' for n in strangers)}; {name} asks for "
        f"{' and '.join(f'`{n}`' for n in wanted)}. Name your functions so, and write "
        f"`{_usage(name, wanted)}`."
    )


def placed_in(report: Report, taken: Slice) -> Report:
    """Name the learner's own cells and lines instead of those of the module cut from them."""

    def placed(text: str) -> str:
        text = _LINE.sub(lambda m: taken.where(int(m[1] or m[2])), text)
        return _YOUR_FILE.sub(lambda m: f"{m[1]}our code", text)

    checks = tuple(replace(c, message=placed(c.message)) for c in report.checks)
    case = report.counterexample
    case = replace(case, yours=placed(case.yours)) if case is not None else None
    return replace(report, message=placed(report.message), checks=checks, counterexample=case)


def _notes(taken: Slice) -> tuple[str, ...]:
    """Say which magics were left out."""
    magics = list(dict.fromkeys(f"`{magic}`" for _, magic in taken.dropped))
    if not magics:
        return ()
    more = len(magics) - _MOST_NOTES
    listed = ", ".join(magics[:_MOST_NOTES]) + (f" and {more} more" if more > 0 else "")
    return (f"Not part of what was graded, because only a notebook can run it: {listed}.",)


def refused(exercise: Exercise, backend: str, message: str) -> Report:
    """Return the report of code that cannot be told apart from other code in the notebook."""
    from sslgrade.report.model import Isolation, Report

    return Report(
        exercise=exercise.id,
        backend=backend,
        status="error",
        reason="policy",
        mode="full" if exercise.has_solution else "public",
        score=0,
        max_score=exercise.manifest.points_for(backend),
        checks=(),
        diagnosis=None,
        relation=None,
        counterexample=None,
        isolation=Isolation("none"),
        seed=None,
        cpu_s=0.0,
        wall_s=0.0,
        peak_rss_mb=0.0,
        message=message,
    )
