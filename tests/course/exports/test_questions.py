"""The neutral form of questions, from which every format is written."""

from __future__ import annotations

import pytest

from sslgrade.content.quiz import Wrong
from sslgrade.course.exports.files import Export
from sslgrade.course.exports.questions import FORMS, Asked, account


def by_id(asked: list[Asked]) -> dict[str, Asked]:
    return {a.id: a for a in asked}


def test_every_form_is_there(nasty: list[Asked]) -> None:
    assert {a.form for a in nasty} == set(FORMS)


def test_a_number_is_drawn_and_its_answers_come_in_the_markers_order(nasty: list[Asked]) -> None:
    asked = by_id(nasty)["number"]
    n = 1.0 if "n = 1" in asked.explanation or asked.given[1].value == 1 else 2.0
    right, slip, close = asked.given
    assert right.value == pytest.approx(n / 3)
    assert right.tolerance == pytest.approx(0.01 * n / 3)
    assert (slip.value, slip.worth, slip.feedback) == (n, 0, f"{n:g} is the sum.")
    assert close.worth == 50
    assert close.tolerance == pytest.approx(0.05 * n / 3)
    assert close.feedback == "Close, but rounded on the way: within 1 % was asked."
    assert asked.stem.endswith("\n\nAnswer in nats.")


def test_a_bug_is_asked_twice_and_neither_question_tells_the_other(nasty: list[Asked]) -> None:
    line, belief = by_id(nasty)["bug-line"], by_id(nasty)["bug-belief"]
    assert (line.form, line.given[0].value, line.right) == ("number", 2.0, "2")
    assert line.code == belief.code == "1  def f(x):\n2      return sum(x)"
    assert belief.form == "one"
    assert "line 2" not in belief.stem


def test_the_same_seed_asks_the_same(whole_bank: list[Asked]) -> None:
    from sslgrade.course.exports.questions import ask

    items = list({a.item.id: a.item for a in whole_bank}.values())
    assert ask(items, 0) == whole_bank
    assert ask(items, 1) != whole_bank


def test_right_answers_in_words(nasty: list[Asked]) -> None:
    words = {name: a.right for name, a in by_id(nasty).items()}
    assert words["one"] == "the right one"
    assert words["many"] == "the right one\nalso right"
    assert words["printed"] == "* [1 2]"
    assert words["formula"] == "p-1"
    assert words["order"].startswith("1. first\n2. ")


def test_misconceptions_are_named_once(nasty: list[Asked]) -> None:
    assert by_id(nasty)["one"].misconceptions == ("mlm-sum", "mlm-shifted")
    assert by_id(nasty)["printed"].misconceptions == ("mlm-sum",)
    assert Wrong("x", "no-mean", "f").misconception in by_id(nasty)["number"].misconceptions


def test_what_is_lost_is_said(nasty: list[Asked]) -> None:
    export = Export()
    account(export, nasty, {"one", "number"}, seed=4)
    assert export.notes == [
        "left out (several options are right): many",
        "left out (a text that is compared): printed",
        "left out (steps to put in order): order",
        "left out (a formula that is compared by its values): formula",
        "numbers fixed to one of many draws (--seed 4): number",
        "asked as two questions, for the line and for the belief: bug",
    ]
