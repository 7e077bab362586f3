"""Exit codes, damaged files, faults of ours, and streams that end or know only ASCII."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def unwrapped(text: str) -> str:
    return text.removeprefix("sslgrade: ").replace("\n  ", " ").strip()


def test_broken_content_is_not_the_learners_fault(sslgrade: Run, content: Path) -> None:
    (content / "exercises" / "mean_loss" / "exercise.toml").unlink()
    done = sslgrade("list")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("sslgrade: ")
    assert "exercise.toml: not found." in unwrapped(done.err)


OUR_FAULT = (
    "a fault of sslgrade, not of your code: ZeroDivisionError: one over zero. Please report it "
    "with this line and the output of `sslgrade doctor`; SSLGRADE_DEBUG=1 shows where it happened."
)


def test_a_fault_of_ours_is_one_message(sslgrade: Run, mine: Path, grader: Any) -> None:
    grader.raises = ZeroDivisionError("one over zero.\nmore")
    done = sslgrade("check", "mean_loss")
    assert (done.code, done.out, unwrapped(done.err)) == (3, "", OUR_FAULT)


def test_with_debug_comes_the_traceback(
    sslgrade: Run, mine: Path, grader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLGRADE_DEBUG", "1")
    grader.raises = ZeroDivisionError("one over zero")
    done = sslgrade("check", "mean_loss")
    assert done.code == 3
    assert done.err.startswith("Traceback")


def test_ctrl_c_stops_quietly(sslgrade: Run, mine: Path, grader: Any) -> None:
    grader.raises = KeyboardInterrupt()
    done = sslgrade("check", "mean_loss")
    assert (done.code, done.err) == (130, "\nsslgrade: stopped.\n")


MAIN = [sys.executable, "-c", "from sslgrade.commands import main; main()"]


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    command = [*MAIN, "--help"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_where_only_ascii_can_be_printed(tmp_path: Path, content: Path) -> None:
    environ = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    faked = "from sslgrade.content import catalogue as c"
    faked += f"; c.content_root = lambda: c.Path({str(content)!r}); {MAIN[2]}"
    command = [MAIN[0], "-c", faked, "list"]
    done = subprocess.run(command, env=environ, capture_output=True, check=False, cwd=tmp_path)
    assert done.stderr == b""
    assert done.returncode == 0
    assert done.stdout.isascii()
