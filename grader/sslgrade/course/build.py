"""Build an assignment: the source notebook, and through nbgrader the released one."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import capture_log
from traitlets.config.loader import PyFileConfigLoader

from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.content.modules import ContentError
from sslgrade.content.quiz import Item, bank
from sslgrade.course.assignment import Assignment, cell_names, notebook
from sslgrade.course.init import CONFIG
from sslgrade.study.errors import StudyError, shown

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*$")


def chosen_exercises(found: Catalogue, names: Sequence[str]) -> tuple[Exercise, ...]:
    """Find exercises by id, each once."""
    return tuple(found.get(name) for name in dict.fromkeys(names))


def chosen_items(found: Catalogue, names: Sequence[str]) -> tuple[Item, ...]:
    """Find quiz items by id; a family's name stands for all of its items."""
    quiz = bank(found.root)
    families = {family.name: family.items for family in quiz.families}
    chosen: dict[str, Item] = {}
    for name in names:
        if name in families:
            chosen.update({item.id: item for item in families[name]})
        elif name in quiz.items:
            chosen[name] = quiz.items[name]
        else:
            raise StudyError(
                f"no question or quiz family {name!r}; families are {', '.join(families)}. "
                f"Questions are called like {next(iter(quiz.items), 'mlm-01')}."
            )
    return tuple(chosen.values())


def points_of(texts: Sequence[str], names: Sequence[str]) -> dict[str, float]:
    """Read ``mlm_loss=5``.

    Raises
    ------
    StudyError
        No such check cell, or no number of points.
    """
    found: dict[str, float] = {}
    for text in texts:
        name, equals, number = text.partition("=")
        if name not in names:
            raise StudyError(
                f"--points {text}: {name!r} is not part of this assignment; expected one of "
                f"{', '.join(names)}, as in `--points {names[0]}=5`."
            )
        try:
            found[name] = float(number)
        except ValueError:
            found[name] = -1.0
        if not equals or not 0 <= found[name] <= 1000:
            raise StudyError(
                f"--points {text}: expected a number from 0 to 1000, as in `--points {name}=5`."
            )
    return found


def build(course: Path, assignment: Assignment, say: Callable[[str], None]) -> list[Path]:
    """Write ``source/<name>/<name>.ipynb`` and let nbgrader make the released version.

    Returns
    -------
    The files written.

    Raises
    ------
    StudyError
        The assignment is there already, or this is no course.
    """
    if not _NAME.match(assignment.name):
        raise StudyError(
            f"found {assignment.name!r} as the assignment's name, expected letters, digits, `-`, "
            "`_` and `.`, as in `week1`."
        )
    if not (course / CONFIG).is_file():
        raise StudyError(
            f"{shown(course)} has no {CONFIG}, so that it is no course. Make one with `sslgrade "
            "course init DIR`, or name it: `--course DIR`."
        )
    source = course / "source" / assignment.name
    released = course / "release" / assignment.name
    for taken in (source, released):
        if taken.exists():
            raise StudyError(
                f"{shown(taken)} is there already; nothing was changed. Choose another name, or "
                "remove that folder."
            )
    made = notebook(assignment)
    nbformat.validate(made)
    MetadataValidator().validate_nb(made)
    file = source / f"{assignment.name}.ipynb"
    with _removed_on_failure(source, released):
        source.mkdir(parents=True)
        file.write_text(nbformat.writes(made) + "\n", encoding="utf-8")
        _generate(course, assignment.name)
        _prove(file, released / file.name, assignment)
    for other in assignment.exercises:
        if assignment.backend not in other.manifest.backends:
            say(
                f"{other.id} has no {assignment.backend} track; its "
                f"{other.manifest.backends[0]} version was taken."
            )
    return [file, released / file.name]


@contextmanager
def _removed_on_failure(*folders: Path) -> Iterator[None]:
    """Leave nothing half-built: these folders did not exist before."""
    try:
        yield
    except BaseException:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        raise


def settings(course: Path) -> Any:
    """Read the course's nbgrader_config.py."""
    return PyFileConfigLoader(CONFIG, path=str(course.resolve())).load_config()


def _generate(course: Path, name: str) -> None:
    """Run ``nbgrader generate_assignment``."""
    config = settings(course)
    folder = CourseDirectory(config=config)
    folder.assignment_id = name
    told: Mapping[str, Any] = capture_log(GenerateAssignment(coursedir=folder, config=config))
    if not told["success"]:
        said = str(told.get("log") or told.get("error") or "it gave no reason").strip()
        raise StudyError(
            f"nbgrader could not make the released version of {name}:\n{said.splitlines()[-1]}\n"
            "Nothing was kept. Mend nbgrader_config.py, then build again."
        )


def _prove(source: Path, released: Path, assignment: Assignment) -> None:
    """Refuse a released version that is not the stub to the letter.

    ``c.ClearSolutions`` may have been changed in the course's settings.
    """
    found = {
        cell.metadata.get("nbgrader", {}).get("grade_id"): cell.source
        for cell in nbformat.read(released, as_version=4).cells
    }
    for exercise in assignment.exercises:
        stubs = [exercise.stub(track).strip("\n") for track in exercise.manifest.backends]
        if found.get(f"{exercise.id}-solution") not in stubs:
            raise ContentError(
                f"the released version of {exercise.id} is not its stub, so that it may show "
                f"the solution; nothing was kept. Compare `c.ClearSolutions` in {CONFIG} with the "
                "one that `sslgrade course init` writes."
            )


__all__ = ["build", "cell_names", "chosen_exercises", "chosen_items", "points_of", "settings"]
