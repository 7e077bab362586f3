"""DINO in the small: the same training in NumPy, the loss's gradient, and both ways to collapse."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.figures.js import Node
from tests.figures.rng import normals
from tests.figures.stage import Shown

NAME = "dino"
Array = NDArray[np.float64]


def softmax(z: Array, tau: float) -> Array:
    e = np.exp((z - z.max(-1, keepdims=True)) / tau)
    return np.asarray(e / e.sum(-1, keepdims=True))


def entropy(p: Array) -> Array:
    return np.asarray(-(p * np.log(np.where(p > 0, p, 1))).sum(-1))


@cache
def trained(strength: float, tau: float) -> Array:
    """The two entropies before every step and after the last."""
    source = normals(5)

    def take(*shape: int) -> Array:
        return np.array(list(islice(source, int(np.prod(shape))))).reshape(shape)

    angle = 2 * np.pi * np.repeat(np.arange(4), 6) / 4 + 0.4
    x = np.stack([np.cos(angle), np.sin(angle)], axis=-1) + 0.2 * take(24, 2)
    student = np.array([[0.02], [0.02], [0.2]]) * take(3, 8)
    teacher, centre = student.copy(), np.zeros(8)
    one = np.ones((24, 1))
    kept = []

    def note() -> None:
        p = softmax(np.hstack([x, one]) @ teacher - strength * centre, tau)
        kept.append([entropy(p.mean(0)), entropy(p).mean()])

    note()
    for _ in range(200):
        seen = np.hstack([x + 0.1 * take(24, 2), one])
        other = np.hstack([x + 0.1 * take(24, 2), one])
        p = softmax(other @ teacher - strength * centre, tau)
        student = student - 0.1 * seen.T @ (softmax(seen @ student, 0.1) - p) / (0.1 * 24)
        centre = 0.9 * centre + 0.1 * (other @ teacher).mean(0)
        teacher = 0.9 * teacher + 0.1 * student
        note()
    return np.array(kept)


@pytest.mark.parametrize(("strength", "tau"), [(1, 0.04), (0, 0.04), (1, 1.0), (0.5, 0.07)])
def test_training_is_numpys(node: Node, strength: float, tau: float) -> None:
    found = node.call(NAME, "train", strength, tau)
    both = np.array([[step["ofMean"], step["meanOf"]] for step in found])
    np.testing.assert_allclose(both, trained(strength, tau), atol=1e-7)


def test_the_gradient_is_that_of_the_loss(node: Node) -> None:
    generator = np.random.default_rng(2)
    xs = generator.normal(size=(5, 2)).tolist()
    layer = 0.1 * generator.normal(size=(3, 8))
    targets = softmax(generator.normal(size=(5, 8)), 0.5).tolist()
    grad = np.array(node.call(NAME, "gradient", layer.tolist(), xs, targets))
    h = 1e-5
    for index in np.ndindex(3, 8):
        step = np.zeros((3, 8))
        step[index] = h
        up = node.call(NAME, "loss", (layer + step).tolist(), xs, targets)
        down = node.call(NAME, "loss", (layer - step).tolist(), xs, targets)
        assert grad[index] == pytest.approx((up - down) / (2 * h), abs=1e-7)


def test_softmax_and_entropy(node: Node) -> None:
    z = np.random.default_rng(4).normal(size=8) * 30
    for tau in (0.02, 0.1, 2.0):
        found = node.call(NAME, "softmax", z.tolist(), tau)
        np.testing.assert_allclose(found, softmax(z, tau), rtol=1e-9, atol=1e-300)
        assert node.call(NAME, "entropy", found) == pytest.approx(float(entropy(softmax(z, tau))))
    assert node.call(NAME, "entropy", [0.125] * 8) == pytest.approx(np.log(8))
    assert node.call(NAME, "entropy", [1, 0, 0]) == 0


def test_both_collapses_and_what_prevents_them() -> None:
    """What the figure teaches is so in NumPy, not only in the figure."""
    np.testing.assert_allclose(trained(1, 0.04)[-1], [np.log(4), 0], atol=2e-3)
    np.testing.assert_allclose(trained(0, 0.04)[-1], [0, 0], atol=1e-3)
    np.testing.assert_allclose(trained(1, 1.0)[-1], [np.log(8)] * 2, atol=1e-3)


@pytest.mark.parametrize(
    ("strength", "tau", "step", "expected"),
    [
        (
            0,
            0.04,
            200,
            "Collapse to one output: every image gets the same sure answer. Both entropies are "
            "near 0 and their difference, 0.000 nats, says that the answers tell nothing about "
            "the image.",
        ),
        (
            1,
            1.0,
            200,
            "Collapse to the uniform answer: for every image all 8 outputs are about equally "
            "likely. Both entropies are near ln 8 = 2.079 nats, and the answers tell only 0.000 "
            "nats about the image.",
        ),
        (
            1,
            0.04,
            200,
            "The answers are sure (mean entropy 0.000) and differ between images (entropy of the "
            "mean 1.386): they tell 1.386 nats about the image; four clouds told apart make ln 4 "
            "= 1.386.",
        ),
        (
            1,
            0.04,
            0,
            "The answers tell {told:.3f} nats about the image after 0 steps. Four clouds told "
            "apart would make ln 4 = 1.386.",
        ),
    ],
)
def test_what_it_says(node: Node, strength: float, tau: float, step: int, expected: str) -> None:
    of_mean, mean_of = trained(strength, tau)[step]
    said = node.call(NAME, "say", {"strength": strength, "tau": tau, "step": step})
    assert said == expected.format(told=of_mean - mean_of)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({"strength": 7, "tau": 0, "step": 1e9}, {"strength": 1, "tau": 0.02, "step": 200}),
        ({"strength": None, "tau": [], "step": "2"}, {"strength": 1, "tau": 0.04, "step": 200}),
    ],
)
def test_a_state_is_made_usable(
    node: Node, state: dict[str, Any], expected: dict[str, float]
) -> None:
    assert node.call(NAME, "clean", state) == expected


def agrees(shown: Shown, strength: float, tau: float, step: int) -> None:
    of_mean, mean_of = trained(strength, tau)[step]
    assert shown.number("ofMean") == pytest.approx(of_mean, abs=5.01e-4)
    assert shown.number("meanOf") == pytest.approx(mean_of, abs=5.01e-4)
    assert shown.number("told") == pytest.approx(of_mean - mean_of, abs=5.01e-4)


def test_buttons_sliders_and_the_handle(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    agrees(shown, 1, 0.04, 200)
    shown.press("No centring")
    agrees(shown, 0, 0.04, 200)
    shown.press("No sharpening")
    agrees(shown, 1, 1.0, 200)
    shown.press("Reset")
    shown.slide("Centring", "ArrowLeft", 10)
    assert shown.state()["strength"] == pytest.approx(0.5)
    handle = shown.at('[aria-label="step of the training"]')
    handle.press("ArrowLeft")
    handle.press("Shift+ArrowLeft")
    assert shown.state()["step"] == 189
    agrees(shown, shown.state()["strength"], 0.04, 189)
    shown.drag(handle, -100, 0)
    step = shown.state()["step"]
    assert 100 < step < 189
    agrees(shown, shown.state()["strength"], 0.04, step)
    shown.sound()
