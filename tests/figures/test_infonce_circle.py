"""InfoNCE on a circle: against NumPy, against finite differences, and by hand in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.figures.js import Node
from tests.figures.stage import Shown

NAME = "infonce-circle"
Array = NDArray[np.float64]
TAUS = [0.02, 0.2, 1.0, 2.0]


def numpy_loss(angles: Array, tau: float) -> float:
    unit = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    z = unit[1:] @ unit[0] / tau
    return float(np.log(np.exp(z - z.max()).sum()) + z.max() - z[0])


def draws() -> list[Array]:
    generator = np.random.default_rng(7)
    return [generator.uniform(-4, 8, size=7) for _ in range(5)]


@pytest.mark.parametrize("tau", TAUS)
def test_loss_and_weights_are_numpys(node: Node, tau: float) -> None:
    for angles in draws():
        found = node.call(NAME, "infonce", angles.tolist(), tau)
        assert found["loss"] == pytest.approx(numpy_loss(angles, tau), rel=1e-10, abs=1e-12)
        s = np.cos(angles[1:] - angles[0])
        p = np.exp(s / tau - (s / tau).max())
        np.testing.assert_allclose(found["s"], s, atol=1e-14)
        np.testing.assert_allclose(found["p"], p / p.sum(), rtol=1e-9, atol=1e-300)
        share = p[1:] / p[1:].sum()
        entropy = -np.sum(share * np.log(np.maximum(share, 1e-300)))
        assert found["effective"] == pytest.approx(np.exp(entropy), rel=1e-9)


@pytest.mark.parametrize("tau", TAUS[1:])
def test_the_gradient_is_that_of_the_loss(node: Node, tau: float) -> None:
    for angles in draws():
        found = node.call(NAME, "infonce", angles.tolist(), tau)["gradAngle"]
        h = 1e-5
        for i, step in enumerate(np.eye(7) * h):
            rise = numpy_loss(angles + step, tau) - numpy_loss(angles - step, tau)
            assert found[i] == pytest.approx(rise / (2 * h), abs=1e-7)
        assert sum(found) == pytest.approx(0, abs=1e-12)


def test_pull_equals_push(node: Node) -> None:
    grad = node.call(NAME, "infonce", draws()[0].tolist(), 0.3)["gradSim"]
    assert sum(grad) == pytest.approx(0, abs=1e-14)
    assert grad[0] < 0 < min(grad[1:])


@pytest.mark.parametrize("tau", TAUS)
def test_collapse_is_ln_n_at_every_temperature_and_no_gradient_moves_it(
    node: Node, tau: float
) -> None:
    found = node.call(NAME, "infonce", [0.7] * 7, tau)
    assert found["loss"] == pytest.approx(np.log(6), abs=1e-12)
    assert found["gradAngle"] == [0] * 7
    assert found["effective"] == pytest.approx(5)


def test_without_the_false_negative_is_the_loss_of_one_candidate_less(node: Node) -> None:
    for angles in draws():
        expected = numpy_loss(np.delete(angles, 2), 0.2)
        found = node.call(NAME, "withoutFirst", angles.tolist(), 0.2)
        assert found == pytest.approx(expected, abs=1e-10)


def test_steps_go_down_and_stay_at_collapse(node: Node) -> None:
    for angles in draws():
        after = np.array(node.call(NAME, "descend", angles.tolist(), 0.2, 50))
        assert numpy_loss(after, 0.2) < numpy_loss(angles, 0.2)
    assert node.call(NAME, "descend", [0.7] * 7, 0.2, 50) == [0.7] * 7


def test_no_point_hides_another(node: Node) -> None:
    generator = np.random.default_rng(3)
    crowds = [np.full(7, a) for a in np.linspace(0, 6, 13)]
    crowds += [generator.normal(1, spread, 7) for spread in (0.01, 0.1, 0.3) for _ in range(20)]
    for angles in crowds:
        r = np.array(node.call(NAME, "radii", angles.tolist()))
        xy = np.stack([r * np.cos(angles), r * np.sin(angles)], axis=-1)
        apart = np.linalg.norm(xy[:, None] - xy, axis=-1) + 100 * np.eye(7)
        assert apart.min() >= 29.9
        assert abs(r).max() <= 168
    assert node.call(NAME, "radii", [0, 1, 2, 3, 4, 5, 6]) == [168] * 7


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"angles": "x", "tau": "y", "same": 1},
        {"angles": [1, 2], "tau": None},
        {"angles": [None] * 7},
    ],
)
def test_a_state_of_no_use_is_the_starting_one(node: Node, state: dict[str, Any]) -> None:
    assert node.call(NAME, "clean", state) == node.call(NAME, "START")


def test_the_temperature_stays_in_its_range(node: Node) -> None:
    assert [node.call(NAME, "clean", {"tau": t})["tau"] for t in (-1, 0.5, 9)] == [0.02, 0.5, 2]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"angles": [1.0] * 7},
            "Collapsed: every similarity is equal, so every weight is 1/6 and the loss is "
            "ln 6 = 1.792 nats at every temperature. No gradient moves the points, but any of them "
            "that strays lowers the loss.",
        ),
        (
            {"angles": [0, 3.1, 1, 2, -1, -2, 3], "tau": 1.0},
            "The loss is above ln N = 1.792 nats: the positive gets less weight than a blind guess "
            "would give it. The loss has no upper limit; ln N caps ln N − loss.",
        ),
        (
            {"angles": [0, 0.1, 0.3, 2, 3, 4, 5], "tau": 0.1},
            "n1 takes 100 % of the push on the negatives: at a low temperature the hardest "
            "negative rules.",
        ),
        (
            {"angles": [0, 0.1, 1, 2, 3, 4, 5], "tau": 2.0},
            "The push is shared almost evenly, by 4.80 of 5 negatives: at a high temperature easy "
            "and hard ones count alike.",
        ),
        (
            {"angles": [0, 0.1, 1, 2, 3, 4, 5], "tau": 0.5},
            "The pull on the positive, (1 − p₊)/τ = 0.863, equals the push on all negatives "
            "together; 3.12 of 5 negatives share it.",
        ),
        (
            {"angles": [0, 0.1, -0.1, 2, 3, 4, 5], "tau": 0.2, "same": True},
            "n1 shows the same thing as the anchor, yet the loss pushes it away with p/τ = 2.463. "
            "Left out of the denominator, the loss would be 0.029 nats.",
        ),
    ],
)
def test_what_it_says(node: Node, change: dict[str, Any], expected: str) -> None:
    state = {**node.call(NAME, "START"), **change}
    assert node.call(NAME, "say", state) == expected


def shown_loss(shown: Shown) -> None:
    state = shown.state()
    assert shown.number("loss") == pytest.approx(
        numpy_loss(np.array(state["angles"]), state["tau"]), abs=5.01e-4
    )


def test_it_starts_with_numpys_numbers(node: Node, figure: Callable[..., Shown]) -> None:
    start = node.call(NAME, "START")
    shown = figure(NAME)
    loss = numpy_loss(np.array(start["angles"]), start["tau"])
    assert shown.number("loss") == pytest.approx(loss, abs=5.01e-4)
    assert shown.text("logN") == "1.792 nats"
    assert shown.number("bound") == pytest.approx(np.log(6) - loss, abs=5.01e-4)
    shown.sound()


def test_keys_move_points(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    positive = shown.at('[data-point="1"]')
    before = positive.get_attribute("aria-valuenow")
    positive.press("ArrowRight")
    assert shown.state()["angles"][1] == pytest.approx(1.6)
    positive.press("Shift+ArrowDown")
    assert shown.state()["angles"][1] == pytest.approx(1.1)
    assert (before, positive.get_attribute("aria-valuetext")) == ("89", "63 degrees")
    shown_loss(shown)
    shown.sound()


def test_the_mouse_moves_points(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    middle = shown.at("svg").bounding_box()
    handle = shown.at('[data-point="4"]')
    at = handle.bounding_box()
    assert middle is not None
    assert at is not None
    # To the right of the middle: angle 0.
    shown.drag(
        handle,
        middle["x"] + middle["width"] - at["x"] - at["width"] / 2,
        middle["y"] + middle["height"] / 2 - at["y"] - at["height"] / 2,
    )
    assert np.cos(shown.state()["angles"][4]) == pytest.approx(1, abs=1e-3)
    shown_loss(shown)


def test_a_finger_moves_points_and_scrolls_elsewhere(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME, width=390, height=500, touch=True)
    handle = shown.at('[data-point="2"]')
    box = handle.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    shown.swipe(handle, -60, 100)
    assert shown.state()["angles"][2] != 0.75
    shown_loss(shown)
    assert shown.seen.page.evaluate("scrollY") == 0
    # The middle of the drawing is no handle: there a finger scrolls the page.
    before = shown.state()
    shown.swipe(shown.at("svg"), 0, -80)
    shown.seen.page.wait_for_function("scrollY > 0")
    assert shown.state() == before


def test_collapse_is_ln_n_while_the_temperature_moves(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    shown.press("Collapse")
    for key in ("Home", "End", "PageDown", "ArrowLeft"):
        shown.slide("Temperature", key)
        assert shown.text("loss") == "1.792 nats"
        assert shown.says().startswith("Collapsed: ")
    assert shown.number("bound") == 0
    shown.press("Reset")
    assert shown.state()["tau"] == 0.2
    shown_loss(shown)


def test_the_false_negative_is_marked_and_taken_back(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    shown.press("n1 is a false negative")
    angles = shown.state()["angles"]
    assert angles[2] == pytest.approx(angles[0] - 0.1)
    assert shown.number("without") < shown.number("loss")
    assert shown.says().startswith("n1 shows the same thing as the anchor")
    shown.press("n1 is a false negative")
    assert shown.state()["same"] is False
    shown_loss(shown)


@pytest.mark.parametrize("still", [True, False])
def test_gradient_steps_arrive_with_and_without_motion(
    node: Node, figure: Callable[..., Shown], still: bool
) -> None:
    shown = figure(NAME, still=still)
    start = node.call(NAME, "START")
    goal = node.call(NAME, "descend", start["angles"], start["tau"], 50)
    shown.press("50 gradient steps")
    shown.seen.page.wait_for_function("count => saved.length === count", arg=1 if still else 50)
    np.testing.assert_allclose(shown.state()["angles"], goal, atol=1e-12)
    shown_loss(shown)
