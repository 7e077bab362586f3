"""Item analysis against numbers worked out by hand, and against another formula."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from statistics import mean, pstdev

import pytest

from sslgrade.course.graded import Answered, Graded
from sslgrade.course.report.gather import gather
from sslgrade.course.report.statistics import analyse, correlation, of_checks, of_quiz

Row = Callable[..., Graded]


def test_point_biserial_is_what_its_textbook_formula_gives() -> None:
    # r = (M1 - M0) / s * sqrt(p q), Lord and Novick (1968), section 15.4; s over all n.
    rng = random.Random(3)
    item = [float(rng.random() < 0.6) for _ in range(50)]
    rest = [0.3 * x + rng.random() for x in item]
    ones = [r for x, r in zip(item, rest, strict=True) if x]
    zeros = [r for x, r in zip(item, rest, strict=True) if not x]
    p = len(ones) / len(item)
    by_hand = (mean(ones) - mean(zeros)) / pstdev(rest) * math.sqrt(p * (1 - p))
    assert correlation(item, rest) == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("item", "rest"), [([1, 1, 1], [0, 1, 2]), ([0, 1, 0], [2, 2, 2]), ([0, 1], [0, 1]), ([], [])]
)
def test_no_correlation_where_nothing_varies(item: list[float], rest: list[float]) -> None:
    assert correlation(item, rest) is None


def test_the_item_is_no_part_of_its_rest(row: Row) -> None:
    # c0 and c1 are opposite: with itself in the total, the correlation would be 0, not -1.
    found = gather([row("a", 2, 0), row("b", 0, 2), row("c", 2, 0), row("d", 0, 2)], [])
    first, second = of_checks(found)
    assert (first.title, first.n, first.difficulty) == ("check 0", 4, 0.5)
    assert first.discrimination == pytest.approx(-1)
    assert second.discrimination == pytest.approx(-1)


def test_partial_credit_and_learners_who_met_the_item(row: Row) -> None:
    found = gather(
        [row("a", 1, 2), row("b", 2, 2), row("b", 0, exercise="ntp_loss"), row("c", 0, 0)], []
    )
    items = {(i.group, i.title): i for i in of_checks(found)}
    assert items["mlm_loss", "check 0"].difficulty == pytest.approx(0.5)
    assert items["mlm_loss", "check 0"].n == 3
    assert items["ntp_loss", "check 0"].n == 1
    assert items["ntp_loss", "check 0"].discrimination is None


@pytest.mark.parametrize(
    ("right", "n", "remark"),
    [
        (10, 19, "few learners"),
        (39, 40, "nearly all right"),
        (4, 40, "hard"),
        (20, 40, ""),
    ],
)
def test_remarks(right: int, n: int, remark: str) -> None:
    own = [(float(k < right), 1.0) for k in range(n)]
    totals = [(x + (n - k) / n, 2.0) for k, (x, _) in enumerate(own)]
    assert analyse("g", "t", own, totals).remark == remark


def test_an_item_that_better_learners_fail_is_pointed_at() -> None:
    own = [(float(k % 2), 1.0) for k in range(40)]
    against = [(x + (1 - x) * 3, 4.0) for x, _ in own]
    assert analyse("g", "t", own, against).remark == "better learners fail it: look at it"
    flat = [(x + (k // 2 % 2), 2.0) for k, (x, _) in enumerate(own)]
    assert analyse("g", "t", own, flat).remark == "hardly tells learners apart"


def test_the_quiz(row: Row) -> None:
    answers = [
        Answered("w", name, item, "", score, ())
        for name, scores in {"a": (1, 1), "b": (0, 0), "c": (1, 0.5)}.items()
        for item, score in zip(("q1", "q2"), scores, strict=True)
    ]
    first, second = of_quiz(gather([], answers), {"q1": "mlm"})
    assert (first.group, first.title, first.n) == ("mlm", "q1", 3)
    assert second.difficulty == pytest.approx(0.5)
    assert first.discrimination == pytest.approx(correlation([1, 0, 1], [1, 0, 0.5]) or 0)
