"""Masking a sentence: tables counted in NumPy, conditionals by a sum over every filling."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.figures.js import Node
from tests.figures.kit import FIGURES
from tests.figures.rng import uniforms
from tests.figures.stage import Shown

NAME = "mask-sentence"
Array = NDArray[np.float64]
LETTERS = " abcdefghijklmnopqrstuvwxyz"
V, T, ALPHA = 27, 11, 0.2
TRUTH = [LETTERS.index(c) for c in "hide a word"]
MASK, RANDOM, KEPT = 1, 2, 3


def normal(counts: Array) -> Array:
    return np.asarray(counts / counts.sum(-1, keepdims=True))


@cache
def tables() -> dict[str, Array]:
    source = (FIGURES / f"{NAME}.js").read_text(encoding="utf-8")
    text = source.split("const TEXT = `")[1].split("`")[0]
    x = np.array([LETTERS.index(c) for c in re.sub(r"\s+", " ", text)])
    single, pairs, triples = np.zeros(V), np.zeros((V, V)), np.zeros((V, V, V))
    np.add.at(single, x, 1)
    np.add.at(pairs, (x[:-1], x[1:]), 1)
    np.add.at(triples, (x[:-2], x[2:], x[1:-1]), 1)
    return {
        "any": normal(single + ALPHA),
        "after": normal(pairs + ALPHA),
        "before": normal(pairs.T + ALPHA),
        "between": normal(triples + ALPHA),
    }


def chain(holes: list[int], seen: list[int | None]) -> Array:
    """p(the letters of the holes | the rest) of the chain, by summing over every filling."""
    joint = np.zeros((V,) * len(holes))
    for filling in np.ndindex(*joint.shape):
        full = list(seen)
        for hole, c in zip(holes, filling, strict=True):
            full[hole] = c
        p = tables()["any"][full[0]]
        for a, b in pairwise(full):
            p = p * tables()["after"][a, b]
        joint[filling] = p
    return np.asarray(joint / joint.sum())


def test_the_tables_are_counted(node: Node) -> None:
    found = node.call(NAME, "tables")
    for name, table in tables().items():
        np.testing.assert_allclose(found[name], table, atol=1e-14)


@pytest.mark.parametrize("holes", [[0], [4], [10], [0, 1], [3, 4], [9, 10], [2, 7]])
def test_one_joints_conditionals_are_those_of_the_chain(node: Node, holes: list[int]) -> None:
    seen = [None if t in holes else c for t, c in enumerate(TRUTH)]
    joint = chain(holes, seen)
    for axis, hole in enumerate(holes):
        others = tuple(i for i in range(len(holes)) if i != axis)
        found = node.call(NAME, "conditional", seen, hole, True)
        np.testing.assert_allclose(found, joint.sum(axis=others), atol=1e-13)


def test_tables_fitted_apart_read_the_neighbours_only(node: Node) -> None:
    seen: list[int | None] = [*TRUTH]

    def found(t: int, *hidden: int) -> Any:
        return node.call(
            NAME, "conditional", [None if i in hidden else c for i, c in enumerate(seen)], t, False
        )

    table = tables()
    np.testing.assert_allclose(found(2, 2), table["between"][TRUTH[1], TRUTH[3]], atol=1e-14)
    np.testing.assert_allclose(found(2, 2, 3), table["after"][TRUTH[1]], atol=1e-14)
    np.testing.assert_allclose(found(2, 1, 2), table["before"][TRUTH[3]], atol=1e-14)
    np.testing.assert_allclose(found(2, 1, 2, 3), table["any"], atol=1e-14)
    np.testing.assert_allclose(found(0, 0), table["before"][TRUTH[1]], atol=1e-14)


def both_orders(at: int) -> tuple[Array, Array]:
    table = tables()
    left = table["after"][TRUTH[at - 1]] if at > 0 else table["any"]
    right = table["before"][TRUTH[at + 2]] if at + 2 < T else table["any"]
    second = table["between"][:, TRUTH[at + 2], :] if at + 2 < T else table["after"]  # second[a, b]
    first = table["between"][TRUTH[at - 1], :, :] if at > 0 else table["before"]  # first[b, a]
    return left[:, None] * second, (right[:, None] * first).T


@pytest.mark.parametrize("at", range(T - 1))
def test_two_orders_give_two_joints_apart_and_one_of_one_joint(node: Node, at: int) -> None:
    from_left, from_right = both_orders(at)
    apart = node.call(NAME, "orders", at, False)
    np.testing.assert_allclose(apart["fromLeft"], from_left, atol=1e-14)
    np.testing.assert_allclose(apart["fromRight"], from_right, atol=1e-14)
    assert from_left.sum() == pytest.approx(1)
    assert apart["variation"] == pytest.approx(abs(from_left - from_right).sum() / 2)
    assert apart["variation"] > 0.3
    one = node.call(NAME, "orders", at, True)
    assert one["variation"] < 1e-14
    hidden = [None if t in (at, at + 1) else c for t, c in enumerate(TRUTH)]
    assert one["left"] == pytest.approx(chain([at, at + 1], hidden)[TRUTH[at], TRUTH[at + 1]])


def test_a_shown_letter_is_weighed_by_bayes(node: Node) -> None:
    p = normal(np.random.default_rng(0).random(V))
    # Of the selected letters that are shown, 10 % of all are right and 10 % are uniform draws.
    likelihood = 0.1 * np.eye(V)[7] + 0.1 / V
    expected = p * likelihood / (p * likelihood).sum()
    np.testing.assert_allclose(node.call(NAME, "ownInput", p.tolist(), 7), expected, atol=1e-15)


def mlm_loss(state: dict[str, Any]) -> tuple[int, float]:
    noise = [LETTERS.index(c) for c in state["noise"]]
    seen = [
        None if f == MASK else noise[t] if f == RANDOM else TRUTH[t]
        for t, f in enumerate(state["fates"])
    ]
    terms = []
    for t, fate in enumerate(state["fates"]):
        if fate == 0:
            continue
        holes = sorted({i for i, c in enumerate(seen) if c is None} | {t})
        without = [None if i in holes else c for i, c in enumerate(seen)]
        joint = chain(holes, without)
        axis = holes.index(t)
        p = joint.sum(axis=tuple(i for i in range(len(holes)) if i != axis))
        shown = seen[t]
        if shown is not None:
            p = normal(p * (0.1 * np.eye(V)[shown] + 0.1 / V))
        terms.append(-np.log(p[TRUTH[t]]))
    return len(terms), float(np.mean(terms))


def test_mlms_loss_is_the_mean_over_the_selected_of_one_joint(node: Node) -> None:
    state = {**node.call(NAME, "START"), "joint": True}
    found = node.call(NAME, "loss", state)
    assert (found["terms"], found["mean"]) == pytest.approx(mlm_loss(state))


def test_ntps_loss_is_that_of_the_chain(node: Node) -> None:
    state = {**node.call(NAME, "START"), "objective": "ntp"}
    after = tables()["after"][TRUTH[:-1], TRUTH[1:]]
    found = node.call(NAME, "loss", state)
    assert (found["terms"], found["mean"]) == pytest.approx((10, -np.log(after).mean()))


def test_nothing_selected_is_no_loss(node: Node) -> None:
    state = {**node.call(NAME, "START"), "fates": [0] * T}
    assert node.call(NAME, "loss", state) == {"terms": 0, "mean": None}
    assert node.call(NAME, "say", state) == (
        "Nothing is selected: the loss is a mean of no terms. Select a letter."
    )


def test_berts_draw_keeps_its_shares(node: Node) -> None:
    draws = [node.call(NAME, "draw", n) for n in range(400)]
    fates = np.array([draw["fates"] for draw in draws])
    assert (fates > 0).any(axis=1).all()
    chosen = fates[fates > 0]
    # At least one: 0.85^11 = 16.7 % of the draws are none, and get one.
    assert len(chosen) / fates.size == pytest.approx(0.15 + 0.167 / T, abs=0.015)
    shares = [(chosen == fate).mean() for fate in (MASK, RANDOM, KEPT)]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.04)


def test_the_draw_is_the_one_that_is_described(node: Node) -> None:
    for count in range(30):
        source = uniforms(count)

        def fate(source: Iterator[float] = source) -> int:
            u = next(source)
            return MASK if u < 0.8 else RANDOM if u < 0.9 else KEPT

        fates = [fate() if next(source) < 0.15 else 0 for _ in range(T)]
        if not any(fates):
            at = int(next(source) * T)
            fates[at] = fate()
        noise = "".join(LETTERS[int(next(source) * V)] for _ in range(T))
        assert node.call(NAME, "draw", count) == {"fates": fates, "noise": noise}


@pytest.mark.parametrize(
    "state",
    [{}, {"objective": 3, "fates": [1], "noise": "?" * T}, {"fates": [9] * T, "focus": "a"}],
)
def test_a_state_of_no_use_is_the_starting_one(node: Node, state: dict[str, Any]) -> None:
    assert node.call(NAME, "clean", state) == node.call(NAME, "START")


def test_what_it_says(node: Node) -> None:
    start = node.call(NAME, "START")
    from_left, from_right = both_orders(2)
    variation = abs(from_left - from_right).sum() / 2
    assert node.call(NAME, "say", start) == (
        "Every table fits its own counts, yet two holes filled left first or right first get odds "
        f"that differ by a total variation of {variation:.3f}: these conditionals belong to no "
        "one joint."
    )
    assert node.call(NAME, "say", {**start, "joint": True}) == (
        "These conditionals all come from one joint distribution, so two holes get the same odds "
        "left first and right first: the total variation is 0 but for rounding."
    )
    total = -np.log(tables()["after"][TRUTH[:-1], TRUTH[1:]]).sum()
    assert node.call(NAME, "say", {**start, "objective": "ntp"}) == (
        "Each position sees what came before and predicts the next letter: 10 terms, no letter "
        f"wasted. Their sum, {total:.3f} nats, is −ln p(the other letters | “h”): one exact joint."
    )


def filled(shown: Shown, row: int) -> str:
    """One row of the matrix, a letter a cell: empty, Soft, Read, Noise."""
    fills = shown.at("svg").evaluate(
        "(art, row) => [...art.querySelectorAll('rect[height=\"22\"]')]"
        ".slice(11 * row, 11 * row + 11).map((cell) => cell.getAttribute('fill'))",
        row,
    )
    names = {"none": ".", "var(--soft)": "s", "var(--a)": "R", "var(--n)": "N"}
    return "".join(names[fill] for fill in fills)


def test_who_sees_what(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    assert [filled(shown, row) for row in (0, 2, 5, 8)] == [
        "...........",
        "sR.RssssNss",
        "ss.sRRRsNss",
        "ss.ssssRNRs",
    ]
    shown.press("NTP")
    assert [filled(shown, row) for row in (0, 1, 9, 10)] == [
        "R..........",
        "sR.........",
        "sssssssssR.",
        "...........",
    ]
    assert shown.text("terms") == "10 of 11"
    shown.sound()


def test_mouse_and_keys_change_what_becomes_of_a_letter(
    node: Node, figure: Callable[..., Shown]
) -> None:
    shown = figure(NAME, width=390)
    start = node.call(NAME, "START")
    shown.at('[data-token="0"]').click()
    assert shown.state()["fates"] == [MASK, *start["fates"][1:]]
    keyboard = shown.seen.page.keyboard
    keyboard.press("ArrowRight")
    keyboard.press("Space")
    keyboard.press("Enter")
    assert shown.state()["fates"][:2] == [MASK, RANDOM]
    assert shown.at('[data-token="1"]').get_attribute("aria-label") == (
        "position 2, i, selected, shown as a random letter"
    )
    shown.press("one joint")
    terms, mean = mlm_loss({**shown.state(), "fates": shown.state()["fates"]})
    assert shown.text("terms") == f"{terms} of 11"
    assert shown.number("mean") == pytest.approx(mean, abs=5.01e-4)
    shown.sound()


def test_the_numbers_of_the_two_orders(figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    for at in (2, 3):
        from_left, from_right = both_orders(at)
        pair = TRUTH[at], TRUTH[at + 1]
        assert shown.number("left") == pytest.approx(from_left[pair], abs=5.01e-6)
        assert shown.number("right") == pytest.approx(from_right[pair], abs=5.01e-6)
        expected = abs(from_left - from_right).sum() / 2
        assert shown.number("variation") == pytest.approx(expected, abs=5.01e-4)
        shown.slide("Row looked at", "ArrowRight")
    shown.press("one joint")
    assert shown.text("variation") == "0.000"


def test_the_draw_is_shown(node: Node, figure: Callable[..., Shown]) -> None:
    shown = figure(NAME)
    shown.press("NTP")
    shown.press("Draw 15 %, then 80/10/10")
    draw = node.call(NAME, "draw", 1)
    assert shown.state()["fates"] == draw["fates"]
    assert shown.state()["objective"] == "mlm"
