import subprocess
import sys
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import sslgrade
from sslgrade.content.catalogue import Catalogue
from sslgrade.notebook.check import grade_slice, quiet
from sslgrade.notebook.slicing import cut
from sslgrade.notebook.source import CheckError

Module = Callable[..., Any]
RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"
WRONG = """\
import sslgrade

SCALE = 2.0


def squared(x):
    return SCALE * x**2


def loss(pred, target):
    return float(squared(pred - target).sum())


score = sslgrade.check("square_loss", loss)
"""


def test_a_module_checks_itself(small: Catalogue, module: Module) -> None:
    found = module(WRONG)
    assert type(found.score) is sslgrade.Score
    assert 0 <= float(found.score) == found.score.report.score < found.score.report.max_score
    assert found.score.report.status == "failed"
    assert "✗ ordinary values" in found.score.text


def test_right_code_passes_with_the_same_verdict_as_the_terminal(
    small: Catalogue, module: Module
) -> None:
    from sslgrade.grading.grade import grade

    mine = sslgrade.check("square_loss", module(RIGHT).square_loss, seed=5)
    assert mine.report.status == "passed"
    theirs = grade(RIGHT.encode(), small.get("square_loss"), "numpy", seed=5)
    assert mine.report.checks == theirs.checks
    assert float(mine) == theirs.score == theirs.max_score


def test_lines_are_those_of_the_cells(small: Catalogue) -> None:
    cells = ["import numpy as np\n1 / 1\nx = np.zeros(2)[5]", RIGHT.replace("pred -", "x * pred -")]
    score = grade_slice(small.get("square_loss"), cut(cells, ["square_loss"]))
    assert score == 0.0
    assert score.report.message == (
        "your code raised IndexError: index 5 is out of bounds for axis 0 with size 2 at line 3 "
        "of cell 1 while it was loaded"
    )


def test_magics_are_said(small: Catalogue) -> None:
    cells = ["%matplotlib inline\n!ls", RIGHT]
    score = grade_slice(small.get("square_loss"), cut(cells, ["square_loss"]))
    assert score.report.status == "passed"
    assert score.notes == (
        "Not part of what was graded, because only a notebook can run it: `%matplotlib inline`, "
        "`!ls`.",
    )


def test_the_backend_is_guessed_from_what_the_functions_use(small: Catalogue) -> None:
    exercise, seen = small.get("square_loss"), []

    def grade(source: bytes, exercise: Any, backend: str, **options: Any) -> Any:
        seen.append(backend)
        raise KeyboardInterrupt

    from sslgrade.grading import grade as grading

    cells = ["import jax.numpy as jnp", RIGHT, "def other(p, t):\n    return jnp.mean(p - t)"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "grade", grade)
        for names in (["square_loss"], ["other"]):
            with pytest.raises(KeyboardInterrupt):
                grade_slice(exercise, cut(cells, names))
    assert seen == ["numpy", "jax"]


REFUSED = [
    (
        "from math import *\ndef square_loss(p, t): return float(p.mean())\n",
        "`from math import *` may bind `float`, which your code uses, so that it cannot be told "
        "what your code is. Import by name what you need, then restart the kernel and run all "
        "cells.",
    ),
    (
        "exec('def square_loss(p, t): return 1')\n",
        "`square_loss` is there, but no statement of your code binds that name. Define it with "
        "`def`, run that cell, and check again.",
    ),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_code_that_cannot_be_cut_scores_0(
    small: Catalogue, module: Module, text: str, message: str
) -> None:
    found = module(text)
    score = sslgrade.check("square_loss", found.square_loss)
    assert (score, score.report.status, score.report.reason) == (0.0, "error", "policy")
    assert score.report.message == message


def f() -> int:
    return 1


def g() -> int:
    return 2


MISTAKES: list[tuple[tuple[Any, ...], dict[str, Any], str]] = [
    (
        ("square_los", f),
        {},
        "no exercise 'square_los'. Did you mean square_loss? `sslgrade list` shows all of them.",
    ),
    (
        (f, "square_loss"),
        {},
        "found function, expected the exercise's id in quotes. "
        'Write `sslgrade.check("mlm_loss", mlm_loss)`.',
    ),
    (
        ("square_loss",),
        {},
        'found no function. Write `sslgrade.check("square_loss", square_loss)`.',
    ),
    (
        ("square_loss", 3.0),
        {},
        'found float, expected your function. Write `sslgrade.check("square_loss", square_loss)`.',
    ),
    (
        ("square_loss", f),
        {"backend": "torch"},
        'found backend=\'torch\', expected "numpy" or "jax".',
    ),
    (
        ("square_loss", f, g),
        {},
        "found `f` and `g`; square_loss asks for `square_loss`. Name your functions so, and write "
        '`sslgrade.check("square_loss", square_loss)`.',
    ),
]


@pytest.mark.parametrize(("arguments", "options", "message"), MISTAKES)
def test_mistakes(
    small: Catalogue, arguments: tuple[Any, ...], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(CheckError) as caught:
        sslgrade.check(*arguments, **options)
    assert str(caught.value) == message


def test_a_backend_that_the_exercise_has_not() -> None:
    with pytest.raises(CheckError) as caught:
        sslgrade.check("info_nce_grad", f, backend="jax")
    assert str(caught.value) == (
        "info_nce_grad has no jax track; it is written in numpy. Leave out backend=."
    )


def test_quiet_keeps_warnings_and_errors_away(capsys: pytest.CaptureFixture[str]) -> None:
    import numpy as np

    with np.errstate(all="raise"), quiet():
        warnings.warn("loud", stacklevel=1)
        np.float64(1) / np.float64(0)
        sys.stderr.write("loud")
    assert capsys.readouterr().err == ""


def test_a_script_writes_nothing_to_stderr(small: Catalogue, tmp_path: Any) -> None:
    path = tmp_path / "mine.py"
    loud = WRONG.replace("square_loss", "mlm_loss").replace("(pred, target)", "(logits, *rest)")
    loud = loud.replace("squared(pred - target)", "squared(1e300 * logits)")
    path.write_text(loud + "print(repr(score))\n")
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0.0\n", "")
