"""MAE on a digit: scikit-learn's digits, NumPy's neighbours, and why a mean beats sharp guesses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from tests.figures.js import Node
from tests.figures.rng import uniforms
from tests.figures.stage import Shown

NAME = "mae-digit"
Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
LOWER = [False] * 8 + [True] * 8


def digits() -> tuple[Array, Array]:
    """The first twenty of each class, and the 21st to ask for."""
    data = load_digits()
    classes = [data.data[data.target == c] / 16 for c in range(10)]
    return np.concatenate([c[:20] for c in classes]), np.stack([c[20] for c in classes])


def hidden(masked: list[bool]) -> Mask:
    """Per pixel: whether it lies in a masked patch of 2 by 2."""
    return np.kron(np.array(masked).reshape(4, 4), np.ones((2, 2))).astype(bool).ravel()


def expected(digit: int, k: int, masked: list[bool]) -> dict[str, Any]:
    bank, asked = digits()
    x, out = asked[digit], hidden(masked)
    far = ((bank - x)[:, ~out] ** 2).mean(1) if not out.all() else np.zeros(len(bank))
    near = np.argsort(np.round(far, 12), kind="stable")[:k]
    mean = bank[near].mean(0)
    error = (x - mean) ** 2
    single = ((x - bank[near]) ** 2)[:, out].mean()
    spread = bank[near][:, out].var(0).mean()
    return {
        "near": near.tolist(),
        "mean": mean,
        "loss": error[out].mean(),
        "single": single,
        "spread": spread,
    }


def test_the_digits_are_scikit_learns(node: Node) -> None:
    bank, asked = digits()
    np.testing.assert_array_equal(node.call(NAME, "bank"), bank)
    np.testing.assert_array_equal(node.call(NAME, "asked"), asked)


def test_patches_are_two_by_two(node: Node) -> None:
    found = [node.call(NAME, "patchOf", i) for i in range(64)]
    expected_rows = np.kron(np.arange(16).reshape(4, 4), np.ones((2, 2))).ravel()
    np.testing.assert_array_equal(found, expected_rows)


@pytest.mark.parametrize("digit", [0, 3, 8])
@pytest.mark.parametrize("k", [1, 5, 20, 200])
@pytest.mark.parametrize("draws", [0, 1, 2])
def test_prediction_and_losses_are_numpys(node: Node, digit: int, k: int, draws: int) -> None:
    masked = LOWER if draws == 0 else node.call(NAME, "draw", draws)
    found = node.call(NAME, "predict", {"digit": digit, "k": k, "masked": masked})
    wanted = expected(digit, k, masked)
    assert found["near"] == wanted["near"]
    np.testing.assert_allclose(found["mean"], wanted["mean"], atol=1e-12)
    for key in ("loss", "single", "spread"):
        assert found[key] == pytest.approx(wanted[key], abs=1e-12)


def test_no_other_prediction_has_a_lower_loss_on_these_neighbours(node: Node) -> None:
    """The mean minimises the mean squared error to the k digits: every step from it is worse."""
    bank, _ = digits()
    found = node.call(NAME, "predict", {"digit": 8, "k": 20, "masked": LOWER})
    mean, near, out = np.array(found["mean"]), bank[found["near"]], hidden(LOWER)

    def cost(guess: Array) -> float:
        return float(((near - guess)[:, out] ** 2).mean())

    generator = np.random.default_rng(1)
    for _ in range(20):
        assert cost(mean + 0.05 * generator.normal(size=64)) > cost(mean)
    assert min(cost(one) for one in near) > cost(mean)


def test_the_hidden_patches_are_not_looked_at(node: Node) -> None:
    """Neighbours depend on the visible patches only, so all masked means: the first k of all."""
    found = node.call(NAME, "predict", {"digit": 4, "k": 3, "masked": [True] * 16})
    assert found["near"] == [0, 1, 2]
    assert found["visible"] is None


def test_three_quarters_are_masked_as_mae_does(node: Node) -> None:
    for draws in range(5):
        source = list(islice(uniforms(draws), 16))
        chosen = set(np.argsort(source)[:12].tolist())
        assert node.call(NAME, "draw", draws) == [i in chosen for i in range(16)]


@pytest.mark.parametrize(
    ("state", "expected_state"),
    [
        ({"digit": 99, "k": 0}, {"digit": 9, "k": 1, "masked": LOWER, "draws": 0}),
        ({"masked": [1] * 16}, {"digit": 8, "k": 20, "masked": LOWER, "draws": 0}),
        ({"masked": [True]}, {"digit": 8, "k": 20, "masked": LOWER, "draws": 0}),
    ],
)
def test_a_state_is_made_usable(
    node: Node, state: dict[str, Any], expected_state: dict[str, Any]
) -> None:
    assert node.call(NAME, "clean", state) == expected_state


@pytest.mark.parametrize(
    ("k", "masked", "text"),
    [
        (20, [False] * 16, "Nothing is masked: the loss is a mean of no pixels. Mask a patch."),
        (
            1,
            LOWER,
            "One neighbour is a sharp guess, with a loss of {loss:.4f}. Add neighbours: their mean "
            "is a blur, and its loss is lower than theirs on average.",
        ),
        (
            20,
            LOWER,
            "The mean of 20 possible digits is a blur with a loss of {loss:.4f}; the sharp digits "
            "that it is made of have {single:.4f} on average. The difference, {spread:.4f}, is "
            "their variance: squared error rewards the blur.",
        ),
        (
            1,
            [True] * 16,
            "Everything is masked, so every digit is equally near. One neighbour is a sharp guess, "
            "with a loss of {loss:.4f}. Add neighbours: their mean is a blur, and its loss is "
            "lower than theirs on average.",
        ),
    ],
)
def test_what_it_says(node: Node, k: int, masked: list[bool], text: str) -> None:
    numbers = expected(8, k, masked) if any(masked) else {}
    said = node.call(NAME, "say", {"digit": 8, "k": k, "masked": masked})
    assert said == text.format(**numbers)


def agrees(shown: Shown, digit: int, k: int, masked: list[bool]) -> None:
    wanted = expected(digit, k, masked)
    for key in ("loss", "single", "spread"):
        assert shown.number(key) == pytest.approx(wanted[key], abs=5.01e-5)


def test_mouse_and_keys_mask_patches(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    agrees(shown, 8, 20, LOWER)
    shown.at('[data-patch="0"]').click()
    masked = [True, *LOWER[1:]]
    assert shown.state()["masked"] == masked
    keyboard = shown.seen.page.keyboard
    for key in ("ArrowRight", "ArrowDown", "Space"):
        keyboard.press(key)
    masked[5] = True
    assert shown.state()["masked"] == masked
    keyboard.press("Enter")
    masked[5] = False
    assert shown.state()["masked"] == masked
    assert shown.at('[data-patch="5"]').get_attribute("aria-pressed") == "false"
    agrees(shown, 8, 20, masked)
    shown.sound()


def test_sliders_and_draws(node: Node, figure: Callable[..., Shown]) -> None:
    shown = figure(NAME, width=390, dark=True)
    shown.slide("Digit:", "Home")
    shown.slide("Mean of the nearest", "End")
    agrees(shown, 0, 200, LOWER)
    shown.press("Mask 75 %")
    agrees(shown, 0, 200, node.call(NAME, "draw", 1))
    assert shown.text("masked") == "12 of 16"
    shown.press("Show all")
    assert (shown.text("loss"), shown.text("masked")) == ("none", "0 of 16")
    shown.sound()


def test_what_is_masked_is_not_drawn(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    fills = shown.at("svg").evaluate(
        "art => [...art.querySelector('g').children].map((pixel) => pixel.getAttribute('fill'))"
    )
    assert [fill == "var(--mute)" for fill in fills] == hidden(LOWER).tolist()
