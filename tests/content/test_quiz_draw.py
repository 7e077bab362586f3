from __future__ import annotations

import random

import pytest

from sslgrade.content.quiz import Item, Option, Wrong
from sslgrade.content.quiz_draw import draw, fill, fresh, number

LOG_N = Item(
    id="n-1",
    family="small",
    kind="numeric",
    difficulty=1,
    exercise="info_nce",
    question="N = {N} candidates, {100*rate} % of them easy. Loss?",
    explanation="log {N} = {answer}.",
    answer="log(N)",
    params={"N": (64, 256, 30522), "rate": (0.15, 0.4)},
    wrong=(Wrong("log2(N)", "log2-nats", "{yours} is bits."),),
)
CHOICE = Item(
    id="c-1",
    family="small",
    kind="single_choice",
    difficulty=1,
    exercise="info_nce",
    question="Which?",
    explanation="",
    options=tuple(Option(f"option {n}", "", n == 0) for n in range(4)),
)


@pytest.mark.parametrize(
    ("value", "text"),
    [(3.0, "3"), (0.15, "0.15"), (30522, "30,522"), (9999, "9999"), (1 / 3, "0.33333"), (-2, "-2")],
)
def test_numbers_are_written_for_readers(value: float, text: str) -> None:
    assert number(value) == text


def test_formulas_in_a_text_are_filled_in() -> None:
    assert fill("{N} and {2*(N-1)} and {log2(N)}", {"N": 8}) == "8 and 14 and 3"


def test_a_draw_is_repeated_by_its_seed_and_only_by_it() -> None:
    assert draw(LOG_N, 5) == draw(LOG_N, 5)
    assert len({draw(LOG_N, seed).text for seed in range(40)}) == 6
    assert len({draw(CHOICE, seed).options for seed in range(200)}) == 24


def test_the_drawn_numbers_are_in_text_answer_trap_and_feedback() -> None:
    question = next(q for q in (draw(LOG_N, s) for s in range(99)) if "30,522" in q.text)
    assert question.text.startswith("N = 30,522 candidates, ")
    assert question.answer == pytest.approx(10.3262, abs=1e-4)
    assert question.explanation == "log 30,522 = 10.326."
    assert [(round(v, 3), w.feedback) for v, w in question.traps] == [(14.898, "14.898 is bits.")]


def test_a_numeric_item_is_never_met_twice_with_the_same_numbers() -> None:
    rng = random.Random(0)
    last = fresh(LOG_N, None, rng)
    for _ in range(50):
        following = fresh(LOG_N, last.seed, rng)
        assert following.values != last.values
        last = following


def test_an_ordering_is_never_shown_in_the_right_order() -> None:
    item = Item(
        id="o-1",
        family="small",
        kind="ordering",
        difficulty=1,
        exercise="info_nce",
        question="Order.",
        explanation="",
        steps=("one", "two", "three"),
    )
    for seed in range(50):
        question = draw(item, seed)
        assert question.shown != (0, 1, 2)
        assert [question.shown[place - 1] for place in question.key] == [0, 1, 2]
