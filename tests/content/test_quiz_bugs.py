from __future__ import annotations

from pathlib import Path

import pytest

from sslgrade.content.catalogue import Catalogue, Exercise
from sslgrade.content.quiz_bugs import bugs

MISCONCEPTIONS = '''
import numpy as np

from sslgrade.content import Recipe, misconception


def errors(pred, target):
    """Not shown."""
    return pred - target  # nor this


def average(values):
    total = values.sum()
    return total / values.size


def _build(steps):
    return {"mean_loss": lambda x: steps.average(steps.errors(x, 0.0))}


recipe = Recipe({"errors": errors, "average": average}, _build)


@misconception(
    "sum", title="a sum", belief="A loss is a sum.", hint="Twice the data?",
    evidence=["seen"], recipe=recipe, step="average",
)
def a_name_that_tells(values):
    """This too is dropped."""
    total = values.sum()  # and this
    return total


@misconception(
    "rows", title="rows only", belief="A batch is its rows.", hint="Which axis?",
    evidence=["seen"], recipe=recipe, step="average",
)
def rows(values):
    total = values.sum()
    return total / len(values)


@misconception(
    "plus", title="a plus", belief="Errors add up.", hint="Equal ones?",
    evidence=["seen"], recipe=recipe, step="errors",
)
def plus(pred, target):
    return pred + target


@misconception(
    "forgot", title="a line forgotten", belief="Less is more.", hint="Count.",
    evidence=["seen"], recipe=recipe, step="average",
)
def forgot(values):
    return total / values.size
'''


@pytest.fixture
def exercise(ladder_root: Path) -> Exercise:
    (ladder_root / "solutions" / "mean_loss" / "misconceptions.py").write_text(MISCONCEPTIONS)
    return Catalogue(ladder_root).get("mean_loss")


@pytest.fixture
def ladder_root(tmp_path: Path) -> Path:
    import shutil

    root = tmp_path / "content"
    shutil.copytree(Path(__file__).parent.parent / "study" / "ladder", root)
    return root


def test_the_code_is_shown_among_its_steps_without_comments_and_names(exercise: Exercise) -> None:
    item = bugs(exercise)["bug/mean_loss/sum"]
    assert item.code.split("\n") == [
        "def errors(pred, target):",
        "    return pred - target",
        "def average(values):",
        "    total = values.sum()",
        "    return total",
    ]
    assert item.lines == (5,)
    assert item.fixed == "return total / values.size"


def test_the_options_are_beliefs_each_with_its_own_feedback(exercise: Exercise) -> None:
    item = bugs(exercise)["bug/mean_loss/sum"]
    assert [(o.text, o.correct, o.misconception, o.feedback) for o in item.options] == [
        ("A loss is a sum.", True, "", "That is the belief: a sum."),
        ("Less is more.", False, "forgot", "That belief writes other code: a line forgotten."),
        ("A batch is its rows.", False, "rows", "That belief writes other code: rows only."),
        ("Errors add up.", False, "plus", "That belief writes other code: a plus."),
    ]
    assert item.related == ("mean_loss/sum",)


def test_a_misconception_without_a_line_to_point_at_makes_no_item(exercise: Exercise) -> None:
    assert list(bugs(exercise)) == [
        "bug/mean_loss/sum",
        "bug/mean_loss/rows",
        "bug/mean_loss/plus",
    ]
