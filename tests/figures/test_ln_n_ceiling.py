"""The ln N ceiling: the bound with an exact critic, recomputed in NumPy from the same draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.figures.js import Node
from tests.figures.rng import normals
from tests.figures.stage import Shown

NAME = "ln-n-ceiling"
Array = NDArray[np.float64]
DIMS, ANCHORS, POOL = 8, 512, 1023


@cache
def drawn() -> tuple[Array, Array, Array]:
    count = DIMS * (2 * ANCHORS + POOL)
    z = np.array(list(islice(normals(20), count))).reshape(-1, DIMS)
    return z[: 2 * ANCHORS : 2], z[1 : 2 * ANCHORS : 2], z[2 * ANCHORS :]


def log_ratio(x: Array, y: Array, rho: float) -> Array:
    """ln p(y|x)/p(y), written as the two log densities that it is."""
    left = 1 - rho**2
    given = -((y - rho * x) ** 2) / (2 * left) - np.log(left) / 2
    return np.asarray((given + y**2 / 2).sum(-1))


def bounds(
    information: float, x: Array, e: Array, pool: Array, powers: Sequence[int] = range(1, 11)
) -> Array:
    rho = float(np.sqrt(1 - np.exp(-2 * information / DIMS)))
    positive = log_ratio(x, rho * x + np.sqrt(1 - rho**2) * e, rho)
    found = []
    for power in powers:
        order = (np.arange(len(x))[:, None] + np.arange(2**power - 1)) % len(pool)
        negatives = log_ratio(x[:, None], pool[order], rho)
        every = np.concatenate([positive[:, None], negatives], axis=1)
        top = every.max(axis=1)
        lse = np.log(np.exp(every - top[:, None]).sum(axis=1)) + top
        found.append((positive - lse + power * np.log(2)).mean())
    return np.array(found)


def test_the_random_numbers_are_those_of_python(node: Node) -> None:
    assert node.call(NAME, "normals", 20, 1000) == pytest.approx(list(islice(normals(20), 1000)))
    many = np.array(list(islice(normals(20), 12_000)))
    assert abs(many.mean()) < 0.04
    assert many.std() == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("information", [0.0, 0.5, 2.0, 5.0, 8.0, 12.0])
def test_estimates_are_numpys(node: Node, information: float) -> None:
    found = node.call(NAME, "estimates", information)
    assert found["rho"] == pytest.approx(np.sqrt(1 - np.exp(-information / 4)), abs=1e-12)
    np.testing.assert_allclose(found["bounds"], bounds(information, *drawn()), atol=1e-9)


@pytest.mark.parametrize("information", [0.0, 2.0, 8.0, 12.0])
def test_never_above_the_ceiling(node: Node, information: float) -> None:
    found = np.array(node.call(NAME, "estimates", information)["bounds"])
    assert (found <= np.log(2) * np.arange(1, 11)).all()


def test_the_error_that_it_states_is_the_spread_of_fresh_samples() -> None:
    generator = np.random.default_rng(0)

    def sample(count: int) -> Array:
        return generator.normal(size=(count, DIMS))

    fresh = [
        bounds(2.0, sample(ANCHORS), sample(ANCHORS), sample(POOL), powers=(10,)) for _ in range(12)
    ]
    # The standard deviation of twelve samples is itself uncertain, by about a fifth.
    assert np.std(fresh) == pytest.approx(0.08, abs=0.025)
    assert abs(bounds(2.0, *drawn(), powers=(10,)) - np.mean(fresh)) < 3 * 0.08


@pytest.mark.parametrize(
    ("state", "expected"),
    [({"information": 99, "power": 3.4}, (12, 3)), ({"information": "x"}, (8, 6))],
)
def test_a_state_is_made_usable(
    node: Node, state: dict[str, Any], expected: tuple[float, int]
) -> None:
    found = node.call(NAME, "clean", state)
    assert (found["information"], found["power"]) == expected


@pytest.mark.parametrize(
    ("information", "power", "expected"),
    [
        (
            0,
            4,
            "x and y are independent: there is nothing to find, whatever N is, and the exact "
            "critic finds nothing.",
        ),
        (
            8,
            6,
            "The true information is above ln 64 = 4.159 nats, so no critic can report it: the "
            "exact one reports {found:.3f}. The ceiling lets it through only from N = 2,981 "
            "candidates on.",
        ),
        (
            6,
            10,
            "The ceiling is higher than the true information, and still {missing:.3f} nats are "
            "missing: near ln N the bound is loose even with the exact critic.",
        ),
        (
            1,
            10,
            "Far below ln N the bound is close: the exact critic reports {found:.3f} of 1.0 nats, "
            "up to this sample’s error of about 0.08.",
        ),
    ],
)
def test_what_it_says(node: Node, information: float, power: int, expected: str) -> None:
    found = bounds(information, *drawn(), powers=(power,))[0]
    said = node.call(NAME, "say", {"information": information, "power": power})
    assert said == expected.format(found=found, missing=information - found)


def agrees(shown: Shown, information: float, power: int) -> None:
    found = bounds(information, *drawn(), powers=(power,))[0]
    assert shown.number("bound") == pytest.approx(found, abs=5.01e-4)
    assert shown.number("ceiling") == pytest.approx(power * np.log(2), abs=5.01e-4)
    assert shown.number("missing") == pytest.approx(information - found, abs=5.01e-4)


def test_keys_and_mouse_move_both_handles(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    agrees(shown, 8, 6)
    level = shown.at('[aria-label="true information in nats"]')
    level.press("Shift+ArrowDown")
    assert shown.state()["information"] == 7
    count = shown.at('[aria-label="number of candidates"]')
    count.press("ArrowRight")
    assert count.get_attribute("aria-valuetext") == "128 candidates"
    agrees(shown, 7, 7)
    shown.drag(level, 0, 60)
    assert shown.state()["information"] < 6
    shown.drag(count, -500, 0)
    state = shown.state()
    assert state["power"] == 1
    agrees(shown, state["information"], 1)
    shown.sound()


def test_the_line_of_the_truth_reaches_the_bottom(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME, width=390)
    shown.slide("True information", "Home")
    assert shown.text("bound") == "0.000 nats"
    assert shown.text("needed") == "1"
    shown.sound()
