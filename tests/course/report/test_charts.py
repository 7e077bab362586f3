"""The histogram counts everybody once and says in words what it draws."""

from __future__ import annotations

import re

from sslgrade.course.report.charts import bins, histogram


def test_every_share_is_in_one_bin() -> None:
    assert bins([0.0, 0.05, 0.1, 0.5, 0.7, 0.3, 0.95, 1.0]) == [2, 1, 0, 1, 0, 1, 0, 1, 0, 2]
    assert sum(bins([n / 97 for n in range(98)])) == 98


def test_the_edge_of_a_bin_belongs_to_the_upper_one() -> None:
    assert bins([n / 10 for n in range(11)]) == [1] * 9 + [2]


def test_the_drawing_is_described() -> None:
    made = histogram([0.05, 1.0, 0.95], who="Learners")
    assert (
        'aria-label="Learners by share of the points: 1 with 0 to 10 percent, '
        '2 with 90 to 100 percent"' in made
    )
    assert len(re.findall("<rect", made.split("</svg>")[0])) == 10
    assert "style=" not in made, "the page's policy allows no inline styles"


def test_an_empty_class_is_drawn_too() -> None:
    assert "<svg" in histogram([], who="Learners")
