import json
import socket
from pathlib import Path

import pytest
from tests.course.conftest import Course, by_id
from tests.course.learners import LEARNERS, MLM, wrote

from sslgrade.course.audit import Audit, audit, summary
from sslgrade.study.errors import StudyError


@pytest.fixture(scope="module")
def found(pristine: Course, tmp_path_factory: pytest.TempPathFactory) -> Audit:
    course = pristine.copy(tmp_path_factory.mktemp("audited") / "ssl101")
    for name, learner in LEARNERS.items():
        notebook = course.notebook()
        learner.act(notebook, by_id(notebook))
        folder = course.hand_in(name, notebook)
        if learner.files is not None:
            learner.files(folder)
    renamed = course.hand_in("renamed", None)
    (renamed / "ps1 (1).ipynb").write_text(json.dumps(course.notebook()))
    return audit(course.root)


def of(found: Audit, student: str) -> list[tuple[str, str]]:
    return [(f.kind, f.message) for f in found.findings if f.student == student]


EXPECTED = {
    "untouched": [],
    "own_cells": [],
    "skip_tag": [
        ("tag", "cell 5, “mlm_loss” has the tag raises-exception and skip-execution."),
        ("check", "cell 5, “mlm_loss” was edited: 10.0"),
    ],
    "monkeypatch": [
        ("code", "cell 4 reaches for the grader: `sslgrade.check = …`."),
        ("code", "cell 4 reaches for the grader: `sslgrade.quiz = …`."),
    ],
    "prints_ten": [("check", "cell 5, “mlm_loss” was edited: print(10.0) ⏎ 10.0")],
    "billion": [("check", "cell 5, “mlm_loss” was edited: 1e9")],
    "points": [
        ("points", "cell 5, “mlm_loss” says 1000 points; it has 10."),
        ("check", "cell 5, “mlm_loss” was edited: 999.0"),
        ("points", "cell 8, “cosine_similarity” says 1000 points; it has 8."),
        ("check", "cell 8, “cosine_similarity” was edited: 999.0"),
    ],
    "transformer": [("code", "cell 4 reaches for the interpreter: `get_ipython`.")],
    "crashing": [("code", "cell 4 reaches for the interpreter: `__import__`.")],
    "shadow": [
        ("shadow", "numpy.py would stand in for a module of that name."),
        ("shadow", "sitecustomize.py would stand in for a module of that name."),
        ("shadow", "sslgrade.py would stand in for a module of that name."),
    ],
    "twice": [
        ("duplicate", "“mlm_loss-solution” is there 2 times."),
        ("duplicate", "“mlm_loss” is there 2 times."),
    ],
    "no_checks": [
        ("missing", "“mlm_loss” is missing."),
        ("missing", "“cosine_similarity” is missing."),
    ],
    "pipes": [
        ("link", "dangling is a link to /nowhere/at/all."),
        ("link", "passwd is a link to /etc/passwd."),
        ("link", "pipe is no plain file, or unreadable."),
    ],
    "not_json": [("damaged", "ps1.ipynb is no notebook: it is not UTF-8 text.")],
    "no_cells": [("damaged", "ps1.ipynb is no notebook: it has no list of cells.")],
    "renamed": [("missing", "ps1.ipynb was not handed in. There is ps1 (1).ipynb.")],
}


@pytest.mark.parametrize("student", EXPECTED)
def test_each_is_named(found: Audit, student: str) -> None:
    told = [pair for pair in of(found, student) if pair[0] != "identical"]
    assert told == EXPECTED[student]


def test_a_linked_notebook_is_not_followed(found: Audit) -> None:
    ((kind, message),) = of(found, "link")
    assert kind == "link"
    assert message.startswith("ps1.ipynb is a link to /")
    assert message.endswith("/source/ps1/ps1.ipynb.")


def test_identical_work_is_named_and_untouched_stubs_are_not(found: Audit) -> None:
    kinds = [message for kind, message in of(found, "honest") if kind == "identical"]
    cosine, mlm = sorted(kinds)
    assert mlm.startswith("mlm_loss is letter for letter that of exits_beside, ")
    assert cosine.startswith("cosine_similarity is letter for letter that of crashing, ")
    assert cosine.endswith(" more.")
    assert of(found, "untouched") == []


def test_the_summary_counts(found: Audit) -> None:
    *_, last = summary(found)
    named = {f.student for f in found.findings}
    assert last == f"{len(named)} of {len(LEARNERS) + 1} submissions deserve a look."


def test_nothing_handed_in(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as error:
        audit(tmp_path)
    assert str(error.value) == (
        f"found no submission in {tmp_path}; expected folders submitted/<learner>/<assignment>/. "
        "`nbgrader collect` fetches them."
    )


def test_a_socket_is_set_aside(nbgrader_course: Course) -> None:
    from sslgrade.course.set_aside import set_aside

    notebook = nbgrader_course.notebook()
    wrote(MLM)(notebook, by_id(notebook))
    folder = nbgrader_course.hand_in("anna", notebook)
    (folder / "loop").symlink_to(folder)
    (folder / "timestamp.txt").write_text("yesterday, I believe")
    path = str(folder / "s")
    if len(path) < 100:  # the longest that a socket may have
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path)
    else:
        (folder / "s").symlink_to("x")
    for _ in range(2):  # the second time, all is clean
        set_aside(assignment="ps1", student="*", notebooks=[str(folder / "ps1.ipynb")])
        assert [p.name for p in folder.iterdir()] == ["ps1.ipynb"]
    aside = nbgrader_course.root / "set_aside" / "anna" / "ps1"
    assert sorted(p.name for p in aside.iterdir()) == ["loop", "s", "timestamp.txt"]


def test_nothing_set_aside_is_overwritten(nbgrader_course: Course) -> None:
    from sslgrade.course.set_aside import clear

    folder = nbgrader_course.hand_in("anna", nbgrader_course.notebook())
    for target in ("one", "two"):
        (folder / "link").symlink_to(target)
        clear(folder)
    aside = nbgrader_course.root / "set_aside" / "anna" / "ps1"
    assert {p.name: str(p.readlink()) for p in aside.iterdir()} == {"link": "one", "link.2": "two"}
