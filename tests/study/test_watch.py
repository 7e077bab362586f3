import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.capstone import Size
from sslgrade.content.catalogue import Catalogue
from sslgrade.report.model import CheckResult, Diagnosis, Isolation, Report
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
UNTRAINED = replace(
    FAILED,
    score=0,
    checks=(
        CheckResult("values", "mean_loss", "value", "passed", 3, 3, title="ordinary values"),
        CheckResult("far", "mean_loss", "value", "skipped", 0, 3, message="needs training"),
    ),
)
LOOK = Style()


@dataclass
class Grader:
    """Stands in for grading: what a source is worth stands in its text."""

    seen: list[bytes] = field(default_factory=list)
    sizes: list[str] = field(default_factory=list)

    def grade(self, target: Target, size: Size) -> Report:
        self.seen.append(target.source)
        self.sizes.append(size)
        if size == "glance" and b"len" in target.source:
            return replace(UNTRAINED, exercise=target.exercise.id)
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
    head, *below = watch.screen(LOOK, 12, busy="checking …").split("\n")
    assert head == "01_first/mean_loss.py" + " " * 49 + "checking …"
    assert below == [""] * 10 + [KEYS]


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


def test_on_a_low_terminal_the_misconception_stands_first(watch: Watch, mine: Path) -> None:
    mine.write_text(WRONG)
    watch.check()
    assert watch._report is not None
    watch._report = replace(
        watch._report, diagnosis=Diagnosis(("sum",), "a sum without division", "How large is it?")
    )
    assert shown(watch, 9).split("\n")[1:5] == [
        "mean_loss · numpy                                                          0 / 3",
        "This is exactly what “a sum without division” computes.",
        "  How large is it?",
        "… 5 more lines: space",
    ]
    checks = shown(watch, 20).split("\n")[2:4]
    assert checks == [
        "  ✗ v   you 2   expected 1",
        "This is exactly what “a sum without division” computes.",
    ]


@pytest.fixture
def capstone(workspace: Workspace, ladder: Catalogue, grader: Grader) -> Watch:
    """A session whose first exercise is a capstone."""
    manifest = ladder.root / "exercises" / "mean_loss" / "exercise.toml"
    text = manifest.read_text().replace("backends =", "capstone = true\nbackends =")
    manifest.write_text(f"{text}\n[limits]\ncpu_s = 90\n")
    return Watch(workspace, Catalogue(ladder.root), grader, PAGES)


CAPSTONE_KEYS = f"f train   {KEYS.replace('   t task', '')}"


def test_a_saved_capstone_is_glanced_at_and_trains_by_key(
    capstone: Watch, mine: Path, grader: Grader
) -> None:
    mine.write_text(RIGHT)
    capstone.check()
    assert grader.sizes == ["glance"]
    assert (
        shown(capstone)
        == f"""\
01_first/mean_loss.py  checked
mean_loss · numpy                                                          0 / 3
  ✓ ordinary values
  – far
      needs training
Next: f trains it in full: at most 90 s of processor time
isolation L1 · seed 7 · 0.10 s CPU
{CAPSTONE_KEYS}"""
    )
    # Nothing is wrong, and nothing has passed: there is nothing to remember yet.
    assert not (capstone.workspace.state / "progress.json").exists()
    assert capstone.key("f") == "train"
    capstone.check(train=True)
    assert grader.sizes == ["glance", "full"]
    assert "n goes on" in shown(capstone)
    assert (capstone.workspace.state / "progress.json").exists()


def test_what_a_glance_finds_is_remembered(capstone: Watch, mine: Path) -> None:
    mine.write_text(WRONG)
    capstone.check()
    assert "h gives a hint" in shown(capstone)
    assert (capstone.workspace.state / "progress.json").exists()


def test_other_exercises_have_no_training(watch: Watch, mine: Path, grader: Grader) -> None:
    mine.write_text(WRONG)
    watch.check()
    assert (watch.key("f"), grader.sizes) == ("", ["full"])


def test_a_page_tells_how_to_go_back_and_not_what_to_type(watch: Watch, mine: Path) -> None:
    watch._pages = {
        "h": lambda name: "A hint.\n\nNext: sslgrade check\n      sslgrade hint    for another\n"
    }
    watch.key("h")
    keys = KEYS.replace("   x reset", "")
    assert shown(watch) == f"01_first/mean_loss.py\nA hint.\nenter back   {keys}"


def test_on_a_narrow_terminal_a_key_stays_with_its_word(watch: Watch) -> None:
    narrow = watch.screen(Style(width=40), 12).split("\n")
    assert narrow[-2:] == [
        "h hint   n next   s solution   q quiz",
        "l list   t task   x reset   e exit",
    ]


def test_a_workspace_without_exercises_is_refused(workspace: Workspace, grader: Grader) -> None:
    empty = workspace.root / "content"
    (empty / "exercises").mkdir(parents=True)
    with pytest.raises(StudyError) as caught:
        Watch(workspace, Catalogue(empty), grader, PAGES)
    assert str(caught.value) == (
        "no exercise has a numpy track, so there is nothing to watch. `sslgrade list` shows the "
        "tracks."
    )
