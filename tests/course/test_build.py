import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader")

import nbformat
from nbgrader.nbgraderformat import MetadataValidator

from sslgrade.commands._front import run
from sslgrade.content.catalogue import catalogue

Run = Callable[..., Any]


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


@pytest.fixture
def sslgrade(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on the real exercises."""

    def command(*arguments: str) -> Done:
        capsys.readouterr()
        code = run(list(arguments))
        return Done(code, *capsys.readouterr())

    return command


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one assignment in JAX, points and all."""
    root = tmp_path_factory.mktemp("built") / "ssl101"
    assert run(["course", "init", str(root)]) == 0
    asked = ["--exercises", "mlm_loss lm_metrics", "--quiz", "mlm-01", "--quiz", "mlm-08,mlm-13"]
    more = ["--backend", "jax", "--points", "mlm_loss=5,mlm-01=1", "--course", str(root)]
    assert run(["course", "build", "week1", *asked, *more]) == 0
    return root


def cells(path: Path) -> dict[str, Any]:
    found = nbformat.read(path, as_version=4)
    return {c.metadata.nbgrader.grade_id: c for c in found.cells if "nbgrader" in c.metadata}


def test_the_released_notebook_is_valid_and_holds_the_stub(built: Path) -> None:
    path = built / "release" / "week1" / "week1.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    found = cells(path)
    exercise = catalogue().get("mlm_loss")
    assert found["mlm_loss-solution"].source == exercise.stub("jax").strip("\n")
    assert found["mlm_loss-task"].source == exercise.readme().strip("\n")
    assert found["mlm_loss"].source == 'sslgrade.check("mlm_loss", mlm_loss, backend="jax")'
    assert found["setup"].source == "import sslgrade"


def test_points_are_integers_and_those_asked_for(built: Path) -> None:
    found = cells(built / "release" / "week1" / "week1.ipynb")
    points = {name: c.metadata.nbgrader.get("points") for name, c in found.items()}
    usual = catalogue().get("lm_metrics").manifest.points_for("jax")
    assert {n: p for n, p in points.items() if p is not None} == {
        "mlm_loss": 5,
        "lm_metrics": usual,
        "mlm-01": 1,
        "mlm-08": 2,
        "mlm-13": 2,
    }
    assert all(type(p) is int for p in points.values() if p is not None)


def test_a_question_an_answer_and_its_mark(built: Path) -> None:
    found = nbformat.read(built / "release" / "week1" / "week1.ipynb", as_version=4).cells
    at = next(n for n, c in enumerate(found) if c.source.startswith("### Question mlm-01"))
    question, answer, mark = found[at : at + 3]
    assert "\n- **a)** " in question.source
    assert answer.source == 'mlm_01 = ""  # one letter from a to d'
    assert "nbgrader" not in answer.metadata
    assert mark.source == 'sslgrade.quiz("mlm-01", mlm_01)'


def test_the_same_assignment_is_the_same_file(built: Path, sslgrade: Run) -> None:
    source = built / "source" / "week1" / "week1.ipynb"
    asked = ["--exercises", "mlm_loss,lm_metrics", "--quiz", "mlm-01,mlm-08,mlm-13"]
    more = ["--backend", "jax", "--points", "mlm_loss=5", "--points", "mlm-01=1"]
    done = sslgrade("course", "build", "again", *asked, *more, "--course", str(built))
    assert done.code == 0
    again = (built / "source" / "again" / "again.ipynb").read_text()
    assert json.loads(again.replace("# again", "# week1")) == json.loads(source.read_text())


MISTAKES = [
    (["week1", "--exercises", "mlm_loss"], "week1 is there already; nothing was changed."),
    (["w/2", "--exercises", "mlm_loss"], "found 'w/2' as the assignment's name, expected letters,"),
    (["w2"], "found no exercise and no question; expected at least one."),
    (["w2", "--exercises", "mlm_los"], "no exercise 'mlm_los'. Did you mean mlm_loss?"),
    (["w2", "--quiz", "nope"], "no question or quiz family 'nope'; families are mlm, "),
    (
        ["w2", "--exercises", "mlm_loss", "--points", "mlm_grad=3"],
        "--points mlm_grad=3: 'mlm_grad' is not part of this assignment; expected one of mlm_loss,",
    ),
    (
        ["w2", "--exercises", "mlm_loss", "--points", "mlm_loss=nan"],
        "--points mlm_loss=nan: expected a number from 0 to 1000, as in `--points mlm_loss=5`.",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes(built: Path, sslgrade: Run, arguments: list[str], message: str) -> None:
    before = sorted(built.rglob("*"))
    done = sslgrade("course", "build", *arguments, "--course", str(built))
    assert done.code in (2, 3)
    assert message in " ".join(done.err.split())
    assert sorted(built.rglob("*")) == before


def test_no_course_here(sslgrade: Run, tmp_path: Path) -> None:
    done = sslgrade("course", "build", "w", "--exercises", "mlm_loss", "--course", str(tmp_path))
    assert done.code == 2
    assert "has no nbgrader_config.py, so that it is no course." in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        (
            'c.ClearSolutions.code_stub = {"python": "pass"}',
            "the released version of mlm_loss is not its stub, so that it may show the solution;",
        ),
        (
            'c.ClearSolutions.code_stub = {"julia": "pass"}',
            "nbgrader could not make the released version of w:",
        ),
    ],
)
def test_a_setting_that_spoils_the_release_leaves_nothing(
    built: Path, sslgrade: Run, tmp_path: Path, setting: str, message: str
) -> None:
    shutil.copytree(built, tmp_path / "c")
    with (tmp_path / "c" / "nbgrader_config.py").open("a") as config:
        config.write(setting + "\n")
    course = ["--course", str(tmp_path / "c")]
    done = sslgrade("course", "build", "w", "--exercises", "mlm_loss", *course)
    assert done.code in (2, 3)
    assert message in " ".join(done.err.split())
    assert not (tmp_path / "c" / "source" / "w").exists()
    assert not (tmp_path / "c" / "release" / "w").exists()
