"""Numbers as other systems read them."""

from __future__ import annotations

import pytest

from sslgrade.course.exports.numbers import decimal, points, share


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.0, "1"),
        (-24.0, "-24"),
        (0.0, "0"),
        (100.0, "100"),
        (1e-9, "0.000000001"),
        (5.9604644775390625e-08, "0.0000000596046447754"),
        (1 / 3, "0.333333333333"),
        (1e15, "1000000000000000"),
        (2.5, "2.5"),
    ],
)
def test_no_exponent_and_no_idle_zeros(value: float, written: str) -> None:
    assert decimal(value) == written
    assert float(written) == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize(
    ("parts", "written"),
    [(1, "100"), (2, "50"), (3, "33.33333"), (6, "16.66667"), (7, "14.28571"), (0, "100")],
)
def test_shares_are_written_as_moodle_lists_them(parts: int, written: str) -> None:
    assert share(parts) == written


@pytest.mark.parametrize(("score", "written"), [(3.0, 3), (0.0, 0), (2.5, 2.5)])
def test_points_are_integers_where_they_can_be(score: float, written: float) -> None:
    assert points(score) == written
    assert type(points(score)) is type(written)
