from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
RIGHT = "def mean_loss(x):\n    return sum(x) / len(x)\n"
REFERENCE = """\
Reference (numpy)

import numpy as np


def mean_loss(x: np.ndarray) -> float:
    return float(np.mean(x))

Walkthrough

A mean is a sum, divided by the count.
"""


def test_after_passing_both_are_shown(sslgrade: Run, mine: Path) -> None:
    mine.write_text(RIGHT)
    sslgrade("check")
    assert sslgrade("solution", "mean_loss").out == (
        f"Yours: 01_first/mean_loss.py\n\n{RIGHT}\n{REFERENCE}"
    )


def test_before_it_needs_the_flag_and_is_remembered(sslgrade: Run, mine: Path) -> None:
    sslgrade("check")
    assert sslgrade("solution", "mean_loss").code == 2
    assert sslgrade("solution", "mean_loss", "--give-up").out.endswith(REFERENCE)
    mine.write_text(RIGHT)
    sslgrade("check")
    assert "passed after the solution was shown" in sslgrade("status").out
