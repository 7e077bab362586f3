from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
CONCEPT = "Hint 1 of 3: the concept\n  What is a mean?\n\n"
DIRECTION = "Hint 2 of 3: the direction\n  Add, then divide by the count.\n\n"
CODE = "Hint 3 of 3: near-code (numpy)\n    return x.sum() / len(x)\n\n"
AGAIN = "Next: sslgrade check mean_loss"
MORE = f"{AGAIN}\n      sslgrade hint mean_loss    for another hint\n"


def test_hints_come_one_at_a_time_the_diagnosed_first(sslgrade: Run, mine: Path) -> None:
    sslgrade("check")
    named = (
        "Your last check computed “a sum without division”\n"
        "  How large is it for twice the data?\n\n"
    )
    assert [sslgrade("hint", "mean_loss").out for _ in range(5)] == [
        named + MORE,
        CONCEPT + MORE,
        DIRECTION + MORE,
        f"{CODE}{AGAIN}\n",
        named
        + CONCEPT
        + DIRECTION
        + CODE
        + "These were all. Next: sslgrade solution mean_loss --give-up\n",
    ]


def test_a_level_is_shown_at_once_and_remembered(sslgrade: Run, workspace: Path) -> None:
    assert sslgrade("hint", "mean_loss", "--level", "2").out == DIRECTION + MORE
    assert sslgrade("hint", "mean_loss").out == CONCEPT + MORE
    assert sslgrade("hint", "mean_loss").out == f"{CODE}{AGAIN}\n"


def test_outside_a_workspace_the_next_level_is_named(sslgrade: Run) -> None:
    assert sslgrade("hint", "mean_loss").out == (
        f"{CONCEPT}Next: sslgrade hint mean_loss --level 2\n"
    )
    assert sslgrade("hint", "mean_loss", "--level", "3").out == (
        f"{CODE}Next: sslgrade check mean_loss --file PATH\n"
    )
