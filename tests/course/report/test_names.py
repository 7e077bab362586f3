"""Names, and what stays of them in an anonymous report."""

from __future__ import annotations

import random

import pytest

from sslgrade.course.report.names import Names

CLASS = ["ada", "bo", "Mara.Secret", "x1y2z3", "kim-lee"]


def names(*, anonymous: bool = True) -> Names:
    return Names(CLASS, anonymous=anonymous, rng=random.Random(0))


def test_names_stay_where_they_may() -> None:
    plain = names(anonymous=False)
    assert plain.of("ada") == "ada"
    assert plain.code("# by ada", ["ada"]) == "# by ada"


def test_numbers_are_drawn_by_lot() -> None:
    aliases = [names().of(name) for name in CLASS]
    assert sorted(aliases) == [f"learner {n}" for n in range(1, 6)]
    orders = {tuple(Names(CLASS, anonymous=True).of(name) for name in CLASS) for _ in range(20)}
    assert len(orders) > 5, "an order that can be guessed names everybody"


@pytest.mark.parametrize(
    "text",
    [
        "# by ada",
        "# Author: ADA (ada@uni.edu)",
        "__author__ = 'mara.secret'",
        "# MARA.SECRET's and xmara.secretx",
        "def x1y2z3_loss(): pass",
        "# kim-lee",
        "path = '/home/ada/week1'",
    ],
)
def test_no_name_is_left_in_code(text: str) -> None:
    shown = names().code(text, CLASS).casefold()
    for name in ("ada", "mara.secret", "x1y2z3", "kim-lee"):
        assert name not in shown.replace("learner", "")


def test_names_of_others_go_too_but_words_stay() -> None:
    shown = names().code("# copied from ada\nradar = canada + bo", ["kim-lee"])
    assert "copied from learner" in shown
    assert "radar = canada + bo" in shown
