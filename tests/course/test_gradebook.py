"""Results in a real gradebook of nbgrader, which `course build` made."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from sslgrade.course import runs
from sslgrade.course.gradebook import Written, write
from sslgrade.course.graded import Override, Result, Submitted
from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError

Report = Callable[..., dict[str, Any]]
A, B = "aa" * 32, "bb" * 32


@pytest.fixture
def url(nbgrader_course: Any) -> str:
    return f"sqlite:///{nbgrader_course.root}/gradebook.db"


@pytest.fixture
def book(url: str) -> Iterator[Gradebook]:
    with Gradebook(url) as opened:
        yield opened


@pytest.fixture
def graded(store: Store, report: Report) -> Store:
    run = runs.begin(store, "ps1").id
    store.add(Result(A, A, "b", report(exercise="mlm_loss", score=4, max_score=10), b""), run)
    store.add(Result(B, B, "b", report(exercise="info_nce", score=1), b""), run)
    store.submit("ps1", [Submitted("ann", "mlm_loss", A, ""), Submitted("bob", "mlm_loss", A, "")])
    return store


def scores(book: Gradebook) -> dict[str, tuple[float | None, float | None, float]]:
    found = {}
    for student in book.students:
        (notebook,) = book.assignment_submissions("ps1")[0].notebooks
        grade = book.find_grade("mlm_loss", notebook.name, "ps1", student.id)
        found[student.id] = (grade.auto_score, grade.manual_score, grade.score)
    return found


def test_results_and_overrides(graded: Store, url: str, book: Gradebook) -> None:
    graded.override("ps1", "bob", "mlm_loss", Override(9, "by hand", "kim", "t"))
    assert write(graded, url, "ps1") == Written(2, ())
    assert scores(book) == {"ann": (4.0, None, 4.0), "bob": (4.0, 9.0, 9.0)}
    graded.override("ps1", "bob", "mlm_loss", Override(None, "no", "kim", "u"))
    assert write(graded, url, "ps1") == Written(2, ())
    book.db.expire_all()
    assert scores(book)["bob"] == (4.0, None, 4.0)


def test_what_the_assignment_does_not_ask_for_is_told(graded: Store, url: str) -> None:
    graded.submit("ps1", [Submitted("cy", "info_nce", B, "")])
    assert write(graded, url, "ps1") == Written(2, ("cy, info_nce",))


def test_an_assignment_that_nbgrader_does_not_know(graded: Store, url: str) -> None:
    with pytest.raises(StudyError) as caught:
        write(graded, url, "ps9")
    assert str(caught.value) == (
        f"{url} has no assignment ps9; expected one that nbgrader made. Run "
        "`nbgrader generate_assignment ps9` first, or name it with --assignment."
    )


def test_an_address_that_is_none(graded: Store) -> None:
    with pytest.raises(StudyError) as caught:
        write(graded, "nonsense", "ps1")
    assert str(caught.value).startswith("the gradebook nonsense cannot be written: ")
    assert str(caught.value).endswith(
        "The store has every result; mend the address (as in sqlite:///gradebook.db) and run the "
        "same command again."
    )


def test_no_gradebook_is_made_by_a_slip(
    graded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError) as caught:
        write(graded, "sqlite:///gradbook.db", "ps1")
    assert str(caught.value) == (
        "gradbook.db does not exist; expected the gradebook of a course, which `sslgrade course "
        "build` or nbgrader made. Name it: --gradebook sqlite:///PATH."
    )
    assert not Path("gradbook.db").exists()


def test_without_nbgrader(graded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nbgrader.api", None)
    with pytest.raises(StudyError) as caught:
        write(graded, "sqlite:///x.db", "ps1")
    assert str(caught.value) == (
        "--gradebook needs nbgrader: python -m pip install 'sslgrade[course]'"
    )
    assert not Path("x.db").exists()
