from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
RIGHT = "def mean_loss(x):\n    return sum(x) / len(x)\n"


def test_the_map_of_a_fresh_workspace(sslgrade: Run, workspace: Path) -> None:
    assert (
        sslgrade("status").out
        == """\
first
  · mean_loss   0 /  3  Mean loss

second
  ○ mean_grad   0 /  3  needs mean_loss

0 of 2 exercises passed                                             0 / 6 points
Next: sslgrade show mean_loss
"""
    )


def test_the_map_after_checks(sslgrade: Run, mine: Path) -> None:
    sslgrade("check")
    assert "  ✗ mean_loss   0 /  3  a sum without division\n" in sslgrade("status").out
    assert sslgrade("status").out.endswith("Next: sslgrade check mean_loss\n")
    mine.write_text(RIGHT)
    sslgrade("check")
    assert (
        sslgrade("status").out
        == """\
first
  ✓ mean_loss   3 /  3  Mean loss

second
  · mean_grad   0 /  3  Its gradient

1 of 2 exercises passed                                             3 / 6 points
Next: sslgrade show mean_grad
"""
    )
