from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
LADDER = """\
first
  mean_loss  Mean loss                                     ●●···  10 min   3 pts

second
  mean_grad  Its gradient N                                ●●···  10 min   3 pts
  mean_jax   Mean in JAX J+                                ●●···  10 min   3 pts

N: for NumPy only.
J: for JAX only.
+: a stretch exercise; nothing later needs it.

3 exercises, 9 points. Next: sslgrade show ID
"""


def test_the_ladder(sslgrade: Run, workspace: Path) -> None:
    assert sslgrade("list").out == LADDER


def test_outside_a_workspace_comes_a_tip(sslgrade: Run) -> None:
    assert sslgrade("list").out == f"{LADDER}There is no workspace here yet: sslgrade init DIR\n"


def test_on_a_narrow_terminal_the_id_says_enough(sslgrade: Run, monkeypatch: Any) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert sslgrade("list").out.split("\n")[3:6] == [
        "second",
        "  mean_grad  N  ●●···  10 min   3 pts",
        "  mean_jax   J+ ●●···  10 min   3 pts",
    ]
