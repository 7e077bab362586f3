"""What holds for every right ema_update and center_update, whatever their code looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sslgrade.content import Call, Rng, Trial, first, law, near, sibling

probes = sibling(__file__, "probes")
M, T, B, K = probes.M, probes.T, probes.B, probes.K


def _leaves(got: Any, want: dict[str, np.ndarray], what: str) -> str | None:
    if not isinstance(got, dict) or set(got) != set(want):
        return f"{what}: other names than the teacher's"
    return first(*(near(got[name], leaf, f"{name} {what}") for name, leaf in want.items()))


@law("two steps towards the same student: 1 - m^2 of the way", "ema_update", telling=True)
def two_steps(rng: Rng) -> Trial:
    start = probes.pair(rng, M)
    teacher, student = start["teacher"], start["student"]
    want = {name: t + (1 - M**2) * (student[name] - t) for name, t in teacher.items()}
    return Trial(
        [Call("ema_update", start)],
        lambda results: _leaves(results[1], want, "after two steps"),
        then=lambda results: [
            Call("ema_update", {"teacher": results[0], "student": student, "m": M})
        ],
    )


@law("every leaf moves the same share of its way", "ema_update", telling=True)
def same_share(rng: Rng) -> Trial:
    inputs = probes.pair(rng, M)
    teacher = inputs["teacher"]
    ahead = {name: leaf + 10.0 for name, leaf in teacher.items()}
    want = {name: leaf + 1.0 for name, leaf in teacher.items()}
    return Trial(
        [Call("ema_update", {**inputs, "student": ahead})],
        lambda results: _leaves(results[0], want, "with the student 10 ahead everywhere"),
    )


@law("a student that equals the teacher changes nothing", "ema_update")
def fixed_point(rng: Rng) -> Trial:
    teacher = probes.network(rng, probes.NETWORK)
    return Trial(
        [Call("ema_update", {"teacher": teacher, "student": dict(teacher), "m": M})],
        lambda results: _leaves(results[0], teacher, "with equal networks"),
    )


@law("names mean nothing", "ema_update")
def names_mean_nothing(rng: Rng) -> Trial:
    inputs = probes.pair(rng, M)
    names = list(inputs["teacher"])
    # Vectors exchange their names: the networks keep their form, and JAX what it has compiled.
    vectors = [name for name, leaf in inputs["teacher"].items() if leaf.ndim == 1]
    other = dict(zip(vectors, [*vectors[1:], vectors[0]], strict=True))
    renamed = {
        side: {name: inputs[side][other.get(name, name)] for name in names}
        for side in ("teacher", "student")
    }

    def holds(results: list[Any]) -> str | None:
        named, anonymous = results
        if set(named) != set(names) or set(anonymous) != set(names):
            return "the result has other names than the teacher"
        return first(
            *(
                near(anonymous[name], named[other.get(name, name)], f"{name}, renamed")
                for name in names
            )
        )

    return Trial(
        [Call("ema_update", inputs), Call("ema_update", {**inputs, **renamed})],
        holds,
    )


@law("two steps with the same logits: 1 - m^2 of the way", "center_update", telling=True)
def two_steps_of_the_centre(rng: Rng) -> Trial:
    level = rng.uniform(0.5, 1.5, size=K) * rng.choice([-1.0, 1.0], size=K)
    rows = np.broadcast_to(level, (T, B, K)).copy()
    return Trial(
        [Call("center_update", {"center": np.zeros(K), "teacher_out": rows, "m": M})],
        lambda results: near(results[1], (1 - M**2) * level, "the centre after two steps"),
        then=lambda results: [
            Call("center_update", {"center": results[0], "teacher_out": rows, "m": M})
        ],
    )


@law("one logit counts (1 - m) / (T B), in its own output alone", "center_update", telling=True)
def one_logit(rng: Rng) -> Trial:
    inputs = probes.outputs(rng, M)
    view, image, output = rng.integers(T), rng.integers(B), rng.integers(K)
    moved = inputs["teacher_out"].copy()
    moved[view, image, output] += 60.0
    want = np.zeros(K)
    want[output] = 60.0 * (1 - M) / (T * B)

    def holds(results: list[Any]) -> str | None:
        before, after = (np.asarray(r) for r in results)
        return near(after - before, want, "what 60 more in one logit changes")

    calls = [inputs, {**inputs, "teacher_out": moved}]
    return Trial([Call("center_update", given) for given in calls], holds)


@law("moving centre and logits together moves the answer along", "center_update")
def moves_along(rng: Rng) -> Trial:
    inputs = probes.outputs(rng, M)
    offset = rng.normal(size=K) * 3.0
    moved = {
        "center": inputs["center"] + offset,
        "teacher_out": inputs["teacher_out"] + offset,
        "m": M,
    }
    return Trial(
        [Call("center_update", inputs), Call("center_update", moved)],
        lambda results: near(
            results[1], np.asarray(results[0]) + offset, "after moving centre and logits"
        ),
    )


@law("views and images may come in any order", "center_update")
def any_order(rng: Rng) -> Trial:
    inputs = probes.outputs(rng, M)
    rows = inputs["teacher_out"].reshape(T * B, K)
    shuffled = rows[np.roll(rng.permutation(T * B), 1)].reshape(T, B, K)
    return Trial(
        [
            Call("center_update", inputs),
            Call("center_update", {**inputs, "teacher_out": shuffled}),
        ],
        lambda results: near(results[1], results[0], "after mixing views and images"),
    )


@law("m = 1 keeps the centre, m = 0 keeps nothing of it", "center_update")
def extremes_of_m(rng: Rng) -> Trial:
    inputs = probes.outputs(rng, 1.0)
    other = {**inputs, "center": inputs["center"] + rng.normal(size=K), "m": 0.0}
    return Trial(
        [Call("center_update", given) for given in (inputs, {**inputs, "m": 0.0}, other)],
        lambda results: first(
            near(results[0], inputs["center"], "the centre at m = 1"),
            near(results[2], results[1], "at m = 0, with another old centre"),
        ),
    )
