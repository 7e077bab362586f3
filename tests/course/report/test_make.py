"""Where the report is written, what it replaces, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.commands.test_course_export import fill

from sslgrade.course.graded import Answered, Submitted
from sslgrade.course.report.make import Made, make, save
from sslgrade.course.store import Store
from sslgrade.study.errors import StudyError

MADE = Made(
    '<meta name="generator" content="sslgrade course report">',
    b"student,score,max_score,passed,handed_in\r\n",
    1,
    1,
    0,
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_report_replaces_a_report() -> None:
    assert save(MADE, Path("r.html")) == (Path("r.html"), Path("r.csv"))
    save(MADE, Path("r.html"))
    assert Path("r.html").read_text() == MADE.page


@pytest.mark.parametrize("name", ["r.html", "r.csv"])
def test_nothing_else_is_replaced(name: str) -> None:
    Path(name).write_text("mine")
    with pytest.raises(StudyError) as caught:
        save(MADE, Path("r.html"))
    assert str(caught.value) == (
        f"{name} is there already and is no report of ours. "
        "Name another --out, or replace it with --force."
    )
    assert [p.name for p in Path().iterdir()] == [name]
    save(MADE, Path("r.html"), force=True)
    assert Path("r.csv").read_bytes() == MADE.sheet


def test_a_page_is_no_table() -> None:
    with pytest.raises(StudyError, match=r"^r\.csv: found \.csv, expected a page: name it \.html"):
        save(MADE, Path("r.csv"))


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(StudyError) as caught:
        save(MADE, Path("no/r.html"))
    assert str(caught.value) == (
        "no/r.html cannot be written: No such file or directory. Name another --out."
    )


def test_an_empty_store_and_a_wrong_assignment() -> None:
    Store.open("class.sqlite", create=True).close()
    with pytest.raises(StudyError) as caught:
        make(Path("class.sqlite"), None)
    assert str(caught.value) == (
        "class.sqlite holds no results yet. Grade first: `sslgrade course grade DIR`."
    )
    with pytest.raises(StudyError) as caught:
        make(Path("class.sqlite"), "week1")
    assert str(caught.value) == "class.sqlite has no assignment 'week1'. Expected one of: none."


def test_a_quiz_alone_makes_a_report() -> None:
    with Store.open("class.sqlite", create=True) as opened:
        opened.answer([Answered("week1", "ada", "gone-01", "a", 1.0, ())])
    made = make(Path("class.sqlite"), None)
    assert (made.learners, made.submissions) == (1, 0)
    assert "gone-01" in made.page
    assert "Nobody handed in code." in made.page


def test_a_large_class_makes_no_large_page() -> None:
    """The page lists what stands out; only the table grows with the class."""
    students = [f"student {n:05}" for n in range(10_000)]
    with Store.open("class.sqlite", create=True) as opened:
        opened.answer([Answered("week1", s, "mlm-01", "a", 0.0, ("m",)) for s in students])
        fill(opened)
        for student in students:
            opened.submit("week1", [Submitted(student, "mlm_loss", "bb" * 32, "p", None)])
    made = make(Path("class.sqlite"), None)
    assert made.submissions == 10_002
    assert len(made.page) < 100_000
    assert made.sheet.count(b"\r\n") == 10_003
