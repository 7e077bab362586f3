from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sslgrade.course import runs
from sslgrade.course.graded import Result, Submitted
from sslgrade.course.override import override
from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError

Report = Callable[..., dict[str, Any]]
A = "aa" * 32


@pytest.fixture
def graded(store: Store, report: Report, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(store.path.parent)
    run = runs.begin(store, "hw1").id
    store.add(Result(A, A, "bundle", report(score=1), b""), run)
    store.submit("hw1", [Submitted("ann", "square_loss", A, "")])
    return store


def test_a_score_with_its_reason(graded: Store) -> None:
    said = override(graded, "ann", "square_loss", 2.5, reason=" by hand ", who="kim")
    assert said == "ann, square_loss (hw1): 2.5 of 4 points count."
    (row,) = graded.rows()
    assert row.score == 2.5
    assert row.override is not None
    assert (row.override.reason, row.override.who) == ("by hand", "kim")


def test_withdrawn(graded: Store) -> None:
    override(graded, "ann", "square_loss", 4, reason="r", who="w")
    said = override(graded, "ann", "square_loss", None, reason="mistake", who="w")
    assert said == "ann, square_loss (hw1): what was graded counts again."
    assert [row.score for row in graded.rows()] == [1]
    assert len(list(graded.overrides())) == 2


@pytest.mark.parametrize(
    ("student", "exercise", "score", "reason", "assignment", "said"),
    [
        (
            "bob",
            "square_loss",
            1,
            "r",
            None,
            "class.sqlite has no graded square_loss of bob. `sslgrade course override --list` "
            "shows what was overridden; the names are those of the folders that were graded.",
        ),
        (
            "ann",
            "square_loss",
            1,
            "r",
            "hw9",
            "class.sqlite has no graded square_loss of ann in hw9. `sslgrade course override "
            "--list` shows what was overridden; the names are those of the folders that were "
            "graded.",
        ),
        ("ann", "square_loss", 5, "r", None, "found 5 points, expected 0 to 4 for square_loss."),
        ("ann", "square_loss", -1, "r", None, "found -1 points, expected 0 to 4 for square_loss."),
        (
            "ann",
            "square_loss",
            float("nan"),
            "r",
            None,
            "found nan points, expected 0 to 4 for square_loss.",
        ),
        (
            "ann",
            "square_loss",
            1,
            " ",
            None,
            'found an empty reason. Say why: --reason "graded by hand".',
        ),
    ],
)
def test_what_is_refused(
    graded: Store,
    student: str,
    exercise: str,
    score: float,
    reason: str,
    assignment: str | None,
    said: str,
) -> None:
    with pytest.raises(StudyError) as caught:
        override(graded, student, exercise, score, reason=reason, who="w", assignment=assignment)
    assert str(caught.value) == said
    assert list(graded.overrides()) == []


def test_several_assignments(graded: Store) -> None:
    graded.submit("hw2", [Submitted("ann", "square_loss", A, "")])
    with pytest.raises(StudyError) as caught:
        override(graded, "ann", "square_loss", 1, reason="r", who="w")
    assert str(caught.value) == (
        "ann handed in square_loss for several assignments: hw1, hw2. Name one with --assignment."
    )
    override(graded, "ann", "square_loss", 3, reason="r", who="w", assignment="hw2")
    assert [(row.assignment, row.score) for row in graded.rows()] == [("hw1", 1), ("hw2", 3)]


def test_a_store_of_another_folder_is_named_as_it_can_be_typed(
    graded: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "else").mkdir()
    monkeypatch.chdir(tmp_path / "else")
    with pytest.raises(StudyError, match=str(graded.path)):
        override(graded, "bob", "square_loss", 1, reason="r", who="w")
