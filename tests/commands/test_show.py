from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
TASK = """\
mean_grad
second · difficulty 2 of 5 · about 10 minutes · 3 points · numpy

  mean_grad(x: float[N]) -> float

# Its gradient

The mean of `x`.

Builds on: mean_loss

"""


def test_the_task_with_the_learners_file(sslgrade: Run, workspace: Path) -> None:
    assert sslgrade("show", "mean_grad").out == TASK + (
        "Your file: 02_second/mean_grad.py\nNext: sslgrade check mean_grad\n"
    )


def test_the_task_outside_a_workspace(sslgrade: Run) -> None:
    assert sslgrade("show", "mean_grad").out == f"{TASK}Next: sslgrade init DIR\n"


def test_an_exercise_of_the_other_track_says_where_it_is(sslgrade: Run, workspace: Path) -> None:
    assert sslgrade("show", "mean_jax").out.endswith(
        "\n\nIt needs a jax workspace: sslgrade init DIR --backend jax\n"
    )


def test_a_stretch_exercise_says_so(sslgrade: Run) -> None:
    assert "second · stretch · difficulty 2" in sslgrade("show", "mean_jax").out
