"""A real nbgrader course, built once, and learners who hand things in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands._front import run

TIMESTAMP = "2026-11-22 20:00:00 UTC"
EXERCISES, QUESTIONS = ("mlm_loss", "cosine_similarity"), ("mlm-01", "mlm-02")


@dataclass(frozen=True)
class Course:
    """A course on disk, with one assignment ``ps1``."""

    root: Path

    @property
    def released(self) -> Path:
        return self.root / "release" / "ps1" / "ps1.ipynb"

    def notebook(self) -> dict[str, Any]:
        """A fresh copy of what learners get."""
        found: dict[str, Any] = json.loads(self.released.read_text())
        return found

    def hand_in(self, student: str, notebook: dict[str, Any] | str | None) -> Path:
        """Put a notebook where nbgrader collects; return its folder."""
        folder = self.root / "submitted" / student / "ps1"
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text(TIMESTAMP)
        if notebook is not None:
            text = notebook if isinstance(notebook, str) else json.dumps(notebook)
            (folder / "ps1.ipynb").write_text(text)
        return folder

    def nbgrader(self, *commands: str) -> str:
        """Run real nbgrader commands as an instructor does; their exit code must be 0."""
        return nbgrader(*((self.root, command) for command in commands))

    def copy(self, target: Path) -> Course:
        shutil.copytree(self.root, target)
        return Course(target)


def nbgrader(*commands: tuple[Path, str]) -> str:
    """Run nbgrader commands, each in its folder, in one process of their own."""
    home = commands[0][0]
    asked = json.dumps([[str(folder), command.split()] for folder, command in commands])
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("nbgrader_runs.py")), asked],
        cwd=home,
        env={**os.environ, "PATH": path, "HOME": str(home), "JUPYTER_DATA_DIR": f"{home}/.data"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def by_id(notebook: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The cells that nbgrader knows, by grade id."""
    return {c["metadata"]["nbgrader"]["grade_id"]: c for c in notebook["cells"] if _known(c)}


def _known(cell: dict[str, Any]) -> bool:
    return "grade_id" in cell["metadata"].get("nbgrader", {})


def answer(notebook: dict[str, Any], item: str, text: str) -> None:
    """Write an answer between the quotes."""
    name = item.replace("-", "_")
    (cell,) = [c for c in notebook["cells"] if "".join(c["source"]).startswith(f"{name} = ")]
    cell["source"] = f"{name} = {text!r}"


Quiet = Callable[..., Any]


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course as built; tests that change it take ``nbgrader_course``."""
    root = tmp_path_factory.mktemp("courses") / "ssl101"
    assert run(["course", "init", str(root)]) == 0
    asked = ["--exercises", ",".join(EXERCISES), "--quiz", ",".join(QUESTIONS)]
    assert run(["course", "build", "ps1", *asked, "--course", str(root)]) == 0
    return Course(root)


@pytest.fixture
def nbgrader_course(pristine: Course, tmp_path: Path) -> Course:
    """A course of one's own."""
    return pristine.copy(tmp_path / "ssl101")
