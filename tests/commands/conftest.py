import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from sslgrade.commands._front import run
from sslgrade.content import catalogue as catalogues
from sslgrade.grading import grade as grading
from sslgrade.report.model import CheckResult, Diagnosis, Isolation, Report

ROOT = str(Path(__file__).resolve().parent.parent.parent)
if ROOT not in sys.path:  # makes ``tests.commands`` importable, whatever pytest was started with
    sys.path.insert(0, ROOT)

from tests.commands.terminal import Terminal  # noqa: E402

LADDER = Path(__file__).parent.parent / "study" / "ladder"
RIGHT = "def mean_loss(x):\n    return sum(x) / len(x)\n"
WRONG = "def mean_loss(x):\n    return sum(x)\n"
BROKEN = "def mean_loss(x:\n"

REPORT = Report(
    exercise="",
    backend="",
    status="passed",
    reason=None,
    mode="full",
    score=3,
    max_score=3,
    checks=(CheckResult("values", "mean_loss", "value", "passed", 3, 3, title="ordinary values"),),
    diagnosis=None,
    relation=None,
    counterexample=None,
    isolation=Isolation("L1"),
    seed=7,
    cpu_s=0.1,
    wall_s=0.1,
    peak_rss_mb=50.0,
)
FAILED = replace(
    REPORT,
    status="failed",
    reason="wrong",
    score=0,
    checks=(
        CheckResult(
            "values",
            "mean_loss",
            "value",
            "failed",
            0,
            3,
            "ordinary",
            "you 2   expected 1",
            "values",
        ),
    ),
    diagnosis=Diagnosis(("sum",), "a sum without division", "How large is it for twice the data?"),
)
ERROR = replace(
    REPORT, status="error", reason="syntax", score=0, checks=(), message="line 1: never closed"
)


@dataclass
class Grader:
    """Stands in for grading: what a source is worth stands in its text."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    raises: BaseException | None = None

    def __call__(self, source: bytes, exercise: Any, backend: str, **options: Any) -> Report:
        self.calls.append(
            {"source": source, "exercise": exercise.id, "backend": backend, **options}
        )
        if self.raises is not None:
            raise self.raises
        kind = REPORT if b"len" in source else ERROR if b"(x:" in source else FAILED
        return replace(kind, exercise=exercise.id, backend=backend, seed=options.get("seed") or 7)


@dataclass
class Spawned:
    """Stands in for a worker that starts early."""

    backend: str
    isolation: str
    closed: bool = False

    def close(self) -> None:
        self.closed = True


@dataclass
class Result:
    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three small exercises in place of the ladder, and an empty current folder."""
    root = tmp_path / "content"
    shutil.copytree(LADDER, root)
    monkeypatch.setattr(catalogues, "content_root", lambda: root)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    return root


@pytest.fixture(autouse=True)
def spawned(monkeypatch: pytest.MonkeyPatch) -> list[Spawned]:
    """All workers that were started early."""
    started: list[Spawned] = []

    def prespawn(backend: str, isolation: str = "auto", limits: object = None) -> Spawned:
        started.append(Spawned(backend, isolation))
        return started[-1]

    monkeypatch.setattr(grading, "prespawn", prespawn)
    return started


@pytest.fixture(autouse=True)
def grader(monkeypatch: pytest.MonkeyPatch) -> Grader:
    fake = Grader()
    monkeypatch.setattr(grading, "grade", fake)
    return fake


@pytest.fixture
def sslgrade(capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run one command line in this process."""

    def command(*arguments: str) -> Result:
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return command


@pytest.fixture
def workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sslgrade: Callable[..., Result]
) -> Path:
    """A fresh NumPy workspace, which is also the current folder."""
    root = tmp_path / "here" / "ssl"
    assert sslgrade("init", str(root)).code == 0
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def mine(workspace: Path) -> Path:
    """The learner's file of mean_loss, already wrong in a known way."""
    path = workspace / "01_first" / "mean_loss.py"
    path.write_text(WRONG)
    return path


@pytest.fixture
def terminals() -> Iterator[Callable[..., Terminal]]:
    """Open real terminals; all are closed at the end."""
    opened: list[Terminal] = []

    def make(name: str, **size: int) -> Terminal:
        opened.append(Terminal(name, **size))
        return opened[-1]

    yield make
    for terminal in opened:
        terminal.close()
