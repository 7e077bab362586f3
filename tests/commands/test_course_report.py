"""``sslgrade course report`` as an instructor uses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.commands.test_course_export import fill

from sslgrade.course.store import Store

Run = Callable[..., Any]


@pytest.fixture
def store() -> None:
    with Store.open("class.sqlite", create=True) as opened:
        fill(opened)


def test_a_report(sslgrade: Run, store: None) -> None:
    result = sslgrade("course", "report")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "wrote report.html and report.csv: 2 learners, 2 submissions, 0 may need help\n"
    )
    assert "<title>Class report: week1</title>" in Path("report.html").read_text()
    assert "../bob,3,5,0,1,3,mlm-sum,\r\n" in Path("report.csv").read_bytes().decode("utf-8-sig")
    assert sslgrade("course", "report").code == 0, "a report may be made again"


def test_an_anonymous_one(sslgrade: Run, store: None) -> None:
    assert sslgrade("course", "report", "--anonymous", "--out", "a.html").code == 0
    assert "bob" not in Path("a.html").read_text() + Path("a.csv").read_text("utf-8-sig")


MISTAKES = [
    (("--store", "no.sqlite"), "no.sqlite does not exist; expected the results of a class."),
    (("--assignment", "x"), "class.sqlite has no assignment 'x'. Expected one of: week1."),
    (("--out", "r.csv"), "r.csv: found .csv, expected a page: name it .html."),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_mistakes(sslgrade: Run, store: None, arguments: tuple[str, ...], message: str) -> None:
    result = sslgrade("course", "report", *arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"sslgrade: {message}")
    assert not list(Path().glob("*.html"))


def test_a_file_that_is_no_store(sslgrade: Run) -> None:
    Path("class.sqlite").write_text("no database at all, but long enough to look at")
    result = sslgrade("course", "report")
    assert result.code == 2
    assert "class.sqlite" in result.err
    assert Path("class.sqlite").read_text().startswith("no database")
