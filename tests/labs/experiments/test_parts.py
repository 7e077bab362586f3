"""Parts of experiments against closed forms, with the references as losses."""

from typing import Any

import numpy as np
import pytest

from sslgrade.content.catalogue import catalogue
from sslgrade.labs import ngram
from sslgrade.labs.bench import Bench
from sslgrade.labs.corpus import Corpus
from sslgrade.labs.experiments import (
    context_pays,
    ln_n_ceiling,
    mlm_has_no_joint,
    scaling,
    shifted_digits,
)
from sslgrade.labs.gaussians import correlation, exact, pairs
from sslgrade.labs.losses import Losses
from sslgrade.labs.whose import decide, losses_for


@pytest.fixture(scope="module")
def bench() -> Bench:
    ladder, made = catalogue(), dict[str, Losses]()

    def losses(name: str) -> Losses:
        if name not in made:
            made[name] = losses_for(decide(name, ladder, None, print), ladder, None, print)
        return made[name]

    return Bench(0, losses)


def test_bits_are_those_of_the_predictions(bench: Bench) -> None:
    rng = np.random.default_rng(0)
    text = rng.integers(0, 5, 2 * context_pays.ROW)
    p = rng.dirichlet(np.ones(5), size=len(text))
    by_hand = float(-np.log2(p[np.arange(len(text)), text]).mean())
    assert context_pays.bits(bench, p, text) == pytest.approx(by_hand, rel=1e-5)
    uniform = np.full((len(text), 5), 0.2)
    assert context_pays.bits(bench, uniform, text) == pytest.approx(np.log2(5), rel=1e-5)


def test_an_order_one_source_costs_its_entropy_rate(bench: Bench) -> None:
    # 0 is followed by 0 or 1 with equal chance, 1 always by 0: stationary (2/3, 1/3), 2/3 bit.
    rng, text = np.random.default_rng(0), [0]
    for _ in range(40_000):
        text.append(0 if text[-1] == 1 else int(rng.integers(0, 2)))
    train, test = np.array(text[:30_000]), np.array(text[30_000:][: 100 * context_pays.ROW - 1])
    test = test[: len(test) // context_pays.ROW * context_pays.ROW + 1]
    zero = ngram.predict(ngram.count(train, 0, 2), test, np.full((len(test), 2), 0.5))
    one = ngram.predict(ngram.count(train, 1, 2), test, zero[1:])
    assert context_pays.bits(bench, one, test[1:]) == pytest.approx(2 / 3, abs=0.01)
    without = -(2 / 3 * np.log2(2 / 3) + 1 / 3 * np.log2(1 / 3))
    assert context_pays.bits(bench, zero[1:], test[1:]) == pytest.approx(without, abs=0.01)


def test_the_exact_critic_reaches_little_information_and_never_passes_ln_n(bench: Bench) -> None:
    rng, rho = np.random.default_rng(0), correlation(0.5, 20)
    scores = [exact(*pairs(rng, 256, 20, rho), rho) for _ in range(20)]
    assert ln_n_ceiling._mean(bench, scores) == pytest.approx(0.5, abs=0.05)
    rho = correlation(20.0, 20)
    for n in (2, 8, 32):
        scores = [exact(*pairs(rng, n, 20, rho), rho) for _ in range(50)]
        found = ln_n_ceiling._mean(bench, scores)
        assert found <= np.log(n)
        assert found == pytest.approx(np.log(n), abs=0.02)


def test_a_flat_critic_knows_nothing(bench: Bench) -> None:
    assert ln_n_ceiling._mean(bench, [np.zeros((7, 7))] * 3) == pytest.approx(0, abs=1e-6)


def test_the_control_is_a_joint_to_rounding() -> None:
    text = np.random.default_rng(0).integers(0, 12, 5000)
    variation, gap = mlm_has_no_joint.control(Corpus(text, text[:10], 12, 1, ""))
    assert variation < 1e-15
    assert gap < mlm_has_no_joint.ROUNDING


def test_a_model_made_from_a_joint_passes_the_test_that_trained_models_fail(bench: Bench) -> None:
    size = 4
    joint = np.random.default_rng(0).dirichlet(np.ones(size * size)).reshape(size, size)
    first, second = mlm_has_no_joint.FIRST, mlm_has_no_joint.SECOND

    def net(windows: Any) -> Any:
        """Answers both blanks from the joint, whatever else the window holds."""
        logits = np.zeros((*windows.shape, size))
        for row, window in enumerate(windows):
            a, b = window[first], window[second]
            logits[row, first] = np.log(joint[:, b] if b < size else joint.sum(axis=1))
            logits[row, second] = np.log(joint[a] if a < size else joint.sum(axis=0))
        return logits.astype(np.float64)

    texts = np.random.default_rng(1).integers(0, size, (6, mlm_has_no_joint.LENGTH))
    found = Corpus(texts.ravel(), texts.ravel(), size, 1, "")
    loss, variation, gap = mlm_has_no_joint._measure(bench, net, found, texts.astype(np.int32))
    assert variation < 1e-12
    assert gap < 1e-12
    given = joint[texts[:, first], texts[:, second]] / joint.sum(axis=0)[texts[:, second]]
    assert loss == pytest.approx(float(-np.log(given).mean()), rel=1e-5)


def test_rows_are_spread_over_the_text_and_have_the_length_that_is_asked() -> None:
    text = np.arange(10_000)
    rows = scaling.rows_of(text, most=20)
    assert rows.shape == (20, scaling.CONTEXT - 1 + scaling.ROW)
    assert rows[0, 0] == 0
    assert rows[-1, -1] > 9_900
    assert len(scaling.rows_of(text[:130])) == 3


def test_a_tiny_model_learns_an_alternation(bench: Bench) -> None:
    text = (np.arange(5000) % 2).astype(np.int32)
    judged = [scaling.rows_of(text, most=10)] * 2
    count, loss = scaling._train(bench, ("alternation", 0), text, 4, 2, 150, judged)
    assert count == 2 * 16 + (8 * 16 * 4 + 4) + (4 * 2 + 2)
    assert loss < 0.1 < np.log(2)


def test_scores_are_those_of_unseen_images() -> None:
    from sslgrade.labs.digits import Digits

    y = np.arange(200) % 10
    images = np.eye(10)[y]
    found = Digits(images, y, images[:50], y[:50])
    assert shifted_digits._score(found, lambda x: x) == 1
    assert shifted_digits._score(found, lambda x: x * 0) <= 0.2
