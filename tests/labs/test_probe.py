import numpy as np
import pytest

from sslgrade.labs.probe import few, probe, spread


def classes(rng: np.random.Generator, count: int) -> np.ndarray:
    return rng.permutation(np.arange(count) % 10)


def test_classes_that_a_linear_map_tells_apart_are_found_at_any_scale() -> None:
    rng = np.random.default_rng(0)
    y, t = classes(rng, 200), classes(rng, 100)
    x, test = np.eye(10)[y] + 5, np.eye(10)[t] + 5
    assert probe(x, y, test, t) == 1
    assert probe(1e-4 * x, y, 1e-4 * test, t) == 1


def test_noise_is_guessed() -> None:
    rng = np.random.default_rng(0)
    x, test = rng.normal(size=(500, 20)), rng.normal(size=(500, 20))
    assert probe(x, classes(rng, 500), test, classes(rng, 500)) < 0.2


def test_nothing_is_learned_from_test_rows() -> None:
    rng = np.random.default_rng(0)
    y, t = classes(rng, 100), classes(rng, 40)
    x, test = rng.normal(size=(100, 8)), rng.normal(size=(40, 8))
    strangers = np.concatenate([test, 1000 + 50 * rng.normal(size=(60, 8))])
    right = probe(x, y, test, t) * 40
    # Were test rows centred or scaled together, the strangers would move the others' verdicts.
    alone = probe(x, y, strangers[:40], t) * 40
    together = probe(x, y, strangers, np.concatenate([t, np.full(60, -1)])) * 100
    assert right == pytest.approx(alone)
    assert right == pytest.approx(together)


def test_few_labels_are_as_many_of_every_class() -> None:
    rng = np.random.default_rng(0)
    y = classes(rng, 200)
    draws = list(few(rng, y, 3, 4))
    assert len(draws) == 4
    for rows in draws:
        assert len(set(rows)) == 30
        assert np.bincount(y[rows]).tolist() == [3] * 10
    assert not np.array_equal(draws[0], draws[1])


def test_the_spread_is_that_of_a_sample() -> None:
    mean, deviation = spread([1.0, 3.0])
    assert mean == 2
    assert deviation == pytest.approx(np.sqrt(2))
    assert spread([1.0]) == (1, None)
