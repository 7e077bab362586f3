"""An exception that says nothing is still a failure: silence never passes for a right answer."""

from __future__ import annotations

import pytest

from sslgrade.content.catalogue import Exercise
from sslgrade.grading.compare import Mismatch
from sslgrade.grading.grade import grade


@pytest.mark.parametrize("name", ["ReturnType", "Missing", "NotImplementedError", "WorkerFailure"])
def test_a_silent_exception_earns_nothing(square_loss: Exercise, name: str) -> None:
    source = (
        f"class {name}(ValueError, TypeError, IndexError):\n    pass\n\n\n"
        f"def square_loss(pred, target):\n    raise {name}\n"
    )
    report = grade(source.encode(), square_loss, "numpy", seed=1)
    assert report.status != "passed"
    assert report.score == 0


def test_a_mismatch_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="a mismatch says what is wrong"):
        Mismatch(" ")
