from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

pytest.importorskip("nbgrader")

from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade
from tests.course.learners import MLM, PER_SENTENCE

from sslgrade.content.catalogue import Exercise, catalogue
from sslgrade.course.cells import Cell
from sslgrade.course.execute import fill
from sslgrade.course.marking import Marked, Marker, in_a_line, share
from sslgrade.course.released import ReleasedCell
from sslgrade.report.model import Diagnosis, Isolation, Report
from sslgrade.worker.isolation.plan import IsolationError, Plan

TEST = ReleasedCell("t", "code", "", "", True, True, False, False, 4.0)
REPORT = Report(
    "mlm_loss", "numpy", "failed", "wrong", "hidden", 3, 10, (), None, None, None,
    Isolation("L2"), None, 0.1, 0.1, 50.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def marker() -> Iterator[Marker]:
    made = Marker()
    yield made
    made.grader.close()


def mark(marker: Marker, test: str, *cells: str, points: float = 4.0) -> Marked:
    code = [Cell(n, "code", text) for n, text in enumerate(cells, 1)]
    code.append(Cell(len(code) + 1, "code", "whatever", "t", True, False, True))
    return marker.mark(replace(TEST, text=test, points=points), code, len(code) - 1)


def test_points_are_the_released_cells_part(marker: Marker) -> None:
    check = 'sslgrade.check("mlm_loss", mlm_loss)'
    assert mark(marker, check, MLM).points == 4.0
    wrong = mark(marker, check, PER_SENTENCE)
    assert wrong.points == 2.0
    assert "5 of 10 is worth 2 of 4 points here." in wrong.html
    assert wrong.text == (
        "mlm_loss: 5 of 10. This is exactly what “the mean over sentences of their mean surprise” "
        "computes."
    )
    assert "worth" not in mark(marker, check, MLM, points=10.0).html


def test_one_learner_never_affects_another(marker: Marker) -> None:
    check = 'sslgrade.check("mlm_loss", mlm_loss)'
    poison = (
        "import numpy as np\n"
        "def mlm_loss(logits, labels, selected, input_ids, attention_mask):\n"
        "    np.exp = np.log = None\n    logits[...] = 0\n"
        "    import os, signal\n    os.kill(os.getppid(), signal.SIGKILL)\n    return 0.0\n"
    )
    before = mark(marker, check, PER_SENTENCE)
    assert mark(marker, check, poison).points == 0.0
    after = mark(marker, check, PER_SENTENCE)
    assert (after.points, after.text) == (before.points, before.text)


def test_lines_are_those_of_the_learners_cells(marker: Marker) -> None:
    check = 'sslgrade.check("mlm_loss", mlm_loss)'
    told = mark(marker, check, "x = 1", "y = 2\ndef mlm_loss(:\n    pass")
    assert "line 2 of cell 2" in told.html
    assert told.text == "mlm_loss: 0 of 10. Python cannot read this code."


@pytest.mark.parametrize(
    ("test", "cells", "points", "text"),
    [
        ('sslgrade.quiz("mlm-01", a)', ["a = 'd'"], 4.0, "You answered d. Right.\n"),
        ('sslgrade.quiz("mlm-01", a)', ["a = 'a'"], 0.0, "You answered a. Not right.\n"),
        ('sslgrade.quiz("mlm-01", a)', ["a = ''"], 0.0, "Not answered."),
        (
            'sslgrade.quiz("mlm-01", a)',
            ["a = exit()"],
            0.0,
            "No answer was found: no cell gives it as a text in quotes.",
        ),
        ('sslgrade.quiz("mlm-01", a)', [], 0.0, "No answer was found: no cell gives it"),
        ('sslgrade.quiz("mlm-99", a)', ["a = 'd'"], 0.0, "Not graded: no question 'mlm-99' in"),
        ('sslgrade.check("mlm_los", f)', [], 0.0, "Not graded: no exercise 'mlm_los'."),
        ("assert f(2) == 4", ["f = abs"], 0.0, "Not graded: this cell holds neither "),
    ],
)
def test_what_else_a_check_cell_may_hold(
    marker: Marker, test: str, cells: list[str], points: float, text: str
) -> None:
    told = mark(marker, test, *cells)
    assert told.points == points
    assert told.text.startswith(text)
    assert bool(told.problem) == text.startswith("Not graded")


def test_a_class_is_refused_below_L2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sslgrade.course.warm.reach", lambda level, backend: Plan("L1"))
    with pytest.raises(IsolationError) as error:
        mark(Marker(), 'sslgrade.check("mlm_loss", mlm_loss)', MLM)
    assert str(error.value) == (
        "A class is graded at isolation level L2 or better; this machine reaches L1. `sslgrade "
        "doctor` says why. To grade all the same, set `c.IsolatedExecute.allow_weak_isolation = "
        "True` in nbgrader_config.py."
    )


def test_without_solutions_nothing_is_graded(
    marker: Marker, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = catalogue()

    class Public:
        def get(self, name: str) -> Exercise:
            return Exercise(whole.get(name).folder, None)

    monkeypatch.setattr("sslgrade.course.marking.catalogue", Public)
    told = mark(marker, 'sslgrade.check("mlm_loss", mlm_loss)', MLM)
    assert told == Marked(
        0.0,
        "Not graded: this installation has no solutions. Grade with one that has them.",
        problem="this installation has no solutions. Grade with one that has them.",
    )


@pytest.mark.parametrize(
    ("score", "of", "most", "worth"),
    [
        (5, 10, 4, 2.0),
        (1, 3, 1, 0.33),
        (10, 10, 0, 0.0),
        (11, 10, 4, 4.0),
        (-1, 10, 4, 0.0),
        (1, 0, 4, 0.0),
    ],
)
def test_share(score: float, of: float, most: float, worth: float) -> None:
    assert share(score, of, most) == worth


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "mlm_loss: 3 of 10"),
        (
            {"diagnosis": Diagnosis(("a", "b"), "this and that", "?")},
            "mlm_loss: 3 of 10. This is exactly what “this and that” together compute.",
        ),
        (
            {"status": "not_started", "score": 0},
            "mlm_loss: 0 of 10. Not begun: the functions still raise NotImplementedError.",
        ),
        (
            {"status": "error", "reason": "time", "score": 0},
            "mlm_loss: 0 of 10. The code was still running when its time was up.",
        ),
    ],
)
def test_one_line(changes: dict[str, Any], line: str) -> None:
    assert in_a_line(replace(REPORT, **changes)) == line


@pytest.mark.parametrize("points", [0.0, 0.33, 4.0])
def test_nbgrader_reads_the_points_that_were_written(points: float) -> None:
    node = new_code_cell("x", metadata={"nbgrader": TEST.metadata()["nbgrader"]})
    node.outputs = ["old"]
    fill(node, Marked(points, "text 4.0", "<b>"), 7)
    assert determine_grade(node) == (points, 4.0)
    assert [o.output_type for o in node.outputs] == ["stream", "execute_result"]
    assert (node.outputs[0].name, node.outputs[0].text) == ("stdout", "text 4.0\n")
    assert node.execution_count == 7
