"""What learners and authors get wrong: where they stand, what they type, and what they are told.

A place is a workspace or an empty folder, with something wrong in it. Messages stand here as one
line each; the terminal wraps them. ``{here}`` is the current folder, ``{content}`` the content's.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sslgrade.content import catalogue as catalogues

OUTSIDE, INSIDE = "outside", "workspace"
SUM = "def mean_loss(x):\n    return sum(x)\n"


@dataclass(frozen=True)
class Mistake:
    """One row; ``goes_on`` where the command does its work all the same, after the message."""

    place: str
    typed: str
    says: str
    code: int = 2
    goes_on: bool = False


NO_WORKSPACE = (
    "no workspace found: neither {here} nor a folder above it holds sslgrade.toml. "
    "Change into yours, or make one: `sslgrade init DIR`."
)
OR_A_FILE = " Or grade one file: `sslgrade check ID --file PATH`."
UNKNOWN = "no exercise 'mean_los'. Did you mean mean_loss? `sslgrade list` shows all of them."
NO_JAX = (
    "mean_grad has no jax track; it is written in numpy. Leave out --backend, or use "
    "`--backend numpy`."
)
OTHER_TRACK = (
    "mean_jax has no numpy track, and this is a numpy workspace. A jax one has it: "
    "`sslgrade init DIR --backend jax`."
)
NO_TERMINAL = (
    "`sslgrade watch` needs a terminal, and standard input is none. Run it in a terminal, or grade "
    "once: `sslgrade check`."
)
IS_A_FOLDER = "01_first/mean_loss.py is a folder; expected a Python file. Name the file."
IS_A_PIPE = (
    "01_first/mean_loss.py is a pipe or a device; expected a Python file. Save it as a file, and "
    "name that."
)
STATE_IS_A_FILE = (
    ".sslgrade is a file; expected the folder that keeps your progress. Move it away, then run the "
    "command again."
)
FUTURE = (
    ".sslgrade/{name}.json: found format_version 9, expected 1: a newer sslgrade wrote it. Update "
    "sslgrade; the file was left as it is."
)
DAMAGED = (
    ".sslgrade/{name}.json was damaged. It was set aside as {name}.json.damaged-NOW, and a new one "
    "begins. Your solutions are untouched: "
)
AGAIN = "`sslgrade check` records them again."
NOT_PASSED = (
    "mean_loss has not passed yet, and the solution is for afterwards. `sslgrade hint mean_loss` "
    "helps on; `sslgrade solution mean_loss --give-up` shows it all the same."
)
NO_QUIZ = (
    "this installation has no quiz: it came without solutions, and the quiz holds its keys. "
    "`sslgrade check` works here; ask your instructor for the rest."
)


def usage(said: str, command: str = "") -> str:
    """What is said of wrong options and arguments."""
    path = f"sslgrade {command}".strip()
    return f"{said} `{path} --help` shows how it is used."


Arrange = Callable[[Path, pytest.MonkeyPatch], None]
PLACES: dict[str, Arrange] = {}
"""What is wrong at each place; those whose name begins with ``outside`` have no workspace."""


def place(name: str) -> Callable[[Arrange], Arrange]:
    def keep(arrange: Arrange) -> Arrange:
        PLACES[name] = arrange
        return arrange

    return keep


def written(name: str, path: str, text: str | bytes) -> None:
    """A place with one file that is wrong."""

    def arrange(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        Path(path).write_bytes(text.encode() if isinstance(text, str) else text)

    PLACES[name] = arrange


@place(OUTSIDE)
@place(INSIDE)
def nothing_more(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is wrong here."""


@place("outside, with a pipe")
def pipe(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo("pipe.py")


@place("outside, with a large file")
def large(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("large.py").open("wb") as handle:
        handle.truncate(20_000_000)


@place("outside, without solutions")
@place("without solutions")
def without_solutions(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(content / "solutions")
    catalogues._catalogues.clear()


@place("a folder for a file")
def folder_for_file(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("01_first/mean_loss.py").unlink()
    Path("01_first/mean_loss.py").mkdir()


@place("a pipe for a file")
def pipe_for_file(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("01_first/mean_loss.py").unlink()
    os.mkfifo("01_first/mean_loss.py")


@place("a dead link for a file")
def dead_link(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("01_first/mean_loss.py").unlink()
    Path("01_first/mean_loss.py").symlink_to("gone.py")


@place("a file that is gone")
def gone(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("01_first/mean_loss.py").unlink()


@place("a file twice")
def twice(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("03_third").mkdir()
    Path("03_third/mean_loss.py").write_text("")


@place("a file for the state")
def file_for_state(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(".sslgrade")
    Path(".sslgrade").write_text("")


@place("a folder for the marker")
def folder_for_marker(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("sslgrade.toml").unlink()
    Path("sslgrade.toml").mkdir()


@place("a folder for the progress")
def folder_for_progress(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".sslgrade/progress.json").mkdir()


@place("a disk that is full")
def full_disk(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)


@place("a repro that is there")
def repro(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("01_first/mean_loss.py").write_text(SUM)
    Path("repro.py").write_text("mine")


@place("begun")
def begun(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("01_first/mean_loss.py").write_text(SUM)


@place("a quiz")
@place("outside, with a quiz")
def quiz(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = content / "concept" / "quiz"
    folder.mkdir(parents=True)
    (folder / "small.toml").write_text(QUIZ)


@place("a quiz, and a quiz file of the future")
def future_quiz(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz(content, monkeypatch)
    Path(".sslgrade/quiz.json").write_text('{"format_version": 9}')


@place("a quiz, and a damaged quiz file")
def damaged_quiz(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz(content, monkeypatch)
    Path(".sslgrade/quiz.json").write_text('{"format_version": 1, "items": {"s-1": {"card": {}}}}')


@place("without termios")
def without_termios(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setitem(sys.modules, "termios", None)


written("a marker that is no TOML", "sslgrade.toml", "=")
written("a marker of bytes", "sslgrade.toml", b"\xff")
written("a marker of the future", "sslgrade.toml", "format_version = 9")
written("an empty marker", "sslgrade.toml", "")
written(
    "a marker with a strange backend", "sslgrade.toml", 'format_version = 1\nbackend = "torch"\n'
)
written("progress of the future", ".sslgrade/progress.json", '{"format_version": 9}')
written("damaged progress", ".sslgrade/progress.json", "{")
written("progress that is a list", ".sslgrade/progress.json", "[]")
written("damaged stubs", ".sslgrade/stubs.json", b"\xff\xfe")

QUIZ = """format_version = 1
family = "small"
title = "Small"
order = 1

[[item]]
id = "s-1"
kind = "single_choice"
difficulty = 1
exercise = "mean_loss"
derivation = true
question = "What is a mean?"
explanation = "Add up, then divide by how many there are."

[[item.option]]
text = "the sum over the count"
correct = true
feedback = "Yes."

[[item.option]]
text = "the value in the middle"
misconception = "median"
feedback = "That is the median."
"""
