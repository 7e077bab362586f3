import numpy as np
import pytest

from sslgrade.labs.joint import Fills, odds_gap, of_joint, total_variation

RNG = np.random.default_rng(0)


def test_a_true_joint_is_the_same_in_both_orders() -> None:
    joint = RNG.dirichlet(np.ones(30)).reshape(5, 6)
    fills = of_joint(joint)
    np.testing.assert_allclose(fills.a_first(), joint)
    np.testing.assert_allclose(fills.b_first(), joint)
    assert total_variation(fills.a_first(), fills.b_first()) < 1e-15
    gap = odds_gap(fills, 2, 3)
    assert gap is not None
    assert gap < 1e-12


def test_conditionals_without_a_joint_are_told_apart_by_hand() -> None:
    # b copies a, a ignores b: fill a first and they agree, fill b first and they are independent.
    half = np.array([0.5, 0.5])
    fills = Fills(half, np.eye(2), half, np.full((2, 2), 0.5))
    assert total_variation(fills.a_first(), fills.b_first()) == pytest.approx(0.5)
    assert odds_gap(fills, 0, 0) is None  # a probability of 0 has no odds


def test_the_odds_gap_by_hand_whatever_the_marginals() -> None:
    copies = np.array([[0.8, 0.2], [0.2, 0.8]])  # odds ratio 16
    for a in ([0.5, 0.5], [0.9, 0.1]):
        fills = Fills(np.array(a), copies, np.array([0.3, 0.7]), np.full((2, 2), 0.5))
        assert odds_gap(fills, 0, 0) == pytest.approx(np.log(16))


def test_total_variation_has_its_ends() -> None:
    p = np.array([0.25, 0.75])
    assert total_variation(p, p) == 0
    assert total_variation(np.array([1.0, 0]), np.array([0, 1.0])) == 1
    assert total_variation(p, np.array([0.5, 0.5])) == 0.25
