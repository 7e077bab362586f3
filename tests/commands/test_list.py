from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
LADDER = """\
first
  mean_loss  Mean loss                                   ●●···   10 min    3 pts

second
  mean_grad  Its gradient [numpy]                        ●●···   10 min    3 pts
  mean_jax   Mean in JAX [jax] +                         ●●···   10 min    3 pts

+ is a stretch exercise: nothing later needs it.

3 exercises, 9 points. Next: sslgrade show ID
"""


def test_the_ladder(sslgrade: Run, workspace: Path) -> None:
    assert sslgrade("list").out == LADDER


def test_outside_a_workspace_comes_a_tip(sslgrade: Run) -> None:
    assert sslgrade("list").out == f"{LADDER}There is no workspace here yet: sslgrade init DIR\n"
