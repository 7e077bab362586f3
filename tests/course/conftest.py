"""A real nbgrader course, built once, with its learners; a small class, and its store."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands._front import run
from sslgrade.content.catalogue import Catalogue
from sslgrade.course.engines.tasks import Setup
from sslgrade.course.store import Store

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


RIGHT = "def square_loss(pred, target):\n    return float(((pred - target) ** 2).mean())\n"
WRONG = RIGHT.replace("mean", "sum")
BROKEN = "def square_loss(:\n"

Report = Callable[..., dict[str, Any]]


@pytest.fixture
def report() -> Report:
    """A hidden report as plain data, with some fields changed."""

    def make(**changed: Any) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "exercise": "square_loss",
            "backend": "numpy",
            "status": "passed",
            "reason": None,
            "mode": "hidden",
            "score": 4,
            "max_score": 4,
            "checks": [],
            "diagnosis": None,
            "relation": None,
            "counterexample": None,
            "isolation": {"level": "L3", "layers": ["seccomp"]},
            "seed": None,
            "cpu_s": 0.01,
            "wall_s": 0.02,
            "peak_rss_mb": 30.5,
            "message": "",
            "output": "",
        }
        return {**plain, **changed}

    return make


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(tmp_path / "class.sqlite", create=True) as made:
        yield made


@pytest.fixture
def setup(course: Catalogue) -> Setup:
    """How processes that grade the small course are set up."""
    return Setup(root=str(course.root))


@pytest.fixture
def submitted(tmp_path: Path) -> Callable[..., Path]:
    """Write submissions: ``submitted(ann=RIGHT, bob=WRONG)`` makes STUDENT/square_loss.py."""
    root = tmp_path / "hw1"
    root.mkdir()

    def write(**sources: str) -> Path:
        for student, source in sources.items():
            folder = root / student
            folder.mkdir(exist_ok=True)
            (folder / "square_loss.py").write_text(source, encoding="utf-8")
        return root

    return write
