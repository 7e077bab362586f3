"""What holds for every right dino_loss, whatever its code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Inputs, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
S, T, B, K, PAPER, SOFT = probes.S, probes.T, probes.B, probes.K, probes.PAPER, probes.SOFT
FAR = 128.0
STEP = 1.0 / 64.0  # the error of a central difference stays near STEP**2 / 6, float32 noise below


def _call(inputs: Inputs) -> Call:
    return Call("dino_loss", inputs)


def _same(results: list[Any], what: str, tolerance: float = 5e-5) -> str | None:
    (loss, slope), (other_loss, other_slope) = results
    return first(
        near(other_loss, loss, f"the loss {what}", tolerance=tolerance),
        near(other_slope, slope, f"dstudent {what}", tolerance=tolerance),
    )


@law("a sure teacher and one raised student logit per view", "dino_loss", telling=True)
def sure_teacher(rng: Rng) -> Trial:
    inputs = probes.crops(rng, SOFT)
    label = np.eye(K)[rng.integers(K, size=B)]
    raised = rng.permutation(np.linspace(0.3, 1.2, S))
    inputs["teacher"] = inputs["center"] + FAR * np.repeat(label[None], T, axis=0)
    inputs["student"] = raised[:, None, None] * label
    nll = np.log1p((K - 1) * np.exp(-raised / SOFT["ts"]))
    # With T = 2 a global view is asked by one teacher view, a local view by both.
    share = np.where(np.arange(S) < T, T - 1, T) / (T * (S - 1))

    def holds(results: list[Any]) -> str | None:
        return near(results[0][0], share @ nll, "the loss where the teacher is sure of one output")

    return Trial([_call(inputs)], holds)


@law("a student that agrees costs the teacher's entropy", "dino_loss", telling=True)
def agreement(rng: Rng) -> Trial:
    z = np.repeat(rng.normal(size=(1, B, K)), S, axis=0)
    offset = rng.normal(size=K)
    inputs = {
        "student": SOFT["ts"] * z,
        "teacher": SOFT["tt"] * z[:T] + offset,
        "center": offset,
        **SOFT,
    }
    p = np.exp(z[0]) / np.exp(z[0]).sum(axis=-1, keepdims=True)
    entropy = float(-(p * np.log(p)).sum(axis=-1).mean())
    other = {**inputs, "student": inputs["student"] + 0.5 * rng.normal(size=(S, B, K))}

    def holds(results: list[Any]) -> str | None:
        (loss, slope), (higher, _) = results
        found = first(
            near(loss, entropy, "the loss of a student that agrees"),
            near(slope, np.zeros((S, B, K)), "dstudent of a student that agrees"),
        )
        if found is None and not higher > loss:
            return f"a student that disagrees: {higher:.6g}, expected more than {loss:.6g}"
        return found

    return Trial([_call(inputs), _call(other)], holds)


@law("a uniform student costs ln K, whatever the teacher says", "dino_loss")
def uniform_student(rng: Rng) -> Trial:
    inputs = probes.crops(rng, PAPER)
    inputs["student"] = np.repeat(rng.normal(size=(S, B, 1)), K, axis=2)
    return Trial(
        [_call(inputs)],
        lambda results: near(results[0][0], np.log(K), "the loss of a uniform student"),
    )


@law("adding the same numbers to the teacher and to the centre changes nothing", "dino_loss")
def centre_moves_along(rng: Rng) -> Trial:
    inputs = probes.crops(rng, SOFT)
    offset = rng.normal(size=K)
    moved = {
        **inputs,
        "teacher": inputs["teacher"] + offset,
        "center": inputs["center"] + offset,
    }
    return Trial(
        [_call(inputs), _call(moved)],
        lambda results: _same(results, "after moving teacher and centre together"),
    )


@law("adding a constant to one row of student logits changes nothing", "dino_loss")
def student_rows_shift(rng: Rng) -> Trial:
    inputs = probes.crops(rng, SOFT)
    inputs["student"] = probes.on_grid(inputs["student"])
    offset = rng.permutation(np.linspace(-FAR, FAR, S * B)).reshape(S, B, 1)
    moved = {**inputs, "student": inputs["student"] + np.round(offset)}
    return Trial(
        [_call(inputs), _call(moved)],
        lambda results: _same(results, "after adding a constant to each row", 5e-4),
    )


@law("only logits over their own temperature count", "dino_loss")
def unit_of_the_logits(rng: Rng) -> Trial:
    inputs = probes.crops(rng, PAPER)
    by_ts, by_tt = SOFT["ts"] / PAPER["ts"], SOFT["tt"] / PAPER["tt"]
    scaled = {
        "student": inputs["student"] * by_ts,
        "teacher": inputs["teacher"] * by_tt,
        "center": inputs["center"] * by_tt,
        **SOFT,
    }

    def holds(results: list[Any]) -> str | None:
        (loss, slope), (other, other_slope) = results
        what = "after scaling logits, centre and temperatures alike"
        return first(
            near(other, loss, f"the loss {what}", tolerance=5e-5),
            near(np.asarray(other_slope) * by_ts, slope, f"dstudent {what}", tolerance=5e-5),
        )

    return Trial([_call(inputs), _call(scaled)], holds)


@law("local crops may come in any order", "dino_loss")
def order_of_local_crops(rng: Rng) -> Trial:
    inputs = probes.crops(rng, PAPER)
    order = np.r_[np.arange(T), np.arange(S - 1, T - 1, -1)]
    turned = {**inputs, "student": inputs["student"][order]}

    def holds(results: list[Any]) -> str | None:
        (loss, slope), (other, other_slope) = results
        return _same([(loss, np.asarray(slope)[order]), (other, other_slope)], "after reordering")

    return Trial([_call(inputs), _call(turned)], holds)


@law("every row of the gradient sums to 0", "dino_loss")
def gradient_moves_no_row(rng: Rng) -> Trial:
    inputs = probes.crops(rng, PAPER)
    return Trial(
        [_call(inputs)],
        lambda results: near(
            np.asarray(results[0][1]).sum(axis=-1), np.zeros((S, B)), "row sums of dstudent"
        ),
    )


@law("the gradient is the slope of the loss", "dino_loss")
def gradient_is_the_slope(rng: Rng) -> Trial:
    inputs = probes.crops(rng, SOFT)
    student = inputs["student"]
    direction = rng.uniform(0.5, 1.5, size=student.shape) * rng.choice([-1.0, 1.0], student.shape)

    def holds(results: list[Any]) -> str | None:
        (_, slope), (above, _), (below, _) = results
        if np.shape(slope) != student.shape:
            return f"dstudent: shape {np.shape(slope)}, expected {student.shape}"
        measured = (above - below) / (2.0 * STEP)
        promised = (np.asarray(slope) * direction).sum()
        return near(promised, measured, "the slope promised by dstudent", tolerance=2e-3)

    steps = (student, student + STEP * direction, student - STEP * direction)
    return Trial([_call({**inputs, "student": step}) for step in steps], holds)
