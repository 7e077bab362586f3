"""Input designs of dino_loss: crops that pair up unevenly, centres that matter, and extremes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from sslgrade.content import Inputs, Rng, probe

S, T, B, K = 4, 2, 3, 5
ONE_TEACHER = (3, 1, 2, 6)
GLOBALS = (3, 2)
PAPER = {"ts": 0.1, "tt": 0.04}
SOFT = {"ts": 0.5, "tt": 0.3}
GRID = 64.0


def on_grid(x: np.ndarray) -> np.ndarray:
    """Round to multiples of 1/64, which float32 holds exactly even beside an offset of 1e4."""
    return np.round(x * GRID) / GRID


def crops(
    rng: Rng, temperatures: dict[str, float], views: int = S, teachers: int = T, batch: int = B
) -> dict[str, Any]:
    """Return logits whose softmax is neither flat nor one-hot at the temperatures, and a centre."""
    ts, tt = temperatures["ts"], temperatures["tt"]
    center = 2.0 * tt * rng.permutation(np.linspace(-1.0, 1.5, K) + rng.uniform(-0.2, 0.2, K))
    return {
        "student": 1.5 * ts * rng.normal(size=(views, batch, K)),
        "teacher": center + 1.2 * tt * rng.normal(size=(teachers, batch, K)),
        "center": center,
        **temperatures,
    }


@probe(
    "two global and two local crops",
    "dino_loss",
    reveals="pairs that are missing or too many, and temperatures that were swapped",
)
def multi_crop(rng: Rng) -> Inputs:
    return crops(rng, PAPER)


@probe(
    "three global crops alone",
    "dino_loss",
    reveals="a view that teaches itself, or a pair that was left out",
)
def three_crops(rng: Rng) -> Inputs:
    # Three: of two, "every other crop" is the same as "the one next to it".
    views, batch = GLOBALS
    return crops(rng, SOFT, views=views, teachers=views, batch=batch)


@probe(
    "one crop for the teacher, three for the student",
    "dino_loss",
    reveals="sizes taken for granted",
)
def one_teacher(rng: Rng) -> Inputs:
    views, teachers, batch, classes = ONE_TEACHER
    center = 0.5 * rng.normal(size=classes)
    return {
        "student": 0.7 * rng.normal(size=(views, batch, classes)),
        "teacher": center + 0.4 * rng.normal(size=(teachers, batch, classes)),
        "center": center,
        **SOFT,
    }


@probe(
    "a centre with one dominant output",
    "dino_loss",
    reveals="a centre that is missing, added, or taken from the student",
)
def dominant_output(rng: Rng) -> Inputs:
    inputs = crops(rng, SOFT)
    peak = np.eye(K)[rng.integers(K)] * 2.0
    return {**inputs, "center": inputs["center"] + peak, "teacher": inputs["teacher"] + peak}


@probe(
    "a centre that the teacher has left behind",
    "dino_loss",
    reveals="the mean of this batch used as the centre",
)
def old_centre(rng: Rng) -> Inputs:
    inputs = crops(rng, PAPER)
    drift = 2.0 * PAPER["tt"] * rng.permutation(np.linspace(-1.0, 1.0, K))
    return {**inputs, "teacher": inputs["teacher"] + drift}


@probe("sure and wrong", "dino_loss", reveals="an epsilon that caps the largest losses")
def sure_and_wrong(rng: Rng) -> Inputs:
    inputs = crops(rng, PAPER)
    wanted = rng.integers(K, size=B)
    rows = np.arange(B)
    inputs["student"][:, rows, wanted] = inputs["student"].max(axis=-1) - 2.5
    inputs["teacher"][:, rows, wanted] += 3.0 * PAPER["tt"]
    return inputs


# Extremes


def _extreme(rng: Rng) -> dict[str, Any]:
    inputs = crops(rng, PAPER)
    return {
        **inputs,
        "student": on_grid(rng.uniform(-1.0, 1.0, size=(S, B, K))),
        "teacher": on_grid(rng.uniform(-0.3, 0.3, size=(T, B, K))),
        "center": on_grid(rng.uniform(-0.1, 0.1, size=K)),
    }


@probe(
    "teacher logits in the thousands",
    "dino_loss",
    kind="stability",
    reveals="exp of the teacher's raw logits",
)
def teacher_in_thousands(rng: Rng) -> Inputs:
    inputs = _extreme(rng)
    return {**inputs, "teacher": inputs["teacher"] + rng.choice([-1.0, 1.0], size=(T, B, 1)) * 1e3}


@probe(
    "student logits 1e4 up",
    "dino_loss",
    kind="stability",
    reveals="exp of the student's raw logits",
)
def student_up(rng: Rng) -> Inputs:
    inputs = _extreme(rng)
    return {**inputs, "student": inputs["student"] + 1e4}


@probe("student logits 1e4 down", "dino_loss", kind="stability", reveals="the log of an empty sum")
def student_down(rng: Rng) -> Inputs:
    inputs = _extreme(rng)
    return {**inputs, "student": inputs["student"] - 1e4}


@probe("student rows far apart", "dino_loss", kind="stability", reveals="one maximum for all rows")
def student_rows_apart(rng: Rng) -> Inputs:
    inputs = _extreme(rng)
    offsets = rng.permutation(np.linspace(-1e4, 1e4, S * B)).reshape(S, B, 1)
    # The largest neither in the first view nor in the last, whose maximum is not the one of all.
    view = np.argmax(offsets.max(axis=(1, 2)))
    offsets = np.roll(offsets, rng.integers(1, S - 1) - view, axis=0)
    return {**inputs, "student": inputs["student"] + np.round(offsets)}


@probe(
    "the student hundreds of nats off",
    "dino_loss",
    kind="stability",
    reveals="the log of a softmax",
)
def student_far_off(rng: Rng) -> Inputs:
    inputs = _extreme(rng)
    inputs["student"][:, np.arange(B), rng.integers(K, size=B)] -= 100.0
    return inputs


@probe("logits of 1e3 on both sides", "dino_loss", kind="stability", reveals="0 times infinity")
def both_in_thousands(rng: Rng) -> Inputs:
    inputs = _extreme(rng)
    order = np.stack([rng.permutation(K) for _ in range((S + T) * B)]).reshape(S + T, B, K)
    spread = 400.0 * (order - K // 2)
    return {
        **inputs,
        "student": inputs["student"] + spread[:S],
        "teacher": inputs["teacher"] + spread[S:],
    }


# What our contract refuses


@probe("fewer student views than teacher views", "dino_loss", kind="error")
def too_few_students(rng: Rng) -> Inputs:
    inputs = crops(rng, PAPER)
    return {**inputs, "student": inputs["student"][: T - 1]}


@probe("one view of each: no pair", "dino_loss", kind="error", raises=["ValueError"])
def no_pair(rng: Rng) -> Inputs:
    return crops(rng, PAPER, views=1, teachers=1)


@probe("ts = 0", "dino_loss", kind="error", raises=["ValueError"])
def student_temperature_zero(rng: Rng) -> Inputs:
    return {**crops(rng, PAPER), "ts": 0.0}


@probe("tt = -0.04", "dino_loss", kind="error", raises=["ValueError"])
def teacher_temperature_negative(rng: Rng) -> Inputs:
    return {**crops(rng, PAPER), "tt": -PAPER["tt"]}


@probe("another batch size for the teacher", "dino_loss", kind="error")
def other_batch(rng: Rng) -> Inputs:
    inputs = crops(rng, PAPER)
    return {**inputs, "teacher": inputs["teacher"][:, :-1]}


def _small(student: Any, teacher: Any, center: Any, ts: float, tt: float) -> Inputs:
    return {
        "student": np.array(student, dtype=np.float64),
        "teacher": np.array(teacher, dtype=np.float64),
        "center": np.array(center, dtype=np.float64),
        "ts": ts,
        "tt": tt,
    }


def tiny(entry: str) -> Iterator[Inputs]:
    """Yield inputs small enough for pencil and paper, smallest first."""
    flat = [0.0, 0.0]
    rows = ([1.0, 0.0], [0.0, 1.0])
    temperatures = ((1.0, 1.0), (1.0, 0.5), (0.5, 1.0))
    for (ts, tt), center in product(temperatures, (flat, *rows)):
        for first, second, seen in product(rows, rows, (flat, *rows)):
            yield _small([[first], [second]], [[seen]], center, ts, tt)
    for (ts, tt), center in product(temperatures, (flat, rows[0])):
        for views in product(rows, repeat=4):
            one, two, three, four = views
            yield _small([[one], [two]], [[three], [four]], center, ts, tt)
    for views in product(rows, repeat=3):
        one, two, three = views
        yield _small([[one], [two], [three]], [[rows[0]], [rows[1]]], [2.0, 0.0], 1.0, 0.5)
    for views in product(rows, repeat=4):
        one, two, three, four = views
        yield _small([[one, two], [three, four]], [[rows[0], flat]], flat, 0.5, 1.0)
