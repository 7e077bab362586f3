"""Where the report is written, what it replaces, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from sslgrade.course.graded import Answered
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
