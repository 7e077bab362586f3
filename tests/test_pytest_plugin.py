"""pytest as a learner or an editor runs it, in a process of its own."""

import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

MAIN = [sys.executable, "-c", "from sslgrade.commands import main; main()"]
HEAD = "import numpy as np\n\n\ndef log_softmax(x, *, axis=-1):\n    "
RIGHT = f"""{HEAD}x = x - x.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))
"""
CHECKS = [f"01_foundations/log_softmax.py::{c}" for c in ("values", "extremes", "laws", "again")]

pytestmark = pytest.mark.skipif(
    not any(e.value == "sslgrade.pytest_plugin" for e in entry_points(group="pytest11")),
    reason="sslgrade was installed before it had a pytest plug-in: `pip install -e .` again",
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that nobody has touched."""
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([*MAIN, "init", "ws"], cwd=folder, capture_output=True, check=True)
    return folder / "ws"


@pytest.fixture
def mine(fresh: Path, tmp_path: Path) -> Path:
    """A small workspace of one family; the file of log_softmax in it."""
    import shutil

    folder = tmp_path / "ws"
    shutil.copytree(fresh, folder, ignore=shutil.ignore_patterns("0[2-9]_*", "1*"))
    for other in (folder / "01_foundations").glob("*.py"):
        if other.stem != "log_softmax":
            other.unlink()
    return folder / "01_foundations" / "log_softmax.py"


def run(cwd: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    # pytest prints whole messages once more in its summary where one of these is set.
    env = {k: v for k, v in os.environ.items() if k not in ("CI", "BUILD_NUMBER", "PYTEST_ADDOPTS")}
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=env)
    assert done.stderr == ""
    assert "Traceback" not in done.stdout
    return done.returncode, done.stdout


def test_the_checks_are_listed(fresh: Path) -> None:
    code, out = run(fresh, "--collect-only", "-q")
    ids = out.split("\n\n")[0].split("\n")
    assert code == 0
    assert [i for i in ids if "/log_softmax.py" in i] == CHECKS
    assert len({i.split("::")[0] for i in ids}) == len(list(fresh.glob("*/*.py")))


def test_an_untouched_workspace_is_skipped_with_a_message(mine: Path) -> None:
    code, out = run(mine.parent.parent, "-q", "-rs")
    assert code == 0
    assert "4 skipped" in out
    assert "not begun: `sslgrade show log_softmax` shows the task" in out
    mine.write_text(f"{HEAD}raise NotImplementedError\n")
    code, out = run(mine.parent.parent, "-q", "-rs")
    assert "4 skipped" in out
    assert "not begun: `sslgrade show log_softmax` shows the task" in out


@pytest.mark.parametrize("argument", ["", "01_foundations/log_softmax.py", "01_foundations"])
def test_right_code_passes_however_it_is_named(mine: Path, argument: str) -> None:
    mine.write_text(RIGHT)
    code, out = run(mine.parent.parent, "-q", *filter(None, [argument]))
    assert (code, out.split("\n")[-2].split(" in ")[0]) == (0, "4 passed")


def test_one_check_can_be_run_alone(mine: Path) -> None:
    mine.write_text(RIGHT)
    code, out = run(mine.parent.parent, "-v", CHECKS[1])
    assert code == 0
    assert f"{CHECKS[1]} PASSED" in out
    assert "1 passed" in out


def test_a_failed_check_shows_its_message(mine: Path) -> None:
    mine.write_text(f"{HEAD}return np.log(np.exp(x) / np.exp(x).sum(axis, keepdims=True))\n")
    code, out = run(mine.parent.parent, "-q")
    assert code == 1
    shown = re.search(r"_ log_softmax: extreme logits _+\n(.*?)\n\nNext: (.*?)\n", out, re.DOTALL)
    assert shown is not None
    message = re.sub(r"\s+", " ", shown[1])
    assert message.startswith("✗ extreme logits every logit 1e4 up: ")
    assert "This is exactly what “" in message
    assert shown[2] == "sslgrade hint log_softmax"
    assert f"FAILED {CHECKS[1]} - ✗ extreme logits" in out
    assert ".sslgrade" in {path.name for path in mine.parent.parent.iterdir()}
    hint = subprocess.run(
        [*MAIN, "hint", "log_softmax"], cwd=mine.parent.parent, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert hint.stdout.startswith("Your last check computed “")


def test_a_syntax_error_fails_every_check(mine: Path) -> None:
    mine.write_text("def log_softmax(x:\n")
    code, out = run(mine.parent.parent, "-q")
    assert (code, out.count("✗ Python cannot read this file.\n    '(' was never closed")) == (1, 4)
    assert "4 failed" in out


def test_a_file_is_graded_once_and_in_a_process_of_its_own(mine: Path) -> None:
    mine.write_text(f"import os\nprint('loaded in', os.getpid())\n{HEAD}return x\n")
    code, out = run(mine.parent.parent, "-q", "-s")
    assert code == 1
    assert len(set(re.findall(r"loaded in (\d+)", out))) == 1
    assert len(set(re.findall(r"· seed (\d+)", out))) == 1


def test_a_broken_workspace_is_told_in_one_line(mine: Path) -> None:
    (mine.parent.parent / "sslgrade.toml").write_text("format_version = 9\n")
    code, out = run(mine.parent.parent, "-q")
    assert code == 2
    assert re.sub(r"\s+", " ", out).count(
        "sslgrade: sslgrade.toml: found format_version 9, expected 1: a newer sslgrade made this "
        "workspace. Update sslgrade."
    )


OUTSIDE = """
import sys

def test_nothing_heavy_is_here():
    heavy = {"numpy", "rich", "pydantic", "jax", "sslgrade.content", "sslgrade.grading"}
    assert not heavy & set(sys.modules)
    assert "sslgrade.pytest_plugin" in sys.modules
"""


def test_outside_of_a_workspace_nothing_is_collected_or_imported(tmp_path: Path) -> None:
    folder = tmp_path / "01_foundations"
    folder.mkdir()
    (folder / "log_softmax.py").write_text(RIGHT)
    (tmp_path / "test_own.py").write_text(OUTSIDE)
    code, out = run(tmp_path, "-q")
    assert (code, out.split("\n")[-2].split(" in ")[0]) == (0, "1 passed")


def test_own_tests_of_a_workspace_are_still_collected(mine: Path) -> None:
    (mine.parent / "test_mine.py").write_text("def test_it():\n    pass\n")
    (mine.parent / "notes.py").write_text("raise SystemExit\n")
    _, out = run(mine.parent.parent, "--collect-only", "-q")
    ids = out.split("\n\n")[0].split("\n")
    assert ids == [*CHECKS, "01_foundations/test_mine.py::test_it"]
