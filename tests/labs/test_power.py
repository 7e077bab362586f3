import numpy as np
import pytest

from sslgrade.labs.power import Power, fit, halves

SIZES = np.repeat(2.0 ** np.arange(4, 12), 2)


def test_an_exact_law_is_recovered_exactly() -> None:
    law = fit(SIZES, 3 * SIZES**-0.25, np.random.default_rng(0))
    assert law.exponent == pytest.approx(0.25)
    assert law.scale == pytest.approx(3)
    assert law.low == pytest.approx(0.25)
    assert law.high == pytest.approx(0.25)
    assert law.at(16) == pytest.approx(1.5)


def test_the_interval_holds_the_exponent_about_as_often_as_it_says() -> None:
    held = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        y = 3 * SIZES**-0.25 * np.exp(0.1 * rng.normal(size=len(SIZES)))
        law = fit(SIZES, y, rng)
        held += law.low <= 0.25 <= law.high
    # 95 % of 200 is 190; three standard deviations of a binomial are 9.
    assert 181 <= held <= 199


def test_a_bend_makes_the_halves_disagree_and_a_law_does_not() -> None:
    rng = np.random.default_rng(0)
    noise = np.exp(0.005 * rng.normal(size=len(SIZES)))
    small, large = halves(SIZES, (1 + 20 / SIZES) * noise, rng)
    assert not small.overlaps(large)
    assert small.exponent > large.exponent
    small, large = halves(SIZES, SIZES**-0.3 * noise, rng)
    assert small.overlaps(large)


def test_the_middle_size_belongs_to_both_halves() -> None:
    sizes = np.repeat([1.0, 2.0, 4.0], 2)
    small, large = halves(sizes, np.repeat([8.0, 4.0, 4.0], 2), np.random.default_rng(0))
    assert small.exponent == pytest.approx(1)
    assert large.exponent == pytest.approx(0)


def test_intervals_overlap_at_a_point() -> None:
    assert Power(1, 0.2, 0.1, 0.3).overlaps(Power(1, 0.4, 0.3, 0.5))
    assert not Power(1, 0.2, 0.1, 0.3).overlaps(Power(1, 0.4, 0.31, 0.5))


@pytest.mark.parametrize(
    ("x", "y"),
    [([1, 2], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([0, 1, 2], [1, 1, 1]), ([1, 2, 3], [1, -1, 1])],
)
def test_what_is_no_curve_is_refused(x: list[float], y: list[float]) -> None:
    with pytest.raises(ValueError, match=r"^a power law needs three points above 0, of two sizes"):
        fit(np.array(x), np.array(y), np.random.default_rng(0))
