"""Moodle XML, read back with lxml: what a learner would see, and what each answer is worth."""

from __future__ import annotations

import itertools

import pytest
from lxml import etree, html
from tests.course.exports.conftest import NASTY

from sslgrade.course.exports.questions import Asked
from sslgrade.course.exports.quiz.moodle_xml import write

MOODLE_FRACTIONS = {
    *(100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667),
    *(14.28571, 12.5, 11.11111, 10, 5, 0),
}
"""The fractions that Moodle's importer knows (question/engine/bank.php, get_grade_options)."""


def read(asked: list[Asked]) -> dict[str, etree._Element]:
    root = etree.fromstring(write(asked, "a/b", 0).files["quiz.xml"])
    assert root.tag == "quiz"
    first, *questions = root
    assert first.get("type") == "category"
    assert first.findtext("category/text") == "$course$/top/a//b"
    return {q.findtext("name/text"): q for q in questions}


def seen(markup: str | None) -> str:
    """Return what a browser shows of a piece of HTML."""
    return str(html.fromstring(f"<div>{markup}</div>").text_content())


def test_every_question_is_there_with_its_type(nasty: list[Asked]) -> None:
    assert {name: q.get("type") for name, q in read(nasty).items()} == {
        "one": "multichoice",
        "many": "multichoice",
        "number": "numerical",
        "order": "matching",
        "printed": "shortanswer",
        "bug-line": "numerical",
        "bug-belief": "multichoice",
    }


def test_no_text_is_lost_to_markup(nasty: list[Asked]) -> None:
    found = read(nasty)
    for name, question in found.items():
        text = NASTY.replace("{ }", "") if name == "number" else NASTY
        assert text in seen(question.findtext("questiontext/text")), name
        assert question.findtext("idnumber") == name
    options = [seen(a.findtext("text")) for a in found["one"].findall("answer")]
    assert NASTY in options
    code = html.fromstring(found["printed"].findtext("questiontext/text") or "").find(".//code")
    assert "print('*', {1: 2})\n\nprint(3)" in seen(found["printed"].findtext("questiontext/text"))
    assert code is not None


def test_choices_are_worth_what_the_marker_gives(nasty: list[Asked]) -> None:
    found = read(nasty)
    worth = {
        seen(a.findtext("text"))[:13]: float(a.get("fraction", "nan"))
        for a in found["many"].findall("answer")
    }
    assert worth == {
        "the right one": 50,
        NASTY[:13]: -50,
        "a third\nline"[:13]: -50,
        "also right": 50,
    }
    assert found["many"].findtext("single") == "false"
    assert found["many"].findtext("shuffleanswers") == "false"
    assert sorted(float(a.get("fraction", "nan")) for a in found["one"].findall("answer")) == [
        0,
        0,
        100,
    ]


def test_a_number_has_its_tolerance_and_traps(nasty: list[Asked]) -> None:
    asked = next(a for a in nasty if a.id == "number")
    answers = read(nasty)["number"].findall("answer")
    assert [float(a.findtext("text") or "nan") for a in answers] == pytest.approx(
        [float(g.value) for g in asked.given]
    )
    assert [a.get("fraction") for a in answers] == ["100", "0", "50"]
    assert float(answers[0].findtext("tolerance") or "nan") == pytest.approx(
        asked.given[0].tolerance
    )


def test_a_star_is_no_wildcard(nasty: list[Asked]) -> None:
    answers = [a.findtext("text") for a in read(nasty)["printed"].findall("answer")]
    assert answers == ["\\* [1 2]", "\\* [1, 2]"]


def test_steps_are_matched_to_places(nasty: list[Asked]) -> None:
    parts = read(nasty)["order"].findall("subquestion")
    assert [(seen(p.findtext("text")), p.findtext("answer/text")) for p in parts] == [
        ("first", "1"),
        (NASTY, "2"),
        ("third", "3"),
    ]


def test_the_whole_bank_is_worth_what_moodle_can_hold(whole_bank: list[Asked]) -> None:
    found = read(whole_bank)
    left_out = {a.id for a in whole_bank if a.form == "formula"}
    assert set(found) == {a.id for a in whole_bank} - left_out
    for name, question in found.items():
        fractions = [float(a.get("fraction", "nan")) for a in question.findall("answer")]
        assert {abs(f) for f in fractions} <= MOODLE_FRACTIONS, name
        if question.findtext("single") == "false":
            right = sum(f for f in fractions if f > 0)
            assert right == pytest.approx(100, abs=1e-3), name
            assert sum(fractions) <= 1e-3, name  # ticking everything earns nothing
    names = [q.findtext("idnumber") for q in found.values()]
    assert all(a != b for a, b in itertools.pairwise(sorted(map(str, names))))


def test_what_it_cannot_hold(nasty: list[Asked]) -> None:
    assert write(nasty, "t", 0).notes == [
        "left out (a formula that is compared by its values): formula",
        "numbers fixed to one of many draws (--seed 0): number",
        "asked as two questions, for the line and for the belief: bug",
        "steps asked as matching: each step and its place: order",
        "printed texts must be typed as they are printed: printed",
        "misconceptions are tags of the question, not of each answer: "
        "one, many, number, printed, bug-line, bug-belief",
    ]
