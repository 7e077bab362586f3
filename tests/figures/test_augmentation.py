"""The augmentations decide: orbits by brute force in NumPy, information kept by counting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.figures.js import Node
from tests.figures.stage import Shown

NAME = "augmentation"
Array = NDArray[np.float64]
TOOLS = ("shift", "flip", "turn", "ink")
ALL = [dict(zip(TOOLS, on, strict=True)) for on in product((False, True), repeat=4)]
START = {"shift": True, "flip": False, "turn": False, "ink": True}


def ids(tools: dict[str, bool]) -> str:
    return "+".join(name for name, on in tools.items() if on) or "none"


def images() -> list[tuple[str, str, str, Array]]:
    b = np.array([[1, 0, 0], [1, 0, 0], [1, 1, 1], [1, 0, 1], [1, 1, 1]])
    shapes = {"b": b, "d": b[:, ::-1], "p": b[::-1], "q": b[::-1, ::-1]}
    found = []
    for letter, (place, column), (ink, value) in product(
        shapes, (("left", 1), ("right", 4)), (("full", 1.0), ("pale", 0.3))
    ):
        image = np.zeros((8, 8))
        image[1:6, column : column + 3] = shapes[letter] * value
        found.append((letter, place, ink, image))
    return found


def orbit(image: Array, tools: dict[str, bool]) -> list[Array]:
    flips = [image, image[:, ::-1]] if tools["flip"] else [image]
    turns = [np.rot90(i, k) for i in flips for k in range(4 if tools["turn"] else 1)]
    shifts = list(product(range(8), repeat=2)) if tools["shift"] else [(0, 0)]
    return [np.roll(i, s, axis=(0, 1)) for i in turns for s in shifts]


def distances(tools: dict[str, bool]) -> Array:
    seen = [i / i.max() if tools["ink"] else i for *_, i in images()]
    views = np.array([orbit(y, tools) for y in seen])
    return np.array([np.sqrt(((views - x) ** 2).sum((2, 3))).min(1) for x in seen])


def entropy(values: list[Any]) -> float:
    p = np.array(list(Counter(values).values())) / len(values)
    return float(-(p * np.log(p)).sum())


def judged(tools: dict[str, bool]) -> dict[str, float]:
    table = distances(tools)
    feature = [int(np.argmax(row < 1e-9)) for row in table]
    found: dict[str, float] = {"pairs": int((np.triu(table < 1e-9, 1)).sum())}
    for i, name in enumerate(("letter", "place", "ink")):
        values = [image[i] for image in images()]
        both = entropy(list(zip(values, feature, strict=True)))
        found[name] = entropy(values) + entropy(feature) - both
    letters = np.array([image[0] for image in images()])
    others = table + np.diag(np.full(16, np.inf))
    found["right"] = sum(
        (letters[row < row.min() + 1e-9] == letter).mean()
        for row, letter in zip(others, letters, strict=True)
    )
    return found


def test_the_images_are_b_and_its_mirrors(node: Node) -> None:
    found = node.call(NAME, "items")
    for item, (letter, place, ink, pixels) in zip(found, images(), strict=True):
        assert (item["letter"], item["place"], item["ink"]) == (letter, place, ink)
        np.testing.assert_array_equal(item["pixels"], pixels.ravel())


@pytest.mark.parametrize("tools", ALL, ids=ids)
def test_distances_and_what_is_kept_are_numpys(node: Node, tools: dict[str, bool]) -> None:
    np.testing.assert_allclose(node.call(NAME, "distances", tools), distances(tools), atol=1e-12)
    found = node.call(NAME, "judge", tools)
    wanted = judged(tools)
    assert (found["pairs"], found["right"]) == pytest.approx((wanted["pairs"], wanted["right"]))
    for name in ("letter", "place", "ink"):
        assert found[name]["kept"] == pytest.approx(wanted[name], abs=1e-12)
        assert found[name]["all"] == pytest.approx(np.log(4 if name == "letter" else 2))


def test_what_the_figure_teaches() -> None:
    """Shift and ink: the letter alone is left. A flip as well: half of it. All four: nothing."""
    assert judged(START) == pytest.approx(
        {"pairs": 24, "letter": np.log(4), "place": 0, "ink": 0, "right": 16}, abs=1e-12
    )
    assert judged({**START, "flip": True})["letter"] == pytest.approx(np.log(2))
    assert judged(dict.fromkeys(TOOLS, True))["letter"] == pytest.approx(0, abs=1e-12)
    assert judged(dict.fromkeys(TOOLS, False))["right"] == 0


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (
            (),
            "No two images are positives, so the feature may keep everything, yet the nearest "
            "image shows the same letter for 0 of 16: pixels care about place and ink first.",
        ),
        (
            ("shift", "ink"),
            "24 pairs are positives. The feature loses all of the place and the ink; the nearest "
            "image shows the same letter for 16 of 16.",
        ),
        (
            ("shift", "flip", "ink"),
            "56 pairs are positives. The feature loses all of the place and the ink, and part of "
            "the letter; the nearest image shows the same letter for 6.9 of 16.",
        ),
        (
            ("shift", "flip", "turn"),
            "56 pairs are positives. The feature loses all of the letter and the place; the "
            "nearest image shows the same letter for 2.3 of 16.",
        ),
    ],
)
def test_what_it_says(node: Node, on: tuple[str, ...], expected: str) -> None:
    assert node.call(NAME, "say", {tool: tool in on for tool in TOOLS}) == expected


def test_a_state_is_made_usable(node: Node) -> None:
    found = node.call(NAME, "clean", {"shift": 0, "flip": True, "image": 1e4, "ink": None})
    assert found == {**START, "flip": True, "image": 15}


def agrees(shown: Shown, tools: dict[str, bool]) -> None:
    wanted = judged(tools)
    assert shown.text("pairs") == f"{wanted['pairs']:.0f} of 120"
    for name in ("letter", "place", "ink"):
        assert shown.number(name) == pytest.approx(wanted[name], abs=5.01e-4)
    assert shown.number("right") == pytest.approx(wanted["right"], abs=0.051)


def labels(shown: Shown) -> list[str]:
    return shown.at("[data-image] text").all_text_contents()


def test_switches_change_positives(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    agrees(shown, START)
    assert labels(shown)[:5] == ["this", "positive", "positive", "positive", ""]
    shown.press("Flip left–right")
    agrees(shown, {**START, "flip": True})
    assert labels(shown)[4:9] == ["positive"] * 4 + [""]
    shown.press("Shift")
    shown.press("Ink")
    agrees(shown, dict.fromkeys(TOOLS, False) | {"flip": True})
    shown.sound()


def test_mouse_and_keys_choose_an_image(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME, width=390)
    shown.at('[data-image="5"]').click()
    keyboard = shown.seen.page.keyboard
    for key, image in (("ArrowDown", 9), ("ArrowRight", 10), ("ArrowUp", 6), ("ArrowLeft", 5)):
        keyboard.press(key)
        assert shown.state()["image"] == image
    assert labels(shown)[5] == "this"
    shown.slide("Image", "End")
    assert shown.state()["image"] == 15
    assert shown.at('[data-image="15"]').get_attribute("aria-label") == "q, right, pale"
    shown.sound()


def test_the_nearest_is_marked_where_it_is_no_positive(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME, state='{"shift": false, "ink": false}')
    row = distances(dict.fromkeys(TOOLS, False))[0]
    row[0] = np.inf
    nearest = np.flatnonzero(row < row.min() + 1e-9).tolist()
    assert [i for i, text in enumerate(labels(shown)) if text == "nearest"] == nearest
