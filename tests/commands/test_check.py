import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.worker.isolation.plan import IsolationError

Run = Callable[..., Any]
RIGHT = "def mean_loss(x):\n    return sum(x) / len(x)\n"

FAILED_SCREEN = """\
mean_loss · numpy                                                          0 / 3
  ✗ values   you 2   expected 1

This is exactly what “a sum without division” computes.
  How large is it for twice the data?

Next: sslgrade hint mean_loss
isolation L1 · seed 7 · 0.10 s CPU
"""
PASSED_SCREEN = """\
mean_loss · numpy                                                          3 / 3
  ✓ ordinary values

Next: compare with the reference: sslgrade solution mean_loss
isolation L1 · seed 7 · 0.10 s CPU
"""


def test_a_failing_and_a_passing_check(sslgrade: Run, mine: Path) -> None:
    done = sslgrade("check", "mean_loss")
    assert (done.code, done.out, done.err) == (1, FAILED_SCREEN, "")
    mine.write_text(RIGHT)
    done = sslgrade("check", "mean_loss")
    assert (done.code, done.out, done.err) == (0, PASSED_SCREEN, "")


def test_everything_begun_with_a_summary(sslgrade: Run, mine: Path, workspace: Path) -> None:
    mine.write_text(RIGHT)
    (workspace / "02_second" / "mean_grad.py").write_text("def mean_grad(x:\n")
    done = sslgrade("check")
    assert done.code == 1
    assert (
        done.out
        == """\
✓ mean_loss · numpy                                                        3 / 3

mean_grad · numpy                                                          0 / 3
✗ Python cannot read this file.
    line 1: never closed

Next: Mend the marked line and check again.
isolation L1 · seed 7 · 0.10 s CPU

2 checked: 1 passed, 1 with an error                                3 / 6 points
"""
    )


def test_nothing_begun(sslgrade: Run, workspace: Path) -> None:
    done = sslgrade("check")
    assert (done.code, done.out) == (1, "Nothing is begun yet.\n\nNext: sslgrade list\n")
    assert json.loads(sslgrade("check", "--json").out)["reports"] == []


def test_an_untouched_stub_is_not_graded(sslgrade: Run, workspace: Path, grader: Any) -> None:
    done = sslgrade("check", "mean_loss")
    assert (done.code, grader.calls) == (1, [])
    assert "Not begun: the functions are still as the stub left them." in done.out
    (report,) = json.loads(sslgrade("check", "mean_loss", "--json").out)["reports"]
    assert (report["status"], report["reason"], report["max_score"]) == ("not_started", None, 3)
    assert report["isolation"] == {"level": "none", "layers": []}


def test_json_is_the_contract_and_nothing_else(sslgrade: Run, mine: Path) -> None:
    done = sslgrade("check", "mean_loss", "--json", "--seed", "9")
    document = json.loads(done.out)
    assert (done.code, done.err) == (1, "")
    assert document["schema"] == "sslgrade/check/v1"
    (report,) = document["reports"]
    assert (report["exercise"], report["seed"]) == ("mean_loss", 9)
    assert report["diagnosis"]["misconceptions"] == ["sum"]


def test_what_is_passed_on_to_grading(
    sslgrade: Run, workspace: Path, mine: Path, grader: Any
) -> None:
    (workspace / "02_second" / "mean_grad.py").write_text("g = 1\n")
    sslgrade("check", "mean_grad", "--isolation", "L1", "--seed", "3")
    (call,) = grader.calls
    assert call["source"] == b"g = 1\n"
    assert (call["backend"], call["seed"], call["isolation"]) == ("numpy", 3, "L1")
    assert call["modules"] == {"mean_loss": mine.read_bytes()}
    assert call["filename"] == "mean_grad.py"


def test_ids_are_graded_once_and_may_be_file_names(sslgrade: Run, mine: Path, grader: Any) -> None:
    sslgrade("check", "mean_loss", "01_first/mean_loss.py", "mean_loss.py")
    assert [call["exercise"] for call in grader.calls] == ["mean_loss"]


def test_a_file_anywhere_needs_no_workspace(sslgrade: Run, tmp_path: Path, grader: Any) -> None:
    path = tmp_path / "other.py"
    path.write_text(f"import jax\n{RIGHT}")
    assert sslgrade("check", "mean_loss", "--file", str(path)).code == 0
    assert (grader.calls[0]["backend"], grader.calls[0]["filename"]) == ("jax", "other.py")


def test_a_file_of_the_workspace_from_elsewhere_is_the_workspaces(
    sslgrade: Run, mine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    sslgrade("check", "mean_loss", "--file", str(mine))
    assert (mine.parent.parent / ".sslgrade" / "progress.json").is_file()


def test_a_foreign_file_is_not_recorded(sslgrade: Run, workspace: Path, tmp_path: Path) -> None:
    path = tmp_path / "friend.py"
    path.write_text(RIGHT)
    assert sslgrade("check", "mean_loss", "--file", str(path)).code == 0
    assert not (workspace / ".sslgrade" / "progress.json").exists()


def test_progress_that_cannot_be_kept_does_not_hide_the_verdict(
    sslgrade: Run, mine: Path, workspace: Path
) -> None:
    content = '{"format_version": 99}'
    (workspace / ".sslgrade" / "progress.json").write_text(content)
    done = sslgrade("check", "mean_loss")
    assert (done.code, done.out) == (1, FAILED_SCREEN)
    assert (
        done.err
        == """\
sslgrade: the result was not recorded. .sslgrade/progress.json: found
  format_version 99, expected 1: a newer sslgrade wrote it. Update sslgrade; the
  file was left as it is.
"""
    )
    assert (workspace / ".sslgrade" / "progress.json").read_text() == content


def test_one_broken_exercise_does_not_stop_the_others(
    sslgrade: Run, mine: Path, workspace: Path, grader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sslgrade.content.modules import ContentError
    from sslgrade.grading import grade as grading

    def broken(source: bytes, exercise: Any, backend: str, **options: Any) -> Any:
        if exercise.id == "mean_loss":
            raise ContentError("probes.py: NameError: x. Mend the file.")
        return grader(source, exercise, backend, **options)

    (workspace / "02_second" / "mean_grad.py").write_text("g = len(x)\n")
    monkeypatch.setattr(grading, "grade", broken)
    done = sslgrade("check")
    assert (done.code, done.err) == (3, "sslgrade: probes.py: NameError: x. Mend the file.\n")
    assert done.out.startswith("✓ mean_grad · numpy")


def test_without_solutions_none_is_promised(sslgrade: Run, mine: Path, content: Path) -> None:
    shutil.rmtree(content / "solutions")
    mine.write_text(RIGHT)
    assert "\nNext: sslgrade status\n" in sslgrade("check", "mean_loss").out


def test_a_level_that_cannot_be_had_is_told(sslgrade: Run, mine: Path, grader: Any) -> None:
    grader.raises = IsolationError("Level L3 cannot be reached.", "Install bubblewrap.")
    done = sslgrade("check", "mean_loss", "--isolation", "L3")
    assert (done.code, done.err) == (
        3,
        "sslgrade: Level L3 cannot be reached. Install bubblewrap.\n",
    )


def test_no_colour_in_a_pipe(sslgrade: Run, mine: Path) -> None:
    assert "\x1b" not in sslgrade("check", "mean_loss").out
