"""Input designs of ema_center: networks with buffers, and views whose means differ."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

T, B, K = 3, 2, 4
M = 0.9
SLOW = 0.996
NETWORK = {
    "head.weight": (3, 2),
    "head.bias": (2,),
    "norm.running_mean": (2,),
    "norm.running_var": (2,),
}
OTHER_NETWORK = {"patch.kernel": (2, 1, 3), "logit_scale": (), "norm.weight": (3,)}


def network(rng: Rng, shapes: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Return a leaf of every shape, none of its entries near 0."""
    return {
        name: np.asarray(rng.uniform(0.5, 2.0, size=shape) * rng.choice([-1.0, 1.0], size=shape))
        for name, shape in shapes.items()
    }


def pair(rng: Rng, m: float, shapes: dict[str, tuple[int, ...]] = NETWORK) -> Inputs:
    """Return a teacher and a student with the same leaves and other values."""
    return {"teacher": network(rng, shapes), "student": network(rng, shapes), "m": m}


def outputs(rng: Rng, m: float) -> dict[str, Any]:
    """Return an old centre away from 0, and teacher logits whose views have other means."""
    view = rng.permutation(np.linspace(-1.0, 2.0, T) + rng.uniform(-0.2, 0.2, size=T))
    return {
        "center": rng.uniform(0.5, 1.5, size=K) * rng.choice([-1.0, 1.0], size=K),
        "teacher_out": view[:, None, None] + rng.normal(size=(T, B, K)),
        "m": m,
    }


@probe(
    "weights and running statistics, m = 0.9",
    "ema_update",
    reveals="old and new exchanged, and leaves that are left out",
)
def weights_and_buffers(rng: Rng) -> Inputs:
    return pair(rng, M)


@probe("a slow teacher, m = 0.996", "ema_update", reveals="a step that is too large")
def slow_teacher(rng: Rng) -> Inputs:
    inputs = pair(rng, SLOW, OTHER_NETWORK)
    far = {name: np.asarray(10.0 * leaf) for name, leaf in inputs["student"].items()}
    return {**inputs, "student": far}


@probe(
    "a kernel, a vector and a single number",
    "ema_update",
    reveals="shapes and names taken for granted",
)
def leaves_of_any_shape(rng: Rng) -> Inputs:
    return pair(rng, SLOW, OTHER_NETWORK)


@probe(
    "three views with different means",
    "center_update",
    reveals="old and new exchanged, one view only, a sum instead of a mean",
)
def three_views(rng: Rng) -> Inputs:
    return outputs(rng, M)


@probe("a slow centre, m = 0.996", "center_update", reveals="a step that is too large")
def slow_centre(rng: Rng) -> Inputs:
    inputs = outputs(rng, SLOW)
    return {**inputs, "teacher_out": 10.0 * inputs["teacher_out"]}


@probe(
    "one output dominates", "center_update", reveals="the mean of probabilities instead of logits"
)
def dominant_output(rng: Rng) -> Inputs:
    inputs = outputs(rng, M)
    inputs["teacher_out"][..., rng.integers(K)] += 5.0
    return inputs


# Closed forms and what our contract refuses


@probe(
    "m = 1 keeps the teacher",
    "ema_update",
    kind="edge",
    reveals="old and new exchanged",
    backends=["numpy"],
)
def keep_teacher(rng: Rng) -> Inputs:
    return pair(rng, 1.0)


@probe(
    "m = 0 copies the student",
    "ema_update",
    kind="edge",
    reveals="old and new exchanged",
    backends=["numpy"],
)
def copy_student(rng: Rng) -> Inputs:
    return pair(rng, 0.0)


@probe("m = 1 keeps the centre", "center_update", kind="edge", reveals="old and new exchanged")
def keep_centre(rng: Rng) -> Inputs:
    return outputs(rng, 1.0)


@probe("m = 0 takes the mean of today", "center_update", kind="edge", reveals="a wrong mean")
def forget_centre(rng: Rng) -> Inputs:
    return outputs(rng, 0.0)


@probe(
    "the student lacks a leaf",
    "ema_update",
    kind="error",
    raises=["ValueError", "KeyError"],
    reveals="leaves that are skipped without a word",
)
def student_lacks_a_leaf(rng: Rng) -> Inputs:
    inputs = pair(rng, M)
    del inputs["student"]["norm.running_var"]
    return inputs


@probe(
    "the student has a leaf more",
    "ema_update",
    kind="error",
    raises=["ValueError", "KeyError"],
    reveals="leaves that are skipped without a word",
)
def student_has_a_leaf_more(rng: Rng) -> Inputs:
    inputs = pair(rng, M)
    del inputs["teacher"]["norm.running_var"]
    return inputs


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    values = (0.0, 1.0, -1.0, 2.0)
    if entry == "ema_update":
        for m, old, new in product((0.9, 0.5), values, values):
            yield _leaf("w", [old], [new], m)
        for old, new in product(values[:2], repeat=2):
            yield _leaf("norm.running_mean", [old], [new], 0.9)
            yield _leaf("w", [old, 1.0], [new, 2.0], 0.9)
        return
    for m, old, new in product((0.9, 0.5), values, values):
        yield _rows([old], [[[new]]], m)
    for old, one, two in product(values[:3], repeat=3):
        yield _rows([old], [[[one]], [[two]]], 0.9)
        yield _rows([old], [[[one], [two]]], 0.9)
    for old, one, two in product(values[:3], repeat=3):
        yield _rows([old, 1.0], [[[one, two]]], 0.9)


def _leaf(name: str, old: list[float], new: list[float], m: float) -> Inputs:
    return {"teacher": {name: np.array(old)}, "student": {name: np.array(new)}, "m": m}


def _rows(center: list[float], teacher_out: list[list[list[float]]], m: float) -> Inputs:
    return {"center": np.array(center), "teacher_out": np.array(teacher_out), "m": m}
