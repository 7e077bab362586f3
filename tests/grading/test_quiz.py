"""Every kind of quiz item, answered right and wrong; a wrong answer gets its own feedback."""

from __future__ import annotations

from typing import Any

import pytest

from sslgrade.content.quiz import Item, build
from sslgrade.content.quiz_draw import Question, draw
from sslgrade.grading.quiz import AnswerError, check, expected, mark, parts


def item(**fields: Any) -> Item:
    base = {
        "id": "x-1",
        "difficulty": 1,
        "exercise": "info_nce",
        "question": "?",
        "explanation": "!",
        "derivation": True,
        "shuffle": False,
    }
    family = {"format_version": 1, "family": "small", "title": "Small", "order": 1}
    return build({**family, "item": [{**base, **fields}]}).items[0]


def wrong(answer: Any, misconception: str, feedback: str) -> dict[str, Any]:
    return {"answer": answer, "misconception": misconception, "feedback": feedback}


OPTIONS = [
    {"text": "first", "correct": True, "feedback": "Right: first."},
    {"text": "second", "misconception": "second-one", "feedback": "Second is wrong."},
    {"text": "third", "misconception": "third-one", "feedback": "Third is wrong."},
]
SINGLE = item(kind="single_choice", option=OPTIONS)
MULTIPLE = item(
    kind="multiple_choice",
    option=[
        OPTIONS[0],
        {"text": "also", "correct": True, "feedback": "Also right."},
        *OPTIONS[1:],
    ],
)
NUMERIC = item(
    kind="numeric",
    answer="log(N)",
    unit="nats",
    params={"N": [256]},
    wrong=[wrong("log2(N)", "log2-nats", "{yours} is bits."), wrong("0", "zero", "Not zero.")],
)
COUNT = item(
    kind="numeric",
    answer="2*(N-1)",
    tolerance=0.0,
    params={"N": [4096]},
    wrong=[wrong("2*N-1", "positive-counted", "One of the {yours} is the positive.")],
)
ORDERING = item(
    kind="ordering",
    steps=["one", "two", "three", "four"],
    wrong=[wrong([0, 1, 3, 2], "four-early", "Four comes last.")],
)
PREDICT = item(
    kind="predict_output",
    code="print([2, 0, 1])",
    output="[2 0 1]",
    wrong=[wrong("[1 2 0]", "argsort-once", "That is the order itself.")],
)
DERIVE = item(
    kind="derivation",
    answer="(p-1)/tau",
    variables={"p": [0.05, 0.95], "tau": [0.1, 2]},
    wrong=[wrong("p-1", "nce-grad-no-tau", "The chain rule brings 1/tau.")],
)
SPOT = item(
    kind="spot_the_bug",
    code="a = 1\nb = a / n\nc = b",
    lines=[2],
    fixed="b = a / m",
    option=OPTIONS,
)


def shown(item: Item) -> Question:
    """An ordering that is not shuffled is shown in its right order: fine for marking."""
    return draw(item, 0)


@pytest.mark.parametrize(
    ("item", "answers", "verdict", "feedback", "misconceptions"),
    [
        (SINGLE, ["a"], "correct", ["Right: first."], []),
        (SINGLE, ["B)"], "wrong", ["Second is wrong."], ["second-one"]),
        (SINGLE, ["c"], "wrong", ["Third is wrong."], ["third-one"]),
        (MULTIPLE, ["a b"], "correct", ["a) Right: first.", "b) Also right."], []),
        (MULTIPLE, ["ba"], "correct", ["a) Right: first.", "b) Also right."], []),
        (
            MULTIPLE,
            ["a, c"],
            "partly",
            ["a) Right: first.", "b) you left it out. Also right.", "c) Second is wrong."],
            ["second-one"],
        ),
        (
            MULTIPLE,
            ["none"],
            "wrong",
            ["a) you left it out. Right: first.", "b) you left it out. Also right."],
            [],
        ),
        (
            MULTIPLE,
            ["c d"],
            "wrong",
            [
                "a) you left it out. Right: first.",
                "b) you left it out. Also right.",
                "c) Second is wrong.",
                "d) Third is wrong.",
            ],
            ["second-one", "third-one"],
        ),
        (NUMERIC, ["5.545"], "correct", [], []),
        (NUMERIC, ["log(256)"], "correct", [], []),
        (NUMERIC, ["5.52 nats"], "correct", [], []),
        (NUMERIC, ["8"], "wrong", ["8 is bits."], ["log2-nats"]),
        (NUMERIC, ["0"], "wrong", ["Not zero."], ["zero"]),
        (
            NUMERIC,
            ["5.4"],
            "partly",
            ["Close, but rounded on the way: within 1 % was asked."],
            [],
        ),
        (
            NUMERIC,
            ["-3"],
            "wrong",
            ["No known slip gives this number; compare it with the way below."],
            [],
        ),
        (COUNT, ["8,190"], "correct", [], []),
        (COUNT, ["8191"], "wrong", ["One of the 8191 is the positive."], ["positive-counted"]),
        (ORDERING, ["1 2 3 4"], "correct", [], []),
        (ORDERING, ["1234"], "correct", [], []),
        (ORDERING, ["1, 2, 4, 3"], "wrong", ["Four comes last."], ["four-early"]),
        (ORDERING, ["1 3 2 4"], "partly", ["The order is right up to step 1."], []),
        (ORDERING, ["4 3 2 1"], "wrong", ["Another step comes first."], []),
        (PREDICT, ["[2 0 1]"], "correct", [], []),
        (PREDICT, ["2, 0, 1"], "correct", [], []),
        (PREDICT, ["[1 2 0]"], "wrong", ["That is the order itself."], ["argsort-once"]),
        (
            PREDICT,
            ["7"],
            "wrong",
            ["No known slip prints this; go through it line by line."],
            [],
        ),
        (DERIVE, ["p/tau - 1/tau"], "correct", [], []),
        (DERIVE, ["-(1 - p)/tau"], "correct", [], []),
        (DERIVE, ["p - 1"], "wrong", ["The chain rule brings 1/tau."], ["nce-grad-no-tau"]),
        (
            DERIVE,
            ["tau"],
            "wrong",
            ["It differs from the answer, and no known slip gives it."],
            [],
        ),
        (SPOT, ["2", "a"], "correct", ["Line 2 is the one.", "Right: first."], []),
        (SPOT, ["1", "a"], "partly", ["It is line 2, not 1.", "Right: first."], []),
        (
            SPOT,
            ["2", "b"],
            "partly",
            ["Line 2 is the one.", "Second is wrong."],
            ["second-one"],
        ),
        (
            SPOT,
            ["line 3", "c"],
            "wrong",
            ["It is line 2, not 3.", "Third is wrong."],
            ["third-one"],
        ),
    ],
)
def test_every_kind_right_and_wrong(
    item: Item,
    answers: list[str],
    verdict: str,
    feedback: list[str],
    misconceptions: list[str],
) -> None:
    found = mark(shown(item), answers)
    assert (found.verdict, list(found.feedback), list(found.misconceptions)) == (
        verdict,
        feedback,
        misconceptions,
    )


@pytest.mark.parametrize(
    ("item", "part", "text", "message"),
    [
        (SINGLE, 0, "", "found '', expected one letter from a to c."),
        (SINGLE, 0, "d", "found 'd', expected one letter from a to c."),
        (SINGLE, 0, "a b", "found 'a b', expected one letter from a to c."),
        (
            MULTIPLE,
            0,
            "a x",
            "found 'a x', expected letters from a to d, such as `a c`, or `none`.",
        ),
        (
            NUMERIC,
            0,
            "five",
            "found 'five', expected a number, such as `0.5`, or a formula of numbers, "
            "such as `log(256)/2`.",
        ),
        (
            NUMERIC,
            0,
            "0,5",
            "found '0,5', expected a number, such as `0.5`, or a formula of numbers, "
            "such as `log(256)/2`.",
        ),
        (
            NUMERIC,
            0,
            "1/0",
            "found '1/0', expected a number, such as `0.5`, or a formula of numbers, "
            "such as `log(256)/2`.",
        ),
        (
            ORDERING,
            0,
            "1 2 2 4",
            "found '1 2 2 4', expected each number from 1 to 4 once, such as `4 3 2 1`.",
        ),
        (
            ORDERING,
            0,
            "one",
            "found 'one', expected each number from 1 to 4 once, such as `4 3 2 1`.",
        ),
        (PREDICT, 0, " ", "found nothing, expected what the code prints."),
        (DERIVE, 0, "", "found nothing, expected a formula in p, tau."),
        (SPOT, 0, "4", "found '4', expected a line number from 1 to 3."),
        (SPOT, 0, "a", "found 'a', expected a line number from 1 to 3."),
        (SPOT, 1, "2", "found '2', expected one letter from a to c."),
    ],
)
def test_what_is_no_answer_says_what_was_expected(
    item: Item, part: int, text: str, message: str
) -> None:
    with pytest.raises(AnswerError) as caught:
        check(shown(item), text, part)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (SINGLE, "a) first"),
        (MULTIPLE, "a) first\nb) also"),
        (NUMERIC, "5.5452 nats"),
        (COUNT, "8190"),
        (ORDERING, "1 2 3 4"),
        (PREDICT, "[2 0 1]"),
        (DERIVE, "(p-1)/tau"),
        (SPOT, "line 2, and a) first"),
    ],
)
def test_the_right_answer_in_words(item: Item, text: str) -> None:
    assert expected(shown(item)) == text


def test_only_spot_the_bug_asks_twice() -> None:
    assert [parts(shown(i)) for i in (SINGLE, MULTIPLE, NUMERIC, ORDERING, SPOT)] == [1, 1, 1, 1, 2]


def test_a_shuffled_ordering_is_marked_by_what_was_shown() -> None:
    steps = item(
        kind="ordering",
        shuffle=True,
        steps=["one", "two", "three"],
        wrong=[wrong([0, 2, 1], "late", "Two before three.")],
    )
    for seed in range(10):
        question = draw(steps, seed)
        key = " ".join(str(place) for place in question.key)
        assert mark(question, [key]).verdict == "correct"
        one, two, three = key.split()
        assert mark(question, [f"{one} {three} {two}"]).feedback == ("Two before three.",)
