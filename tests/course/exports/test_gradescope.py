"""The zip in a folder like Gradescope's: set up, run on honest and on hostile submissions.

``apt-get`` is a stand-in, and so is the network: the venv that ``setup.sh`` makes finds the
packages of the tests' own, and pip says that they are there already. The rest is real.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.course.exports.files import save
from sslgrade.course.exports.gradescope import write
from sslgrade.study.errors import StudyError

EXERCISES = ("cosine_similarity", "mlm_loss")
PYTHON = """\
#!/bin/sh
# A python3 whose new venvs see the packages of the tests' own venv.
if [ "$1 $2" = "-m venv" ]; then
  "{python}" -m venv --without-pip "$3" &&
    echo "{packages}" >"$3/lib/python{version}/site-packages/zz_packages.pth"
else
  exec "{python}" "$@"
fi
"""


@pytest.fixture(scope="module")
def autograder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that Gradescope does once: unpack, run setup.sh."""
    root = tmp_path_factory.mktemp("autograder")
    packed = root / "autograder.zip"
    save(write([catalogue().get(e) for e in EXERCISES], backend="numpy"), packed)
    source = root / "source"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(source)
        for entry in archive.infolist():
            os.chmod(source / entry.filename, entry.external_attr >> 16)
    tools = root / "bin"
    tools.mkdir()
    python = PYTHON.format(
        python=sys.executable,
        packages=sysconfig.get_path("purelib"),
        version=f"{sys.version_info.major}.{sys.version_info.minor}",
    )
    for name, text in {"apt-get": '#!/bin/sh\necho "$@" >>"$0.log"\n', "python3": python}.items():
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    done = subprocess.run(
        [source / "setup.sh"], env=environ(root), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "sslgrade: submissions would run at level L" in done.stdout
    assert (tools / "apt-get.log").read_text() == "update -qq\ninstall -y -qq bubblewrap\n"
    return root


def environ(root: Path) -> dict[str, str]:
    return {
        "AUTOGRADER_ROOT": str(root),
        "PATH": f"{root / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(root),
        "PYTHONPATH": str(root / "submission"),  # must have no effect
    }


@pytest.fixture
def submit(autograder: Path) -> Callable[..., dict[str, Any]]:
    """Hand files in, run the autograder as Gradescope does, and read its results."""

    def run(files: dict[str, str | Path], *, code: int = 0) -> dict[str, Any]:
        subprocess.run(["rm", "-rf", autograder / "submission"], check=True)
        for name, content in files.items():
            path = autograder / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                path.symlink_to(content)
            else:
                path.write_text(content, encoding="utf-8")
        (autograder / "submission").mkdir(exist_ok=True)
        results = autograder / "results" / "results.json"
        results.parent.mkdir(exist_ok=True)
        results.write_text('{"score": 999}')  # of an earlier run
        done = subprocess.run(
            [autograder / "source" / "run_autograder"],
            env=environ(autograder),
            cwd=autograder,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == code, done.stderr
        found: dict[str, Any] = json.loads(results.read_text()) if results.exists() else {}
        return {**found, "said": done.stdout + done.stderr}

    return run


def reference(exercise: str) -> str:
    return catalogue().get(exercise).reference_source("numpy")


def contract(found: dict[str, Any]) -> None:
    """Check what Gradescope's specification asks for."""
    assert found["score"] == sum(test["score"] for test in found["tests"])
    assert isinstance(found["execution_time"], float)
    visible = {"hidden", "after_due_date", "after_published", "visible"}
    assert {found["visibility"], found["stdout_visibility"]} <= visible
    assert found["stdout_visibility"] == "hidden"
    for test in found["tests"]:
        assert set(test) == {
            *("name", "score", "max_score", "status", "output", "visibility", "tags")
        }
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] in ("passed", "failed")
    assert sum(test["max_score"] for test in found["tests"]) == 18


def test_the_zip_is_what_gradescope_wants(autograder: Path) -> None:
    with zipfile.ZipFile(autograder / "autograder.zip") as archive:
        names = archive.namelist()
        modes = {e.filename: e.external_attr >> 16 for e in archive.infolist()}
    assert {"setup.sh", "run_autograder"} <= set(names)
    assert all(modes[name] & stat.S_IXUSR for name in ("setup.sh", "run_autograder"))
    assert not any("quiz" in name and name.endswith(".toml") for name in names)
    assert not any("__pycache__" in name for name in names)
    assert "lib/sslgrade/_content/solutions/mlm_loss/misconceptions.py" in names


def test_right_solutions_earn_everything(submit: Callable[..., dict[str, Any]]) -> None:
    found = submit({f"{e}.py": reference(e) for e in EXERCISES})
    contract(found)
    assert found["score"] == 18
    assert all(test["status"] == "passed" for test in found["tests"])
    assert found["extra_data"]["misconceptions"] == {}
    assert found["said"] == ""


def test_a_misconception_is_named_and_nothing_hidden_is_shown(
    submit: Callable[..., dict[str, Any]],
) -> None:
    wrong = reference("mlm_loss").replace("nll.sum() / count", "nll.sum()")
    assert wrong != reference("mlm_loss")
    found = submit({"folder/mlm_loss.py": wrong})
    contract(found)
    assert found["extra_data"]["misconceptions"] == {"mlm_loss": ["mlm-sum"]}
    assert (
        "This is exactly what “the sum over selected tokens, not divided” computes."
        in (found["output"])
    )
    assert "expected" not in json.dumps([t["output"] for t in found["tests"]])
    assert "seed" not in json.dumps({**found, "said": ""})


def test_what_is_missing_is_said(submit: Callable[..., dict[str, Any]]) -> None:
    found = submit({"readme.txt": "hi"})
    contract(found)
    assert found["score"] == 0
    assert found["output"].split("\n\n")[1] == (
        "mlm_loss: 0 / 10\nNo file mlm_loss.py, and no notebook with its check cell, was handed in."
    )


def test_a_notebook_is_graded(submit: Callable[..., dict[str, Any]]) -> None:
    cells = [reference("mlm_loss"), 'sslgrade.check("mlm_loss", mlm_loss)']
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{n}",
                "metadata": {},
                "outputs": [],
                "execution_count": None,
                "source": source,
            }
            for n, source in enumerate(cells)
        ],
    }
    found = submit({"week1.ipynb": json.dumps(notebook)})
    contract(found)
    assert found["score"] == 10


LOAD = "import os, sys\n"
HOSTILE = {
    "exits": "import os\nos._exit(0)\n",
    "writes_results": LOAD
    + "open(os.path.join('{root}', 'results', 'results.json'), 'w').write('{{\"score\": 999}}')\n",
    "reads_solutions": "import glob\nfound = glob.glob('{root}/source/**/reference_numpy.py', "
    "recursive=True)\nexec(open(found[0]).read())\n",
    "imports_the_grader": "import sys\nsys.path.insert(0, '{root}/source/lib')\n"
    "import sslgrade.grading.scoring as s\ns.results = lambda *a: ()\n",
    "kills_the_parent": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_submission_earns_nothing(
    submit: Callable[..., dict[str, Any]], autograder: Path, name: str
) -> None:
    text = HOSTILE[name].format(root=autograder)
    body = (
        "\n\ndef mlm_loss(logits, labels, selected, input_ids, attention_mask):\n    return 0.0\n"
    )
    found = submit({"mlm_loss.py": text + body})
    contract(found)
    assert found["score"] == 0


def test_files_that_shadow_modules_have_no_effect(
    submit: Callable[..., dict[str, Any]], autograder: Path
) -> None:
    evil = f"open({str(autograder / 'owned')!r}, 'w')\nraise SystemExit(0)\n"
    shadows = {f"{n}.py": evil for n in ("sslgrade", "numpy", "json", "sitecustomize", "os")}
    found = submit({**shadows, "mlm_loss.py": reference("mlm_loss")})
    assert found["score"] == 10
    assert not (autograder / "owned").exists()


def test_a_link_to_the_solution_is_not_followed(
    submit: Callable[..., dict[str, Any]], autograder: Path
) -> None:
    private = autograder / "source/lib/sslgrade/_content/solutions/mlm_loss/reference_numpy.py"
    assert private.exists()
    found = submit({"mlm_loss.py": private})
    contract(found)
    assert found["score"] == 0
    assert "is a symbolic link, which is not followed" in found["output"]


def test_a_container_that_shuts_nothing_in_is_refused_without_a_grade(
    submit: Callable[..., dict[str, Any]], autograder: Path
) -> None:
    patch = autograder / "source/lib/sitecustomize.py"
    patch.write_text(
        "import sslgrade.worker.isolation.landlock as l\n"
        "from sslgrade.worker.isolation.plan import Missing\n"
        "l.unavailable = lambda: Missing('none', '')\n"
    )
    try:
        found = submit({"mlm_loss.py": reference("mlm_loss")}, code=3)
    finally:
        patch.unlink()
    assert set(found) == {"said"}, "no results.json: nobody gets a grade"
    assert found["said"].startswith("sslgrade: submissions would run at level L1 in this container")


def test_what_cannot_be_exported(square_loss: Any) -> None:
    with pytest.raises(StudyError, match=r"^found no exercise; a Gradescope assignment needs"):
        write([])
    from dataclasses import replace

    with pytest.raises(StudyError, match=r"^this installation has no solutions"):
        write([replace(square_loss, private=None)])


def test_the_notes() -> None:
    exercises = [catalogue().get("mlm_loss")]
    assert write(exercises, allow_weak_isolation=True).notes == [
        "hidden: inputs, expected values and what a submission printed are not shown to learners",
        "a submission is graded with numbers of its own; handing in again draws new ones",
        "quiz questions are left out: Gradescope has its own",
        "--allow-weak-isolation: below L2, a submission can read the solutions in the container",
    ]
