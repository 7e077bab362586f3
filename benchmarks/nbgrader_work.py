"""One class for plain nbgrader, for nbgrader with our preprocessor, for otter, for `course grade`.

Plain nbgrader and otter test with `np.testing.assert_allclose` on one input of the exercise and
what the reference computes on it, as instructors do: the least that a rival can do.
"""

from __future__ import annotations

import base64
import json
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from workload import Case

from sslgrade.content.catalogue import Exercise
from sslgrade.course.store import Store
from sslgrade.grading.context import Context
from sslgrade.grading.numerics import call

STAMP = "2026-11-22 20:00:00 UTC"
_TEST = """\
import base64, pickle
import numpy as np
args, kwargs, wanted = pickle.loads(base64.b64decode({data!r}))
got = {name}(*args, **kwargs)
got = got if isinstance(got, (tuple, dict)) else (got,)
for one, two in zip(got.values() if isinstance(got, dict) else got, wanted):
    np.testing.assert_allclose(one, two, rtol=1e-4, atol=1e-5)
"""


def test_of(exercise: Exercise) -> str:
    """Return the text of a test cell for the first value probe of an exercise."""
    context = Context(exercise, "numpy", 1)
    probe = context.value_probes()[0]
    entry, inputs = context.entry(probe.entry), context.inputs(probe)
    value = call(context.reference[probe.entry], entry, inputs)
    values = list(value.values()) if isinstance(value, dict) else value
    wanted = [np.asarray(v) for v in (values if isinstance(values, (tuple, list)) else [values])]
    args = [inputs[a.name] for a in entry.args if a.name in inputs]
    kwargs = {a.name: inputs[a.name] for a in entry.keyword if a.name in inputs}
    data = base64.b64encode(pickle.dumps((args, kwargs, wanted))).decode()
    return _TEST.format(data=data, name=probe.entry)


def cell(kind: str, text: str, **nbgrader: Any) -> dict[str, Any]:
    """Return one notebook cell."""
    made: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": text}
    made["id"] = nbgrader.get("grade_id", "x").replace("_", "-")
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    if nbgrader:
        made["metadata"] = {"nbgrader": {"schema_version": 3, "task": False, **nbgrader}}
    return made


def document(cells: list[dict[str, Any]]) -> str:
    """Return a notebook's text."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": cells}
    return json.dumps(whole)


def plain_cells(exercises: Sequence[Exercise], sources: dict[str, str]) -> list[dict[str, Any]]:
    """Return the cells of a plain assignment: a solution and a test for every exercise."""
    cells = []
    for exercise in exercises:
        solution = {"grade": False, "solution": True, "locked": False}
        test = {"grade": True, "solution": False, "locked": True, "points": 10}
        cells.append(
            cell("code", sources[exercise.id], grade_id=f"{exercise.id}-solution", **solution)
        )
        cells.append(cell("code", test_of(exercise), grade_id=f"{exercise.id}-test", **test))
    return cells


def run(argv: Sequence[str], cwd: Path) -> None:
    """Run a command that must succeed."""
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def plain_course(root: Path, exercises: Sequence[Exercise]) -> None:
    """Make a plain nbgrader course with one assignment."""
    (root / "source" / "ps1").mkdir(parents=True)
    stubs = {exercise.id: exercise.stub("numpy") for exercise in exercises}
    text = document(plain_cells(exercises, stubs))
    (root / "source" / "ps1" / "ps1.ipynb").write_text(text)
    (root / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'x'\n"
    )
    run([sys.executable, "-m", "nbgrader", "generate_assignment", "ps1"], root)


def our_course(root: Path, exercises: Sequence[Exercise]) -> None:
    """Make the course that `course init` and `course build` make."""
    ours = [sys.executable, "-c", "from sslgrade.commands import main; main()", "course"]
    run([*ours, "init", str(root)], root.parent)
    names = ",".join(exercise.id for exercise in exercises)
    run([*ours, "build", "ps1", "--exercises", names, "--course", str(root)], root.parent)


def hand_in(root: Path, learners: Sequence[dict[str, Case]], suffix: str) -> None:
    """Put every learner's code into the solution cells of the released notebook.

    The code differs between learners, so that nothing can be graded once for two.
    """
    released = json.loads((root / "release" / "ps1" / "ps1.ipynb").read_text())
    for number, work in enumerate(learners):
        for item in released["cells"]:
            about = item["metadata"].get("nbgrader", {})
            name = about.get("grade_id", "").removesuffix("-solution")
            if about.get("solution") and name in work:
                item["source"] = work[name].source.decode()
        folder = root / "submitted" / f"{suffix}{number:03}" / "ps1"
        folder.mkdir(parents=True)
        (folder / "ps1.ipynb").write_text(json.dumps(released))
        (folder / "timestamp.txt").write_text(STAMP)


def files(root: Path, learners: Sequence[dict[str, Case]], suffix: str) -> None:
    """Write the same class as STUDENT/EXERCISE.py."""
    for number, work in enumerate(learners):
        folder = root / f"{suffix}{number:03}"
        folder.mkdir(parents=True)
        for name, case in work.items():
            (folder / f"{name}.py").write_bytes(case.source)


def otter_assignment(root: Path, exercises: Sequence[Exercise], otter: Path) -> Path:
    """Make an autograder for otter; return it."""
    tests = root / "tests"
    tests.mkdir(parents=True)
    for exercise in exercises:
        code = ">>> exec(" + repr(test_of(exercise)) + ")"
        case = {"code": code, "hidden": False, "locked": False, "points": 10}
        suite = {"cases": [case], "type": "doctest", "scored": True, "setup": "", "teardown": ""}
        text = f"test = {{'name': {exercise.id!r}, 'points': 10, 'suites': [{suite!r}]}}\n"
        (tests / f"{exercise.id}.py").write_text("OK_FORMAT = True\n" + text)
    run([str(otter), "generate", "-t", "tests", "--no-environment"], root)
    return root / "autograder.zip"


def otter_notebook(path: Path, exercises: Sequence[Exercise], work: dict[str, Case]) -> None:
    """Write one learner's notebook for otter."""
    cells = [cell("code", work[exercise.id].source.decode()) for exercise in exercises]
    for number, one in enumerate(cells):
        one["id"] = f"c{number}"
    path.write_text(document(cells))


def full_marks(root: Path) -> list[bool]:
    """Return for every score that a rival left in its files whether it is the highest possible."""
    if (root / "class.sqlite").exists():
        with Store.open(root / "class.sqlite", read_only=True) as store:
            return [row.score == row.max_score for row in store.rows()]
    if (root / "gradebook.db").exists():
        base = sqlite3.connect(root / "gradebook.db")
        rows = base.execute(
            "SELECT g.auto_score, c.max_score FROM grade g JOIN grade_cells c ON c.id = g.cell_id"
        ).fetchall()
        base.close()
        return [score == most for score, most in rows]
    found = []
    for path in root.glob("out*/results.json"):
        tests = [test for test in json.loads(path.read_text())["tests"] if "max_score" in test]
        found += [test["score"] == test["max_score"] for test in tests]
    return found
