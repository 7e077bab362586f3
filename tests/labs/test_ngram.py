import numpy as np
import pytest

from sslgrade.labs import ngram

ABAC = np.array([0, 1, 0, 2, 0, 1])


def test_what_followed_what_is_counted() -> None:
    counts = ngram.count(ABAC, 1, 3)
    assert counts.pairs.tolist() == [1, 2, 3, 6]  # 0→1, 0→2, 1→0, 2→0
    assert counts.often.tolist() == [2, 1, 1, 1]
    assert counts.contexts.tolist() == [0, 0, 1, 2]


def test_codes_read_contexts_from_left_to_right() -> None:
    assert ngram.codes(np.array([1, 2, 0, 1]), 2, 3).tolist() == [1 * 3 + 2, 2 * 3 + 0]


@pytest.mark.parametrize(
    ("order", "bits"),
    [
        # 3 of 6, 2 of 6, 1 of 6
        (0, -(1 / 2 * np.log2(1 / 2) + 1 / 3 * np.log2(1 / 3) + 1 / 6 * np.log2(1 / 6))),
        # after 0: two 1s and one 2; after 1 and after 2 all is sure
        (1, 3 / 5 * -(2 / 3 * np.log2(2 / 3) + 1 / 3 * np.log2(1 / 3))),
        (4, 0.0),
    ],
)
def test_plug_in_entropy_by_hand(order: int, bits: float) -> None:
    assert ngram.plug_in_bits(ngram.count(ABAC, order, 3)) == pytest.approx(bits)


def test_smoothing_by_hand() -> None:
    counts = ngram.count(ABAC, 1, 3)
    uniform = np.full((2, 3), 1 / 3)
    # After 0: (count + 2 kinds / 3) / (3 + 2). After 1: (count + 1 kind / 3) / (1 + 1).
    found = ngram.predict(counts, np.array([0, 1, 0]), uniform)
    np.testing.assert_allclose(found[0], [2 / 15, (2 + 2 / 3) / 5, (1 + 2 / 3) / 5])
    np.testing.assert_allclose(found[1], [(1 + 1 / 3) / 2, 1 / 6, 1 / 6])


def test_an_unseen_context_keeps_the_shorter_order() -> None:
    counts = ngram.count(ABAC, 2, 3)
    shorter = np.array([[0.5, 0.25, 0.25]])
    np.testing.assert_array_equal(ngram.predict(counts, np.array([2, 2, 0]), shorter), shorter)


def test_predictions_are_distributions_and_never_0() -> None:
    text = np.random.default_rng(0).integers(0, 5, 400)
    found = np.full((100, 5), 0.2)
    for order in range(4):
        found = ngram.predict(
            ngram.count(text[100:], order, 5), text[:100], found[-(100 - order) :]
        )
        np.testing.assert_allclose(found.sum(axis=1), 1)
        assert found.min() > 0


def test_uniform_text_costs_log2_v_and_a_cycle_costs_nothing() -> None:
    text = np.random.default_rng(0).integers(0, 8, 50_000)
    assert ngram.plug_in_bits(ngram.count(text, 0, 8)) == pytest.approx(3, abs=1e-3)
    cycle = np.arange(900) % 3
    assert ngram.plug_in_bits(ngram.count(cycle, 0, 3)) == pytest.approx(np.log2(3))
    assert ngram.plug_in_bits(ngram.count(cycle, 1, 3)) == 0


def test_contexts_that_do_not_fit_a_number_are_refused() -> None:
    with pytest.raises(ValueError, match="contexts of 11 among 70 characters do not fit"):
        ngram.count(ABAC, 11, 70)
