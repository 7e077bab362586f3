import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import Catalogue
from sslgrade.report.model import CheckResult, Isolation, Report
from sslgrade.report.text import Style
from sslgrade.study.errors import StudyError
from sslgrade.study.selection import Target
from sslgrade.study.watch import KEYS, Watch
from sslgrade.study.workspace import Workspace

RIGHT = "def mean_loss(x):\n    return sum(x) / len(x)\n"
WRONG = "def mean_loss(x):\n    return sum(x)\n"
PASSED = Report(
    "mean_loss", "numpy", "passed", None, "full", 3, 3,
    (CheckResult("values", "mean_loss", "value", "passed", 3, 3, title="ordinary values"),),
    None, None, None, Isolation("L1"), 7, 0.1, 0.1, 50.0,
)  # fmt: skip
FAILED = replace(
    PASSED,
    status="failed",
    reason="wrong",
    score=0,
    checks=(
        CheckResult("values", "mean_loss", "value", "failed", 0, 3, "p", "you 2   expected 1", "v"),
    ),
)
LOOK = Style()


@dataclass
class Grader:
    """Stands in for grading: what a source is worth stands in its text."""

    seen: list[bytes] = field(default_factory=list)

    def grade(self, target: Target) -> Report:
        self.seen.append(target.source)
        return replace(PASSED if b"len" in target.source else FAILED, exercise=target.exercise.id)


@pytest.fixture
def grader() -> Grader:
    return Grader()


def page(name: str) -> Callable[[str], str]:
    return lambda exercise: f"the {name} of {exercise}\n"


def refuses(exercise: str) -> str:
    raise StudyError(f"no list of {exercise}")


PAGES = {
    "h": page("hint"),
    "s": page("solution"),
    "S": page("solution after giving up"),
    "x": page("reset"),
    "l": refuses,
}


@pytest.fixture
def watch(workspace: Workspace, ladder: Catalogue, grader: Grader) -> Watch:
    return Watch(workspace, ladder, grader, PAGES)


@pytest.fixture
def mine(workspace: Workspace) -> Path:
    path = workspace.file_of("mean_loss")
    assert path is not None
    return path


def shown(watch: Watch, height: int = 12, **more: Any) -> str:
    """The screen without the time of day, and without the lines that are empty."""
    text = watch.screen(LOOK, height, **more)
    assert len(text.split("\n")) == height
    text = re.sub(r" +checked \d\d:\d\d:\d\d, \d+ ms", "  checked", text)
    return "\n".join(line for line in text.split("\n") if line)


def test_it_begins_with_the_first_exercise_that_has_not_passed(watch: Watch) -> None:
    watch.check()
    assert (
        shown(watch)
        == f"""\
01_first/mean_loss.py
mean_loss is not begun. Open 01_first/mean_loss.py, write the function, and
save: it is checked at once. t shows the task.
{KEYS}"""
    )


def test_a_check_that_fails_and_one_that_passes(watch: Watch, mine: Path) -> None:
    mine.write_text(WRONG)
    watch.check()
    assert (
        shown(watch)
        == f"""\
01_first/mean_loss.py  checked
mean_loss · numpy                                                          0 / 3
  ✗ v   you 2   expected 1
Next: mend it and save; h gives a hint
isolation L1 · seed 7 · 0.10 s CPU
{KEYS}"""
    )
    mine.write_text(RIGHT)
    watch.check()
    assert (
        shown(watch)
        == f"""\
01_first/mean_loss.py  checked
mean_loss · numpy                                                          3 / 3
  ✓ ordinary values
Next: s compares with the reference; n goes on
isolation L1 · seed 7 · 0.10 s CPU
{KEYS}"""
    )


def test_while_a_check_runs_the_head_says_so(watch: Watch) -> None:
    head = watch.screen(LOOK, 12, busy=True).split("\n")[0]
    assert head == "01_first/mean_loss.py" + " " * 49 + "checking …"


KEY_SCREENS = [
    ("h", "", "the hint of mean_loss"),
    ("l", "", "no list of mean_loss"),
    ("s", "", "mean_loss has not passed yet. Give up and show the solution?"),
    ("sy", "", "the solution after giving up of mean_loss"),
    ("x", "", "Put the stub of mean_loss back? Your code is kept as a backup."),
    ("xy", "reset", "the reset of mean_loss"),
    ("xn", "", "mean_loss · numpy"),
    ("h\r", "", "mean_loss · numpy"),
    ("h\x1b", "", "mean_loss · numpy"),
    ("?", "", "mean_loss · numpy"),
    ("S", "", "mean_loss · numpy"),
    ("q", "quiz", "mean_loss · numpy"),
    ("e", "exit", "mean_loss · numpy"),
    ("\x04", "exit", "mean_loss · numpy"),
]


@pytest.mark.parametrize(("keys", "act", "text"), KEY_SCREENS)
def test_keys(watch: Watch, mine: Path, keys: str, act: str, text: str) -> None:
    mine.write_text(WRONG)
    watch.check()
    acts = [watch.key(key) for key in keys]
    assert acts[-1] == act
    assert shown(watch).split("\n")[1].startswith(text)


def test_a_question_shows_its_keys(watch: Watch) -> None:
    watch.key("x")
    assert shown(watch).endswith("\ny yes   any other key: no")


def test_once_it_passed_the_solution_is_shown_at_once(watch: Watch, mine: Path) -> None:
    mine.write_text(RIGHT)
    watch.check()
    watch.key("s")
    assert shown(watch).split("\n")[1] == "the solution of mean_loss"


def test_next_goes_to_what_has_not_passed_and_round_again(
    watch: Watch, workspace: Workspace, mine: Path, grader: Grader
) -> None:
    mine.write_text(WRONG)
    watch.key("n")
    assert watch.exercise.id == "mean_grad"
    assert "mean_grad is not begun." in shown(watch)
    watch.key("n")
    assert (watch.exercise.id, grader.seen) == ("mean_loss", [WRONG.encode()])
    other = workspace.file_of("mean_grad")
    assert other is not None
    for path in (mine, other):
        path.write_text(RIGHT)
        watch.turn_to(path.stem)
        watch.check()
    watch.key("n")
    assert shown(watch).split("\n")[1] == "Every exercise of this workspace has passed."


def test_a_save_closes_what_was_open_and_turns_to_its_file(watch: Watch) -> None:
    watch.key("h")
    watch.turn_to("mean_grad")
    watch.check()
    assert "mean_grad is not begun." in shown(watch)


def test_a_deleted_file_is_told_and_may_come_back(watch: Watch, mine: Path) -> None:
    mine.unlink()
    watch.check()
    assert (
        " ".join(shown(watch).split("\n")[1:-1])
        == f"no file mean_loss.py in this workspace ({watch.workspace.root}). `sslgrade update` "
        "writes the missing stubs."
    )
    mine.write_text(RIGHT)
    watch.check()
    assert "ordinary values" in shown(watch)


def test_a_long_page_is_shown_in_parts(watch: Watch) -> None:
    watch._pages = {"h": lambda name: "\n".join(f"line {n}" for n in range(20))}
    watch.key("h")
    first = shown(watch, 12)
    assert "line 5\n… 14 more lines: space\n" in first
    watch.key(" ")
    assert shown(watch, 12).split("\n")[1] == "line 6"
    watch.key(" ")
    watch.key(" ")
    assert "line 18\nline 19\n… from the top: space\n" in shown(watch, 12)
    watch.key(" ")
    assert shown(watch, 12) == first


def test_a_screen_is_never_higher_than_the_terminal(watch: Watch, mine: Path) -> None:
    mine.write_text(WRONG)
    watch.check()
    for height in range(1, 12):
        assert len(watch.screen(LOOK, height).split("\n")) == height


def test_what_progress_says_stands_below(watch: Watch, mine: Path) -> None:
    mine.write_text(RIGHT)
    (watch.workspace.state / "progress.json").write_text("{")
    watch.check()
    assert ".sslgrade/progress.json was damaged." in shown(watch, 24)


def test_a_workspace_without_exercises_is_refused(workspace: Workspace, grader: Grader) -> None:
    empty = workspace.root / "content"
    (empty / "exercises").mkdir(parents=True)
    with pytest.raises(StudyError) as caught:
        Watch(workspace, Catalogue(empty), grader, PAGES)
    assert str(caught.value) == (
        "no exercise has a numpy track, so there is nothing to watch. `sslgrade list` shows the "
        "tracks."
    )
